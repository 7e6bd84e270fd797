"""What a plan says about time, in words and without dates: 春节前, 6月底, 每月第一周, 每两个月."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from unionplan.core.calendar.describe import (
    HALVES,
    QUARTERS,
    day_name,
    festival_name,
    month_name,
    weekday_name,
    year_name,
)
from unionplan.core.calendar.recurrence import WITHIN_MONTHS, Freq, RecurrenceSpec
from unionplan.core.calendar.specs import Form, Part, Relation, WindowSpec

_WEEKS = {
    1: gettext_noop("第一周"),
    2: gettext_noop("第二周"),
    3: gettext_noop("第三周"),
    4: gettext_noop("第四周"),
    5: gettext_noop("第五周"),
    -1: gettext_noop("最后一周"),
}
_NTH_WEEKDAYS = {
    1: gettext_noop("第一个%(weekdays)s"),
    2: gettext_noop("第二个%(weekdays)s"),
    3: gettext_noop("第三个%(weekdays)s"),
    4: gettext_noop("第四个%(weekdays)s"),
    5: gettext_noop("第五个%(weekdays)s"),
    -1: gettext_noop("最后一个%(weekdays)s"),
}
_MONTH_PARTS = {
    Part.START: gettext_noop("%(month)s初"),
    Part.MIDDLE: gettext_noop("%(month)s中"),
    Part.END: gettext_noop("%(month)s底"),
    Part.FIRST_TEN: gettext_noop("%(month)s上旬"),
    Part.SECOND_TEN: gettext_noop("%(month)s中旬"),
    Part.LAST_TEN: gettext_noop("%(month)s下旬"),
}
_BARE_PARTS = {
    Part.START: gettext_noop("月初"),
    Part.MIDDLE: gettext_noop("月中"),
    Part.END: gettext_noop("月底"),
    Part.FIRST_TEN: gettext_noop("上旬"),
    Part.SECOND_TEN: gettext_noop("中旬"),
    Part.LAST_TEN: gettext_noop("下旬"),
}
_YEAR_PARTS = {
    Part.START: gettext_noop("年初"),
    Part.MIDDLE: gettext_noop("年中"),
    Part.END: gettext_noop("年底"),
}
_SEASONS = (gettext_noop("春季"), gettext_noop("夏季"), gettext_noop("秋季"), gettext_noop("冬季"))
_VACATIONS = (gettext_noop("暑假"), gettext_noop("寒假"))
_TERMS = {None: gettext_noop("本学期"), 1: gettext_noop("秋季学期"), 2: gettext_noop("春季学期")}
_RELATIONS = {
    Relation.BY: gettext_noop("最迟%(time)s"),
    Relation.BEFORE: gettext_noop("%(time)s前"),
    Relation.AROUND: gettext_noop("%(time)s前后"),
    Relation.DURING: gettext_noop("%(time)s期间"),
    Relation.AFTER: gettext_noop("%(time)s后"),
    Relation.FROM: gettext_noop("%(time)s起"),
}
_RELATIONS_IN_DAYS = {
    Relation.BEFORE: gettext_noop("%(time)s前%(days)s天内"),
    Relation.AROUND: gettext_noop("%(time)s前后%(days)s天"),
    Relation.DURING: gettext_noop("%(time)s前后%(days)s天"),
    Relation.AFTER: gettext_noop("%(time)s后%(days)s天内"),
}
_YEARS_AWAY = {
    -2: gettext_noop("前年"),
    -1: gettext_noop("去年"),
    1: gettext_noop("明年"),
    2: gettext_noop("后年"),
}
_EVERY = {
    Freq.DAILY: (gettext_noop("每天"), gettext_noop("每%(count)s天")),
    Freq.WEEKLY: (gettext_noop("每周"), gettext_noop("每%(count)s周")),
    Freq.MONTHLY: (gettext_noop("每月"), gettext_noop("每%(count)s个月")),
    Freq.QUARTERLY: (gettext_noop("每季度"), gettext_noop("每%(count)s个季度")),
    Freq.HALF_YEARLY: (gettext_noop("每半年"), gettext_noop("每%(count)s个半年")),
    Freq.YEARLY: (gettext_noop("每年"), gettext_noop("每%(count)s年")),
    Freq.TERMLY: (gettext_noop("每学期"), gettext_noop("每学期")),
}


def describe_spec(spec: WindowSpec | RecurrenceSpec) -> str:
    """Either kind of spec in words, without the dates of any year."""
    return describe_recurrence(spec) if isinstance(spec, RecurrenceSpec) else describe_time(spec)


def describe_time(spec: WindowSpec) -> str:
    """A window spec in words: 春节前, 春节前7天内, 3月、9月, 6月底, 第一季度, 明年3月, 时间待定."""
    text = _with_year(spec, _FORMS[spec.form](spec))
    table = _RELATIONS_IN_DAYS if spec.days and spec.relation in _RELATIONS_IN_DAYS else _RELATIONS
    if spec.relation not in table or spec.form is Form.UNSPECIFIED:
        return text
    return _(table[spec.relation]) % {"time": text, "days": spec.days}


def _with_year(spec: WindowSpec, text: str) -> str:
    """The year in front, where the text names one and the form does not say it itself."""
    if spec.year_offset:
        return _("%(year)s%(time)s") % {"year": _(_YEARS_AWAY[spec.year_offset]), "time": text}
    if spec.year is None or spec.form is Form.YEAR:
        return text
    return _("%(year)s%(time)s") % {"year": year_name(spec.year), "time": text}


def _day(spec: WindowSpec) -> str:
    if spec.month is None:
        return _("%(day)s日") % {"day": spec.day}
    return day_name(spec.month, spec.day or 1)


def _days(spec: WindowSpec) -> str:
    start, end = day_name(spec.month or 1, spec.day or 1), day_name(spec.end_month or 1, spec.end_day or 1)
    return _("%(start)s—%(end)s") % {"start": start, "end": end}


def _months(spec: WindowSpec) -> str:
    return _("、").join(month_name(month) for month in spec.months)


def _span(spec: WindowSpec) -> str:
    end = month_name(spec.end_month or 12)
    if spec.end_year is not None:
        end = _("%(year)s%(time)s") % {"year": year_name(spec.end_year), "time": end}
    return _("%(start)s—%(end)s") % {"start": month_name(spec.month or 1), "end": end}


def _month_part(spec: WindowSpec) -> str:
    part = spec.part or Part.START
    return _(_MONTH_PARTS[part]) % {"month": month_name(spec.month)} if spec.month else _(_BARE_PARTS[part])


def _week(spec: WindowSpec) -> str:
    week = _(_WEEKS[spec.number or 1])
    return _("%(month)s%(week)s") % {"month": month_name(spec.month), "week": week} if spec.month else week


def _whole_year(spec: WindowSpec) -> str:
    if spec.year is None:
        return _("全年")
    if spec.end_year in (None, spec.year):
        return year_name(spec.year)
    return _("%(start)s—%(end)s") % {"start": year_name(spec.year), "end": year_name(spec.end_year or spec.year)}


def _festival(spec: WindowSpec) -> str:
    first = festival_name(spec.festival)
    if not spec.end_festival:
        return first
    return _("%(first)s至%(last)s") % {"first": first, "last": festival_name(spec.end_festival)}


_FORMS: dict[Form, Callable[[WindowSpec], str]] = {
    Form.DAY: _day,
    Form.DAYS: _days,
    Form.MONTHS: _months,
    Form.SPAN: _span,
    Form.MONTH_PART: _month_part,
    Form.WEEK: _week,
    Form.QUARTER: lambda spec: _(QUARTERS[(spec.number or 1) - 1]),
    Form.HALF_YEAR: lambda spec: _(HALVES[(spec.number or 1) - 1]),
    Form.YEAR: _whole_year,
    Form.YEAR_PART: lambda spec: _(_YEAR_PARTS[spec.part or Part.START]),
    Form.FESTIVAL: _festival,
    Form.SEASON: lambda spec: _(_SEASONS[(spec.number or 1) - 1]),
    Form.VACATION: lambda spec: _(_VACATIONS[(spec.number or 1) - 1]),
    Form.TERM: lambda spec: _(_TERMS[spec.number]),
    Form.SCHOOL_YEAR: lambda spec: _("本学年"),
    Form.UNSPECIFIED: lambda spec: _("时间待定"),
}


def describe_recurrence(spec: RecurrenceSpec) -> str:
    """A rhythm in words: 每月, 每2个月, 每周一、周三, 每月15日, 每月第二个周五, 每年9月, 每年春节前, 每年，1—2次."""
    parts = [_rhythm(spec)]
    if spec.months and spec.freq in WITHIN_MONTHS:
        parts.insert(0, _some_months(spec.months))
    if spec.times_min or spec.times_max:
        parts.append(_times(spec.times_min, spec.times_max))
    if spec.starts_at:
        parts.append(_hours(spec.starts_at, spec.ends_at))
    if spec.workday_earlier:
        parts.append(_("遇休息日提前"))
    return _("，").join(parts)


def _some_months(months: tuple[int, ...]) -> str:
    """6月, 3—10月 where they follow each other, else 3月、9月."""
    first, last = min(months), max(months)
    if len(months) > 1 and sorted(set(months)) == list(range(first, last + 1)):
        return _("%(start)s—%(end)s") % {"start": month_name(first), "end": month_name(last)}
    return _("、").join(month_name(month) for month in months)


def _rhythm(spec: RecurrenceSpec) -> str:
    once, several = _EVERY[spec.freq]
    every = _(once) if spec.interval == 1 else _(several) % {"count": spec.interval}
    when = _within_unit(spec)
    if spec.freq is Freq.WEEKLY and spec.interval == 1 and when:
        return _("每%(weekdays)s") % {"weekdays": when}
    return _("%(every)s%(when)s") % {"every": every, "when": when} if when else every


def _within_unit(spec: RecurrenceSpec) -> str:
    weekdays = _("、").join(weekday_name(weekday) for weekday in sorted(set(spec.weekdays)))
    if spec.week is not None:
        return _(_NTH_WEEKDAYS[spec.week]) % {"weekdays": weekdays} if weekdays else _(_WEEKS[spec.week])
    if weekdays:
        return weekdays
    if spec.window:
        return describe_time(spec.window)
    if spec.months and spec.freq is Freq.YEARLY:
        return _days_of_months(spec.months, spec.day)
    return _day_of_unit(spec.freq, spec.day) if spec.day else ""


def _days_of_months(months: tuple[int, ...], day: int | None) -> str:
    if day is None:
        names = (month_name(month) for month in months)
    elif day < 0:
        names = (_("%(month)s最后一天") % {"month": month_name(month)} for month in months)
    else:
        names = (day_name(month, day) for month in months)
    return _("、").join(names)


def _day_of_unit(freq: Freq, day: int) -> str:
    if day < 0:
        return _("最后一天")
    return _("%(day)s日") % {"day": day} if freq is Freq.MONTHLY else _("首月%(day)s日") % {"day": day}


def _times(least: int | None, most: int | None) -> str:
    if least and most and least != most:
        return _("%(least)s至%(most)s次") % {"least": least, "most": most}
    return _("%(count)s次") % {"count": least or most}


def _hours(start: time, end: time | None) -> str:
    return f"{start:%H:%M}—{end:%H:%M}" if end else f"{start:%H:%M}"
