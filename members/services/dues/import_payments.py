"""Payroll deductions and bank statements as kinds of import: every good row goes to a batch, where it is matched."""

from collections.abc import Callable, Sequence

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from members.choices.dues import BatchKind, Cycle, LineState
from members.choices.transfers import Outcome
from members.enums import Right
from members.models import DuesBatch, DuesBatchLine, ImportChange, ImportJob, ImportRow
from members.services.dues.batches import take_batch
from members.services.dues.import_fields import (
    AMOUNT,
    CARD,
    DAY,
    IDENTITY,
    MEMBER_NUMBER,
    MONTH,
    NAME,
    NEEDS,
    PEOPLE,
    REMARK,
    STAFF_NUMBER,
    TRANSFER,
    batch_row,
    staged,
)
from members.services.dues.periods import period_for
from members.services.importing.kinds import CheckedRow, Checking, ImportKind, Obstacle, ParsedRow, Problem, register


def _check(checking: Checking, rows: Sequence[ParsedRow]) -> list[CheckedRow]:
    """A row needs an amount above zero; whose it is, and whether so much is owed, is seen when it is booked."""
    return [_checked(row) for row in rows]


def _checked(row: ParsedRow) -> CheckedRow:
    if row.values["amount"] <= 0:
        return CheckedRow(row.number, Outcome.WRONG, problems=(Problem("amount", "not_positive"),))
    return CheckedRow(row.number, Outcome.NEW, key=row.values.get("transfer", ""), values=staged(row))


def _apply(kind: BatchKind) -> Callable[[ImportJob], None]:
    def apply(job: ImportJob) -> None:
        """Book what matches and keep the rest to be worked off. Raises DomainError when the file was taken before."""
        rows = ImportRow.objects.filter(job=job, outcome=Outcome.NEW).order_by("number")
        month = job.options.get("month", "")
        batch = take_batch(
            organization=job.organization,
            kind=kind,
            rows=[batch_row(row.number, row.values) for row in rows],
            file_name=job.filename,
            file_digest=job.sha256,
            paid_on=DAY.read(job.options["paid_on"].strip()),
            by=job.created_by,
            period=period_for(Cycle.MONTH, MONTH.read(month.strip())) if month.strip() else None,
        )
        ImportChange.objects.create(job=job, target=batch.pk, outcome=Outcome.NEW)

    return apply


def _batches(job: ImportJob) -> list[int]:
    return list(ImportChange.objects.filter(job=job).values_list("target", flat=True))


def _obstacles(job: ImportJob) -> list[Obstacle]:
    """What was booked stays booked (refunds are counter-entries); a file of which nothing was booked can go."""
    touched = DuesBatchLine.objects.filter(batch__in=_batches(job)).exclude(state=LineState.OPEN)
    return [Obstacle(_("已入账或已处理的行"), touched.count())]


@transaction.atomic
def _undo(job: ImportJob) -> None:
    DuesBatchLine.objects.filter(batch__in=_batches(job)).delete()
    DuesBatch.objects.filter(pk__in=_batches(job)).delete()


def _result_url(job: ImportJob) -> str:
    return reverse("members:dues-batches", args=[job.organization_id])


_REASONS = {"not_positive": _("金额要大于 0")}
PAYROLL = ImportKind(
    key="dues_payroll",
    label=_("会费工资代扣表"),
    right=Right.COLLECT_DUES,
    fields=(*PEOPLE, AMOUNT, REMARK),
    options=(DAY, MONTH),
    needs=NEEDS,
    check_rows=_check,
    apply=_apply(BatchKind.PAYROLL),
    undo=_undo,
    obstacles=_obstacles,
    reasons=_REASONS,
    explanation=_("按职工编号、会员号或证件号码对应会员；对不上的行不入账，列在收款文件里等待处理。"),
    result_url=_result_url,
)
BANK = ImportKind(
    key="dues_bank",
    label=_("会费银行流水"),
    right=Right.COLLECT_DUES,
    fields=(TRANSFER, NAME, CARD, MEMBER_NUMBER, STAFF_NUMBER, IDENTITY, AMOUNT, REMARK),
    options=(DAY,),
    check_rows=_check,
    apply=_apply(BatchKind.BANK),
    undo=_undo,
    obstacles=_obstacles,
    reasons=_REASONS,
    explanation=_("按对方账号、会员号或职工编号对应会员；同一流水号只入账一次，对不上的行等待处理。"),
    result_url=_result_url,
)


def register_payments() -> None:
    register(PAYROLL)
    register(BANK)
