"""From words to the time engine: what somebody types into a time field, and what the document reader found.

One reading for both: `plans.documents.facts` recognises the words, `spec_of` turns them into the engine's specs.
"""

import re
from dataclasses import dataclass, replace
from datetime import time

from django.utils.translation import gettext as _

from plans.documents.facts.model import ClockSpan, TimeExpression
from plans.documents.facts.times import find_times
from unionplan.core.calendar import Form, Freq, Part, Reason, RecurrenceSpec, Relation, WindowSpec
from unionplan.core.calendar.recurrence import WITHIN_MONTHS
from unionplan.core.errors import DomainError

TimeSpec = WindowSpec | RecurrenceSpec

_UNKNOWN = re.compile(r"(?:时间)?(?:待定|另定|另行通知|不定)")
_WHOLE_YEAR = re.compile(r"全年|本年度?|年内|今年")
_DAY_OF_MONTH = re.compile(r"每(?:个)?月(\d{1,2})[日号]")
_WEEK_OF_MONTH = re.compile(r"第([一二三四五1-5])周")
_PARTS = {
    "上旬": Part.FIRST_TEN,
    "中旬": Part.SECOND_TEN,
    "下旬": Part.LAST_TEN,
    "初": Part.START,
    "月初": Part.START,
    "中": Part.MIDDLE,
    "月中": Part.MIDDLE,
    "底": Part.END,
    "月底": Part.END,
    "末": Part.END,
    "月末": Part.END,
}
_RELATIONS = {"around": Relation.AROUND, "during": Relation.DURING, "from": Relation.FROM}
_FULL_STOP = re.compile(r"[。；;！？!?\n]")
_SEASONS = {3: 1, 6: 2, 9: 3, 12: 4}


@dataclass(frozen=True, slots=True)
class TypedTime:
    """One time as typed: its words, its meaning, and hours of the day where they were given."""

    text: str
    spec: TimeSpec
    start_time: time | None = None
    end_time: time | None = None


def read_time(text: str) -> list[TypedTime]:
    """The times somebody typed into a field, several separated by ； or a line break.

    待定 is kept as unknown. Raises DomainError with examples for words that name no time: nothing is guessed.
    """
    parts = [part.strip() for part in re.split(r"[;；\n]", text) if part.strip()]
    return [_read_one(part) for part in parts]


def joined(first: TimeExpression, then: TimeExpression, text: str) -> RecurrenceSpec | None:
    """The rhythm of two times of one sentence that are one: 6月…每周三 is each Wednesday of June, not of the year.

    `text` is what both were read in. None where they are two times: another sentence lies between, or the first is not
    plain months, or the second is no rhythm finer than them."""
    months, rhythm = spec_of(first), spec_of(then)
    if not isinstance(months, WindowSpec) or not isinstance(rhythm, RecurrenceSpec):
        return None
    is_plain = months.form is Form.MONTHS and months.relation is Relation.ON and not (months.year or months.year_offset)
    if not is_plain or rhythm.freq not in WITHIN_MONTHS or _FULL_STOP.search(text[first.end : then.start]):
        return None
    return replace(rhythm, months=months.months)


def _read_one(text: str) -> TypedTime:
    special = _special(text)
    if special is not None:
        return TypedTime(text=text, spec=special)
    # A verb behind it: 2027年1月 alone would be read as the date of a document.
    found = [expression for expression in find_times(f"{text}举行") if expression.known or expression.told]
    if not found:
        raise DomainError(
            _("没有看懂时间“%(text)s”。可以写：3月、3月8日、6月11日—13日、第一季度、春节前、每月、每季度、待定。")
            % {"text": text},
            field="text",
        )
    both = joined(found[0], found[1], text) if len(found) > 1 else None
    first, last = clock_of(found[1] if both else found[0])
    return TypedTime(text=text, spec=both or spec_of(found[0]), start_time=first, end_time=last)


def _special(text: str) -> TimeSpec | None:
    """Short words of a time field that mean nothing in running text."""
    if _UNKNOWN.fullmatch(text):
        return WindowSpec.unknown(Reason.NOT_GIVEN)
    if _WHOLE_YEAR.fullmatch(text):
        return WindowSpec(form=Form.YEAR)
    day = _DAY_OF_MONTH.fullmatch(text)
    if day and 1 <= int(day[1]) <= 31:
        return RecurrenceSpec(freq=Freq.MONTHLY, day=int(day[1]))
    week = _WEEK_OF_MONTH.fullmatch(text)
    if week:
        return WindowSpec(form=Form.WEEK, number="一二三四五".find(week[1]) + 1 or int(week[1]))
    return None


def clock_of(found: TimeExpression) -> tuple[time | None, time | None]:
    """Hours of the day written beside a time; both None where there are none."""
    if not found.clock:
        return None, None
    span: ClockSpan = found.clock[0]
    return _clock(span.start), _clock(span.end)


