"""A cell's number as the cell shows it: 0.95 in a percent format is 95%, 46082 in a month format is 3月."""

import math
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

# Formats that have a number but no text in the file (ECMA-376, 18.8.30, with the Chinese ones).
BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
    14: "yyyy/m/d", 15: "yyyy/m/d", 16: "m/d", 17: "yyyy/m", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss",
    22: "yyyy/m/d h:mm", 27: "yyyy/m", 28: "m/d", 29: "m/d", 30: "m/d/yy", 31: "yyyy/m/d", 32: "h:mm", 33: "h:mm:ss",
    34: "h:mm", 35: "h:mm:ss", 36: "yyyy/m", 45: "mm:ss", 46: "h:mm:ss", 47: "mm:ss", 50: "yyyy/m",
    51: "m/d", 52: "yyyy/m", 53: "m/d", 54: "m/d",
    55: "h:mm", 56: "h:mm:ss", 57: "yyyy/m", 58: "m/d",
}  # fmt: skip
LITERALS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
WEEKDAYS = "一二三四五六日"
DATE_LETTERS = re.compile(r"[ymdhs]|aaa|上午/下午|am/pm", re.IGNORECASE)
PLACEHOLDERS = re.compile(r"[#0?][#0?,.]*")
EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - cells hold plain calendar days without a zone
EPOCH_1904 = datetime(1904, 1, 1)  # noqa: DTZ001
LAST_SERIAL = 2_958_465  # 31 December 9999
MIDNIGHT_TOLERANCE = timedelta(milliseconds=500)
EXACT_DIGITS = 15  # as many as Excel itself keeps
MAX_DECIMALS = 10


@dataclass(frozen=True)
class Shape:
    """A number format taken apart: which parts of a date it shows, or how it dresses a number."""

    date_parts: str = ""  # of "ymdwh", in that order
    percent: bool = False
    decimals: int | None = None
    before: str = ""
    after: str = ""


def shape_of(code: str) -> Shape:
    """Take a format code apart, of its first section (for positive numbers)."""
    section = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', code)[0][:200]
    bare = LITERALS.sub("", section)
    if bare.lower() in ("general", "@", "") or "e+" in bare.lower():
        return Shape()
    if DATE_LETTERS.search(bare):
        return Shape(date_parts=_date_parts(bare.lower()))
    placeholder = PLACEHOLDERS.search(bare)
    decimals = len(placeholder.group().partition(".")[2]) if placeholder else None
    before, _, after = re.sub(PLACEHOLDERS, "\0", _with_literals(section), count=1).partition("\0")
    percent = "%" in bare
    tidy = str.maketrans("", "", "#0?,%")
    return Shape("", percent, decimals, before.translate(tidy).strip(), after.translate(tidy).strip())


def _date_parts(bare: str) -> str:
    """Which of year, month, day, weekday and clock a date format shows; m beside h or s is minutes."""
    clock = bool(re.search(r"[hs]", bare))
    dates = re.sub(r"h+[^a-z]*m+|m+[^a-z]*s+", "", bare)
    found = "".join(letter for letter in "ymd" if letter in dates)
    return found + ("w" if "aaa" in bare else "") + ("h" if clock else "")


def _with_literals(section: str) -> str:
    """The section with quoted words bare, and without colours, conditions, padding."""

    def shown(found: re.Match[str]) -> str:
        text = found.group()
        if text.startswith('"'):
            return text[1:-1]
        if text.startswith("[$"):
            return text[2:-1].partition("-")[0]
        return text[1] if text.startswith("\\") else ""

    return LITERALS.sub(shown, section)


def shown_number(value: float, shape: Shape, *, from_1904: bool = False) -> str:
    """`value` as the cell shows it, except that thousands are not parted: 1200, 0.5, 95%, 3月8日, 1.5万元."""
    if not math.isfinite(value):
        return ""
    if shape.date_parts:
        return _shown_date(value, shape.date_parts, from_1904=from_1904)
    scaled = value * 100 if shape.percent else value
    number = plain_number(scaled) if shape.decimals is None else f"{scaled:.{min(shape.decimals, MAX_DECIMALS)}f}"
    return f"{shape.before}{number}{'%' if shape.percent else ''}{shape.after}"


def plain_number(value: float) -> str:
    """A number without a trailing .0 and without the noise of binary fractions."""
    if value == int(value) and abs(value) < 10**EXACT_DIGITS:
        return str(int(value))
    return f"{value:.{EXACT_DIGITS}g}"


def _shown_date(value: float, parts: str, *, from_1904: bool) -> str:
    """A serial number as a date in Chinese form, only as exact as the format shows it."""
    if not 0 <= value <= LAST_SERIAL:
        return plain_number(value)
    moment = (EPOCH_1904 if from_1904 else EPOCH) + timedelta(days=value) + MIDNIGHT_TOLERANCE
    year, month, day = ("y" in parts, "m" in parts, "d" in parts)
    date = f"{moment.year}年" * year + f"{moment.month}月" * month + f"{moment.day}日" * day
    weekday = f"星期{WEEKDAYS[moment.weekday()]}" if "w" in parts else ""
    clock = f"{moment.hour}:{moment.minute:02d}" if "h" in parts else ""
    return " ".join(each for each in (date, weekday, clock) if each)
