"""Every written form of time (systems.md PL-06) as dates of a plan, and what is left unknown."""

import json
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given

from unionplan.core.calendar import (
    DateRange,
    Doubt,
    Form,
    Part,
    Precision,
    Reason,
    Relation,
    Window,
    WindowSpec,
    resolve,
    spec_from_dict,
)
from unionplan.core.calendar.tests.strategies import PERIODS, WINDOWS

Y2026 = DateRange.year(2026)
AUTUMN = DateRange(date(2026, 9, 1), date(2027, 1, 31))
SPRING = DateRange(date(2026, 2, 1), date(2026, 7, 31))
FIVE_YEARS = DateRange.years(2026, 2030)


def spec(form: Form, **fields: object) -> WindowSpec:
    return WindowSpec(form=form, **fields)  # type: ignore[arg-type]


def fest(key: str, relation: Relation = Relation.ON, **fields: object) -> WindowSpec:
    return spec(Form.FESTIVAL, festival=key, relation=relation, **fields)


def days(window: Window) -> str:
    return f"{window.start}/{window.end}"


CERTAIN = [
    ("3月", WindowSpec.in_months(3), "2026-03-01/2026-03-31", Precision.MONTH),
    ("7月8月份", WindowSpec.in_months(7, 8), "2026-07-01/2026-08-31", Precision.MONTHS),
    ("3月8日", spec(Form.DAY, month=3, day=8), "2026-03-08/2026-03-08", Precision.DAY),
    (
        "6月11日—13日",
        spec(Form.DAYS, month=6, day=11, end_month=6, end_day=13),
        "2026-06-11/2026-06-13",
        Precision.DAYS,
    ),
    (
        "12月28日—1月3日",
        spec(Form.DAYS, month=12, day=28, end_month=1, end_day=3),
        "2026-12-28/2027-01-03",
        Precision.DAYS,
    ),
    ("1月—12月", spec(Form.SPAN, month=1, end_month=12), "2026-01-01/2026-12-31", Precision.MONTHS),
    ("2026年1月-12月", spec(Form.SPAN, year=2026, month=1, end_month=12), "2026-01-01/2026-12-31", Precision.MONTHS),
    ("11月至次年2月", spec(Form.SPAN, month=11, end_month=2), "2026-11-01/2027-02-28", Precision.MONTHS),
    ("4月初", spec(Form.MONTH_PART, month=4, part=Part.START), "2026-04-01/2026-04-07", Precision.MONTH_PART),
    ("4月中", spec(Form.MONTH_PART, month=4, part=Part.MIDDLE), "2026-04-11/2026-04-20", Precision.MONTH_PART),
    ("4月底", spec(Form.MONTH_PART, month=4, part=Part.END), "2026-04-24/2026-04-30", Precision.MONTH_PART),
    ("2月上旬", spec(Form.MONTH_PART, month=2, part=Part.FIRST_TEN), "2026-02-01/2026-02-10", Precision.MONTH_PART),
    ("2月中旬", spec(Form.MONTH_PART, month=2, part=Part.SECOND_TEN), "2026-02-11/2026-02-20", Precision.MONTH_PART),
    ("2月下旬", spec(Form.MONTH_PART, month=2, part=Part.LAST_TEN), "2026-02-21/2026-02-28", Precision.MONTH_PART),
    ("3月第一周", spec(Form.WEEK, month=3, number=1), "2026-03-02/2026-03-08", Precision.WEEK),
    ("4月第一周", spec(Form.WEEK, month=4, number=1), "2026-04-01/2026-04-05", Precision.WEEK),
    ("4月第五周", spec(Form.WEEK, month=4, number=5), "2026-04-27/2026-04-30", Precision.WEEK),
    ("5月第一周", spec(Form.WEEK, month=5, number=1), "2026-05-04/2026-05-10", Precision.WEEK),
    ("3月最后一周", spec(Form.WEEK, month=3, number=-1), "2026-03-23/2026-03-29", Precision.WEEK),
    ("第一季度", spec(Form.QUARTER, number=1), "2026-01-01/2026-03-31", Precision.QUARTER),
    ("第四季度", spec(Form.QUARTER, number=4), "2026-10-01/2026-12-31", Precision.QUARTER),
    ("下半年", spec(Form.HALF_YEAR, number=2), "2026-07-01/2026-12-31", Precision.HALF_YEAR),
    ("全年", spec(Form.YEAR), "2026-01-01/2026-12-31", Precision.YEAR),
    ("明年", spec(Form.YEAR, year_offset=1), "2027-01-01/2027-12-31", Precision.YEAR),
    ("明年3月", spec(Form.MONTHS, months=(3,), year_offset=1), "2027-03-01/2027-03-31", Precision.MONTH),
    ("2026—2030年", spec(Form.YEAR, year=2026, end_year=2030), "2026-01-01/2030-12-31", Precision.YEARS),
    ("年初", spec(Form.YEAR_PART, part=Part.START), "2026-01-01/2026-01-31", Precision.MONTH),
    ("年中", spec(Form.YEAR_PART, part=Part.MIDDLE), "2026-06-01/2026-07-31", Precision.MONTHS),
    ("年终", spec(Form.YEAR_PART, part=Part.END), "2026-12-01/2026-12-31", Precision.MONTH),
    ("夏季", spec(Form.SEASON, number=2), "2026-06-01/2026-08-31", Precision.SEASON),
    ("冬季", spec(Form.SEASON, number=4), "2026-12-01/2027-02-28", Precision.SEASON),
    ("三八", fest("women_day"), "2026-03-08/2026-03-08", Precision.FESTIVAL),
    ("春节前", fest("spring_festival", Relation.BEFORE), "2026-02-03/2026-02-16", Precision.FESTIVAL),
    ("春节前一周", fest("spring_festival", Relation.BEFORE, days=7), "2026-02-10/2026-02-16", Precision.FESTIVAL),
    ("五一前", fest("labour_day", Relation.BEFORE), "2026-04-17/2026-04-30", Precision.FESTIVAL),
    ("元旦前", fest("new_year", Relation.BEFORE), "2026-12-18/2026-12-31", Precision.FESTIVAL),
    ("十一前后", fest("national_day", Relation.AROUND), "2026-09-24/2026-10-08", Precision.FESTIVAL),
    ("五一期间", fest("labour_day", Relation.DURING), "2026-05-01/2026-05-05", Precision.FESTIVAL),
    ("三八期间", fest("women_day", Relation.DURING), "2026-03-05/2026-03-11", Precision.FESTIVAL),
    ("春节期间", fest("spring_festival", Relation.DURING), "2026-02-15/2026-02-23", Precision.FESTIVAL),
    ("春节后", fest("spring_festival", Relation.AFTER), "2026-02-18/2026-03-03", Precision.FESTIVAL),
    ("安全生产月", fest("safety_month"), "2026-06-01/2026-06-30", Precision.FESTIVAL),
    ("安全生产月期间", fest("safety_month", Relation.DURING), "2026-06-01/2026-06-30", Precision.FESTIVAL),
    (
        "元旦春节期间",
        fest("new_year", Relation.DURING, end_festival="spring_festival"),
        "2026-01-01/2026-02-23",
        Precision.FESTIVAL,
    ),
    (
        "国庆中秋期间",
        fest("national_day", Relation.DURING, end_festival="mid_autumn"),
        "2026-09-25/2026-10-07",
        Precision.FESTIVAL,
    ),
    (
        "国庆至春节",
        fest("national_day", end_festival="spring_festival"),
        "2026-10-01/2027-02-06",
        Precision.FESTIVAL,
    ),
]


