"""Receipts: looking at one, and printing it; from the second print on it says so."""

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from members.http import MemberRequest
from members.models import DuesReceipt
from members.services.dues.receipts import print_receipt
from members.views.dues.base import readable


@require_safe
def dues_receipt(request: MemberRequest, pk: int) -> HttpResponse:
    """For officers who may read dues of the union that issued it, and for the member it belongs to."""
    return _page(request, _receipt(request, pk), prints=0)


@require_POST
def dues_receipt_print(request: MemberRequest, pk: int) -> HttpResponse:
    """The same page, noted as printed; the script opens the printer."""
    receipt = _receipt(request, pk)
    return _page(request, receipt, prints=print_receipt(receipt=receipt, by=request.user))


def _receipt(request: MemberRequest, pk: int) -> DuesReceipt:
    mine = Q(member__user=request.user)
    within = readable(request)
    here = Q(organization__in=within) | Q(entries__record__organization__in=within) | Q(member__home__in=within)
    rows = DuesReceipt.objects.filter(pk__in=DuesReceipt.objects.filter(mine | here, pk=pk).values("pk"))
    return get_object_or_404(rows.select_related("organization", "member", "issued_by"))


def _page(request: MemberRequest, receipt: DuesReceipt, *, prints: int) -> HttpResponse:
    entries = receipt.entries.select_related("record__period", "record__organization").order_by("record__payable_by")
    context = {
        "receipt": receipt,
        "entries": [(entry, -entry.amount) for entry in entries],
        "prints": prints,
        "earlier": receipt.prints.count(),
    }
    return render(request, "members/dues/receipt.html", context)
