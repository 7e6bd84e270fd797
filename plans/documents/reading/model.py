"""What a reading gives back: text with notes. Everything here survives a trip through JSON."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from unionplan.core.untrusted.refusals import Kind, Params


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
