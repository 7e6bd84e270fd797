"""Open work of people whose office ends: listed, and handed to another person in one step."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members.forms.register.work import HandoverForm
from members.http import MemberRequest
from members.models import Office, Organization
from members.permissions import may_manage_offices
from members.services.register.handover import hand_over, leavers_of, open_work, successors_for
from members.views.register.base import attempt, posted, require_offices
from members.views.register.records import crumbs_of
from members.views.scoping import chosen_organization
from unionplan.core.notices import notify


@require_safe
def handover_list(request: MemberRequest) -> HttpResponse:
    """People of one organization who left lately or leave soon and still have open work."""
    organization = chosen_organization(request)
    if organization is not None:
        require_offices(request, organization)
    today = timezone.localdate()
    offices = request.user.access.offices
    own = {office.organization_id: office.organization for office in offices}
    context = {
        "organization": organization,
        "own_organizations": [body for body in own.values() if may_manage_offices(request.user, body)],
        "leavers": leavers_of(organization, on=today) if organization else [],
        "today": today,
    }
    return render(request, "members/register/handover_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def office_handover(request: MemberRequest, pk: int) -> HttpResponse:
    """Everything one office holder has open, and who takes it over."""
    reachable = Office.objects.filter(organization__in=Organization.objects.reachable_by(request.user))
    office = get_object_or_404(reachable.select_related("user", "organization"), pk=pk)
    require_offices(request, office.organization)
    today = timezone.localdate()
    successors = successors_for(office.organization, office.user, on=today)
    form = HandoverForm(posted(request), successors=successors)
    if form.is_valid():
        to = form.cleaned_data["to"]
        moved = attempt(form, lambda: hand_over(office_id=office.pk, to=to, by=request.user, on=today))
        if moved:
            notify(request, _("已把 %(count)s 项工作移交给 %(to)s。") % {"count": moved, "to": to})
            return redirect(reverse("members:organization-detail", args=[office.organization_id]))
    context = {
        "office": office,
        "piles": open_work(office.user, office.organization),
        "form": form,
        "has_successors": bool(successors),
        "crumbs": crumbs_of(office.organization),
        "back": reverse("members:organization-detail", args=[office.organization_id]),
        "today": today,
    }
    return render(request, "members/register/office_handover.html", context, status=422 if form.errors else 200)
