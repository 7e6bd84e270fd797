"""Mutual-aid insurance in numbers, over a subtree and a window."""

from decimal import Decimal

from django.db.models import Exists, OuterRef, Sum

from members.choices.insurance import ClaimState
from members.models import Claim, Policy
from members.models.insurance import PolicyQuerySet
from unionplan.core.counting import Figure, Window, share


def people_insured(*, path: str, window: Window) -> Figure:
    """People with a policy in force on the last day of the window."""
    rows = Policy.objects.in_force(window.end).filter(organization__path__within=[path])
    people = rows.values("member").distinct().count()
    return Figure(value=Decimal(people), unit="人", as_of=window.end, records=rows)


def policies_begun(*, path: str, window: Window) -> Figure:
    """Policies whose term begins in the window: new and renewed."""
    rows = _begun(path, window)
    return Figure(value=Decimal(rows.count()), unit="份", as_of=window.end, records=rows)


def premiums(*, path: str, window: Window) -> Figure:
    """Premiums of these policies, in yuan."""
    rows = _begun(path, window)
    total = rows.aggregate(total=Sum("premium"))["total"] or Decimal(0)
    return Figure(value=total, unit="元", as_of=window.end, records=rows)


def claims_paid(*, path: str, window: Window) -> Figure:
    """What claims brought in the window, in yuan. No records: that somebody claimed is a health fact."""
    rows = Claim.objects.filter(
        policy__organization__path__within=[path],
        state=ClaimState.PAID,
        paid_on__range=(window.start, window.end),
    )
    total = rows.aggregate(total=Sum("paid"))["total"] or Decimal(0)
    return Figure(value=total, unit="元", as_of=window.end)


def renewal_rate(*, path: str, window: Window) -> Figure:
    """Of the policies that ended in the window, the share that was followed by a later one of the same scheme."""
    ended = Policy.objects.valid().filter(
        organization__path__within=[path], expires_on__range=(window.start, window.end)
    )
    later = Policy.objects.valid().filter(
        scheme=OuterRef("scheme"), member=OuterRef("member"), starts_on__gt=OuterRef("starts_on")
    )
    renewed = ended.filter(Exists(later))
    return share(
        Figure(value=Decimal(renewed.count()), unit="份", as_of=window.end, records=renewed),
        Figure(value=Decimal(ended.count()), unit="份", as_of=window.end, records=ended),
    )


def _begun(path: str, window: Window) -> PolicyQuerySet:
    return Policy.objects.valid().filter(organization__path__within=[path], starts_on__range=(window.start, window.end))