@pytest.mark.parametrize(("words", "what", "expected", "precision"), CERTAIN, ids=[row[0] for row in CERTAIN])
def test_a_form_in_an_annual_plan_gives_its_days(
    words: str, what: WindowSpec, expected: str, precision: Precision
) -> None:
    window = resolve(what, period=Y2026)
    assert (days(window), window.precision) == (expected, precision), words
    assert (window.known, window.warnings, window.deadline) == (True, (), False)


@pytest.mark.parametrize(
    ("what", "period", "expected"),
    [
        (spec(Form.MONTH_PART, month=6, part=Part.END, relation=Relation.BY), Y2026, "2026-01-01/2026-06-30"),
        (spec(Form.MONTHS, months=(10,), relation=Relation.BEFORE), Y2026, "2026-01-01/2026-09-30"),
        (spec(Form.TERM, relation=Relation.BY), SPRING, "2026-02-01/2026-07-31"),
        (spec(Form.DAY, month=6, day=15, relation=Relation.BY), DateRange.half(2026, 1), "2026-01-01/2026-06-15"),
    ],
    ids=["6月底前", "10月前", "本学期结束前", "6月15日前"],
)
def test_a_deadline_begins_with_the_plan(what: WindowSpec, period: DateRange, expected: str) -> None:
    window = resolve(what, period=period)
    assert (days(window), window.deadline, window.known) == (expected, True, True)


