"""New keys for what is sealed, while people go on reading and writing (product.md, Scope; runbook, Rotate secrets).

Rows are taken in batches by key and written back only where they still hold what was read, so that nobody's change is
lost; a run that was stopped goes on where rows still carry the old key."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models, transaction

from unionplan.core.crypto import UnsealableError, newest_key, seal_many, unseal
from unionplan.core.sealed import LookupColumn, lookup_columns, sealed_columns

_BATCH = 500


@dataclass(slots=True)
class Progress:
    """What became of one column: rows `changed`, rows somebody else changed meanwhile, rows that do not open."""

    column: str
    changed: int = 0
    overtaken: int = 0
    broken: int = 0


def rotate(*, batch: int = _BATCH) -> Iterator[Progress]:
    """Seal everything again that an older key sealed, one Progress per column. Each batch is one transaction; a row
    that does not open is left as it is and counted."""
    newest = newest_key()[0]
    for model, column in sealed_columns():
        table = model._meta.db_table
        progress = Progress(f"{table}.{column}")
        for rows in _batches(model, column, f"{newest}:", batch):
            _seal_again(model, column, rows, progress)
        yield progress


def rehash(*, batch: int = _BATCH) -> Iterator[Progress]:
    """Work out every registered hash column anew with the newest LOOKUP_KEY, one Progress per column."""
    for column in lookup_columns():
        progress = Progress(f"{column.model._meta.db_table}.{column.column}")
        for rows in _row_batches(column, batch):
            _hash_again(column, rows, progress)
        yield progress


def _batches(model: type[models.Model], column: str, head: str, size: int) -> Iterator[list[tuple[str, str]]]:
    """Keys and tokens of rows an older key sealed, in the order of the key."""
    table, key = model._meta.db_table, _key_column(model)
    last = None
    while True:
        beyond = f"AND {key} > %s" if last is not None else ""
        query = (
            f"SELECT {key}, {column} FROM {table} WHERE {column} <> '' AND left({column}, %s) <> %s {beyond} "  # noqa: S608
            f"ORDER BY {key} LIMIT %s"
        )
        with connection.cursor() as cursor:
            cursor.execute(query, [len(head), head, *([last] if last is not None else []), size])
            rows = cursor.fetchall()
        if not rows:
            return
        last = rows[-1][0]
        yield [(str(pk), token) for pk, token in rows]


def _seal_again(model: type[models.Model], column: str, rows: Sequence[tuple[str, str]], progress: Progress) -> None:
    place = f"{model._meta.db_table}.{column}"
    opened = []
    for pk, token in rows:
        try:
            opened.append((pk, token, unseal(token, bound_to=f"{place}.{pk}")))
        except UnsealableError:
            progress.broken += 1
    fresh = seal_many((plain, f"{place}.{pk}") for pk, _token, plain in opened)
    changes = [(pk, token, new) for (pk, token, _plain), new in zip(opened, fresh, strict=True)]
    _replace(model, column, changes, progress)


def _row_batches(column: LookupColumn, size: int) -> Iterator[list[Any]]:
    rows = column.model._default_manager.exclude(**{column.sealed: ""}).order_by("pk")
    last = None
    while batch := list((rows.filter(pk__gt=last) if last is not None else rows)[:size]):
        last = batch[-1].pk
        yield batch


def _hash_again(column: LookupColumn, rows: Sequence[Any], progress: Progress) -> None:
    changes = []
    for row in rows:
        try:
            new = column.digest(row, getattr(row, column.sealed).reveal())
        except UnsealableError:
            progress.broken += 1
            continue
        old = getattr(row, column.column)
        if new != old:
            changes.append((str(row.pk), old or "", new or ""))
    _replace(column.model, column.column, changes, progress)


def _replace(
    model: type[models.Model], column: str, changes: Sequence[tuple[str, str, str]], progress: Progress
) -> None:
    """Old value → new value by key, in one statement, only where the old value still stands."""
    if not changes:
        return
    keys, olds, news = (list(part) for part in zip(*changes, strict=True))
    table, key, kind = model._meta.db_table, _key_column(model), model._meta.pk.db_type(connection)
    statement = (
        f"UPDATE {table} t SET {column} = v.new FROM unnest(%s::text[]::{kind}[], %s::text[], %s::text[]) "  # noqa: S608
        f"AS v(key, old, new) WHERE t.{key} = v.key AND coalesce(t.{column}, '') = v.old"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [keys, olds, news])
        written = cursor.rowcount
    progress.changed += written
    progress.overtaken += len(changes) - written


def _key_column(model: type[models.Model]) -> str:
    return str(model._meta.pk.column)
