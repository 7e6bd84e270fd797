"""Hostile packages are refused by their outside, each with its own reason, before any worker starts."""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable

import docx
import pytest
from lxml import etree

from plans.documents.reading import LIMITS, Kind, Reason, Unreadable, read_document
from plans.documents.reading.tests.samples import (
    WORD_MAIN,
    content_types,
    document_xml,
    excel_parts,
    paragraph,
    relations,
    with_directory_field,
    word,
    word_parts,
    zipped,
)
from unionplan.core.untrusted.archive import Archive
from unionplan.core.untrusted.package import inspect_package, read_relations
from unionplan.core.untrusted.parts import part_tree, safe_parser

MEGABYTE = 1024 * 1024
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "哈哈">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
UTF_16 = '<?xml version="1.0" encoding="utf-16"?>'
EXTERNAL = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
VISIBLE = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body/></w:document>'


def bomb(megabytes: int) -> bytes:
    return word(more={"word/document.xml": b"<!--" + b" " * (megabytes * MEGABYTE) + b"-->"})


def with_part(name: str, content: bytes = b"\0") -> bytes:
    return word(more={name: content})


def typed(content_type: str) -> bytes:
    return word(more={"[Content_Types].xml": content_types(WORD_MAIN, "word/document.xml", content_type)})


def noise_prolog() -> bytes:
    noise = "".join(random.Random(2).choices("abcdefghij", k=90_000))
    return f"<?xml version='1.0'?><!--{noise}--><a/>".encode()


def with_relation(kind: str, target: str, *, part: str = "word/_rels/settings.xml.rels") -> bytes:
    return word(more={part: relations(("rId7", kind, target), outside=True)})


