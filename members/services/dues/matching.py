"""Which member a row of a payroll or bank file means, and which charges its amount pays. Nothing is guessed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from members.choices.dues import LineReason
from members.models import DuesPeriod, DuesRecord, Member
from members.services.dues.booking import Payment


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One row as the file says it. `identity_hash` and `card_hash` are keyed hashes (core/identifiers.py), `transfer`
    is the bank's own number of the transfer; empty is unknown. `amount` is in yuan."""

    row: int
    amount: Decimal | None
    name: str = ""
    staff_number: str = ""
    member_number: str = ""
    identity_hash: str = ""
    card_hash: str = ""
    paid_on: date | None = None
    transfer: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """The member a row means, or why there is none."""

    member_id: int | None
    reason: LineReason | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    member_id: int
    name: str
    is_inside: bool


_KEYS = ("identity_hash", "card_hash", "member_number", "staff_number")


def match_rows(rows: Sequence[BatchRow], *, books: Sequence[int]) -> dict[int, Match]:
    """The match of each row by its number in the file. The strongest number a row carries decides: identity, card,
    member number, staff number; where several people have it, the name tells them apart or nobody is chosen. A staff
    number means people of these books only. Two queries."""
    known = _known(rows, frozenset(books))
    return {row.row: _match(row, known) for row in rows}


def _known(rows: Iterable[BatchRow], books: frozenset[int]) -> dict[tuple[str, str], list[_Known]]:
    values = {key: {getattr(row, key) for row in rows} - {""} for key in _KEYS}
    asked = (
        Q(identity__number_hash__in=values["identity_hash"])
        | Q(identity__bank_card_hash__in=values["card_hash"])
        | Q(number__in=values["member_number"])
        | Q(home__in=books, staff_number__in=values["staff_number"])
    )
    # Who moved on may still pay what was charged here.
    owing = set(DuesRecord.objects.unpaid().filter(organization__in=books).values_list("member_id", flat=True))
    found: dict[tuple[str, str], list[_Known]] = defaultdict(list)
    facts = ("pk", "name", "home_id", "identity__number_hash", "identity__bank_card_hash", "number", "staff_number")
    for pk, name, home, *numbers in Member.objects.filter(asked).order_by("pk").values_list(*facts):
        inside = home in books or pk in owing
        for key, value in zip(_KEYS, numbers, strict=True):
            if value and (key != "staff_number" or home in books):
                found[key, value].append(_Known(pk, name, inside))
    return found


def _match(row: BatchRow, known: dict[tuple[str, str], list[_Known]]) -> Match:
    for key in _KEYS:
        value = getattr(row, key)
        if value:
            return _choose(known.get((key, value), []), row.name)
    return Match(None, LineReason.NOT_FOUND)


def _choose(people: Sequence[_Known], name: str) -> Match:
    if len(people) > 1:
        people = [person for person in people if person.name == name]
        if len(people) != 1:
            return Match(None, LineReason.SEVERAL)
    if not people:
        return Match(None, LineReason.NOT_FOUND)
    if name and people[0].name != name:
        return Match(None, LineReason.OTHER_NAME)
    if not people[0].is_inside:
        return Match(None, LineReason.OUTSIDE)
    return Match(people[0].member_id)


class Owed:
    """What the members owe, given away row by row: a second row for one person meets what the first has left open."""

    def __init__(
        self, member_ids: Iterable[int], *, books: Sequence[int], paid_on: date, period: DuesPeriod | None
    ) -> None:
        self._period_id = period.pk if period else None
        self._charges: dict[int, list[DuesRecord]] = defaultdict(list)
        self._left: dict[int, Decimal] = {}
        rows = DuesRecord.objects.unpaid().filter(
            member__in=set(member_ids), organization__in=books, payable_from__lte=paid_on
        )
        for charge in rows.order_by("payable_by", "pk"):
            self._charges[charge.member_id].append(charge)
            self._left[charge.pk] = charge.balance

    def take(self, member_id: int, amount: Decimal) -> list[Payment] | LineReason:
        """The payments this amount makes, or why it makes none. A deduction that is just what its period asks pays that
        period; everything else pays the oldest debt first."""
        open_charges = [charge for charge in self._charges[member_id] if self._left[charge.pk] > 0]
        if not open_charges:
            return LineReason.NOTHING_DUE
        if amount > sum(self._left[charge.pk] for charge in open_charges):
            return LineReason.TOO_MUCH
        exact = [c for c in open_charges if c.period_id == self._period_id and self._left[c.pk] == amount]
        payments = []
        for charge in exact or open_charges:
            part = min(amount, self._left[charge.pk])
            if part > 0:
                payments.append(Payment(charge.pk, part))
                self._left[charge.pk] -= part
                amount -= part
        return payments
