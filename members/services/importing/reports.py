"""What was wrong with a file: the first cells for the screen, all rows as a workbook to repair."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from members.choices.transfers import Outcome
from members.models import ImportJob, ImportRow, User
from members.services.importing.files import opened
from members.services.importing.kinds import ImportKind
from members.sheets.parts import column_name
from members.sheets.reading import CellValue
from members.sheets.words import reason_in_words
from members.sheets.writing import WorkbookWriter
from unionplan.core.audit import record

ON_SCREEN = 500


@dataclass(frozen=True, slots=True)
class WrongCell:
    """One line of the table of wrong cells; `url` leads to the record it may be about."""

    row: int
    column: str
    heading: str
    shown: str
    reason: str
    allowed: str
    outcome: Outcome
    url: str


def wrong_cells(job: ImportJob, kind: ImportKind) -> list[WrongCell]:
    """The first wrong or doubtful cells, in the order of the file."""
    rows = ImportRow.objects.filter(job=job).exclude(problems=[]).order_by("number")[:ON_SCREEN]
    return list(_cells(job, kind, rows))[:ON_SCREEN]


def _cells(job: ImportJob, kind: ImportKind, rows: Any) -> Iterator[WrongCell]:
    for row in rows:
        for problem in row.problems:
            field, place = kind.field(problem["f"]), problem["c"]
            yield WrongCell(
                row=row.number,
                column=column_name(place) if place >= 0 else "",
                heading=job.headings[place] if place >= 0 else str(field.label if field else _("整行")),
                shown=problem["v"],
                reason=reason_in_words(problem["r"], problem["p"], kind.reasons),
                allowed="、".join(str(word) for word in field.allowed)
                if field and problem["r"] == "not_allowed"
                else "",
                outcome=Outcome(row.outcome),
                url=kind.target_url(row.target) if row.outcome == Outcome.DOUBLE and row.target else "",
            )


def error_workbook(job: ImportJob, kind: ImportKind, *, by: User) -> bytes:
    """Every wrong row with its original columns and, last, the reason: repaired, it can be uploaded as it is. It holds
    what the uploader's own file held, so only the uploader gets it, and that is recorded. Raises Unreadable when the
    file is gone or damaged."""
    reasons = _reasons(job, kind)
    out = io.BytesIO()
    writer = WorkbookWriter(out, sheet=_("有误的行"), headings=[*job.headings, _("原因")])
    with opened(job) as table:
        for batch in table.batches:
            writer.write_rows(
                [*_padded(row.cells, len(job.headings)), reasons[row.number]] for row in batch if row.number in reasons
            )
    writer.close()
    record("members.import.errors_taken", target=job, actor=by, organization_id=job.organization_id)
    return out.getvalue()


def _reasons(job: ImportJob, kind: ImportKind) -> dict[int, str]:
    rows = ImportRow.objects.filter(job=job, outcome__in=(Outcome.WRONG, Outcome.DOUBLE))
    return {
        number: "；".join(_sentence(problem, kind) for problem in problems)
        for number, problems in rows.values_list("number", "problems").iterator(chunk_size=5_000)
    }


def _sentence(problem: dict[str, Any], kind: ImportKind) -> str:
    field = kind.field(problem["f"])
    reason = reason_in_words(problem["r"], problem["p"], kind.reasons)
    return f"{field.label}：{reason}" if field else reason


def _padded(cells: Sequence[CellValue], width: int) -> list[CellValue]:
    return [*cells[:width], *[""] * (width - len(cells))]
