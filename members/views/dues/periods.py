"""Periods of an organization: charging them, who still waits for a wage, closing and opening again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from members.choices.dues import Cycle
from members.forms.dues import RunForm
from members.http import MemberRequest
from members.models import DuesPeriod, Organization
from members.permissions import may_manage_dues, may_reopen_dues, why_not_reopen_dues
from members.services.dues.closing import close_period, reopen_period
from members.services.dues.overview import latest_runs, sheets_of, waiting_for_wage
from members.services.dues.runs import AT_ONCE, finish, start_run
from members.views.dues.base import done, managed_organization, one_of, read_organization
from unionplan.core.errors import DomainError
from unionplan.core.notices import notify


@require_http_methods(["GET", "HEAD", "POST"])
def dues_periods(request: MemberRequest, pk: int) -> HttpResponse:
    """The books of an organization by period; POST charges one."""
    post = request.method == "POST"
    organization = managed_organization(request, pk) if post else read_organization(request, pk)
    form = RunForm(request.POST if post else None, initial={"cycle": Cycle.MONTH, "on": timezone.localdate()})
    if post and done(form, lambda: _charge(request, organization, form)):
        return redirect(_address(organization))
    sheets = sheets_of(organization)
    context = {
        "organization": organization,
        "form": form,
        "sheets": sheets,
        "runs": latest_runs(organization),
        "waiting": waiting_for_wage(organization, sheets[0].period) if sheets else [],
        "may_manage": may_manage_dues(request.user, organization),
        "may_reopen": may_reopen_dues(request.user, organization),
    }
    return render(request, "members/dues/periods.html", context, status=422 if form.errors else 200)


def _charge(request: MemberRequest, organization: Organization, form: RunForm) -> None:
    data = form.cleaned_data
    run = start_run(organization=organization, cycle=Cycle(data["cycle"]), on=data["on"], by=request.user)
    if run.total > AT_ONCE:
        notify(request, _("已开始生成，一般几分钟内完成；进度见下方。"))
        return
    run = finish(run)
    notify(request, _("已生成%(period)s会费，新增应缴 %(added)s 人。") % {"period": run.period, "added": run.added})


@require_POST
def dues_close(request: MemberRequest, pk: int, period: int) -> HttpResponse:
    organization = managed_organization(request, pk)
    books = one_of(DuesPeriod.objects.all(), period)
    try:
        close_period(organization=organization, period=books, by=request.user)
    except DomainError as error:
        messages.warning(request, str(error.message))
    else:
        notify(request, _("%(period)s已结账。") % {"period": books})
    return redirect(_address(organization))


@require_POST
def dues_reopen(request: MemberRequest, pk: int, period: int) -> HttpResponse:
    organization = managed_organization(request, pk)
    if not may_reopen_dues(request.user, organization):
        raise PermissionDenied(why_not_reopen_dues(organization))
    books = one_of(DuesPeriod.objects.all(), period)
    try:
        reopen_period(organization=organization, period=books, reason=request.POST.get("reason", ""), by=request.user)
    except DomainError as error:
        messages.warning(request, str(error.message))
    else:
        notify(request, _("%(period)s已重新打开。") % {"period": books})
    return redirect(_address(organization))


def _address(organization: Organization) -> str:
    return reverse("members:dues-periods", args=[organization.pk])
