"""Rhythms as days, and as RFC 5545 rules that a second implementation reads the same way."""

import json
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from dateutil.rrule import rrulestr
from hypothesis import assume, given

from unionplan.core.calendar import (
    SHANGHAI,
    DateRange,
    Form,
    Freq,
    Part,
    Reason,
    RecurrenceSpec,
    Relation,
    WindowSpec,
    is_workday,
    occurrences,
    rrule,
    spec_from_dict,
)
from unionplan.core.calendar.tests.strategies import PERIODS, RECURRENCES

Y2026 = DateRange.year(2026)
AUTUMN = DateRange(date(2026, 9, 1), date(2027, 1, 31))


def every(freq: Freq, **fields: object) -> RecurrenceSpec:
    return RecurrenceSpec(freq=freq, **fields)  # type: ignore[arg-type]


def starts(spec: RecurrenceSpec, period: DateRange = Y2026) -> list[str]:
    return [f"{span.start:%m-%d}" for span in occurrences(spec, period=period)]


@pytest.mark.parametrize(
    ("spec", "spans"),
    [
        (every(Freq.MONTHLY), [DateRange.month(2026, month) for month in range(1, 13)]),
        (every(Freq.MONTHLY, interval=2), [DateRange.month(2026, month) for month in (1, 3, 5, 7, 9, 11)]),
        (
            every(Freq.MONTHLY, interval=2, anchor=date(2025, 2, 9)),
            [DateRange.month(2026, month) for month in (2, 4, 6, 8, 10, 12)],
        ),
        (every(Freq.QUARTERLY), [DateRange.quarter(2026, number) for number in (1, 2, 3, 4)]),
        (every(Freq.HALF_YEARLY), [DateRange.half(2026, number) for number in (1, 2)]),
        (every(Freq.YEARLY), [Y2026]),
        (every(Freq.YEARLY, times_min=1, times_max=2), [Y2026]),
        (every(Freq.YEARLY, interval=2, anchor=date(2025, 1, 1)), []),
        (every(Freq.YEARLY, months=(9,)), [DateRange.month(2026, 9)]),
        (
            every(Freq.TERMLY),
            [DateRange(date(2026, 2, 1), date(2026, 7, 31)), DateRange(date(2026, 9, 1), date(2026, 12, 31))],
        ),
        (
            every(Freq.YEARLY, window=WindowSpec.at_festival("spring_festival", Relation.BEFORE)),
            [DateRange(date(2026, 2, 3), date(2026, 2, 16))],
        ),
        (
            every(Freq.YEARLY, window=WindowSpec.in_months(3, 9)),
            [DateRange.month(2026, 3), DateRange.month(2026, 9)],
        ),
    ],
    ids=[
        "每月",
        "每两月",
        "双月",
        "每季度",
        "每半年",
        "每年",
        "一年一到二次",
        "两年一次",
        "每年9月",
        "每学期",
        "每年春节前",
        "3月、9月",
    ],
)
def test_a_rhythm_means_whole_units(spec: RecurrenceSpec, spans: list[DateRange]) -> None:
    assert occurrences(spec, period=Y2026) == spans


def test_units_are_cut_to_the_plan() -> None:
    period = DateRange(date(2026, 2, 10), date(2026, 4, 20))
    assert occurrences(every(Freq.QUARTERLY), period=period) == [
        DateRange(date(2026, 2, 10), date(2026, 3, 31)),
        DateRange(date(2026, 4, 1), date(2026, 4, 20)),
    ]


def test_exact_days_use_the_last_day_where_a_month_is_shorter() -> None:
    assert starts(every(Freq.MONTHLY, day=31))[:4] == ["01-31", "02-28", "03-31", "04-30"]
    assert starts(every(Freq.QUARTERLY, day=5)) == ["01-05", "04-05", "07-05", "10-05"]
    assert starts(every(Freq.QUARTERLY, day=-1)) == ["03-31", "06-30", "09-30", "12-31"]
    assert starts(every(Freq.YEARLY, months=(3, 9), day=15)) == ["03-15", "09-15"]


def test_days_off_move_an_exact_day_earlier_but_never_out_of_the_plan() -> None:
    spec = every(Freq.MONTHLY, day=1, workday_earlier=True)
    assert starts(spec) == [
        "01-01",  # the workday before lies in the year before
        "01-30",
        "02-28",
        "04-01",
        "04-30",
        "06-01",
        "07-01",
        "07-31",
        "09-01",
        "09-30",
        "10-30",
        "12-01",
    ]


def test_two_days_moved_to_one_workday_are_one_occurrence() -> None:
    spec = every(Freq.WEEKLY, weekdays=(5, 6, 7), workday_earlier=True)
    assert starts(spec, DateRange(date(2026, 3, 2), date(2026, 3, 15))) == ["03-06", "03-13"]


