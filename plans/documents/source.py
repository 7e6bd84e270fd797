"""The page as it came in, a copy in one character width, and views of it that leave things out."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from .numerals import CIRCLED

# One character becomes one character, so offsets in the copy are offsets in the source.
_WIDTHS: dict[int, int | str] = {
    **{code: code - 0xFEE0 for code in range(0xFF10, 0xFF1A)},  # full-width digits
    **{code: code - 0xFEE0 for code in range(0xFF21, 0xFF3B)},  # full-width capitals
    **{code: code - 0xFEE0 for code in range(0xFF41, 0xFF5B)},  # full-width small letters
    **dict(
        zip(
            map(ord, "，：；（）！？．〔〕［］＿－％＋＊＃｡､・∙●◆■▪▲★※⚫"),
            ",:;()!?.()[]_-%+*#。、••••••••••",
            strict=False,
        )
    ),
    **dict.fromkeys(map(ord, "\u00a0\u3000\u2002\u2003\u2009\ufeff\u200b\t"), " "),
    **dict.fromkeys(map(ord, "\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"), "\n"),
    **{ord(sign): sign for sign in CIRCLED},
}


_LINE_END = re.compile(r"\r\n|\n|\r")


class Span(NamedTuple):
    """A half-open range of character offsets in the page."""

    start: int
    end: int


class Line(NamedTuple):
    """One source line without its surrounding blanks; `start == end` never occurs."""

    start: int
    end: int


def normalise(text: str) -> str:
    """The text in one width: half-width signs, plain blanks, `\\n` for every line end; same length as `text`."""
    return text.translate(_WIDTHS)


@dataclass(slots=True)
class Source:
    """A page and what is known of its lines; `norm` has the same offsets as `text`.

    `headings` gives the levels (0 the title, 1 the highest heading) of lines, counted from 1, that the file itself
    marks as headings; `levels` the same by the offset at which the line's text begins.
    """

    text: str
    headings: Mapping[int, int] = field(default_factory=dict)
    levels: dict[int, int] = field(init=False)
    norm: str = field(init=False)
    lines: list[Line] = field(init=False)
    _starts: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.norm = normalise(self.text)
        self.lines = list(_lines_of(self.norm))
        self._starts = _line_starts(self.text)
        self.levels = self._levels()

    def _levels(self) -> dict[int, int]:
        if not self.headings:
            return {}
        numbered = ((line.start, self.line_number(line.start)) for line in self.lines)
        return {start: self.headings[number] for start, number in numbered if number in self.headings}

    def line_number(self, offset: int) -> int:
        """The 1-based number of the source line in which the character at `offset` stands."""
        return bisect_right(self._starts, offset)


def _line_starts(text: str) -> list[int]:
    """Where lines begin: after `\\n`, after `\\r\\n`, and after a `\\r` that stands alone."""
    return [0, *(found.end() for found in _LINE_END.finditer(text))]


def _lines_of(norm: str) -> Iterable[Line]:
    position = 0
    for raw in norm.split("\n"):
        stripped = raw.strip()
        if stripped:
            start = position + raw.index(stripped[0])
            yield Line(start, start + len(stripped))
        position += len(raw) + 1


@dataclass(slots=True)
class View:
    """The characters of some spans of a page in a row, each traceable to its place in the page."""

    source: Source
    pieces: list[Span]
    text: str = field(init=False)  # in one width
    printed: str = field(init=False)  # as printed
    _offsets: list[int] = field(init=False)
    _marked: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self._marked = sorted(self.source.levels)
        self.text = "".join(self.source.norm[a:b] for a, b in self.pieces)
        self.printed = "".join(self.source.text[a:b] for a, b in self.pieces)
        self._offsets, total = [], 0
        for start, end in self.pieces:
            self._offsets.append(total)
            total += end - start

    def origin(self, position: int) -> int:
        """The page offset of the character at `position`; the end of the view maps behind its last character."""
        if not self.pieces:
            return 0
        if position >= len(self.text):
            return self.pieces[-1].end
        index = bisect_right(self._offsets, position) - 1
        return self.pieces[index].start + position - self._offsets[index]

    def levels(self) -> dict[int, int]:
        """Positions in the view at which a line begins that the file marks as a heading, with its level."""
        found = {}
        for offset, piece in zip(self._offsets, self.pieces, strict=True):
            low = bisect_left(self._marked, piece.start)
            for start in self._marked[low : bisect_left(self._marked, piece.end)]:
                found[offset + start - piece.start] = self.source.levels[start]
        return found

    def spans(self, start: int, end: int) -> tuple[Span, ...]:
        """The page spans which the view's characters `start` to `end` come from."""
        found = []
        index = max(bisect_right(self._offsets, start) - 1, 0)
        while index < len(self.pieces) and self._offsets[index] < end:
            piece, offset = self.pieces[index], self._offsets[index]
            low, high = max(start - offset, 0), min(end - offset, piece.end - piece.start)
            if low < high:
                found.append(Span(piece.start + low, piece.start + high))
            index += 1
        return tuple(found)


def without(whole: Span, holes: Sequence[Span]) -> list[Span]:
    """`whole` without the sorted, disjoint `holes`."""
    pieces, position = [], whole.start
    first = bisect_right(holes, whole.start, key=lambda hole: hole.end)
    for index in range(first, len(holes)):
        hole = holes[index]
        if hole.start >= whole.end:
            break
        if hole.start > position:
            pieces.append(Span(position, hole.start))
        position = max(position, hole.end)
    if position < whole.end:
        pieces.append(Span(position, whole.end))
    return pieces


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same ground as sorted spans that neither touch nor overlap."""
    result: list[Span] = []
    for span in sorted(spans):
        if result and span.start <= result[-1].end:
            result[-1] = Span(result[-1].start, max(result[-1].end, span.end))
        elif span.end > span.start:
            result.append(span)
    return result
