"""Ordinals as list markers write them: 一 … 九十九, 1 … 999, ①, ⑴, ⒈, ㈠."""

from __future__ import annotations

import re

_DIGITS = {sign: value for value, sign in enumerate("一二三四五六七八九", start=1)}
_CHINESE = re.compile(r"([二三四五六七八九]?)(十?)([一二三四五六七八九]?)")

CIRCLED = "".join(map(chr, range(0x2460, 0x2474)))  # ① … ⑳
BRACKETED = "".join(map(chr, range(0x2474, 0x2488)))  # ⑴ … ⒇
DOTTED = "".join(map(chr, range(0x2488, 0x249C)))  # ⒈ … ⒛
BRACKETED_CHINESE = "".join(map(chr, range(0x3220, 0x322A)))  # ㈠ … ㈩


def chinese_ordinal(text: str) -> int | None:
    """The value of a written ordinal up to 99, `None` for anything else such as 五一 or 一一."""
    found = _CHINESE.fullmatch(text)
    if found is None or not text:
        return None
    tens, ten, ones = found.groups()
    if not ten:
        return _DIGITS[text] if len(text) == 1 else None
    return 10 * _DIGITS.get(tens, 1) + _DIGITS.get(ones, 0)


def ordinal(text: str) -> int | None:
    """The value of an ordinal in any of the written forms, `None` when it is none."""
    if text.isascii() and text.isdigit():
        return int(text)
    for series in (CIRCLED, BRACKETED, DOTTED, BRACKETED_CHINESE):
        if len(text) == 1 and text in series:
            return series.index(text) + 1
    if len(text) == 1 and text.isascii() and text.isalpha():
        return ord(text.lower()) - ord("a") + 1
    return chinese_ordinal(text)
