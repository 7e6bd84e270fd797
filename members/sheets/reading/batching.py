"""Rows on their way out of the worker: only those that hold something, a few hundred at a time."""

from collections.abc import Iterable, Iterator
from typing import Any

from members.sheets.reading.model import CellValue
from unionplan.core.untrusted.limits import Limits
from unionplan.core.untrusted.refusals import Reason, Unreadable

BATCH = 1000
LONGEST_CELL = 32_767  # as many characters as a cell of a workbook can hold
Marks = dict[int, dict[int, str]]


def batches_of(rows: Iterable[tuple[int, list[CellValue]]], marks: Marks, limits: Limits) -> Iterator[dict[str, Any]]:
    """`rows` as messages; raises Unreadable(TOO_MANY_CELLS) past the limit, counting filled rows over their width."""
    batch: list[tuple[int, list[CellValue]]] = []
    left = limits.cells
    for number, cells in rows:
        left -= len(cells)
        if left < 0:
            raise Unreadable(Reason.TOO_MANY_CELLS, limit=limits.cells)
        batch.append((number, cells))
        if len(batch) == BATCH:
            yield _message(batch, marks)
            batch = []
    if batch:
        yield _message(batch, marks)


def _message(batch: list[tuple[int, list[CellValue]]], marks: Marks) -> dict[str, Any]:
    found = {number: marks[number] for number, _ in batch if number in marks} if marks else {}
    return {"rows": batch, "marks": found}


def trimmed(cells: list[CellValue]) -> list[CellValue]:
    """The cells without the empty ones at the end."""
    while cells and cells[-1] == "":
        cells.pop()
    return cells
