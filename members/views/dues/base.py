"""What the pages of dues share: who may read, collect and manage, and forms that keep what was typed."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.functional import Promise

from members.enums import Right
from members.http import MemberRequest
from members.models import Organization
from members.permissions import (
    may_collect_dues,
    may_manage_dues,
    may_read_dues,
    why_not_collect_dues,
    why_not_manage_dues,
    why_not_read_dues,
)
from members.views.scoping import organization_in_scope
from unionplan.core.errors import DomainError


def read_organization(request: MemberRequest, pk: int) -> Organization:
    """An organization whose dues the reader may see; 404 out of scope, 403 without the right."""
    organization = organization_in_scope(request, pk)
    if not may_read_dues(request.user, organization):
        raise PermissionDenied(why_not_read_dues(organization))
    return organization


def collecting_organization(request: MemberRequest, pk: int) -> Organization:
    """One the reader may take money for."""
    organization = organization_in_scope(request, pk)
    if not may_collect_dues(request.user, organization):
        raise PermissionDenied(why_not_collect_dues(organization))
    return organization


def managed_organization(request: MemberRequest, pk: int) -> Organization:
    """One whose dues the reader decides about."""
    organization = organization_in_scope(request, pk)
    require_manage(request, organization)
    return organization


def require_manage(request: MemberRequest, organization: Organization) -> None:
    if not may_manage_dues(request.user, organization):
        raise PermissionDenied(why_not_manage_dues(organization))


def chosen(request: MemberRequest) -> Organization:
    """The one in the address, else the first where the reader may read dues; 404 for who may nowhere."""
    asked = request.GET.get("organization", "")
    if asked:
        return read_organization(request, int(asked) if asked.isdecimal() else 0)
    first = first_readable(request)
    if first is None:
        raise Http404
    return first


def first_readable(request: MemberRequest) -> Organization | None:
    """The organization of the reader's first office that may read dues."""
    offices = request.user.access.offices
    return next((office.organization for office in offices if Right.READ_DUES in office.rights), None)


def readable(request: MemberRequest) -> Any:
    """Every organization whose dues the reader may see."""
    return request.user.access.organizations_with(Right.READ_DUES)


def below(organization: Organization) -> Any:
    """The organization and everything under it."""
    return Organization.objects.below([organization.path])


def one_of(rows: Any, pk: int) -> Any:
    return get_object_or_404(rows, pk=pk)


def done(form: Form, act: Callable[[], Any]) -> bool:
    """True when the form is valid and the service agreed; a refusal of the service stands beside its field."""
    if not form.is_valid():
        return False
    try:
        act()
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return False
    return True


def form_page(
    request: MemberRequest,
    form: Form,
    organization: Organization,
    *,
    title: str | Promise,
    action: str | Promise,
    back: str,
    note: str | Promise = "",
) -> HttpResponse:
    context = {
        "form": form,
        "organization": organization,
        "title": title,
        "action": action,
        "back": back,
        "note": note,
    }
    return render(request, "members/dues/form.html", context, status=422 if form.errors else 200)
