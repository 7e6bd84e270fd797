"""Collecting cash: the list of a group, who has paid is ticked, and one button books it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast

from django.db import transaction
from django.db.models import Count, Min, Sum
from django.utils.translation import gettext as _

from members.choices.dues import LineReason, PaymentMethod
from members.models import DuesReceipt, DuesRecord, Member, Organization, User
from members.models.dues_books import bodies_of, books_of
from members.services.dues.booking import NothingDueError, Payment, book, note_collection
from members.services.dues.matching import Owed
from unionplan.core.errors import DomainError


@dataclass(frozen=True, slots=True)
class Owing:
    """One member of the group: what is owed up to now, since when, and how many charges that is."""

    member: Member
    amount: Decimal
    charges: int
    oldest: date

    @property
    def ticked(self) -> str:
        """What the box beside the name carries: who, and the amount that was read."""
        return f"{self.member.pk}:{self.amount}"


def owing_in(organization: Organization, *, on: date) -> list[Owing]:
    """Who of the organization itself owes dues whose window has opened, by name; two queries."""
    open_charges = DuesRecord.objects.unpaid().filter(organization=organization, payable_from__lte=on)
    sums = open_charges.values("member").annotate(amount=Sum("balance"), oldest=Min("payable_by"), charges=Count("pk"))
    rows = {row["member"]: row for row in sums.order_by()}
    return [
        Owing(member, row["amount"], row["charges"], row["oldest"])
        for member in Member.objects.filter(pk__in=rows)
        for row in [rows[member.pk]]
    ]


def settled_in(organization: Organization, *, on: date) -> int:
    """How many of the organization's members of this window have nothing open; one query."""
    charged = DuesRecord.objects.filter(organization=organization, payable_from__lte=on, payable_by__gte=on)
    return charged.filter(balance=0).count()


@transaction.atomic
def pay(*, member: Member, amount: Decimal, paid_on: date, method: str, by: User) -> DuesReceipt:
    """One amount from one member over the counter, towards what the books of the home organization's union say is owed,
    the oldest first. Raises NothingDueError when it is more than that."""
    home = cast(Organization, member.home)
    body = Organization.objects.get(pk=bodies_of([home.pk])[home.pk])
    payments = Owed([member.pk], books=books_of(body), paid_on=paid_on, period=None).take(member.pk, amount)
    if isinstance(payments, LineReason):
        raise NothingDueError(_("%(reason)s，不能收款。") % {"reason": payments.label}, field="amount")
    receipt = book(payments=payments, paid_on=paid_on, method=PaymentMethod(method), by=by)[member.pk]
    note_collection([receipt], organization_id=home.pk, by=by)
    return receipt


@transaction.atomic
def collect(
    *, organization: Organization, expected: dict[int, Decimal], paid_on: date, by: User, method: PaymentMethod
) -> list[DuesReceipt]:
    """Everything these members owe here is paid now. `expected` says by member id the amount the collector read and
    took: if it is another one by now, nothing is booked at all and the sentence names the member."""
    if not expected:
        raise DomainError(_("请先勾选已缴费的会员。"))
    charges = list(
        DuesRecord.objects.unpaid()
        .filter(organization=organization, member__in=expected, payable_from__lte=paid_on)
        .select_related("member")
    )
    _refuse_other_amounts(charges, expected)
    receipts = book(
        payments=[Payment(charge.pk, charge.balance) for charge in charges], paid_on=paid_on, method=method, by=by
    )
    note_collection(list(receipts.values()), organization_id=organization.pk, by=by)
    return list(receipts.values())


def _refuse_other_amounts(charges: Sequence[DuesRecord], expected: dict[int, Decimal]) -> None:
    sums = dict.fromkeys(expected, Decimal(0))
    names = {charge.member_id: charge.member.name for charge in charges}
    for charge in charges:
        sums[charge.member_id] += charge.balance
    for member_id, amount in expected.items():
        if sums[member_id] != amount:
            raise DomainError(
                _("%(member)s的欠缴金额已变为 %(now)s 元（页面上是 %(then)s 元），可能已有人先收了。请核对后再登记。")
                % {"member": names.get(member_id, _("一名会员")), "now": sums[member_id], "then": amount}
            )
