"""Hostile packages are refused, each with a reason, and honest ones are not."""

import io
import struct
import zipfile

import pytest

from members.sheets.reading import open_table
from members.tests.sheets.tables import raw_workbook, text_row, workbook
from plans.documents.reading.tests.samples import EXCEL_MAIN, content_types, excel_parts, relations, zipped
from unionplan.core.untrusted.refusals import Unreadable

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ROWS = text_row(1, "姓名", "部门") + text_row(2, "甲", "乙")
MACRO_TYPE = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
LAUGHS = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "哈"><!ENTITY b "&a;&a;">]>'
MS = "http://schemas.microsoft.com/office/2006/relationships"
SHEET = "xl/worksheets/sheet1.xml"
SHEET_LINKS = "xl/worksheets/_rels/sheet1.xml.rels"
AWAY = "http://example.invalid"
EXCEL = "application/vnd.ms-excel"


def added(name: str, content: str | bytes = b"\0") -> bytes:
    return raw_workbook(ROWS, more={name: content})


def related(
    kind: str, target: str, *, outside: bool = False, part: str = "xl/worksheets/_rels/sheet1.xml.rels"
) -> bytes:
    return raw_workbook(ROWS, more={part: relations(("rId9", kind, target), outside=outside)})


def typed(content_type: str) -> bytes:
    return raw_workbook(ROWS, more={"[Content_Types].xml": content_types(EXCEL_MAIN, "xl/workbook.xml", content_type)})


def retyped(content_type: str) -> bytes:
    return raw_workbook(ROWS, more={"[Content_Types].xml": content_types(content_type, "xl/workbook.xml")})


def linked() -> bytes:
    info = zipfile.ZipInfo("xl/passwd.xml")
    info.external_attr = 0o120777 << 16
    out = io.BytesIO(raw_workbook(ROWS))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(info, "/etc/passwd")
    return out.getvalue()


def locked() -> bytes:
    data = bytearray(raw_workbook(ROWS))
    struct.pack_into("<H", data, data.index(b"PK\x01\x02") + 8, 1)
    return bytes(data)


def declared(size: int) -> bytes:
    data = bytearray(raw_workbook(ROWS))
    struct.pack_into("<I", data, data.rindex(b"PK\x01\x02") + 24, size)
    return bytes(data)


def cell_bomb() -> bytes:
    return raw_workbook('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>')


