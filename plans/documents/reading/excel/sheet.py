"""One worksheet, cell by cell as the file lists them: neither its stated dimension nor empty space is believed."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO

from lxml import etree

from plans.documents.reading.excel.formats import Shape, shown_number
from plans.documents.reading.tables import Cell, Row
from unionplan.core.untrusted.limits import Limits
from unionplan.core.untrusted.parts import Element, local, refusal_of
from unionplan.core.untrusted.refusals import Reason, Unreadable

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ROW, CELL, VALUE, INLINE, FORMULA = (S + name for name in ("row", "c", "v", "is", "f"))
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
    number = 0
    for element in elements(data, ("row", "mergeCell")):
        if element.tag == ROW:
            number = _row(element, number, sheet, book)
        elif area := _area(element.get("ref", "")):
            sheet.merged.append(area)
    return sheet


def elements(data: bytes, names: tuple[str, ...]) -> Iterator[Element]:
    """Stream the named elements as each ends, forgetting it after: as a tree a sheet would be ten times its size."""
    stream = etree.iterparse(
        BytesIO(data),
        tag=[S + name for name in names],
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    try:
        for _, element in stream:
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise refusal_of(error) from error


def _row(element: Element, before: int, sheet: Sheet, book: Book) -> int:
    """Take the cells of one row; its number, and places of cells that state none, follow from what came before."""
    stated = element.get("r", "")
    number = int(stated) if stated.isdecimal() and len(stated) < 8 else before + 1
    if element.get("hidden") in ("1", "true"):
        sheet.hidden_rows.add(number)
    column = 0
    for cell in element:
        if cell.tag != CELL:
            continue
        row, column = place_of(cell.get("r", "")) or (number, column + 1)
        if text := _shown(cell, sheet, book).strip():
            book.budget.spend()
            sheet.cells.setdefault(row, {})[column] = text
    return number


def _shown(cell: Element, sheet: Sheet, book: Book) -> str:
    """What a cell shows; a formula that was never worked out shows nothing, and is counted."""
    children = {child.tag: child for child in cell}
    if VALUE in children:
        return _value(children[VALUE].text or "", cell.get("t", "n"), cell.get("s", ""), book)
    if INLINE in children:
        return rich_text(children[INLINE])
    sheet.formulas_without_value += FORMULA in children
    return ""


def _value(raw: str, kind: str, style: str, book: Book) -> str:
    """A stored value by its stated type: shared string, truth, text or error, number."""
    stripped = raw.strip()
    if kind == "s":
        return book.strings[int(stripped)] if _is_below(stripped, len(book.strings)) else ""
    if kind == "b":
        return {"1": "是", "0": "否"}.get(stripped, "")
    return _number(stripped, style, book) if kind == "n" else unescape(raw)


def _is_below(digits: str, count: int) -> bool:
    return digits.isdecimal() and len(digits) < 9 and int(digits) < count


def _number(raw: str, style: str, book: Book) -> str:
    try:
        value = float(raw)
    except ValueError:
        return raw
    shape = book.shapes[int(style or "0")] if _is_below(style or "0", len(book.shapes)) else Shape()
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
    row, column = int(found.group(2)), column_number(found.group(1))
    return (row, column) if row <= LAST_ROW and column <= LAST_COLUMN else None


@cache
def column_number(letters: str) -> int:
    """A is 1, Z 26, AA 27; there are at most 18,278 names to remember."""
    column = 0
    for letter in letters:
        column = column * LETTERS + ord(letter) - ord("A") + 1
    return column


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
