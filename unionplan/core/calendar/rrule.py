"""Recurrences as RFC 5545 rules, where a rule says exactly the same."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from unionplan.core.calendar.ranges import month_end
from unionplan.core.calendar.recurrence import MONTHS_IN, WITHIN_MONTHS, Freq, RecurrenceSpec
from unionplan.core.calendar.specs import Form, Relation, WindowSpec

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_COMMON_YEAR = 2027


def rrule(spec: RecurrenceSpec, *, until: date | None = None) -> str | None:
    """The RRULE value for a rhythm whose DTSTART is its first occurrence, or ``None``.

    ``None`` where no rule gives the same days: whole months and quarters (their lengths differ), weeks of a month,
    terms, lunar festivals, days moved to workdays. Such rhythms are written to a calendar one by one from
    ``occurrences``. ``until`` is the last day that may count; with hours of the day it becomes a moment in UTC.
    """
    parts = None if spec.workday_earlier else _parts(spec)
    if parts is None:
        return None
    if until:
        # the end of that day in China (UTC+8, no daylight saving)
        parts.append(f"UNTIL={until:%Y%m%d}" + ("T155959Z" if spec.starts_at else ""))
    return ";".join(parts)


def _parts(spec: RecurrenceSpec) -> list[str] | None:
    only = _in_months(spec.months) if spec.freq in WITHIN_MONTHS else []
    if spec.freq is Freq.DAILY:
        return _rule("DAILY", spec.interval, *only)
    if spec.freq is Freq.WEEKLY:
        if only and not spec.weekdays:  # BYMONTH would look at the day of DTSTART, we at the week's first
            return None
        days = ",".join(_WEEKDAYS[weekday - 1] for weekday in sorted(set(spec.weekdays)))
        return _rule("WEEKLY", spec.interval, *only, *([f"BYDAY={days}"] if days else []), "WKST=MO")
    if spec.weekdays and spec.week:
        days = ",".join(f"{spec.week}{_WEEKDAYS[weekday - 1]}" for weekday in sorted(set(spec.weekdays)))
        return _rule("MONTHLY", spec.interval, *only, f"BYDAY={days}")
    if spec.freq is Freq.YEARLY and (spec.months or spec.window):
        return _yearly(spec)
    if spec.day and spec.freq in MONTHS_IN:
        return _rule("MONTHLY", spec.interval * MONTHS_IN[spec.freq], *only, *_month_day(spec.day))
    return None


def _in_months(months: Iterable[int]) -> list[str]:
    named = ",".join(str(month) for month in sorted(set(months)))
    return [f"BYMONTH={named}"] if named else []


def _rule(freq: str, interval: int, *more: str) -> list[str]:
    return [f"FREQ={freq}", *([f"INTERVAL={interval}"] if interval > 1 else []), *more]


def _month_day(day: int) -> list[str]:
    """The 30th means the last day of February, so the last of 28, 29 and 30 that exists."""
    if day in (31, -1):
        return ["BYMONTHDAY=-1"]
    if day > 28:
        return [f"BYMONTHDAY={','.join(str(n) for n in range(28, day + 1))}", "BYSETPOS=-1"]
    return [f"BYMONTHDAY={day}"]


def _yearly(spec: RecurrenceSpec) -> list[str] | None:
    """Fixed days of fixed months; ``None`` for whole months, other windows, and days a February may lack."""
    months, day = _fixed_day(spec.window) if spec.window else (spec.months, spec.day)
    if not months or day is None:
        return None
    in_months = _in_months(months)[0]
    if day in (31, -1) and not spec.window:
        return _rule("YEARLY", spec.interval, in_months, "BYMONTHDAY=-1")
    if any(day > month_end(_COMMON_YEAR, month).day for month in months):
        return None
    return _rule("YEARLY", spec.interval, in_months, f"BYMONTHDAY={day}")


def _fixed_day(window: WindowSpec) -> tuple[tuple[int, ...], int | None]:
    """Month and day of a window that is the same single day every year; empty otherwise."""
    same_day = window.form is Form.DAY and window.relation is Relation.ON
    if not same_day or window.month is None or window.year is not None or window.year_offset:
        return (), None
    return (window.month,), window.day
