"""Terms of committees: listed by when they end, begun, their election recorded, offices made of it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.choices.register import Committee
from members.enums import OrganizationKind
from members.filters.pills import pills_of
from members.filters.register import TermFilter
from members.forms.register.work import (
    ElectionForm,
    StoodFormSet,
    TermEndForm,
    TermForm,
    known_rows,
    stood_rows,
)
from members.http import MemberRequest
from members.models import Organization, Term
from members.permissions import may_manage_offices
from members.services.register.terms import (
    allowed_years,
    begin_term,
    change_end,
    establish_offices,
    findings,
    next_number,
    record_election,
    terms_listed,
)
from members.views.register.base import (
    attempt,
    form_page,
    list_template,
    page_of,
    posted,
    require_offices,
    saves,
    serves_fragments,
)
from members.views.register.records import crumbs_of
from members.views.scoping import organization_in_scope
from unionplan.core.notices import notify

_COMMITTEE_OF_KIND = {OrganizationKind.WOMEN: Committee.WOMEN, OrganizationKind.AUDIT: Committee.AUDIT}


@require_safe
@serves_fragments
def term_list(request: MemberRequest) -> HttpResponse:
    filters = TermFilter(request.GET, queryset=Term.objects.visible_to(request.user), reader=request.user)
    page = page_of(request, terms_listed(filters.qs).order_by("ends_on", "id"))
    context = {"filters": filters, "pills": pills_of(filters), "page": page, "today": timezone.localdate()}
    template = list_template(request, "members/register/term_list.html", "members/register/_term_table.html")
    return render(request, template, context)


@require_safe
def term_detail(request: MemberRequest, pk: int) -> HttpResponse:
    term = _in_reach(request, pk)
    candidates = list(term.candidates.select_related("user", "office"))
    context = {
        "term": term,
        "candidates": candidates,
        "findings": findings(term),
        "may_manage": may_manage_offices(request.user, term.organization),
        "may_establish": any(row.is_elected and row.user_id and not row.office_id for row in candidates),
        "today": timezone.localdate(),
    }
    return render(request, "members/register/term_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def term_add(request: MemberRequest, pk: int) -> HttpResponse:
    """A new term of one of the organization's committees."""
    organization = organization_in_scope(request, pk)
    require_offices(request, organization)
    today = timezone.localdate()
    committee = _COMMITTEE_OF_KIND.get(OrganizationKind(organization.kind), Committee.UNION)
    years = allowed_years(organization, today)
    known = {
        "committee": committee,
        "number": next_number(organization, committee),
        "starts_on": today,
        "years": str(years[-1]),
    }
    form = TermForm(posted(request), years=years, initial=known)
    term = None
    if form.is_valid():
        data = {**form.cleaned_data, "committee": Committee(form.cleaned_data["committee"])}
        term = attempt(form, lambda: begin_term(organization=organization, by=request.user, **data))
    if term is not None:
        notify(request, _("已登记任期，请填写选举记录。"))
        return redirect(_address(term))
    return form_page(
        request,
        form,
        title=_("登记新一届"),
        action=_("登记新一届"),
        back=reverse("members:organization-detail", args=[organization.pk]),
        crumbs=crumbs_of(organization),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def term_election(request: MemberRequest, pk: int) -> HttpResponse:
    """The record of the election: counts above, everybody who stood below."""
    term = _managed(request, pk)
    form = ElectionForm(posted(request), initial=ElectionForm.known(term))
    formset = StoodFormSet(posted(request), initial=known_rows(term), prefix="stood")
    is_sound = form.is_valid() and formset.is_valid()
    if is_sound and saves(
        form,
        lambda: record_election(
            term_id=term.pk,
            expected_version=form.cleaned_data["version"],
            facts=form.facts,
            candidates=stood_rows(formset),
            remark=form.cleaned_data["remark"],
            by=request.user,
        ),
    ):
        notify(request, _("已保存选举记录。"))
        return redirect(_address(term))
    context = {
        "form": form,
        "formset": formset,
        "term": term,
        "crumbs": _crumbs(term),
        "back": _address(term),
        "is_union": term.committee == Committee.UNION,
    }
    status = 200 if request.method in ("GET", "HEAD") else 422
    return render(request, "members/register/term_election.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def term_end(request: MemberRequest, pk: int) -> HttpResponse:
    """The term ends earlier or later than it was elected for."""
    term = _managed(request, pk)
    form = TermEndForm(posted(request), initial={"ends_on": term.ends_on, "version": term.version})
    if form.is_valid() and saves(
        form,
        lambda: change_end(
            term_id=term.pk,
            ends_on=form.cleaned_data["ends_on"],
            remark=form.cleaned_data["remark"],
            expected_version=form.cleaned_data["version"],
            by=request.user,
        ),
    ):
        notify(request, _("已调整任期。"))
        return redirect(_address(term))
    return form_page(
        request,
        form,
        title=_("调整任期"),
        action=_("调整任期"),
        back=_address(term),
        crumbs=_crumbs(term),
        lead=_("由这一届产生的任职随之调整，本人的任职除外。"),
    )


@require_POST
def term_offices(request: MemberRequest, pk: int) -> HttpResponse:
    """Everybody elected gets the office of the term; who cannot is named."""
    term = _managed(request, pk)
    done = establish_offices(term_id=term.pk, by=request.user)
    parts = [_("已建立 %(count)s 项任职。") % {"count": done.made}]
    if done.own:
        parts.append(_("本人的任职由上级工会建立。"))
    if done.without_account:
        parts.append(_("没有账号：%(names)s。") % {"names": _("、").join(done.without_account)})
    notify(request, "".join(parts))
    return redirect(_address(term))


def _in_reach(request: MemberRequest, pk: int) -> Term:
    return get_object_or_404(terms_listed(Term.objects.visible_to(request.user)), pk=pk)


def _managed(request: MemberRequest, pk: int) -> Term:
    term = _in_reach(request, pk)
    require_offices(request, term.organization)
    return term


def _address(term: Term) -> str:
    return reverse("members:term-detail", args=[term.pk])


def _crumbs(term: Term) -> list[tuple[str, str]]:
    organization: Organization = term.organization
    return [*crumbs_of(organization), (term.label, _address(term))]
