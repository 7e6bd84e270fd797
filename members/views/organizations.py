"""The tree of organizations, who holds which office, and appointing people."""

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from members.enums import OrganizationKind, Post, Right
from members.forms.organizations import AppointForm, EndOfficeForm, MoveForm, NewOrganizationForm, OrganizationForm
from members.http import MemberRequest
from members.models import Office, Organization
from members.permissions import may_manage_offices, may_manage_register, why_not_appoint
from members.services.directory import history_of, managed_by, offices_of
from members.services.offices import appoint, end_office
from members.services.organizations import (
    change_organization,
    create_organization,
    move_organization,
)
from members.services.register.moves import places_of
from members.services.register.record import record_of
from members.views.register.tree import moved_words, undo_address
from members.views.scoping import organization_in_scope
from unionplan.core.errors import DomainError
from unionplan.core.notices import notify


@require_safe
def organization_detail(request: MemberRequest, pk: int) -> HttpResponse:
    organization = organization_in_scope(request, pk)
    context = {
        "organization": organization,
        "offices": offices_of(organization),
        "today": timezone.localdate(),
        "may_manage": may_manage_offices(request.user, organization),
        "may_move": organization.parent is not None and may_manage_offices(request.user, organization.parent),
        "why_not": why_not_appoint(organization),
        "may_register": may_manage_register(request.user, organization),
        "record": record_of(organization, on=timezone.localdate()),
        "places": places_of(organization),
        "history": history_of(organization) if request.user.access.may(Right.READ_AUDIT, organization) else [],
    }
    return render(request, "members/organization_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def organization_change(request: MemberRequest, pk: int) -> HttpResponse:
    organization = _managed(request, pk)
    known = {name: getattr(organization, name) for name in OrganizationForm.base_fields}
    form = OrganizationForm(request.POST if request.method == "POST" else None, initial=known)
    if form.is_valid():
        data = form.cleaned_data
        data["kind"] = OrganizationKind(data["kind"])
        change_organization(organization_id=organization.pk, by=request.user, **data)
        notify(request, _("已保存。"))
        return redirect(_address(organization))
    return _form_page(request, form, organization, title=_("修改组织信息"), action=_("保存"))


@require_http_methods(["GET", "HEAD", "POST"])
def organization_add(request: MemberRequest, pk: int) -> HttpResponse:
    """A new body below this one."""
    parent = _managed(request, pk)
    form = NewOrganizationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        data = form.cleaned_data
        data["kind"] = OrganizationKind(data["kind"])
        try:
            created = create_organization(parent=parent, by=request.user, **data)
        except DomainError as error:
            form.add_error(error.field, error.message)
        else:
            notify(request, _("已建立“%(name)s”。") % {"name": created.label})
            return redirect(_address(created))
    return _form_page(request, form, parent, title=_("增加下级组织"), action=_("建立组织"))


@require_http_methods(["GET", "HEAD", "POST"])
def organization_move(request: MemberRequest, pk: int) -> HttpResponse:
    """Another body above: for those who decide about the present one and the new one."""
    organization = organization_in_scope(request, pk)
    if organization.parent is None or not may_manage_offices(request.user, organization.parent):
        raise PermissionDenied(_("调整上级，需要同时管理原来的和新的上级工会。"))
    form = MoveForm(
        request.POST if request.method == "POST" else None,
        parents=managed_by(request.user),
        initial={"parent": organization.parent},
    )
    if form.is_valid():
        try:
            move = move_organization(
                organization_id=organization.pk, parent_id=form.cleaned_data["parent"].pk, by=request.user
            )
        except DomainError as error:
            form.add_error(error.field, error.message)
        else:
            if move is not None:
                notify(request, moved_words(move), undo_url=undo_address(move))
            return redirect(_address(organization))
    return _form_page(
        request, form, organization, title=pgettext("button", "调整上级"), action=pgettext("button", "调整上级")
    )


@require_http_methods(["GET", "HEAD", "POST"])
def office_appoint(request: MemberRequest, pk: int) -> HttpResponse:
    organization = _managed(request, pk)
    form = AppointForm(request.POST if request.method == "POST" else None, initial={"starts_on": timezone.localdate()})
    if form.is_valid():
        data = form.cleaned_data
        data["post"] = Post(data["post"])
        try:
            office = appoint(organization=organization, by=request.user, **data)
        except DomainError as error:
            form.add_error(error.field, error.message)
        else:
            notify(
                request, _("已任命 %(user)s 为%(post)s。") % {"user": office.user, "post": office.get_post_display()}
            )
            return redirect(_address(organization))
    return _form_page(request, form, organization, title=pgettext("button", "任命"), action=pgettext("button", "任命"))


@require_http_methods(["GET", "HEAD", "POST"])
def office_end(request: MemberRequest, pk: int) -> HttpResponse:
    reachable = Office.objects.filter(organization__in=Organization.objects.reachable_by(request.user))
    office = get_object_or_404(reachable.select_related("user"), pk=pk)
    organization = _managed(request, office.organization_id)
    form = EndOfficeForm(request.POST if request.method == "POST" else None, initial={"ends_on": timezone.localdate()})
    if form.is_valid():
        try:
            end_office(office_id=office.pk, by=request.user, ends_on=form.cleaned_data["ends_on"])
        except DomainError as error:
            form.add_error(error.field, error.message)
        else:
            notify(request, _("已结束 %(user)s 的任职。") % {"user": office.user})
            return redirect(_address(organization))
    title = _("结束 %(user)s 的%(post)s任职") % {"user": office.user, "post": office.get_post_display()}
    return _form_page(request, form, organization, title=title, action=pgettext("button", "结束任职"))


def _managed(request: MemberRequest, pk: int) -> Organization:
    """In scope and with the right; else 404, or 403 with the reason."""
    organization = organization_in_scope(request, pk)
    if not may_manage_offices(request.user, organization):
        raise PermissionDenied(why_not_appoint(organization))
    return organization


def _address(organization: Organization) -> str:
    return reverse("members:organization-detail", args=[organization.pk])


def _form_page(
    request: MemberRequest,
    form: Form,
    organization: Organization,
    *,
    title: str,
    action: str,
) -> HttpResponse:
    context = {"form": form, "organization": organization, "title": title, "action": action}
    return render(request, "members/organization_form.html", context, status=422 if form.errors else 200)
