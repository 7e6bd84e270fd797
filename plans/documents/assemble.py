"""A page of text becomes documents with trees: the one entry to the structure parser."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import count

from .boundaries import Draft, find_boundaries, title_text
from .chrome import Chrome, find_chrome, holes
from .doubts import find_document_doubts
from .findings import read_findings
from .model import Document, Node, ParsedPage, Tense
from .organizations import guess_organization
from .outline import Branch, build_outline
from .period import read_period
from .sections import Role, SectionType, section_type
from .sequence import find_tokens
from .source import Source, Span, View, without
from .tense import is_report, past_share, plan_begins, told_as_done
from .titling import clean_title
from .tokens import Rank

_GUIDING = frozenset({SectionType.GUIDING, SectionType.BACKGROUND, SectionType.GOALS, SectionType.OUTLOOK})
_SUPPORT = frozenset({SectionType.BUDGET, SectionType.RISKS})
_OPENING = 600


def parse_text(text: str, *, headings: Mapping[int, int] | None = None) -> ParsedPage:
    """Read a page of one or several work plans.

    `headings` gives the levels (0 the title, 1 the highest heading) of lines, counted from 1, that the file itself
    marks as headings; printed numbers outrank them. Never raises on any string; works in time linear in its length.
    Every character that is no blank is in exactly one place: in the heading or body of one node, in the `frame`
    (titles, date, signature) of one document, or in the listed chrome.
    """
    source = Source(text, headings or {})
    known = find_chrome(source)
    boundaries = find_boundaries(source, known)
    chrome = _all_chrome(known, boundaries.chrome)
    left_out = [Span(item.start, item.end) for item in chrome]
    documents = tuple(_document(source, draft, chrome, left_out) for draft in boundaries.drafts)
    return ParsedPage(text, title_text(source, boundaries.page_title), documents, tuple(chrome))


def _all_chrome(known: list[Chrome], further: list[Chrome]) -> list[Chrome]:
    """Both lists in order of place; the second gives way where they overlap."""
    taken = [Span(item.start, item.end) for item in known]
    pieces = [replace(item, start=a, end=b) for item in further for a, b in without(Span(item.start, item.end), taken)]
    return sorted([*known, *pieces], key=lambda item: item.start)


def _document(source: Source, draft: Draft, chrome: list[Chrome], left_out: list[Span]) -> Document:
    inside = _within(chrome, draft.region)
    view = View(source, without(draft.region, holes(inside, source)))
    levels = view.levels()
    tree = build_outline(view.text, find_tokens(view.text, levels), levels)
    titles = _own_titles(source, draft)
    done = told_as_done(view.text, tree)
    share = past_share(tree, done)
    report = is_report(" ".join(titles), view.text[:_OPENING], share)
    past_until = plan_begins(view.text, tree) if report else 0
    period = read_period(titles, view.text, view.text[: tree.body[1]], past_share=share)
    root = _Freezer(view, past_until, done).freeze(tree)
    findings = read_findings(root, half=period.half, past_until=view.origin(past_until) if past_until else 0)
    return Document(
        title=draft.name,
        title_source=draft.title_source,
        subtitles=tuple(dict.fromkeys(title_text(source, s).strip() for s in draft.frame if s != draft.title)),
        frame=tuple(piece for span in (*draft.frame, *draft.edges) for piece in without(span, left_out)),
        kind=period.kind,
        year=period.year,
        year_source=period.year_source,
        half=period.half,
        period=period.written,
        organization_type=guess_organization(draft.name, view.text),
        start=draft.region.start,
        end=draft.region.end,
        start_line=source.line_number(draft.region.start),
        end_line=source.line_number(max(draft.region.end - 1, draft.region.start)),
        root=root,
        schedule=tuple(findings.schedule),
        targets=tuple(findings.targets),
        schemes=tuple(findings.schemes),
        budget_lines=tuple(findings.budget_lines),
        risks=tuple(findings.risks),
        chrome_inside=tuple(inside),
        doubts=tuple(find_document_doubts(root, findings, period, inside)),
    )


def _own_titles(source: Source, draft: Draft) -> list[str]:
    """What the text itself is called, its title first; a page's title in its place says nothing of its period."""
    if draft.title is None or draft.title_source != "own":
        return []
    spans = [draft.title, *(span for span in draft.frame if span != draft.title)]
    spans += [span for span in draft.edges if source.norm[span.start : span.end].endswith(("年度)", "年)"))]
    return [source.norm[span.start : span.end] for span in spans]


def _within(chrome: list[Chrome], region: Span) -> list[Chrome]:
    low = bisect_right(chrome, region.start, key=lambda item: item.end)
    return chrome[low : bisect_left(chrome, region.end, key=lambda item: item.start)]


class _Freezer:
    """Turns branches, whose ranges count in a view, into nodes, whose spans count in the page."""

    def __init__(self, view: View, past_until: int, done: frozenset[int]) -> None:
        self.view = view
        self.past_until = past_until
        self.done = done
        self.keys: Iterator[int] = count()

    def freeze(self, branch: Branch, level: int = 0, parent: SectionType = SectionType.CONTENT) -> Node:
        """The branch and everything below it as nodes."""
        view, token = self.view, branch.token
        key = next(self.keys)
        start = token.start if token else 0
        title = clean_title(view.printed[branch.title_start : branch.heading_end].strip(" \n#*【】"))
        kind = section_type(title)
        children = tuple(self.freeze(child, level + 1, kind) for child in branch.children)
        return Node(
            key=key,
            number=view.printed[token.start : token.end].strip() if token and token.rank is not Rank.HEAD else "",
            title=title,
            level=level,
            heading=view.spans(start, branch.heading_end) if token else (),
            body=view.spans(*branch.body),
            text=view.printed[branch.title_start : max(branch.body[1], branch.heading_end)],
            heading_text=view.printed[branch.title_start : branch.heading_end],
            text_spans=view.spans(branch.title_start, max(branch.body[1], branch.heading_end)),
            label=token.head if token else "",
            inline=bool(token and not token.at_line_start),
            restart=branch.restart,
            glued=_glued(branch),
            ordinal=token.ordinal if token else 0,
            section_type=kind,
            role=_role(branch, title, kind, parent, has_children=bool(children)),
            tense=self._tense(branch),
            children=children,
        )

    def _tense(self, branch: Branch) -> Tense:
        """Past in a reporting part, else what the node's own words say."""
        start = branch.token.start if branch.token else -1
        return Tense.PAST if 0 <= start < self.past_until or start in self.done else Tense.PLAN


def _glued(branch: Branch) -> str:
    if branch.token is None or branch.token.rank is Rank.HEAD:
        return ""
    return "next_marker" if branch.stop == "" and branch.children and not _first_at_line_start(branch) else ""


def _first_at_line_start(branch: Branch) -> bool:
    first = branch.children[0].token
    return bool(first and first.at_line_start)


def _role(branch: Branch, title: str, kind: SectionType, parent: SectionType, *, has_children: bool) -> Role:
    if has_children or branch.token is None:
        return Role.WORK
    if kind in _SUPPORT or parent in _SUPPORT:
        return Role.SUPPORT
    if kind in _GUIDING:
        return Role.GUIDING
    empty = branch.body[0] >= branch.body[1] and (branch.token.rank is Rank.HEAD or not title)
    return Role.EMPTY if empty else Role.WORK
