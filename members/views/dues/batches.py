"""Files of payments: what was booked, and the open rows to be worked off."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.choices.dues import LineState
from members.forms.dues import LineForm
from members.http import MemberRequest
from members.models import DuesBatch, DuesBatchLine, Member
from members.models.dues_books import books_of
from members.permissions import may_collect_dues
from members.services.dues.batches import dismiss_line, settle_line
from members.views.dues.base import collecting_organization, done, form_page, read_organization, readable
from unionplan.core.errors import DomainError
from unionplan.core.notices import notify


@require_safe
def dues_batches(request: MemberRequest, pk: int) -> HttpResponse:
    """Files taken by an organization."""
    organization = read_organization(request, pk)
    rows = DuesBatch.objects.filter(organization=organization).select_related("created_by", "period")
    page = Paginator(rows, 25).get_page(request.GET.get("page"))
    return render(request, "members/dues/batches.html", {"organization": organization, "page": page})


@require_safe
def dues_batch(request: MemberRequest, pk: int) -> HttpResponse:
    """The open rows of a file first, then the others."""
    batches = DuesBatch.objects.filter(organization__in=readable(request)).select_related("organization", "period")
    batch = get_object_or_404(batches, pk=pk)
    lines = batch.lines.select_related("member", "receipt", "handled_by")
    state = request.GET.get("state", LineState.OPEN)
    picked = lines.filter(state=state) if state in LineState.values else lines
    context = {
        "batch": batch,
        "organization": batch.organization,
        "page": Paginator(picked.order_by("row"), 50).get_page(request.GET.get("page")),
        "states": LineState.choices,
        "state": state,
        "may_collect": may_collect_dues(request.user, batch.organization),
    }
    return render(request, "members/dues/batch.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def dues_line_settle(request: MemberRequest, pk: int) -> HttpResponse:
    """Say whose payment an open row is."""
    line = _line(request, pk)
    form = LineForm(
        request.POST if request.method == "POST" else None,
        people=lambda number: _people(line, number),
        initial={"number": line.member_number or line.staff_number},
    )
    if done(form, lambda: settle_line(line_id=line.pk, member=form.cleaned_data["number"], by=request.user)):
        notify(request, _("已入账。"))
        return redirect(_address(line))
    note = _("第 %(row)s 行：%(name)s，%(amount)s 元") % {"row": line.row, "name": line.name, "amount": line.amount}
    organization = line.batch.organization
    title, action = _("登记为会员缴费"), _("入账")
    return form_page(request, form, organization, title=title, action=action, back=_address(line), note=note)


@require_POST
def dues_line_dismiss(request: MemberRequest, pk: int) -> HttpResponse:
    line = _line(request, pk)
    try:
        dismiss_line(line_id=line.pk, note=request.POST.get("reason", "")[:200], by=request.user)
    except DomainError as error:
        messages.warning(request, str(error.message))
    else:
        notify(request, _("已标为不入账。"))
    return redirect(_address(line))


def _line(request: MemberRequest, pk: int) -> DuesBatchLine:
    lines = DuesBatchLine.objects.filter(batch__organization__in=readable(request))
    line = get_object_or_404(lines.select_related("batch__organization"), pk=pk)
    collecting_organization(request, line.batch.organization_id)
    return line


def _people(line: DuesBatchLine, number: str) -> QuerySet[Member]:
    books = books_of(line.batch.organization)
    here = Q(home__in=books) | Q(dues_records__organization__in=books)
    return Member.objects.filter(here, Q(number=number) | Q(staff_number=number)).distinct()[:2]


def _address(line: DuesBatchLine) -> str:
    return reverse("members:dues-batch", args=[line.batch_id])
