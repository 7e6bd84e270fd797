"""Workdays, days off and make-up workdays (rules.md §11.1), and the hour at which the portal speaks.

The State Council sets days off and make-up workdays each November for the year after. Until a year is known to
``chinesecalendar``, Monday to Friday count as workdays, every answer says so (``known=False``), and the log is told.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

import chinese_calendar

from unionplan.core.calendar.ranges import DateRange, month_end

logger = logging.getLogger(__name__)

SHANGHAI = ZoneInfo("Asia/Shanghai")
_NINE = time(9, tzinfo=SHANGHAI)
_DAY = timedelta(days=1)

# names in chinesecalendar → festival keys
_FESTIVAL_KEYS = {
    "New Year's Day": "new_year",
    "Spring Festival": "spring_festival",
    "Tomb-sweeping Day": "qingming",
    "Labour Day": "labour_day",
    "Dragon Boat Festival": "dragon_boat",
    "Mid-autumn Festival": "mid_autumn",
    "National Day": "national_day",
}


class DayKind(StrEnum):
    """What a day is at work."""

    WORKDAY = "workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"  # a Saturday or Sunday worked in exchange for a day off


@dataclass(frozen=True, slots=True)
class DayStatus:
    """One day: its kind, the key of the festival that makes it a day off or a make-up workday ("" without one, and
    for a holiday given once only, such as 3 September 2015), and whether its year has been announced."""

    day: date
    kind: DayKind
    festival: str
    known: bool

    @property
    def is_workday(self) -> bool:
        """Whether people are at work."""
        return self.kind in (DayKind.WORKDAY, DayKind.MAKE_UP)


@cache
def announced(year: int) -> bool:
    """Whether the days off of a year are known. An unknown year is written to the log once per process."""
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        logger.warning("Days off of %s are not announced: plain weekends are used.", year)
        return False
    return True


@lru_cache(maxsize=8192)
def workday_status(day: date) -> DayStatus:
    """What a day is: workday, weekend, holiday or make-up workday, with its festival and whether that is certain."""
    weekend = day.weekday() >= 5
    if not announced(day.year):
        return DayStatus(day, DayKind.WEEKEND if weekend else DayKind.WORKDAY, "", known=False)
    off, name = chinese_calendar.get_holiday_detail(day)
    if name is None:
        return DayStatus(day, DayKind.WEEKEND if off else DayKind.WORKDAY, "", known=True)
    return DayStatus(day, DayKind.HOLIDAY if off else DayKind.MAKE_UP, _FESTIVAL_KEYS.get(name, ""), known=True)


def is_workday(day: date) -> bool:
    """Whether people are at work that day (plain weekends while the year is not announced)."""
    return workday_status(day).is_workday


def holiday_around(day: date) -> DateRange | None:
    """The unbroken run of holidays that holds ``day``; ``None`` when it is no holiday or its year is not announced."""
    if workday_status(day).kind is not DayKind.HOLIDAY:
        return None
    start = end = day
    while workday_status(start - _DAY).kind is DayKind.HOLIDAY:
        start -= _DAY
    while workday_status(end + _DAY).kind is DayKind.HOLIDAY:
        end += _DAY
    return DateRange(start, end)


def add_workdays(day: date, count: int) -> date:
    """The ``count``-th workday after ``day`` (before it when negative); ``day`` itself for 0. ``day`` never counts."""
    step = _DAY if count > 0 else -_DAY
    left = abs(count)
    while left:
        day += step
        left -= is_workday(day)
    return day


def on_or_before_workday(day: date) -> date:
    """``day`` if people work that day, else the last workday before it: moved earlier, never later."""
    while not is_workday(day):
        day -= _DAY
    return day


def on_or_after_workday(day: date) -> date:
    """``day`` if people work that day, else the next workday."""
    while not is_workday(day):
        day += _DAY
    return day


def first_workday(year: int, month: int) -> date:
    """The first workday of a month: 4 January 2026, a Sunday worked in exchange."""
    return on_or_after_workday(date(year, month, 1))


def workday_before_end(year: int, month: int, count: int) -> date:
    """The ``count``-th workday counted back from the end of a month; 1 is its last workday, 3 the usual reminder."""
    return nth_workday_back(month_end(year, month), count)


def nth_workday_back(end: date, count: int) -> date:
    """The ``count``-th workday counted back from ``end``, which counts itself when people work that day.

    Raises ``ValueError`` when ``count`` is below 1.
    """
    if count < 1:
        raise ValueError(f"workdays are counted back from 1, not {count}")
    return add_workdays(end + _DAY, -count)


def at_nine(day: date) -> datetime:
    """09:00 in Asia/Shanghai on that day, as an aware moment."""
    return datetime.combine(day, _NINE)


def shift_to_workday_earlier(moment: datetime) -> datetime:
    """The same clock time in Asia/Shanghai on that day, or on the last workday before it; never later.

    ``moment`` must be aware (``ValueError`` otherwise); the answer is in Asia/Shanghai.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    local = moment.astimezone(SHANGHAI)
    return datetime.combine(on_or_before_workday(local.date()), local.timetz())
