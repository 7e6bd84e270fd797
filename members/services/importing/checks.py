"""The check of a file: every row read, judged and staged, thousands at a time. The records are only read."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from members.choices.transfers import ImportState, Outcome
from members.models import ImportJob, ImportRow
from members.services.importing.files import opened
from members.services.importing.intake import read_options
from members.services.importing.kinds import CheckedRow, Checking, ImportKind, ParsedRow, Problem
from members.services.importing.staging import stage
from members.services.leases import Lease
from members.sheets.checking import CellProblem, RowReader
from members.sheets.reading import OpenTable, SheetRow

BATCH = 4_000


@dataclass(slots=True)
class _Tally:
    """What was found so far; `lines` remembers where each natural key stood first."""

    outcomes: Counter[str] = field(default_factory=Counter)
    cells: int = 0
    rows: int = 0
    lines: dict[str, int] = field(default_factory=dict)


def check(lease: Lease, kind: ImportKind) -> None:
    """Check the job under this lease from its first row to its last. Raises Unreadable when the file turns out to be
    damaged further down, and LostLeaseError when it was cancelled or another worker took over."""
    job = lease.job
    checking = Checking(
        organization=job.organization,
        by=job.created_by,
        options=read_options(kind, job.options),
        today=timezone.localdate(),
    )
    with transaction.atomic():
        ImportRow.objects.filter(job=job)._raw_delete("default")
    reader = RowReader([kind.field(key) if key else None for key in job.columns])
    tally = _Tally()
    with opened(job) as table:
        for rows in _data_rows(table, job.head_line):
            _check_batch(lease, kind, checking, reader, rows, tally)
    _finish(lease, tally)


def _data_rows(table: OpenTable, head_line: int) -> Iterator[list[SheetRow]]:
    """Rows below the headings, a batch at a time."""
    waiting: list[SheetRow] = []
    for rows in table.batches:
        waiting += rows if rows[0].number > head_line else [row for row in rows if row.number > head_line]
        if len(waiting) >= BATCH:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def _check_batch(
    lease: Lease,
    kind: ImportKind,
    checking: Checking,
    reader: RowReader,
    rows: Sequence[SheetRow],
    tally: _Tally,
) -> None:
    parsed, wrong = _parsed(reader, rows)
    checked = _once(kind.check_rows(checking, parsed) if parsed else [], tally)
    staged = [*checked, *wrong]
    for row in staged:
        tally.outcomes[row.outcome] += 1
        tally.cells += len(row.problems)
    tally.rows += len(rows)
    with transaction.atomic():
        lease.go_on(rows_done=tally.rows)
        stage(lease.job.pk, staged, lease.job.columns)


def _parsed(reader: RowReader, rows: Iterable[SheetRow]) -> tuple[list[ParsedRow], list[CheckedRow]]:
    parsed: list[ParsedRow] = []
    wrong: list[CheckedRow] = []
    for row in rows:
        values, problems = reader.read(row)
        if problems:
            wrong.append(CheckedRow(row.number, Outcome.WRONG, problems=tuple(map(_problem, problems))))
        elif values:
            parsed.append(ParsedRow(row.number, values))
    return parsed, wrong


def _problem(each: CellProblem) -> Problem:
    return Problem(each.field, each.reason, each.params, each.shown)


def _once(rows: Iterable[CheckedRow], tally: _Tally) -> list[CheckedRow]:
    """The rows, those whose key was there before made wrong: which of the two is meant, only a person knows."""
    result = []
    for row in rows:
        first = tally.lines.setdefault(row.key, row.number) if row.key else row.number
        if first != row.number:
            problems = (*row.problems, Problem("", "twice_in_file", {"row": first}))
            row = CheckedRow(row.number, Outcome.WRONG, key=row.key, problems=problems)
        result.append(row)
    return result


@transaction.atomic
def _finish(lease: Lease, tally: _Tally) -> None:
    lease.end(
        state=ImportState.CHECKED,
        rows_done=tally.rows,
        rows_expected=tally.rows,
        count_new=tally.outcomes[Outcome.NEW],
        count_changed=tally.outcomes[Outcome.CHANGED],
        count_same=tally.outcomes[Outcome.SAME],
        count_wrong=tally.outcomes[Outcome.WRONG],
        count_double=tally.outcomes[Outcome.DOUBLE],
        count_cells=tally.cells,
    )


def staged_as_counted(job: ImportJob) -> bool:
    """Whether every row the check counted is still staged."""
    counted = job.count_new + job.count_changed + job.count_same + job.count_wrong + job.count_double
    return ImportRow.objects.filter(job=job).count() == counted
