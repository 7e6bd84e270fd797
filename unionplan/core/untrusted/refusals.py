"""What a file from outside may be, and why it was not taken in. Everything here survives a trip through JSON."""

from enum import StrEnum

Params = dict[str, str | int]


class Kind(StrEnum):
    """The kinds of file that can be read."""

    TXT = "txt"
    MD = "md"
    HTML = "html"
    DOCX = "docx"
    XLSX = "xlsx"
    CSV = "csv"


class Reason(StrEnum):
    """Why a document was not read; `reasons.SENTENCES` says it in Chinese."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UNSUPPORTED_KIND = "unsupported_kind"
    OLD_FORMAT = "old_format"
    PDF = "pdf"
    KIND_MISMATCH = "kind_mismatch"
    ENCRYPTED = "encrypted"
    TRUNCATED = "truncated"
    DAMAGED = "damaged"
    TOO_MANY_ENTRIES = "too_many_entries"
    INFLATES_TOO_FAR = "inflates_too_far"
    RATIO = "ratio"
    NESTED_ARCHIVE = "nested_archive"
    UNSAFE_NAME = "unsafe_name"
    DIRECTORY_LIES = "directory_lies"
    DOCTYPE = "doctype"
    MACRO = "macro"
    EMBEDDED_OBJECT = "embedded_object"
    ATTACHED_TEMPLATE = "attached_template"
    EXTERNAL_TARGET = "external_target"
    DDE = "dde"
    TOO_MANY_SHEETS = "too_many_sheets"
    TOO_MANY_CELLS = "too_many_cells"
    TOO_LONG = "too_long"
    TOO_HEAVY = "too_heavy"
    TOO_SLOW = "too_slow"
    NOT_TEXT = "not_text"
    UNKNOWN_ENCODING = "unknown_encoding"
    NO_TEXT = "no_text"
    BUSY = "busy"


class Unreadable(Exception):  # noqa: N818 - the product's word for it: "unreadable because …"
    """The one exception a caller of a reader ever sees."""

    def __init__(self, code: Reason, **params: str | int) -> None:
        super().__init__(code, params)
        self.code = code
        self.params: Params = params
