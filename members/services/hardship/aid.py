"""Money and other help (systems.md HS-02): limits are dated rules, and nobody decides about their own request."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from members.choices.hardship import AidKind, AidSource, AidState, CaseState, StudyState, TemporaryOutcome
from members.models import AidRecord, HardshipCase, Member, Organization, StudyAid, User
from members.services.hardship import rulebook
from members.services.hardship.rulebook import Measure, measures_for
from unionplan.core.audit import record
from unionplan.core.errors import DomainError

_LIMITS = (rulebook.VISIT_CAP, rulebook.YEAR_CAP, rulebook.TEMPORARY_CAP, rulebook.ONCE_A_YEAR)


@transaction.atomic
def ask_for_aid(
    *,
    member: Member,
    organization: Organization,
    kind: AidKind,
    source: AidSource,
    amount: Decimal,
    year: int,
    by: User,
    case: HardshipCase | None = None,
    note: str = "",
) -> AidRecord:
    """Propose one help. A member without a file gets temporary help, which later becomes a file or is closed. Raises
    DomainError naming rule, amount, clause and day when a limit is passed or the year's help was given already; two
    officers asking at once take turns at the member's row."""
    if amount <= 0 or amount != amount.quantize(Decimal("0.01")):
        raise DomainError(_("金额须大于 0，最多两位小数。"), field="amount")
    if case is not None and case.state != CaseState.FILED:
        raise DomainError(_("档案建档后才能登记帮扶；急难情况请按临时救助登记。"))
    if case is None and kind not in (AidKind.TEMPORARY, AidKind.WARMTH, AidKind.LEGAL, AidKind.EMPLOYMENT):
        raise DomainError(_("没有建档的职工只能登记临时救助、送温暖、就业帮扶和法律援助。"), field="kind")
    Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    _refuse_beyond_limits(member, organization, kind, source, amount, year)
    aid = AidRecord(
        case=case,
        member=member,
        organization=organization,
        kind=kind,
        source=source,
        amount=amount,
        year=year,
        asked_by=by,
        outcome="" if case else TemporaryOutcome.OPEN,
    )
    aid.write_facts({"note": note.strip()})
    aid.save()
    _note("asked", aid, by, amount=["", str(amount)], kind=["", str(kind)], source=["", str(source)])
    return aid


def _refuse_beyond_limits(
    member: Member, organization: Organization, kind: AidKind, source: AidSource, amount: Decimal, year: int
) -> None:
    day = timezone.localdate()
    rules = measures_for(_LIMITS, organization, day)
    same = AidRecord.objects.counted().filter(member=member, year=year, kind=kind)
    once = rules.get(rulebook.ONCE_A_YEAR)
    if once is not None and kind in once.value and same.filter(source=source).exists():
        raise DomainError(
            _("%(year)s 年已用“%(source)s”安排过“%(kind)s”，同一年度不重复救助（%(rule)s）。")
            % {"year": year, "source": source.label, "kind": kind.label, "rule": once.source},
            field="kind",
        )
    if kind == AidKind.WARMTH:
        _refuse_above(rules.get(rulebook.VISIT_CAP), amount, amount)
        so_far = same.aggregate(total=Sum("amount"))["total"] or Decimal(0)
        _refuse_above(rules.get(rulebook.YEAR_CAP), so_far + amount, amount)
    if kind == AidKind.TEMPORARY:
        _refuse_above(rules.get(rulebook.TEMPORARY_CAP), amount, amount)


def _refuse_above(cap: Measure | None, total: Decimal, amount: Decimal) -> None:
    if cap is not None and total > cap.number:
        raise DomainError(
            _("本次 %(amount)s 元，合计 %(total)s 元，超过“%(rule)s”%(cap)s 元（%(source)s）。")
            % {"amount": amount, "total": total, "rule": cap.label, "cap": cap.number, "source": cap.source},
            field="amount",
        )


def _locked(aid_id: int) -> AidRecord:
    rows = AidRecord.objects.select_for_update(of=("self",)).select_related("member", "organization", "case")
    return rows.get(pk=aid_id)


@transaction.atomic
def decide_aid(*, aid_id: int, is_approved: bool, by: User, reason: str = "") -> AidRecord:
    """Say yes or no to a proposal. Raises DomainError for one's own proposal, a second decision, and a refusal without
    a reason."""
    aid = _locked(aid_id)
    if aid.state != AidState.PROPOSED:
        raise DomainError(_("这条帮扶已经审批过。"))
    if aid.asked_by_id == by.pk:
        raise DomainError(_("申请人不能审批自己提出的帮扶，请由另一人审批。"))
    if not is_approved and not reason.strip():
        raise DomainError(_("请写明不批准的理由。"), field="reason")
    aid.state = AidState.APPROVED if is_approved else AidState.REFUSED
    aid.decided_by, aid.decided_at = by, timezone.now()
    aid.write_facts({**aid.facts, "reason": reason.strip()})
    aid.save()
    _note("decided", aid, by, state=[str(AidState.PROPOSED), str(aid.state)])
    return aid


@transaction.atomic
def give_aid(*, aid_id: int, given_on: date, receipt_number: str, by: User) -> AidRecord:
    """It was handed over on that day, against a receipt. Raises DomainError before approval, for a day to come or
    before the decision, and without a receipt number."""
    aid = _locked(aid_id)
    if aid.state != AidState.APPROVED:
        raise DomainError(_("批准后才能登记发放。"))
    decided = timezone.localdate(aid.decided_at) if aid.decided_at else given_on
    if not decided <= given_on <= timezone.localdate():
        raise DomainError(_("发放日期须在批准之后、今天之前。"), field="given_on")
    if not receipt_number.strip():
        raise DomainError(_("请填写领取凭证号。"), field="receipt_number")
    aid.state, aid.given_on, aid.receipt_number = AidState.GIVEN, given_on, receipt_number.strip()
    aid.save()
    StudyAid.objects.filter(aid=aid).update(state=StudyState.GIVEN)
    _note("given", aid, by, state=[str(AidState.APPROVED), str(aid.state)], given_on=["", given_on.isoformat()])
    return aid


@transaction.atomic
def settle_temporary(*, aid_id: int, outcome: TemporaryOutcome, by: User) -> AidRecord:
    """Temporary help became a file (转正) or is closed (注销). Raises DomainError when there is no open file to point
    to, or for help that hangs on a file."""
    aid = _locked(aid_id)
    if aid.outcome != TemporaryOutcome.OPEN:
        raise DomainError(_("这条临时救助已经处理。"))
    if outcome == TemporaryOutcome.FILED:
        aid.case = HardshipCase.objects.open().filter(member=aid.member, organization=aid.organization).first()
        if aid.case is None:
            raise DomainError(_("该职工还没有困难职工档案，请先建档再转入。"))
    aid.outcome = outcome
    aid.save()
    _note("settled", aid, by, outcome=[str(TemporaryOutcome.OPEN), str(outcome)])
    return aid


def _note(what: str, aid: AidRecord, by: User, **changes: list[str]) -> None:
    record(
        f"members.aid.{what}",
        target=aid,
        actor=by,
        organization_id=aid.organization_id,
        subject=f"hardship:{aid.case_id}" if aid.case_id else "",
        changes=dict(changes),
    )
