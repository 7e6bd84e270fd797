"""Periods dues are charged for, and which books are open."""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date

from members.choices.dues import MONTHS_OF_CYCLE, Cycle
from members.models import DuesPeriod, DuesSheet


def first_day(cycle: Cycle, on: date) -> date:
    """The first day of the month, half year or year that includes `on`."""
    months = MONTHS_OF_CYCLE[cycle]
    return date(on.year, (on.month - 1) // months * months + 1, 1)


def last_day(cycle: Cycle, starts_on: date) -> date:
    """The last day of the period that starts then."""
    month = starts_on.month + MONTHS_OF_CYCLE[cycle] - 1
    return date(starts_on.year, month, monthrange(starts_on.year, month)[1])


def period_for(cycle: Cycle, on: date) -> DuesPeriod:
    """The period of that length that includes `on`; it is made when it is asked for first, and exists once."""
    starts_on = first_day(cycle, on)
    period, _created = DuesPeriod.objects.get_or_create(
        cycle=cycle, starts_on=starts_on, defaults={"ends_on": last_day(cycle, starts_on)}
    )
    return period


def overlapping(period: DuesPeriod) -> list[int]:
    """Ids of the periods that share a day with this one, itself included: nobody pays for a month twice."""
    return list(
        DuesPeriod.objects.filter(starts_on__lte=period.ends_on, ends_on__gte=period.starts_on).values_list(
            "pk", flat=True
        )
    )


def booking_periods(charges: Iterable[tuple[int, DuesPeriod]], *, on: date) -> Mapping[tuple[int, int], DuesPeriod]:
    """Where an entry of that day stands, by (organization id, id of the record's period): the record's own period, or,
    when that is closed, the next of the organization that is not. `charges` are (organization id, record's period)."""
    asked = {(organization_id, period.pk): period for organization_id, period in charges}
    organizations = {organization_id for organization_id, _pk in asked}
    closed = DuesSheet.objects.filter(organization__in=organizations, closed_at__isnull=False)
    shut = set(closed.values_list("organization_id", "period_id"))
    found: dict[tuple[int, int], DuesPeriod] = {}
    for (organization_id, pk), period in asked.items():
        found[organization_id, pk] = (
            period if (organization_id, pk) not in shut else _next_open(organization_id, period, shut, on)
        )
    return found


def _next_open(organization_id: int, period: DuesPeriod, shut: set[tuple[int, int]], on: date) -> DuesPeriod:
    """The period of the same length at `on`, or the first after it that is not closed either."""
    day = max(on, period.ends_on)
    while True:
        candidate = period_for(Cycle(period.cycle), day)
        if (organization_id, candidate.pk) not in shut:
            return candidate
        day = date.fromordinal(candidate.ends_on.toordinal() + 1)
