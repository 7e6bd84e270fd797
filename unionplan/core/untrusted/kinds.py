"""Which kind of file these bytes are, by name and by content: both must agree (reliability.md B6, ASVS 5.2.2)."""

from pathlib import PurePosixPath

from unionplan.core.untrusted.refusals import Kind, Reason, Unreadable

SUFFIXES = {
    ".txt": Kind.TXT, ".text": Kind.TXT,
    ".md": Kind.MD, ".markdown": Kind.MD,
    ".html": Kind.HTML, ".htm": Kind.HTML, ".xhtml": Kind.HTML,
    ".docx": Kind.DOCX, ".xlsx": Kind.XLSX,
    ".csv": Kind.CSV,
}  # fmt: skip
DOCUMENTS = frozenset({Kind.TXT, Kind.MD, Kind.HTML, Kind.DOCX, Kind.XLSX})
TABLES = frozenset({Kind.XLSX, Kind.CSV})
OLD_SUFFIXES = frozenset({".doc", ".dot", ".xls", ".xlt", ".wps", ".wpt", ".et", ".ett", ".rtf"})
MACRO_SUFFIXES = frozenset({".docm", ".dotm", ".xlsm", ".xltm", ".xlsb", ".xlam"})

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A package locked with a password is an OLE file whose directory holds this stream name.
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
OTHER_MAGICS = (
    b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08", b"MZ",
    b"\x7fELF", b"PK\x05\x06",
)  # fmt: skip
HEAD = 1024
MARKUP_IN_HEAD = (b"<script", b"<html", b"<!doctype html", b"%pdf-")


def kind_of(data: bytes, *, filename: str, accepted: frozenset[Kind] = DOCUMENTS) -> Kind:
    """The kind that name and first bytes agree on; raises Unreadable when they do not or when it is not `accepted`."""
    suffix = PurePosixPath(filename.replace("\\", "/")).suffix.lower()
    _refuse_foreign(data, suffix)
    kind = SUFFIXES.get(suffix)
    if kind is None or kind not in accepted:
        raise Unreadable(Reason.UNSUPPORTED_KIND, suffix=suffix or filename[-20:])
    if (kind in (Kind.DOCX, Kind.XLSX)) is not data.startswith(ZIP_MAGIC):
        raise Unreadable(Reason.KIND_MISMATCH, suffix=suffix)
    if kind in (Kind.DOCX, Kind.XLSX) and any(mark in data[:HEAD].lower() for mark in MARKUP_IN_HEAD):
        raise Unreadable(
            Reason.KIND_MISMATCH, suffix=suffix
        )  # one file, two readers: an archive that is a page as well
    return kind


def _refuse_foreign(data: bytes, suffix: str) -> None:
    """Refuse what is recognised as something else, with the sentence that helps most."""
    if data.startswith(OLE_MAGIC):
        raise Unreadable(Reason.ENCRYPTED if ENCRYPTED_STREAM in data else Reason.OLD_FORMAT)
    if data.lstrip()[:5] == b"%PDF-" or suffix == ".pdf":
        raise Unreadable(Reason.PDF)
    if suffix in OLD_SUFFIXES or data.startswith(b"{\\rtf"):
        raise Unreadable(Reason.OLD_FORMAT)
    if suffix in MACRO_SUFFIXES:
        raise Unreadable(Reason.MACRO)
    if data.startswith(OTHER_MAGICS):
        code = Reason.KIND_MISMATCH if suffix in SUFFIXES else Reason.UNSUPPORTED_KIND
        raise Unreadable(code, suffix=suffix)
