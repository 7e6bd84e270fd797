"""Workbooks and .csv written row by row in constant memory; no cell of theirs can be executed (reliability.md B5).

The workbook's parts are written straight into the target, so that no temporary file ever holds personal data in plain
text (xlsxwriter's constant_memory keeps each sheet in one, and takes longer).
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import BinaryIO, Protocol

from members.sheets import parts
from members.sheets.marks import hidden

Cell = str | int | float | Decimal | date | None
EPOCH = date(1899, 12, 30)
BUFFER = 1_000
LONGEST = 32_767
COMPRESSION = 4
# What XML cannot hold, and the format's own way of writing a character, which text may not use by accident.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
ESCAPE_LIKE = re.compile("_(x[0-9A-Fa-f]{4}_)")
# Signs that make a spreadsheet read a formula, in both widths, also behind blanks (OWASP, ASVS 1.2.10).
FORMULA = re.compile(r"[\s\x00]*[=+\-@＝＋－＠]|[\t\r\n\x00]")


@dataclass(frozen=True, slots=True)
class Stamp:
    """What every copy says of itself: lines on top, header and footer of each page, and the hidden mark (or "")."""

    lines: tuple[str, ...] = ()
    page_header: str = ""
    mark: str = ""
    properties: dict[str, str] = field(default_factory=dict)


class TableWriter(Protocol):
    """Rows in, a file out; `close` ends the file and leaves the target open."""

    def write_rows(self, rows: Iterable[Sequence[Cell]]) -> None: ...
    def close(self) -> None: ...


class WorkbookWriter:
    """A .xlsx of one sheet: the stamp's lines, the headings, then rows. Every text is a text and nothing else."""

    def __init__(self, target: BinaryIO, *, sheet: str, headings: Sequence[str], stamp: Stamp = Stamp()) -> None:
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION)
        for name, content in parts.around(sheet, stamp.mark, stamp.properties).items():
            self._zip.writestr(name, content)
        self._stamp = stamp
        self._columns = [parts.column_name(place) for place in range(max(len(headings), 1))]
        self._body = self._zip.open(parts.SHEET, "w", force_zip64=True)
        self._number = 0
        self._waiting: list[str] = []
        self._head(headings)

    def write_rows(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Add rows; None is an empty cell."""
        for row in rows:
            self._add(row, {date: ' s="1"'})

    def close(self) -> None:
        """End the sheet and the archive."""
        self._flush()
        merged = [f"A{line}:{self._columns[-1]}{line}" for line in range(1, len(self._stamp.lines) + 1)]
        self._body.write(parts.sheet_end(merged, self._stamp.page_header).encode())
        self._body.close()
        self._zip.close()

    def _head(self, headings: Sequence[str]) -> None:
        frozen = len(self._stamp.lines) + 1
        self._body.write(parts.sheet_begin(frozen, len(headings)).encode())
        for line in self._stamp.lines:
            self._add([_marked(line, self._stamp)], {str: ' s="3"'})
        self._add([_marked(heading, self._stamp) if not place else heading for place, heading in enumerate(headings)],
                  {str: ' s="2"'})  # fmt: skip

    def _add(self, row: Sequence[Cell], styles: dict[type, str]) -> None:
        self._number += 1
        number = self._number
        cells = [
            _cell(value, f"{column}{number}", styles)
            for column, value in zip(self._columns, row, strict=False)
            if value is not None and value != ""
        ]
        self._waiting.append(f'<row r="{number}">{"".join(cells)}</row>')
        if len(self._waiting) == BUFFER:
            self._flush()

    def _flush(self) -> None:
        self._body.write("".join(self._waiting).encode())
        self._waiting.clear()


def _cell(value: Cell, place: str, styles: dict[type, str]) -> str:
    style = styles.get(type(value), "")
    if isinstance(value, str):
        return f'<c r="{place}"{style} t="inlineStr"><is><t xml:space="preserve">{_xml(value)}</t></is></c>'
    if isinstance(value, date):
        return f'<c r="{place}"{style}><v>{(value - EPOCH).days}</v></c>'
    return f'<c r="{place}"{style}><v>{value}</v></c>'


def _xml(text: str) -> str:
    """Text as it may stand in a sheet: markup escaped, what XML cannot hold left out, cut to what a cell can hold."""
    if not text.isalnum():
        text = parts.escaped(ILLEGAL.sub("", text))
        if "_x" in text:
            text = ESCAPE_LIKE.sub(r"_x005F_\1", text)
    return text if len(text) <= LONGEST else text[:LONGEST]


class SeparatedWriter:
    """A .csv in UTF-8 with a byte order mark, as Excel and WPS expect it. A text that would begin a formula gets an
    apostrophe in front; numbers stay numbers."""

    def __init__(self, target: BinaryIO, *, headings: Sequence[str], stamp: Stamp = Stamp()) -> None:
        self._target = target
        self._text = io.StringIO(newline="")
        self._csv = csv.writer(self._text, quoting=csv.QUOTE_NONNUMERIC)
        target.write(b"\xef\xbb\xbf")
        self.write_rows([[_marked(line, stamp)] for line in stamp.lines])
        self.write_rows([[_marked(heading, stamp) if not n else heading for n, heading in enumerate(headings)]])

    def write_rows(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Add rows; None is an empty cell."""
        for row in rows:
            self._csv.writerow([_separated(value) for value in row])
            if self._text.tell() > BUFFER * 100:
                self._flush()

    def close(self) -> None:
        self._flush()

    def _flush(self) -> None:
        self._target.write(self._text.getvalue().encode("utf-8", "ignore"))
        self._text.seek(0)
        self._text.truncate()


def _separated(value: Cell) -> str | int | float | Decimal:
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if FORMULA.match(value) else value
    return value.isoformat() if isinstance(value, date) else value


def _marked(text: str, stamp: Stamp) -> str:
    return text + hidden(stamp.mark) if stamp.mark else text
