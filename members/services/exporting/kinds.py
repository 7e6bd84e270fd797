"""What can be exported: each area registers its kinds here in `AppConfig.ready()`, as with imports."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from members.enums import Right
from members.models import ExportJob, User
from members.sheets.writing import Cell


@dataclass(frozen=True, slots=True)
class Column:
    """One column that may be chosen; `is_personal` ones are masked unless the copy is unmasked."""

    key: str
    label: str | Promise
    is_personal: bool = False
    is_usual: bool = True


@dataclass(frozen=True, slots=True)
class ExportKind:
    """One kind of copy.

    `right` is asked in the organization, when a copy is asked for, written and downloaded; `unmasked_right` besides it
    for full numbers. `count` and `rows` answer what `by` may see today of the job's organization and options; `rows`
    gives the job's columns in order, in constant memory. `cap` and `unmasked_cap` are keys of dated rules. Columns that
    stand in `apart` together would undo each other's mask: a masked copy holds one of such a group at most.
    """

    key: str
    label: str | Promise
    right: Right
    unmasked_right: Right
    columns: tuple[Column, ...]
    count: Callable[[ExportJob, User], int]
    rows: Callable[[ExportJob, User], Iterator[Sequence[Cell]]]
    cap: str
    unmasked_cap: str
    apart: tuple[tuple[str, ...], ...] = ()

    def column(self, key: str) -> Column | None:
        """The column of that key, if the kind has one."""
        return next((each for each in self.columns if each.key == key), None)


_kinds: dict[str, ExportKind] = {}


def register(kind: ExportKind) -> None:
    """Make a kind known to this process; registering the same key again replaces it."""
    _kinds[kind.key] = kind


def registered() -> tuple[ExportKind, ...]:
    """Every kind, in the order of registration."""
    return tuple(_kinds.values())


def known(key: str) -> ExportKind | None:
    """The kind of that key, or None when the area that owned it is gone."""
    return _kinds.get(key)
