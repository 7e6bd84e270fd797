"""What is on between two days for one reader: the one reading behind grid, list and year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from activities.enums import EventState
from activities.models import Event, EventSession, Registration
from members.models import User
from plans.enums import OPEN_ITEM_STATES, ItemState
from plans.models import Occurrence, PlanItem, TimeWindow
from unionplan.core.calendar import DateRange

# A longer stretch is not "on that day": a month of work would fill every cell of the month.
LONGEST_BAR = timedelta(days=9)


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One stretch of days of an item, or a session of an activity; `start` and `end` are inclusive."""

    title: str
    start: date
    end: date
    start_time: time | None
    state: str
    tone: str
    kind: str
    organization: str
    place: str
    url: str

    @property
    def is_long(self) -> bool:
        return self.end - self.start > LONGEST_BAR


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a reader narrows the calendar; empty values narrow nothing."""

    organization_path: str = ""
    kind: str = ""
    state: str = ""
    mine: bool = False
    words: str = ""


def items_for(reader: User, wishes: Wishes) -> QuerySet[PlanItem]:
    """Visible items of approved plans (and of the reader's own drafts) that fit the wishes."""
    items = PlanItem.objects.visible_to(reader).in_force_for(reader)
    if wishes.organization_path:
        items = items.filter(plan__organization__path__within=[wishes.organization_path])
    if wishes.kind:
        items = items.filter(plan__kind=wishes.kind)
    if wishes.state:
        items = items.filter(state=wishes.state)
    if wishes.mine:
        items = items.filter(owner=reader)
    if wishes.words:
        items = items.filter(title__icontains=wishes.words)
    return items


def entries_between(reader: User, span: DateRange, wishes: Wishes, *, today: date) -> list[CalendarEntry]:
    """Work and activities that touch the span, earliest first; two queries beside the reader's rights."""
    return sorted(
        [*_item_entries(reader, span, wishes, today), *_activity_entries(reader, span, wishes)],
        key=lambda entry: (entry.start, -entry.end.toordinal(), entry.start_time or time.max),
    )


def _item_entries(reader: User, span: DateRange, wishes: Wishes, today: date) -> list[CalendarEntry]:
    rows = (
        Occurrence.objects.filter(item__in=items_for(reader, wishes), start__lte=span.end, end__gte=span.start)
        .select_related("window", "item__plan__organization")
        .order_by("start", "-end", "window__start_time", "id")
    )
    return [_entry(row, today) for row in rows]


def sessions_for(reader: User, wishes: Wishes) -> QuerySet[EventSession]:
    """Sessions of activities the reader may see that fit the wishes. Wishes about plans leave none: an activity has
    neither a plan's kind nor an item's state."""
    events = Event.objects.visible_to(reader).exclude(state=EventState.DRAFT)
    if wishes.kind or wishes.state:
        events = events.none()
    if wishes.organization_path:
        events = events.filter(organization__path__within=[wishes.organization_path])
    if wishes.mine:
        places = Registration.objects.standing().filter(member__user=reader)
        events = events.filter(Q(author=reader) | Q(pk__in=places.values("event")))
    if wishes.words:
        events = events.filter(title__icontains=wishes.words)
    return EventSession.objects.filter(event__in=events)


def _activity_entries(reader: User, span: DateRange, wishes: Wishes) -> list[CalendarEntry]:
    rows = sessions_for(reader, wishes).filter(starts_at__date__lte=span.end, ends_at__date__gte=span.start)
    return [_activity(row) for row in rows.select_related("event__organization").order_by("starts_at", "id")]


def _activity(session: EventSession) -> CalendarEntry:
    event, starts_at, ends_at = session.event, localtime(session.starts_at), localtime(session.ends_at)
    return CalendarEntry(
        title=event.title,
        start=starts_at.date(),
        end=ends_at.date(),
        start_time=starts_at.time(),
        state=event.get_state_display(),
        tone=event.tone,
        kind=_("活动"),
        organization=event.organization.label,
        place=session.place or event.place,
        url=event.get_absolute_url(),
    )


def undated_items(reader: User, wishes: Wishes, year: int) -> QuerySet[PlanItem]:
    """Open work of the year's plans that no calendar can show, because nobody has said when."""
    dated = TimeWindow.objects.filter(item=OuterRef("pk"), start__isnull=False)
    return (
        items_for(reader, wishes)
        .filter(~Exists(dated), plan__year=year, has_children=False, state__in=OPEN_ITEM_STATES)
        .select_related("plan")
        .order_by("plan_id", "position", "id")
    )


def _entry(row: Occurrence, today: date) -> CalendarEntry:
    item = row.item
    # Work that recurs is late when its last time is over, not each time it was on.
    tone = _tone(item, (row.window.end if row.window.is_recurring else None) or row.end, today)
    return CalendarEntry(
        title=item.title,
        start=row.start,
        end=row.end,
        start_time=row.window.start_time,
        state=_("逾期") if tone == "late" else item.get_state_display(),
        tone=tone,
        kind=item.plan.get_kind_display(),
        organization=item.plan.organization.label,
        place=item.place,
        url=reverse("plans:item-detail", args=[item.pk]),
    )


def _tone(item: PlanItem, end: date, today: date) -> str:
    """State as shape and colour; late is what is open after its last day."""
    if item.state in {ItemState.DONE, ItemState.CANCELLED, ItemState.POSTPONED}:
        return str(item.state)
    if end < today:
        return "late"
    return "soon" if item.state == ItemState.IN_PROGRESS else "neutral"


def short_and_long(entries: Sequence[CalendarEntry]) -> tuple[list[CalendarEntry], list[CalendarEntry]]:
    """What belongs on days, and what belongs to the period as a whole."""
    short = [entry for entry in entries if not entry.is_long]
    return short, [entry for entry in entries if entry.is_long]
