"""Where the plans on a page begin and end: by titles, by repeated titles, and by a new start without any title.

One page may hold one plan (an officer's own file) or many (a collection). Rules: annotation of real pages,
systems.md §0.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from .chrome import Chrome, editor_closing_start, editor_intro_end, holes
from .sections import TABLE, SectionType, section_type
from .source import Line, Source, Span, without
from .titles import (
    glued_title_end,
    has_series_mark,
    is_numbered_title,
    is_ordinal_title,
    looks_like_title,
    names_a_body,
    repeats,
)

_TOP_MARKER = re.compile(r"(?:[一二三四五六七八九十]{1,3}\s*、|\(一\)|1[、.](?!\d)|第[一二三四五]年|一是|[-•])")
_SENTENCE_SIGN = re.compile(r"[。;:!?,]")
_PART_TITLE = re.compile(r"(?:第[一二三四五]年|上半年|下半年|本学期|总结|计划|打算)")
_TABLE = re.compile(TABLE)
_SHORT = 50
_PARAGRAPH = 30
_SENTENCE = 12
_MASTHEAD_LINES = 6
_DATE_LINE = re.compile(
    r"[(]?(?:20[\dxX*_-]{2}|二[〇○零][〇○零一二三四五六七八九]{2}|_{2,})\s*年\s*[\dxX*_一二三四五六七八九十]{1,3}\s*月(?:\s*[\dxX*_一二三四五六七八九十]{1,3}\s*日)?[)]?"
)
_SIGNATURE = re.compile(
    r"(?![(\d一二三四五六七八九十①•-])[^,。;:!?、()划]{2,28}(?:工会|委员会|妇联|联合会|工委|女工委|小组|分会|办公室)"
)
_HEAD_LINE = re.compile(rf"{_DATE_LINE.pattern}|\([^()]{{2,24}}\)|{_SIGNATURE.pattern}")
_FIRST = re.compile(r"一\s*、")
_SECTION = re.compile(r"([一二三四五六七八九十]{1,3})\s*、")
_PERIOD = r"(?:20(?:\d\d|[xX*_-]{2})|201[xX]|_{2,}|二〇..|二○..)\s*年度?"
_BEHIND_TITLE = re.compile(r"\s*\((?:[一二三四五六七八九]|[1-9])\)\s*")
_HAN_ITEM = re.compile(r"(?<!第)[(]([一二])[)]")
_DIGIT_ITEM = re.compile(r"(?<!第)[(]([12])[)]")
_LEAD = re.compile(
    rf"(?:{_PERIOD})?[^,。;!?\n]{{0,30}}?(?:工会|妇联|女工|女职工|工作)[^,。;!?\n]{{0,12}}?(?:指导思想|总体思路|基本思路|总体要求|总的要求|总体任务|总体目标|工作思路)(?:是|为)?[:,]"
    rf"|{_PERIOD}[,]?[^,。;!?\n]{{0,12}}?(?:工会|妇联|女工委|女职工)[^。\n]{{0,60}}?(?:以|将|要|紧紧|坚持|认真|在)"
)


@dataclass(slots=True)
class Draft:
    """One plan on the page before its outline is read.

    `title` stands in `frame`, the list of all title and subtitle spans; a plan without one has `name` from the text
    before it and `title_source` "page". `edges` are the lines with date and signature.
    """

    region: Span
    name: str
    title_source: str  # own | page | none
    title: Span | None = None
    frame: list[Span] = field(default_factory=list)
    edges: list[Span] = field(default_factory=list)


@dataclass(slots=True)
class Boundaries:
    """The plans of a page in order, the page's own title, and the further chrome that the search for them showed."""

    drafts: list[Draft]
    page_title: Span | None
    collection: bool = False
    chrome: list[Chrome] = field(default_factory=list)


@dataclass(slots=True)
class _Section:
    titles: list[Line]
    lines: list[Line] = field(default_factory=list)


