"""The whole tree of a plan in five queries, typed and without HTML: page, API and export read the same."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import TypeVar

from plans.enums import OPEN_ITEM_STATES, ItemState
from plans.models import Occurrence, Plan, PlanItem, Section, Target, TimeWindow
from plans.services.numbering import first_item_level, number_outline, section_carries_number

OUTLINE_QUERIES = 5  # sections, items with owners, windows, targets, occurrences
Row = TypeVar("Row", TimeWindow, Target, Occurrence)


@dataclass(slots=True)
class ItemNode:
    """An item in its place. `number` is the printed one, `depth` counts from 0 at the section."""

    item: PlanItem
    depth: int = 0
    number: str = ""
    windows: list[TimeWindow] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    occurrences: list[Occurrence] = field(default_factory=list)
    children: list["ItemNode"] = field(default_factory=list)

    carries_number = True

    @property
    def branches(self) -> list["ItemNode"]:
        return self.children

    @property
    def ends_on(self) -> date | None:
        """The last day it is planned for; None while no time is known."""
        return max((window.end for window in self.windows if window.end), default=None)

    def is_late(self, today: date) -> bool:
        """Open, and every day it was planned for is over."""
        last = self.ends_on
        return not self.children and self.item.state in OPEN_ITEM_STATES and last is not None and last < today

    def walk(self) -> Iterator["ItemNode"]:
        """Itself and everything below, in order of the document."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(slots=True)
class SectionNode:
    """A heading with its items, then the headings below it."""

    section: Section
    depth: int = 0
    number: str = ""
    items: list[ItemNode] = field(default_factory=list)
    subsections: list["SectionNode"] = field(default_factory=list)

    @property
    def carries_number(self) -> bool:
        return section_carries_number(self.section.title, self.section.section_type)

    @property
    def branches(self) -> list["ItemNode | SectionNode"]:
        return [*self.items, *self.subsections]

    def walk(self) -> Iterator["SectionNode"]:
        """Itself and the headings below, in order of the document."""
        yield self
        for child in self.subsections:
            yield from child.walk()

    def walk_items(self) -> Iterator[ItemNode]:
        """Its own items with everything below them, without those of headings below."""
        return chain.from_iterable(node.walk() for node in self.items)


@dataclass(slots=True)
class Outline:
    """A plan with everything in it that is not removed."""

    plan: Plan
    sections: list[SectionNode]

    def walk_sections(self) -> Iterator[SectionNode]:
        """Every heading in order of the document."""
        return chain.from_iterable(node.walk() for node in self.sections)

    def walk_items(self) -> Iterator[ItemNode]:
        """Every item in order of the document."""
        return chain.from_iterable(node.walk_items() for node in self.walk_sections())

    @property
    def leaves(self) -> list[ItemNode]:
        """What counts as work: items without items below."""
        return [node for node in self.walk_items() if not node.children]

    def find(self, item_id: int) -> ItemNode | None:
        """The node of one item; None when it is not in the outline."""
        return next((node for node in self.walk_items() if node.item.pk == item_id), None)

    def done_count(self) -> int:
        return sum(node.item.state == ItemState.DONE for node in self.leaves)

    def late_count(self, today: date) -> int:
        return sum(node.is_late(today) for node in self.leaves)


def load_outline(plan: Plan) -> Outline:
    """Read the tree in OUTLINE_QUERIES queries, however large it is."""
    sections = list(Section.objects.filter(plan=plan, removed_at__isnull=True).order_by("position", "id"))
    items = list(
        PlanItem.objects.filter(plan=plan, removed_at__isnull=True).select_related("owner").order_by("position", "id")
    )
    nodes = {item.pk: ItemNode(item) for item in items}
    _hang_facts(plan, nodes)
    tree = _hang_items(_section_nodes(sections), items, nodes, plan)
    _number(tree)
    return Outline(plan=plan, sections=tree)


def _hang_facts(plan: Plan, nodes: dict[int, ItemNode]) -> None:
    live = {"item__plan": plan, "item__removed_at__isnull": True}
    windows = _by_item(TimeWindow.objects.filter(**live).order_by("position", "id"))
    targets = _by_item(Target.objects.filter(**live).order_by("position", "id"))
    occurrences = _by_item(Occurrence.objects.filter(**live).order_by("start", "id"))
    for pk, node in nodes.items():
        node.windows = windows[pk]
        node.targets = targets[pk]
        node.occurrences = occurrences[pk]


def _by_item(rows: Iterable[Row]) -> defaultdict[int, list[Row]]:
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.item_id].append(row)
    return found


def _section_nodes(sections: list[Section]) -> dict[int, SectionNode]:
    return {section.pk: SectionNode(section) for section in sections}


def _hang_items(
    headings: dict[int, SectionNode], items: list[PlanItem], nodes: dict[int, ItemNode], plan: Plan
) -> list[SectionNode]:
    """Items below their parent or their section, headings below theirs; returns the top headings."""
    for item in items:
        node = nodes[item.pk]
        item.plan = plan
        if item.parent_id in nodes:
            nodes[item.parent_id].children.append(node)
        elif item.section_id in headings:
            headings[item.section_id].items.append(node)
    top: list[SectionNode] = []
    for heading in headings.values():
        above = headings.get(heading.section.parent_id or 0)
        (above.subsections if above else top).append(heading)
    for heading in top:
        _set_depths(heading, 0)
    return top


def _set_depths(heading: SectionNode, depth: int) -> None:
    heading.depth = depth
    for node in heading.items:
        _set_item_depths(node, 0)
    for child in heading.subsections:
        _set_depths(child, depth + 1)


def _set_item_depths(node: ItemNode, depth: int) -> None:
    node.depth = depth
    for child in node.children:
        _set_item_depths(child, depth + 1)


def _number(tree: list[SectionNode]) -> None:
    titled = [heading for heading in tree if heading.section.title]
    number_outline(titled)
    for heading in tree:
        if not heading.section.title:
            number_outline(heading.branches, level=first_item_level(titled_sections=len(titled)))
