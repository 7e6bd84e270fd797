"""What the parser hands over: documents with their trees. Offsets count characters of the page, lines count from 1."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import accumulate
from typing import Generic, TypeVar

from .chrome import Chrome
from .facts import BudgetLine, RiskLine, Scheme, TargetExpression, TimeExpression
from .organizations import OrganizationType
from .sections import Role, SectionType
from .source import Span

Fact = TypeVar("Fact", TimeExpression, TargetExpression, Scheme, BudgetLine, RiskLine)


class Kind(StrEnum):
    """What kind of plan a document is (systems.md PL-01)."""

    FIVE_YEAR = "five_year"
    ANNUAL = "annual"
    HALF_YEAR = "half_year"
    TERM = "term"
    QUARTER = "quarter"
    MONTH = "monthly"
    PERSONAL = "personal"
    PROJECT = "project"
    SUMMARY_AND_PLAN = "summary_and_plan"
    UNKNOWN = "unknown"


class Tense(StrEnum):
    """Whether a part reports work done or plans work to come."""

    PLAN = "plan"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something the reader of the preview must look at: a code, its parameters and the place in the page."""

    code: str
    start: int
    end: int
    node: int
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Node:
    """A heading or an item with everything below it.

    `key` counts the nodes of a document from the top (0 is the root, which holds the text before the first heading).
    `heading` and `body` are page spans; together with those of all other nodes they hold every character of the
    document. `label` names an unnumbered time heading (month, quarter …); `inline` means the mark stands inside a
    line, `glued` how the title ends (`body`, `next_marker`, ""), `restart` that the count begins again among
    brothers. `text` is title and body as printed, without number and chrome; `heading_text` is the part of it that the
    heading takes.
    """

    key: int
    number: str
    title: str
    level: int
    heading: tuple[Span, ...]
    body: tuple[Span, ...]
    text: str
    heading_text: str
    text_spans: tuple[Span, ...]
    label: str = ""
    inline: bool = False
    restart: bool = False
    glued: str = ""
    ordinal: int = 0
    section_type: SectionType = SectionType.CONTENT
    role: Role = Role.WORK
    tense: Tense = Tense.PLAN
    children: tuple[Node, ...] = ()

    @property
    def start(self) -> int:
        """Where the node begins in the page."""
        return min((span.start for span in (*self.heading, *self.body)), default=0)

    @property
    def end(self) -> int:
        """Where the node's own text ends in the page; children may follow."""
        return max((span.end for span in (*self.heading, *self.body)), default=0)

    def walk(self) -> Iterator[Node]:
        """This node and all below it, in the order of the page."""
        yield self
        for child in self.children:
            yield from child.walk()


class Places:
    """Page offsets for positions in a node's `text`."""

    def __init__(self, node: Node) -> None:
        self._spans = node.text_spans
        self._offsets = list(accumulate((span.end - span.start for span in node.text_spans), initial=0))
        self._fallback = node.start

    def of(self, position: int) -> int:
        """The page offset of the character at `position`."""
        if not self._spans:
            return self._fallback
        index = min(bisect_right(self._offsets, position), len(self._spans)) - 1
        return self._spans[index].start + position - self._offsets[index]

    def behind(self, position: int) -> int:
        """The page offset behind the last character before `position`."""
        return self.of(position - 1) + 1 if position > 0 else self.of(position)


@dataclass(frozen=True, slots=True)
class Placed(Generic[Fact]):
    """A fact and the key of the node it was read in; the fact's offsets count in the page."""

    node: int
    fact: Fact


@dataclass(frozen=True, slots=True)
class Document:
    """One plan on the page."""

    title: str
    title_source: str
    subtitles: tuple[str, ...]
    frame: tuple[Span, ...]
    kind: Kind
    year: int | None
    year_source: str
    half: int | None
    period: str
    organization_type: OrganizationType
    start: int
    end: int
    start_line: int
    end_line: int
    root: Node
    schedule: tuple[Placed[TimeExpression], ...] = ()
    targets: tuple[Placed[TargetExpression], ...] = ()
    schemes: tuple[Placed[Scheme], ...] = ()
    budget_lines: tuple[Placed[BudgetLine], ...] = ()
    risks: tuple[Placed[RiskLine], ...] = ()
    chrome_inside: tuple[Chrome, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    @property
    def outline(self) -> tuple[Node, ...]:
        """The headings of the first level."""
        return self.root.children

    def nodes(self) -> Iterator[Node]:
        """Every node, the root first."""
        return self.root.walk()


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """A page read: its plans in order, its own title, and everything that belongs to no plan."""

    text: str
    title: str
    documents: tuple[Document, ...]
    chrome: tuple[Chrome, ...]
