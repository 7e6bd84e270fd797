"""The parts of a workbook around its rows: types, relations, styles, properties, page set-up."""

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

SHEET = "xl/worksheets/sheet1.xml"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
CUSTOM = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
FORMAT_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
SHEET_NAME = 31
WIDTH = 14
HEADER = 200

STYLES = (
    f'{XML}<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="宋体"/></font>'
    '<font><b/><sz val="11"/><name val="宋体"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1">'
    '<alignment vertical="top" wrapText="1"/></xf></cellXfs></styleSheet>'
)


def escaped(text: str) -> str:
    """Text for the inside of an element."""
    return escape(text)


def around(sheet: str, mark: str, properties: dict[str, str]) -> dict[str, str]:
    """Every part but the sheet itself, by name."""
    custom = {**properties, **({"CopyId": mark} if mark else {})}
    return {
        "[Content_Types].xml": (
            f'{XML}<Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
            f'<Override PartName="/{SHEET}" ContentType="{TYPE}.worksheet+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{TYPE}.styles+xml"/>'
            f'<Override PartName="/docProps/custom.xml" ContentType="{CUSTOM}"/></Types>'
        ),
        "_rels/.rels": _relations(
            (f"{OFFICE}/relationships/officeDocument", "xl/workbook.xml"),
            (f"{OFFICE}/relationships/custom-properties", "docProps/custom.xml"),
        ),
        "xl/workbook.xml": (
            f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}/relationships"><sheets>'
            f'<sheet name={quoteattr(_sheet_name(sheet))} sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": _relations(
            (f"{OFFICE}/relationships/worksheet", "worksheets/sheet1.xml"),
            (f"{OFFICE}/relationships/styles", "styles.xml"),
        ),
        "xl/styles.xml": STYLES,
        "docProps/custom.xml": _custom(custom),
    }


def sheet_begin(frozen: int, columns: int) -> str:
    """The sheet up to its first row; the first `frozen` rows stay in view."""
    return (
        f'{XML}<worksheet xmlns="{MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView workbookViewId="0"><pane ySplit="{frozen}" topLeftCell="A{frozen + 1}"'
        ' activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f'<cols><col min="1" max="{max(columns, 1)}" width="{WIDTH}" customWidth="1"/></cols><sheetData>'
    )


def sheet_end(merged: Sequence[str], header: str) -> str:
    """The sheet after its last row: merged lines on top, page set-up, header and footer."""
    areas = "".join(f'<mergeCell ref="{area}"/>' for area in merged)
    merges = f'<mergeCells count="{len(merged)}">{areas}</mergeCells>' if merged else ""
    text = escape(header[:HEADER].replace("&", "&&"))
    pages = f"<headerFooter><oddHeader>&amp;C{text}</oddHeader><oddFooter>&amp;L{text}&amp;R&amp;P / &amp;N</oddFooter>"
    return (
        f'</sheetData>{merges}<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
        f"{pages}</headerFooter></worksheet>"
    )


def column_name(place: int) -> str:
    """A for 0, Z for 25, AA for 26."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _sheet_name(name: str) -> str:
    return "".join("_" if sign in "[]:*?/\\'" else sign for sign in name)[:SHEET_NAME] or "1"


def _relations(*targets: tuple[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>'


def _custom(properties: dict[str, str]) -> str:
    rows = "".join(
        f'<property fmtid="{FORMAT_ID}" pid="{number}" name={quoteattr(name)}>'
        f"<vt:lpwstr>{escape(value)}</vt:lpwstr></property>"
        for number, (name, value) in enumerate(properties.items(), start=2)
    )
    return f'{XML}<Properties xmlns="{OFFICE}/custom-properties" xmlns:vt="{OFFICE}/docPropsVTypes">{rows}</Properties>'
