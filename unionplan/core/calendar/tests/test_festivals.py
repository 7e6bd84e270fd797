"""Festivals against the published tables (rules.md §11.2) and a second lunar library."""

from datetime import date, timedelta

import pytest
from lunardate import LunarDate

from unionplan.core.calendar import FESTIVALS, DateRange, date_of, festivals_in, lunar_label, lunar_of, span_of

# year: 除夕 春节 元宵 清明 端午 七夕 中秋 重阳
LUNAR_TABLE = {
    2025: "01-28 01-29 02-12 04-04 05-31 08-29 10-06 10-29",
    2026: "02-16 02-17 03-03 04-05 06-19 08-19 09-25 10-18",
    2027: "02-05 02-06 02-20 04-05 06-09 08-08 09-15 10-08",
    2028: "01-25 01-26 02-09 04-04 05-28 08-26 10-03 10-26",
    2029: "02-12 02-13 02-27 04-04 06-16 08-16 09-22 10-16",
    2030: "02-02 02-03 02-17 04-05 06-05 08-05 09-12 10-05",
    2031: "01-22 01-23 02-06 04-05 06-24 08-24 10-01 10-24",
    2032: "02-10 02-11 02-25 04-04 06-12 08-12 09-19 10-12",
    2033: "01-30 01-31 02-14 04-04 06-01 08-01 09-08 10-01",
    2034: "02-18 02-19 03-05 04-05 06-20 08-20 09-27 10-20",
    2035: "02-07 02-08 02-22 04-05 06-10 08-10 09-16 10-09",
}
LUNAR_KEYS = (
    "new_years_eve",
    "spring_festival",
    "lantern",
    "qingming",
    "dragon_boat",
    "qixi",
    "mid_autumn",
    "double_ninth",
)
SOLAR_TABLE = {
    "new_year": (1, 1),
    "women_day": (3, 8),
    "arbor_day": (3, 12),
    "reading_day": (4, 23),
    "labour_day": (5, 1),
    "youth_day": (5, 4),
    "nurses_day": (5, 12),
    "children_day": (6, 1),
    "party_day": (7, 1),
    "army_day": (8, 1),
    "doctors_day": (8, 19),
    "teachers_day": (9, 10),
    "national_day": (10, 1),
    "journalists_day": (11, 8),
    "fire_day": (11, 9),
}
LUNAR_DAYS = {
    "spring_festival": (1, 1),
    "lantern": (1, 15),
    "dragon_boat": (5, 5),
    "qixi": (7, 7),
    "mid_autumn": (8, 15),
    "double_ninth": (9, 9),
}


@pytest.mark.parametrize("year", LUNAR_TABLE)
def test_moving_festivals_fall_on_the_published_days(year: int) -> None:
    assert [f"{date_of(key, year):%m-%d}" for key in LUNAR_KEYS] == LUNAR_TABLE[year].split()


@pytest.mark.parametrize(("key", "day"), SOLAR_TABLE.items())
def test_fixed_festivals_keep_their_day_in_every_year(key: str, day: tuple[int, int]) -> None:
    assert {(date_of(key, year).month, date_of(key, year).day) for year in range(2000, 2051)} == {day}


def test_every_day_until_2050_is_the_same_lunar_day_in_a_second_library() -> None:
    day, wrong = date(2000, 1, 1), []
    while day <= date(2050, 12, 31):
        ours, other = lunar_of(day), LunarDate.from_solar_date(day.year, day.month, day.day)
        if (ours.year, ours.month, ours.day, ours.leap) != (other.year, other.month, other.day, other.is_leap_month):
            wrong.append(day)
        day += timedelta(days=1)
    assert wrong == []


@pytest.mark.parametrize(("key", "day"), LUNAR_DAYS.items())
def test_lunar_festivals_agree_with_the_second_library_until_2050(key: str, day: tuple[int, int]) -> None:
    years = range(2000, 2051)
    assert [date_of(key, year) for year in years] == [LunarDate(year, *day).to_solar_date() for year in years]