def find_boundaries(source: Source, chrome: list[Chrome]) -> Boundaries:
    """Split a page, its known chrome left out, into plans. Every line ends up in a plan, a title or the chrome."""
    lines = _visible_lines(source, chrome)
    sections = _sections(source, lines)
    page_title = _page_title(source, sections)
    found = Boundaries([], page_title, _is_collection(source, sections))
    titles: list[Line] = _masthead(source, sections)
    for section in sections:
        titles = [*titles, *section.titles]
        _strip_editor(source, section, titles, found)
        if section.lines:
            _add_drafts(source, section, titles, found)
            titles = []
    found.chrome += [Chrome(line.start, line.end, "repeated_title") for line in titles]
    return found


def _masthead(source: Source, sections: list[_Section]) -> list[Line]:
    """The few short lines that stand over the first title (issuing body, number of the paper)."""
    first = sections[0]
    if len(sections) < 2 or first.titles or len(first.lines) > _MASTHEAD_LINES:
        return []
    if not all(_is_short(_text(source, line)) for line in first.lines):
        return []
    lines, first.lines = first.lines, []
    return lines


def _visible_lines(source: Source, chrome: list[Chrome]) -> list[Line]:
    """The lines with leading and trailing chrome cut off; lines that are all chrome are gone."""
    cut = holes(chrome, source)
    lines, index = [], 0
    for line in source.lines:
        while index < len(cut) and cut[index].end <= line.start:
            index += 1
        near = cut[index : index + 8]
        pieces = [piece for piece in without(Span(*line), near) if source.norm[piece.start : piece.end].strip()]
        if pieces:
            lines.append(_trimmed(source, pieces[0].start, pieces[-1].end))
    return lines


def _trimmed(source: Source, start: int, end: int) -> Line:
    text = source.norm[start:end]
    return Line(start + len(text) - len(text.lstrip()), end - len(text) + len(text.rstrip()))


def _sections(source: Source, lines: list[Line]) -> list[_Section]:
    """Lines grouped under the title lines before them."""
    sections = [_Section([])]
    for index, line in enumerate(lines):
        current = sections[-1]
        if _is_title(source, lines, index, current):
            if current.lines:
                sections.append(_Section([line]))
            else:
                current.titles.append(line)
        elif (cut := _glued_title(source, line, sections)) > line.start:
            sections.append(_Section([Line(line.start, cut)], [Line(cut, line.end)] if cut < line.end else []))
        else:
            current.lines.append(line)
    return sections


def _is_title(source: Source, lines: list[Line], index: int, current: _Section) -> bool:
    line = lines[index]
    text = source.norm[line.start : line.end]
    if source.levels.get(line.start) == 0:
        return not current.lines or _starts_anew(source, lines, index)
    if index == 0:
        return looks_like_title(text) or _heads_a_file(source, lines)
    if is_ordinal_title(text):
        return _starts_anew(source, lines, index)
    if not looks_like_title(text):
        return False
    if not current.lines or has_series_mark(text):
        return True
    if _TABLE.fullmatch(text):
        return False
    return names_a_body(text) and not _is_part_of(source, lines, index, current) and _starts_anew(source, lines, index)


def _heads_a_file(source: Source, lines: list[Line]) -> bool:
    """An officer's own file: the first line is short, no sentence, no marker, names a body, and text follows."""
    text = source.norm[lines[0].start : lines[0].end]
    return len(lines) > 1 and _is_short(text) and names_a_body(text)


def _is_short(text: str) -> bool:
    return len(text) <= _SHORT and not _SENTENCE_SIGN.search(text) and not _TOP_MARKER.match(text)


def _is_part_of(source: Source, lines: list[Line], index: int, current: _Section) -> bool:
    """`下半年工会工作计划` inside a text that promised a summary and a plan is a part, not a new text.

    A title that the next line says again heads a text of its own.
    """
    text = _text(source, lines[index])
    if index + 1 < len(lines) and _text(source, lines[index + 1]).startswith(text):
        return False
    promised = "".join(source.norm[t.start : t.end] for t in current.titles)
    return bool(_PART_TITLE.search(text)) and any(
        a in promised and b in promised for a in ("总结", "回顾") for b in ("计划", "打算", "思路", "安排")
    )


