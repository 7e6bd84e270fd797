"""Reading values out of JSON strictly: what was never written by this engine is refused, not repaired."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import date, time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Reader = Callable[[object], object]


def whole(value: object) -> int:
    """A whole number; ``ValueError`` for text, fractions and booleans."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"{value!r} is not a whole number")
    return value


def wholes(value: object) -> tuple[int, ...]:
    """A list of whole numbers as a tuple."""
    if not isinstance(value, list | tuple):
        raise ValueError(f"{value!r} is not a list of whole numbers")
    return tuple(whole(item) for item in value)


def text(value: object) -> str:
    """A string."""
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is not text")
    return value


def flag(value: object) -> bool:
    """A boolean."""
    if not isinstance(value, bool):
        raise ValueError(f"{value!r} is not true or false")
    return value


def day(value: object) -> date:
    """An ISO date."""
    return date.fromisoformat(text(value))


def clock(value: object) -> time:
    """A time of day as HH:MM."""
    return time.fromisoformat(text(value))


def maybe(reader: Reader) -> Reader:
    """The same reader, which also takes null."""
    return lambda value: None if value is None else reader(value)


def read_fields(
    cls: type[DataclassInstance], readers: Mapping[str, Reader], data: Mapping[str, object]
) -> dict[str, Any]:
    """Arguments for ``cls`` out of a plain dict, each through its reader.

    Raises ``ValueError`` for a field that ``cls`` does not have, a missing one, and a value of another kind.
    """
    unknown = set(data) - set(readers)
    if unknown:
        raise ValueError(f"{cls.__name__} has no {', '.join(sorted(unknown))}")
    for field in fields(cls):
        if field.default is MISSING and field.name not in data:
            raise ValueError(f"{cls.__name__} needs {field.name}")
    return {name: readers[name](value) for name, value in data.items()}


def write_fields(instance: DataclassInstance) -> dict[str, Any]:
    """Everything that differs from its default, in values that JSON knows."""
    written = {}
    for field in fields(instance):
        value = getattr(instance, field.name)
        if field.default is MISSING or value != field.default:
            written[field.name] = _plain(value)
    return written


def _plain(value: object) -> object:
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    if hasattr(value, "to_dict"):
        return value.to_dict()
    return value if value is None or isinstance(value, bool | int) else str(value)
