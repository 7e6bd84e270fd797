"""Collecting on the phone: the list of a group, who has paid is ticked, one button books it."""

from decimal import Decimal

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from members.choices.dues import PaymentMethod
from members.forms.dues import CollectForm
from members.http import MemberRequest
from members.models import Organization
from members.models.dues_books import books_of
from members.services.dues.collecting import collect, owing_in, settled_in
from members.views.dues.base import collecting_organization, done
from unionplan.core.notices import notify


@require_http_methods(["GET", "HEAD", "POST"])
def dues_collect(request: MemberRequest, pk: int) -> HttpResponse:
    organization = collecting_organization(request, pk)
    today = timezone.localdate()
    owing = owing_in(organization, on=today)
    form = CollectForm(
        request.POST if request.method == "POST" else None,
        initial={"paid_on": today, "method": PaymentMethod.CASH},
    )
    if request.method == "POST" and done(form, lambda: _collect(request, organization, form)):
        return redirect(reverse("members:dues-collect", args=[organization.pk]))
    context = {
        "organization": organization,
        "owing": owing,
        "ticked": set(request.POST.getlist("paid")),
        "total": sum((row.amount for row in owing), Decimal(0)),
        "settled": settled_in(organization, on=today),
        "today": today,
        "form": form,
        "parts": Organization.objects.filter(pk__in=books_of(organization)).exclude(pk=organization.pk),
    }
    return render(request, "members/dues/collect.html", context, status=422 if form.errors else 200)


def _collect(request: MemberRequest, organization: Organization, form: CollectForm) -> None:
    """The amounts are those the collector read: the service refuses when they are others by now."""
    receipts = collect(
        organization=organization,
        expected=form.expected(),
        paid_on=form.cleaned_data["paid_on"],
        by=request.user,
        method=PaymentMethod(form.cleaned_data["method"]),
    )
    total = sum((receipt.amount for receipt in receipts), Decimal(0))
    words = ngettext(
        "已登记 %(count)s 人缴纳会费，共 %(total)s 元。",
        "已登记 %(count)s 人缴纳会费，共 %(total)s 元。",
        len(receipts),
    )
    notify(request, words % {"count": len(receipts), "total": total})
