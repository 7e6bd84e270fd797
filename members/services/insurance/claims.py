"""Claims: reported, handed in with their papers, paid or refused. The diagnosis is sealed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from members.choices.insurance import NEXT_CLAIM_STATES, ClaimDocument, ClaimState
from members.models import Claim, LifeEvent, Policy, User
from unionplan.core.audit import record
from unionplan.core.errors import DomainError, EditConflictError


@dataclass(frozen=True, slots=True)
class ClaimFields:
    """What is known when a claim is reported; `asked` in yuan."""

    happened_on: date
    asked: Decimal
    documents: Sequence[ClaimDocument] = ()
    diagnosis: str = ""
    event: LifeEvent | None = None


@transaction.atomic
def report_claim(*, policy_id: int, fields: ClaimFields, by: User, today: date) -> Claim:
    """Report a claim. Raises DomainError for a day outside the cover, a cancelled policy and an event of somebody
    else."""
    policy = Policy.objects.select_for_update().get(pk=policy_id)
    if policy.cancelled_on is not None:
        raise DomainError(_("这份参保记录已经注销。"))
    if not policy.starts_on <= fields.happened_on <= min(policy.expires_on, today):
        raise DomainError(_("出险日期不在保障期内，或者晚于今天。"), field="happened_on")
    if fields.event is not None and fields.event.member_id != policy.member_id:
        raise DomainError(_("所选生活事件不是这位会员的。"), field="event")
    claim = Claim(
        policy=policy,
        event=fields.event,
        happened_on=fields.happened_on,
        diagnosis=fields.diagnosis.strip(),
        documents=sorted(fields.documents),
        asked=fields.asked,
        reported_on=today,
        reported_by=by,
    )
    claim.save()
    _note("reported", claim, by)
    return claim


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a claim; `paid` and `paid_on` belong to ClaimState.PAID and to nothing else."""

    to: ClaimState
    paid: Decimal | None = None
    paid_on: date | None = None


@transaction.atomic
def move_claim(*, claim_id: int, step: Step, expected_version: int, by: User, today: date) -> Claim:
    """Take the next step. Raises DomainError for a step NEXT_CLAIM_STATES does not allow, papers that are missing, an
    amount above what was asked; EditConflictError when somebody was first."""
    claim = _locked(claim_id, expected_version)
    before = ClaimState(claim.state)
    if step.to not in NEXT_CLAIM_STATES[before]:
        words = {"before": before.label, "to": step.to.label}
        raise DomainError(_("“%(before)s”的理赔不能改为“%(to)s”。") % words)
    if step.to == ClaimState.SUBMITTED:
        _refuse_missing_papers(claim)
    claim.paid, claim.paid_on = _payment(claim, step, today)
    claim.state = step.to
    claim.version += 1
    claim.save()
    _note("moved", claim, by, changes={"state": [before.value, step.to.value]})
    return claim


@transaction.atomic
def tick_documents(*, claim_id: int, documents: Sequence[ClaimDocument], expected_version: int, by: User) -> Claim:
    """Which papers have come in."""
    claim = _locked(claim_id, expected_version)
    if claim.state not in {ClaimState.REPORTED, ClaimState.REFUSED}:
        raise DomainError(_("材料已经提交，不能再改。"))
    claim.documents = sorted(documents)
    claim.version += 1
    claim.save()
    _note("documents_ticked", claim, by)
    return claim


def _payment(claim: Claim, step: Step, today: date) -> tuple[Decimal | None, date | None]:
    if step.to != ClaimState.PAID:
        return None, None
    if step.paid is None or step.paid <= 0:
        raise DomainError(_("请填写赔付金额。"), field="paid")
    if step.paid > claim.asked:
        raise DomainError(_("赔付金额不能超过申请金额。"), field="paid")
    paid_on = step.paid_on or today
    if not claim.happened_on <= paid_on <= today:
        raise DomainError(_("赔付日期不能早于出险日期，也不能晚于今天。"), field="paid_on")
    return step.paid, paid_on


def _refuse_missing_papers(claim: Claim) -> None:
    missing = [ClaimDocument(name) for name in claim.policy.scheme.documents if name not in claim.documents]
    if missing:
        names = _("、").join(str(document.label) for document in missing)
        raise DomainError(_("还缺材料：%(names)s。") % {"names": names}, field="documents")


def _locked(claim_id: int, expected_version: int) -> Claim:
    claims = Claim.objects.select_for_update(of=("self",)).select_related("policy__scheme")
    claim = claims.get(pk=claim_id)
    if claim.version != expected_version:
        raise EditConflictError(_("有人先办过这件理赔，请核对后再办。"), current=claim, yours={})
    return claim


def _note(what: str, claim: Claim, by: User, *, changes: dict[str, list[str]] | None = None) -> None:
    record(
        f"members.claim.{what}",
        target=claim,
        actor=by,
        organization_id=claim.policy.organization_id,
        changes=changes,
    )
