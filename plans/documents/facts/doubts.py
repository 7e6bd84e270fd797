"""Damage and blanks that a person must look at; nothing is repaired silently (systems.md §24)."""

import re
from typing import Final

from .clauses import fold
from .model import Doubt

_LOST_CLOCK: Final = re.compile(
    r"(?<![\d:])(?P<h1>[01]?\d|2[0-4]):(?P<m1>[0-5]\d)(?P<h2>[01]?\d|2[0-4]):(?P<m2>[0-5]\d)(?!\d)"
)
_LOST_COUNT: Final = re.compile(
    r"(?<![\d.,/])(?P<low>[1-9])(?P<high>10|12|15|20)(?=\s?(?:张|幅|篇|首|盆|盏|面|台|间|本书))|(?<![\d.,/])[1-9]\d\d(?=\s?张)"
)
_PATTERNS: Final[tuple[tuple[str, str], ...]] = (
    ("masked_year", r"20(?:[xX×*]{2}|--|__+|\d[xX×*_])\s?年?|(?<![\d\w])[xX×]{2,4}年|_{2,}\s?年"),
    (
        "masked_number",
        r"(?:_{2,}|[xX×]{1,4}|\*{2,4}|○{2,4})(?=\s?(?:%|家|个|名|人次|人|次|场|期|项|件|万?元|户|份|月|日|大|届))",
    ),
    ("blank", r"_{2,}|(?<![\w*])\*{2,6}(?![\w*])"),
    ("masked_name", r"(?<![\dA-Za-z])[xX×]{2,4}(?=[\u4e00-\u9fff])"),
    (
        "censored_word",
        r"(?<=[\u4e00-\u9fff])-(?=[\u4e00-\u9fff](?:-[\u4e00-\u9fff]|[\u4e00-\u9fff]))(?![\u4e00-\u9fff]{0,2}(?:月|日|季))",
    ),
    ("broken_character", "\ufffd+"),
    ("stray_point", r"(?<=的)\.(?=[\u4e00-\u9fff])"),
)
_MASKS: Final = re.compile("|".join(f"(?P<{code}>{pattern})" for code, pattern in _PATTERNS))


def find_doubts(text: str, *, start: int = 0) -> list[Doubt]:
    """Lost dashes, blanks, masked years and names, censor splits and broken characters, in reading order.

    ``start`` is added to all offsets. ``guess`` says what a lost dash may have been; it is for the reader's eye only.
    Never raises.
    """
    plain = fold(text)
    doubts: list[Doubt] = []
    for found in _LOST_CLOCK.finditer(plain):
        guess = f"{found['h1']}:{found['m1']}—{found['h2']}:{found['m2']}"
        doubts.append(_doubt("lost_dash", text, found, start, guess))
    for found in _LOST_COUNT.finditer(plain):
        digits = found.group()
        low, high = int(digits[0]), int(digits[1:])
        doubts.append(_doubt("lost_dash", text, found, start, f"{low}—{high}" if low < high else ""))
    for found in _MASKS.finditer(plain):
        doubts.append(_doubt(found.lastgroup or "blank", text, found, start))
    return sorted(doubts, key=lambda doubt: (doubt.start, doubt.end))


def lost_dash_at(plain: str, position: int) -> bool:
    """Whether the number at ``position`` of folded text looks like a range that lost its dash."""
    return bool(_LOST_COUNT.match(plain, position))


def _doubt(code: str, text: str, found: re.Match[str], by: int, guess: str = "") -> Doubt:
    first, last = found.span()
    return Doubt(code, text[first:last], first + by, last + by, guess)
