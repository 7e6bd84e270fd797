"""Numbers as Chinese plans write them: Arabic, Chinese, mixed, ranges, bounds and blanks (systems.md PL-07, §24)."""

import re
from typing import Final

DIGITS: Final = {
    "〇": 0,
    "零": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_SCALES: Final = {"十": 10, "百": 100, "千": 1000}
_MYRIADS: Final = {"万": 10_000, "亿": 100_000_000}

DASH: Final = r"(?:-{1,3}|—{1,2}|–{1,2}|―|~{1,2}|至|到)"
ARABIC: Final = r"(?:\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.\d{1,4})?"
# A Chinese numeral that can stand for itself: 十二, 三百五十, 两; a bare 百 or 万 is a figure of speech.
CHINESE: Final = (
    r"(?:[一二两三四五六七八九](?:[十百千万][零〇]?(?:[一二三四五六七八九][十百千]?){0,3})?|十[一二三四五六七八九]?)"
)
BLANK: Final = r"(?:_{1,20}|[xX×]{1,4}|\*{2,4}|○{2,4})"


def number_value(written: str) -> float | None:
    """Value of an Arabic, Chinese or mixed numeral such as ``1,200``, ``三十五``, ``3千``; None if it is none."""
    text = written.replace(",", "").strip()
    if not text:
        return None
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        return float(text)
    mixed = re.fullmatch(r"(\d+(?:\.\d+)?)([百千万亿])", text)
    if mixed:
        return float(mixed[1]) * {**_SCALES, **_MYRIADS}[mixed[2]]
    return _chinese_value(text)


def _chinese_value(text: str) -> float | None:
    total = section = digit = 0
    for sign in text:
        if sign in DIGITS:
            digit = DIGITS[sign]
        elif sign in _SCALES:
            section += (digit or 1) * _SCALES[sign]
            digit = 0
        elif sign in _MYRIADS:
            total += (section + digit or 1) * _MYRIADS[sign]
            section = digit = 0
        else:
            return None
    return float(total + section + digit)


def month_value(written: str) -> int | None:
    """Month 1–12 of ``3``, ``03``, ``十一``, ``元``; None for anything else."""
    if written == "元":
        return 1
    value = number_value(written)
    return int(value) if value is not None and value == int(value) and 1 <= value <= 12 else None
