"""Employers: listed, entered, their yearly figures, and the unions in them."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members.enums import Right
from members.filters.pills import pills_of
from members.filters.register import EmployerFilter
from members.forms.register.records import EmployerForm, FiguresForm, LastDayForm, TieForm
from members.http import MemberRequest
from members.models import Employer, UnionEmployer
from members.permissions import may_manage_register
from members.services.register.employers import (
    add_employer,
    change_employer,
    employers_listed,
    end_tie,
    record_figures,
    tie_union,
)
from members.views.register.base import (
    attempt,
    form_page,
    list_template,
    page_of,
    posted,
    register_of,
    require_register,
    saves,
    serves_fragments,
)
from members.views.scoping import chosen_organization
from unionplan.core.notices import notify


@require_safe
@serves_fragments
def employer_list(request: MemberRequest) -> HttpResponse:
    filters = EmployerFilter(request.GET, queryset=Employer.objects.visible_to(request.user), reader=request.user)
    page = page_of(request, employers_listed(filters.qs).order_by("name", "id"))
    organization = chosen_organization(request)
    context = {
        "filters": filters,
        "pills": pills_of(filters),
        "page": page,
        "keeper": organization if organization and may_manage_register(request.user, organization) else None,
    }
    template = list_template(request, "members/register/employer_list.html", "members/register/_employer_table.html")
    return render(request, template, context)


@require_safe
def employer_detail(request: MemberRequest, pk: int) -> HttpResponse:
    employer = _in_reach(request, pk)
    context = {
        "employer": employer,
        "figures": employer.figures.all(),
        "ties": employer.ties.select_related("organization"),
        "setups": employer.setups.visible_to(request.user),
        "may_manage": may_manage_register(request.user, employer.area),
        "today": timezone.localdate(),
    }
    return render(request, "members/register/employer_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def employer_add(request: MemberRequest, pk: int) -> HttpResponse:
    """A new entry in a union's register."""
    area = register_of(request, pk)
    form = EmployerForm(posted(request))
    employer = (
        attempt(form, lambda: add_employer(area=area, by=request.user, **form.cleaned_data))
        if form.is_valid()
        else None
    )
    if employer is not None:
        notify(request, _("已登记“%(name)s”。") % {"name": employer.name})
        return redirect(_address(employer))
    return form_page(
        request,
        form,
        title=_("登记用人单位"),
        action=_("登记用人单位"),
        back=reverse("members:employer-list"),
        crumbs=_crumbs(),
        lead=_("登记在“%(name)s”名下。") % {"name": area.label},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def employer_change(request: MemberRequest, pk: int) -> HttpResponse:
    employer = _managed(request, pk)
    form = EmployerForm(posted(request), initial=EmployerForm.known(employer))
    if form.is_valid() and saves(
        form, lambda: change_employer(employer_id=employer.pk, by=request.user, **form.cleaned_data)
    ):
        notify(request, _("已保存。"))
        return redirect(_address(employer))
    return form_page(
        request,
        form,
        title=_("修改用人单位"),
        action=_("保存"),
        back=_address(employer),
        crumbs=_crumbs(employer),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def employer_figures(request: MemberRequest, pk: int) -> HttpResponse:
    """What the employer reported for a year."""
    employer = _managed(request, pk)
    today = timezone.localdate()
    form = FiguresForm(posted(request), initial={"year": today.year - 1, "as_of": f"{today.year - 1}-12-31"})
    if form.is_valid() and saves(
        form,
        lambda: record_figures(
            employer_id=employer.pk,
            year=form.cleaned_data["year"],
            sales=form.cleaned_data["sales"],
            counts=form.counts,
            by=request.user,
        ),
    ):
        notify(request, _("已登记 %(year)s 年的数据。") % {"year": form.cleaned_data["year"]})
        return redirect(_address(employer))
    return form_page(
        request,
        form,
        title=_("登记年度数据"),
        action=_("保存年度数据"),
        back=_address(employer),
        crumbs=_crumbs(employer),
        lead=_("同一年再次登记，以后一次为准，变动留有记录。"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def employer_tie(request: MemberRequest, pk: int) -> HttpResponse:
    """A union organizes the employer's workers."""
    employer = _managed(request, pk)
    among = request.user.access.organizations_with(Right.MANAGE_REGISTER)
    form = TieForm(posted(request), among=among, initial={"starts_on": timezone.localdate()})
    if form.is_valid() and saves(
        form, lambda: tie_union(employer_id=employer.pk, by=request.user, **form.cleaned_data)
    ):
        notify(request, _("已登记所属工会。"))
        return redirect(_address(employer))
    return form_page(
        request,
        form,
        title=_("登记所属工会"),
        action=_("登记所属工会"),
        back=_address(employer),
        crumbs=_crumbs(employer),
        lead=_("一个单位可以有几个工会，联合工会可以对应几个单位。"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def tie_end(request: MemberRequest, pk: int) -> HttpResponse:
    """The union no longer organizes the employer's workers."""
    ties = UnionEmployer.objects.filter(employer__in=Employer.objects.visible_to(request.user))
    tie = get_object_or_404(ties.select_related("employer__area", "organization"), pk=pk)
    require_register(request, tie.employer.area)
    form = LastDayForm(posted(request), initial={"ends_on": timezone.localdate()})
    if form.is_valid() and saves(
        form, lambda: end_tie(tie_id=tie.pk, ends_on=form.cleaned_data["ends_on"], by=request.user)
    ):
        notify(request, _("已保存。"))
        return redirect(_address(tie.employer))
    return form_page(
        request,
        form,
        title=_("不再属于“%(name)s”") % {"name": tie.organization.label},
        action=_("保存最后一天"),
        back=_address(tie.employer),
        crumbs=_crumbs(tie.employer),
    )


def _in_reach(request: MemberRequest, pk: int) -> Employer:
    return get_object_or_404(Employer.objects.visible_to(request.user).select_related("area"), pk=pk)


def _managed(request: MemberRequest, pk: int) -> Employer:
    employer = _in_reach(request, pk)
    require_register(request, employer.area)
    return employer


def _address(employer: Employer) -> str:
    return reverse("members:employer-detail", args=[employer.pk])


def _crumbs(employer: Employer | None = None) -> list[tuple[str, str]]:
    way = [(_("用人单位"), reverse("members:employer-list"))]
    return [*way, (employer.name, _address(employer))] if employer else way
