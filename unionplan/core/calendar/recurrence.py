"""Work that comes back: every month, every two months, every term, each week on some days (systems.md PL-06, §22)."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from itertools import islice

from unionplan.core.calendar import plain
from unionplan.core.calendar.lunar import FIRST_YEAR, LAST_YEAR
from unionplan.core.calendar.placing import term, week_of
from unionplan.core.calendar.ranges import DateRange, month_end
from unionplan.core.calendar.specs import Form, WindowSpec
from unionplan.core.calendar.windows import resolve
from unionplan.core.calendar.workdays import on_or_before_workday

MAX_OCCURRENCES = 1000


class Freq(StrEnum):
    """The unit that comes back."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half_yearly"
    YEARLY = "yearly"
    TERMLY = "termly"


# Rhythms that can be kept to some months of the year: 6月每周三, 3—10月每月15日.
WITHIN_MONTHS = (Freq.DAILY, Freq.WEEKLY, Freq.MONTHLY)
MONTHS_IN = {Freq.MONTHLY: 1, Freq.QUARTERLY: 3, Freq.HALF_YEARLY: 6, Freq.YEARLY: 12}


@dataclass(frozen=True, slots=True, kw_only=True)
class RecurrenceSpec:
    """A rhythm as a plan means it. Make it with keywords: ``RecurrenceSpec(freq=Freq.MONTHLY, interval=2)``.

    Without more it means the whole unit (some time in each quarter). Narrower:
    ``day`` – day of the month, -1 its last, the last existing day where a month is shorter; for quarters and longer in
    the first month of the unit (in its last month when negative) or in each of ``months``;
    ``weekdays`` – Monday 1 to Sunday 7, of each week, or with ``week`` the n-th such weekday of the month;
    ``week`` – 1–5 or -1 without ``weekdays``: that week of the month;
    ``months`` – yearly: these months; daily, weekly, monthly: only what begins in these months;
    ``window`` – yearly only: any other time of year (春节前).
    ``anchor`` is a day in the first unit that counts when ``interval`` is above 1; the period's start by default.
    ``workday_earlier`` moves an exact day to the workday before it. ``times_min`` and ``times_max`` say how often
    within one unit (一年一到二次) and change no date; ``starts_at`` and ``ends_at`` are hours of the day.
    A combination that means nothing raises ``ValueError``.
    """

    freq: Freq
    interval: int = 1
    day: int | None = None
    weekdays: tuple[int, ...] = ()
    week: int | None = None
    months: tuple[int, ...] = ()
    window: WindowSpec | None = None
    anchor: date | None = None
    workday_earlier: bool = False
    times_min: int | None = None
    times_max: int | None = None
    starts_at: time | None = None
    ends_at: time | None = None

    def __post_init__(self) -> None:
        self._check_ranges()
        self._check_combination()

    def _check_ranges(self) -> None:
        if not 1 <= self.interval <= 366:
            raise ValueError(f"interval {self.interval} is not within 1–366")
        if self.day is not None and self.day not in (*range(1, 32), -1):
            raise ValueError(f"day {self.day} is neither 1–31 nor -1")
        if self.week is not None and self.week not in (1, 2, 3, 4, 5, -1):
            raise ValueError(f"week {self.week} is neither 1–5 nor -1")
        if not all(1 <= weekday <= 7 for weekday in self.weekdays):
            raise ValueError(f"weekdays {self.weekdays} are not within 1–7")
        if not all(1 <= month <= 12 for month in self.months):
            raise ValueError(f"months {self.months} are not within 1–12")
        if (self.times_min or 1) > (self.times_max or self.times_min or 1):
            raise ValueError("times_max lies below times_min")

    def _check_combination(self) -> None:
        monthly, weekly, yearly = (self.freq is freq for freq in (Freq.MONTHLY, Freq.WEEKLY, Freq.YEARLY))
        wrong = {
            "day": self.day is not None and (self.freq not in MONTHS_IN or self.week is not None),
            "weekdays": bool(self.weekdays) and not (weekly or (monthly and self.week is not None)),
            "week": self.week is not None and not monthly,
            "months": bool(self.months) and not yearly and self.freq not in WITHIN_MONTHS,
            "window": self.window is not None
            and (not yearly or bool(self.months) or self.day is not None or self.window.form is Form.UNSPECIFIED),
        }
        wrong["interval"] = self.freq is Freq.TERMLY and self.interval > 1
        if any(wrong.values()):
            raise ValueError(f"{self.freq} does not go with {', '.join(name for name, bad in wrong.items() if bad)}")

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> RecurrenceSpec:
        """Read what ``to_dict`` wrote; ``ValueError`` for anything else."""
        return cls(**plain.read_fields(cls, _READERS, data))

    def to_dict(self) -> dict[str, object]:
        """Plain values for a JSON field; fields at their default are left out."""
        return plain.write_fields(self)


