"""Who is behind: unpaid after the collection window, by member and organization (rules.md 1.8 – 1.10 rest on it)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Min, QuerySet, Sum

from members.models import DuesRecord, Member, Organization

# Months since the last charge that was settled: a paid or waived month ends the row, as "consecutive" means it.
_UNPAID_MONTHS = """
    SELECT d.member_id, sum(d.months)
    FROM members_duesrecord d
    WHERE d.member_id = ANY(%(members)s) AND d.balance > 0 AND d.payable_by < %(on)s
      AND NOT EXISTS (
          SELECT 1 FROM members_duesrecord p
          WHERE p.member_id = d.member_id AND p.balance = 0 AND p.payable_by > d.payable_by AND p.payable_by < %(on)s)
    GROUP BY d.member_id
"""


@dataclass(frozen=True, slots=True)
class Arrears:
    """One member's debt to one organization: yuan, months, and the last day the oldest of it could be paid in time."""

    member: Member
    organization: Organization
    amount: Decimal
    months: int
    oldest: date


def arrears_rows(organizations: QuerySet[Organization], *, on: date) -> "QuerySet[DuesRecord, Any]":
    """One row for each member behind in these organizations, the largest debt first; made for a paginator."""
    charges = DuesRecord.objects.in_arrears(on).filter(organization__in=organizations.order_by())
    return (
        charges.values("member", "organization")
        .annotate(amount=Sum("balance"), unpaid=Sum("months"), oldest=Min("payable_by"))
        .order_by("-amount", "member", "organization")
    )


def with_names(rows: Iterable[dict[str, Any]]) -> list[Arrears]:
    """The rows of one page with people and organizations; two queries."""
    page = list(rows)
    members = Member.objects.in_bulk({row["member"] for row in page})
    bodies = Organization.objects.in_bulk({row["organization"] for row in page})
    return [
        Arrears(members[row["member"]], bodies[row["organization"]], row["amount"], row["unpaid"], row["oldest"])
        for row in page
    ]


def unpaid_months(member_ids: Iterable[int], on: date) -> dict[int, int]:
    """Months without dues up to that day and without a settled month in between, by member id; members who owe nothing
    are left out. What proposals of withdrawal rest on (rules.md 1.9, 1.10); one query."""
    with connection.cursor() as cursor:
        cursor.execute(_UNPAID_MONTHS, {"members": list(member_ids), "on": on})
        return {member_id: int(months) for member_id, months in cursor.fetchall()}
