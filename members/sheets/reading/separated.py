"""A .csv: encoding found (reliability.md B3), separator recognised, quotes read strictly."""

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from members.sheets.reading.batching import LONGEST_CELL, batches_of, trimmed
from members.sheets.reading.model import CellValue
from unionplan.core.untrusted.encodings import Decoded, decode_text
from unionplan.core.untrusted.limits import Limits
from unionplan.core.untrusted.refusals import Reason, Unreadable

SEPARATORS = (",", "\t", ";", "|", "，")
LOOKED_AT = 50
# NUL cannot be stored; the rest has no shape: C0, C1, marks left inside by joining files, lone surrogates.
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")
# ="0012" is how a .csv tells Excel to keep zeros; 'ʹ before a sign that starts a formula is how we write it.
KEPT_AS_TEXT = re.compile(r'="([^"]*)"')
ESCAPED = re.compile(r"'(?=[=+\-@\t\r])")


def read_separated(data: bytes, encoding: str, limits: Limits) -> Iterator[dict[str, Any]]:
    """Head, rows and marks of a .csv as messages; raises Unreadable when it is no text or its quotes never close."""
    decoded = decode_text(data, encoding=encoding or None)
    text = CONTROLS.sub("", decoded.text)
    if not text.strip():
        raise Unreadable(Reason.NO_TEXT)
    separator = separator_of(text)
    yield {
        "head": {
            "encoding": decoded.encoding,
            "separator": separator,
            "rows": text.count("\n"),
            "notes": _notes(decoded),
        }
    }
    yield from batches_of(_rows(text, separator), {}, limits)


def separator_of(text: str) -> str:
    """The sign that cuts the first lines into the most columns of the same number; a comma when none does."""
    return max(SEPARATORS, key=lambda each: _evenness(text, each))


def _evenness(text: str, separator: str) -> tuple[float, int]:
    """Share of lines with the commonest number of columns (none when that is one), and that number."""
    try:
        lines = list(islice(csv.reader(io.StringIO(text[:200_000]), delimiter=separator), LOOKED_AT))
    except csv.Error:
        return (0.0, 0)
    widths = [len(line) for line in lines if any(line)]
    wide = [width for width in widths if width > 1]
    if not wide:
        return (0.0, 0)
    commonest = max(set(wide), key=wide.count)
    return (wide.count(commonest) / len(widths), commonest)


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[CellValue]]]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for number, cells in enumerate(reader, start=1):
            if row := trimmed([_cell(cell) for cell in cells]):
                yield number, row
    except csv.Error as error:
        raise Unreadable(Reason.DAMAGED) from error


def _cell(raw: str) -> CellValue:
    text = raw.strip()
    if text[:1] == "=" and (kept := KEPT_AS_TEXT.fullmatch(text)):
        return kept.group(1)
    return text[1:] if text[:1] == "'" and ESCAPED.match(text) else text


def _notes(decoded: Decoded) -> dict[str, dict[str, str | int]]:
    notes: dict[str, dict[str, str | int]] = {}
    if decoded.doubtful:
        notes["encoding_guessed"] = {"encoding": decoded.encoding}
    if decoded.cut:
        notes["cut_at_end"] = {"bytes": decoded.cut}
    return notes