HOSTILE: dict[str, tuple[bytes, str]] = {
    **{f"macro part {name}": (added(name), "a.xlsx") for name in (
        "xl/vbaProject.bin", "xl/vbaData.xml", "xl/macrosheets/sheet1.xml", "xl/VBAPROJECT.BIN",
        "xl/x/vbaProjectSignature.bin")},
    **{f"object part {name}": (added(name), "a.xlsx") for name in (
        "xl/embeddings/oleObject1.bin", "xl/activeX/activeX1.bin", "xl/embeddings/book.xlsx", "xl/oleObject.bin",
        "xl/EMBEDDINGS/a.bin")},
    **{f"outside part {name}": (added(name, "<a/>"), "a.xlsx") for name in (
        "xl/externalLinks/externalLink1.xml", "xl/connections.xml", "xl/queryTables/queryTable1.xml",
        "xl/externallinks/_rels/a.xml.rels")},
    **{f"ole bytes in {name}": (added(name, OLE + b"x"), "a.xlsx") for name in (
        "xl/media/a.png", "xl/a.bin", "docProps/t.jpg")},
    **{f"type {name}": (typed(name), "a.xlsx") for name in (
        "application/vnd.ms-office.vbaProject", MACRO_TYPE, "application/vnd.openxmlformats-officedocument.oleObject",
        "application/vnd.ms-excel.intlmacrosheet+xml")},
    **{f"renamed {name}": (retyped(name), "a.xlsx") for name in (
        MACRO_TYPE, f"{EXCEL}.template.macroEnabled.main+xml", f"{EXCEL}.addin.macroEnabled.main+xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        f"{EXCEL}.sheet.binary.macroEnabled.main")},
    **{f"relation {kind}": (related(kind, target, outside=outside), "a.xlsx") for kind, target, outside in (
        (f"{MS}/vbaProject", "vbaProject.bin", False), ("oleObject", "../a.bin", False), ("package", "../a.bin", False),
        ("control", "../a.xml", False), ("image", f"{AWAY}/a.png", True), ("oleObject", "file:///c:/a", True),
        ("externalLinkPath", f"{AWAY}/a.xlsx", True), ("attachedTemplate", f"{AWAY}/a.xltx", True),
        ("image", "\\\\example.invalid\\share\\a.png", True), (f"{MS}/xlExternalLinkPath/xlPathMissing", "x", True))},
    **{f"doctype in {name}": (added(name, LAUGHS + "<a/>"), "a.xlsx") for name in (
        SHEET, "xl/workbook.xml", "xl/styles.xml", "_rels/.rels", "[Content_Types].xml", "xl/sharedStrings.xml")},
    **{f"archive {name}": (added(name, content), "a.xlsx") for name, content in (
        ("xl/a.zip", b"x"), ("xl/media/a.png", b"PK\x03\x04rest"), ("xl/a.7z", b"x"), ("xl/b.bin", b"7z\xbc\xafx"),
        ("xl/c.bin", b"Rar!x"), ("xl/d.docx", b"x"))},
    **{f"name {name}": (added(name, "x"), "a.xlsx") for name in (
        "../../etc/cron.d/x", "/etc/passwd", "xl\\..\\a", "c:/a", "xl/../../a")},
    **{f"suffix {name}": (workbook([("姓名",)]), name) for name in (
        "a.xlsm", "a.xls", "a.xlsb", "a.xltm", "a.csv", "a.exe", "a.pdf")},
    "page as workbook": (b"<html><script>1</script></html>", "a.xlsx"),
    "old workbook": (OLE + b"\0" * 600, "a.xlsx"),
    "locked with a password": (OLE + "EncryptedPackage".encode("utf-16-le"), "a.xlsx"),
    "picture as csv": (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "a.csv"),
    "pdf as csv": (b"%PDF-1.7", "a.csv"),
    "empty": (b"", "a.xlsx"),
    "cut": (workbook([("姓名",)])[:600], "a.xlsx"),
    "link": (linked(), "a.xlsx"),
    "encrypted entry": (locked(), "a.xlsx"),
    "directory lies upwards": (declared(1 << 30), "a.xlsx"),
    "directory lies downwards": (declared(3), "a.xlsx"),
    "two thousand parts": (raw_workbook(ROWS, more={f"xl/{n}.txt": b"" for n in range(2_001)}), "a.xlsx"),
    "bomb": (raw_workbook(ROWS, more={SHEET: b"<!--" + b" " * 120_000_000 + b"-->"}), "a.xlsx"),
    "far cell": (cell_bomb(), "a.xlsx"),
    "fifty-one sheets": (zipped(excel_parts(ROWS, sheets=51)), "a.xlsx"),
}  # fmt: skip


def test_there_are_sixty_and_more():
    assert len(HOSTILE) >= 60


@pytest.mark.parametrize("name", list(HOSTILE))
def test_a_hostile_file_is_refused(name):
    data, filename = HOSTILE[name]

    with pytest.raises(Unreadable):
        list(open_table(data, filename=filename).rows())


@pytest.mark.parametrize("rows", [1, 3, 40, 500])
def test_honest_files_are_taken(rows):
    table = [("姓名", "部门"), *((f"甲{number}", "=1+1") for number in range(rows))]

    assert len(list(open_table(workbook(table), filename="名册 (1).XLSX").rows())) == rows + 1
    assert len(list(open_table(raw_workbook(ROWS), filename="a.xlsx").rows())) == 2