def test_an_open_time_ends_with_the_plan() -> None:
    since = resolve(spec(Form.MONTHS, months=(9,), relation=Relation.FROM), period=Y2026)
    after = resolve(spec(Form.MONTHS, months=(5,), relation=Relation.AFTER), period=Y2026)
    assert (days(since), days(after)) == ("2026-09-01/2026-12-31", "2026-06-01/2026-12-31")


def test_months_with_a_gap_keep_the_gap() -> None:
    window = resolve(WindowSpec.in_months(3, 4, 9), period=Y2026)
    assert days(window) == "2026-03-01/2026-09-30"
    assert window.ranges == (DateRange.months(2026, 3, 4), DateRange.month(2026, 9))
    assert resolve(WindowSpec.in_months(7, 8), period=Y2026).parts == ()


@pytest.mark.parametrize(
    ("what", "period", "expected"),
    [
        (WindowSpec.in_months(1), AUTUMN, "2027-01-01/2027-01-31"),
        (WindowSpec.in_months(11, 12, 1), AUTUMN, "2026-11-01/2027-01-31"),
        (fest("new_year"), AUTUMN, "2027-01-01/2027-01-01"),
        (fest("new_year", Relation.BEFORE), DateRange.half(2026, 2), "2026-12-18/2026-12-31"),
        (spec(Form.YEAR_PART, part=Part.START), AUTUMN, "2027-01-01/2027-01-31"),
        (spec(Form.YEAR), DateRange.half(2026, 2), "2026-07-01/2026-12-31"),
        (spec(Form.HALF_YEAR, number=2), DateRange.month(2026, 8), "2026-07-01/2026-12-31"),
        (spec(Form.TERM), AUTUMN, "2026-09-01/2027-01-31"),
        (spec(Form.WEEK, number=2), DateRange.month(2026, 3), "2026-03-09/2026-03-15"),
        (spec(Form.DAY, day=15), DateRange.month(2026, 3), "2026-03-15/2026-03-15"),
        (spec(Form.MONTHS, months=(3,), year=2028), FIVE_YEARS, "2028-03-01/2028-03-31"),
        (spec(Form.DAY, month=2, day=29), DateRange.year(2028), "2028-02-29/2028-02-29"),
        (WindowSpec.in_months(3, year=2026), None, "2026-03-01/2026-03-31"),
    ],
)
def test_the_plans_period_decides_the_year(what: WindowSpec, period: DateRange | None, expected: str) -> None:
    window = resolve(what, period=period)
    assert (days(window), window.known, window.warnings) == (expected, True, ())


