"""A month or a week as a grid: days with their marks, and entries as bars in lanes. Pure: no query."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from unionplan.core.calendar import DateRange, DayKind, announced, festivals_in, lunar_label, workday_status
from unionplan.core.calendar.describe import festival_name
from unionplan.pages.calendar.entries import CalendarEntry

DAYS = 7


@dataclass(slots=True)
class Day:
    """A cell: the date, the lunar day or festival under it, 休 or 班, and how many entries did not fit."""

    day: date
    in_period: bool
    is_today: bool
    note: str
    is_festival: bool
    mark: str
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class Bar:
    """An entry within one week: column (1–7), columns covered, lane from the top, and whether it goes on beyond."""

    entry: CalendarEntry
    column: int
    width: int
    lane: int
    begins_before: bool
    ends_after: bool


@dataclass(slots=True)
class Week:
    """Seven days from Monday and the bars on them."""

    days: list[Day]
    bars: list[Bar] = field(default_factory=list)


def weeks_of(span: DateRange) -> DateRange:
    """The span widened to whole weeks, Monday first."""
    start = span.start - timedelta(days=span.start.weekday())
    return DateRange(start, span.end + timedelta(days=6 - span.end.weekday()))


def build_weeks(
    span: DateRange, entries: Sequence[CalendarEntry], *, today: date, lanes: int | None
) -> tuple[list[Week], list[int]]:
    """Whole weeks around the span, and the years in it whose days off are not announced yet. `lanes` bounds how many
    bars lie above each other; what does not fit is counted on its days."""
    shown = weeks_of(span)
    names = {day: festival_name(festival.key) for day, festival in festivals_in(shown.start, shown.end)}
    days = [_day(day, span, names, today) for day in shown.days()]
    weeks = [Week(days[index : index + DAYS]) for index in range(0, len(days), DAYS)]
    for week in weeks:
        _lay_out(week, entries, lanes)
    years = {day.day.year for day in days if day.in_period}
    return weeks, sorted(year for year in years if not announced(year))


def _day(day: date, span: DateRange, names: dict[date, str], today: date) -> Day:
    status = workday_status(day)
    mark = {DayKind.HOLIDAY: "off", DayKind.MAKE_UP: "work"}.get(status.kind, "") if status.known else ""
    return Day(
        day=day,
        in_period=day in span,
        is_today=day == today,
        note=names.get(day) or lunar_label(day),
        is_festival=day in names,
        mark=mark,
    )


def _lay_out(week: Week, entries: Sequence[CalendarEntry], lanes: int | None) -> None:
    """Each entry takes the first lane that is free on its days: starts keep their order, no two bars overlap."""
    first, last = week.days[0].day, week.days[-1].day
    free_from: list[date] = []
    for entry in entries:
        if entry.start > last or entry.end < first:
            continue
        start, end = max(entry.start, first), min(entry.end, last)
        lane = next((number for number, free in enumerate(free_from) if free <= start), len(free_from))
        if lanes is not None and lane >= lanes:
            for day in week.days[(start - first).days : (end - first).days + 1]:
                day.hidden += 1
            continue
        free_from[lane : lane + 1] = [end + timedelta(days=1)]
        week.bars.append(
            Bar(
                entry=entry,
                column=(start - first).days + 1,
                width=(end - start).days + 1,
                lane=lane + 1,
                begins_before=entry.start < first,
                ends_after=entry.end > last,
            )
        )
