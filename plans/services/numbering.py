"""Printed numbers, derived from the place in the outline and never stored (product.md, Plan; systems.md PL-05).

The official order of GB/T 9704: 一、 then （一） then 1. then （1） then ①. Month, quarter and week headings and the
closing words carry no number; the level below them counts on as if they did.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Protocol

from plans.documents.facts.headings import read_time_heading
from plans.enums import SectionType

UNNUMBERED_TYPES = frozenset({SectionType.CLOSING})
_DIGITS = "零一二三四五六七八九"


class Branch(Protocol):
    """A node of the outline as numbering sees it; `number` is written by `number_outline`."""

    number: str

    @property
    def carries_number(self) -> bool: ...
    @property
    def branches(self) -> Sequence["Branch"]: ...


def chinese_numeral(value: int) -> str:
    """一 … 九十九, 一百 …: the ordinal as official documents write it. `value` is 1–999."""
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += "十" if tens == 1 and not hundreds else f"{_DIGITS[tens]}十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")


def printed_number(level: int, ordinal: int) -> str:
    """The number of the `ordinal`-th (from 1) node on a level (from 0): 一、（一）1.（1）①; deeper levels repeat ①."""
    if level == 0:
        return f"{chinese_numeral(ordinal)}、"
    if level == 1:
        return f"（{chinese_numeral(ordinal)}）"
    if level == 2:
        return f"{ordinal}."
    if level == 3:
        return f"（{ordinal}）"
    return chr(0x245F + ordinal) if ordinal <= 20 else f"({ordinal})"


@lru_cache(maxsize=4096)
def is_time_heading(title: str) -> bool:
    """Whether a heading is nothing but a time: 3月份, 第一季度, 第二周."""
    return read_time_heading(title) is not None


def section_carries_number(title: str, section_type: str) -> bool:
    """Untitled sections, time headings and closing words stand without a number."""
    return bool(title) and section_type not in UNNUMBERED_TYPES and not is_time_heading(title)


def number_outline(branches: Iterable[Branch], *, level: int = 0) -> None:
    """Write `number` into every node below, in order of the document. Pure: reads nothing but the nodes."""
    ordinal = 0
    for branch in branches:
        if branch.carries_number:
            ordinal += 1
            branch.number = printed_number(level, ordinal)
        else:
            branch.number = ""
        number_outline(branch.branches, level=level + 1)


def first_item_level(*, titled_sections: int) -> int:
    """On which level the items of an untitled section begin: 一、 where nothing else has a heading, else 1."""
    return 0 if titled_sections == 0 else 2