def test_weekly_opening_hours_on_monday_wednesday_friday() -> None:
    spec = every(Freq.WEEKLY, weekdays=(1, 3, 5), starts_at=time(12), ends_at=time(13, 30))
    assert starts(spec, DateRange.month(2026, 3))[:4] == ["03-02", "03-04", "03-06", "03-09"]
    assert spec.to_dict()["starts_at"] == "12:00"


def test_every_second_week_keeps_its_step_from_the_anchor() -> None:
    spec = every(Freq.WEEKLY, interval=2, weekdays=(1,), anchor=date(2026, 2, 23))
    assert starts(spec, DateRange.month(2026, 3)) == ["03-09", "03-23"]


def test_weeks_and_weekdays_of_a_month() -> None:
    assert starts(every(Freq.MONTHLY, week=1), DateRange.quarter(2026, 2)) == ["04-01", "05-04", "06-01"]
    assert starts(every(Freq.MONTHLY, week=2, weekdays=(5,)), DateRange.quarter(2026, 1)) == ["01-09", "02-13", "03-13"]
    assert starts(every(Freq.MONTHLY, week=-1, weekdays=(5,)), DateRange.quarter(2026, 1)) == [
        "01-30",
        "02-27",
        "03-27",
    ]
    assert starts(every(Freq.MONTHLY, week=5, weekdays=(7,)), DateRange.quarter(2026, 1)) == ["03-29"]


def test_a_lunar_festival_comes_back_on_another_day_each_year() -> None:
    spec = every(Freq.YEARLY, window=WindowSpec.at_festival("mid_autumn"))
    found = [span.start for span in occurrences(spec, period=DateRange.years(2025, 2028))]
    assert found == [date(2025, 10, 6), date(2026, 9, 25), date(2027, 9, 15), date(2028, 10, 3)]


def test_a_term_plan_holds_its_term_once() -> None:
    assert occurrences(every(Freq.TERMLY), period=AUTUMN) == [AUTUMN]
    most_of_spring = DateRange(date(2026, 3, 1), date(2026, 8, 31))
    assert occurrences(every(Freq.TERMLY), period=most_of_spring) == [DateRange(date(2026, 3, 1), date(2026, 7, 31))]
    assert occurrences(every(Freq.TERMLY), period=DateRange.half(2026, 2)) == [
        DateRange(date(2026, 9, 1), date(2026, 12, 31))
    ]


def test_the_limit_is_kept() -> None:
    assert len(occurrences(every(Freq.DAILY), period=Y2026, limit=10)) == 10
    assert len(occurrences(every(Freq.DAILY), period=DateRange.years(2026, 2030))) == 1000


@pytest.mark.parametrize(
    ("spec", "rule"),
    [
        (every(Freq.DAILY), "FREQ=DAILY"),
        (every(Freq.WEEKLY, weekdays=(1, 3, 5)), "FREQ=WEEKLY;BYDAY=MO,WE,FR;WKST=MO"),
        (every(Freq.WEEKLY, weekdays=(3,), months=(6,)), "FREQ=WEEKLY;BYMONTH=6;BYDAY=WE;WKST=MO"),
        (every(Freq.MONTHLY, day=15, months=(3, 4)), "FREQ=MONTHLY;BYMONTH=3,4;BYMONTHDAY=15"),
        (every(Freq.WEEKLY, months=(6,)), None),
        (every(Freq.MONTHLY, day=15), "FREQ=MONTHLY;BYMONTHDAY=15"),
        (every(Freq.MONTHLY, day=29), "FREQ=MONTHLY;BYMONTHDAY=28,29;BYSETPOS=-1"),
        (every(Freq.MONTHLY, day=30), "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1"),
        (every(Freq.MONTHLY, interval=2, week=2, weekdays=(5,)), "FREQ=MONTHLY;INTERVAL=2;BYDAY=2FR"),
        (every(Freq.QUARTERLY, day=-1), "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1"),
        (every(Freq.YEARLY, months=(3, 9), day=15), "FREQ=YEARLY;BYMONTH=3,9;BYMONTHDAY=15"),
        (
            every(Freq.YEARLY, window=WindowSpec(form=Form.DAY, month=3, day=8)),
            "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=8",
        ),
        (every(Freq.MONTHLY), None),
        (every(Freq.QUARTERLY), None),
        (every(Freq.TERMLY), None),
        (every(Freq.MONTHLY, week=1), None),
        (every(Freq.MONTHLY, day=15, workday_earlier=True), None),
        (every(Freq.YEARLY, months=(2,), day=29), None),
        (every(Freq.YEARLY, window=WindowSpec.at_festival("mid_autumn")), None),
        (every(Freq.YEARLY, window=WindowSpec(form=Form.DAY, month=2, day=29)), None),
    ],
)
def test_rules_are_written_only_where_they_say_the_same(spec: RecurrenceSpec, rule: str | None) -> None:
    assert rrule(spec) == rule


