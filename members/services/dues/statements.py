"""What a member may know about the own dues: each charge with its arithmetic and every entry behind its balance."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet

from members.models import DuesEntry, DuesReceipt, DuesRecord, Member, Organization


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


def statement_of(member: Member, *, within: QuerySet[Organization] | None = None) -> Statement:
    """Everything ever charged to the member, wherever the member was then (rules.md 1.13), or what these organizations
    charged; five queries."""
    mine = Q(member=member)
    here = mine if within is None else mine & Q(organization__in=within)
    charges = (
        DuesRecord.objects.filter(here)
        .select_related("period", "organization", "rule")
        .prefetch_related("entries__booked_in", "entries__receipt")
        .order_by("-payable_from", "-pk")
    )
    lines = tuple(StatementLine(charge, tuple(charge.entries.all())) for charge in charges)
    receipts = DuesReceipt.objects.filter(here).select_related("organization", "member")
    return Statement(lines, tuple(receipts))
