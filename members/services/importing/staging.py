"""Rows into the staging table, by COPY: a hundred thousand in under a second."""

import io
import json
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import connection

from members.services.importing.kinds import CheckedRow, Problem

_COLUMNS = 'job_id, number, outcome, key, target, "values", problems'
_TABLE = "members_importrow"
# Made once: json.dumps with these arguments would make an encoder for each row.
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def stage(job_id: UUID, rows: Iterable[CheckedRow], columns: Sequence[str]) -> None:
    """Write checked rows; `columns` are the field keys in the order of the file, to say where a problem stands."""
    places = {key: place for place, key in enumerate(columns) if key}
    text = io.StringIO()
    head = f"{job_id}\t"
    for row in rows:
        target = "\\N" if row.target is None else str(row.target)
        values = _json(row.values) if row.values else "{}"
        problems = _json([_problem(each, places) for each in row.problems]) if row.problems else "[]"
        text.write(f"{head}{row.number}\t{row.outcome}\t{_escaped(row.key)}\t{target}\t{values}\t{problems}\n")
    text.seek(0)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {_TABLE} ({_COLUMNS}) FROM STDIN", text)


def _problem(each: Problem, places: dict[str, int]) -> dict[str, object]:
    return {
        "f": each.field,
        "c": places.get(each.field, -1),
        "r": each.reason,
        "p": dict(each.params),
        "v": each.shown,
    }


def _json(value: object) -> str:
    return _escaped(_encode(value))


def _escaped(text: str) -> str:
    """As COPY reads it: JSON has no bare tab or line end, so the backslash is all there is."""
    return text.replace("\\", "\\\\") if "\\" in text else text
