"""What the page of periods shows: the sheets with their parts added up, the latest runs, who waits for a wage."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, Sum

from members.models import DuesPeriod, DuesRun, DuesSheet, Member, Organization
from members.models.dues_books import books_of
from members.services.dues.charging import left_out


@dataclass(frozen=True, slots=True)
class Books:
    """One period of an organization with its branches and groups; closed when every sheet of it is."""

    period: DuesPeriod
    members: int
    owed: Decimal
    paid: Decimal
    late: Decimal
    is_closed: bool


def sheets_of(organization: Organization, *, limit: int = 24) -> list[Books]:
    """The latest periods, newest first; three queries."""
    sheets = DuesSheet.objects.filter(organization__in=books_of(organization)).order_by()
    rows = sheets.values("period").annotate(
        people=Sum("members"),
        charged=Sum("due"),
        changed=Sum("adjusted"),
        money=Sum("paid"),
        late=Sum("late_paid"),
        still_open=Count("pk", filter=Q(closed_at__isnull=True)),
    )
    found = {row["period"]: row for row in rows.order_by("-period__starts_on")[:limit]}
    periods = DuesPeriod.objects.in_bulk(found)
    return [
        Books(
            period=periods[pk],
            members=row["people"],
            owed=row["charged"] + row["changed"],
            paid=row["money"],
            late=row["late"],
            is_closed=row["still_open"] == 0,
        )
        for pk, row in found.items()
    ]


def latest_runs(organization: Organization) -> list[DuesRun]:
    """The last five times charging was asked for here."""
    return list(DuesRun.objects.filter(organization=organization).select_related("period", "created_by")[:5])


def waiting_for_wage(organization: Organization, period: DuesPeriod) -> list[Member]:
    """Members of the organization, its branches and groups who could not be charged: their wage is unknown."""
    rows = left_out(period=period, organization_ids=books_of(organization), limit=100)
    return list(Member.objects.filter(pk__in=[row.member_id for row in rows]))
