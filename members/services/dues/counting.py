"""Dues as plan targets measure them (systems.md FD-01; product.md, way 4)."""

from decimal import Decimal

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from members.choices.dues import MONEY_ENTRIES
from members.models import DuesEntry, DuesRecord, DuesSheet, Member
from unionplan.core.counting import Figure, Window, share


def dues_collected(*, path: str, window: Window) -> Figure:
    """Money that came in during the window for members of the subtree, refunds taken off (收缴会费)."""
    rows = DuesEntry.objects.filter(
        record__organization__path__within=[path],
        kind__in=MONEY_ENTRIES,
        happened_on__range=(window.start, window.end),
    )
    return _yuan(-(rows.aggregate(total=Sum("amount"))["total"] or Decimal(0)), rows, window)


def dues_due(*, path: str, window: Window) -> Figure:
    """What was to be paid by members of the subtree for the periods that begin in the window, waivers taken off."""
    sheets = _sheets(path, window)
    sums = sheets.aggregate(due=Sum("due"), adjusted=Sum("adjusted"))
    return _yuan((sums["due"] or Decimal(0)) + (sums["adjusted"] or Decimal(0)), sheets, window)


def dues_collection_rate(*, path: str, window: Window) -> Figure:
    """Paid of owed for the periods that begin in the window, in percent (会费收缴率)."""
    sheets = _sheets(path, window)
    paid = _yuan(sheets.aggregate(paid=Sum("paid"))["paid"] or Decimal(0), sheets, window)
    return share(paid, dues_due(path=path, window=window))


def members_in_arrears(*, path: str, window: Window) -> Figure:
    """People of the subtree who on the last day of the window have not paid what was to be paid before."""
    behind = DuesRecord.objects.in_arrears(window.end).filter(organization__path__within=[path])
    rows = Member.objects.filter(pk__in=behind.values("member"))
    return Figure(value=Decimal(rows.count()), unit=_("人"), as_of=window.end, records=rows)


def _sheets(path: str, window: Window) -> QuerySet[DuesSheet]:
    return DuesSheet.objects.filter(
        organization__path__within=[path], period__starts_on__range=(window.start, window.end)
    )


def _yuan(value: Decimal, rows: QuerySet[DuesEntry] | QuerySet[DuesSheet], window: Window) -> Figure:
    return Figure(value=value, unit=_("元"), as_of=window.end, records=rows)