def test_new_years_eve_is_the_29th_or_the_30th_but_always_the_day_before() -> None:
    eves = {year: lunar_of(date_of("new_years_eve", year)).day for year in range(2025, 2051)}
    assert eves[2026] == 29
    assert eves[2030] == 30
    assert set(eves.values()) == {29, 30}
    assert all(date_of("spring_festival", y) - date_of("new_years_eve", y) == timedelta(days=1) for y in eves)


def test_the_leap_month_of_2033_moves_no_festival() -> None:
    assert lunar_label(date(2033, 12, 22)) == "闰冬月"
    assert lunar_of(date(2033, 12, 22)).leap
    assert date_of("laba", 2034) == date(2034, 1, 27)
    assert date_of("spring_festival", 2034) == date(2034, 2, 19)


def test_dragon_boat_and_childrens_day_meet_in_2033_and_both_are_shown() -> None:
    assert [item.key for day, item in festivals_in(date(2033, 6, 1), date(2033, 6, 1))] == [
        "children_day",
        "safety_month",
        "dragon_boat",
    ]


def test_mid_autumn_falls_in_october_in_three_years_of_the_table() -> None:
    assert [year for year in range(2025, 2036) if date_of("mid_autumn", year).month == 10] == [2025, 2028, 2031]


def test_qingming_is_the_4th_or_5th_of_april_until_2050() -> None:
    assert {date_of("qingming", year).day for year in range(2000, 2051)} == {4, 5}
    assert {date_of("qingming", year).month for year in range(2000, 2051)} == {4}


@pytest.mark.parametrize(
    ("key", "year", "day"),
    [
        ("mothers_day", 2025, date(2025, 5, 11)),
        ("mothers_day", 2026, date(2026, 5, 10)),
        ("mothers_day", 2033, date(2033, 5, 8)),
        ("fathers_day", 2026, date(2026, 6, 21)),
        ("laba", 2026, date(2026, 1, 26)),
        ("laba", 2023, date(2022, 12, 30)),
    ],
)
def test_computed_festivals(key: str, year: int, day: date) -> None:
    assert date_of(key, year) == day


def test_campaigns_last_their_week_or_month() -> None:
    assert span_of("safety_month", 2026) == DateRange.month(2026, 6)
    assert span_of("occupational_health_week", 2026) == DateRange(date(2026, 4, 25), date(2026, 5, 1))
    assert span_of("women_day", 2026).length == 1


def test_a_span_of_days_lists_its_festivals_in_order_including_laba_of_the_next_year() -> None:
    assert [(f"{day:%m-%d}", item.key) for day, item in festivals_in(date(2026, 9, 1), date(2026, 10, 31))] == [
        ("09-10", "teachers_day"),
        ("09-25", "mid_autumn"),
        ("10-01", "national_day"),
        ("10-18", "double_ninth"),
    ]
    assert [item.key for _day, item in festivals_in(date(2022, 12, 1), date(2022, 12, 31))] == ["laba"]


def test_a_year_holds_every_festival_once() -> None:
    found = [item.key for _day, item in festivals_in(date(2026, 1, 1), date(2026, 12, 31))]
    assert sorted(found) == sorted(FESTIVALS)


@pytest.mark.parametrize(
    ("day", "label"),
    [
        (date(2026, 2, 17), "正月"),
        (date(2026, 2, 16), "廿九"),
        (date(2026, 3, 3), "十五"),
        (date(2026, 9, 11), "八月"),
        (date(2026, 2, 26), "初十"),
        (date(2026, 3, 8), "二十"),
        (date(2026, 3, 9), "廿一"),
        (date(2027, 2, 5), "廿九"),
        (date(2026, 1, 19), "腊月"),
    ],
)
def test_the_wall_calendars_lunar_labels(day: date, label: str) -> None:
    assert lunar_label(day) == label


@pytest.mark.parametrize(("key", "year"), [("birthday", 2026), ("women_day", 1949), ("mid_autumn", 2101)])
def test_unknown_festivals_and_far_years_are_refused(key: str, year: int) -> None:
    with pytest.raises(ValueError, match=r"birthday|outside"):
        date_of(key, year)
