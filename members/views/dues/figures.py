"""How collecting goes: by month, by the bodies below, on the page and as a table to take along."""

import csv
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from members.http import MemberRequest
from members.models import Organization
from members.permissions import may_collect_dues, may_manage_dues
from members.services.dues.figures import by_period_and_subtree, recent_periods
from members.views.dues.base import chosen, read_organization


@require_safe
def dues_figures(request: MemberRequest) -> HttpResponse:
    """Collection of an organization with everything below it."""
    organization = chosen(request)
    context = {
        **_figures(request, organization),
        "own_organizations": list(dict.fromkeys(office.organization for office in request.user.access.offices)),
        "may_collect": may_collect_dues(request.user, organization),
        "may_manage": may_manage_dues(request.user, organization),
    }
    return render(request, "members/dues/figures.html", context)


@require_safe
def dues_figures_csv(request: MemberRequest, pk: int) -> HttpResponse:
    """The same table as CSV: figures of bodies, nobody's own."""
    figures = _figures(request, read_organization(request, pk))
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="dues.csv"'
    response.write("\ufeff")
    table = csv.writer(response)
    table.writerow(
        [_("项目"), _("应缴人数"), _("应缴（元）"), _("已缴（元）"), _("收缴率（%）"), _("补缴以前各期（元）")]
    )
    rows = [(str(row.period), row.figures) for row in figures["months"]]
    rows += [(row.organization.name, row.figures) for row in figures["bodies"]]
    for label, f in rows:
        table.writerow([_harmless(label), f.members, f.owed, f.paid, "" if f.rate is None else f.rate, f.late])
    return response


def _figures(request: MemberRequest, organization: Organization) -> dict[str, Any]:
    periods = recent_periods(on=timezone.localdate())
    asked = request.GET.get("period", "")
    picked = [period for period in periods if str(period.pk) == asked] or periods
    months, bodies = by_period_and_subtree(organization=organization, periods=periods, picked=picked)
    return {
        "organization": organization,
        "months": months,
        "bodies": bodies,
        "picked": picked[0] if len(picked) == 1 else None,
    }


def _harmless(label: str) -> str:
    """A name that looks like a formula is text for the program that opens the table."""
    return f"'{label}" if label[:1] in ("=", "+", "-", "@", "\t") else label
