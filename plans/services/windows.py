"""Time windows of items: what is written, what the engine makes of it, and the days a calendar reads.

`window_rows` and `write_windows` are set-based: an import of 500 items costs as many statements as one item.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.utils.translation import get_language

from members.models import User
from plans.enums import EditKind
from plans.models import Occurrence, Plan, PlanItem, TimeWindow
from plans.services.following import reminders_follow
from plans.services.locking import check_version, lock_item
from plans.services.timetext import TimeSpec
from plans.services.trace import check_reason, leave_trace
from unionplan.core.calendar import (
    DateRange,
    Form,
    Freq,
    Precision,
    Reason,
    RecurrenceSpec,
    Window,
    WindowSpec,
    occurrences,
    resolve,
    spec_from_dict,
)
from unionplan.core.calendar.describe import describe_doubt, describe_window
from unionplan.core.calendar.wording import describe_spec

_PRECISION_OF_UNIT = {
    Freq.DAILY: Precision.DAY,
    Freq.WEEKLY: Precision.DAYS,
    Freq.MONTHLY: Precision.MONTH,
    Freq.QUARTERLY: Precision.QUARTER,
    Freq.HALF_YEARLY: Precision.HALF_YEAR,
    Freq.YEARLY: Precision.YEAR,
    Freq.TERMLY: Precision.TERM,
}


_WRITTEN = (
    "text",
    "spec",
    "start",
    "end",
    "start_time",
    "end_time",
    "precision",
    "is_recurring",
    "is_inherited",
    "position",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowInput:
    """A window to be kept: the words as written and what they mean to the engine."""

    text: str
    spec: TimeSpec
    start_time: time | None = None
    end_time: time | None = None
    is_inherited: bool = False


@dataclass(frozen=True, slots=True)
class Dated:
    """A spec placed in a plan's period. `start` and `end` are inclusive, None while unknown; `spans` is what a calendar
    shows: a deadline is on its last day only."""

    start: date | None
    end: date | None
    precision: str
    spans: tuple[DateRange, ...]
    is_recurring: bool = False


def period_of(plan: Plan) -> DateRange:
    """The plan's own span, in which its times lie."""
    return DateRange(plan.period_start, plan.period_end)


def place(spec: TimeSpec, period: DateRange) -> Dated:
    """The days a spec means in a period; without dates when it is unknown."""
    if isinstance(spec, RecurrenceSpec):
        return _place_recurrence(spec, period)
    window = resolve(spec, period=period)
    return Dated(window.start, window.end, str(window.precision), _spans(window))


def _spans(window: Window) -> tuple[DateRange, ...]:
    if window.deadline and window.end:
        return (DateRange.day(window.end),)
    return window.ranges


def _place_recurrence(spec: RecurrenceSpec, period: DateRange) -> Dated:
    spans = tuple(occurrences(spec, period=period))
    single_days = bool(spans) and all(span.length == 1 for span in spans)
    precision = Precision.DAY if single_days else _PRECISION_OF_UNIT[spec.freq]
    start = spans[0].start if spans else None
    end = max((span.end for span in spans), default=None)
    return Dated(start, end, str(precision), spans, is_recurring=True)


def window_rows(
    item: PlanItem, inputs: Sequence[WindowInput], period: DateRange
) -> list[tuple[TimeWindow, list[Occurrence]]]:
    """Unsaved rows of one item's windows, each with its days. Pure: no query."""
    rows = []
    for position, given in enumerate(inputs):
        dated = place(given.spec, period)
        window = TimeWindow(
            item=item,
            text=given.text[:200],
            spec=given.spec.to_dict(),
            start=dated.start,
            end=dated.end,
            start_time=given.start_time,
            end_time=given.end_time,
            precision=dated.precision,
            is_recurring=dated.is_recurring,
            is_inherited=given.is_inherited,
            position=position,
        )
        days = [Occurrence(window=window, item=item, start=span.start, end=span.end) for span in dated.spans]
        rows.append((window, days))
    return rows


def write_windows(inputs_of: Mapping[PlanItem, Sequence[WindowInput]], *, period: DateRange) -> None:
    """Give these saved items these windows and days, in at most six statements, however many items there are.

    The window in a place keeps its row: calendars that subscribed to it recognise it after an edit.
    """
    kept: dict[tuple[int, int], TimeWindow] = {}
    surplus: list[int] = []
    for window in TimeWindow.objects.filter(item__in=[item.pk for item in inputs_of]).order_by("position", "id"):
        key = (window.item_id, window.position)
        if key in kept:
            surplus.append(window.pk)
        kept.setdefault(key, window)
    rows = [row for item, inputs in inputs_of.items() for row in window_rows(item, inputs, period)]
    for window, _days in rows:
        former = kept.pop((window.item_id, window.position), None)
        window.pk = former.pk if former else None
    _save_windows([window for window, _days in rows], remove=[*surplus, *(window.pk for window in kept.values())])
    Occurrence.objects.bulk_create([day for _window, days in rows for day in days])


def _save_windows(windows: list[TimeWindow], *, remove: list[int]) -> None:
    former = [window for window in windows if window.pk]
    TimeWindow.objects.filter(pk__in=remove).delete()
    Occurrence.objects.filter(window__in=[window.pk for window in former]).delete()
    if former:
        TimeWindow.objects.bulk_update(former, _WRITTEN)
    TimeWindow.objects.bulk_create([window for window in windows if not window.pk])


