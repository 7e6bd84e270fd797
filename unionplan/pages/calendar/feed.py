"""Feeds for calendar programs (RFC 5545; interface.md ICS).

A feed is made from the same rows as the pages, kept as finished text under its ETag, and made anew when a row changes.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event, Timezone, vRecur

from members.models import CalendarFeed, User
from members.reach import ANY_REACH, ANY_READER, Reach
from plans.enums import ItemState
from plans.models import Occurrence, PlanItem, TimeWindow
from plans.models.plan import PlanItemQuerySet
from unionplan.core.api import etag_of
from unionplan.core.calendar import SHANGHAI, RecurrenceSpec, rrule, spec_from_dict
from unionplan.core.prepared import Prepared

_NAMESPACE = uuid.UUID("6f0d9a52-6f3e-4a3f-9a37-2f1f7a9c3b11")
_BACK, _AHEAD = timedelta(days=366), timedelta(days=732)
# How long calendar programs are told that something is off, before it is simply gone.
_CANCELLED_SHOWN = timedelta(days=30)
_KEPT_SECONDS = 7 * 24 * 3600
_REFRESH = timedelta(hours=4)


def _present(told_since: date) -> PlanItemQuerySet:
    """Items removed or cancelled stay for a while, so that programs are told."""
    return PlanItem.objects.filter(
        Q(removed_at__isnull=True) | Q(removed_at__date__gte=told_since), plan__removed_at__isnull=True
    ).exclude(state=ItemState.CANCELLED, state_changed_at__date__lt=told_since)


def _items_of(reader: User, told_since: date) -> PlanItemQuerySet:
    return _present(told_since).within_reach_of(reader).in_force_for(reader)


def _public_items_of(organization: int | None, told_since: date) -> PlanItemQuerySet:
    return _present(told_since).published().filter(plan__organization=organization)


_ANY_DAY, _ANY_ID = date(2999, 1, 2), 7_310_000_000_000_000_005
_TOLD_BY = ("removed_at", "updated_at", "version", "plan__updated_at")
_SUMMED_UP = (
    "SELECT count(*), count(removed_at), max(updated_at), sum(version), max(plan_updated_at)"
    " FROM ({}) AS facts(removed_at, updated_at, version, plan_updated_at)"
)
_FACTS = Prepared(
    lambda: _items_of(ANY_READER, _ANY_DAY).order_by().values_list(*_TOLD_BY),
    _SUMMED_UP,
    told_since=_ANY_DAY,
    **ANY_REACH._asdict(),
)
_PUBLIC_FACTS = Prepared(
    lambda: _public_items_of(_ANY_ID, _ANY_DAY).order_by().values_list(*_TOLD_BY),
    _SUMMED_UP,
    told_since=_ANY_DAY,
    organization=_ANY_ID,
)


@dataclass(frozen=True, slots=True)
class Feed:
    """What a reader may subscribe to: the items, the calendar's name, the address of the portal."""

    row: CalendarFeed
    today: date
    site: str
    alarm_hours: int | None = None

    @property
    def items(self) -> QuerySet[PlanItem]:
        told_since = self.today - _CANCELLED_SHOWN
        if self.row.user is not None:
            return _items_of(self.row.user, told_since)
        return _public_items_of(self.row.organization_id, told_since)

    @property
    def title(self) -> str:
        if self.row.user is not None:
            return _("%(person)s的工作日历") % {"person": self.row.user}
        return _("%(organization)s公开日历") % {"organization": self.row.organization}

    def etag(self) -> str:
        """Changes whenever the text would: rows added, changed, moved, removed or out of reach; one query."""
        told_since = self.today - _CANCELLED_SHOWN
        if self.row.user is not None:
            reach = self.row.reach or Reach.of(self.row.user)
            facts = _FACTS.rows(told_since=told_since, **reach._asdict())
        else:
            facts = _PUBLIC_FACTS.rows(told_since=told_since, organization=self.row.organization_id)
        return etag_of(self.row.pk, self.title, self.site, self.today.year, self.alarm_hours, *facts[0])

    def text(self, etag: str) -> bytes:
        """The calendar as bytes; stored parts when nothing changed since they were made."""
        key = f"feed:{etag}"
        kept = cache.get(key)
        if kept is None:
            kept = self._calendar().to_ical()
            cache.set(key, kept, _KEPT_SECONDS)
        return bytes(kept)

    def _calendar(self) -> Calendar:
        calendar = Calendar()
        calendar.add("prodid", "-//unionplan//work plans//ZH")
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        calendar.add("name", self.title)
        calendar.add("x-wr-calname", self.title)
        calendar.add("x-wr-timezone", "Asia/Shanghai")
        calendar.add("refresh-interval", _REFRESH, {"value": "DURATION"})
        calendar.add("x-published-ttl", _REFRESH)
        events = list(self._events())
        if any(isinstance(event.start, datetime) for event in events):
            calendar.add_component(Timezone.from_tzinfo(SHANGHAI, "Asia/Shanghai", date(2020, 1, 1), date(2030, 1, 1)))
        for event in events:
            calendar.add_component(event)
        return calendar

    def _events(self) -> Iterator[Event]:
        windows = self._windows()
        days = self._days(windows)
        for window in windows:
            if days[window.pk]:
                yield from self._events_of(window, days[window.pk])

    def _windows(self) -> list[TimeWindow]:
        return list(
            TimeWindow.objects.filter(item__in=self.items, start__lte=self.today + _AHEAD, end__gte=self.today - _BACK)
            .select_related("item__plan__organization")
            .order_by("start", "id")
        )

    def _days(self, windows: Sequence[TimeWindow]) -> dict[int, list[Occurrence]]:
        found: dict[int, list[Occurrence]] = defaultdict(list)
        for row in Occurrence.objects.filter(window__in=[window.pk for window in windows]).order_by("start"):
            found[row.window_id].append(row)
        return found

    def _events_of(self, window: TimeWindow, days: Sequence[Occurrence]) -> Iterable[Event]:
        rule = _rule_of(window)
        if rule is not None:
            event = self._event(window, days[0], 0)
            event.add("rrule", rule)
            return [event]
        return [self._event(window, row, number) for number, row in enumerate(days)]

    def _event(self, window: TimeWindow, days: Occurrence, number: int) -> Event:
        item, event = window.item, Event()
        event.add("uid", f"{uuid.uuid5(_NAMESPACE, f'{item.pk}/{window.pk}/{number}')}@unionplan")
        event.add("dtstamp", item.updated_at)
        event.add("last-modified", item.updated_at)
        event.add("created", item.created_at)
        event.add("sequence", item.version)
        event.add("summary", item.title)
        event.add("status", "CANCELLED" if _is_off(item) else "CONFIRMED")
        event.add("categories", [item.plan.get_kind_display()])
        event.add("description", _description(item, window))
        if item.place:
            event.add("location", item.place)
        if self.row.user is not None:
            event.add("url", self.site + reverse("plans:item-detail", args=[item.pk]))
        event.add("transp", "TRANSPARENT" if window.start_time is None else "OPAQUE")
        _add_times(event, window, days)
        if self.alarm_hours is not None and not _is_off(item):
            event.add_component(_alarm(item, self.alarm_hours))
        return event