def _starts_anew(source: Source, lines: list[Line], index: int) -> bool:
    """Whether what follows a line reads like the beginning of a text: a first marker, a title again, a paragraph."""
    if index + 1 >= len(lines):
        return False
    following = _text(source, lines[index + 1])
    if looks_like_title(following) or glued_title_end(following[:120], [_text(source, lines[index])]):
        return True
    marker = _TOP_MARKER.match(following)
    if marker:
        return marker[0][0] in "一(1第-•"
    if section_type(following) is not SectionType.CONTENT:
        return True
    return len(following) >= _PARAGRAPH or (len(following) >= _SENTENCE and following[-1] in "。:")


def _glued_title(source: Source, line: Line, sections: list[_Section]) -> int:
    """The end of a title glued to the head of a line that begins another text, or 0.

    Two forms: the current title again with another ordinal (`…计划(二)一、…`), and the page's title in front of
    its main article.
    """
    current = sections[-1]
    if not current.lines:
        return 0
    text = source.norm[line.start : min(line.end, line.start + 120)]
    titles = [source.norm[t.start : t.end] for t in current.titles]
    page = source.norm[sections[0].titles[0].start : sections[0].titles[0].end] if sections[0].titles else ""
    found = _NEXT_TEXT.match(text)
    if found and any(repeats(found["name"], title) for title in titles):
        return line.start + found.end()
    if len(sections) > 1 and len(page) > 7 and text.startswith(page):
        return line.start + len(page)
    return 0


_LATER = "[二三四五六七八九十2-9]"
_NEXT_TEXT = re.compile(
    rf"(?P<name>[^,。;:!?\n]{{2,36}}?)(?:[(【\[](?:范[文本]|模板|样本|第|篇)?{_LATER}篇?[)】\]]"
    rf"|第?{_LATER}篇(?:[(【\[]{_LATER}[)】\]])?|篇{_LATER}(?!、))[:\s]*"
)


def _is_collection(source: Source, sections: list[_Section]) -> bool:
    """Whether the page gathers texts: several titled sections, or a title that says so (精选6篇)."""
    first = sections[0].titles
    return len(sections) > 1 or (bool(first) and has_series_mark(source.norm[first[0].start : first[0].end]))


def _page_title(source: Source, sections: list[_Section]) -> Span | None:
    first = sections[0]
    return Span(*first.titles[0]) if first.titles else None


def _strip_editor(source: Source, section: _Section, titles: list[Line], found: Boundaries) -> None:
    """Take the editor's introduction off the head of a section and his closing words off its end."""
    if not section.lines:
        return
    region = Span(section.lines[0].start, section.lines[-1].end)
    end = editor_intro_end(source, region)
    if end > region.start:
        found.chrome.append(Chrome(region.start, end, "editor"))
        section.lines = [_trimmed(source, max(line.start, end), line.end) for line in section.lines if line.end > end]
    while section.lines:
        last = section.lines[-1]
        start = editor_closing_start(source, last)
        if start == last.end:
            break
        found.chrome.append(Chrome(start, last.end, "editor"))
        section.lines[-1:] = [_trimmed(source, last.start, start)] if start > last.start else []


def _add_drafts(source: Source, section: _Section, titles: list[Line], found: Boundaries) -> None:
    frame = [Span(*line) for line in titles]
    title = _own_title(source, frame, found)
    names = [source.norm[span.start : span.end] for span in frame]
    edges = _signed_off(source, section)
    start, end = section.lines[0].start, section.lines[-1].end
    glued = glued_title_end(source.norm[start : min(start + 240, end)], names)
    glued += _ordinal_behind_title(source.norm, start + glued, end) if glued else 0
    if glued and start + glued < end:
        frame.append(Span(*_trimmed(source, start, start + glued)))
        start = _trimmed(source, start + glued, end).start
    name = _name(source, frame, title)
    origin = (
        "none" if title is None else "page" if found.drafts and title_text(source, found.page_title) == name else "own"
    )
    cuts = [start, *_new_starts(source, [line for line in section.lines if line.start > start]), end]
    found.drafts.append(Draft(Span(*_trimmed(source, cuts[0], cuts[1])), name, origin, title, frame, edges))
    for low, high in pairwise(cuts[1:]):
        found.drafts.append(Draft(Span(*_trimmed(source, low, high)), name, "page"))