def inputs_of(windows: Iterable[TimeWindow]) -> list[WindowInput]:
    """Kept windows as they were given, to be placed again (another period) or put back (undo)."""
    return [
        WindowInput(
            text=window.text,
            spec=kept_spec(window),
            start_time=window.start_time,
            end_time=window.end_time,
            is_inherited=window.is_inherited,
        )
        for window in windows
    ]


def kept_spec(window: TimeWindow) -> TimeSpec:
    """The spec of a kept window; one kept without a spec stands for its dates, or for an unknown time."""
    if window.spec:
        return spec_from_dict(window.spec)
    if window.start is None or window.end is None:
        return WindowSpec.unknown(Reason.NOT_GIVEN)
    return days_spec(window.start, window.end)


def days_spec(start: date, end: date) -> WindowSpec:
    """Exact dates picked in a calendar."""
    if start == end:
        return WindowSpec(form=Form.DAY, year=start.year, month=start.month, day=start.day)
    return WindowSpec(
        form=Form.DAYS, year=start.year, month=start.month, day=start.day, end_month=end.month, end_day=end.day
    )


def as_json(inputs: Sequence[WindowInput]) -> list[dict[str, Any]]:
    """Plain values for an undo step."""
    return [
        {
            "text": given.text,
            "spec": given.spec.to_dict(),
            "start_time": given.start_time.isoformat() if given.start_time else None,
            "end_time": given.end_time.isoformat() if given.end_time else None,
            "is_inherited": given.is_inherited,
        }
        for given in inputs
    ]


def from_json(kept: Sequence[Mapping[str, Any]]) -> list[WindowInput]:
    """What `as_json` wrote."""
    return [
        WindowInput(
            text=given["text"],
            spec=spec_from_dict(given["spec"]),
            start_time=time.fromisoformat(given["start_time"]) if given["start_time"] else None,
            end_time=time.fromisoformat(given["end_time"]) if given["end_time"] else None,
            is_inherited=given["is_inherited"],
        )
        for given in kept
    ]


def words_of(inputs: Sequence[WindowInput]) -> str:
    """All windows of an item as one line of text, for audit entries, revisions and conflicts."""
    return "；".join(given.text or describe_spec(given.spec) for given in inputs)


# Forms a reader wants with their weekday or their year; the others say more by their own name (春节前, 3月中旬).
_DATED_FORMS = frozenset({Form.DAY, Form.DAYS, Form.MONTHS, Form.SPAN, Form.YEAR})


def describe_kept(window: TimeWindow, *, period: DateRange, today: date) -> str:
    """A kept window in the reader's language: 3月8日（周日）, 春节前, 每季度; with its hours where they are known."""
    words = _words(kept_spec(window), period, today, get_language())
    hours = [moment.strftime("%H:%M") for moment in (window.start_time, window.end_time) if moment]
    return " ".join(filter(None, (words, "—".join(hours))))


@lru_cache(maxsize=4096)
def _words(spec: TimeSpec, period: DateRange, today: date, language: str | None) -> str:
    """A year's plans repeat a few hundred times over and over; `language` is the active one and keeps them apart."""
    if isinstance(spec, WindowSpec) and spec.form in _DATED_FORMS:
        return describe_window(resolve(spec, period=period), today=today)
    return describe_spec(spec)


def describe_doubts(window: TimeWindow, *, period: DateRange) -> list[str]:
    """What somebody should check about a kept window, one sentence each."""
    spec = kept_spec(window)
    if isinstance(spec, RecurrenceSpec):
        return []
    return [describe_doubt(doubt) for doubt in resolve(spec, period=period).warnings]


@transaction.atomic
def set_windows(
    *,
    item_id: int,
    windows: Sequence[WindowInput],
    by: User,
    expected_version: int | None = None,
    reason: str = "",
) -> PlanItem:
    """Give an item other times; its days in the calendar follow.

    Raises EditConflictError when somebody saved first, DomainError when the plan is locked or a reason is missing.
    """
    item = lock_item(item_id)
    before = inputs_of(item.windows.all())
    check_version(item, expected_version, {"windows": words_of(windows)})
    if before == list(windows):
        return item
    check_reason(item.plan, reason)
    replace_windows(item, windows)
    leave_trace(
        "plans.item.windows_changed",
        plan=item.plan,
        target=item,
        by=by,
        kind=EditKind.EDIT,
        undo={"op": "set_windows", "item": item.pk, "windows": as_json(before)},
        rows=[item],
        changes={"windows": [words_of(before), words_of(windows)]},
        reason=reason,
    )
    reminders_follow(item.plan, [item.pk])
    return item


def replace_windows(item: PlanItem, windows: Sequence[WindowInput]) -> None:
    """Write the windows of a locked item and count its version on."""
    write_windows({item: windows}, period=period_of(item.plan))
    item.version += 1
    item.save(update_fields=["version", "updated_at"])


def place_again(plan: Plan) -> None:
    """After a change of the plan's period every window is placed anew; the words stay."""
    items = PlanItem.objects.filter(plan=plan).prefetch_related("windows")
    write_windows({item: inputs_of(item.windows.all()) for item in items}, period=period_of(plan))
    reminders_follow(plan, [item.pk for item in items])