def test_the_last_day_of_a_rule_is_a_date_or_with_hours_a_moment_in_utc() -> None:
    until = date(2026, 12, 31)
    assert rrule(every(Freq.DAILY), until=until) == "FREQ=DAILY;UNTIL=20261231"
    timed = rrule(every(Freq.DAILY, starts_at=time(23, 30)), until=until)
    assert timed == "FREQ=DAILY;UNTIL=20261231T155959Z"
    moment = datetime.strptime("20261231T155959Z", "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    assert moment.astimezone(SHANGHAI).replace(tzinfo=None) == datetime.combine(until, time(23, 59, 59))


@given(RECURRENCES, PERIODS)
def test_a_second_reader_of_the_rule_finds_the_same_days(spec: RecurrenceSpec, period: DateRange) -> None:
    found = occurrences(spec, period=period)
    rule = rrule(spec)
    assume(
        rule is not None and found and found[0].length == (1 if spec.freq is not Freq.WEEKLY or spec.weekdays else 7)
    )
    first = found[0].start
    read = rrulestr(str(rule), dtstart=datetime(first.year, first.month, first.day)).between(  # noqa: DTZ001
        datetime(first.year, first.month, first.day),  # noqa: DTZ001 - all-day rules have no zone
        datetime(period.end.year, period.end.month, period.end.day),  # noqa: DTZ001
        inc=True,
    )
    assert [day.date() for day in read][: len(found)] == [span.start for span in found]
    assert len(read) == len(found) or len(found) == 1000


@given(RECURRENCES, PERIODS)
def test_occurrences_are_sorted_single_and_within_the_plan(spec: RecurrenceSpec, period: DateRange) -> None:
    found = occurrences(spec, period=period)
    assert all(one.start < two.start for one, two in pairwise(found))
    assert all(span.meet(period) == span for span in found)


@given(RECURRENCES, PERIODS)
def test_days_are_moved_earlier_never_later(spec: RecurrenceSpec, period: DateRange) -> None:
    fixed = RecurrenceSpec.from_dict({**spec.to_dict(), "workday_earlier": False})
    moved = RecurrenceSpec.from_dict({**spec.to_dict(), "workday_earlier": True})
    written = [span.start for span in occurrences(fixed, period=period, limit=2000)]
    for span in occurrences(moved, period=period):
        if span.length == 1 and span.start not in written:
            assert is_workday(span.start)
            later = [day for day in written if day > span.start]
            assert later
            assert later[0] - span.start < timedelta(days=12)


@given(RECURRENCES)
def test_a_recurrence_survives_json(spec: RecurrenceSpec) -> None:
    assert spec_from_dict(json.loads(json.dumps(spec.to_dict()))) == spec


@pytest.mark.parametrize(
    "fields",
    [
        {"freq": Freq.WEEKLY, "day": 3},
        {"freq": Freq.MONTHLY, "weekdays": (1,)},
        {"freq": Freq.MONTHLY, "day": 3, "week": 1},
        {"freq": Freq.QUARTERLY, "months": (3,)},
        {"freq": Freq.QUARTERLY, "week": 1},
        {"freq": Freq.TERMLY, "interval": 2},
        {"freq": Freq.YEARLY, "window": WindowSpec.unknown(Reason.BLANK)},
        {"freq": Freq.YEARLY, "window": WindowSpec.in_months(3), "day": 3},
        {"freq": Freq.MONTHLY, "window": WindowSpec(form=Form.YEAR_PART, part=Part.END)},
        {"freq": Freq.MONTHLY, "interval": 0},
        {"freq": Freq.MONTHLY, "day": 32},
        {"freq": Freq.MONTHLY, "week": 6},
        {"freq": Freq.WEEKLY, "weekdays": (0,)},
        {"freq": Freq.YEARLY, "months": (13,)},
        {"freq": Freq.YEARLY, "times_min": 2, "times_max": 1},
    ],
)
def test_combinations_without_meaning_are_refused(fields: dict[str, object]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - each row has its own sentence
        RecurrenceSpec(**fields)  # type: ignore[arg-type]


def test_a_window_that_is_no_object_is_refused() -> None:
    with pytest.raises(ValueError, match="not a window"):
        spec_from_dict({"freq": "yearly", "window": "spring"})
