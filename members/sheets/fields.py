"""Columns a kind of table may have, and how a cell becomes a value or a reason why it cannot."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.functional import Promise

from members.sheets.marks import without_marks
from members.sheets.reading import CellValue

Reader = Callable[[CellValue], Any]
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 0?0:00(?::00)?)?")
DAY_TOGETHER = re.compile(r"(\d{4})(\d{2})(\d{2})")
MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})月?(?:[-/.]?0?1日?)?")
MONTH_TOGETHER = re.compile(r"(\d{4})(\d{2})")
MONEY = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d*)?|-?\d+(?:\.\d*)?")
BESIDE = re.compile(r"[\s*:_]")
EARLIEST = date(1900, 1, 1)
LOST_DIGITS_FROM = 10**15  # Excel keeps fifteen digits of a number; the rest became zeros


class CellError(Exception):
    """A cell that cannot be taken; `reason` is a key of `words.REASONS` or of the kind's own reasons."""

    def __init__(self, reason: str, **params: str | int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.params = params


@dataclass(frozen=True, slots=True)
class Field:
    """One column.

    `read` turns a cell that is not empty into a value (raises CellError); `other_names` are headings by which the
    column is recognised besides its label; `allowed` are the words the template offers; `is_personal` values are never
    shown, kept or logged in plain text, and a formula in their place is refused; `example` and `note` stand in the
    template.
    """

    key: str
    label: str | Promise
    read: Reader
    is_required: bool = False
    is_personal: bool = False
    other_names: tuple[str, ...] = ()
    allowed: tuple[str | Promise, ...] = ()
    example: str = ""
    note: str | Promise = ""


def text_of(longest: int) -> Reader:
    """Words of at most so many characters; digits that a spreadsheet made a number are words again."""

    def read(cell: CellValue) -> str:
        text = plain_text(cell)
        if len(text) > longest:
            raise CellError("too_long", limit=longest)
        return text

    return read


def plain_text(cell: CellValue) -> str:
    """The cell as words without blanks around them. Raises CellError for a number whose last digits are lost."""
    if isinstance(cell, str):
        return cell.strip()  # never normalised: that would put other characters into rare names
    if abs(cell) >= LOST_DIGITS_FROM:
        raise CellError("digits_lost")
    return str(cell)


def read_day(cell: CellValue) -> date:
    """A day in any form officers write it: 2026-03-08, 2026/3/8, 2026年3月8日, 20260308."""
    text = plain_text(cell)
    try:
        if ISO_DAY.fullmatch(text):
            day: date | None = date.fromisoformat(text)
        else:
            found = DAY.fullmatch(text) or DAY_TOGETHER.fullmatch(text)
            day = date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        day = None
    if day is None or day < EARLIEST:
        raise CellError("no_day")
    return day


def read_month(cell: CellValue) -> date:
    """The first day of a month written 2026-03, 2026年3月, 202603, or as any day of it."""
    text = plain_text(cell)
    found = MONTH.fullmatch(text) or MONTH_TOGETHER.fullmatch(text)
    try:
        return date(int(found[1]), int(found[2]), 1) if found else read_day(cell).replace(day=1)
    except (ValueError, CellError) as error:
        raise CellError("no_month") from error


def read_money(cell: CellValue) -> Decimal:
    """Yuan with at most two decimals; 万元 is never guessed (rules.md §10)."""
    text = unicodedata.normalize("NFKC", plain_text(cell)).removesuffix("元").strip()
    text = text.removeprefix("¥").removeprefix("￥").strip()
    if "万" in text:
        raise CellError("ten_thousands")
    if not MONEY.fullmatch(text):
        raise CellError("no_money")
    try:
        # A binary fraction such as 33.300000000000004 is Excel's way of keeping 33.30.
        amount = Decimal(text.replace(",", ""))
        exact = amount.quantize(Decimal("0.01"))
    except InvalidOperation as error:
        raise CellError("no_money") from error
    if abs(amount - exact) > Decimal("0.000001"):
        raise CellError("too_exact")
    return exact


def read_whole(cell: CellValue) -> int:
    """A whole number."""
    text = plain_text(cell)
    if not re.fullmatch(r"-?\d{1,9}", text):
        raise CellError("no_number")
    return int(text)


def one_of(words: Mapping[str, Any]) -> Reader:
    """One of these words (any spelling of blanks), giving what the word stands for."""
    table = {squeezed(word): value for word, value in words.items()}
    exact = dict[CellValue, Any](words.items())  # nearly every cell is written as the template offers it

    def read(cell: CellValue) -> Any:
        if cell in exact:
            return exact[cell]
        try:
            return table[squeezed(plain_text(cell))]
        except KeyError as error:
            raise CellError("not_allowed") from error

    return read


def squeezed(text: str) -> str:
    """A word or heading as it is compared: no blanks, no case, no width, no sign of obligation."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", without_marks(text))
    return BESIDE.sub("", text).lower()
