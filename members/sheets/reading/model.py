"""What a table is when it comes out of a file: a head that says what was found, then rows with their place."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

# Dates come as 2026-03-08 and truth as 是/否; a number stays one, so that digits Excel has lost can be noticed.
CellValue = str | int | float


class Mark(StrEnum):
    """What a cell is besides its value."""

    FORMULA = "formula"
    MERGED = "merged"


class HeadNote(StrEnum):
    """What the reader did that a person should know; `members.sheets.words` says it in Chinese."""

    ENCODING_GUESSED = "encoding_guessed"
    CUT_AT_END = "cut_at_end"
    OTHER_SHEETS = "other_sheets"
    ROWS_HIDDEN = "rows_hidden"


@dataclass(frozen=True, slots=True)
class TableHead:
    """Facts about the table before its rows: `rows` is how many the file says to have, for a progress bar only."""

    sheet: str = ""
    encoding: str = ""
    separator: str = ""
    rows: int = 0
    notes: dict[str, dict[str, str | int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row that holds something: its number in the file (from 1), its cells from the first column on, and marks by
    column (from 0)."""

    number: int
    cells: list[CellValue]
    marks: dict[int, Mark] = field(default_factory=dict)

    def cell(self, column: int) -> CellValue:
        """The cell of that column; empty text where the row ends before it."""
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(slots=True)
class OpenTable:
    """A table being read: take the batches once. `close` ends the process that reads, and must be called."""

    head: TableHead
    batches: Iterator[list[SheetRow]]
    close: Callable[[], None]

    def rows(self) -> Iterator[SheetRow]:
        for batch in self.batches:
            yield from batch
