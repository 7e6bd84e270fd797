"""A .xlsx from its first visible sheet to its last.

Read here rather than by python-calamine, which tells neither number formats (95% comes as 0.95, 3月 as a day) nor holds
a far-off cell without filling the space between; calamine stands in the tests as the second reader.
"""

import re

from plans.documents.reading.builder import TextBuilder
from plans.documents.reading.excel.formats import BUILT_IN, Shape, shape_of
from plans.documents.reading.excel.sheet import Book, CellBudget, S, Sheet, elements, read_sheet, rich_text, rows_of
from plans.documents.reading.model import NoteCode, ReadText
from unionplan.core.untrusted.archive import Archive
from unionplan.core.untrusted.limits import Limits
from unionplan.core.untrusted.package import Relation, relations_of
from unionplan.core.untrusted.parts import Element, part_bytes, part_tree
from unionplan.core.untrusted.refusals import Kind, Reason, Unreadable

R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
DEFAULT_NAME = re.compile(r"(?:sheet|工作表|表)\s*\d*", re.IGNORECASE)


def read_excel(data: bytes, limits: Limits) -> ReadText:
    """The text of a .xlsx; raises Unreadable when its parts are damaged, too many, or hold nothing to read."""
    archive = Archive(data, limits)
    main = next((each.target for each in relations_of(archive, "", limits) if each.kind == "officeDocument"), None)
    if main is None:
        raise Unreadable(Reason.DAMAGED)
    workbook = part_tree(archive, main)
    relations = relations_of(archive, main, limits)
    book = _book(archive, workbook, relations, limits)
    builder = TextBuilder(limits)
    for name, part in _visible_sheets(workbook, relations, limits, builder):
        _add_sheet(name, read_sheet(part_bytes(archive, part), book), builder)
    return builder.finish(Kind.XLSX)


def _book(archive: Archive, workbook: Element, relations: list[Relation], limits: Limits) -> Book:
    parts = {relation.kind: relation.target for relation in relations if not relation.outside}
    properties = workbook.find(S + "workbookPr")
    return Book(
        strings=_strings(archive, parts.get("sharedStrings")),
        shapes=_shapes(archive, parts.get("styles")),
        from_1904=properties is not None and properties.get("date1904") in ("1", "true"),
        budget=CellBudget(limits),
    )


def _strings(archive: Archive, name: str | None) -> list[str]:
    if name is None or name not in archive:
        return []
    return [rich_text(element) for element in elements(part_bytes(archive, name), ("si",))]


def _shapes(archive: Archive, name: str | None) -> list[Shape]:
    """What each cell style makes of a number, in the order of the style table."""
    if name is None or name not in archive:
        return []
    root = part_tree(archive, name)
    codes = {each.get("numFmtId", ""): each.get("formatCode", "") for each in root.iterfind(f"{S}numFmts/{S}numFmt")}
    built_in = {str(number): code for number, code in BUILT_IN.items()}
    known = {number: shape_of(code) for number, code in (built_in | codes).items()}
    return [known.get(style.get("numFmtId", "0"), Shape()) for style in root.iterfind(f"{S}cellXfs/{S}xf")]


def _visible_sheets(
    workbook: Element, relations: list[Relation], limits: Limits, builder: TextBuilder
) -> list[tuple[str, str]]:
    """Name and part of each sheet that is shown; charts and dialogs are no sheets with cells."""
    parts = {relation.id: relation.target for relation in relations if relation.kind == "worksheet"}
    sheets = workbook.findall(f"{S}sheets/{S}sheet")
    if len(sheets) > limits.sheets:
        raise Unreadable(Reason.TOO_MANY_SHEETS, sheets=len(sheets), limit=limits.sheets)
    shown = [sheet for sheet in sheets if sheet.get("state", "visible") == "visible"]
    builder.count(NoteCode.SHEETS_HIDDEN, len(sheets) - len(shown))
    return [(sheet.get("name", ""), parts[sheet.get(R_ID)]) for sheet in shown if sheet.get(R_ID) in parts]


def _add_sheet(name: str, sheet: Sheet, builder: TextBuilder) -> None:
    """The sheet's name where it says something its first cell does not, then its table."""
    rows = rows_of(sheet)
    builder.count(NoteCode.ROWS_HIDDEN, len(sheet.hidden_rows & sheet.cells.keys()))
    builder.count(NoteCode.FORMULAS_WITHOUT_VALUE, sheet.formulas_without_value)
    if not rows:
        return
    if not DEFAULT_NAME.fullmatch(name) and name not in rows[0][0].text:
        builder.add(name, level=1)
    builder.add_table(rows)
