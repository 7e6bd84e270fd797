"""Rows that PostgreSQL writes as JSON itself: hot lists leave the database as finished text (limits.md, API)."""

from collections.abc import Mapping
from itertools import chain
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, F, Func, JSONField, QuerySet, TextField, Value
from django.db.models.functions import Cast

# JSON escapes control characters, so this one never stands inside a row.
ROW_END = "\x1e"


class Stamp(Func):
    """A moment as `2026-03-08T01:00:00Z`: UTC, whole seconds."""

    function = "to_char"
    template = "to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
    output_field = CharField()


def text_of(field: str) -> Cast:
    """A number as text: money and values keep their digits."""
    return Cast(F(field), TextField())


class JsonRow(Func):
    """A row as `json`, not `jsonb`: members stay in the order given, and the text is written once."""

    function = "json_build_object"
    output_field = JSONField()

    def __init__(self, fields: Mapping[str, Any]) -> None:
        super().__init__(*chain.from_iterable((Value(name), value) for name, value in fields.items()))


def row_text(fields: Mapping[str, Any]) -> Cast:
    """One row as JSON text."""
    return Cast(JsonRow(fields), TextField())


class Tagged(Func):
    """A row's text behind a few of its columns, `1|7||{…}`, for code that must place it without reading it."""

    function = "concat_ws"
    template = "concat_ws('|', %(expressions)s)"
    output_field = TextField()

    def __init__(self, *columns: str, row: Any) -> None:
        super().__init__(*(Coalesced(column) for column in columns), row)


class Coalesced(Func):
    """A column as text, empty where it is null (concat_ws would drop it)."""

    template = "coalesce(%(expressions)s::text, '')"
    output_field = TextField()

    def __init__(self, column: Any) -> None:
        super().__init__(F(column) if isinstance(column, str) else column)


def joined(rows: QuerySet[Any]) -> Func:
    """All rows of a one-column query as one text, each but the last closed by ROW_END."""
    return Func(ArraySubquery(rows), Value(ROW_END), function="array_to_string", output_field=TextField())
