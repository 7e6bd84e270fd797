"""Documents built for the tests: honest ones by the usual libraries, hostile ones byte by byte."""

import io
import struct
import zipfile
from collections.abc import Mapping

import xlsxwriter

W_NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R_NS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
S_NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EXCEL_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

Parts = Mapping[str, str | bytes]


def zipped(parts: Parts) -> bytes:
    """A ZIP archive of the parts, deflated."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def relations(*entries: tuple[str, str, str], outside: bool = False) -> str:
    """A relations part; each entry is (id, last word of the type or a whole type, target)."""
    mode = ' TargetMode="External"' if outside else ""
    rows = "".join(
        f'<Relationship Id="{key}" Type="{kind if "/" in kind else f"{REL}/{kind}"}" Target="{target}"{mode}/>'
        for key, kind, target in entries
    )
    return f'{XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'


def content_types(main: str, part: str, *more: str) -> str:
    """A [Content_Types].xml with the main part and further content types for made-up parts."""
    extra = "".join(f'<Override PartName="/extra{index}.bin" ContentType="{each}"/>' for index, each in enumerate(more))
    return (
        f'{XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{part}" ContentType="{main}"/>{extra}</Types>'
    )


def paragraph(text: str, properties: str = "") -> str:
    """A w:p of one run."""
    inner = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f'<w:p>{inner}<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def document_xml(body: str) -> str:
    """The main part of a Word document."""
    return f'{XML}<w:document xmlns:w="{W_NS}" xmlns:r="{R_NS}"><w:body>{body}</w:body></w:document>'


def word_parts(body: str = "", *, numbering: str = "", styles: str = "") -> dict[str, str | bytes]:
    """The parts of a small .docx; `numbering` and `styles` are the inside of those parts."""
    links = []
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": content_types(WORD_MAIN, "word/document.xml"),
        "_rels/.rels": relations(("rId1", "officeDocument", "word/document.xml")),
        "word/document.xml": document_xml(body or paragraph("一、开展送温暖活动")),
    }
    if numbering:
        links.append(("rId1", "numbering", "numbering.xml"))
        parts["word/numbering.xml"] = f'{XML}<w:numbering xmlns:w="{W_NS}">{numbering}</w:numbering>'
    if styles:
        links.append(("rId2", "styles", "styles.xml"))
        parts["word/styles.xml"] = f'{XML}<w:styles xmlns:w="{W_NS}">{styles}</w:styles>'
    parts["word/_rels/document.xml.rels"] = relations(*links)
    return parts


def word(body: str = "", *, numbering: str = "", styles: str = "", more: Parts | None = None) -> bytes:
    """A small .docx from raw XML, with further or replaced parts."""
    return zipped({**word_parts(body, numbering=numbering, styles=styles), **(more or {})})


def excel_parts(rows: str = "", *, tail: str = "", styles: str = "", sheets: int = 1) -> dict[str, str | bytes]:
    """The parts of a small .xlsx whose first sheet holds the given row elements and what follows them."""
    listed = "".join(f'<sheet name="表{n}" sheetId="{n}" r:id="rId{n}"/>' for n in range(1, sheets + 1))
    links = [(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in range(1, sheets + 1)]
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": content_types(EXCEL_MAIN, "xl/workbook.xml"),
        "_rels/.rels": relations(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'{XML}<workbook xmlns="{S_NS}" xmlns:r="{R_NS}"><sheets>{listed}</sheets></workbook>',
    }
    for number in range(1, sheets + 1):
        content = rows if number == 1 else ""
        parts[f"xl/worksheets/sheet{number}.xml"] = (
            f'{XML}<worksheet xmlns="{S_NS}"><dimension ref="A1:B1"/><sheetData>{content}</sheetData>{tail}</worksheet>'
        )
    if styles:
        links.append(("rId900", "styles", "styles.xml"))
        parts["xl/styles.xml"] = f'{XML}<styleSheet xmlns="{S_NS}">{styles}</styleSheet>'
    parts["xl/_rels/workbook.xml.rels"] = relations(*links)
    return parts


def text_cell(reference: str, text: str) -> str:
    """A cell with its text inside."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def plan_workbook() -> bytes:
    """A year's plan as an office writes it: a title, a header, rows with dates, numbers and a percentage."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("活动安排")
    percent, month = book.add_format({"num_format": "0%"}), book.add_format({"num_format": 'm"月"'})
    sheet.merge_range(0, 0, 0, 4, "红叶纺织厂工会2027年活动安排表")
    sheet.write_row(1, 0, ["序号", "时间", "活动内容", "负责人", "参与率"])
    for index, (serial, what, who, share) in enumerate(PLAN_ROWS):
        sheet.write_number(index + 2, 0, index + 1)
        sheet.write_number(index + 2, 1, serial, month)
        sheet.write_row(index + 2, 2, [what, who])
        sheet.write_number(index + 2, 4, share, percent)
    book.close()
    return out.getvalue()


PLAN_ROWS = (
    (46454, "女职工手工展", "女工委员", 0.95),
    (46456, "女职工健康讲座", "女工委员", 0.8),
    (46520, "职工趣味运动会", "文体委员", 0.6),
)


def with_directory_field(data: bytes, name: str, offset: int, value: int) -> bytes:
    """The archive with one 4-byte field of a part's directory entry replaced: 20 packed size, 24 size, 16 checksum."""
    changed = bytearray(data)
    start = data.index(b"PK\x01\x02")
    while data[start + 46 : start + 46 + len(name)] != name.encode():
        start = data.index(b"PK\x01\x02", start + 4)
    struct.pack_into("<I", changed, start + offset, value)
    return bytes(changed)
