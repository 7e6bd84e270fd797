"""Money comes in: records are locked, receipts numbered and entries added in one transaction."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from members.choices.dues import EntryKind, PaymentMethod
from members.models import DuesEntry, DuesReceipt, DuesRecord, User
from members.models.dues_books import bodies_of
from members.services.dues.periods import booking_periods
from members.services.dues.receipts import take_numbers
from unionplan.core.audit import record
from unionplan.core.errors import DomainError


@dataclass(frozen=True, slots=True)
class Payment:
    """`amount` yuan towards one charge."""

    record_id: int
    amount: Decimal


class NothingDueError(DomainError):
    """The charge is settled already, or less is owed than was given."""

    code = "nothing_due"


@transaction.atomic
def book(*, payments: Sequence[Payment], paid_on: date, method: PaymentMethod, by: User) -> dict[int, DuesReceipt]:
    """Add these payments and answer the receipt of each member by member id. All or nothing.

    Two people paying one charge at once take turns: the second is refused with NothingDueError, which names the member.
    Whoever may collect here is the caller's question."""
    owed = _locked([payment.record_id for payment in payments])
    _refuse_too_much(payments, owed)
    periods = booking_periods(((r.organization_id, r.period) for r in owed.values()), on=paid_on)
    receipts = _issue(payments, owed, paid_on=paid_on, method=method, by=by)
    entries = [
        DuesEntry(
            record_id=payment.record_id,
            kind=EntryKind.PAYMENT,
            amount=-payment.amount,
            booked_in=periods[owed[payment.record_id].organization_id, owed[payment.record_id].period_id],
            happened_on=paid_on,
            method=method,
            receipt=receipts[owed[payment.record_id].member_id],
            by=by,
        )
        for payment in payments
    ]
    with closed_meanwhile():
        DuesEntry.objects.bulk_create(entries)
    return receipts


def _locked(record_ids: Sequence[int]) -> dict[int, DuesRecord]:
    """In one order, so that two who pay the same charges wait instead of standing in each other's way."""
    rows = DuesRecord.objects.filter(pk__in=record_ids).order_by("pk").select_for_update(of=("self",), no_key=True)
    return {row.pk: row for row in rows.select_related("period", "member")}


def _refuse_too_much(payments: Sequence[Payment], owed: dict[int, DuesRecord]) -> None:
    asked: dict[int, Decimal] = defaultdict(Decimal)
    for payment in payments:
        if payment.amount <= 0:
            raise DomainError(_("缴费金额必须大于 0。"), field="amount")
        asked[payment.record_id] += payment.amount
    for record_id, amount in asked.items():
        charge = owed[record_id]
        if amount > charge.balance:
            raise NothingDueError(
                _("%(member)s %(period)s欠缴 %(balance)s 元，不能收 %(amount)s 元；可能已有人先收了。")
                % {"member": charge.member, "period": charge.period, "balance": charge.balance, "amount": amount},
                field="amount",
            )


def _issue(
    payments: Sequence[Payment], owed: dict[int, DuesRecord], *, paid_on: date, method: PaymentMethod, by: User
) -> dict[int, DuesReceipt]:
    """One receipt for each member, numbered by the union that keeps the books."""
    bodies = bodies_of(charge.organization_id for charge in owed.values())
    sums: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    for payment in payments:
        charge = owed[payment.record_id]
        sums[bodies[charge.organization_id], charge.member_id] += payment.amount
    wanted: dict[int, int] = defaultdict(int)
    for body, _member in sums:
        wanted[body] += 1
    numbers = take_numbers(wanted, year=paid_on.year)
    made = [
        DuesReceipt(
            organization_id=body,
            year=paid_on.year,
            number=next(numbers[body].numbers),
            prefix=numbers[body].prefix,
            member_id=member,
            amount=amount,
            paid_on=paid_on,
            method=method,
            issued_by=by,
        )
        for (body, member), amount in sorted(sums.items())
    ]
    return {receipt.member_id: receipt for receipt in DuesReceipt.objects.bulk_create(made)}


@contextmanager
def closed_meanwhile() -> Iterator[None]:
    """The database refuses entries in books somebody has just closed; in words."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "dues sheet is closed" not in str(error):
            raise
        raise DomainError(_("这一期刚刚结账，请刷新后重试。")) from error


def note_collection(receipts: Sequence[DuesReceipt], *, organization_id: int, by: User) -> None:
    """One line in the trail of the organization for one round of collecting; the receipts say who paid what."""
    total = sum((receipt.amount for receipt in receipts), Decimal(0))
    record(
        "members.dues.collected",
        target=receipts[0].organization,
        actor=by,
        organization_id=organization_id,
        changes={"receipts": [0, len(receipts)], "amount": ["0", str(total)]},
    )
