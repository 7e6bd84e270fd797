"""A plan copied into another year: meanings stay, dates move with their weekday."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionplan.core.calendar import (
    DateRange,
    Form,
    Freq,
    RecurrenceSpec,
    Relation,
    WindowSpec,
    resolve,
    shift_to_year,
)
from unionplan.core.calendar.tests.strategies import WINDOWS


@pytest.mark.parametrize(
    "spec",
    [
        WindowSpec.at_festival("mid_autumn", Relation.BEFORE),
        WindowSpec.in_months(3, 9),
        WindowSpec(form=Form.WEEK, month=3, number=2),
        WindowSpec(form=Form.DAY, month=3, day=8),
        WindowSpec(form=Form.DAY, month=2, day=30),
        WindowSpec(form=Form.DAY, day=15),
    ],
    ids=["中秋前", "3月、9月", "3月第二周", "3月8日", "2月30日", "15日"],
)
def test_what_has_a_meaning_of_its_own_stays_as_it_is(spec: WindowSpec) -> None:
    assert shift_to_year(spec, 2026, 2027) == spec


def test_a_festival_lands_on_the_new_years_day() -> None:
    spec = shift_to_year(WindowSpec.at_festival("mid_autumn"), 2027, 2028)
    assert resolve(spec, period=DateRange.year(2028)).start == date(2028, 10, 3)


@pytest.mark.parametrize(
    ("month", "day", "years", "expected"),
    [
        (3, 13, (2026, 2027), 12),  # Friday
        (3, 1, (2026, 2027), 7),  # Sunday; the nearest one lies in February
        (4, 30, (2026, 2027), 29),
        (2, 29, (2028, 2029), 27),  # Tuesday
        (6, 10, (2026, 2026), 10),
    ],
)
def test_a_dated_day_keeps_its_weekday_and_month(month: int, day: int, years: tuple[int, int], expected: int) -> None:
    old, new = years
    moved = shift_to_year(WindowSpec(form=Form.DAY, month=month, day=day), old, new)
    assert (moved.month, moved.day) == (month, expected)
    assert date(new, month, expected).weekday() == date(old, month, day).weekday()


def test_a_range_of_days_keeps_its_length_and_a_written_year_moves() -> None:
    spec = WindowSpec(form=Form.DAYS, year=2026, month=6, day=29, end_month=7, end_day=1)
    moved = shift_to_year(spec, 2026, 2027)
    assert (moved.year, moved.month, moved.day, moved.end_month, moved.end_day) == (2027, 6, 28, 6, 30)


def test_january_of_a_term_that_began_the_year_before_keeps_its_weekday() -> None:
    term = DateRange(date(2027, 9, 1), date(2028, 1, 31))
    moved = shift_to_year(WindowSpec(form=Form.DAY, month=1, day=15), 2027, 2028, period=term)
    assert date(2028, 1, 15).weekday() == date(2029, 1, moved.day or 0).weekday()


def test_a_rhythm_stays_and_its_written_year_moves() -> None:
    spec = RecurrenceSpec(freq=Freq.YEARLY, window=WindowSpec.in_months(3, year=2026))
    moved = shift_to_year(spec, 2026, 2027)
    assert moved == RecurrenceSpec(freq=Freq.YEARLY, window=WindowSpec.in_months(3, year=2027))
    assert shift_to_year(RecurrenceSpec(freq=Freq.MONTHLY), 2026, 2027) == RecurrenceSpec(freq=Freq.MONTHLY)


@given(WINDOWS, st.integers(2020, 2040), st.integers(-3, 3))
def test_a_shifted_spec_is_valid_and_keeps_its_form(spec: WindowSpec, year: int, delta: int) -> None:
    moved = shift_to_year(spec, year, year + delta)
    assert (moved.form, moved.relation, moved.months, moved.month) == (
        spec.form,
        spec.relation,
        spec.months,
        spec.month,
    )
