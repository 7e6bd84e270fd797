"""Files that say who has paid: what matches is booked, what does not is kept and worked off by hand."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import cast

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from members.choices.dues import BatchKind, LineReason, LineState, PaymentMethod
from members.models import DuesBatch, DuesBatchLine, DuesPeriod, Member, Organization, User
from members.models.dues_books import books_of
from members.services.dues.booking import NothingDueError, Payment, book, note_collection
from members.services.dues.matching import BatchRow, Match, Owed, match_rows
from unionplan.core.audit import record
from unionplan.core.errors import DomainError

_METHOD = {BatchKind.PAYROLL: PaymentMethod.PAYROLL, BatchKind.BANK: PaymentMethod.BANK}


@transaction.atomic
def take_batch(
    *,
    organization: Organization,
    kind: BatchKind,
    rows: Sequence[BatchRow],
    file_name: str,
    file_digest: str,
    paid_on: date,
    by: User,
    period: DuesPeriod | None = None,
) -> DuesBatch:
    """Book every row that fits one member and what that member owes, and keep the others to be worked off.

    `file_digest` is the SHA-256 of the file: the same file again raises DomainError and adds nothing, also when two
    people send it at once. A transfer the bank has named before is not booked again either."""
    batch = _new_batch(
        organization=organization,
        kind=kind,
        period=period,
        file_name=file_name[:200],
        file_digest=file_digest,
        paid_on=paid_on,
        rows=len(rows),
        created_by=by,
    )
    books = books_of(organization)
    matches = match_rows(rows, books=books)
    owed = Owed(
        [match.member_id for match in matches.values() if match.member_id],
        books=books,
        paid_on=paid_on,
        period=period,
    )
    payments: list[Payment] = []
    seen = _seen_transfers(organization, rows)
    lines = [_line(batch, row, matches[row.row], owed, seen, payments) for row in rows]
    _book(batch, lines, payments, by=by)
    return batch


def _new_batch(**facts: object) -> DuesBatch:
    try:
        with transaction.atomic():
            return DuesBatch.objects.create(**facts)
    except IntegrityError as error:
        raise DomainError(_("这个文件已经登记过，没有重复入账。"), field="file") from error


def _seen_transfers(organization: Organization, rows: Sequence[BatchRow]) -> set[str]:
    keys = {_transfer_key(organization.pk, row.transfer) for row in rows if row.transfer}
    booked = DuesBatchLine.objects.filter(state=LineState.BOOKED, transfer_key__in=keys)
    return set(booked.values_list("transfer_key", flat=True))


def _transfer_key(organization_id: int, transfer: str) -> str:
    return sha256(f"{organization_id}|{transfer}".encode()).hexdigest() if transfer else ""


def _line(
    batch: DuesBatch, row: BatchRow, match: Match, owed: Owed, seen: set[str], payments: list[Payment]
) -> DuesBatchLine:
    """The line to keep; what it pays is added to `payments`."""
    line = DuesBatchLine(
        batch=batch,
        row=row.row,
        name=row.name[:60],
        staff_number=row.staff_number[:40],
        member_number=row.member_number[:32],
        remark=row.remark[:120],
        amount=row.amount,
        paid_on=row.paid_on,
        transfer_key=_transfer_key(batch.organization_id, row.transfer),
        member_id=match.member_id,
    )
    outcome = _outcome(line, match, owed, seen)
    if isinstance(outcome, LineReason):
        line.reason = outcome
        return line
    payments.extend(outcome)
    line.state = LineState.BOOKED
    if line.transfer_key:
        seen.add(line.transfer_key)
    return line


def _outcome(line: DuesBatchLine, match: Match, owed: Owed, seen: set[str]) -> list[Payment] | LineReason:
    if match.member_id is None:
        return match.reason or LineReason.NOT_FOUND
    if line.amount is None or line.amount <= 0:
        return LineReason.NO_AMOUNT
    if line.transfer_key in seen:
        return LineReason.SEEN
    return owed.take(match.member_id, line.amount)


def _book(batch: DuesBatch, lines: Sequence[DuesBatchLine], payments: list[Payment], *, by: User) -> None:
    receipts = {}
    if payments:
        receipts = book(payments=payments, paid_on=batch.paid_on, method=_METHOD[BatchKind(batch.kind)], by=by)
        note_collection(list(receipts.values()), organization_id=batch.organization_id, by=by)
    booked = [line for line in lines if line.state == LineState.BOOKED]
    for line in booked:
        line.receipt = receipts[cast(int, line.member_id)]
    DuesBatchLine.objects.bulk_create(lines)
    batch.booked_rows = len(booked)
    batch.booked_amount = sum((payment.amount for payment in payments), Decimal(0))
    batch.save(update_fields=["booked_rows", "booked_amount"])


@transaction.atomic
def settle_line(*, line_id: int, member: Member, by: User) -> DuesBatchLine:
    """An open row is this member's after all: its amount is booked. Raises DomainError when it was worked off already
    or does not fit what the member owes here."""
    line = _open_line(line_id)
    batch = line.batch
    if line.amount is None or line.amount <= 0:
        raise DomainError(_("这一行没有可入账的金额。"))
    owed = Owed([member.pk], books=books_of(batch.organization), paid_on=batch.paid_on, period=batch.period)
    payments = owed.take(member.pk, line.amount)
    if isinstance(payments, LineReason):
        raise NothingDueError(
            _("%(member)s：%(reason)s。") % {"member": member, "reason": payments.label}, field="member"
        )
    receipts = book(payments=payments, paid_on=batch.paid_on, method=_METHOD[BatchKind(batch.kind)], by=by)
    line.state, line.reason, line.member, line.receipt = LineState.BOOKED, "", member, receipts[member.pk]
    line.handled_by = by
    line.save(update_fields=["state", "reason", "member", "receipt", "handled_by"])
    batch.booked_rows += 1
    batch.booked_amount += line.amount
    batch.save(update_fields=["booked_rows", "booked_amount"])
    _trace("members.dues.line_settled", line, by)
    return line


@transaction.atomic
def dismiss_line(*, line_id: int, note: str, by: User) -> DuesBatchLine:
    """An open row is no payment of dues; why is kept with it."""
    if not note.strip():
        raise DomainError(_("请写明不入账的原因。"), field="note")
    line = _open_line(line_id)
    line.state, line.note, line.handled_by = LineState.DISMISSED, note, by
    line.save(update_fields=["state", "note", "handled_by"])
    _trace("members.dues.line_dismissed", line, by)
    return line


def _open_line(line_id: int) -> DuesBatchLine:
    line = DuesBatchLine.objects.select_for_update(of=("self",)).get(pk=line_id)
    line.batch = (
        DuesBatch.objects.select_for_update(of=("self",)).select_related("organization", "period").get(pk=line.batch_id)
    )
    if line.state != LineState.OPEN:
        raise DomainError(_("这一行已经处理过。"))
    return line


def _trace(action: str, line: DuesBatchLine, by: User) -> None:
    record(action, target=line, actor=by, organization_id=line.batch.organization_id, note=line.note)
