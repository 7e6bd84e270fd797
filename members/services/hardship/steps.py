"""The workflow of a file (rules.md 4.2). The moves are data; each step says why it cannot be taken yet."""

from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.choices.hardship import (
    MOVES,
    STEPS_WITH_REASON,
    CaseState,
    CheckResult,
    EvidenceKind,
    Step,
    TakenDown,
)
from members.choices.own import ConsentPurpose
from members.models import CaseStep, HardshipCase, User
from members.services import consents
from members.services.hardship import households, notices, reminding
from members.services.hardship.cases import lock_case, touch
from members.services.hardship.formfields import STARRED
from members.services.hardship.rulebook import REVIEW_MONTHS, measure, months_later
from unionplan.core.errors import DomainError

# Checks that can find things not as told; then the file stays where it is.
_CHECKS = frozenset({Step.CHECK, Step.VISIT, Step.COMPARE})
_PAPER_OF_STEP = {Step.VISIT: EvidenceKind.APPLICATION, Step.AUTHORISE: EvidenceKind.AUTHORISATION}


@transaction.atomic
def take_step(
    *,
    case_id: int,
    step: Step,
    on: date,
    by: User,
    result: str = "",
    who: str = "",
    findings: str = "",
    reason: str = "",
    national_number: str = "",
) -> HardshipCase:
    """Take one step. `who` are the visitors, `findings` what they found; both are sealed. A check that found things
    not as told is kept and moves nothing. Raises DomainError naming what is missing and by which rule; publicity has
    its own verb (`notices.publish`)."""
    case = lock_case(case_id)
    _require_possible(case, step, on)
    for check in _NEEDS.get(step, ()):
        refusal = check(case, by)
        if refusal:
            raise DomainError(refusal)
    _require_words(step, result, who, findings, reason)
    _keep(case, step, on, by, result, {"who": who.strip(), "findings": findings.strip(), "reason": reason.strip()})
    if step in _CHECKS and result == CheckResult.DIFFERS:
        touch(case, by, "check_differs", step=["", str(step)])
        return case
    before = case.state
    case.state = MOVES[step].target
    _EFFECTS.get(step, _nothing)(case, on, by)
    if national_number:
        case.national_number = national_number.strip()
    case.version += 1
    case.save()
    touch(case, by, str(step), state=[before, str(case.state)])
    reminding.replan_case(case)
    return case


def possible_steps(case: HardshipCase) -> list[Step]:
    """Steps the present state allows, in the order of the workflow."""
    return [step for step, move in MOVES.items() if case.state in move.sources]


def _require_possible(case: HardshipCase, step: Step, on: date) -> None:
    if case.state not in MOVES[step].sources:
        raise DomainError(
            _("档案现在是“%(state)s”，不能办理“%(step)s”；请按核查、入户、授权、比对、公示、审批的次序办理。")
            % {"state": CaseState(case.state).label, "step": step.label}
        )
    if on > timezone.localdate():
        raise DomainError(_("日期不能晚于今天。"), field="on")
    last = case.steps.filter(round=case.round).exclude(step=Step.PUBLICISE).order_by("on").last()
    if on < (last.on if last else case.opened_on):
        raise DomainError(_("日期不能早于上一步。"), field="on")


def _require_words(step: Step, result: str, who: str, findings: str, reason: str) -> None:
    if step in _CHECKS and result not in CheckResult.values:
        raise DomainError(_("请选择结果。"), field="result")
    if step == Step.VISIT and not (who.strip() and findings.strip()):
        raise DomainError(_("入户调查须写明入户人员和了解到的情况。"), field="who" if not who.strip() else "findings")
    if step in STEPS_WITH_REASON and not reason.strip():
        raise DomainError(_("请写明理由。"), field="reason")


def _keep(case: HardshipCase, step: Step, on: date, by: User, result: str, words: dict[str, str]) -> None:
    kind = _PAPER_OF_STEP.get(step)
    paper = case.evidence.filter(kind=kind, removed_at__isnull=True).last() if kind else None
    entry = CaseStep(case=case, round=case.round, step=step, on=on, result=result, document=paper, made_by=by)
    entry.write_facts(words)
    entry.save()


