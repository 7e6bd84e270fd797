"""What targets of plans are measured from: events held, sessions, 人 and 人次, over a subtree and a window."""

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from activities.enums import EventState
from activities.models import Attendance, Event, EventSession
from members.models import Member
from unionplan.core.counting import Figure, Window


def _held(path: str, window: Window) -> QuerySet[EventSession]:
    """Sessions of ended or running events that took place in the window, counted by the day they began."""
    return EventSession.objects.filter(
        event__organization__path__within=[path],
        event__state__in=[EventState.PUBLISHED, EventState.DONE],
        starts_at__date__gte=window.start,
        starts_at__date__lte=window.end,
        starts_at__lte=timezone.now(),
    )


def _figure(records: QuerySet[Any], unit: str) -> Figure:
    return Figure(value=Decimal(records.count()), unit=unit, as_of=timezone.localdate(), records=records)


def events_held(*, path: str, window: Window) -> Figure:
    """Events with at least one session in the window, in 场."""
    return _figure(Event.objects.filter(sessions__in=_held(path, window)).distinct(), "场")


def sessions_held(*, path: str, window: Window) -> Figure:
    """Sessions in the window, in 期."""
    return _figure(_held(path, window), "期")


def attendances(*, path: str, window: Window) -> Figure:
    """Times members came, in 人次: somebody who came to three sessions counts three times (systems.md PL-07)."""
    return _figure(Attendance.objects.filter(session__in=_held(path, window)), "人次")


def people_who_came(*, path: str, window: Window) -> Figure:
    """Members who came at least once, in 人."""
    return _figure(Member.objects.filter(attendances__session__in=_held(path, window)).distinct(), "人")
