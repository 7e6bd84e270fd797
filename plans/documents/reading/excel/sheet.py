"""One worksheet, cell by cell as the file lists them: neither its stated dimension nor empty space is believed."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

from lxml import etree

from plans.documents.reading.excel.formats import Shape, shown_number
from plans.documents.reading.limits import Limits
from plans.documents.reading.model import Reason, Unreadable
from plans.documents.reading.parts import Element, local, refusal_of
from plans.documents.reading.tables import Cell, Row

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})$")
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
LETTERS = 26


@dataclass
class CellBudget:
    """How many cells with content the workbook may still hold."""

    limits: Limits
    used: int = 0

    def spend(self) -> None:
        """Count one cell; raises Unreadable(TOO_MANY_CELLS) past the limit."""
        self.used += 1
        if self.used > self.limits.cells:
            raise Unreadable(Reason.TOO_MANY_CELLS, limit=self.limits.cells)


@dataclass(frozen=True)
class Book:
    """What the sheets of one workbook share."""

    strings: list[str]
    shapes: list[Shape]
    from_1904: bool
    budget: CellBudget


@dataclass
class Sheet:
    """Cells by row and column (both from 1), merged areas as (row, column, rows, columns), and things to remark."""

    cells: dict[int, dict[int, str]] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    formulas_without_value: int = 0


def read_sheet(data: bytes, book: Book) -> Sheet:
    """Read a worksheet part; raises Unreadable when it is damaged or holds too many cells."""
    sheet = Sheet()
    position = [0, 0]  # where the next cell is when the file does not say
    for element in elements(data, ("row", "c", "mergeCell"), starts=("row",)):
        _take(element, sheet, book, position)
    return sheet


def elements(data: bytes, names: tuple[str, ...], *, starts: tuple[str, ...] = ()) -> Iterator[tuple[str, Element]]:
    """Stream ("start" or "end", element) for the named elements, forgetting each after its end."""
    wanted = [S + name for name in names]
    stream = etree.iterparse(
        BytesIO(data),
        events=("start", "end"),
        tag=wanted,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    try:
        for event, element in stream:
            if event == "end" or local(element) in starts:
                yield event, element
            if event == "end":
                _forget(element)
    except etree.XMLSyntaxError as error:
        raise refusal_of(error) from error


def _forget(element: Element) -> None:
    """Free an element and those before it: a sheet in memory as a tree would be ten times its size."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def _take(step: tuple[str, Element], sheet: Sheet, book: Book, position: list[int]) -> None:
    event, element = step
    name = local(element)
    if name == "row" and event == "start":
        stated = element.get("r", "")
        position[:] = [int(stated) if stated.isdecimal() and len(stated) < 8 else position[0] + 1, 0]
        if element.get("hidden") in ("1", "true"):
            sheet.hidden_rows.add(position[0])
    elif name == "c":
        row, column = place_of(element.get("r", "")) or (position[0], position[1] + 1)
        position[1] = column
        _cell(element, row, column, sheet, book)
    elif name == "mergeCell" and (area := _area(element.get("ref", ""))):
        sheet.merged.append(area)


def _cell(element: Element, row: int, column: int, sheet: Sheet, book: Book) -> None:
    text = _value(element, book).strip()
    if text:
        book.budget.spend()
        sheet.cells.setdefault(row, {})[column] = text
    elif element.find(S + "f") is not None and element.find(S + "v") is None:
        sheet.formulas_without_value += 1


def _value(element: Element, book: Book) -> str:
    """What the cell shows, by its stated type."""
    kind = element.get("t", "n")
    if kind == "inlineStr":
        return rich_text(element.find(S + "is"))
    raw = (element.findtext(S + "v") or "").strip() if kind != "str" else element.findtext(S + "v") or ""
    if kind == "s":
        return book.strings[int(raw)] if raw.isdecimal() and len(raw) < 9 and int(raw) < len(book.strings) else ""
    if kind == "b":
        return {"1": "是", "0": "否"}.get(raw, "")
    if kind != "n":
        return unescape(raw)
    return _number(raw, element.get("s", ""), book)


def _number(raw: str, style: str, book: Book) -> str:
    try:
        value = float(raw)
    except ValueError:
        return raw
    index = int(style) if style.isdecimal() and len(style) < 9 else 0
    shape = book.shapes[index] if index < len(book.shapes) else Shape()
    return shown_number(value, shape, from_1904=book.from_1904)


def rich_text(element: Element | None) -> str:
    """The text of a string in runs, without the reading aids some input methods store beside it."""
    if element is None:
        return ""
    texts = [each.text or "" for each in element.iter(S + "t") if local(each.getparent()) != "rPh"]
    return unescape("".join(texts))


def unescape(text: str) -> str:
    """Characters the format writes as _x000D_."""
    return ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text) if "_x" in text else text


def place_of(reference: str) -> tuple[int, int] | None:
    """(row, column), both from 1, of a reference such as B12; None when it lies on no sheet."""
    found = REFERENCE.match(reference)
    if found is None:
        return None
    column = 0
    for letter in found.group(1):
        column = column * LETTERS + ord(letter) - ord("A") + 1
    row = int(found.group(2))
    return (row, column) if row <= LAST_ROW and column <= LAST_COLUMN else None


def _area(reference: str) -> tuple[int, int, int, int] | None:
    first, _, last = reference.partition(":")
    start, end = place_of(first), place_of(last)
    if start is None or end is None or end[0] < start[0] or end[1] < start[1]:
        return None
    return (*start, end[0] - start[0] + 1, end[1] - start[1] + 1)


def rows_of(sheet: Sheet) -> list[Row]:
    """The rows that hold something, their columns moved together: empty rows and columns take no place."""
    columns = sorted({column for row in sheet.cells.values() for column in row})
    order = {column: index for index, column in enumerate(columns)}
    areas = {(row, column): (rows, cols) for row, column, rows, cols in sheet.merged}
    rows = []
    for number in sorted(sheet.cells):
        row: Row = []
        for column, text in sorted(sheet.cells[number].items()):
            deep, wide = areas.get((number, column), (1, 1))
            covered = bisect_left(columns, column + wide) - order[column]
            row.append(Cell(order[column], text, deep, covered))
        rows.append(row)
    return rows
