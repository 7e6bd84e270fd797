"""The marks that open a heading: numbers, 一是, bullets and headings without a number (systems.md PL-05, PL-06)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Rank(IntEnum):
    """How high a style of numbering stands where both occur; smaller is higher (一、 > (一) > 1、 > (1) > ① > a.)."""

    PART = 5  # 第一部分
    ONE = 10  # 一、
    TWO = 20  # (一)
    THREE = 30  # 1、 and 1.
    DECIMAL = 35  # 1.1
    FOUR = 40  # (1)
    FOUR_OPEN = 42  # 1)
    CIRCLE = 50  # ①
    LETTER = 55  # a.
    SHI = 60  # 一是
    BULLET = 70  # - and •
    DASH = 75  # – below •
    ITEM = 80  # a line below a month, without any mark
    HEAD = 90  # a heading without a number: its place follows from what it says


MARKED = "marked"  # kind of a heading that only the file's own style shows; `variant` is its level
NUMBERED = frozenset(rank for rank in Rank if rank <= Rank.LETTER)


@dataclass(frozen=True, slots=True)
class Token:
    """One mark in the text of a plan; positions count in the view of that plan.

    `start` to `end` is the mark with its ornaments and the blank behind it; `number` is the mark as printed ("" for
    a heading without one); for such a heading `end` stands behind its words. `variant` tells 1、 from 1. and `head`
    names the kind of an unnumbered heading (month, quarter, week, half, year, section …).
    """

    rank: Rank
    ordinal: int
    start: int
    end: int
    number: str = ""
    variant: str = ""
    at_line_start: bool = True
    head: str = ""
    own_line: bool = False
