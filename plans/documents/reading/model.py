"""What a reading gives back: text with notes, or a typed refusal. Everything here survives a trip through JSON."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

Params = dict[str, str | int]


class Kind(StrEnum):
    """The kinds of document that can be read."""

    TXT = "txt"
    MD = "md"
    HTML = "html"
    DOCX = "docx"
    XLSX = "xlsx"


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


class NoteCode(StrEnum):
    """What the reader did that a person should know; `reasons.NOTES` says it in Chinese."""

    ENCODING_GUESSED = "encoding_guessed"
    CUT_AT_END = "cut_at_end"
    CONTROLS_REMOVED = "controls_removed"
    DELETIONS_IGNORED = "deletions_ignored"
    HIDDEN_IGNORED = "hidden_ignored"
    CONTENTS_IGNORED = "contents_ignored"
    FOOTNOTES_IGNORED = "footnotes_ignored"
    TEXT_BOXES_READ = "text_boxes_read"
    SHEETS_HIDDEN = "sheets_hidden"
    ROWS_HIDDEN = "rows_hidden"
    FORMULAS_WITHOUT_VALUE = "formulas_without_value"


class Unreadable(Exception):  # noqa: N818 - the product's word for it: "unreadable because …"
    """The one exception a caller of `read_document` ever sees."""

    def __init__(self, code: Reason, **params: str | int) -> None:
        super().__init__(code, params)
        self.code = code
        self.params: Params = params


@dataclass(frozen=True)
class Note:
    """One remark about the reading; `params` fill the named places of its sentence."""

    code: NoteCode
    params: Params = field(default_factory=dict)


@dataclass(frozen=True)
class Heading:
    """A line the source itself marks as a heading: `line` counts from 1, `level` from 1 (0 is the title style)."""

    line: int
    level: int


@dataclass(frozen=True)
class ReadText:
    """A document as text: lines end in \\n alone, automatic numbers are printed, tables are lines and grids.

    `encoding` is None where the format fixes it; `doubtful` asks that a person look before the text is used.
    """

    text: str
    kind: Kind
    encoding: str | None = None
    doubtful: bool = False
    notes: tuple[Note, ...] = ()
    headings: tuple[Heading, ...] = ()
    tables: tuple[tuple[tuple[str, ...], ...], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """This reading as plain values that `from_json` turns back."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "ReadText":
        """The reading that `as_json` described.

        Raises KeyError, TypeError or ValueError when `values` does not describe one.
        """
        return cls(
            text=str(values["text"]),
            kind=Kind(values["kind"]),
            encoding=values["encoding"],
            doubtful=bool(values["doubtful"]),
            notes=tuple(Note(NoteCode(note["code"]), dict(note["params"])) for note in values["notes"]),
            headings=tuple(Heading(int(heading["line"]), int(heading["level"])) for heading in values["headings"]),
            tables=tuple(tuple(tuple(map(str, row)) for row in table) for table in values["tables"]),
        )