@pytest.mark.parametrize(
    ("what", "period", "doubt"),
    [
        (WindowSpec.unknown(Reason.BLANK), Y2026, Doubt.BLANK),
        (WindowSpec.unknown(Reason.VAGUE), Y2026, Doubt.VAGUE),
        (WindowSpec.unknown(Reason.NOT_GIVEN), None, Doubt.NOT_GIVEN),
        (WindowSpec.in_months(3), None, Doubt.YEAR_UNKNOWN),
        (WindowSpec.in_months(3), FIVE_YEARS, Doubt.YEAR_AMBIGUOUS),
        (WindowSpec.in_months(3, 9), FIVE_YEARS, Doubt.YEAR_AMBIGUOUS),
        (fest("women_day"), FIVE_YEARS, Doubt.YEAR_AMBIGUOUS),
        (spec(Form.YEAR), FIVE_YEARS, Doubt.YEAR_AMBIGUOUS),
        (spec(Form.WEEK, number=2), Y2026, Doubt.MONTH_UNKNOWN),
        (spec(Form.DAY, day=15), Y2026, Doubt.MONTH_UNKNOWN),
        (spec(Form.TERM), Y2026, Doubt.TERM_UNKNOWN),
        (spec(Form.DAY, month=2, day=30), Y2026, Doubt.IMPOSSIBLE_DATE),
        (spec(Form.DAY, month=2, day=29), DateRange.year(2027), Doubt.IMPOSSIBLE_DATE),
        (spec(Form.WEEK, month=3, number=5), Y2026, Doubt.IMPOSSIBLE_DATE),
        (fest("spring_festival"), DateRange.year(2150), Doubt.YEAR_OUT_OF_RANGE),
        (WindowSpec.in_months(3, year=1), None, Doubt.YEAR_OUT_OF_RANGE),
    ],
)
def test_what_cannot_be_known_has_no_dates(what: WindowSpec, period: DateRange | None, doubt: Doubt) -> None:
    window = resolve(what, period=period)
    assert (window.start, window.end, window.ranges) == (None, None, ())
    assert (window.precision, window.known, window.warnings) == (Precision.UNSPECIFIED, False, (doubt,))


@pytest.mark.parametrize(
    ("what", "period", "expected", "doubt"),
    [
        (spec(Form.TERM, number=1), Y2026, "2026-09-01/2027-01-31", Doubt.DEFAULT_DATES),
        (spec(Form.TERM, number=2), Y2026, "2026-02-01/2026-07-31", Doubt.DEFAULT_DATES),
        (spec(Form.TERM), DateRange.month(2026, 3), "2026-02-01/2026-07-31", Doubt.DEFAULT_DATES),
        (spec(Form.TERM), DateRange.month(2027, 1), "2026-09-01/2027-01-31", Doubt.DEFAULT_DATES),
        (spec(Form.SCHOOL_YEAR), SPRING, "2025-09-01/2026-08-31", Doubt.DEFAULT_DATES),
        (spec(Form.VACATION, number=1), Y2026, "2026-07-01/2026-08-31", Doubt.DEFAULT_DATES),
        (spec(Form.VACATION, number=2), Y2026, "2026-02-03/2026-03-03", Doubt.DEFAULT_DATES),
        (WindowSpec.in_months(3), DateRange.half(2026, 2), "2026-03-01/2026-03-31", Doubt.OUTSIDE_PERIOD),
        (spec(Form.HALF_YEAR, number=1), DateRange.half(2026, 2), "2026-01-01/2026-06-30", Doubt.OUTSIDE_PERIOD),
        (WindowSpec.in_months(3, year=2021), Y2026, "2021-03-01/2021-03-31", Doubt.OUTSIDE_PERIOD),
        (
            fest("spring_festival", Relation.BEFORE),
            DateRange.half(2026, 2),
            "2027-01-23/2027-02-05",
            Doubt.OUTSIDE_PERIOD,
        ),
    ],
)
def test_what_rests_on_a_convention_asks_to_be_confirmed(
    what: WindowSpec, period: DateRange, expected: str, doubt: Doubt
) -> None:
    window = resolve(what, period=period)
    assert (days(window), window.known, window.warnings) == (expected, False, (doubt,))


