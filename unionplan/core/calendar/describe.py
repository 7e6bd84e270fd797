"""Dates in words as people read them (face.md): 3月8日（周日）, 3月, 3月8日—12日, 第一季度; not this year's year."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext_lazy

from unionplan.core.calendar.festivals import festival
from unionplan.core.calendar.ranges import DateRange, month_end
from unionplan.core.calendar.windows import Doubt, Precision, Window
from unionplan.core.calendar.workdays import DayKind, DayStatus

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# Formats of django.utils.dateformat: a translation gives its own, such as "j M Y".
_DAY = pgettext_lazy("date format: day", "n月j日")
_DAY_YEAR = pgettext_lazy("date format: day with year", "Y年n月j日")
_MONTH = pgettext_lazy("date format: month", "n月")
_MONTH_YEAR = pgettext_lazy("date format: month with year", "Y年n月")
_YEAR = pgettext_lazy("date format: year", "Y年")
# first and last of a range: days of one month, days of one year, months of one year; each without and with the year
_DAYS_OF_MONTH = (
    (
        pgettext_lazy("date format: first day of a range in one month", "n月j日"),
        pgettext_lazy("date format: last day of a range in one month", "j日"),
    ),
    (
        pgettext_lazy("date format: first day of a range in one month, with year", "Y年n月j日"),
        pgettext_lazy("date format: last day of a range in one month, with year", "j日"),
    ),
)
_DAYS_OF_YEAR = (
    (_DAY, _DAY),
    (
        pgettext_lazy("date format: first day of a range in one year, with year", "Y年n月j日"),
        pgettext_lazy("date format: last day of a range in one year, with year", "n月j日"),
    ),
)
_MONTHS_OF_YEAR = (
    (_MONTH, _MONTH),
    (
        pgettext_lazy("date format: first month of a range, with year", "Y年n月"),
        pgettext_lazy("date format: last month of a range, with year", "n月"),
    ),
)

WEEKDAYS = (
    gettext_noop("周一"),
    gettext_noop("周二"),
    gettext_noop("周三"),
    gettext_noop("周四"),
    gettext_noop("周五"),
    gettext_noop("周六"),
    gettext_noop("周日"),
)
QUARTERS = (
    gettext_noop("第一季度"),
    gettext_noop("第二季度"),
    gettext_noop("第三季度"),
    gettext_noop("第四季度"),
)
HALVES = (gettext_noop("上半年"), gettext_noop("下半年"))

_DOUBTS = {
    Doubt.BLANK: gettext_noop("原文的时间是空白，请补填。"),
    Doubt.VAGUE: gettext_noop("原文没有给出确定的时间，请补填。"),
    Doubt.NOT_GIVEN: gettext_noop("没有写明时间，请补填。"),
    Doubt.YEAR_UNKNOWN: gettext_noop("不知道是哪一年，请填写计划的年度。"),
    Doubt.YEAR_AMBIGUOUS: gettext_noop("计划跨多年，请指明是哪一年。"),
    Doubt.YEAR_OUT_OF_RANGE: gettext_noop("年份超出可用范围，请检查。"),
    Doubt.MONTH_UNKNOWN: gettext_noop("没有写明月份，请补填。"),
    Doubt.TERM_UNKNOWN: gettext_noop("不知道是哪一学期，请指明。"),
    Doubt.IMPOSSIBLE_DATE: gettext_noop("没有这一天，请检查日期。"),
    Doubt.OUTSIDE_PERIOD: gettext_noop("这个时间不在计划期内，请确认。"),
    Doubt.DEFAULT_DATES: gettext_noop("学期和假期按通常日期推算，请确认。"),
    Doubt.HOLIDAYS_NOT_ANNOUNCED: gettext_noop("这一年的放假安排尚未公布，暂按法定节日和周末计算。"),
}


def festival_name(key: str) -> str:
    """A festival's name in the reader's language; ``ValueError`` for an unknown key."""
    return _(festival(key).name)


def weekday_name(weekday: int) -> str:
    """周一 … 周日 for 1 … 7."""
    return _(WEEKDAYS[weekday - 1])


def month_name(month: int) -> str:
    """3月, March."""
    return format_date(date(2000, month, 1), str(_MONTH))


def year_name(year: int) -> str:
    """2026年, 2026."""
    return format_date(date(year, 1, 1), str(_YEAR))


def day_name(month: int, day: int) -> str:
    """3月8日, 8 March, without a year, even where no calendar has that day (30 February)."""
    return _("%(month)s%(day)s日") % {"month": month_name(month), "day": day}


def describe_doubt(doubt: Doubt) -> str:
    """One sentence: what is doubtful about a window and what to do."""
    return _(_DOUBTS[doubt])


def describe_status(status: DayStatus) -> str:
    """What a calendar prints beside a day: 劳动节, 调休上班（国庆节）, or nothing for ordinary days."""
    name = festival_name(status.festival) if status.festival else ""
    if status.kind is DayKind.HOLIDAY:
        return name or _("放假")
    if status.kind is DayKind.MAKE_UP:
        return _("调休上班（%(festival)s）") % {"festival": name} if name else _("调休上班")
    return ""


def describe_day(day: date, *, today: date, weekday: bool = True) -> str:
    """3月8日（周日）, with the year when it is not that of ``today``; ``weekday=False`` leaves the bracket out."""
    text = format_date(day, str(_DAY if day.year == today.year else _DAY_YEAR))
    if not weekday:
        return text
    return _("%(date)s（%(weekday)s）") % {"date": text, "weekday": weekday_name(day.isoweekday())}


def describe_range(span: DateRange, *, today: date) -> str:
    """3月8日—12日, 3月28日—4月2日, 2026年12月28日—2027年1月3日; whole months as 3月, one day with its weekday."""
    if span.length == 1:
        return describe_day(span.start, today=today)
    if span.start.day == 1 and span.end == month_end(span.end.year, span.end.month):
        return _months(span, today)
    start, end = span.start, span.end
    if start.year != end.year:
        formats = (_DAY_YEAR, _DAY_YEAR)
    else:
        same_month = start.month == end.month
        formats = (_DAYS_OF_MONTH if same_month else _DAYS_OF_YEAR)[start.year != today.year]
    return _from_to(span, formats)


def describe_window(window: Window, *, today: date) -> str:
    """A window in words: 3月, 7月—8月, 3月、9月, 第一季度, 上半年, 6月30日前, 3月8日（周日）, 时间待定.

    What has no name of its own is written as its days.
    """
    if window.span is None:
        return _("时间待定")
    if window.deadline:
        return _("%(date)s前") % {"date": describe_day(window.span.end, today=today, weekday=False)}
    return _("、").join(_run(part, window.precision, today) for part in window.ranges)


def _run(span: DateRange, precision: Precision, today: date) -> str:
    for kind, names, units in (
        (Precision.QUARTER, QUARTERS, _quarters(span)),
        (Precision.HALF_YEAR, HALVES, _halves(span)),
    ):
        if precision is kind and span in units:
            return _with_year(_(names[units.index(span)]), span.start, today)
    if precision in (Precision.YEAR, Precision.YEARS) and span == DateRange.years(span.start.year, span.end.year):
        return _years(span, today)
    return describe_range(span, today=today)


def _quarters(span: DateRange) -> list[DateRange]:
    return [DateRange.quarter(span.start.year, number) for number in (1, 2, 3, 4)]


def _halves(span: DateRange) -> list[DateRange]:
    return [DateRange.half(span.start.year, number) for number in (1, 2)]


def _with_year(text: str, day: date, today: date) -> str:
    if day.year == today.year:
        return text
    return _("%(year)s%(time)s") % {"year": format_date(day, str(_YEAR)), "time": text}


def _years(span: DateRange, today: date) -> str:
    if span.start.year != span.end.year:
        return _from_to(span, (_YEAR, _YEAR))
    return _("全年") if span.start.year == today.year else format_date(span.start, str(_YEAR))


def _months(span: DateRange, today: date) -> str:
    start, end = span.start, span.end
    if start.year != end.year:
        return _from_to(span, (_MONTH_YEAR, _MONTH_YEAR))
    if start.month == end.month:
        return format_date(start, str(_MONTH if start.year == today.year else _MONTH_YEAR))
    return _from_to(span, _MONTHS_OF_YEAR[start.year != today.year])


def _from_to(span: DateRange, formats: tuple[_StrPromise, _StrPromise]) -> str:
    first, last = formats
    return _("%(start)s—%(end)s") % {
        "start": format_date(span.start, str(first)),
        "end": format_date(span.end, str(last)),
    }
