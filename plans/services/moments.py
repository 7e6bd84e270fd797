"""On which days an occurrence of an item is reminded of (product.md, Reminders). Dates in, dates out: no query."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from unionplan.core.calendar import Precision, first_workday, nth_workday_back, on_or_before_workday

DATED = "plan-item.dated"
MONTHLY = "plan-item.month"
RECURRING = "plan-item.recurring"

_DATED_PRECISIONS = frozenset({Precision.DAY, Precision.DAYS, Precision.FESTIVAL})


@dataclass(frozen=True, slots=True)
class Span:
    """One occurrence: first and last day (inclusive), how exactly its time is known, whether it comes back."""

    start: date
    end: date
    precision: str
    is_recurring: bool


def rule_of(span: Span) -> str:
    """Which rule counts the days of an occurrence."""
    if span.is_recurring:
        return RECURRING
    return DATED if span.precision in _DATED_PRECISIONS else MONTHLY


def moments(span: Span, days: tuple[int, ...]) -> Mapping[date, str]:
    """Workday → name of the moment. `days` are those of the rule in force: days before the first day; for month items
    workdays counted back from the end, beside the opening. Two moments that fall on one workday are one."""
    rule = rule_of(span)
    if rule == MONTHLY:
        found = {_closing(span, back): f"end{back}" for back in days}
        return {day: slot for day, slot in found.items() if day > _opening(span)} | {_opening(span): "open"}
    if rule == RECURRING:
        return {_before(span, ahead): f"d{ahead}" for ahead in sorted(days, reverse=True)}
    return {
        on_or_before_workday(span.start - timedelta(days=ahead)): f"d{ahead}" for ahead in sorted(days, reverse=True)
    }


def _before(span: Span, ahead: int) -> date:
    """Recurring work: at each occurrence; one that lasts a month or more begins with its first workday."""
    if ahead == 0 and span.start.day == 1 and span.start != span.end:
        return _opening(span)
    return on_or_before_workday(span.start - timedelta(days=ahead))


def _opening(span: Span) -> date:
    """First workday of the month; a window that begins later in a month, or lies within days off, is announced on the
    workday before it. A deadline (one day, known by its month) opens with its month."""
    if span.start.day == 1 or span.start == span.end:
        first = first_workday(span.start.year, span.start.month)
        if first <= span.end:
            return first
    return on_or_before_workday(span.start)


def _closing(span: Span, back: int) -> date:
    """The workday counted back from the end; 3 is the third workday before the end of a month."""
    return nth_workday_back(span.end, max(back, 1))
