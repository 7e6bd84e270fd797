"""On which days people are reminded; dates of 2026 as announced by the State Council (rules.md §11.1)."""

from datetime import date

import pytest

from plans.services.moments import DATED, MONTHLY, RECURRING, Span, moments, rule_of


def span(start: date, end: date | None = None, *, precision: str = "day", recurring: bool = False) -> Span:
    return Span(start, end or start, precision, recurring)


@pytest.mark.parametrize(
    ("one", "rule"),
    [
        (span(date(2026, 3, 8)), DATED),
        (span(date(2026, 3, 8), date(2026, 3, 12), precision="days"), DATED),
        (span(date(2026, 9, 25), precision="festival"), DATED),
        (span(date(2026, 3, 1), date(2026, 3, 31), precision="month"), MONTHLY),
        (span(date(2026, 1, 1), date(2026, 12, 31), precision="year"), MONTHLY),
        (span(date(2026, 3, 11), precision="day", recurring=True), RECURRING),
    ],
)
def test_the_form_of_a_time_decides_the_rule(one, rule):
    assert rule_of(one) == rule


def test_a_dated_item_is_announced_on_workdays_before_it_and_never_later():
    # 8 March 2026 is a Sunday; one day before is a Saturday, so Friday speaks for it
    assert moments(span(date(2026, 3, 8)), (14, 3, 1)) == {
        date(2026, 2, 14): "d14",  # a Saturday worked in exchange
        date(2026, 3, 5): "d3",
        date(2026, 3, 6): "d1",
    }


def test_a_day_inside_a_long_holiday_moves_to_the_last_workday_before_it():
    # 1–7 October 2026 are days off: three days and one day before the 5th both fall on 30 September
    assert moments(span(date(2026, 10, 5)), (14, 3, 1)) == {date(2026, 9, 21): "d14", date(2026, 9, 30): "d1"}


def test_a_month_item_opens_with_the_first_workday_and_closes_before_the_last_ones():
    march = span(date(2026, 3, 1), date(2026, 3, 31), precision="month")
    assert moments(march, (3,)) == {date(2026, 3, 2): "open", date(2026, 3, 27): "end3"}


def test_a_month_that_begins_with_days_off_counts_the_make_up_workday():
    january = span(date(2026, 1, 1), date(2026, 1, 31), precision="month")
    assert moments(january, (3,)) == {date(2026, 1, 4): "open", date(2026, 1, 28): "end3"}


def test_a_stretch_of_months_opens_once_and_closes_once():
    spring = span(date(2026, 3, 1), date(2026, 5, 31), precision="months")
    assert moments(spring, (3,)) == {date(2026, 3, 2): "open", date(2026, 5, 27): "end3"}


def test_a_deadline_known_by_its_month_opens_with_that_month():
    by_june = span(date(2026, 6, 30), precision="month")
    assert moments(by_june, (3,)) == {date(2026, 6, 1): "open", date(2026, 6, 26): "end3"}


def test_a_window_inside_days_off_is_announced_before_them():
    golden_week = span(date(2026, 10, 1), date(2026, 10, 7), precision="week")
    assert moments(golden_week, (3,)) == {date(2026, 9, 30): "open"}


def test_a_short_window_is_not_closed_before_it_opens():
    week = span(date(2026, 3, 9), date(2026, 3, 10), precision="week")
    assert moments(week, (3,)) == {date(2026, 3, 9): "open"}


def test_recurring_work_speaks_at_each_occurrence():
    assert moments(span(date(2026, 3, 14), recurring=True), (0,)) == {date(2026, 3, 13): "d0"}
    every_month = span(date(2026, 3, 1), date(2026, 3, 31), precision="month", recurring=True)
    assert moments(every_month, (0,)) == {date(2026, 3, 2): "d0"}


def test_a_year_without_announced_holidays_uses_plain_weekends():
    assert moments(span(date(2035, 3, 4)), (1,)) == {date(2035, 3, 2): "d1"}