def test_days_off_of_an_unannounced_year_are_those_of_the_law_and_are_marked() -> None:
    window = resolve(fest("labour_day", Relation.DURING), period=DateRange.year(2048))
    assert days(window) == "2048-05-01/2048-05-02"
    assert (window.known, window.warnings) == (True, (Doubt.HOLIDAYS_NOT_ANNOUNCED,))
    eve = resolve(fest("new_years_eve", Relation.DURING), period=DateRange.year(2048))
    assert days(eve) == "2048-02-13/2048-02-16"


def test_mid_autumn_moves_into_october_with_the_moon() -> None:
    starts = [resolve(fest("mid_autumn"), period=DateRange.year(year)).start for year in (2026, 2028)]
    assert starts == [date(2026, 9, 25), date(2028, 10, 3)]


def test_only_days_and_festivals_are_dated() -> None:
    assert resolve(fest("women_day"), period=Y2026).is_dated
    assert resolve(spec(Form.DAY, month=3, day=8), period=Y2026).is_dated
    assert not resolve(WindowSpec.in_months(3), period=Y2026).is_dated


@pytest.mark.parametrize(
    "fields",
    [
        {"form": Form.DAY, "month": 13, "day": 1},
        {"form": Form.DAY, "month": 3},
        {"form": Form.MONTHS},
        {"form": Form.MONTHS, "months": (0,)},
        {"form": Form.QUARTER, "number": 5},
        {"form": Form.QUARTER, "number": 1, "month": 3},
        {"form": Form.FESTIVAL, "festival": "birthday"},
        {"form": Form.YEAR_PART, "part": Part.LAST_TEN},
        {"form": Form.YEAR, "end_year": 2030},
        {"form": Form.YEAR, "year": 2030, "end_year": 2026},
        {"form": Form.UNSPECIFIED},
        {"form": Form.YEAR, "year_offset": 3},
        {"form": Form.FESTIVAL, "festival": "laba", "days": 0},
    ],
)
def test_nonsense_is_refused_when_it_is_written(fields: dict[str, object]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - each row has its own sentence
        WindowSpec(**fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"form": "whenever"},
        {"form": "months", "months": "3"},
        {"form": "months", "months": [3], "colour": "red"},
        {"form": "quarter", "number": True},
        {"form": "quarter", "number": "1"},
    ],
)
def test_foreign_json_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        spec_from_dict(data)


def test_the_json_of_a_spec_says_only_what_was_said() -> None:
    assert fest("spring_festival", Relation.BEFORE, days=7).to_dict() == {
        "form": "festival",
        "relation": "before",
        "days": 7,
        "festival": "spring_festival",
    }


@given(WINDOWS)
def test_a_spec_survives_json(what: WindowSpec) -> None:
    assert spec_from_dict(json.loads(json.dumps(what.to_dict()))) == what


@given(WINDOWS, PERIODS)
def test_a_window_is_whole_near_its_plan_and_honest(what: WindowSpec, period: DateRange) -> None:
    window = resolve(what, period=period)
    if window.span is None:
        assert window.start is window.end is None
        assert not window.known
        assert window.precision is Precision.UNSPECIFIED
        assert len(window.warnings) == 1
        return
    if what.year is None and not what.year_offset:
        assert period.widen(460, 460).meet(window.span) == window.span
        assert window.span.meet(period) or Doubt.OUTSIDE_PERIOD in window.warnings
    if window.parts:
        assert window.parts[0].start == window.start
        assert window.parts[-1].end == window.end
        gaps = pairwise(window.parts)
        assert all(one.end + timedelta(days=1) < two.start for one, two in gaps)
