"""The Chinese lunar calendar: lunar date ↔ solar date, leap months included.

``lunar_python`` computes the months of one lunar year; they are kept in memory, so that a page with a whole year of
labels asks it twice and not 365 times.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from lunar_python import LunarYear, Solar

FIRST_YEAR, LAST_YEAR = 1950, 2100

_MONTH_NAMES = ("正月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "冬月", "腊月")
_DIGITS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十")


@dataclass(frozen=True, slots=True)
class LunarDay:
    """A day of the lunar calendar: lunar year, month 1–12, day 1–30, and whether the month is a leap month."""

    year: int
    month: int
    day: int
    leap: bool = False


@dataclass(frozen=True, slots=True)
class _Month:
    first: date
    year: int
    month: int
    leap: bool
    length: int


def check_year(year: int) -> None:
    """Refuse with ``ValueError`` a year outside ``FIRST_YEAR`` – ``LAST_YEAR``."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"year {year} lies outside {FIRST_YEAR}–{LAST_YEAR}")


@cache
def _months(lunar_year: int) -> tuple[_Month, ...]:
    """The 12 or 13 months of one lunar year in order."""
    return tuple(
        _Month(
            first=_solar(Solar.fromJulianDay(month.getFirstJulianDay())),
            year=lunar_year,
            month=abs(month.getMonth()),
            leap=month.getMonth() < 0,
            length=month.getDayCount(),
        )
        for month in LunarYear.fromYear(lunar_year).getMonths()
        if month.getYear() == lunar_year
    )


def _solar(day: Solar) -> date:
    return date(day.getYear(), day.getMonth(), day.getDay())


def solar_of(year: int, month: int, day: int) -> date:
    """The solar date of a day in an ordinary (not leap) lunar month.

    ``year`` is the lunar year, so month 12 usually lies in the solar year after it. A leap month keeps no festival:
    a festival is held in the ordinary month that bears its number (in 2033, leap 11th month, nothing moves).
    Raises ``ValueError`` for a day the month does not have.
    """
    found = next(item for item in _months(year) if item.month == month and not item.leap)
    if not 1 <= day <= found.length:
        raise ValueError(f"lunar month {month} of {year} has no day {day}")
    return found.first + timedelta(days=day - 1)


def lunar_of(day: date) -> LunarDay:
    """The lunar date of a solar date; ``ValueError`` outside ``FIRST_YEAR`` – ``LAST_YEAR``."""
    check_year(day.year)
    months = _months(day.year - 1) + _months(day.year)
    found = months[bisect_right(months, day, key=lambda month: month.first) - 1]
    return LunarDay(found.year, found.month, (day - found.first).days + 1, found.leap)


def lunar_label(day: date) -> str:
    """What a wall calendar prints under the number: 初二 … 三十; on the first the month's name (八月, 闰冬月)."""
    lunar = lunar_of(day)
    if lunar.day == 1:
        return ("闰" if lunar.leap else "") + _MONTH_NAMES[lunar.month - 1]
    return day_label(lunar.day)


def day_label(day: int) -> str:
    """A lunar day of the month (1–30) in its traditional form: 初一, 初十, 十五, 二十, 廿三, 三十."""
    if day in (20, 30):
        return {20: "二十", 30: "三十"}[day]
    return ("初", "十", "廿")[(day - 1) // 10] + _DIGITS[(day - 1) % 10]


@cache
def qingming(year: int) -> date:
    """清明, the fifth solar term (4 or 5 April), in China's time."""
    check_year(year)
    return _solar(Solar.fromYmd(year, 4, 1).getLunar().getJieQiTable()["清明"])
