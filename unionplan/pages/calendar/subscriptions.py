"""Where people make, renew and end calendar addresses."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from members.enums import Right
from members.http import MemberRequest
from members.models import CalendarFeed, Organization
from members.services.feeds import end_personal_feed, renew_personal_feed, switch_public_feed


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def subscriptions(request: MemberRequest) -> HttpResponse:
    """A new address is in the answer to the POST and nowhere else: only its digest is kept."""
    address = ""
    if request.method == "POST":
        if "end" in request.POST:
            end_personal_feed(by=request.user)
            return redirect("pages:subscriptions")
        _feed, secret = renew_personal_feed(by=request.user)
        address = request.build_absolute_uri(reverse("pages:feed", args=[secret]))
    feeds = CalendarFeed.objects.filter(revoked_at__isnull=True)
    context = {
        "address": address,
        "webcal": address.replace("https://", "webcal://").replace("http://", "webcal://"),
        "personal": feeds.filter(user=request.user).first(),
        "organizations": _organizations(request),
        "host": request.build_absolute_uri("/").rstrip("/"),
    }
    return render(request, "pages/subscriptions.html", context)


def _organizations(request: MemberRequest) -> list[dict[str, object]]:
    """Organizations of the person's offices, and those above a member, with their public calendars."""
    access = request.user.access
    own = {office.organization_id for office in access.offices}
    found = Organization.objects.filter(pk__in=own) | Organization.objects.above(access.membership_paths)
    feeds = {
        feed.organization_id: feed for feed in CalendarFeed.objects.filter(organization__in=found, revoked_at=None)
    }
    return [
        {"row": row, "feed": feeds.get(row.pk), "may_switch": access.may(Right.MANAGE_SETTINGS, row)}
        for row in found.order_by("path")
    ]


@require_POST
def public_switch(request: MemberRequest, organization_id: int) -> HttpResponse:
    """Open or close an organization's public calendar; whoever keeps its settings may."""
    access = request.user.access
    reach = Organization.objects.below(access.read_paths) | Organization.objects.above(access.membership_paths)
    organization = get_object_or_404(reach, pk=organization_id)
    if not access.may(Right.MANAGE_SETTINGS, organization):
        raise PermissionDenied(
            _("公开日历由“%(organization)s”负责设置的人员开关。") % {"organization": organization.label}
        )
    switch_public_feed(organization=organization, on="on" in request.POST, by=request.user)
    return redirect("pages:subscriptions")