def _clock(minutes: int | None) -> time | None:
    if minutes is None or not 0 <= minutes < 24 * 60:
        return None
    return time(minutes // 60, minutes % 60)


def spec_of(found: TimeExpression) -> TimeSpec:
    """The engine's spec of one recognised time; unknown where the words leave it open or contradict the calendar."""
    try:
        if found.recurrence or found.interval_unit:
            return _recurrence(found)
        return _window(found)
    except ValueError:  # 13月, 2月31日 in a span: a time that has to be asked for
        return WindowSpec.unknown(Reason.VAGUE)


def _recurrence(found: TimeExpression) -> RecurrenceSpec:
    step = found.interval or 1
    match found.interval_unit:
        case "day":
            return RecurrenceSpec(freq=Freq.DAILY, interval=step)
        case "week":
            return RecurrenceSpec(freq=Freq.WEEKLY, interval=step, weekdays=found.weekdays)
        case "term":
            return RecurrenceSpec(freq=Freq.TERMLY)
        case "year":
            return _yearly(found, step)
        case "month":
            return _by_months(found, step)
        case None:
            return RecurrenceSpec(freq=Freq(found.recurrence or "monthly"), week=_week_of(found))


def _week_of(found: TimeExpression) -> int | None:
    return found.week_of_month if found.recurrence == "monthly" else None


def _by_months(found: TimeExpression, step: int) -> RecurrenceSpec:
    """每月10日 and 每月第一周 keep their place in the month; 每月25日前 is due on the 25th."""
    for freq, length in ((Freq.YEARLY, 12), (Freq.HALF_YEARLY, 6), (Freq.QUARTERLY, 3)):
        if step % length == 0:
            return RecurrenceSpec(freq=freq, interval=step // length)
    week = found.week_of_month
    return RecurrenceSpec(freq=Freq.MONTHLY, interval=step, week=week, day=None if week else found.day_start)


def _yearly(found: TimeExpression, step: int) -> RecurrenceSpec:
    if found.festival:
        return RecurrenceSpec(freq=Freq.YEARLY, interval=step, window=_window(found))
    day = found.day_start if len(found.months) == 1 and not found.day_end else None
    return RecurrenceSpec(freq=Freq.YEARLY, interval=step, months=found.months, day=day)


def _window(found: TimeExpression) -> WindowSpec:
    if not found.known and not found.told:
        return WindowSpec.unknown(Reason.BLANK if found.warnings else Reason.VAGUE)
    if found.festival:
        return WindowSpec.at_festival(found.festival, _festival_relation(found))
    fields = _form_fields(found)
    if fields is None:
        return WindowSpec.unknown(Reason.VAGUE)
    year = {"year": found.year} if found.year else {"year_offset": found.year_shift or 0}
    return WindowSpec(relation=_relation(found), **year, **fields)  # type: ignore[arg-type]


def _festival_relation(found: TimeExpression) -> Relation:
    if found.relation == "before":
        return Relation.BEFORE
    return _RELATIONS.get(found.relation or "", Relation.ON)


def _relation(found: TimeExpression) -> Relation:
    """10月前 ends before October begins; 10月底前, 3月8日前 and 年底前 include the day named."""
    if found.relation == "before":
        whole_month = found.precision == "month" and not found.part
        return Relation.BEFORE if whole_month else Relation.BY
    return _RELATIONS.get(found.relation or "", Relation.ON)


def _form_fields(found: TimeExpression) -> dict[str, object] | None:
    """Form and fields of what is neither festival nor rhythm; None where no calendar can tell."""
    months = found.months
    match found.precision:
        case "day" if months:
            return {"form": Form.DAY, "month": months[0], "day": found.day_start}
        case "day_range" if months:
            return _days(found)
        case "week" if found.week_of_month:
            return {"form": Form.WEEK, "month": months[0] if months else None, "number": found.week_of_month}
        case "quarter" if len(months) == 3:
            return {"form": Form.QUARTER, "number": months[-1] // 3}
        case "half_year" if months:
            return {"form": Form.HALF_YEAR, "number": 1 if months[0] == 1 else 2}
        case "year" | "year_start" | "year_end":
            return _of_year(found)
        case "season" if months:
            return {"form": Form.SEASON, "number": _SEASONS.get(months[0], 1)}
        case "vacation":
            return {"form": Form.VACATION, "number": 2 if 1 in months else 1}
        case "term":
            return {"form": Form.TERM}
    return _months(found)


def _of_year(found: TimeExpression) -> dict[str, object]:
    if found.precision == "year":
        return {"form": Form.YEAR}
    return {"form": Form.YEAR_PART, "part": Part.START if found.precision == "year_start" else Part.END}


def _days(found: TimeExpression) -> dict[str, object]:
    """6月11日—13日; 3月28日—4月2日; 6月5日、12日 keeps its first and last day."""
    last = found.day_end
    if last is None:
        return {"form": Form.DAY, "month": found.months[0], "day": found.day_start}
    return {
        "form": Form.DAYS,
        "month": found.months[0],
        "day": found.day_start,
        "end_month": found.months[-1],
        "end_day": last,
    }


def _months(found: TimeExpression) -> dict[str, object] | None:
    months = found.months
    if not months:
        return None
    if found.part in _PARTS and len(months) == 1:
        return {"form": Form.MONTH_PART, "month": months[0], "part": _PARTS[found.part or ""]}
    if months[-1] < months[0]:  # 11月至次年1月
        return {"form": Form.SPAN, "month": months[0], "end_month": months[-1]}
    return {"form": Form.MONTHS, "months": months}
