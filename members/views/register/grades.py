"""Grades: what is awarded by which criteria, and who got it."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members.filters.pills import pills_of
from members.filters.register import AwardFilter
from members.forms.register.records import AwardForm, ReasonForm, SchemeForm
from members.http import MemberRequest
from members.models import GradeAward, GradeScheme, Organization
from members.permissions import may_manage_register, why_not_register
from members.services.register.grades import (
    award_grade,
    change_scheme,
    create_scheme,
    schemes_listed,
    withdraw_award,
)
from members.views.register.base import (
    form_page,
    list_template,
    page_of,
    posted,
    register_of,
    saves,
    serves_fragments,
)
from members.views.scoping import chosen_organization
from unionplan.core.notices import notify


@require_safe
@serves_fragments
def grade_list(request: MemberRequest) -> HttpResponse:
    """The grades there are with how often each was awarded, and the awards."""
    awards = GradeAward.objects.visible_to(request.user)
    filters = AwardFilter(request.GET, queryset=awards, reader=request.user)
    page = page_of(request, filters.qs.select_related("scheme__organization", "organization"))
    organization = chosen_organization(request)
    schemes = schemes_listed(GradeScheme.objects.visible_to(request.user), awards)
    managed = {scheme.organization_id for scheme in schemes if may_manage_register(request.user, scheme.organization)}
    context = {
        "filters": filters,
        "pills": pills_of(filters),
        "page": page,
        "schemes": schemes,
        "managed": managed,
        "keeper": organization if organization and may_manage_register(request.user, organization) else None,
        "today": timezone.localdate(),
    }
    template = list_template(request, "members/register/grade_list.html", "members/register/_grade_table.html")
    return render(request, template, context)


@require_http_methods(["GET", "HEAD", "POST"])
def scheme_add(request: MemberRequest, pk: int) -> HttpResponse:
    """A grade the organization awards."""
    organization = register_of(request, pk)
    form = SchemeForm(posted(request), initial={"starts_on": timezone.localdate()})
    if form.is_valid() and saves(
        form, lambda: create_scheme(organization=organization, by=request.user, **form.cleaned_data)
    ):
        notify(request, _("已建立等级。"))
        return redirect("members:grade-list")
    return form_page(
        request,
        form,
        title=_("建立等级"),
        action=_("建立等级"),
        back=reverse("members:grade-list"),
        crumbs=_crumbs(),
        lead=_("由“%(name)s”评定。") % {"name": organization.label},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def scheme_change(request: MemberRequest, pk: int) -> HttpResponse:
    scheme = _managed_scheme(request, pk)
    known = {name: getattr(scheme, name) for name in SchemeForm.base_fields}
    form = SchemeForm(posted(request), initial=known)
    if form.is_valid() and saves(
        form, lambda: change_scheme(scheme_id=scheme.pk, by=request.user, **form.cleaned_data)
    ):
        notify(request, _("已保存。"))
        return redirect("members:grade-list")
    return form_page(
        request,
        form,
        title=_("修改等级"),
        action=_("保存"),
        back=reverse("members:grade-list"),
        crumbs=_crumbs(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def grade_award(request: MemberRequest, pk: int) -> HttpResponse:
    """A union below reached the grade."""
    scheme = _managed_scheme(request, pk)
    today = timezone.localdate()
    among = Organization.objects.below([str(scheme.organization.path)])
    form = AwardForm(posted(request), among=among, initial={"year": today.year, "awarded_on": today})
    if form.is_valid() and saves(form, lambda: award_grade(scheme=scheme, by=request.user, **form.cleaned_data)):
        notify(request, _("已评定。"))
        return redirect("members:grade-list")
    return form_page(
        request,
        form,
        title=_("评为“%(name)s”") % {"name": scheme.name},
        action=_("保存评定"),
        back=reverse("members:grade-list"),
        crumbs=_crumbs(),
        lead=scheme.criteria,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def grade_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """Take an award back, with a reason."""
    awards = GradeAward.objects.visible_to(request.user).select_related("scheme__organization", "organization")
    award = get_object_or_404(awards, pk=pk)
    if not may_manage_register(request.user, award.scheme.organization):
        raise PermissionDenied(why_not_register(award.scheme.organization))
    form = ReasonForm(posted(request))
    if form.is_valid():
        withdraw_award(award_id=award.pk, reason=form.cleaned_data["reason"], by=request.user)
        notify(request, _("已撤销评定。"))
        return redirect("members:grade-list")
    words = {"name": award.organization.label, "year": award.year, "grade": award.scheme.name}
    return form_page(
        request,
        form,
        title=_("撤销评定"),
        action=_("撤销评定"),
        back=reverse("members:grade-list"),
        crumbs=_crumbs(),
        lead=_("%(name)s %(year)s 年“%(grade)s”") % words,
    )


def _managed_scheme(request: MemberRequest, pk: int) -> GradeScheme:
    schemes = GradeScheme.objects.visible_to(request.user).select_related("organization")
    scheme = get_object_or_404(schemes, pk=pk)
    if not may_manage_register(request.user, scheme.organization):
        raise PermissionDenied(why_not_register(scheme.organization))
    return scheme


def _crumbs() -> list[tuple[str, str]]:
    return [(_("等级"), reverse("members:grade-list"))]
