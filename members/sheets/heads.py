"""Where the line of headings is, and which heading is which column."""

import hashlib
from collections.abc import Iterable, Sequence

from members.sheets.fields import Field, squeezed
from members.sheets.reading import SheetRow

LOOKED_AT = 20
HEADING = 60


def head_of(rows: Iterable[SheetRow], fields: Sequence[Field]) -> SheetRow | None:
    """The line that knows the most columns among the first twenty: titles and notices stand above it. Without any, the
    first line with two filled cells or more."""
    candidates = []
    for row in rows:
        candidates.append(row)
        if len(candidates) == LOOKED_AT:
            break
    known = _by_name(fields)
    best = max(candidates, key=lambda row: sum(_name(cell) in known for cell in row.cells), default=None)
    if best is not None and any(_name(cell) in known for cell in best.cells):
        return best
    return next((row for row in candidates if sum(cell != "" for cell in row.cells) > 1), None)


def headings_of(row: SheetRow) -> list[str]:
    """The headings as they are shown and remembered."""
    return [str(cell)[:HEADING] for cell in row.cells]


def guessed_columns(headings: Sequence[str], fields: Sequence[Field]) -> list[str]:
    """A field key for each heading, or "" where none is recognised; no field twice."""
    known, taken, columns = _by_name(fields), set[str](), []
    for heading in headings:
        key = known.get(squeezed(heading), "")
        columns.append("" if key in taken else key)
        taken.add(key)
    return columns


def signature_of(headings: Sequence[str]) -> str:
    """What two files with the same headings in the same order have in common."""
    return hashlib.sha256("\n".join(squeezed(heading) for heading in headings).encode()).hexdigest()


def _by_name(fields: Sequence[Field]) -> dict[str, str]:
    return {squeezed(str(name)): field.key for field in fields for name in (field.label, *field.other_names)}


def _name(cell: object) -> str:
    return squeezed(cell) if isinstance(cell, str) and len(cell) <= HEADING else ""
