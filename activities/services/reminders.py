"""Reminders of events, written when an event or its places change: for who has a place before it begins, for who runs
it before it begins and before sign-up closes (issue: tomorrow's event, sign-up closes)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from activities.enums import EventState, RegistrationState
from activities.models import Event, EventSession, Registration
from members.services.planning import PlannedReminder, hold_planning, write_reminders
from members.services.policies import EffectivePolicy, effective_policies

KIND, PLACE_KIND = "event", "event-place"
GOING, RUNNING, CLOSING = "event-going", "event-running", "event-closing"


@transaction.atomic
def replan_event(event: Event, *, now: datetime) -> None:
    """After the event or its times changed: for who runs it and for everybody who has a place."""
    hold_planning([event.organization_id], alone=False)
    _write([event], now=now)


def replan_place(place: Registration, *, now: datetime) -> None:
    """After one place was given or taken back: for that member alone, however many others come. The event's row is
    locked by the caller."""
    _write_places([place], now=now)


@transaction.atomic
def replan_organizations(organization_ids: Sequence[int]) -> None:
    """The engine's way in: a policy or an office changed."""
    hold_planning(organization_ids, alone=True)
    events = Event.objects.filter(organization__in=organization_ids, sessions__starts_at__gte=timezone.now())
    _write(list(events.distinct()), now=timezone.now())


def _write(events: Sequence[Event], *, now: datetime) -> None:
    live = [event for event in events if event.state == EventState.PUBLISHED]
    write_reminders(kind=KIND, subject_ids=[event.pk for event in events], planned=_planned(live), now=now)
    _write_places(list(Registration.objects.filter(event__in=events).select_related("event", "member__user")), now=now)


def _write_places(places: Sequence[Registration], *, now: datetime) -> None:
    planned = _planned_places([place for place in places if _is_reminded(place)])
    write_reminders(kind=PLACE_KIND, subject_ids=[place.pk for place in places], planned=planned, now=now)


def _is_reminded(place: Registration) -> bool:
    user = place.member.user
    is_given = place.state == RegistrationState.CONFIRMED and place.event.state == EventState.PUBLISHED
    return is_given and user is not None and user.is_active


def _planned(events: Sequence[Event]) -> Iterator[PlannedReminder]:
    """For who runs them."""
    policies, days = effective_policies({event.organization_id for event in events}), _days_of(events)
    for event in events:
        for day in days[event.pk]:
            yield from _each(event, event.pk, day, event.author_id, policies[event.organization_id, RUNNING])
        if event.closes_at is not None and event.needs_sign_up:
            last = timezone.localdate(event.closes_at)
            yield from _each(event, event.pk, last, event.author_id, policies[event.organization_id, CLOSING])


def _planned_places(places: Sequence[Registration]) -> Iterator[PlannedReminder]:
    """For who comes."""
    events = list({place.event_id: place.event for place in places}.values())
    policies, days = effective_policies({event.organization_id for event in events}), _days_of(events)
    for place in places:
        policy, user_id = policies[place.event.organization_id, GOING], place.member.user_id
        for day in days[place.event_id]:
            if user_id is not None:
                yield from _each(place.event, place.pk, day, user_id, policy)


def _each(
    event: Event, subject_id: int, day: date, recipient_id: int, policy: EffectivePolicy
) -> Iterator[PlannedReminder]:
    for before, due_at in policy.moments_before(day):
        yield PlannedReminder(
            subject_id=subject_id,
            subject_on=day,
            slot=f"{policy.rule.key}:{before}",
            recipient_id=recipient_id,
            organization_id=event.organization_id,
            due_at=due_at,
        )


def _days_of(events: Sequence[Event]) -> dict[int, list[date]]:
    found: dict[int, set[date]] = defaultdict(set)
    for session in EventSession.objects.filter(event__in=events):
        found[session.event_id].add(timezone.localdate(session.starts_at))
    return defaultdict(list, {pk: sorted(days) for pk, days in found.items()})
