"""One question for either kind of spec: when does this take place within a plan?"""

from __future__ import annotations

from unionplan.core.calendar.ranges import DateRange
from unionplan.core.calendar.recurrence import MAX_OCCURRENCES, Freq, RecurrenceSpec, occurrences
from unionplan.core.calendar.specs import WindowSpec
from unionplan.core.calendar.windows import Doubt, Precision, Window, resolve

_PRECISIONS = {
    Freq.DAILY: Precision.DAY,
    Freq.WEEKLY: Precision.WEEK,
    Freq.MONTHLY: Precision.MONTH,
    Freq.QUARTERLY: Precision.QUARTER,
    Freq.HALF_YEARLY: Precision.HALF_YEAR,
    Freq.YEARLY: Precision.YEAR,
    Freq.TERMLY: Precision.TERM,
}


def schedule(spec: WindowSpec | RecurrenceSpec, *, period: DateRange | None, limit: int = MAX_OCCURRENCES) -> Window:
    """The dates of a window or of every occurrence of a rhythm, as one ``Window``.

    ``Window.ranges`` are the stretches of days on which the work is on, ready to be stored one by one; ``start`` and
    ``end`` hold the first and the last of them. A rhythm has no dates without a period (``Doubt.YEAR_UNKNOWN``) and
    when it does not come up within it (``Doubt.OUTSIDE_PERIOD``). At most ``limit`` occurrences are listed.
    """
    if isinstance(spec, WindowSpec):
        return resolve(spec, period=period)
    if period is None:
        return _nothing(Doubt.YEAR_UNKNOWN)
    found = occurrences(spec, period=period, limit=limit)
    if not found:
        return _nothing(Doubt.OUTSIDE_PERIOD)
    year = DateRange.year(found[0].start.year)
    doubts = _doubts(spec, year)
    return Window(
        start=found[0].start,
        end=max(span.end for span in found),
        precision=_precision(spec, year),
        known=not doubts,
        warnings=doubts,
        parts=tuple(found) if len(found) > 1 else (),
    )


def _nothing(doubt: Doubt) -> Window:
    return Window(start=None, end=None, precision=Precision.UNSPECIFIED, known=False, warnings=(doubt,))


def _doubts(spec: RecurrenceSpec, year: DateRange) -> tuple[Doubt, ...]:
    if spec.freq is Freq.TERMLY:
        return (Doubt.DEFAULT_DATES,)
    return resolve(spec.window, period=year).warnings if spec.window else ()


def _precision(spec: RecurrenceSpec, year: DateRange) -> Precision:
    if spec.window:
        return resolve(spec.window, period=year).precision
    if spec.day is not None or spec.weekdays:
        return Precision.DAY
    if spec.week is not None:
        return Precision.WEEK
    return Precision.MONTH if spec.freq is Freq.YEARLY and spec.months else _PRECISIONS[spec.freq]