# -- what must be there before ------


def _form_is_complete(case: HardshipCase, by: User) -> str:
    facts = case.sheet_of_facts.facts
    missing = [str(field.label) for field in STARRED if not facts.get(field.key)]
    if missing:
        return _("登记表还有必填项没有填写：%(fields)s。") % {"fields": _("、").join(missing)}
    if case.member.identity.number_hash not in set(case.household_keys.values_list("number_hash", flat=True)):
        return _("会员的证件号码与建档时不同，请先核对。")
    return ""


def _consent_holds(case: HardshipCase, by: User) -> str:
    if consents.has(case.member, ConsentPurpose.FINANCE):
        return ""
    return _("本人已撤回家庭收入信息的同意，不能继续核算（个人信息保护法第十五条）；可以登记本人撤回申请。")


def _has_application(case: HardshipCase, by: User) -> str:
    return _needs_paper(case, EvidenceKind.APPLICATION, _("入户时须有本人签字的《困难职工帮扶申请书》"))


def _has_authorisation(case: HardshipCase, by: User) -> str:
    words = _("核对家庭经济状况须有《家庭经济状况核对授权委托书》")
    return _needs_paper(case, EvidenceKind.AUTHORISATION, words)


def _needs_paper(case: HardshipCase, kind: EvidenceKind, words: str) -> str:
    if case.evidence.filter(kind=kind, removed_at__isnull=True).exists():
        return ""
    return _("%(words)s，请先上传（困难职工档案管理：佐证材料）。") % {"words": words}


def _publicity_is_over(case: HardshipCase, by: User) -> str:
    return notices.why_not_reviewed(case, timezone.localdate())


def _not_the_recorder(case: HardshipCase, by: User) -> str:
    return _("建档人不能审批自己录入的档案，请由另一人办理。") if case.opened_by_id == by.pk else ""


def _not_the_reviewer(case: HardshipCase, by: User) -> str:
    reviewed = case.steps.filter(round=case.round, step=Step.REVIEW).order_by("id").last()
    if reviewed is not None and reviewed.made_by_id == by.pk:
        return _("初审和审批须由两个人分别办理（困难职工档案管理：两人审核）。")
    return ""


_NEEDS: dict[Step, tuple[Callable[[HardshipCase, User], str], ...]] = {
    Step.CHECK: (_consent_holds, _form_is_complete),
    Step.VISIT: (_has_application,),
    Step.AUTHORISE: (_has_authorisation,),
    Step.COMPARE: (_consent_holds, _has_authorisation),
    Step.REVIEW: (_consent_holds, _publicity_is_over, _not_the_recorder),
    Step.APPROVE: (_consent_holds, _publicity_is_over, _not_the_recorder, _not_the_reviewer),
}


# -- what follows ------


def _nothing(case: HardshipCase, on: date, by: User) -> None:
    """Most steps change the state only."""


def _file(case: HardshipCase, on: date, by: User) -> None:
    months = int(measure(REVIEW_MONTHS, case.organization, on).value)
    case.filed_on = on
    case.exited_on = None
    case.review_due_on = months_later(on, months)


def _exit(case: HardshipCase, on: date, by: User) -> None:
    case.exited_on = on
    case.review_due_on = None
    households.release(case)


def _end(case: HardshipCase, on: date, by: User) -> None:
    households.release(case)
    notices.take_down_of(case, by=by, why=TakenDown.STOPPED)


def _return(case: HardshipCase, on: date, by: User) -> None:
    """A new round: everything is checked again, what was stays in the file."""
    case.round += 1
    case.opened_on = on
    case.category = ""
    households.take_again(case)


_EFFECTS: dict[Step, Callable[[HardshipCase, date, User], None]] = {
    Step.FILE: _file,
    Step.EXIT: _exit,
    Step.RETURN: _return,
    Step.REFUSE: _end,
    Step.WITHDRAW: _end,
}
