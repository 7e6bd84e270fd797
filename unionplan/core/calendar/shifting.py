"""Taking a plan's times into another year: what recurs keeps its meaning, dated days keep their weekday."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar

from unionplan.core.calendar.festivals import FESTIVALS, date_of
from unionplan.core.calendar.ranges import DateRange, month_end
from unionplan.core.calendar.recurrence import RecurrenceSpec
from unionplan.core.calendar.specs import Form, WindowSpec
from unionplan.core.calendar.windows import resolve

SpecT = TypeVar("SpecT", WindowSpec, RecurrenceSpec)


def shift_to_year(spec: SpecT, from_year: int, to_year: int, *, period: DateRange | None = None) -> SpecT:
    """The same work in another year, for a plan copied forward.

    Festivals stay festivals and months stay months; a written year moves along. A dated day moves to the nearest day
    of the same weekday within its month (Friday 13 March stays a Friday), unless it is a festival's own date, which
    stays; a range of days keeps its length. A recurrence keeps its rhythm. An unknown time stays unknown.
    ``period`` is the old plan's span: give it where the plan runs into the next year, so that the weekday is right.
    """
    if isinstance(spec, RecurrenceSpec):
        window = spec.window and shift_to_year(spec.window, from_year, to_year, period=period)
        return replace(spec, window=window)
    delta = to_year - from_year
    moved = _moved_days(spec, delta, period or DateRange.year(from_year))
    return replace(
        moved,
        year=None if moved.year is None else moved.year + delta,
        end_year=None if moved.end_year is None else moved.end_year + delta,
    )


def _moved_days(spec: WindowSpec, delta: int, period: DateRange) -> WindowSpec:
    """Month and day of a dated spec as they will be written; everything else as it is."""
    if spec.form not in (Form.DAY, Form.DAYS) or spec.month is None:
        return spec
    written = replace(spec, relation=type(spec.relation).ON, days=None)
    span = resolve(written, period=period).span
    if span is None or (spec.form is Form.DAY and _is_festival(span.start)):
        return spec
    start = _same_weekday(span.start, span.start.year + delta)
    if spec.form is Form.DAY:
        return replace(spec, day=start.day)
    end = start + timedelta(days=span.length - 1)
    return replace(spec, day=start.day, end_month=end.month, end_day=end.day)


def _is_festival(day: date) -> bool:
    """Whether a written date is a fixed festival, such as 8 March; lunar festivals are written by name."""
    return any(
        date_of(key, day.year) == day == date_of(key, day.year + 1).replace(year=day.year)
        for key, item in FESTIVALS.items()
        if item.length == 1
    )


def _same_weekday(day: date, year: int) -> date:
    """The day of the same weekday and month nearest to the same date of another year."""
    last = month_end(year, day.month)
    target = date(year, day.month, min(day.day, last.day))
    ahead = (day.weekday() - target.weekday()) % 7
    near = target + timedelta(days=ahead if ahead <= 3 else ahead - 7)
    if near.month == day.month:
        return near
    return near + timedelta(days=7 if near < target else -7)
