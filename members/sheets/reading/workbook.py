"""A .xlsx: looked over as XML first (formulas, merged cells, far-off cells), then its values read by calamine.

calamine is twenty times as fast as reading the XML in Python (limits.md) and does not believe `dimension`; it lays out
the rectangle around all cells, so a cell at the far end of the sheet must be found before.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from python_calamine import CalamineSheet, CalamineWorkbook

from members.sheets.reading.batching import LONGEST_CELL, Marks, batches_of
from members.sheets.reading.model import CellValue, Mark
from unionplan.core.untrusted.archive import Archive
from unionplan.core.untrusted.limits import Limits
from unionplan.core.untrusted.package import relations_of
from unionplan.core.untrusted.parts import Element, part_bytes, part_tree
from unionplan.core.untrusted.refusals import Reason, Unreadable

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?r="([A-Z]{1,3})([0-9]{1,7})"')
FAR_COLUMN = re.compile(rb'r="[A-Z]{3}[0-9]{1,7}"(?:[^>]*[^/])?>')
HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\s[^>]*hidden="(?:1|true)"')
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"')
TAIL = 1_000_000
LAST_ROW = 400_000
MARKS_AT_MOST = 200_000
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")


def read_workbook(data: bytes, limits: Limits) -> Iterator[dict[str, Any]]:
    """Head, rows and marks of the first visible sheet as messages; raises Unreadable for what cannot be read whole."""
    archive = Archive(data, limits)
    index, name, part, others = _first_sheet(archive, limits)
    marks, hidden = _looked_over(part_bytes(archive, part))
    sheet = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(index)
    notes: dict[str, dict[str, int]] = {}
    if others:
        notes["other_sheets"] = {"count": others}
    if hidden:
        notes["rows_hidden"] = {"count": hidden}
    if sheet.height == 0:
        raise Unreadable(Reason.NO_TEXT)
    yield {"head": {"sheet": name, "rows": sheet.height, "notes": notes}}
    yield from batches_of(_rows(sheet), marks, limits)


def _first_sheet(archive: Archive, limits: Limits) -> tuple[int, str, str, int]:
    """Place, name and part of the first visible sheet, and how many sheets there are besides it."""
    main = next((each.target for each in relations_of(archive, "", limits) if each.kind == "officeDocument"), None)
    if main is None:
        raise Unreadable(Reason.DAMAGED)
    parts = {each.id: each.target for each in relations_of(archive, main, limits) if each.kind == "worksheet"}
    sheets: list[Element] = part_tree(archive, main).findall(f"{S}sheets/{S}sheet")
    if len(sheets) > limits.sheets:
        raise Unreadable(Reason.TOO_MANY_SHEETS, sheets=len(sheets), limit=limits.sheets)
    for index, sheet in enumerate(sheets):
        if sheet.get("state", "visible") == "visible" and sheet.get(R_ID) in parts:
            return index, sheet.get("name", ""), parts[sheet.get(R_ID)], len(sheets) - 1
    raise Unreadable(Reason.NO_TEXT)


def _looked_over(xml: bytes) -> tuple[Marks, int]:
    """Marks of formulas and merged cells, and the number of hidden rows; refuses cells too far off to be a table."""
    if FAR_COLUMN.search(xml) or _last_filled_row(xml) > LAST_ROW:
        raise Unreadable(Reason.TOO_MANY_CELLS, limit=LAST_ROW)
    marks: Marks = {}
    has_formulas = b"<f" in xml or b":f" in xml  # a look for bytes costs a fifth of a pattern
    for found in FORMULA.finditer(xml) if has_formulas else ():
        start = xml.rfind(b"<c ", 0, found.start())
        if cell := CELL.match(xml, max(start, 0)):
            _mark(marks, int(cell.group(2)), _column(cell.group(1)), Mark.FORMULA)
    for left, top, right, bottom in MERGED.findall(xml, max(0, len(xml) - TAIL)):
        _mark_merged(marks, _column(left), int(top), _column(right), int(bottom))
    return marks, sum(1 for _ in HIDDEN_ROW.finditer(xml)) if b"hidden=" in xml else 0


def _last_filled_row(xml: bytes) -> int:
    """The row of the last cell that has an inside: rows without one, however many, are only empty paper."""
    end = max(xml.rfind(b"</c>"), xml.rfind(b":c>"))
    start = xml.rfind(b"<", 0, xml.rfind(b'r="', 0, max(end, 0)))
    cell = CELL.match(xml, max(start, 0))
    return int(cell.group(2)) if cell else 0


def _mark_merged(marks: Marks, left: int, top: int, right: int, bottom: int) -> None:
    """Every cell of the area: only its first one holds a value, and nobody can know for which rows it was meant."""
    if (right - left + 1) * (bottom - top + 1) > MARKS_AT_MOST:
        raise Unreadable(Reason.TOO_HEAVY)
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            _mark(marks, row, column, Mark.MERGED)


def _mark(marks: Marks, row: int, column: int, mark: Mark) -> None:
    marks.setdefault(row, {})[column] = mark
    if len(marks) > MARKS_AT_MOST:
        raise Unreadable(Reason.TOO_HEAVY)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _rows(sheet: CalamineSheet) -> Iterator[tuple[int, list[CellValue]]]:
    """Rows that hold something; columns count from A, whichever is the first that is filled."""
    blank: list[CellValue] = [""] * (sheet.start or (0, 0))[1]
    # Row by row: as one list the cells would take as much memory again.
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        if any(cell != "" for cell in cells):
            yield number, [*blank, *map(_value, cells)]


def _value(cell: object) -> CellValue:
    kind = type(cell)
    if kind is str:
        return _text(cell)  # type: ignore[arg-type]
    if kind is float or kind is int:
        number: float = cell  # type: ignore[assignment]
        return int(number) if number.is_integer() else number
    return _worded(cell)


def _text(raw: str) -> str:
    text = raw.strip()
    if not text.isprintable():
        text = CONTROLS.sub("", text)
    return text[:LONGEST_CELL]


def _worded(cell: object) -> str:
    """Dates, times and truth as text."""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ", timespec="minutes")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return {True: "是", False: "否"}[bool(cell)]