def spec_from_dict(data: Mapping[str, object]) -> WindowSpec | RecurrenceSpec:
    """Read either kind of spec: one with ``freq`` is a recurrence, one with ``form`` a window; else ``ValueError``."""
    return RecurrenceSpec.from_dict(data) if "freq" in data else WindowSpec.from_dict(data)


def occurrences(spec: RecurrenceSpec, *, period: DateRange, limit: int = MAX_OCCURRENCES) -> list[DateRange]:
    """When a rhythm falls within a period: sorted, no day twice at the start, cut to the period, at most ``limit``.

    Every occurrence is a span of days: a whole quarter, a week, or one exact day. An exact day that
    ``workday_earlier`` would move out of the period stays where it is. Years outside 1951–2098 have no occurrences.
    """
    if not FIRST_YEAR < period.start.year <= period.end.year < LAST_YEAR - 1:
        return []
    found = (_moved(spec, day, period) for day in _raw(spec, period))
    return list(islice(_once(found), limit))


def _once(found: Iterator[DateRange]) -> Iterator[DateRange]:
    """Two days moved to one workday are one occurrence."""
    last: date | None = None
    for span in found:
        if last is None or span.start > last:
            last = span.start
            yield span


def _moved(spec: RecurrenceSpec, span: DateRange, period: DateRange) -> DateRange:
    if not spec.workday_earlier or span.length > 1:
        return span
    day = on_or_before_workday(span.start)
    return DateRange.day(day) if day in period else span


def _raw(spec: RecurrenceSpec, period: DateRange) -> Iterator[DateRange]:
    """Occurrences in order, cut to the period, not yet moved."""
    if spec.freq is Freq.TERMLY:
        yield from _terms(period)
        return
    only = spec.months if spec.freq in WITHIN_MONTHS else ()
    for span in _spans(spec, period):
        inside = span.meet(period)
        if inside and (not only or span.start.month in only):
            yield inside


def _spans(spec: RecurrenceSpec, period: DateRange) -> Iterator[DateRange]:
    if spec.freq in (Freq.DAILY, Freq.WEEKLY):
        yield from _weeks_or_days(spec, period)
    elif spec.window:
        yield from _yearly_windows(spec, spec.window, period)
    else:
        yield from _units(spec, period)


def _weeks_or_days(spec: RecurrenceSpec, period: DateRange) -> Iterator[DateRange]:
    anchor = spec.anchor or period.start
    if spec.freq is Freq.DAILY:
        yield from (DateRange.day(day) for day in period.days() if (day - anchor).days % spec.interval == 0)
        return
    first, monday = _monday(anchor), _monday(period.start)
    while monday <= period.end:
        if (monday - first).days // 7 % spec.interval == 0:
            yield from _days_of_week(spec, monday)
        monday += timedelta(days=7)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _days_of_week(spec: RecurrenceSpec, monday: date) -> Iterator[DateRange]:
    if not spec.weekdays:
        yield DateRange(monday, monday + timedelta(days=6))
    for weekday in sorted(set(spec.weekdays)):
        yield DateRange.day(monday + timedelta(days=weekday - 1))


