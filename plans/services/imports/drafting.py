"""From a document as the parser sees it to the draft of a plan. Pure: no query, and no word of the source is lost.

Headings of the first level become sections, month headings below them nested sections, everything else items. Nothing
is guessed: a year that the document does not name stays open.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from plans.documents import Document, Kind, Node, ParsedPage, Role, Tense
from plans.documents import SectionType as Printed
from plans.enums import Audience, PlanKind, SectionType
from plans.services.drafts import (
    SECTION,
    TEXT_SECTIONS,
    UNTITLED,
    DraftNode,
    LeftOut,
    PlanDraft,
)
from plans.services.imports.facts import (
    NodeFacts,
    budget_lines_of,
    facts_by_node,
    heading_window,
    risks_of,
    time_heading,
)
from plans.services.imports.warnings import warnings_of

Windows = list[dict[str, Any]]

MAX_TITLE = 500
_CLIP = 80
_SENTENCE = re.compile(r"[^。；;！？!?\n]+")
_TRAILING = re.compile(r"[\s,，、:：。；;]+$")
_WORDS = re.compile(r"\w")

_KINDS = {
    Kind.FIVE_YEAR: PlanKind.FIVE_YEAR,
    Kind.HALF_YEAR: PlanKind.HALF_YEAR,
    Kind.TERM: PlanKind.TERM,
    Kind.QUARTER: PlanKind.QUARTER,
    Kind.MONTH: PlanKind.MONTH,
    Kind.PERSONAL: PlanKind.PERSONAL,
    Kind.PROJECT: PlanKind.PROJECT,
}
_SECTION_TYPES = {
    Printed.CONTENT: SectionType.TASKS,
    Printed.SUPPORT: SectionType.OTHER,
}
_WOMEN = re.compile(r"女职工|女工")
_QUARTER = re.compile(r"第?([一二三四1-4])季度")
_MONTH = re.compile(r"(?<![\d—–~至-])(1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月份?(?:份|工作|计划|安排|重点|要点)")
_YEARS = re.compile(r"(20\d\d)年?\s*[-—–~～至到]+\s*(20\d\d)")
_SPRING = re.compile(r"第二学期|下学期|春季")
_HAN = "一二三四五六七八九"


def draft_of(page: ParsedPage, document: Document) -> PlanDraft:
    """The draft of one document of a page."""
    builder = _Builder(page.text, facts_by_node(document, page.text))
    builder.read(document)
    draft = PlanDraft(
        title=_clipped(document.title.strip() or page.title.strip()),
        kind=kind_of(document),
        year=year_of(document),
        part=part_of(document),
        end_year=end_year_of(document),
        preamble=_text_of(page.text, document.root.body).strip(),
        frame=[list(span) for span in document.frame],
        start=document.start,
        end=document.end,
        nodes=builder.nodes,
        left_out=[LeftOut(start=each.start, end=each.end, reason=each.reason) for each in document.chrome_inside],
        risks=risks_of(document, builder.keys),
        budget_lines=budget_lines_of(document, builder.keys),
    )
    draft.warnings = warnings_of(document, draft, builder.keys)
    return draft


def kind_of(document: Document) -> PlanKind:
    """The kind of plan; a summary with a plan is a plan for the time it plans, a plan for women is theirs."""
    if document.kind is Kind.SUMMARY_AND_PLAN and document.half:
        return PlanKind.HALF_YEAR
    kind = _KINDS.get(document.kind, PlanKind.ANNUAL)
    if kind is PlanKind.ANNUAL and _WOMEN.search(document.title):
        return PlanKind.WOMEN
    return kind


def part_of(document: Document) -> int | None:
    """Which half, quarter, month or term of the year the title names; None where the kind has none or it is unsaid."""
    title = " ".join([document.title, *document.subtitles])
    match kind_of(document):
        case PlanKind.HALF_YEAR:
            return _half_of(document, title)
        case PlanKind.QUARTER:
            found = _QUARTER.search(title)
            return _ordinal(found[1]) if found else None
        case PlanKind.MONTH:
            found = _MONTH.search(title)
            return _ordinal(found[1]) if found else None
        case PlanKind.TERM:
            return 2 if _SPRING.search(f"{title} {document.period}") else 1
    return None


def _half_of(document: Document, title: str) -> int | None:
    """A summary of the first half plans the second."""
    if document.kind is Kind.SUMMARY_AND_PLAN and document.half == 1 and "下半年" not in title:
        return 2
    return document.half


def _ordinal(text: str) -> int:
    if text.isdecimal():
        return int(text)
    return (
        10 + _HAN.find(text[1:]) + 1
        if text.startswith("十") and len(text) > 1
        else 10
        if text == "十"
        else (_HAN.find(text) + 1)
    )


def year_of(document: Document) -> int | None:
    """The year the document names; the second term of 2025—2026学年 lies in 2026."""
    span = _YEARS.search(document.title)
    if span and kind_of(document) is PlanKind.TERM and part_of(document) == 2:
        return int(span[2])
    return document.year


def end_year_of(document: Document) -> int | None:
    """The last year of a plan for several years where its title names it."""
    found = _YEARS.search(document.title) if document.kind is Kind.FIVE_YEAR else None
    return int(found[2]) if found and int(found[2]) > int(found[1]) else None


def _text_of(text: str, spans: tuple[tuple[int, int], ...]) -> str:
    return "".join(text[start:end] for start, end in spans)


def _clipped(title: str) -> str:
    return title if len(title) <= 200 else f"{title[:199]}…"


@dataclass(slots=True)
class _Builder:
    """Walks the outline and writes draft nodes; `keys` tells which draft node carries the facts of a parsed node."""

    text: str
    facts: dict[int, NodeFacts]
    nodes: list[DraftNode] = field(default_factory=list)
    keys: dict[int, str] = field(default_factory=dict)
    in_review: bool = False

    def read(self, document: Document) -> None:
        top = document.outline
        sections = any(_is_heading(node) for node in top)
        if top and not sections:
            past = all(_is_past(node) for node in top)
            kind = SectionType.REVIEW if past else SectionType.TASKS
            self.nodes.append(DraftNode(key=UNTITLED, kind=SECTION, section_type=kind))
            self.in_review = past
        for node in top:
            if sections:
                self._section(node, "", [])
            else:
                self._item(node, UNTITLED, [])

    def _section(self, node: Node, parent: str, above: Windows) -> None:
        section = self._node(node, parent)
        section.kind = SECTION
        section.section_type = _type_of(node)
        self.nodes.append(section)
        self.in_review = section.section_type == SectionType.REVIEW
        below = heading_window(node.title) or above
        facts = self._facts(node)
        if _may_work(section) and _says_work(node, section, facts):
            self._lead_item(node, section, facts, below)
        elif facts.windows:
            below = [{**window, "is_inherited": True} for window in facts.windows]
        for child in node.children:
            if _is_time_heading(child):
                self._section(child, section.key, below)
            else:
                self._item(child, section.key, below)

    def _lead_item(self, node: Node, section: DraftNode, facts: NodeFacts, above: Windows) -> None:
        """What a heading says itself: its paragraph, or its own words, as the first piece of work below it."""
        title, body = _split(section.body or section.title)
        item = DraftNode(
            key=f"{section.key}t",
            parent=section.key,
            title=title,
            heading=section.body,
            body=body,
            audience=Audience.MEMBERS,
            spans=section.spans,
            windows=_own_or(facts.windows, above),
            targets=facts.targets,
        )
        section.body = ""
        self.keys[node.key] = item.key
        self.nodes.append(item)

    def _item(self, node: Node, parent: str, above: Windows) -> None:
        item = self._node(node, parent)
        item.audience = Audience.MEMBERS
        facts = self._facts(node)
        item.targets = facts.targets
        windows = _own_or(facts.windows, above)
        item.windows = [] if node.children and windows is above else windows
        self.nodes.append(item)
        below = heading_window(node.title) or above
        for child in node.children:
            self._item(child, item.key, below)

    def _facts(self, node: Node) -> NodeFacts:
        """What a node says; in a report its times too, which rest until somebody calls the section a plan."""
        facts = self.facts.get(node.key, NodeFacts())
        return NodeFacts(windows=[*facts.windows, *facts.past], targets=facts.targets) if self.in_review else facts

    def _node(self, node: Node, parent: str) -> DraftNode:
        key = f"n{node.key}"
        self.keys[node.key] = key
        spans = sorted((span.start, span.end) for span in (*node.heading, *node.body))
        title, body = node.title.strip(), _text_of(self.text, node.body).strip()
        if not title:
            title, body = _split(body)
        if len(title) > MAX_TITLE:
            title, body = f"{title[:_CLIP]}…", "\n".join(filter(None, [title, body]))
        return DraftNode(
            key=key,
            parent=parent,
            number=node.number,
            title=title,
            heading=_text_of(self.text, node.heading),
            body=body,
            spans=[list(span) for span in spans],
        )


def _split(text: str) -> tuple[str, str]:
    """A paragraph as title and body: the first sentence, clipped; the body keeps the whole when something is left."""
    found = _SENTENCE.search(text)
    first = _TRAILING.sub("", found[0].strip()) if found else ""
    title = f"{first[:_CLIP]}…" if len(first) > MAX_TITLE else first or text.strip()[:_CLIP]
    rest = text.strip()
    return title, "" if _TRAILING.sub("", rest) == title else rest


def _is_heading(node: Node) -> bool:
    """A first-level node that opens a part of the document rather than being one piece of work in a plain list."""
    return bool(node.children) or node.section_type is not Printed.CONTENT or (bool(node.label) and not node.number)


def _is_time_heading(node: Node) -> bool:
    return bool(node.title) and time_heading(node.title) is not None


def _may_work(section: DraftNode) -> bool:
    """A report's paragraph is kept ready as an item, for whoever calls its section a plan."""
    if section.section_type == SectionType.REVIEW:
        return bool(section.body)
    return section.section_type not in TEXT_SECTIONS


