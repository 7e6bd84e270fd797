"""Referral to work (systems.md HS-04): the need, where somebody was sent, what came of it."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.choices.hardship import ReferralResult, WorkNeed
from members.choices.own import ConsentPurpose
from members.models import HardshipCase, Member, Organization, User, WorkReferral
from members.services import consents
from unionplan.core.audit import record
from unionplan.core.errors import DomainError


@transaction.atomic
def note_need(
    *,
    member: Member,
    organization: Organization,
    need: WorkNeed,
    wishes: str,
    asked_on: date,
    by: User,
    case: HardshipCase | None = None,
) -> WorkReferral:
    """Somebody looks for work or training. Raises DomainError for a day to come."""
    if asked_on > timezone.localdate():
        raise DomainError(_("登记日期不能晚于今天。"), field="asked_on")
    referral = WorkReferral(
        case=case, member=member, organization=organization, need=need, asked_on=asked_on, made_by=by
    )
    referral.write_facts({"wishes": wishes.strip()})
    referral.save()
    _note("asked", referral, by)
    return referral


@transaction.atomic
def refer(*, referral_id: int, to: str, referred_on: date, by: User) -> WorkReferral:
    """Send the person somewhere; name and phone reach an employer only with the member's consent (rules.md 13.2).
    Raises DomainError without it."""
    referral = _locked(referral_id)
    if not consents.has(referral.member, ConsentPurpose.REFERRAL):
        raise DomainError(_("向用人单位提供姓名和电话，须先取得本人同意（“向用人单位推荐就业”）。"), field="to")
    if not to.strip():
        raise DomainError(_("请填写推荐去向。"), field="to")
    if not referral.asked_on <= referred_on <= timezone.localdate():
        raise DomainError(_("推荐日期须在登记之后、今天之前。"), field="referred_on")
    referral.referred_on = referred_on
    referral.write_facts({**referral.facts, "to": to.strip()})
    referral.save()
    _note("sent", referral, by)
    return referral


@transaction.atomic
def note_result(*, referral_id: int, result: ReferralResult, result_on: date, note: str, by: User) -> WorkReferral:
    """What came of it. Raises DomainError before somebody was referred."""
    referral = _locked(referral_id)
    if referral.referred_on is None:
        raise DomainError(_("请先登记推荐去向。"))
    if not referral.referred_on <= result_on <= timezone.localdate():
        raise DomainError(_("结果日期须在推荐之后、今天之前。"), field="result_on")
    before = referral.result
    referral.result, referral.result_on = result, result_on
    referral.write_facts({**referral.facts, "note": note.strip()})
    referral.save()
    _note("answered", referral, by, result=[before, str(result)])
    return referral


def _locked(referral_id: int) -> WorkReferral:
    rows = WorkReferral.objects.select_for_update(of=("self",)).select_related("member", "organization")
    return rows.get(pk=referral_id)


def _note(what: str, referral: WorkReferral, by: User, **changes: list[str]) -> None:
    record(
        f"members.referral.{what}",
        target=referral,
        actor=by,
        organization_id=referral.organization_id,
        changes=dict(changes),
    )