def _is_off(item: PlanItem) -> bool:
    return item.removed_at is not None or item.state == ItemState.CANCELLED


def _rule_of(window: TimeWindow) -> Any:
    """The rhythm as a rule, where one says exactly the same days."""
    if not window.is_recurring or not window.spec:
        return None
    spec = spec_from_dict(window.spec)
    text = rrule(spec, until=window.end) if isinstance(spec, RecurrenceSpec) else None
    return vRecur.from_ical(text) if text else None


def _add_times(event: Event, window: TimeWindow, days: Occurrence) -> None:
    """Whole days end on the day after (exclusive); exact times are Shanghai's."""
    if window.start_time is None:
        event.add("dtstart", days.start)
        event.add("dtend", days.end + timedelta(days=1))
        return
    event.add("dtstart", datetime.combine(days.start, window.start_time, SHANGHAI))
    event.add("dtend", datetime.combine(days.end, window.end_time or window.start_time, SHANGHAI))


def _description(item: PlanItem, window: TimeWindow) -> str:
    lines = [str(item.plan.organization), str(item.plan), item.body, _("时间：%(text)s") % {"text": window.text}]
    return "\n".join(line for line in lines if line)


def _alarm(item: PlanItem, hours: int) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", item.title)
    alarm.add("trigger", timedelta(hours=-hours))
    return alarm