def _says_work(node: Node, section: DraftNode, facts: NodeFacts) -> bool:
    """Whether a heading is work itself: it promises something, its paragraph names a time, or nothing stands below."""
    alone = not node.children and node.role is Role.WORK and bool(_WORDS.search(section.body or section.title))
    return alone or bool(facts.targets) or bool(section.body and facts.windows)


def _own_or(own: Windows, above: Windows) -> Windows:
    """An item's own times; where they only repeat the heading's, they are the heading's."""
    if not own or [window["spec"] for window in own] == [window["spec"] for window in above]:
        return above
    return own


def _is_past(node: Node) -> bool:
    tenses = {below.tense for below in node.walk() if below.text.strip()}
    return tenses == {Tense.PAST}


def _type_of(node: Node) -> SectionType:
    """The canonical type; what reports work done is a review whatever its title says."""
    if _is_past(node):
        return SectionType.REVIEW
    if _is_time_heading(node):
        return SectionType.SCHEDULE
    if node.section_type in _SECTION_TYPES:
        return _SECTION_TYPES[node.section_type]
    return SectionType.CLOSING if "结束语" in node.title or "结语" in node.title else SectionType(node.section_type)


def texts_of(draft: PlanDraft) -> Iterator[str]:
    """The words of the body that the draft holds: together all of the document but its titles, which `frame` places."""
    yield draft.preamble
    for node in draft.nodes:
        yield node.heading
        yield node.body or node.title
