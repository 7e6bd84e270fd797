"""Festivals that union work hangs on, solar, lunar and computed (rules.md §11.1, §11.2).

A festival is stored by its key and turned into a date year by year: 中秋 falls in October now and then, 端午 can be
1 June, 除夕 is the 29th or the 30th of the last lunar month.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from unionplan.core.calendar.lunar import check_year, qingming, solar_of
from unionplan.core.calendar.ranges import DateRange


def _(text: str) -> str:
    """Mark a name for the translation catalogue; it is translated where it is shown (``describe.festival_name``)."""
    return text


@dataclass(frozen=True, slots=True)
class Festival:
    """One festival: a stable ``key``, its Chinese name and its date in a year.

    ``days_off`` is how many days the law gives everybody, counted from that day on (4 from 除夕, 3 from 春节; rules.md
    §11.1), 0 for none. ``length`` is above 1 for a campaign week or month.
    """

    key: str
    name: str
    on: Callable[[int], date]
    days_off: int = 0
    length: int = 1


def _solar(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _lunar(month: int, day: int) -> Callable[[int], date]:
    return lambda year: solar_of(year, month, day)


def _new_years_eve(year: int) -> date:
    """The day before 春节: the last lunar month has 29 or 30 days, so it has no fixed number."""
    return solar_of(year, 1, 1) - timedelta(days=1)


def _laba(year: int) -> date:
    """8th of the 12th month before that year's 春节: in January (30 December before in 2023 and 2042)."""
    return solar_of(year - 1, 12, 8)


def _sunday(month: int, number: int) -> Callable[[int], date]:
    def on(year: int) -> date:
        first = date(year, month, 1)
        return first + timedelta(days=6 - first.weekday() + 7 * (number - 1))

    return on


_ALL = (
    Festival("new_year", _("元旦"), _solar(1, 1), days_off=1),
    Festival("laba", _("腊八节"), _laba),
    Festival("new_years_eve", _("除夕"), _new_years_eve, days_off=4),
    Festival("spring_festival", _("春节"), _lunar(1, 1), days_off=3),
    Festival("lantern", _("元宵节"), _lunar(1, 15)),
    Festival("women_day", _("妇女节"), _solar(3, 8)),
    Festival("arbor_day", _("植树节"), _solar(3, 12)),
    Festival("qingming", _("清明节"), qingming, days_off=1),
    Festival("reading_day", _("世界读书日"), _solar(4, 23)),
    Festival("occupational_health_week", _("职业病防治法宣传周"), _solar(4, 25), length=7),
    Festival("labour_day", _("劳动节"), _solar(5, 1), days_off=2),
    Festival("youth_day", _("青年节"), _solar(5, 4)),
    Festival("mothers_day", _("母亲节"), _sunday(5, 2)),
    Festival("nurses_day", _("护士节"), _solar(5, 12)),
    Festival("children_day", _("儿童节"), _solar(6, 1)),
    Festival("safety_month", _("安全生产月"), _solar(6, 1), length=30),
    Festival("fathers_day", _("父亲节"), _sunday(6, 3)),
    Festival("dragon_boat", _("端午节"), _lunar(5, 5), days_off=1),
    Festival("party_day", _("建党节"), _solar(7, 1)),
    Festival("army_day", _("建军节"), _solar(8, 1)),
    Festival("qixi", _("七夕节"), _lunar(7, 7)),
    Festival("doctors_day", _("中国医师节"), _solar(8, 19)),
    Festival("teachers_day", _("教师节"), _solar(9, 10)),
    Festival("mid_autumn", _("中秋节"), _lunar(8, 15), days_off=1),
    Festival("national_day", _("国庆节"), _solar(10, 1), days_off=3),
    Festival("double_ninth", _("重阳节"), _lunar(9, 9)),
    Festival("journalists_day", _("记者节"), _solar(11, 8)),
    Festival("fire_day", _("全国消防日"), _solar(11, 9)),
)

FESTIVALS: dict[str, Festival] = {festival.key: festival for festival in _ALL}


def festival(key: str) -> Festival:
    """The festival with that key; ``ValueError`` when there is none."""
    if key not in FESTIVALS:
        raise ValueError(f"no festival is called {key!r}")
    return FESTIVALS[key]


@cache
def date_of(key: str, year: int) -> date:
    """The (first) day of a festival in a year.

    腊八 and 除夕 belong to the year whose 春节 they precede. Raises ``ValueError`` for an unknown key and for a year
    outside 1950–2100.
    """
    check_year(year)
    return festival(key).on(year)


def span_of(key: str, year: int) -> DateRange:
    """All days of a festival: one day, or the whole week or month of a campaign such as 安全生产月."""
    first = date_of(key, year)
    return DateRange(first, first + timedelta(days=festival(key).length - 1))


def festivals_in(start: date, end: date) -> list[tuple[date, Festival]]:
    """Festivals whose first day lies between two dates, both included, in order of date.

    Raises ``ValueError`` when a year of the span lies outside 1950–2100.
    """
    check_year(start.year)
    check_year(end.year)
    # 腊八 of the following year can fall on 30 December, so one more year is looked at
    years = range(start.year, min(end.year + 1, 2100) + 1)
    found = [(date_of(key, year), item) for year in years for key, item in FESTIVALS.items()]
    return sorted((hit for hit in found if start <= hit[0] <= end), key=lambda hit: hit[0])
