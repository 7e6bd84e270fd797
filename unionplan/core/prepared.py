"""Queries the ORM puts together once: hot answers pay for their rows, not for compiling and planning."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from hashlib import blake2b
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.db.utils import NotSupportedError

_TYPES: dict[type, str] = {int: "bigint", str: "text", list: "text[]", date: "date", datetime: "timestamptz"}
# What each open connection has already been told; a statement lives as long as its connection.
_told: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


@dataclass(frozen=True)
class _Statement:
    """SQL in pieces: text, name of a value, text, name, … and what to do with the columns that come back."""

    pieces: tuple[str, ...]
    types: Mapping[str, str]
    converted: Callable[[list[Any]], list[Any]]

    @property
    def plain(self) -> str:
        """The statement for one call, values as psycopg2 wants them named."""
        return "".join(
            f"%({piece})s::{self.types[piece]}" if number % 2 else piece.replace("%", "%%")
            for number, piece in enumerate(self.pieces)
        )

    @property
    def numbered(self) -> str:
        """The statement as PREPARE wants it."""
        place = {name: f"${number}" for number, name in enumerate(self.types, 1)}
        return "".join(place[piece] if number % 2 else piece for number, piece in enumerate(self.pieces))

    @cached_property
    def name(self) -> str:
        return f"unionplan_{blake2b(self.numbered.encode(), digest_size=12).hexdigest()}"


class Prepared:
    """A query whose calls differ in their values only.

    `build` gives the queryset, made with stand-ins where the values belong; every value of the compiled query that
    equals a stand-in becomes a parameter of that name, every other one stays as it is. So scopes and rules are written
    once, in the ORM, and a call costs what its rows cost. `around` is SQL with `{}` where the query goes; further
    values may stand in it as `%(name)s`, with their stand-ins given as well.

    What depends on a value in any other way (a branch, an empty list, a word inside a pattern) cannot be prepared:
    ValueError on the first call, so that no answer is ever made from a stand-in.
    """

    def __init__(self, build: Callable[[], QuerySet[Any, Any]], around: str = "{}", /, **stand_ins: Any) -> None:
        self._build, self._around, self._stand_ins = build, around, stand_ins

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """All rows for these values, as tuples; one query."""
        statement = self._statement
        with connection.cursor() as cursor:
            if settings.PREPARED_STATEMENTS:
                _tell(statement)
                call = f"EXECUTE {statement.name}({', '.join(f'%({name})s' for name in statement.types)})"
                try:
                    cursor.execute(call, values)
                except NotSupportedError:  # a migration changed the columns while this connection was open
                    if connection.in_atomic_block:
                        raise
                    cursor.execute(statement.plain, values)
            else:
                cursor.execute(statement.plain, values)
            return statement.converted(cursor.fetchall())

    def row(self, **values: Any) -> tuple[Any, ...] | None:
        """The first row for these values, or None."""
        rows = self.rows(**values)
        return rows[0] if rows else None

    @cached_property
    def _statement(self) -> _Statement:
        compiler = self._build().query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        head, _, tail = self._around.partition("{}")
        pieces = tuple(self._pieces(head, sql, list(params), tail))
        used = set(pieces[1::2])
        types = {name: _TYPES[type(value)] for name, value in self._stand_ins.items() if name in used}
        return _Statement(pieces, types, _conversion(compiler) if self._around == "{}" else list)

    def _pieces(self, head: str, sql: str, params: list[Any], tail: str) -> Iterator[str]:
        text = ""
        for part in re.split(r"(%%|%s)", sql):
            if part == "%s":
                value = params.pop(0)
                name = self._name_of(value)
                if name is None:
                    text += _literal(value)
                    continue
                yield head + text
                yield name
                head = text = ""
            else:
                text += "%" if part == "%%" else part
        yield from re.split(r"%\((\w+)\)s", head + text + tail)

    def _name_of(self, value: Any) -> str | None:
        for name, stand_in in self._stand_ins.items():
            if type(value) is type(stand_in) and value == stand_in:
                return name
            if repr(stand_in).strip("[]'") in repr(value):
                raise ValueError(f"the value {name!r} is worked into another one and cannot be prepared")
        return None


def _literal(value: Any) -> str:
    with connection.cursor() as cursor:
        return str(cursor.mogrify("%s", (value,)).decode())


def _tell(statement: _Statement) -> None:
    """Prepare the statement unless this connection knows it; no query of the request, so it is not counted as one."""
    known = _told.setdefault(connection.connection, set())
    if statement.name not in known:
        with connection.wrap_database_errors, connection.connection.cursor() as cursor:
            types = f"({', '.join(statement.types.values())})" if statement.types else ""
            cursor.execute(f"PREPARE {statement.name}{types} AS {statement.numbered}")
        known.add(statement.name)


def _conversion(compiler: Any) -> Callable[[list[Any]], list[Any]]:
    converters = compiler.get_converters([column for column, _sql, _alias in compiler.select])
    if not converters:
        return list
    return lambda rows: list(map(tuple, compiler.apply_converters(rows, converters)))
