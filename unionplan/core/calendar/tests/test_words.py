"""Times in words (face.md): short, as officers write them, without this year's year."""

from datetime import date, time

import pytest
from django.utils import translation
from hypothesis import given

from unionplan.core.calendar import (
    FESTIVALS,
    DateRange,
    Doubt,
    Form,
    Freq,
    Part,
    Reason,
    RecurrenceSpec,
    Relation,
    WindowSpec,
    resolve,
    workday_status,
)
from unionplan.core.calendar.describe import (
    describe_day,
    describe_doubt,
    describe_range,
    describe_status,
    describe_window,
    festival_name,
)
from unionplan.core.calendar.tests.strategies import PERIODS, RECURRENCES, WINDOWS
from unionplan.core.calendar.wording import describe_spec

TODAY = date(2026, 3, 1)
Y2026 = DateRange.year(2026)


def spec(form: Form, **fields: object) -> WindowSpec:
    return WindowSpec(form=form, **fields)  # type: ignore[arg-type]


def every(freq: Freq, **fields: object) -> RecurrenceSpec:
    return RecurrenceSpec(freq=freq, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2026-03-08", "2026-03-08", "3月8日（周日）"),
        ("2027-03-08", "2027-03-08", "2027年3月8日（周一）"),
        ("2026-03-08", "2026-03-12", "3月8日—12日"),
        ("2026-03-28", "2026-04-02", "3月28日—4月2日"),
        ("2027-03-08", "2027-03-12", "2027年3月8日—12日"),
        ("2027-03-28", "2027-04-02", "2027年3月28日—4月2日"),
        ("2026-12-28", "2027-01-03", "2026年12月28日—2027年1月3日"),
        ("2026-03-01", "2026-03-31", "3月"),
        ("2026-07-01", "2026-08-31", "7月—8月"),
        ("2027-07-01", "2027-08-31", "2027年7月—8月"),
        ("2026-11-01", "2027-02-28", "2026年11月—2027年2月"),
    ],
)
def test_days_and_ranges(start: str, end: str, words: str) -> None:
    assert describe_range(DateRange(date.fromisoformat(start), date.fromisoformat(end)), today=TODAY) == words


def test_a_day_without_its_weekday() -> None:
    assert describe_day(date(2026, 3, 8), today=TODAY, weekday=False) == "3月8日"


@pytest.mark.parametrize(
    ("what", "dates", "words"),
    [
        (WindowSpec.in_months(3, 9), "3月、9月", "3月、9月"),
        (WindowSpec.in_months(7, 8), "7月—8月", "7月、8月"),
        (spec(Form.QUARTER, number=1), "第一季度", "第一季度"),
        (spec(Form.QUARTER, number=2, year_offset=1), "2027年第二季度", "明年第二季度"),
        (spec(Form.HALF_YEAR, number=2), "下半年", "下半年"),
        (spec(Form.YEAR), "全年", "全年"),
        (spec(Form.YEAR, year_offset=1), "2027年", "明年全年"),
        (spec(Form.YEAR, year=2026, end_year=2030), "2026年—2030年", "2026年—2030年"),
        (spec(Form.SPAN, month=1, end_month=12, year=2026), "1月—12月", "2026年1月—12月"),
        (spec(Form.DAY, month=3, day=8), "3月8日（周日）", "3月8日"),
        (spec(Form.DAYS, month=6, day=11, end_month=6, end_day=13), "6月11日—13日", "6月11日—6月13日"),
        (spec(Form.MONTH_PART, month=6, part=Part.END, relation=Relation.BY), "6月30日前", "最迟6月底"),
        (spec(Form.MONTH_PART, month=4, part=Part.FIRST_TEN), "4月1日—10日", "4月上旬"),
        (spec(Form.WEEK, month=3, number=3), "3月16日—22日", "3月第三周"),
        (spec(Form.YEAR_PART, part=Part.END), "12月", "年底"),
        (spec(Form.SEASON, number=4), "2026年12月—2027年2月", "冬季"),
        (spec(Form.VACATION, number=2), "2月3日—3月3日", "寒假"),
        (spec(Form.TERM, number=1), "2026年9月—2027年1月", "秋季学期"),
        (WindowSpec.at_festival("spring_festival", Relation.BEFORE), "2月3日—16日", "春节前"),
        (WindowSpec.at_festival("spring_festival", Relation.BEFORE, 7), "2月10日—16日", "春节前7天内"),
        (WindowSpec.at_festival("women_day"), "3月8日（周日）", "妇女节"),
        (
            spec(Form.FESTIVAL, festival="new_year", end_festival="spring_festival", relation=Relation.DURING),
            "1月1日—2月23日",
            "元旦至春节期间",
        ),
        (WindowSpec.unknown(Reason.BLANK), "时间待定", "时间待定"),
        (spec(Form.DAY, day=15), "时间待定", "15日"),
        (spec(Form.MONTH_PART, part=Part.END), "时间待定", "月底"),
    ],
)
def test_a_window_as_dates_and_as_it_was_meant(what: WindowSpec, dates: str, words: str) -> None:
    assert describe_window(resolve(what, period=Y2026), today=TODAY) == dates
    assert describe_spec(what) == words


