"""Organizations as the settings pages take them: out of scope is a 404, in scope without the right a 403."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from members.http import MemberRequest
from members.models import Organization
from members.permissions import may_manage_settings, why_not_manage


def organization_in_scope(request: MemberRequest, pk: int) -> Organization:
    """An organization the reader's offices reach."""
    return get_object_or_404(Organization.objects.reachable_by(request.user), pk=pk)


def organization_to_manage(request: MemberRequest, pk: int) -> Organization:
    """An organization whose settings the reader may change."""
    organization = organization_in_scope(request, pk)
    if not may_manage_settings(request.user, organization):
        raise PermissionDenied(why_not_manage(organization))
    return organization


def chosen_organization(request: MemberRequest) -> Organization | None:
    """The one in the address, else that of the reader's first office; None for somebody without office."""
    asked = request.GET.get("organization", "")
    if asked:
        return organization_in_scope(request, int(asked) if asked.isdecimal() else 0)
    offices = request.user.access.offices
    return offices[0].organization if offices else None
