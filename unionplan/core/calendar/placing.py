"""Where one form of time lies in one given year, before the plan's period has a say.

The defaults of this page are conventions, not law; they are documented here and shown to whoever confirms a plan:
旬 are days 1–10, 11–20 and 21 to the end; 月初 is the first seven days, 月中 days 11–20, 月底 the last seven days;
年初 is January, 年中 June and July, 年底 December; weeks run Monday to Sunday and belong to the month of their
Thursday; seasons begin in March, June, September and December; the autumn term runs September to January, the spring
term February to July, a school year September to August; summer holidays are July and August, winter holidays the two
weeks before 春节 to 元宵.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from unionplan.core.calendar.festivals import date_of, festival, span_of
from unionplan.core.calendar.ranges import DateRange, month_end
from unionplan.core.calendar.specs import Form, Part, Relation, WindowSpec
from unionplan.core.calendar.workdays import announced, holiday_around

DAYS_BEFORE = DAYS_AFTER = 14
DAYS_AROUND = 7
DAYS_DURING = 3  # either side of a festival that gives no days off: “三八”期间

_WEEK = timedelta(days=7)
_PAIR = timedelta(days=60)  # festivals this near each other are one pair in either order


@dataclass(frozen=True, slots=True)
class Spot:
    """A spec placed in one year. ``holidays_known`` is false where days off matter and are not announced yet."""

    span: DateRange
    holidays_known: bool = True


def place(spec: WindowSpec, year: int) -> Spot | None:
    """The days a spec means in a year, its offset from a festival or in days included.

    ``year`` is the one in which the time begins (for 春节前 the year of that 春节). ``None`` when the year does not
    have it (30 February, a fifth week). ``resolve`` has already dealt with unknown times and taken several months
    apart, so those forms are not placed here.
    """
    span = _PLACES[spec.form](spec, year)
    if span is None:
        return None
    if spec.form is Form.FESTIVAL:
        return _festival_spot(spec, span)
    return Spot(offset(span, spec.relation, spec.days))


def offset(span: DateRange, relation: Relation, days: int | None) -> DateRange:
    """The days before, around or after a span; the span itself where the relation counts no days."""
    if relation is Relation.AROUND:
        return span.widen(days or DAYS_AROUND, days or DAYS_AROUND)
    if relation is Relation.BEFORE and days:
        return DateRange(span.start - timedelta(days=days), span.start - timedelta(days=1))
    if relation is Relation.AFTER and days:
        return DateRange(span.end + timedelta(days=1), span.end + timedelta(days=days))
    return span


def _festival_spot(spec: WindowSpec, span: DateRange) -> Spot:
    if spec.relation is Relation.DURING:
        return _during(spec, span)
    default = {Relation.BEFORE: DAYS_BEFORE, Relation.AFTER: DAYS_AFTER}.get(spec.relation)
    return Spot(offset(span, spec.relation, spec.days or default))


def _during(spec: WindowSpec, span: DateRange) -> Spot:
    """The days off around a festival; a festival without any is kept for some days either side of it."""
    keys = [key for key in (spec.festival, spec.end_festival) if key]
    if spec.days or not any(festival(key).days_off for key in keys):
        margin = spec.days or (DAYS_DURING if span.length == 1 else 0)
        return Spot(span.widen(margin, margin))
    edges = [(key, day) for key in keys for day in (span.start, span.end) if date_of(key, day.year) == day]
    runs = [span, *(_days_off(key, day) for key, day in edges)]
    whole = DateRange(min(run.start for run in runs), max(run.end for run in runs))
    return Spot(whole, announced(span.start.year) and announced(span.end.year))


def _days_off(key: str, day: date) -> DateRange:
    """The run of holidays as announced, else the days the law gives (rules.md §11.1); a plain festival is itself."""
    legal = DateRange(day, day + timedelta(days=max(festival(key).days_off, 1) - 1))
    return holiday_around(day) or legal


def _day(spec: WindowSpec, year: int) -> DateRange | None:
    day = _date(year, spec.month, spec.day)
    return DateRange.day(day) if day else None


def _days(spec: WindowSpec, year: int) -> DateRange | None:
    start = _date(year, spec.month, spec.day)
    end = _date(year, spec.end_month, spec.end_day)
    if start and end and end < start:
        end = _date(year + 1, spec.end_month, spec.end_day)
    return DateRange(start, end) if start and end else None


def _date(year: int, month: int | None, day: int | None) -> date | None:
    if month is None or day is None or day > calendar.monthrange(year, month)[1]:
        return None
    return date(year, month, day)


def _months(spec: WindowSpec, year: int) -> DateRange:
    """One month; several are placed one by one."""
    (month,) = spec.months
    return DateRange.month(year, month)


def _span(spec: WindowSpec, year: int) -> DateRange:
    first, last = spec.month or 1, spec.end_month or 12
    end_year = spec.end_year or (year if last >= first else year + 1)
    return DateRange(date(year, first, 1), month_end(end_year, last))


def _month_part(spec: WindowSpec, year: int) -> DateRange | None:
    if spec.month is None or spec.part is None:
        return None
    last = month_end(year, spec.month).day
    first, end = {
        Part.START: (1, 7),
        Part.MIDDLE: (11, 20),
        Part.END: (last - 6, last),
        Part.FIRST_TEN: (1, 10),
        Part.SECOND_TEN: (11, 20),
        Part.LAST_TEN: (21, last),
    }[spec.part]
    return DateRange(date(year, spec.month, first), date(year, spec.month, end))


def _week(spec: WindowSpec, year: int) -> DateRange | None:
    return week_of(year, spec.month, spec.number) if spec.month and spec.number else None


def week_of(year: int, month: int, number: int) -> DateRange | None:
    """Week ``number`` (1–5, -1 the last) of a month, cut to the month; ``None`` when the month has no such week.

    A week belongs to the month that holds its Thursday, so every month has four or five and none is counted twice.
    """
    whole = DateRange.month(year, month)
    thursdays = [day for day in whole.days() if day.weekday() == 3]
    if number > len(thursdays):
        return None
    thursday = thursdays[number - 1 if number > 0 else number]
    return DateRange(thursday - timedelta(days=3), thursday + timedelta(days=3)).meet(whole)


def _quarter(spec: WindowSpec, year: int) -> DateRange:
    return DateRange.quarter(year, spec.number or 1)


def _half_year(spec: WindowSpec, year: int) -> DateRange:
    return DateRange.half(year, spec.number or 1)


def _year(spec: WindowSpec, year: int) -> DateRange:
    return DateRange.years(year, spec.end_year or year)


def _year_part(spec: WindowSpec, year: int) -> DateRange:
    first, last = {Part.START: (1, 1), Part.MIDDLE: (6, 7)}.get(spec.part or Part.END, (12, 12))
    return DateRange.months(year, first, last)


def _festival(spec: WindowSpec, year: int) -> DateRange:
    """One festival, or from one to another: 中秋国庆 whichever comes first, 国庆至春节 into the next year."""
    span = span_of(spec.festival, year)
    if not spec.end_festival:
        return span
    other = span_of(spec.end_festival, year)
    if span.start - other.end > _PAIR:
        other = span_of(spec.end_festival, year + 1)
    return DateRange(min(span.start, other.start), max(span.end, other.end))


def _season(spec: WindowSpec, year: int) -> DateRange:
    first = 3 * (spec.number or 1)
    return DateRange(date(year, first, 1), month_end(year + first // 12, (first + 1) % 12 + 1))


def _vacation(spec: WindowSpec, year: int) -> DateRange:
    if spec.number == 1:
        return DateRange.months(year, 7, 8)
    return DateRange(date_of("spring_festival", year) - 2 * _WEEK, date_of("lantern", year))


def _term(spec: WindowSpec, year: int) -> DateRange:
    return term(year, spec.number or 1)


def term(year: int, number: int) -> DateRange:
    """The autumn term (1) that begins in a year, or its spring term (2); dates are the documented default."""
    return DateRange(date(year, 9, 1), date(year + 1, 1, 31)) if number == 1 else DateRange.months(year, 2, 7)


def _school_year(spec: WindowSpec, year: int) -> DateRange:
    return DateRange(date(year, 9, 1), date(year + 1, 8, 31))


_PLACES: dict[Form, Callable[[WindowSpec, int], DateRange | None]] = {
    Form.DAY: _day,
    Form.DAYS: _days,
    Form.MONTHS: _months,
    Form.SPAN: _span,
    Form.MONTH_PART: _month_part,
    Form.WEEK: _week,
    Form.QUARTER: _quarter,
    Form.HALF_YEAR: _half_year,
    Form.YEAR: _year,
    Form.YEAR_PART: _year_part,
    Form.FESTIVAL: _festival,
    Form.SEASON: _season,
    Form.VACATION: _vacation,
    Form.TERM: _term,
    Form.SCHOOL_YEAR: _school_year,
}
