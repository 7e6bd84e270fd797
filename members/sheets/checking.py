"""One row of cells into values: every wrong cell is found, not only the first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from dataclasses import field as facts
from typing import Any

from members.sheets.fields import CellError, Field
from members.sheets.reading import CellValue, SheetRow
from members.sheets.reading.model import Mark

SHOWN = 40
Mask = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class CellProblem:
    """A wrong cell: its column (from 0), its field, why, and what of it may be shown."""

    column: int
    field: str
    reason: str
    params: dict[str, str | int] = facts(default_factory=dict)
    shown: str = ""


class RowReader:
    """Reads rows by a mapping of columns to fields (None leaves a column out)."""

    def __init__(self, columns: Sequence[Field | None]) -> None:
        self._columns = [(place, each, each.key, each.read) for place, each in enumerate(columns) if each is not None]

    def read(self, row: SheetRow) -> tuple[dict[str, Any], list[CellProblem]]:
        """Values by field key, empty cells left out, and the problems of the cells that gave none."""
        values: dict[str, Any] = {}
        problems: list[CellProblem] = []
        cells, width, marks = row.cells, len(row.cells), row.marks
        for place, each, key, read in self._columns:
            cell = cells[place] if place < width else ""
            try:
                if marks and place in marks:
                    _refuse_mark(marks[place], each)
                if cell != "":
                    values[key] = read(cell)
                elif each.is_required:
                    raise CellError("empty")
            except CellError as error:
                problems.append(CellProblem(place, key, error.reason, error.params, shown(cell, each)))
        return values, problems


def shown(cell: CellValue, each: Field) -> str:
    """What of a wrong cell a page may show: personal values only by their length."""
    text = str(cell)
    if each.is_personal:
        return hint(text)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def hint(text: str) -> str:
    """How long a personal value is, and nothing else of it."""
    return f"{'•' * min(len(text), 6)}（{len(text)}）" if text else ""


def _refuse_mark(mark: Mark, each: Field) -> None:
    """A merged cell says nothing about the rows below its first; a formula may show what nobody typed."""
    if mark is Mark.MERGED:
        raise CellError("merged")
    if each.is_personal:
        raise CellError("formula")
