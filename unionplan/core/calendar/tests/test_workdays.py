"""Workdays against the 2026 notice (rules.md §11.1), years not announced yet, and the hour of reminders."""

import logging
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionplan.core.calendar import (
    DateRange,
    DayKind,
    add_workdays,
    announced,
    at_nine,
    first_workday,
    holiday_around,
    is_workday,
    nth_workday_back,
    on_or_after_workday,
    on_or_before_workday,
    shift_to_workday_earlier,
    workday_before_end,
    workday_status,
)

DAYS_OFF_2026 = [
    ("new_year", "2026-01-01", "2026-01-03"),
    ("spring_festival", "2026-02-15", "2026-02-23"),
    ("qingming", "2026-04-04", "2026-04-06"),
    ("labour_day", "2026-05-01", "2026-05-05"),
    ("dragon_boat", "2026-06-19", "2026-06-21"),
    ("mid_autumn", "2026-09-25", "2026-09-27"),
    ("national_day", "2026-10-01", "2026-10-07"),
]
MAKE_UP_2026 = {
    "2026-01-04": "new_year",
    "2026-02-14": "spring_festival",
    "2026-02-28": "spring_festival",
    "2026-05-09": "labour_day",
    "2026-09-20": "national_day",
    "2026-10-10": "national_day",
}
ANY_DAY = st.dates(date(2005, 1, 1), date(2049, 12, 31))


@pytest.mark.parametrize(("key", "start", "end"), DAYS_OFF_2026)
def test_days_off_of_2026(key: str, start: str, end: str) -> None:
    off = DateRange(date.fromisoformat(start), date.fromisoformat(end))
    assert {(workday_status(day).kind, workday_status(day).festival) for day in off.days()} == {(DayKind.HOLIDAY, key)}
    assert holiday_around(off.end) == off
    assert not any(is_workday(day) for day in off.days())


def test_make_up_workdays_of_2026_are_exactly_the_announced_ones() -> None:
    found = {day.isoformat(): workday_status(day) for day in DateRange.year(2026).days()}
    make_up = {day: status.festival for day, status in found.items() if status.kind is DayKind.MAKE_UP}
    assert make_up == MAKE_UP_2026
    assert all(is_workday(date.fromisoformat(day)) for day in MAKE_UP_2026)
    assert sum(status.kind is DayKind.HOLIDAY for status in found.values()) == 33


def test_an_unannounced_year_counts_plain_weekends_says_so_and_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    announced.cache_clear()
    workday_status.cache_clear()
    with caplog.at_level(logging.WARNING, logger="unionplan.core.calendar.workdays"):
        labour_day, saturday = workday_status(date(2048, 5, 1)), workday_status(date(2048, 5, 2))
        workday_status(date(2048, 6, 1))
    assert (labour_day.kind, labour_day.known) == (DayKind.WORKDAY, False)
    assert (saturday.kind, saturday.known) == (DayKind.WEEKEND, False)
    assert [record.getMessage() for record in caplog.records] == [
        "Days off of 2048 are not announced: plain weekends are used."
    ]
    assert not announced(2048)
    assert announced(2026)
    assert workday_status(date(2026, 3, 3)).known


def test_the_first_workday_and_the_third_before_the_end_of_a_month() -> None:
    assert first_workday(2026, 1) == date(2026, 1, 4)  # a Sunday worked in exchange
    assert first_workday(2026, 5) == date(2026, 5, 6)
    assert first_workday(2026, 10) == date(2026, 10, 8)
    assert workday_before_end(2026, 2, 1) == date(2026, 2, 28)  # a Saturday worked in exchange
    assert workday_before_end(2026, 2, 3) == date(2026, 2, 26)
    assert workday_before_end(2026, 9, 3) == date(2026, 9, 28)
    assert nth_workday_back(date(2026, 2, 22), 1) == date(2026, 2, 14)


def test_counting_workdays_steps_over_days_off_and_uses_make_up_days() -> None:
    assert add_workdays(date(2026, 2, 13), 1) == date(2026, 2, 14)
    assert add_workdays(date(2026, 2, 13), 2) == date(2026, 2, 24)
    assert add_workdays(date(2026, 2, 24), -2) == date(2026, 2, 13)
    assert add_workdays(date(2026, 2, 17), 0) == date(2026, 2, 17)


def test_counting_back_starts_at_one() -> None:
    with pytest.raises(ValueError, match="counted back from 1"):
        nth_workday_back(date(2026, 3, 31), 0)


def test_a_day_off_moves_to_the_workday_before_it() -> None:
    assert on_or_before_workday(date(2026, 2, 20)) == date(2026, 2, 14)
    assert on_or_before_workday(date(2026, 3, 3)) == date(2026, 3, 3)
    assert on_or_after_workday(date(2026, 2, 20)) == date(2026, 2, 24)


@given(ANY_DAY)
def test_moved_earlier_is_a_workday_and_never_later(day: date) -> None:
    moved = on_or_before_workday(day)
    assert is_workday(moved)
    assert day - timedelta(days=12) <= moved <= day
    assert not any(is_workday(skipped) for skipped in DateRange(moved, day).days() if skipped > moved)


@given(ANY_DAY, st.integers(-60, 60).filter(bool))
def test_adding_workdays_lands_on_a_workday_and_passes_exactly_as_many(day: date, count: int) -> None:
    landed = add_workdays(day, count)
    passed = [d for d in DateRange(min(day, landed), max(day, landed)).days() if d != day and is_workday(d)]
    assert is_workday(landed)
    assert len(passed) == abs(count)


def test_nine_in_the_morning_is_in_shanghai() -> None:
    assert at_nine(date(2026, 3, 8)).astimezone(UTC) == datetime(2026, 3, 8, 1, tzinfo=UTC)


def test_a_moment_moves_earlier_by_the_shanghai_day_and_keeps_its_hour() -> None:
    late_in_utc = datetime(2026, 2, 19, 17, 30, tzinfo=UTC)  # 20 February 01:30 in Shanghai, within 春节
    assert shift_to_workday_earlier(late_in_utc).isoformat() == "2026-02-14T01:30:00+08:00"
    with pytest.raises(ValueError, match="time zone"):
        shift_to_workday_earlier(late_in_utc.replace(tzinfo=None))