def _units(spec: RecurrenceSpec, period: DateRange) -> Iterator[DateRange]:
    """Months, quarters, half years or years; units are counted in months since year 0, so that intervals keep step."""
    length = MONTHS_IN[spec.freq]
    first = _unit_of(spec.anchor or period.start, length)
    for number in range(_unit_of(period.start, length), _unit_of(period.end, length) + 1):
        if (number - first) % spec.interval == 0:
            year, month = divmod(number * length, 12)
            yield from _within_unit(spec, DateRange(date(year, month + 1, 1), month_end(year, month + length)))


def _unit_of(day: date, length: int) -> int:
    return (12 * day.year + day.month - 1) // length


def _within_unit(spec: RecurrenceSpec, unit: DateRange) -> Iterator[DateRange]:
    year, first = unit.start.year, unit.start.month
    if spec.week is not None:
        week = _nth_weekdays(spec, year, first) if spec.weekdays else [week_of(year, first, spec.week)]
        yield from filter(None, week)
    elif spec.months and spec.freq is Freq.YEARLY:
        for month in sorted(set(spec.months)):
            yield _day_of(year, month, spec.day) if spec.day else DateRange.month(year, month)
    elif spec.day:
        yield _day_of(year, (unit.end if spec.day < 0 else unit.start).month, spec.day)
    else:
        yield unit


def _day_of(year: int, month: int, day: int) -> DateRange:
    last = month_end(year, month)
    return DateRange.day(last if day < 0 or day > last.day else date(year, month, day))


def _nth_weekdays(spec: RecurrenceSpec, year: int, month: int) -> list[DateRange]:
    """The n-th Monday, Friday … of a month; a month without a fifth has none."""
    number, days = spec.week or 1, []
    for weekday in set(spec.weekdays):
        hits = [week[weekday - 1] for week in calendar.monthcalendar(year, month) if week[weekday - 1]]
        if number <= len(hits):
            days.append(DateRange.day(date(year, month, hits[number - 1 if number > 0 else number])))
    return sorted(days)


def _yearly_windows(spec: RecurrenceSpec, window: WindowSpec, period: DateRange) -> Iterator[DateRange]:
    """The same time of year, year by year; a festival at New Year may come from the neighbouring year."""
    first = (spec.anchor or period.start).year
    found: list[DateRange] = []
    for year in range(period.start.year - 1, period.end.year + 2):
        if (year - first) % spec.interval == 0:
            found += resolve(window, period=DateRange.year(year)).ranges
    yield from sorted(set(found))


def _terms(period: DateRange) -> Iterator[DateRange]:
    """School terms that begin in the period or lie in it for the most part; January alone is no term."""
    years = range(period.start.year - 1, period.end.year + 1)
    spans = sorted(term(year, number) for year in years for number in (1, 2))
    inside = [(span, part) for span in spans if (part := span.meet(period))]
    yield from (part for span, part in inside if span.start in period or 2 * part.length > span.length)


def _window(value: object) -> WindowSpec:
    if not isinstance(value, Mapping):
        raise ValueError(f"{value!r} is not a window")
    return WindowSpec.from_dict(value)


_READERS: dict[str, plain.Reader] = {
    "freq": lambda value: Freq(plain.text(value)),
    "interval": plain.whole,
    "day": plain.maybe(plain.whole),
    "weekdays": plain.wholes,
    "week": plain.maybe(plain.whole),
    "months": plain.wholes,
    "window": plain.maybe(_window),
    "anchor": plain.maybe(plain.day),
    "workday_earlier": plain.flag,
    "times_min": plain.maybe(plain.whole),
    "times_max": plain.maybe(plain.whole),
    "starts_at": plain.maybe(plain.clock),
    "ends_at": plain.maybe(plain.clock),
}
