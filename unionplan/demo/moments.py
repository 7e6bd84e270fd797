"""The demo is written around a day: the words a document may use, and when its people did what."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from unionplan.core.calendar import SHANGHAI, DateRange, on_or_after_workday, on_or_before_workday


class WrittenDay:
    """`{day:+3}` in a document: three days after today as 11月23日, but never outside a span of days."""

    def __init__(self, today: date, span: DateRange, *, at_work: bool = False) -> None:
        self._today, self._span, self._at_work = today, span, at_work

    def __format__(self, shift: str) -> str:
        day = min(max(self._today + timedelta(days=int(shift)), self._span.start), self._span.end)
        if self._at_work:
            before = on_or_before_workday(day)
            day = before if before >= self._span.start else on_or_after_workday(day)
        return f"{day.month}月{day.day}日"


def words_for(today: date, year: int) -> dict[str, object]:
    """What stands in braces in the documents of `year`, on the day the demo is loaded."""
    quarter = (today.month - 1) // 3
    month = DateRange.month(today.year, today.month)
    return {
        "year": year,
        "last": year - 1,
        "second": year + 1,
        "third": year + 2,
        "fourth": year + 3,
        "fifth": year + 4,
        "month": today.month,
        "half": half_of(today),
        "quarter": f"第{'一二三四'[quarter]}季度",
        "first_month": quarter * 3 + 1,
        "second_month": quarter * 3 + 2,
        "third_month": quarter * 3 + 3,
        "day": WrittenDay(today, month),
        "workday": WrittenDay(today, month, at_work=True),
        "date": WrittenDay(today, DateRange.year(today.year)),
    }


def half_of(today: date) -> str:
    """上半年 or 下半年."""
    return "上半年" if today.month <= 6 else "下半年"


def at_work(day: date, number: int) -> datetime:
    """A moment in office hours on that workday or the one before; another one for every number."""
    minute = 9 * 60 + (number * 37) % (8 * 60)
    return datetime.combine(on_or_before_workday(day), time(minute // 60, minute % 60), SHANGHAI)


@dataclass(frozen=True, slots=True)
class Course:
    """When a plan was written, sent in, decided on and closed; never after `today`."""

    written: date
    submitted: date
    decided: date
    closed: date


def course_of(start: date, end: date, today: date) -> Course:
    """Plans are ready some days before their period begins and closed in the weeks after it ends."""
    decided = min(start - timedelta(days=5), today - timedelta(days=1))
    return Course(
        written=decided - timedelta(days=9),
        submitted=decided - timedelta(days=4),
        decided=decided,
        closed=min(end + timedelta(days=11), today),
    )


def recent_course(today: date) -> Course:
    """Papers still on the desk: written last week, sent in three days ago, answered yesterday."""
    return Course(
        written=today - timedelta(days=8),
        submitted=today - timedelta(days=3),
        decided=today - timedelta(days=1),
        closed=today,
    )
