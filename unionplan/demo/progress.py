"""How far the work got by a day: most of it in time, some late, a little postponed or dropped with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max, Min

from plans.enums import ItemState
from plans.models import Plan, PlanItem
from plans.services.states import change_item_state
from plans.services.timetext import read_time
from plans.services.windows import WindowInput
from unionplan.demo.moments import at_work

_DROPPED = (
    "与上级同期活动重复，合并到上级活动一起办。",
    "报名人数不足，经委员会讨论今年不再单独举办。",
    "场地正在维修，今年不具备条件，列入明年考虑。",
)
_POSTPONED = "生产任务集中，职工抽不开身，经委员会商量后推迟。"
# Work that ran out longer ago than this was seen to; only what is younger may still lie about.
_LATE = timedelta(days=80)
_SHORT = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One piece of work: its first and last day, None while its time is open; `number` counts through all plans."""

    number: int
    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class Step:
    """A change of state on a day; `time` in words where the work was postponed."""

    to: ItemState
    on: date
    reason: str = ""
    time: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was taken: which item, and at which moment it is told to have been."""

    item_id: int
    at: datetime


def step_in_closed(leaf: Leaf, period_end: date) -> Step:
    """A closed year: done, but for one in eleven."""
    on = min(leaf.end or period_end, period_end)
    if leaf.number % 11 == 6:
        return Step(ItemState.CANCELLED, on, reason=_DROPPED[leaf.number % len(_DROPPED)])
    return Step(ItemState.DONE, on)


def step_in_force(leaf: Leaf, period_end: date, today: date) -> Step | None:
    """A year under way, seen on `today`; None where nothing was noted yet."""
    if leaf.start is None or leaf.end is None:
        return Step(ItemState.IN_PROGRESS, today - timedelta(days=20)) if leaf.number % 2 else None
    if leaf.start > today:
        return None
    if leaf.end >= today:
        is_short = leaf.end - leaf.start <= _SHORT
        return None if is_short else Step(ItemState.IN_PROGRESS, leaf.start)
    return _after_its_time(leaf, leaf.start, leaf.end, period_end, today)


def _after_its_time(leaf: Leaf, start: date, end: date, period_end: date, today: date) -> Step | None:
    if leaf.number % 17 == 5:
        return Step(ItemState.CANCELLED, end, reason=_DROPPED[leaf.number % len(_DROPPED)])
    if today - end > _LATE:
        return Step(ItemState.DONE, end)
    if leaf.number % 11 == 3:
        return Step(ItemState.IN_PROGRESS, start)
    if leaf.number % 11 == 8:
        return None
    later = _next_month(today)
    if leaf.number % 11 == 5 and later <= period_end:
        return Step(ItemState.POSTPONED, end, reason=_POSTPONED, time=f"{later.month}月")
    return Step(ItemState.DONE, end)


def _next_month(today: date) -> date:
    return (today.replace(day=1) + timedelta(days=32)).replace(day=1)


def leaves_of(plan: Plan) -> list[tuple[PlanItem, Leaf]]:
    """The work of a plan with its days, in the order of the document.

    Numbers run on through the plans of the demo, so that it comes out alike on every machine."""
    before = PlanItem.objects.filter(plan_id__lt=plan.pk, has_children=False).count()
    items = PlanItem.objects.filter(plan=plan, has_children=False).select_related("owner").order_by("pk")
    spans = items.annotate(first=Min("occurrences__start"), last=Max("occurrences__end"))
    days = {pk: (first, last) for pk, first, last in spans.values_list("pk", "first", "last")}
    return [(item, Leaf(before + place, *days[item.pk])) for place, item in enumerate(items)]


def steps_of(plan: Plan, *, is_closed: bool, today: date) -> list[tuple[PlanItem, Step]]:
    """What became of each piece of work so far."""
    steps = [
        (item, step_in_closed(leaf, plan.period_end) if is_closed else step_in_force(leaf, plan.period_end, today))
        for item, leaf in leaves_of(plan)
    ]
    return [(item, step) for item, step in steps if step is not None]


def take_steps(plan: Plan, steps: Sequence[tuple[PlanItem, Step]], *, today: date) -> list[Taken]:
    """Note the progress of a plan's work, each step by who is responsible."""
    taken = []
    for item, step in steps:
        by = item.owner or plan.author
        change_item_state(item_id=item.pk, to=step.to, by=by, reason=step.reason, windows=_windows(step))
        taken.append(Taken(item.pk, at_work(min(step.on, today - timedelta(days=1)), item.pk)))
    return taken


def _windows(step: Step) -> list[WindowInput]:
    return [WindowInput(text=typed.text, spec=typed.spec) for typed in read_time(step.time)] if step.time else []
