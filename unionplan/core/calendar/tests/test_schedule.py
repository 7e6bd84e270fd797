"""Windows and rhythms answer the same question in the same shape."""

from datetime import date

import pytest
from hypothesis import given

from unionplan.core.calendar import (
    DateRange,
    Doubt,
    Form,
    Freq,
    Precision,
    RecurrenceSpec,
    WindowSpec,
    occurrences,
    resolve,
    schedule,
)
from unionplan.core.calendar.tests.strategies import PERIODS, RECURRENCES, WINDOWS

Y2026 = DateRange.year(2026)


@pytest.mark.parametrize(
    ("fields", "precision"),
    [
        ({"freq": Freq.DAILY}, Precision.DAY),
        ({"freq": Freq.WEEKLY}, Precision.WEEK),
        ({"freq": Freq.WEEKLY, "weekdays": (1,)}, Precision.DAY),
        ({"freq": Freq.MONTHLY}, Precision.MONTH),
        ({"freq": Freq.MONTHLY, "week": 1}, Precision.WEEK),
        ({"freq": Freq.MONTHLY, "day": 15}, Precision.DAY),
        ({"freq": Freq.QUARTERLY}, Precision.QUARTER),
        ({"freq": Freq.HALF_YEARLY}, Precision.HALF_YEAR),
        ({"freq": Freq.YEARLY}, Precision.YEAR),
        ({"freq": Freq.YEARLY, "months": (9,)}, Precision.MONTH),
        ({"freq": Freq.YEARLY, "window": WindowSpec.at_festival("mid_autumn")}, Precision.FESTIVAL),
    ],
)
def test_a_rhythm_lists_its_occurrences_with_their_precision(fields: dict[str, object], precision: Precision) -> None:
    spec = RecurrenceSpec(**fields)  # type: ignore[arg-type]
    window = schedule(spec, period=Y2026)
    assert window.precision is precision
    assert list(window.ranges) == occurrences(spec, period=Y2026)
    assert (window.known, window.warnings) == (True, ())


def test_school_terms_are_to_be_confirmed_alone_and_as_a_rhythm() -> None:
    termly = schedule(RecurrenceSpec(freq=Freq.TERMLY), period=Y2026)
    holidays = RecurrenceSpec(freq=Freq.YEARLY, window=WindowSpec(form=Form.VACATION, number=1))
    assert (termly.known, termly.warnings) == (False, (Doubt.DEFAULT_DATES,))
    assert schedule(holidays, period=Y2026).warnings == (Doubt.DEFAULT_DATES,)


def test_a_rhythm_without_a_year_or_a_turn_has_no_dates() -> None:
    second_year = RecurrenceSpec(freq=Freq.YEARLY, interval=2, anchor=date(2025, 1, 1))
    assert schedule(second_year, period=None).warnings == (Doubt.YEAR_UNKNOWN,)
    assert schedule(second_year, period=Y2026).warnings == (Doubt.OUTSIDE_PERIOD,)
    assert schedule(second_year, period=DateRange.year(2027)).ranges == (DateRange.year(2027),)


def test_a_leap_day_comes_up_in_leap_years_only() -> None:
    leap_day = RecurrenceSpec(freq=Freq.YEARLY, window=WindowSpec(form=Form.DAY, month=2, day=29))
    window = schedule(leap_day, period=DateRange.years(2026, 2030))
    assert window.ranges == (DateRange.day(date(2028, 2, 29)),)
    assert (window.precision, window.known) == (Precision.DAY, True)


@given(WINDOWS, PERIODS)
def test_a_window_is_resolved(spec: WindowSpec, period: DateRange) -> None:
    assert schedule(spec, period=period) == resolve(spec, period=period)


@given(RECURRENCES, PERIODS)
def test_start_and_end_hold_every_occurrence(spec: RecurrenceSpec, period: DateRange) -> None:
    window = schedule(spec, period=period, limit=40)
    assert len(window.ranges) <= 40
    assert all(window.span is not None and part.meet(window.span) == part for part in window.ranges)
    assert bool(window.ranges) is (window.span is not None)
