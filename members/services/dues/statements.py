"""What a member may know about the own dues: each charge with its arithmetic and every entry behind its balance."""

from dataclasses import dataclass
from decimal import Decimal

from members.models import DuesEntry, DuesReceipt, DuesRecord, Member


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One charge with its entries, oldest first."""

    charge: DuesRecord
    entries: tuple[DuesEntry, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """A member's dues, newest period first, with the receipts."""

    lines: tuple[StatementLine, ...]
    receipts: tuple[DuesReceipt, ...]

    @property
    def owed(self) -> Decimal:
        return sum((line.charge.balance for line in self.lines), Decimal(0))

    @property
    def paid(self) -> Decimal:
        return sum((line.charge.paid for line in self.lines), Decimal(0))


def statement_of(member: Member) -> Statement:
    """Everything ever charged to the member, wherever the member was then: the history of dues moves along when a
    member moves (rules.md 1.13); five queries."""
    charges = (
        DuesRecord.objects.filter(member=member)
        .select_related("period", "organization", "rule")
        .prefetch_related("entries__booked_in", "entries__receipt")
        .order_by("-payable_from", "-pk")
    )
    lines = tuple(StatementLine(charge, tuple(charge.entries.all())) for charge in charges)
    receipts = DuesReceipt.objects.filter(member=member).select_related("organization", "member")
    return Statement(lines, tuple(receipts))
