"""Collection by period and by subtree, read from the sheets the triggers keep (limits.md: 15 ms over 2.4 million)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from members.models import DuesPeriod, Organization

# Read once for both tables of the page; which body right below each organization hangs under is told before the join,
# two thousand times instead of twenty-four thousand.
_BY_CHILD_AND_PERIOD = """
    WITH below AS MATERIALIZED (
        SELECT id, subpath(path, least(nlevel(path) - 1, nlevel(%(path)s::ltree)), 1)::text::bigint AS child
        FROM members_organization WHERE path <@ %(path)s::ltree
    )
    SELECT b.child, s.period_id, sum(s.members), sum(s.due) + sum(s.adjusted), sum(s.paid), sum(s.late_paid)
    FROM members_duessheet s JOIN below b ON b.id = s.organization_id
    WHERE s.period_id = ANY(%(periods)s)
    GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Collection:
    """Charged and collected in yuan. `late` came in during this period for periods that were closed already."""

    members: int
    owed: Decimal
    paid: Decimal
    late: Decimal

    def __add__(self, other: "Collection") -> "Collection":
        return Collection(
            self.members + other.members, self.owed + other.owed, self.paid + other.paid, self.late + other.late
        )

    @property
    def open(self) -> Decimal:
        return self.owed - self.paid

    @property
    def rate(self) -> Decimal | None:
        """Paid of owed in percent with one decimal; None where nothing was charged."""
        return (self.paid * 100 / self.owed).quantize(Decimal("0.1")) if self.owed else None


@dataclass(frozen=True, slots=True)
class PeriodFigures:
    period: DuesPeriod
    figures: Collection


@dataclass(frozen=True, slots=True)
class SubtreeFigures:
    organization: Organization
    figures: Collection


def recent_periods(*, on: date, months: int = 12) -> list[DuesPeriod]:
    """The periods of the last `months` months up to that day, oldest first."""
    first = date.fromordinal(on.toordinal() - months * 31 + 15)
    return list(DuesPeriod.objects.filter(starts_on__lte=on, ends_on__gte=first).order_by("starts_on", "cycle"))


def by_period_and_subtree(
    *, organization: Organization, periods: Sequence[DuesPeriod], picked: Sequence[DuesPeriod]
) -> tuple[list[PeriodFigures], list[SubtreeFigures]]:
    """The figures of each period over the subtree, and those of the picked periods together for the organization itself
    and each body right below it with its whole subtree, the lowest rate first. Two queries."""
    with connection.cursor() as cursor:
        keys = [period.pk for period in periods]
        cursor.execute(_BY_CHILD_AND_PERIOD, {"periods": keys, "path": str(organization.path)})
        parts = [(child, period, Collection(*numbers)) for child, period, *numbers in cursor.fetchall()]
    chosen = {period.pk for period in picked}
    months = _added((period, figures) for _child, period, figures in parts)
    bodies = _added((child, figures) for child, period, figures in parts if period in chosen)
    rows = [
        SubtreeFigures(body, bodies[body.pk]) for body in Organization.objects.filter(pk__in=bodies).in_tree_order()
    ]
    return (
        [PeriodFigures(period, months[period.pk]) for period in periods if period.pk in months],
        sorted(rows, key=lambda row: (row.figures.rate is None, row.figures.rate or 0)),
    )


def _added(parts: Iterable[tuple[int, Collection]]) -> dict[int, Collection]:
    """Collections of one key added up."""
    sums: dict[int, Collection] = {}
    for key, part in parts:
        sums[key] = sums[key] + part if key in sums else part
    return sums