def overlapping() -> bytes:
    """Many directory entries that share one body: each small, together more than the file holds."""
    body = random.Random(1).randbytes(200_000)
    data = zipped({**word_parts(), "word/media/a.png": body})
    start = data.rindex(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entry = data[start:end]
    copies = [entry.replace(b"a.png", b"%c.png" % letter) for letter in range(ord("b"), ord("h"))]
    tail = bytearray(data[end:])
    count = struct.unpack_from("<H", tail, 10)[0] + len(copies)
    size = struct.unpack_from("<I", tail, 12)[0] + len(b"".join(copies))
    struct.pack_into("<HHI", tail, 8, count, count, size)
    return data[:end] + b"".join(copies) + bytes(tail)


def linked() -> bytes:
    info = zipfile.ZipInfo("word/passwd.xml")
    info.external_attr = 0o120777 << 16
    out = io.BytesIO(word())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(info, "/etc/passwd")
    return out.getvalue()


def locked() -> bytes:
    data = bytearray(word())
    start = data.index(b"PK\x01\x02")
    struct.pack_into("<H", data, start + 8, 1)
    return bytes(data)


def twice() -> bytes:
    out = io.BytesIO(word())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("Word/Document.xml", document_xml(paragraph("另一份正文")))
    return out.getvalue()


def retyped(content_type: str) -> bytes:
    return word(more={"[Content_Types].xml": content_types(content_type, "word/document.xml")})


def related(kind: str, target: str) -> bytes:
    return word(more={"word/_rels/x.xml.rels": relations(("rId1", kind, target))})


def crowded() -> bytes:
    return word(more={f"word/{number}.txt": b"" for number in range(2_001)})


def crowded_and_denied() -> bytes:
    """Two thousand entries and more, while the end of the directory tells of five."""
    data = bytearray(crowded())
    struct.pack_into("<HH", data, data.rindex(b"PK\x05\x06") + 8, 5, 5)
    return bytes(data)


def endless_relations() -> str:
    """A list too long to be looked through in the web process; what it hides at the end must not matter."""
    noise = "".join(random.Random(3).choices("abcdefghij", k=1_100_000))
    return relations(("rId1", "image", noise), ("rId2", "vbaProject", "x.bin"))


def declared_gigabyte() -> bytes:
    return with_directory_field(word(), "word/document.xml", 24, 1 << 30)


def coded_mode() -> bytes:
    part = relations(("rId1", "image", "http://example.invalid/"), outside=True).replace("External", "&#69;xternal")
    return word(more={"word/_rels/x.xml.rels": part})


def document_part(content: str | bytes) -> bytes:
    return word(more={"word/document.xml": content})


MS = "http://schemas.microsoft.com/office/2006/relationships"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HOSTILE_WORD: dict[str, tuple[Callable[[], bytes], Reason]] = {
    "zip bomb": (lambda: bomb(110), Reason.INFLATES_TOO_FAR),
    "declared gigabyte": (
        lambda: with_directory_field(word(), "word/document.xml", 24, 1 << 30),
        Reason.INFLATES_TOO_FAR,
    ),
    "ratio": (lambda: bomb(20), Reason.RATIO),
    "many entries": (crowded, Reason.TOO_MANY_ENTRIES),
    "many entries and a false count": (crowded_and_denied, Reason.TOO_MANY_ENTRIES),
    "overlapping parts": (overlapping, Reason.DIRECTORY_LIES),
    "same part twice": (twice, Reason.DIRECTORY_LIES),
    "nested zip by name": (lambda: with_part("word/media/more.zip"), Reason.NESTED_ARCHIVE),
    "nested zip by content": (lambda: with_part("word/media/image1.png", zipped({"a": b"b"})), Reason.NESTED_ARCHIVE),
    "climbing name": (lambda: with_part("../../etc/cron.d/x"), Reason.UNSAFE_NAME),
    "absolute name": (lambda: with_part("/etc/passwd"), Reason.UNSAFE_NAME),
    "backslash name": (lambda: with_part("word\\..\\x"), Reason.UNSAFE_NAME),
    "unprintable name": (lambda: with_part("word/a\nb.txt"), Reason.UNSAFE_NAME),
    "drive name": (lambda: with_part("C:evil.xml"), Reason.UNSAFE_NAME),
    "symbolic link": (linked, Reason.UNSAFE_NAME),
    "password": (locked, Reason.ENCRYPTED),
    "billion laughs": (lambda: document_part(LAUGHS + VISIBLE), Reason.DOCTYPE),
    "external entity": (lambda: document_part(EXTERNAL + VISIBLE), Reason.DOCTYPE),
    "entity in utf-16": (lambda: document_part((UTF_16 + LAUGHS[21:] + VISIBLE).encode("utf-16")), Reason.DOCTYPE),
    "entity in a part nobody reads": (lambda: word(more={"docProps/core.xml": LAUGHS + VISIBLE}), Reason.DOCTYPE),
    "entity in the relations": (lambda: word(more={"word/_rels/x.xml.rels": LAUGHS + "<a/>"}), Reason.DOCTYPE),
    "macro part": (lambda: with_part("word/vbaProject.bin"), Reason.MACRO),
    "macro by relation": (lambda: related(f"{MS}/vbaProject", "harmless.bin"), Reason.MACRO),
    "renamed docm": (lambda: retyped("application/vnd.ms-word.document.macroEnabled.main+xml"), Reason.MACRO),
    "renamed dotm": (lambda: retyped("application/vnd.ms-word.template.macroEnabledTemplate.main+xml"), Reason.MACRO),
    "renamed xlsm": (lambda: retyped("application/vnd.ms-excel.sheet.macroEnabled.main+xml"), Reason.MACRO),
    "ole part": (lambda: with_part("word/embeddings/oleObject1.bin"), Reason.EMBEDDED_OBJECT),
    "ole by content": (lambda: with_part("word/media/image1.png", OLE + b"rest"), Reason.EMBEDDED_OBJECT),
    "ole by relation": (lambda: related("oleObject", "media/harmless.dat"), Reason.EMBEDDED_OBJECT),
    "ole by type": (lambda: typed("application/vnd.openxmlformats-officedocument.oleObject"), Reason.EMBEDDED_OBJECT),
    "embedded package": (lambda: related("package", "data/harmless.dat"), Reason.EMBEDDED_OBJECT),
    "activex": (lambda: with_part("word/activeX/activeX1.xml", b"<a/>"), Reason.EMBEDDED_OBJECT),
    "foreign chunk": (lambda: related("aFChunk", "page.htm"), Reason.EMBEDDED_OBJECT),
    "template by http": (
        lambda: with_relation("attachedTemplate", "http://a.invalid/t.dot"),
        Reason.ATTACHED_TEMPLATE,
    ),
    "template by share": (lambda: with_relation("attachedTemplate", r"\\server\t.dotm"), Reason.ATTACHED_TEMPLATE),
    "template by address": (lambda: with_relation("attachedTemplate", "file://s/t.dotm"), Reason.ATTACHED_TEMPLATE),
    "picture elsewhere": (lambda: with_relation("image", "http://example.invalid/p.png"), Reason.EXTERNAL_TARGET),
    "frame elsewhere": (lambda: with_relation("frame", "http://example.invalid/"), Reason.EXTERNAL_TARGET),
    "mode written as an entity": (coded_mode, Reason.EXTERNAL_TARGET),
    "workbook named docx": (lambda: zipped(excel_parts()), Reason.KIND_MISMATCH),
    "archive named docx": (lambda: zipped({"readme.txt": b"hello"}), Reason.KIND_MISMATCH),
    "archive that is a page": (lambda: zipped({"<html><script>": b"", **word_parts()}), Reason.KIND_MISMATCH),
    "cut short": (lambda: word()[:-40], Reason.TRUNCATED),
    "cut in half": (lambda: word()[: len(word()) // 2], Reason.TRUNCATED),
    "no xml": (lambda: document_part(b"\x01\x02\x03" * 100), Reason.DAMAGED),
    "unknown xml encoding": (
        lambda: document_part('<?xml version="1.0" encoding="UTF-7"?>+ADw-a/+AD4-'),
        Reason.DAMAGED,
    ),
    "endless relations": (lambda: word(more={"word/_rels/x.xml.rels": endless_relations()}), Reason.DAMAGED),
    "endless prolog": (lambda: document_part(noise_prolog()), Reason.DAMAGED),
}
HOSTILE_EXCEL: dict[str, tuple[Callable[[], bytes], Reason]] = {
    "macro sheet": (lambda: zipped({**excel_parts(), "xl/macrosheets/sheet1.xml": "<a/>"}), Reason.MACRO),
    "other workbook": (lambda: zipped({**excel_parts(), "xl/externalLinks/link1.xml": "<a/>"}), Reason.EXTERNAL_TARGET),
    "data connection": (lambda: zipped({**excel_parts(), "xl/connections.xml": "<a/>"}), Reason.EXTERNAL_TARGET),
    "document named xlsx": (word, Reason.KIND_MISMATCH),
}


@pytest.fixture
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parsing would fail with DAMAGED: the interpreter that would run the worker does not exist."""
    monkeypatch.setattr("sys.executable", "/nonexistent/python")


@pytest.mark.usefixtures("no_worker")
@pytest.mark.parametrize(
    ("filename", "build", "reason"),
    [
        pytest.param(filename, build, reason, id=name)
        for filename, cases in (("计划.docx", HOSTILE_WORD), ("计划.xlsx", HOSTILE_EXCEL))
        for name, (build, reason) in cases.items()
    ],
)
def test_a_hostile_package_is_refused_with_its_reason_before_parsing(
    filename: str, build: Callable[[], bytes], reason: Reason
) -> None:
    data = build()
    assert len(data) < LIMITS.upload_bytes

    with pytest.raises(Unreadable) as refused:
        read_document(data, filename=filename)

    assert refused.value.code == reason
    assert refused.value.__cause__ is None or not isinstance(refused.value.__cause__, OSError)


def test_parts_that_share_bytes_are_refused_by_the_directory_alone() -> None:
    with pytest.raises(Unreadable) as refused:
        Archive(overlapping(), LIMITS)

    assert refused.value.code == Reason.DIRECTORY_LIES


def test_a_part_under_another_name_than_the_directory_says_is_refused() -> None:
    data = word().replace(b"word/document.xml", b"word/documents.xm", 1)

    with pytest.raises(Unreadable) as refused:
        Archive(data, LIMITS).read("word/document.xml")

    assert refused.value.code == Reason.DIRECTORY_LIES


def test_relations_are_never_read_through_a_doctype() -> None:
    archive = Archive(word(more={"word/_rels/x.xml.rels": LAUGHS + "<a/>"}), LIMITS)

    with pytest.raises(Unreadable) as refused:
        read_relations(archive, "word/_rels/x.xml.rels", LIMITS)

    assert refused.value.code == Reason.DOCTYPE


def test_the_worker_refuses_a_doctype_once_more_and_its_parser_resolves_nothing() -> None:
    with pytest.raises(Unreadable) as refused:
        part_tree(Archive(word(more={"word/document.xml": LAUGHS + VISIBLE}), LIMITS), "word/document.xml")

    assert refused.value.code == Reason.DOCTYPE
    declared = b'<!DOCTYPE d [<!ENTITY a "\xe5\x93\x88">]><d>&a;</d>'
    assert "".join(etree.fromstring(declared, safe_parser()).itertext(etree.Element)) == ""


def test_plain_packages_pass_the_same_gate() -> None:
    written = io.BytesIO()
    docx.Document().save(written)
    hyperlink = relations(("rId7", "hyperlink", "https://example.invalid/"), outside=True)
    template = relations(("rId8", "attachedTemplate", "file:///C:/Users/a/letter.dotx"), outside=True)
    linked_letter = word(more={"word/_rels/x.xml.rels": hyperlink, "word/_rels/settings.xml.rels": template})

    for data in (written.getvalue(), linked_letter, word()):
        inspect_package(Archive(data, LIMITS), Kind.DOCX, LIMITS)
    inspect_package(Archive(zipped(excel_parts()), LIMITS), Kind.XLSX, LIMITS)


@pytest.mark.parametrize(
    ("offset", "change"),
    [(24, -10), (24, 10), (16, 1)],
    ids=["smaller than it is", "larger than it is", "other checksum"],
)
def test_a_part_that_is_not_what_the_directory_says_is_not_read(offset: int, change: int) -> None:
    text = document_xml(paragraph("内容" * 50)).encode()
    data = word(more={"word/document.xml": text})
    told = (len(text) if offset == 24 else zlib.crc32(text)) + change
    archive = Archive(with_directory_field(data, "word/document.xml", offset, told), LIMITS)

    with pytest.raises(Unreadable) as refused:
        archive.read("word/document.xml")

    assert refused.value.code == (Reason.DIRECTORY_LIES if offset == 24 else Reason.DAMAGED)
    assert Archive(data, LIMITS).read("word/document.xml") == text


def test_inflating_stops_at_the_declared_size() -> None:
    huge = b"<a>" + b" " * (60 * MEGABYTE)
    packed = with_directory_field(zipped({"a.xml": huge}), "a.xml", 24, 1_000)
    archive = Archive(packed, LIMITS)

    assert len(archive._inflate(archive._info("a.xml"), 1_001)) == 1_001
    with pytest.raises(Unreadable) as refused:
        archive.read("a.xml")
    assert refused.value.code == Reason.DIRECTORY_LIES


OTHERS = {
    "empty": (b"", "a.docx", Reason.EMPTY),
    "too large": (b"PK\x03\x04" + b"\0" * (10 * MEGABYTE), "a.docx", Reason.TOO_LARGE),
    "old word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "计划.doc", Reason.OLD_FORMAT),
    "old excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "计划.xls", Reason.OLD_FORMAT),
    "old word renamed": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "计划.docx", Reason.OLD_FORMAT),
    "wps": (b"anything", "计划.wps", Reason.OLD_FORMAT),
    "rtf renamed": (b"{\\rtf1 plan}", "计划.txt", Reason.OLD_FORMAT),
    "locked docx": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
        "计划.docx",
        Reason.ENCRYPTED,
    ),
    "pdf": (b"%PDF-1.7\n", "计划.pdf", Reason.PDF),
    "pdf renamed": (b"%PDF-1.7\n", "计划.docx", Reason.PDF),
    "docm": (b"PK\x03\x04", "计划.docm", Reason.MACRO),
    "picture": (b"\x89PNG\r\n\x1a\n", "计划.png", Reason.UNSUPPORTED_KIND),
    "picture renamed": (b"\x89PNG\r\n\x1a\n", "计划.txt", Reason.KIND_MISMATCH),
    "package renamed": (word(), "计划.txt", Reason.KIND_MISMATCH),
    "text renamed": ("一、工作要点".encode(), "计划.docx", Reason.KIND_MISMATCH),
    "program renamed": (b"MZ\x90\0", "计划.txt", Reason.KIND_MISMATCH),
    "no suffix": ("一、工作要点".encode(), "计划", Reason.UNSUPPORTED_KIND),
    "presentation": (b"PK\x03\x04", "计划.pptx", Reason.UNSUPPORTED_KIND),
}


@pytest.mark.usefixtures("no_worker")
@pytest.mark.parametrize("name", OTHERS)
def test_a_file_of_another_kind_is_refused_with_what_to_do(name: str) -> None:
    data, filename, reason = OTHERS[name]

    with pytest.raises(Unreadable) as refused:
        read_document(data, filename=filename)

    assert refused.value.code == reason
