"""Receipts: numbers without gaps for each union and year, and printing that tells the first from the next."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from members.models import DuesReceipt, DuesReceiptPrint, DuesRule, Organization, User

# The row stays locked until the payment is saved: who fails gives the numbers back, who comes next waits.
_TAKE = """
    INSERT INTO members_duesreceiptcounter (organization_id, year, last)
    SELECT organization_id, %(year)s, n FROM unnest(%(organizations)s::bigint[], %(counts)s::int[])
        AS w(organization_id, n) ORDER BY organization_id
    ON CONFLICT (organization_id, year) DO UPDATE SET last = members_duesreceiptcounter.last + EXCLUDED.last
    RETURNING organization_id, last
"""


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers nobody else gets, rising, and the word that stands before them."""

    prefix: str
    numbers: Iterator[int]


def take_numbers(wanted: Mapping[int, int], *, year: int) -> dict[int, Numbers]:
    """So many receipt numbers for each union (`wanted` by organization id), inside the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"year": year, "organizations": list(wanted), "counts": [wanted[key] for key in wanted]})
        last = dict(cursor.fetchall())
    prefixes = _prefixes(last, on=date(year, 12, 31))
    return {key: Numbers(prefixes[key], iter(range(end - wanted[key] + 1, end + 1))) for key, end in last.items()}


def _prefixes(organization_ids: Mapping[int, int], *, on: date) -> dict[int, str]:
    return {
        body.pk: rule.receipt_prefix if (rule := DuesRule.objects.in_force(on).holding_for(body).first()) else ""
        for body in Organization.objects.filter(pk__in=organization_ids)
    }


@transaction.atomic
def print_receipt(*, receipt: DuesReceipt, by: User) -> int:
    """Note that it is printed now; the answer says how often it was, this time included: from 2 on it is a reprint."""
    DuesReceipt.objects.select_for_update().get(pk=receipt.pk)
    DuesReceiptPrint.objects.create(receipt=receipt, printed_by=by)
    return DuesReceiptPrint.objects.filter(receipt=receipt).count()
