"""From marks in a row to a tree: by rank of the marks, with unnumbered headings placed by what they say."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .sections import SectionType, section_type
from .titling import title_end
from .tokens import MARKED, NUMBERED, Rank, Token

_TIME_ORDER = {"year": 1, "half": 2, "stage": 2, "quarter": 3, "month": 4, "week": 5}
_STEP = 0.01
_BELOW_ALL = -100.0
_DEEPEST_LEVEL = 5
_LADDER = 10  # one heading level is about one rank of numbers
_MOST_ITEMS = 48  # longer is no month's list but running text
_SIBLING_SEARCH = 12
_STOPS = frozenset("。!?;")


@dataclass(slots=True)
class Branch:
    """A node under construction; ranges count in the view of the document."""

    token: Token | None
    rank: float
    title_start: int
    heading_end: int
    body: tuple[int, int]
    stop: str = ""
    restart: bool = False
    children: list[Branch] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """A heading with nothing of its own behind it yet."""
        return self.body[0] >= self.body[1] and not self.children


def build_outline(text: str, tokens: Sequence[Token], levels: Mapping[int, int] | None = None) -> Branch:
    """The tree of a plan's text (in one width). The root holds the text before the first mark.

    `levels` gives the positions of lines that the file itself marks as headings, with their level from 1.
    """
    marks = _with_items(text, tokens)
    root = Branch(None, _BELOW_ALL, 0, 0, (0, marks[0].start if marks else len(text)))
    builder = _Builder(text, marks, root, levels or {})
    for index in range(len(marks)):
        builder.add(index)
    return root


def _with_items(text: str, tokens: Sequence[Token]) -> list[Token]:
    """Lines without a mark directly below a month are its items, one a line."""
    marks: list[Token] = []
    ends = [*(token.start for token in tokens[1:]), len(text)]
    for token, end in zip(tokens, ends, strict=False):
        marks.append(token)
        if token.head in _TIME_ORDER and token.head != "year" and token.own_line:
            marks += _lines_as_items(text, token.end, end)
    return marks


def _lines_as_items(text: str, start: int, end: int) -> list[Token]:
    lines = [found for found in re.finditer(r"[^\n]+", text[start:end]) if found[0].strip()]
    items = [Token(Rank.ITEM, 0, start + line.start(), start + line.start()) for line in lines]
    return items if len(items) <= _MOST_ITEMS else []


class _Builder:
    """Holds the branch that is open at each rank."""

    def __init__(self, text: str, marks: list[Token], root: Branch, levels: Mapping[int, int]) -> None:
        self.text = text
        self.marks = marks
        self.stack = [root]
        self.swapped = _inverted(marks)
        self.top = min((self._rank_of(mark) for mark in marks if mark.rank in NUMBERED), default=float(Rank.ONE))
        self.styled = self._styled(levels)
        self.tops = [place for place, mark in enumerate(marks) if self._rank_of(mark) == self.top]

    def add(self, index: int) -> None:
        """Hang the mark at `index` where its rank belongs."""
        token = self.marks[index]
        rank = self._place(index)
        while self.stack[-1].rank >= rank:
            self.stack.pop()
        parent = self.stack[-1]
        branch = self._branch(index, rank)
        branch.restart = token.ordinal == 1 and any(
            sibling.token and sibling.token.rank is token.rank for sibling in parent.children
        )
        parent.children.append(branch)
        self.stack.append(branch)

    def _branch(self, index: int, rank: float) -> Branch:
        token = self.marks[index]
        limit = self.marks[index + 1].start if index + 1 < len(self.marks) else len(self.text)
        if token.rank is Rank.HEAD:
            return Branch(token, rank, token.start, token.end, (token.end, limit), stop=":")
        end, stop = title_end(self.text, token.end, limit)
        body = (end, limit) if self.text[end:limit].strip() else (limit, limit)
        return Branch(token, rank, token.end, end if body[0] < body[1] else limit, body, stop)

    def _rank_of(self, token: Token) -> float:
        return self.swapped.get(token.rank, float(token.rank))

    def _place(self, index: int) -> float:
        token = self.marks[index]
        if token.rank is Rank.HEAD:
            if token.head == MARKED:
                return self._place_of_level(int(token.variant))
            return self._place_of_time(token) if token.head in _TIME_ORDER else self._place_of_section(index)
        if token.rank is Rank.ITEM:
            return self._open_time_rank() + _STEP * len(_TIME_ORDER) if self._open_time_rank() else float(Rank.ITEM)
        if token.rank is Rank.SHI or token.rank in (Rank.BULLET, Rank.DASH):
            return self._place_of_soft(token)
        return self._place_of_number(index)

    def _styled(self, levels: Mapping[int, int]) -> dict[int, float]:
        """Which rank of numbers the file gives which heading level; the first number of a level decides."""
        found: dict[int, float] = {}
        for mark in self.marks:
            if mark.rank in NUMBERED and mark.start in levels:
                found.setdefault(levels[mark.start], self._rank_of(mark))
        return found

    def _place_of_level(self, level: int) -> float:
        """Beside the numbers of its level, between those of the levels around it, else above all numbers."""
        higher = [known for known in self.styled if known <= level]
        if higher:
            return self.styled[max(higher)] + _LADDER * (level - max(higher))
        lower = min(self.styled, default=0)
        return (
            self.styled[lower] - lower + level if lower else self.top - _DEEPEST_LEVEL + min(level, _DEEPEST_LEVEL - 1)
        )

    def _open_time_rank(self) -> float:
        return next((b.rank for b in reversed(self.stack) if b.token and b.token.head in _TIME_ORDER), 0.0)

    def _place_of_soft(self, token: Token) -> float:
        """一是 and bullets stand below whatever is open; brothers of the same sign stand beside each other."""
        for branch in reversed(self.stack):
            if branch.token and branch.token.rank is token.rank:
                return branch.rank
            if branch.token and branch.token.rank < token.rank:
                break
        return float(token.rank)

    def _place_of_number(self, index: int) -> float:
        token = self.marks[index]
        rank = self._rank_of(token)
        brother = self._open(token.rank)
        if brother is not None and token.ordinal > 1:
            return self._brother_rank(brother, token)
        below = self._soft_parent(token)
        if below is not None and brother is None:
            return below.rank + _STEP * 5
        if brother is not None and self._nests_under(brother, index):
            return brother.rank + 5
        time = self._open_time_rank()
        if brother is None and time >= rank and token.ordinal == 1:
            return time + _STEP * len(_TIME_ORDER)
        return rank

    def _open(self, rank: Rank) -> Branch | None:
        return next((b for b in reversed(self.stack) if b.token and b.token.rank is rank), None)

    def _brother_rank(self, brother: Branch, token: Token) -> float:
        """The count that this number continues: of two open ones of a kind the one with the same sign."""
        same = [b for b in self.stack if b.token and b.token.rank is token.rank and b.token.variant == token.variant]
        exact = [b for b in same if b.token and b.token.ordinal == token.ordinal - 1]
        return (exact or same or [brother])[-1].rank

    def _soft_parent(self, token: Token) -> Branch | None:
        """A 一是 at the head of a line may hold a numbered list of its own."""
        top = self.stack[-1]
        if (
            token.ordinal == 1
            and top.token
            and top.token.rank is Rank.SHI
            and top.token.at_line_start
            and token.at_line_start
        ):
            return top
        return None

    def _nests_under(self, brother: Branch, index: int) -> bool:
        """1. below 1、: another sign begins to count while the open count goes on later."""
        token = self.marks[index]
        if brother.token is None or brother.token.variant == token.variant or not token.variant:
            return False
        for mark in self.marks[index + 1 : index + 1 + _SIBLING_SEARCH]:
            if mark.rank < token.rank:
                return False
            if mark.rank is token.rank and mark.variant == brother.token.variant:
                return mark.ordinal == brother.token.ordinal + 1
        return False

    def _place_of_time(self, token: Token) -> float:
        """Months below quarters below half years; the first of them below the heading that announces it."""
        order = _TIME_ORDER[token.head]
        finer = None
        for branch in reversed(self.stack):
            kind = branch.token.head if branch.token else ""
            if kind in _TIME_ORDER:
                if _TIME_ORDER[kind] == order:
                    return branch.rank
                if _TIME_ORDER[kind] < order:
                    return branch.rank + _STEP
                finer = branch
        if finer is not None:
            return finer.rank
        if token.head == "year":
            return self.top - 5
        return max(self._announcer().rank, 0.0) + _STEP * order

    def _announcer(self) -> Branch:
        for branch in reversed(self.stack):
            if branch.token is None:
                break
            if branch.is_empty or self._type(branch) is SectionType.SCHEDULE:
                return branch
        return self.stack[0]

    def _type(self, branch: Branch) -> SectionType:
        return section_type(self.text[branch.title_start : branch.heading_end].strip())

    def _place_of_section(self, index: int) -> float:
        """A section heading without a number: below a heading that has nothing yet or a section whose count goes on,
        else beside the top sections; above them where it opens a count of its own."""
        token = self.marks[index]
        top = self.stack[-1]
        if top.token and top.token.rank <= Rank.FOUR and top.is_empty and self._announces(top, token):
            return top.rank + _STEP * 5
        sibling = self._section_sibling()
        if sibling is not None:
            return sibling.rank
        section = self._unfinished_section(index)
        if section is not None:
            return section.rank + _STEP * 5
        following = self.marks[index + 1] if index + 1 < len(self.marks) else None
        kind = section_type(self.text[token.start : token.end].strip(" :#*【】\n"))
        lead = kind in (SectionType.GUIDING, SectionType.BACKGROUND)
        if following and following.ordinal == 1 and self._rank_of(following) <= self.top and not lead:
            return self.top - 5
        return self.top if self.top <= Rank.ONE else float(Rank.ONE)

    def _announces(self, branch: Branch, token: Token) -> bool:
        """Whether an empty heading waits for this one: it names a kind of section, or they share a sentence."""
        if self._type(branch) is not SectionType.CONTENT:
            return True
        return not token.at_line_start and self.text[max(token.start - 2, 0) : token.start].rstrip()[-1:] not in _STOPS

    def _unfinished_section(self, index: int) -> Branch | None:
        """The open top section when its count goes on behind this mark: the heading belongs inside it."""
        section = next((b for b in self.stack if b.token and b.token.rank in NUMBERED and b.rank == self.top), None)
        if section is None or section.token is None:
            return None
        place = bisect_right(self.tops, index)
        following = self.marks[self.tops[place]] if place < len(self.tops) else None
        return section if following and following.ordinal == section.token.ordinal + 1 else None

    def _section_sibling(self) -> Branch | None:
        """Of two unnumbered headings in a row below a numbered one the second stands beside the first."""
        for branch in reversed(self.stack):
            if branch.token and branch.token.head == "section" and branch.rank != self.top:
                return branch
        return None


def _inverted(marks: Sequence[Token]) -> dict[Rank, float]:
    """Ranks that a document uses the other way round: (一) counts anew under every 1、 while 1、 runs through."""
    result: dict[Rank, float] = {}
    for high, low in ((Rank.TWO, Rank.THREE), (Rank.ONE, Rank.TWO), (Rank.ONE, Rank.THREE)):
        if _is_inverted(marks, high, low):
            result[low] = float(high) - 2
            break
    return result


def _is_inverted(marks: Sequence[Token], high: Rank, low: Rank) -> bool:
    """Whether `low` holds `high`: between the numbers of one unbroken low count the high count begins twice."""
    restarts, last, inside = 0, 0, False
    for mark in marks:
        if mark.rank < high:
            last, inside = 0, False
        elif mark.rank is low:
            if mark.ordinal != last + 1:
                return False
            last, inside = mark.ordinal, True
        elif mark.rank is high and mark.ordinal == 1:
            if not inside:
                return False
            restarts += 1
    return restarts >= 2
