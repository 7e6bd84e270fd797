"""What can be imported: each area registers its kinds here in `AppConfig.ready()`, so the engine knows none of them.

The engine reads the file, finds the head line, maps columns, turns cells into values, shows progress, stages rows,
answers with counts and an error workbook, and keeps everything in one transaction. A kind says three things: which
columns there are, what a row would do (`check_rows`), and the set-based statements that do it (`apply`, `undo`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as facts
from datetime import date
from typing import Any

from django.utils.functional import Promise

from members.choices.transfers import Outcome
from members.enums import Right
from members.models import ImportJob, Organization, User
from members.sheets.fields import Field


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row cannot be taken: the field (or "" for the whole row), a reason, what fills the reason's sentence.

    `reason` is a key of `members.sheets.words.REASONS` or of the kind's own `reasons`. `params` and `shown` stay in the
    database and on the page: never a personal value in plain text.
    """

    field: str
    reason: str
    params: Mapping[str, str | int] = facts(default_factory=dict)
    shown: str = ""


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """A row whose cells are values: `number` in the file (from 1), `values` by field key (empty cells are left out).

    Rows with a wrong cell never come to `check_rows`.
    """

    number: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """What one row would do.

    `outcome`: NEW or CHANGED are written, SAME is left, WRONG and DOUBLE are not (with their `problems`).
    `key` is the natural key within the file (a hash where it is personal): a second row with a key that was there
    before is wrong without the kind's doing. `target` is the primary key of the row it creates (allocated now, see
    `core.sealed.allocate_keys`) or changes. `values` is what `apply` writes: JSON, nothing personal in plain text, but
    tokens sealed for `target`, keyed hashes and masks.
    """

    number: int
    outcome: Outcome
    key: str = ""
    target: int | None = None
    values: Mapping[str, Any] = facts(default_factory=dict)
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class Checking:
    """One check of one file: who asks, for which organization, with which answers to the kind's `options`.

    `memory` is the kind's own, alive for this check (organizations by code, seen numbers …); `today` is passed in.
    """

    organization: Organization
    by: User
    options: Mapping[str, Any]
    today: date
    memory: dict[str, Any] = facts(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something built on an import: what it is called and how many there are."""

    label: str | Promise
    count: int


@dataclass(frozen=True, slots=True)
class ImportKind:
    """One kind of table.

    * `key` is stored with the job (at most 40 characters), `label` names it; `right` is asked in the organization.
    * `fields` are the columns; `options` are asked once for the file (a month, an account) and typed as text.
    * `needs` are groups of field keys of which at least one must be mapped, e.g. (("identity", "number"),).
    * `check_rows(checking, rows)` answers one CheckedRow for each row, in order, for a constant number of queries; it
      is called with some thousand rows at a time and writes nothing.
    * `apply(job)` writes every staged row of outcome NEW and CHANGED (`ImportRow`, by job) with a few set-based
      statements and leaves an `ImportChange` (target, outcome, what was before) for each. It runs inside one
      transaction that holds the job's row and may refuse with DomainError: then nothing has happened. Staged facts are
      some minutes old, so it must hold its own statements to today's (unique keys, locks).
    * `obstacles(job)` counts what was built on the import since; with any, it cannot be taken back.
    * `undo(job)` takes back what the job's `ImportChange` rows say, in one transaction of the engine.
    * `reasons` are sentences for the kind's own problems, with named places.
    * `result_url(job)` is where the imported rows are seen, or ""; `target_url(pk)` where one record is, so that a
      possible double can be compared.
    """

    key: str
    label: str | Promise
    right: Right
    fields: tuple[Field, ...]
    check_rows: Callable[[Checking, Sequence[ParsedRow]], Sequence[CheckedRow]]
    apply: Callable[[ImportJob], None]
    undo: Callable[[ImportJob], None]
    obstacles: Callable[[ImportJob], Sequence[Obstacle]]
    options: tuple[Field, ...] = ()
    needs: tuple[tuple[str, ...], ...] = ()
    reasons: Mapping[str, str | Promise] = facts(default_factory=dict)
    explanation: str | Promise = ""
    result_url: Callable[[ImportJob], str] = facts(default=lambda _job: "")
    target_url: Callable[[int], str] = facts(default=lambda _pk: "")

    def field(self, key: str) -> Field | None:
        """The column of that key, if the kind has one."""
        return next((each for each in self.fields if each.key == key), None)


_kinds: dict[str, ImportKind] = {}


def register(kind: ImportKind) -> None:
    """Make a kind known to this process; registering the same key again replaces it."""
    _kinds[kind.key] = kind


def registered() -> tuple[ImportKind, ...]:
    """Every kind, in the order of registration."""
    return tuple(_kinds.values())


def known(key: str) -> ImportKind | None:
    """The kind of that key, or None when the area that owned it is gone."""
    return _kinds.get(key)
