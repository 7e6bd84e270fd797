"""Cutting a text into sentences and clauses without moving a single character."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FOLD = {**_WIDE, 0x3000: 0x20, 0xA0: 0x20, ord("﹪"): ord("%"), ord("〜"): ord("~"), ord("－"): ord("-")}
# A comma between digits groups thousands, a colon between digits is a clock: neither ends a clause.
_CUTS = re.compile(r"[。!?;\n\r]+|(?<!\d),|,(?!\d{3}(?!\d))|:(?!\d)|(?<!\d):")
# Text without any stop is cut here, so that no clause grows with the text and cost stays linear.
_LONGEST_CLAUSE = 400
_SENTENCE_END = frozenset("。!?;\n\r")
_BOOK_TITLE = re.compile(r"《[^《》\n]{0,120}》")


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch between two stops; ``sentence`` numbers the sentence it stands in."""

    start: int
    end: int
    sentence: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A text ready for reading: ``raw`` as given, ``plain`` folded to one width with book titles blotted out."""

    raw: str
    plain: str
    clauses: tuple[Clause, ...]
    starts: tuple[int, ...]

    def index_at(self, position: int) -> int:
        """Number of the clause that holds ``position``."""
        return max(0, bisect_right(self.starts, position) - 1)

    def trimmed(self, start: int, end: int) -> tuple[int, int]:
        """The same stretch without white space and stops at its ends."""
        while start < end and (self.plain[start].isspace() or self.plain[start] in ",.;:。、!?"):
            start += 1
        while end > start and (self.plain[end - 1].isspace() or self.plain[end - 1] in ",.;:。、!?"):
            end -= 1
        return start, end


def fold(text: str) -> str:
    """The text in half-width signs, character by character, so that offsets stay true."""
    return text.translate(_FOLD)


# The readers of one item ask for the same passage one after the other.
@lru_cache(maxsize=4)
def read_passage(text: str) -> Passage:
    """Fold, blot out 《titles》 (a law's or a notice's number is no plan) and cut into clauses."""
    folded = fold(text)
    plain = _BOOK_TITLE.sub(lambda found: "《" + "□" * (len(found.group()) - 2) + "》", folded)
    clauses: list[Clause] = []
    begin = sentence = 0
    for cut in _CUTS.finditer(plain):
        clauses += _pieces(begin, cut.start(), sentence)
        begin = cut.end()
        if cut.group()[0] in _SENTENCE_END:
            sentence += 1
    clauses += _pieces(begin, len(plain), sentence)
    if not clauses:
        clauses.append(Clause(0, len(plain), 0))
    return Passage(text, plain, tuple(clauses), tuple(clause.start for clause in clauses))


def _pieces(begin: int, end: int, sentence: int) -> list[Clause]:
    return [Clause(first, min(first + _LONGEST_CLAUSE, end), sentence) for first in range(begin, end, _LONGEST_CLAUSE)]
