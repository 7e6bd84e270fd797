"""Events as lists show them: when, how full, and where the reader stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Min, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from activities.enums import RegistrationState
from activities.models import Event, Registration
from activities.models.events import EventQuerySet
from members.models import User


@dataclass(frozen=True, slots=True)
class Fullness:
    """Places given away and people who wait; `left` is None where places have no end."""

    taken: int
    waiting: int
    left: int | None


def for_listing(events: EventQuerySet, *, now: datetime) -> EventQuerySet:
    """With host, first time and places taken; coming ones first, then past ones, the latest first."""
    confirmed = Registration.objects.filter(event=OuterRef("pk"), state=RegistrationState.CONFIRMED)
    seats = confirmed.order_by().values("event").annotate(given=Sum(F("companions") + 1)).values("given")
    return (
        events.select_related("organization")
        .annotate(
            first_at=Min("sessions__starts_at"),
            next_at=Min("sessions__starts_at", filter=Q(sessions__ends_at__gte=now)),
            times=Count("sessions", distinct=True),
            taken=Coalesce(Subquery(seats), 0),
        )
        .order_by(F("next_at").asc(nulls_last=True), F("first_at").desc(nulls_last=True), "-id")
    )


def fullness_of(event: Event) -> Fullness:
    """One query."""
    counted = event.registrations.aggregate(
        taken=Sum(F("companions") + 1, filter=Q(state=RegistrationState.CONFIRMED)),
        waiting=Count("id", filter=Q(state=RegistrationState.WAITING)),
    )
    taken = counted["taken"] or 0
    left = None if event.capacity is None else max(event.capacity - taken, 0)
    return Fullness(taken=taken, waiting=counted["waiting"], left=left)


def own_places(user: User, events: Sequence[Event]) -> dict[int, Registration]:
    """Where the reader stands with these events, by event id; withdrawn ones are left out."""
    found = Registration.objects.standing().filter(member__user=user, event__in=events)
    return {registration.event_id: registration for registration in found}


def place_in_line(registration: Registration) -> int:
    """How many wait at or before this one."""
    return Registration.objects.filter(
        event=registration.event_id, state=RegistrationState.WAITING, position__lte=registration.position
    ).count()
