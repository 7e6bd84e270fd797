"""A plan before it is one: what an import preview keeps, shows and lets people correct.

A draft is plain data and survives a trip through JSON. Times and targets are kept in the very form in which the
services of windows and targets write them (`windows.as_json`, `targets.as_json`). Offsets count characters of the
source's text, as in plans/documents.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from plans.enums import SectionType

SECTION = "section"
ITEM = "item"
UNTITLED = "top"  # key of the section that holds the items of a document without headings
# What stands below such a heading is read, not scheduled: it becomes paragraphs of the section.
TEXT_SECTIONS = frozenset(
    {
        SectionType.GUIDING,
        SectionType.BACKGROUND,
        SectionType.REVIEW,
        SectionType.BUDGET,
        SectionType.RISKS,
        SectionType.CLOSING,
    }
)


@dataclass(slots=True, kw_only=True)
class DraftNode:
    """A heading or an item. `heading` is the printed heading with its number, `title` what the plan will say.

    `windows` and `targets` are dicts as `windows.as_json` and `targets.as_json` make them; `spans` are the places of
    the node's own words in the source. `version` counts corrections of this node.
    """

    key: str
    parent: str = ""
    kind: str = ITEM
    number: str = ""
    title: str = ""
    heading: str = ""
    body: str = ""
    section_type: str = ""
    audience: str = ""
    spans: list[list[int]] = field(default_factory=list)
    windows: list[dict[str, Any]] = field(default_factory=list)
    targets: list[dict[str, Any]] = field(default_factory=list)
    dropped: bool = False
    version: int = 1

    @property
    def is_section(self) -> bool:
        return self.kind == SECTION

    @property
    def start(self) -> int:
        """Where the node's own words begin in the source; 0 for a node of no words."""
        return min((span[0] for span in self.spans), default=0)

    @property
    def end(self) -> int:
        """Where they end."""
        return max((span[1] for span in self.spans), default=0)


@dataclass(slots=True, kw_only=True)
class DraftWarning:
    """A doubt about the source: its code and parameters (plans/services/imports/sentences.py says it in words)."""

    key: str
    code: str
    start: int
    end: int
    node: str = ""
    params: dict[str, str | int] = field(default_factory=dict)
    settled: bool = False


@dataclass(slots=True, kw_only=True)
class DraftRisk:
    """A risk the document names (systems.md PL-10)."""

    node: str
    text: str
    measure: str = ""


@dataclass(slots=True, kw_only=True)
class DraftBudgetLine:
    """A line of money (systems.md PL-09); `amount` is yuan as a decimal in text, None while open."""

    node: str
    head: str
    text: str
    amount: str | None = None
    source: str = ""


@dataclass(slots=True, kw_only=True)
class LeftOut:
    """A stretch of the page that belongs to no plan, and why."""

    start: int
    end: int
    reason: str


@dataclass(slots=True, kw_only=True)
class PlanDraft:
    """What one document would become. `year` is None while unknown: it is asked for, never guessed.

    `part` picks the half, quarter, month or term of the year, `end_year` the last year of a plan for several. `frame`
    places the printed titles in the source.
    """

    title: str
    kind: str
    year: int | None = None
    part: int | None = None
    end_year: int | None = None
    preamble: str = ""
    frame: list[list[int]] = field(default_factory=list)
    start: int = 0
    end: int = 0
    nodes: list[DraftNode] = field(default_factory=list)
    warnings: list[DraftWarning] = field(default_factory=list)
    risks: list[DraftRisk] = field(default_factory=list)
    budget_lines: list[DraftBudgetLine] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for a JSON field."""
        return asdict(self)

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> "PlanDraft":
        """What `to_dict` wrote; KeyError or TypeError for anything else."""
        parts = {
            "nodes": DraftNode,
            "warnings": DraftWarning,
            "risks": DraftRisk,
            "budget_lines": DraftBudgetLine,
            "left_out": LeftOut,
        }
        lists = {name: [kind(**row) for row in kept[name]] for name, kind in parts.items()}
        return cls(**{**kept, **lists})

    def node(self, key: str) -> DraftNode:
        """The node of this key; KeyError when there is none."""
        for node in self.nodes:
            if node.key == key:
                return node
        raise KeyError(key)

    def open_warnings(self) -> list[DraftWarning]:
        """What a person still has to look at; doubts about parts left out count no more."""
        gone = {branch.node.key for branch in branches_of(self) if branch.is_dropped}
        return [warning for warning in self.warnings if not warning.settled and warning.node not in gone]


@dataclass(slots=True)
class Branch:
    """A node in its place: what it becomes under the corrections made so far.

    `is_text` means its words become paragraphs of the section above, `is_dropped` that it or something above it is
    left out of the plan.
    """

    node: DraftNode
    depth: int
    is_text: bool
    is_dropped: bool
    children: list["Branch"] = field(default_factory=list)

    def walk(self) -> Iterator["Branch"]:
        """Itself and everything below, in order of the document."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def is_work(self) -> bool:
        """Whether it counts as a piece of work: an item without items below it."""
        kept = [child for child in self.children if not child.is_dropped]
        return not (self.node.is_section or self.is_text or self.is_dropped or kept)


def tree_of(draft: PlanDraft) -> list[Branch]:
    """The draft as a tree; parents stand before their children in `draft.nodes`."""
    top: list[Branch] = []
    known: dict[str, Branch] = {}
    for node in draft.nodes:
        above = known.get(node.parent)
        branch = Branch(
            node=node,
            depth=above.depth + 1 if above else 0,
            is_text=above is not None and (above.is_text or above.node.section_type in TEXT_SECTIONS),
            is_dropped=node.dropped or (above is not None and above.is_dropped),
        )
        known[node.key] = branch
        (above.children if above else top).append(branch)
    return top


def branches_of(draft: PlanDraft) -> Iterator[Branch]:
    """Every branch in order of the document."""
    for branch in tree_of(draft):
        yield from branch.walk()


@dataclass(frozen=True, slots=True)
class Totals:
    """What confirming would make: pieces of work, known times, targets, and doubts still open."""

    items: int
    windows: int
    targets: int
    open_warnings: int


def totals_of(draft: PlanDraft) -> Totals:
    """The figures beside the confirm button."""
    branches = list(branches_of(draft))
    kept = [b for b in branches if not (b.node.is_section or b.is_text or b.is_dropped)]
    known = [window for b in kept for window in b.node.windows if window["spec"].get("form") != "unspecified"]
    return Totals(
        items=sum(branch.is_work for branch in branches),
        windows=len(known),
        targets=sum(len(branch.node.targets) for branch in kept),
        open_warnings=len(draft.open_warnings()),
    )