@pytest.mark.parametrize(
    ("what", "words"),
    [
        (every(Freq.MONTHLY), "每月"),
        (every(Freq.MONTHLY, interval=2), "每2个月"),
        (every(Freq.QUARTERLY), "每季度"),
        (every(Freq.QUARTERLY, day=5), "每季度首月5日"),
        (every(Freq.TERMLY), "每学期"),
        (
            every(Freq.WEEKLY, weekdays=(1, 3, 5), starts_at=time(12), ends_at=time(13)),
            "每周一、周三、周五，12:00—13:00",
        ),
        (every(Freq.WEEKLY, interval=2, weekdays=(5,)), "每2周周五"),
        (every(Freq.DAILY, starts_at=time(7, 20), ends_at=time(7, 50)), "每天，07:20—07:50"),
        (every(Freq.MONTHLY, day=15, workday_earlier=True), "每月15日，遇休息日提前"),
        (every(Freq.MONTHLY, day=-1), "每月最后一天"),
        (every(Freq.MONTHLY, week=2, weekdays=(5,)), "每月第二个周五"),
        (every(Freq.MONTHLY, week=1), "每月第一周"),
        (every(Freq.YEARLY, months=(3, 9), day=15), "每年3月15日、9月15日"),
        (every(Freq.YEARLY, months=(6,), day=-1), "每年6月最后一天"),
        (every(Freq.YEARLY, window=WindowSpec.at_festival("spring_festival", Relation.BEFORE)), "每年春节前"),
        (every(Freq.YEARLY, times_min=1, times_max=2), "每年，1至2次"),
        (every(Freq.HALF_YEARLY, times_min=1), "每半年，1次"),
    ],
)
def test_a_rhythm_in_words(what: RecurrenceSpec, words: str) -> None:
    assert describe_spec(what) == words


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 5, 1), "劳动节"),
        (date(2026, 10, 10), "调休上班（国庆节）"),
        (date(2015, 9, 3), "放假"),
        (date(2026, 3, 7), ""),
        (date(2026, 3, 9), ""),
    ],
)
def test_what_a_calendar_prints_beside_a_day(day: date, words: str) -> None:
    assert describe_status(workday_status(day)) == words


def test_every_doubt_has_a_sentence_and_every_festival_a_name() -> None:
    assert all(describe_doubt(doubt).endswith("。") for doubt in Doubt)
    assert [festival_name(key) for key in FESTIVALS] == [item.name for item in FESTIVALS.values()]


@given(WINDOWS, PERIODS)
def test_any_window_can_be_said_in_either_language(what: WindowSpec, period: DateRange) -> None:
    window = resolve(what, period=period)
    for language in ("zh-hans", "en"):
        with translation.override(language):
            assert describe_spec(what)
            assert describe_window(window, today=TODAY)


@given(RECURRENCES)
def test_any_rhythm_can_be_said_in_either_language(what: RecurrenceSpec) -> None:
    for language in ("zh-hans", "en"):
        with translation.override(language):
            assert describe_spec(what)
