"""Retained membership, and the ends that are no choice: coming back, expulsion, death (rules.md 1.11–1.14)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from members.choices.archive import StepKind
from members.choices.people import Standing, StayEnd
from members.models import Member, User
from members.services.archive.steps import check_day, end_stay, follow_stay, locked, open_stay, take_step
from unionplan.core.errors import DomainError


@transaction.atomic
def retain(*, member_id: int, on: date, reason: str, by: User, document: str = "") -> Member:
    """From that day on membership is kept without dues and without vote: retired or out of work (rules.md 1.11)."""
    if not reason.strip():
        raise DomainError(_("请填写保留会籍的原因，如退休、失业。"), field="reason")
    return _change_standing(member_id, StepKind.RETAINED, on, reason, document, by)


@transaction.atomic
def resume(*, member_id: int, on: date, reason: str, by: User, document: str = "") -> Member:
    """From that day on all rights and duties again: back at work."""
    return _change_standing(member_id, StepKind.RESUMED, on, reason, document, by)


@transaction.atomic
def expel(*, member_id: int, on: date, reason: str, document: str, reported_to: str, by: User) -> Member:
    """Expulsion: discussed by the group, decided by the committee, reported to the union above (rules.md 1.14)."""
    check_day(on, field="on")
    required = {"reason": reason, "document": document, "reported_to": reported_to}
    for field, value in required.items():
        if not value.strip():
            raise DomainError(
                _("开除会籍须经小组讨论、委员会决定，并报上级工会（章程第一章）：请填写此项。"), field=field
            )
    words = _("%(reason)s（已报：%(above)s）") % {"reason": reason.strip(), "above": reported_to.strip()}
    kind, why = StepKind.EXPELLED, StayEnd.EXPELLED
    return end_membership(member_id=member_id, kind=kind, why=why, on=on, by=by, reason=words, document=document)


@transaction.atomic
def record_death(*, member_id: int, on: date, by: User, document: str = "") -> Member:
    """The membership ended with that day."""
    check_day(on, field="on")
    kind, why = StepKind.DIED, StayEnd.DECEASED
    return end_membership(member_id=member_id, kind=kind, why=why, on=on, by=by, document=document)


def end_membership(
    *, member_id: int, kind: StepKind, why: StayEnd, on: date, by: User, reason: str = "", document: str = ""
) -> Member:
    """The open stay and the membership end with that day, by a step that ends one."""
    member = locked(member_id)
    stay = open_stay(member)
    take_step(
        member=member, kind=kind, on=on, by=by, source=stay.organization, reason=reason, document=document.strip()
    )
    end_stay(stay, last_day=on, why=why)
    return member


def _change_standing(member_id: int, kind: StepKind, on: date, reason: str, document: str, by: User) -> Member:
    check_day(on, field="on")
    member = locked(member_id)
    stay = open_stay(member)
    kept = kind == StepKind.RETAINED
    take_step(
        member=member,
        kind=kind,
        on=on,
        by=by,
        source=stay.organization,
        target=stay.organization,
        reason=reason.strip(),
        document=document.strip(),
    )
    follow_stay(
        stay,
        organization=stay.organization,
        standing=Standing.RETAINED if kept else Standing.FULL,
        from_day=on,
        why=StayEnd.RETAINED if kept else StayEnd.RESUMED,
    )
    return member
