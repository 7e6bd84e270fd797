"""Time headings and month tables (systems.md PL-06, annotation.md Schedule)."""

import pytest

from plans.documents.facts import find_times, read_time_heading


@pytest.mark.parametrize(
    ("title", "months", "precision", "recurrence"),
    [
        ("3月份", (3,), "month", None),
        ("4月份:", (4,), "month", None),
        ("7月8月份：", (7, 8), "month", None),
        ("一月份", (1,), "month", None),
        ("十二月", (12,), "month", None),
        ("1-3月", (1, 2, 3), "month", None),
        ("3月份工作安排", (3,), "month", None),
        ("(一)第一季度(1-3月)", (1, 2, 3), "quarter", None),
        ("第二季度:", (4, 5, 6), "quarter", None),
        ("上半年", (1, 2, 3, 4, 5, 6), "half_year", None),
        ("第一周", (), "week", "monthly"),
        ("每月", (), "unspecified", "monthly"),
    ],
)
def test_headings_that_are_times(title: str, months: tuple[int, ...], precision: str, recurrence: str | None) -> None:
    heading = read_time_heading(title)
    assert heading is not None
    assert (heading.months, heading.precision, heading.recurrence) == (months, precision, recurrence)


@pytest.mark.parametrize(
    "title", ["下半年工作计划", "组织建设", "3月份启动读书活动", "一、指导思想", "", "年终考核", "月度"]
)
def test_headings_that_are_none(title: str) -> None:
    assert read_time_heading(title) is None


def test_an_item_of_a_month_table_is_one_entry_with_its_whole_text() -> None:
    (entry,) = find_times("2、调整小组,推选组长。", heading_months=(3,), heading_label="3月份")
    assert (entry.months, entry.clause, entry.core) == ((3,), "调整小组,推选组长", True)


def test_a_festival_in_a_month_table_keeps_the_month_of_the_table() -> None:
    entries = find_times("元旦、春节走访慰问", heading_months=(1,), heading_label="一月份")
    assert [(e.months, e.festival) for e in entries] == [((1,), "new_year"), ((1,), "spring_festival")]


def test_a_festival_that_cannot_fall_into_the_month_is_doubted() -> None:
    (entry,) = find_times("教师节慰问", heading_months=(3,), heading_label="3月份")
    assert (entry.months, entry.warnings) == ((3,), ("festival_outside_month",))


def test_a_number_that_is_a_date_is_not_cut_off_as_a_marker() -> None:
    (entry,) = find_times("3、8妇女节活动:插花", heading_months=(3,), heading_label="3月份")
    assert (entry.festival, entry.clause) == ("women_day", "3、8妇女节活动:插花")


def test_a_week_heading_makes_a_monthly_rhythm() -> None:
    (entry,) = find_times("走访困难职工", heading_label="第四周")
    assert (entry.months, entry.recurrence, entry.week_of_month) == ((), "monthly", 4)


def test_a_day_inside_the_month_narrows_the_window() -> None:
    (entry,) = find_times("4月22日举办读书会", heading_months=(4,), heading_label="4月")
    assert (entry.months, entry.day_start, entry.precision) == ((4,), 22, "day")


def test_a_festival_below_a_quarter_keeps_the_months_they_share() -> None:
    entries = find_times("“五一”前夕举办书画展,端午节慰问一线职工", heading_label="第二季度")
    assert [(e.months, e.festival) for e in entries] == [((5,), "labour_day"), ((5, 6), "dragon_boat")]
