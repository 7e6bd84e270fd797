"""Which candidates are markers: a mark at the head of a line speaks for itself, one inside a line must continue a
count or open one that goes on (systems.md PL-05: glued headings, running numbers, gaps, restarts).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from itertools import chain

from .heads import BEHIND_LIST, find_heads, marked_heads
from .markers import find_markers
from .tokens import MARKED, NUMBERED, Rank, Token

_SENTENCE_ENDS = frozenset('。;:!?…”"’)】》」')
_FULL_STOPS = frozenset("。:!?")
_COMMA = frozenset(",、")
# What follows a number in running text (2名, 3号楼): no heading begins so where no sentence has ended before.
_MEASURE = re.compile(
    r"[名个次倍号条款项届](?![人师别体目件])|班(?![组子主])|年级|楼|期(?![间望])|类(?!别)|[\d一二三四五六七八九十、,。;)%]"
)
_LIST_DASH = re.compile(r"[一-龥”》)]-[ ][一-龥“《]")
_TIME = re.compile(r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})月|[一二三四]季度|20[\dxX*_-]{2}年")
_BEFORE_TIMES = frozenset("于在到至从和与及、,每第")
_LISTS = frozenset({Rank.LETTER, Rank.BULLET, Rank.DASH})
_STOP = re.compile(r"[。!?\n]")
_LOOK_AHEAD = 6
_HEADING_LENGTH = 80
_LIST_REACH = 6000


def find_tokens(text: str, levels: Mapping[int, int] | None = None) -> list[Token]:
    """The marks of a plan's text (in one width) in order of place, without overlaps.

    `levels` gives the positions of lines that the file itself marks as headings, with their level from 1.
    """
    found = chain(find_heads(text), marked_heads(text, levels or {}), find_markers(text))
    candidates = sorted(found, key=lambda token: (token.start, _preference(token)))
    reader = _Reader(text, candidates)
    for index, token in enumerate(candidates):
        reader.read(index, token)
    return reader.accepted


def _preference(token: Token) -> tuple[int, int, int]:
    """Of marks that begin together: times, then numbers where the file marks a heading, then other headings."""
    if token.head == MARKED:
        return (2, 0, -token.end)
    return (0 if token.rank is Rank.HEAD else 1, not token.own_line, -token.end)


class _Reader:
    """Walks the candidates once and remembers how far each count has come."""

    def __init__(self, text: str, candidates: list[Token]) -> None:
        self.text = text
        self.accepted: list[Token] = []
        self.open: dict[Rank, int] = {}  # counts in the present section
        self.open_before: dict[Rank, int] = {}
        self.running: dict[Rank, int] = {}  # counts that may run on across sections
        self._places: dict[Rank, list[int]] = defaultdict(list)
        self._ordinals: dict[Rank, list[int]] = defaultdict(list)
        for token in candidates:
            self._places[token.rank].append(token.start)
            self._ordinals[token.rank].append(token.ordinal)

    def read(self, index: int, token: Token) -> None:
        """Accept or pass over one candidate."""
        last = self.accepted[-1] if self.accepted else None
        if last and token.start < last.end and not self._corrects(last, token):
            return
        if self._accepts(token, last):
            self._accept(token)

    def _corrects(self, last: Token, token: Token) -> bool:
        """A number that continues its count outweighs a month heading read from the same characters (七、八月份)."""
        if last.rank is not Rank.HEAD or token.start != last.start or token.rank not in NUMBERED:
            return False
        if token.ordinal < 2 or self.open_before.get(token.rank) != token.ordinal - 1:
            return False
        self.accepted.pop()
        self.open = self.open_before
        return True

    def _accept(self, token: Token) -> None:
        self.open_before = dict(self.open)
        self.accepted.append(token)
        if token.rank is Rank.HEAD:
            self.open = {rank: count for rank, count in self.open.items() if rank <= Rank.ONE and token.head != "year"}
            return
        self.open = {rank: count for rank, count in self.open.items() if rank < token.rank}
        self.open[token.rank] = self.running[token.rank] = token.ordinal

    def _accepts(self, token: Token, last: Token | None) -> bool:
        if token.rank is Rank.HEAD:
            return self._accepts_head(token, last)
        if token.rank in (Rank.BULLET, Rank.DASH):
            return self._accepts_bullet(token)
        if token.at_line_start:
            return self._accepts_at_line_start(token)
        if token.rank is Rank.SHI:
            return self._accepts_shi(token)
        return self._accepts_inline(token, last)

    def _accepts_head(self, token: Token, last: Token | None) -> bool:
        if token.variant == BEHIND_LIST and not self._ends_list(last, token):
            return False
        return not (last and self._touches(last, token)) and not self._goes_on_in_a_sentence(token)

    def _ends_list(self, last: Token | None, token: Token) -> bool:
        """Whether the words before are the entry of a list that no stop has ended: • 评优预算预算和资源…"""
        if last is None or last.rank not in _LISTS or token.start - last.end > _HEADING_LENGTH:
            return False
        return not _STOP.search(self.text, last.end, token.start)

    def _goes_on_in_a_sentence(self, token: Token) -> bool:
        """A time behind a semicolon whose brothers before it were no headings: 一季度:…;二季度:… in one sentence."""
        if token.head == MARKED or token.head == "section" or self._before(token) != ";":
            return False
        return not any(earlier.head == token.head for earlier in self.accepted[-_LOOK_AHEAD:])

    def _touches(self, last: Token, token: Token) -> bool:
        """Whether only blanks stand between a mark and a heading: then the words are that mark's own title."""
        return last.rank is not Rank.HEAD and not self.text[last.end : token.start].strip()

    def _accepts_at_line_start(self, token: Token) -> bool:
        if token.rank is Rank.ONE and token.variant == ",":
            return self._continues(token) or (token.ordinal == 1 and self._goes_on(token))
        if token.rank is Rank.LETTER:
            return self._continues(token) or self._runs_on(token) or (token.ordinal == 1 and self._goes_on(token))
        if token.rank is Rank.DECIMAL:
            return self._is_next_decimal(token)
        return True

    def _is_next_decimal(self, token: Token) -> bool:
        """1.1 below 1. or 一、: its first part is the open number, its second the next in order."""
        first = int(token.number.split(".")[0])
        fits = first in (self.open.get(Rank.THREE), self.open.get(Rank.ONE))
        return fits and token.ordinal == self.open.get(Rank.DECIMAL, 0) + 1

    def _accepts_bullet(self, token: Token) -> bool:
        before = self._before(token)
        if token.at_line_start:
            return True
        if token.rank is Rank.DASH:
            return Rank.BULLET in self.open and ":" in self.text[token.end : token.end + 12]
        if token.variant == "•":
            return before in _SENTENCE_ENDS or ":" in self.text[token.end : token.end + 12] or self._repeated(token)
        return before in _SENTENCE_ENDS or (
            self._repeated(token) and bool(_LIST_DASH.match(self.text, token.start - 1))
        )

    def _accepts_shi(self, token: Token) -> bool:
        before = self._before(token)
        if before not in _SENTENCE_ENDS and before not in _COMMA:
            return False
        if token.ordinal > 1:
            return Rank.SHI in self.open or self.running.get(Rank.SHI, 0) == token.ordinal - 1
        return before == ":" or self._goes_on(token)

    def _accepts_inline(self, token: Token, last: Token | None) -> bool:
        ended = self._before(token) in _SENTENCE_ENDS or self.text[token.start - 1 : token.start] == " "
        if self._continues(token):
            return ended or self._opens_heading(token)
        if token.ordinal == 1:
            return self._heads_list(token, last, ended=ended)
        if self._runs_on(token):
            return ended or self._follows_heading(token, last)
        gap = self.open.get(token.rank, token.ordinal) == token.ordinal - 2
        return gap and ended and self._goes_on(token)

    def _heads_list(self, token: Token, last: Token | None, *, ended: bool) -> bool:
        if self._goes_on(token) and (ended or self._opens_heading(token)):
            return True
        stopped = self._before(token) in _FULL_STOPS and self._opens_heading(token)
        return stopped or self._follows_heading(token, last)

    def _continues(self, token: Token) -> bool:
        return self.open.get(token.rank, 0) == token.ordinal - 1 and token.ordinal > 1

    def _runs_on(self, token: Token) -> bool:
        """Whether the number continues the count of an earlier section."""
        return self.running.get(token.rank) == token.ordinal - 1 and token.rank not in self.open

    def _goes_on(self, token: Token) -> bool:
        """Whether the next number of the same style stands among the next few candidates."""
        places, ordinals = self._places[token.rank], self._ordinals[token.rank]
        first = bisect_right(places, token.start)
        reach = token.start + _LIST_REACH
        return any(
            ordinals[index] == token.ordinal + 1 and places[index] < reach
            for index in range(first, min(first + _LOOK_AHEAD, len(places)))
        )

    def _repeated(self, token: Token) -> bool:
        return len(self._places[token.rank]) > 1

    def _opens_heading(self, token: Token) -> bool:
        after = self.text[token.end : token.end + 2]
        return bool(after) and not _MEASURE.match(after)

    def _follows_heading(self, token: Token, last: Token | None) -> bool:
        """Glued to a heading: a higher mark opened shortly before on the same line and no sentence ended since."""
        if (
            last is None
            or (last.rank >= token.rank and last.rank is not Rank.HEAD)
            or token.start - last.start > _HEADING_LENGTH
        ):
            return False
        between = self.text[last.end : token.start]
        if "\n" in between or "。" in between:
            return False
        return self._opens_heading(token) or (self._opens_with_a_time(token) and self._goes_on(token))

    def _opens_with_a_time(self, token: Token) -> bool:
        """竞赛活动1、4月份举办…: the item begins with its month; 于1、4月份 names two months."""
        return bool(_TIME.match(self.text, token.end)) and self._before(token) not in _BEFORE_TIMES

    def _before(self, token: Token) -> str:
        """The last character before the mark on its line that is no blank."""
        return self.text[max(token.start - 4, 0) : token.start].rstrip(" ")[-1:]