def _signed_off(source: Source, section: _Section) -> list[Span]:
    """Take date and signature lines off both ends of a text."""
    taken: list[Span] = []
    while len(section.lines) > 1 and _HEAD_LINE.fullmatch(_text(source, section.lines[0])):
        taken.append(Span(*section.lines.pop(0)))
    if len(section.lines) > 1 and _DATE_LINE.fullmatch(_text(source, section.lines[-1])):
        taken.append(Span(*section.lines.pop()))
        if len(section.lines) > 1 and _SIGNATURE.fullmatch(_text(source, section.lines[-1])):
            taken.append(Span(*section.lines.pop()))
    elif len(section.lines) > 2 and _signs_after_stop(source, section.lines):
        taken.append(Span(*section.lines.pop()))
    return taken


def _signs_after_stop(source: Source, lines: list[Line]) -> bool:
    """A name of a body alone on the last line, behind a finished sentence."""
    return bool(_SIGNATURE.fullmatch(_text(source, lines[-1]))) and _text(source, lines[-2]).endswith("。")


def _text(source: Source, line: Line | Span) -> str:
    return source.norm[line.start : line.end]


def _ordinal_behind_title(norm: str, start: int, end: int) -> int:
    """The length of an ordinal such as (一) that belongs to the title: no list goes on with (二) before one begins."""
    found = _BEHIND_TITLE.match(norm, start, end)
    if found is None:
        return 0
    items = _DIGIT_ITEM if found[0].strip(" ()").isdecimal() else _HAN_ITEM
    following = items.search(norm, found.end(), end)
    return 0 if following and following[1] in "二2" else found.end() - start


def _name(source: Source, frame: list[Span], title: Span | None) -> str:
    """The title as shown; a line before it that only names the body belongs to it (某某工会 / 2025年工作计划)."""
    if title is None:
        return ""
    printed = source.text[title.start : title.end]
    place = frame.index(title)
    before = _text(source, frame[place - 1]) if place else ""
    alone = before and not looks_like_title(before) and not names_a_body(_text(source, title))
    return source.text[frame[place - 1].start : frame[place - 1].end] + printed if alone else printed


def title_text(source: Source, span: Span | None) -> str:
    """A title as printed, "" for none."""
    return source.text[span.start : span.end] if span else ""


def _own_title(source: Source, frame: list[Span], found: Boundaries) -> Span | None:
    """The title of one text among the title lines before it: the one with its number in a collection, else the
    first. The page's title heads the page, not the text, where another title follows in a collection."""
    if frame and frame[0] == found.page_title and len(frame) > 1 and found.collection:
        found.chrome.append(Chrome(frame[0].start, frame[0].end, "page_title"))
        del frame[0]
    styled = [span for span in frame if source.levels.get(span.start) == 0]
    if styled:
        return styled[0]
    papers = [span for span in frame if looks_like_title(_text(source, span))]
    numbered = [span for span in papers if is_numbered_title(_text(source, span))]
    best = numbered or papers or frame
    return best[0] if best else None


def _new_starts(source: Source, lines: list[Line]) -> list[int]:
    """Where a text without a title begins: its opening paragraph stands before a 一、 that starts again."""
    starts, seen, candidate = [], 0, -1
    for line in lines:
        text = source.norm[line.start : min(line.end, line.start + 120)]
        if section := _SECTION.match(text):
            if _FIRST.match(text) and seen >= 2 and candidate >= 0:
                starts.append(candidate)
                seen = 0
            seen = seen + 1 if section else seen
            candidate = -1
        elif _TOP_MARKER.match(text) or re.match(r"\d{1,2}[、.]", text):
            candidate = -1
        elif candidate < 0 and _LEAD.match(text):
            candidate = line.start
    return starts
