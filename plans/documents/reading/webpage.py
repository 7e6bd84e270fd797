"""A saved web page as text: its blocks in lines, its tables as tables, its machinery left out."""

import re
from collections.abc import Iterator

from lxml import etree

from plans.documents.reading.builder import TextBuilder
from plans.documents.reading.tables import MAX_SPAN, Cell, Row
from plans.documents.reading.word.numerals import printed_number
from unionplan.core.untrusted.parts import NO_MEMORY, Element, local
from unionplan.core.untrusted.refusals import Reason, Unreadable

DROPPED = frozenset({
    "head", "script", "style", "noscript", "nav", "template", "svg", "math", "iframe", "object", "embed", "applet",
    "audio", "video", "canvas", "select", "option", "datalist", "button", "input", "textarea", "map", "frameset",
    "noframes",
})  # fmt: skip
BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "ol", "p", "pre", "section", "summary",
    "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
LIST_FORMATS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
OWN_MARKER = re.compile(r"\s*(?:[（(〔]?[0-9一二三四五六七八九十]{1,3}[）)〕、.．]|[一二三四五六七八九十]是|[-–•●])")
INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
CHARSET = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9_-]{2,20})""", re.IGNORECASE)
CHARSETS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5",
}
CHARSET_BYTES = 4096
# A line break in the source between two Chinese characters is no blank.
CHINESE_WRAP = re.compile(r"(?<=[\u2e80-\u9fff\uff00-\uffef])[ \t]*\n\s*(?=[\u2e80-\u9fff\uff00-\uffef])")
SPACE = re.compile(r"[ \t\n]+")


def declared_encoding(data: bytes) -> str | None:
    """The encoding a page states about itself, as a codec name, when it is one of those in use; else None."""
    found = CHARSET.search(data[:CHARSET_BYTES])
    return CHARSETS.get(found.group(1).decode("ascii").lower()) if found else None


def add_webpage(text: str, builder: TextBuilder) -> None:
    """Add the visible text of a page to `builder`; raises Unreadable(DAMAGED) when it cannot be taken apart."""
    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=True, encoding="utf-8")
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable(Reason.TOO_HEAVY if error.code == NO_MEMORY else Reason.DAMAGED) from error
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        raise Unreadable(Reason.DAMAGED)  # nested past what the parser follows: the rest would be lost without a word
    if root is None:
        raise Unreadable(Reason.NO_TEXT)
    if root.find(".//h1") is None:
        builder.add(" ".join((root.findtext(".//title") or "").split()), level=0)
    PageReader(builder).read(root)


class PageReader:
    """Turns elements into lines. Walks with a stack of its own: pages may nest deeper than Python calls."""

    def __init__(self, builder: TextBuilder) -> None:
        self._builder = builder
        self._line: list[str] = []
        self._level: int | None = None
        self._preformatted = 0
        self._marker = ""
        self._items: dict[Element, int] = {}

    def read(self, root: Element) -> None:
        """Add everything visible under `root` and close the last line."""
        stack: list[tuple[str, Element | str]] = [("open", root)]
        while stack:
            step, item = stack.pop()
            if step == "text":
                self._text(item)
            elif step == "close":
                self._close(item)
            elif not _is_dropped(item):
                self._open(item, stack)
        self._end_line()

    def _open(self, element: Element, stack: list[tuple[str, Element | str]]) -> None:
        name = local(element)
        if name in BLOCKS:
            self._end_line()
        if name == "br":
            self._end_line(keep_level=True)
        if name == "table" and _is_data(element):
            self._builder.add_table(self._rows(element))
            return
        if re.fullmatch("h[1-6]", name):
            self._level = int(name[1])
        if name == "pre":
            self._preformatted += 1
        if name == "li":
            self._marker = self._list_marker(element)
        stack.append(("close", element))
        for child in reversed(element):
            stack.append(("text", child.tail or ""))
            stack.append(("open", child))
        stack.append(("text", element.text or ""))

    def _close(self, element: Element) -> None:
        name = local(element)
        if name == "pre":
            self._end_line()
            self._preformatted -= 1
        elif name in BLOCKS:
            self._end_line()

    def _text(self, text: str) -> None:
        if self._preformatted:
            self._line.append(text)
        else:
            self._line.append(SPACE.sub(" ", CHINESE_WRAP.sub("", text)))

    def _end_line(self, *, keep_level: bool = False) -> None:
        line = "".join(self._line).replace("\xa0", " ")
        text = line if self._preformatted else re.sub(" {2,}", " ", line)
        if text.strip():
            self._builder.add(f"{self._marker}{text.strip()}" if self._marker else text, level=self._level)
            self._marker = ""
        self._line = []
        if not keep_level:
            self._level = None

    def _list_marker(self, item: Element) -> str:
        """The number or bullet a browser prints before a list item; none when the text brings its own."""
        parent = item.getparent()
        ordered = parent is not None and local(parent) == "ol"
        if ordered:
            start = parent.get("start", "1")
            first = int(start) if start.isdecimal() and len(start) < 6 else 1
            self._items[parent] = self._items.get(parent, first - 1) + 1
        if OWN_MARKER.match(next(_texts(item), "")):
            return ""
        if not ordered:
            return "• "
        return f"{printed_number(self._items[parent], LIST_FORMATS.get(parent.get('type', '1'), 'decimal'))}. "

    def _rows(self, table: Element) -> list[Row]:
        """Rows of a data table; cells that reach down push those of the next rows to the right."""
        rows: list[Row] = []
        taken: dict[int, int] = {}
        for element in table.iter("tr"):
            row: Row = []
            column = 0
            for cell in (child for child in element if local(child) in ("td", "th")):
                while taken.get(column, 0) > len(rows):
                    column += 1
                cols, deep = _span(cell, "colspan"), _span(cell, "rowspan")
                row.append(Cell(column, self._cell_text(cell), deep, cols))
                for covered in range(column, column + cols):
                    taken[covered] = len(rows) + deep
                column += cols
            rows.append(row)
        return rows

    def _cell_text(self, cell: Element) -> str:
        inner = self._builder.part()
        PageReader(inner).read(cell)
        return inner.text


def _is_dropped(element: Element) -> bool:
    if local(element) in DROPPED or local(element) == "":
        return True
    return element.get("hidden") is not None or bool(INVISIBLE.search(element.get("style", "")))


def _is_data(table: Element) -> bool:
    """A table of data, not one that only arranges the page: two columns and rows at least, no table inside."""
    if next(table.iterdescendants("table"), None) is not None:
        return False
    widths = [sum(local(cell) in ("td", "th") for cell in row) for row in table.iter("tr")]
    return len(widths) > 1 and max(widths) > 1


def _span(cell: Element, name: str) -> int:
    value = cell.get(name, "1").strip()
    return min(max(int(value), 1), MAX_SPAN) if value.isdecimal() and len(value) < 6 else 1


def _texts(item: Element) -> Iterator[str]:
    """The texts inside an element that are not blank, one after the other."""
    return (text for text in item.itertext() if text.strip())
