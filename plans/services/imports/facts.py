"""Times, targets, money and risks of a document in the form in which the services keep them."""

import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from plans.documents import Document, Placed
from plans.documents.facts import TargetExpression, TimeExpression, TimeHeading, read_time_heading
from plans.documents.facts.model import Tense
from plans.enums import Comparator, TargetKind
from plans.services import targets, windows
from plans.services.drafts import DraftBudgetLine, DraftRisk
from plans.services.targets import TargetInput
from plans.services.timetext import clock_of, joined, spec_of
from plans.services.windows import WindowInput

_LARGEST = Decimal("999999999999.99")
_CENT = Decimal("0.01")
_KINDS = {
    "percent": TargetKind.PERCENT,
    "frequency": TargetKind.FREQUENCY,
    "one_off": TargetKind.ONE_OFF,
    "damaged": TargetKind.UNKNOWN,
    "slogan_quota": TargetKind.SCHEME,
    "money": TargetKind.MONEY,
    "milestone": TargetKind.MILESTONE,
}
_TEXT, _METRIC, _UNIT, _HEAD, _SOURCE, _WRITTEN = 300, 120, 20, 120, 60, 200
_BLANKS = re.compile(r"\s+")


@dataclass(slots=True)
class NodeFacts:
    """What one node of the outline says about time and quantity, as dicts of the services. `past` are the times of
    what it reports: kept aside, should a person say that it is a plan after all."""

    windows: list[dict[str, Any]] = field(default_factory=list)
    past: list[dict[str, Any]] = field(default_factory=list)
    targets: list[dict[str, Any]] = field(default_factory=list)


def facts_by_node(document: Document, text: str) -> dict[int, NodeFacts]:
    """Times and targets by the key of their node; what is reported of the past is not planned again.

    `text` is the page, in which the facts' offsets count."""
    found: dict[int, NodeFacts] = {}
    for node, tense, window in _windows_of(document.schedule, text):
        facts = found.setdefault(node, NodeFacts())
        _add_once(facts.past if tense == "past" else facts.windows, windows.as_json([window]))
    for target in document.targets:
        _add_once(found.setdefault(target.node, NodeFacts()).targets, targets.as_json([target_of(target.fact)]))
    return found


def _windows_of(schedule: Sequence[Placed[TimeExpression]], text: str) -> Iterator[tuple[int, Tense, WindowInput]]:
    """Node, tense and window of each time; months and the rhythm within them (6月…每周三) are one."""
    times = deque(schedule)
    while times:
        time = times.popleft()
        window = window_of(time.fact)
        after = times[0] if times and times[0].node == time.node else None
        within = window_of(after.fact) if after else None
        both = joined(time.fact, after.fact, text) if after else None
        if window and within and both:
            times.popleft()
            window = replace(within, text=f"{window.text}{within.text}"[:_WRITTEN], spec=both)
        if window is not None:
            yield time.node, time.fact.tense, window


def _add_once(kept: list[dict[str, Any]], new: list[dict[str, Any]]) -> None:
    """本学期 said three times in one paragraph is one time."""
    kept.extend(each for each in new if each not in kept)


def window_of(time: TimeExpression) -> WindowInput | None:
    """The window of one time; None for 全年, which every item of a year's plan could say.

    Below a month heading the parser gives the whole item as the time's words: those are left out.
    """
    if time.precision == "year" and not time.months:
        return None
    below_heading = time.text == time.clause and read_time_heading(time.text) is None
    first, last = clock_of(time)
    text = "" if below_heading else _BLANKS.sub(" ", time.text)[:_WRITTEN]
    return WindowInput(text=text, spec=spec_of(time), start_time=first, end_time=last if first else None)


@lru_cache(maxsize=2048)
def time_heading(title: str) -> TimeHeading | None:
    """The time a heading names when it names nothing else."""
    return read_time_heading(title)


def heading_window(title: str) -> list[dict[str, Any]]:
    """The time a month, quarter or week heading gives to what stands below it; empty for other headings."""
    heading = time_heading(title)
    if heading is None:
        return []
    time = TimeExpression(
        text=heading.label, start=0, end=len(heading.label), clause=heading.label, clause_start=0,
        clause_end=len(heading.label), months=heading.months, recurrence=heading.recurrence,
        precision=heading.precision, week_of_month=heading.week_of_month, core=True,
    )  # fmt: skip
    return windows.as_json([WindowInput(text=heading.label, spec=spec_of(time), is_inherited=True)])


def target_of(target: TargetExpression) -> TargetInput:
    """The target of one goal; a blank or a number that no field can hold stays open, which is not zero."""
    value, value_max = _decimal(target.value), _decimal(target.value_max)
    comparator = Comparator(target.comparator)
    if value is None or (value_max is not None and value_max < value):
        value_max = None
    if comparator is Comparator.RANGE and value_max is None:
        comparator = Comparator.AT_LEAST
    kind = _KINDS.get(target.kind, TargetKind.COUNT)
    return TargetInput(
        text=_BLANKS.sub(" ", target.text)[:_TEXT],
        metric=_BLANKS.sub(" ", target.metric)[:_METRIC],
        kind=kind if value is not None or kind is TargetKind.MILESTONE else TargetKind.UNKNOWN,
        comparator=comparator,
        value=value,
        value_max=value_max,
        unit=target.unit[:_UNIT],
        is_approximate=target.approximate,
    )


def _decimal(value: float | None) -> Decimal | None:
    if value is None:
        return None
    exact = Decimal(str(value))
    return exact.quantize(_CENT) if exact.is_finite() and abs(exact) <= _LARGEST else None


def risks_of(document: Document, keys: Mapping[int, str]) -> list[DraftRisk]:
    """The risks the document names, each with the draft node it stands in."""
    return [
        DraftRisk(node=keys.get(risk.node, ""), text=risk.fact.description.strip(), measure=risk.fact.measure.strip())
        for risk in document.risks
    ]


def budget_lines_of(document: Document, keys: Mapping[int, str]) -> list[DraftBudgetLine]:
    """Lines of money; an amount that is blank, or that no ledger could hold, stays open. A heading is no line."""
    titles = {node.key: node.title for node in document.nodes()}
    lines = []
    for line in document.budget_lines:
        if line.fact.amount is None and line.fact.text.strip() == titles[line.node]:
            continue
        amount = line.fact.amount
        fits = amount is not None and 0 <= amount <= _LARGEST
        lines.append(
            DraftBudgetLine(
                node=keys.get(line.node, ""),
                head=(line.fact.category.strip() or line.fact.text.strip())[:_HEAD],
                text=line.fact.text.strip(),
                amount=str(amount.quantize(_CENT)) if amount is not None and fits else None,
                source=(line.fact.source or "").strip()[:_SOURCE],
            )
        )
    return lines
