"""Facts of a document, node by node: times, targets, schemes, budget lines and risks, with places in the page."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from typing import Literal, cast

from .facts import (
    BudgetLine,
    RiskLine,
    Scheme,
    SchemeElement,
    TargetExpression,
    TimeExpression,
    TimeHeading,
    find_budget_lines,
    find_risks,
    find_schemes,
    find_targets,
    find_times,
    passage_tense,
    read_time_heading,
)
from .model import Fact, Node, Placed, Places, Tense
from .sections import SectionType

_PLACES = frozenset(
    {"start", "end", "clause_start", "clause_end", "quantity_start", "quantity_end", "measure_start", "measure_end"}
)
# Asked once for each kind of fact, since a page may hold thousands of them.
_PLACE_NAMES: dict[type, tuple[str, ...]] = {
    kind: tuple(item.name for item in fields(kind) if item.name in _PLACES)
    for kind in (TimeExpression, TargetExpression, Scheme, BudgetLine, RiskLine)
}
_TIME_LABELS = frozenset({"month", "quarter", "week", "half"})
_PLAN_NAME = re.compile(r"计划|总结|打算|安排|思路|回顾")
# The span of the whole plan is not a date in its calendar (`时间:2021年1月-12月`).
_OWN_SPAN = re.compile(r"\A\s*(?:起止|计划)?(?:时间|期限|周期)\s*[:：][^。;；，,\n目]*")


@dataclass(slots=True)
class Findings:
    """Everything the clauses of one document say."""

    schedule: list[Placed[TimeExpression]]
    targets: list[Placed[TargetExpression]]
    schemes: list[Placed[Scheme]]
    budget_lines: list[Placed[BudgetLine]]
    risks: list[Placed[RiskLine]]


def read_findings(root: Node, *, half: int | None = None, past_until: int = 0) -> Findings:
    """The facts of the whole tree in the order of the page.

    `half` is the half year that the document plans: where its opening words name it they name the plan's own span.
    Nodes before the page offset `past_until` belong to a report.
    """
    findings = Findings([], [], [], [], [])
    reports = past_until > 0 or _tells_of_work(root)
    _Reader(findings, past_until, reports).read(root, None, in_budget=False)
    if half:
        own = tuple(range(6 * half - 5, 6 * half + 1))
        findings.schedule = [
            placed for placed in findings.schedule if placed.node != root.key or placed.fact.months != own
        ]
    return findings


@dataclass(slots=True)
class _Reader:
    findings: Findings
    past_until: int
    reports: bool

    def read(self, node: Node, heading: TimeHeading | None, *, in_budget: bool) -> None:
        """A node and everything below it, under the time heading in force."""
        own = _own_heading(node)
        skip = len(node.heading_text) if own or _is_bare_heading(node) else 0
        text = node.text[skip:]
        in_budget = in_budget or node.section_type is SectionType.BUDGET
        if text.strip():
            self._read_text(node, text, skip, own or heading, in_budget=in_budget)
        for child in node.children:
            self.read(child, own or heading, in_budget=in_budget)

    def _read_text(self, node: Node, text: str, skip: int, heading: TimeHeading | None, *, in_budget: bool) -> None:
        tense: Literal["plan", "past"] = "past" if node.key and node.start < self.past_until else "plan"
        reports = self.reports and not 0 < self.past_until <= node.start
        own_span = _OWN_SPAN.match(text) if node.key == 0 else None
        offset = own_span.end() if own_span else 0
        times = find_times(
            text[offset:],
            heading_months=heading.months if heading else (),
            heading_label=heading.label if heading else "",
            tense=tense,
            reports=reports,
        )
        listed = sum(child.number.endswith("是") for child in node.children)
        budget = find_budget_lines(text, in_budget_section=in_budget)
        found, places = self.findings, Places(node)
        found.schedule += [_placed(node, places, fact, skip + offset) for fact in times]
        targets = find_targets(text, tense=tense, reports=reports)
        if in_budget:  # what a budget sets aside is no goal
            targets = [target for target in targets if target.kind != "money"]
        found.targets += [_placed(node, places, fact, skip) for fact in targets]
        found.schemes += [_placed(node, places, fact, skip) for fact in find_schemes(text, listed=listed)]
        found.budget_lines += [_placed(node, places, fact, skip) for fact in budget]
        found.risks += [_placed(node, places, fact, skip) for fact in find_risks(text)]


def _tells_of_work(root: Node) -> bool:
    """Whether any part of a document speaks of work done, by more than rough numbers."""
    told = (node.text for node in root.walk() if node is root or node.tense is Tense.PAST)
    return any(passage_tense(text, reports=False) == "past" for text in told)


def _own_heading(node: Node) -> TimeHeading | None:
    """The time a node stands for when its title names nothing else; the name of a whole plan is no time."""
    if node.key == 0 or (node.label and node.label not in _TIME_LABELS) or _PLAN_NAME.search(node.title):
        return None
    return read_time_heading(node.title)


def _is_bare_heading(node: Node) -> bool:
    """A heading out of the fixed vocabulary above other items states nothing itself (每月安排, 工作目标)."""
    return bool(node.children) and node.section_type is not SectionType.CONTENT


def _placed(node: Node, places: Places, fact: Fact, skip: int) -> Placed[Fact]:
    """The fact with its offsets moved from the node's text to the page."""
    changes: dict[str, object] = {}
    for name in _PLACE_NAMES[type(fact)]:
        value = getattr(fact, name)
        if value is not None:
            changes[name] = _moved(places, cast(int, value) + skip, name)
    if isinstance(fact, Scheme):
        changes["elements"] = tuple(_moved_element(places, element, skip) for element in fact.elements)
    return Placed(node.key, replace(fact, **changes))  # type: ignore[arg-type]


def _moved(places: Places, position: int, name: str) -> int:
    return places.behind(position) if name.endswith("end") else places.of(position)


def _moved_element(places: Places, element: SchemeElement, skip: int) -> SchemeElement:
    return replace(element, start=places.of(element.start + skip), end=places.behind(element.end + skip))
