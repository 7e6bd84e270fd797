"""A .docx from its first paragraph to its last: headings, automatic numbers, tables, text boxes."""

import re
from collections.abc import Iterator

from plans.documents.reading.builder import TextBuilder
from plans.documents.reading.model import NoteCode, ReadText
from plans.documents.reading.tables import MAX_SPAN, Cell, Row
from plans.documents.reading.word.names import W, child_number, child_value
from plans.documents.reading.word.numbering import Numbering
from plans.documents.reading.word.paragraphs import mark_is_deleted, read_inline
from plans.documents.reading.word.styles import Style, Styles
from unionplan.core.untrusted.archive import Archive
from unionplan.core.untrusted.limits import Limits
from unionplan.core.untrusted.package import relations_of
from unionplan.core.untrusted.parts import Element, local, part_tree
from unionplan.core.untrusted.refusals import Kind, Reason, Unreadable

HEADING_STYLE = re.compile(r"(?:heading|标题)\s*([1-9])")
TITLE_STYLES = ("title", "标题")
CONTENTS_STYLE = re.compile(r"(?:toc|目录)\s*[1-9]")
WRAPPERS = frozenset({"sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"})


def read_word(data: bytes, limits: Limits) -> ReadText:
    """The text of a .docx; raises Unreadable when its parts are damaged, too long, or hold nothing to read."""
    archive = Archive(data, limits)
    main = next((each.target for each in relations_of(archive, "", limits) if each.kind == "officeDocument"), None)
    if main is None:
        raise Unreadable(Reason.DAMAGED)
    parts = {relation.kind: relation.target for relation in relations_of(archive, main, limits) if not relation.outside}
    styles = Styles(_optional(archive, parts.get("styles")))
    numbering = Numbering(_optional(archive, parts.get("numbering")), styles)
    body = part_tree(archive, main).find(W + "body")
    if body is None:
        raise Unreadable(Reason.DAMAGED)
    builder = TextBuilder(limits)
    WordReader(styles, numbering, builder).read(body)
    return builder.finish(Kind.DOCX)


def _optional(archive: Archive, name: str | None) -> Element | None:
    return part_tree(archive, name) if name is not None and name in archive else None


class WordReader:
    """Walks blocks in document order, so that the counters of the lists stay true."""

    def __init__(self, styles: Styles, numbering: Numbering, builder: TextBuilder) -> None:
        self._styles = styles
        self._numbering = numbering
        self._builder = builder

    def read(self, body: Element) -> None:
        """Add everything under `body` to the builder."""
        open_line = ""
        for block in _blocks(body):
            if local(block) == "tbl":
                self._table(block)
                continue
            text, level, boxes = self._paragraph(block)
            open_line += text
            if not mark_is_deleted(block):
                self._builder.add(open_line, level=level)
                open_line = ""
            for box in boxes:
                self._builder.count(NoteCode.TEXT_BOXES_READ)
                self.read(box)
        self._builder.add(open_line)

    def _paragraph(self, paragraph: Element) -> tuple[str, int | None, list[Element]]:
        """Text with its printed number, heading level (None for body text) and text boxes of one paragraph."""
        properties = paragraph.find(W + "pPr")
        chain = self._styles.chain(child_value(properties, "pStyle"), paragraph=True)
        marker = self._marker(properties, chain)
        found = read_inline(paragraph, self._styles)
        for note in found.notes:
            self._builder.count(note)
        text = found.text.strip()
        if text and any(CONTENTS_STYLE.fullmatch(style.name) for _, style in chain[:1]):
            self._builder.count(NoteCode.CONTENTS_IGNORED)
            return "", None, found.boxes
        return (f"{marker}{text}" if text else ""), _heading_level(properties, chain), found.boxes

    def _marker(self, properties: Element | None, chain: list[tuple[str, Style]]) -> str:
        """The automatic number, from the paragraph itself or the nearest style that has one; 0 means none."""
        own = properties.find(W + "numPr") if properties is not None else None
        number_id, level = child_number(own, "numId"), child_number(own, "ilvl")
        if number_id is None:
            named = next(((key, style) for key, style in chain if style.number_id is not None), None)
            if named is None or named[1].number_id is None:
                return ""
            number_id = named[1].number_id
            tied = self._numbering.level_of_style(number_id, named[0])
            level = next((each for each in (level, tied, named[1].number_level) if each is not None), 0)
        return self._numbering.next_marker(number_id, level or 0) if number_id else ""

    def _table(self, table: Element) -> None:
        self._builder.add_table(self._rows(table))

    def _rows(self, table: Element) -> list[Row]:
        """Rows of a w:tbl; a cell that continues the one above lengthens it instead of being read again."""
        rows: list[Row] = []
        above: dict[int, Cell] = {}
        for element in _children(table, "tr"):
            if element.find(f"{W}trPr/{W}del") is not None:
                self._builder.count(NoteCode.DELETIONS_IGNORED)
                continue
            rows.append(self._row(element, above))
        return rows

    def _row(self, element: Element, above: dict[int, Cell]) -> Row:
        column = child_number(element.find(W + "trPr"), "gridBefore") or 0
        row: Row = []
        for cell_element in _children(element, "tc"):
            properties = cell_element.find(W + "tcPr")
            span = min(max(child_number(properties, "gridSpan") or 1, 1), MAX_SPAN)
            merge = properties.find(W + "vMerge") if properties is not None else None
            if merge is not None and merge.get(W + "val", "continue") == "continue" and column in above:
                above[column].rows += 1
            else:
                above[column] = Cell(column, self._cell_text(cell_element), cols=span)
                row.append(above[column])
            column += span
        return row

    def _cell_text(self, cell: Element) -> str:
        """Paragraphs and inner tables of a cell, one line each."""
        inner = self._builder.part()
        WordReader(self._styles, self._numbering, inner).read(cell)
        self._builder.take_notes(inner)
        return inner.text


def _blocks(parent: Element) -> Iterator[Element]:
    """Paragraphs and tables under `parent` in order, through whatever wraps them."""
    for child in parent:
        name = local(child)
        if name in ("p", "tbl"):
            yield child
        elif name in WRAPPERS:
            yield from _blocks(child)


def _children(parent: Element, wanted: str) -> Iterator[Element]:
    """Rows of a table or cells of a row, through content controls."""
    for child in parent:
        name = local(child)
        if name == wanted:
            yield child
        elif name in WRAPPERS:
            yield from _children(child, wanted)


def _heading_level(properties: Element | None, chain: list[tuple[str, Style]]) -> int | None:
    """1 to 9 for a heading, 0 for the title, None for body text."""
    own = child_number(properties, "outlineLvl")
    levels = [own, *(style.outline_level for _, style in chain)]
    outline = next((level for level in levels if level is not None), None)
    if outline is not None and 0 <= outline < 9:
        return outline + 1
    for _, style in chain[:1]:
        if named := HEADING_STYLE.fullmatch(style.name):
            return int(named.group(1))
        if style.name in TITLE_STYLES:
            return 0
    return None
