"""Set-up of new unions: the funnel, one candidate, and its next step."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members.choices.register import NEXT_SETUP_STATES, SETUP_FUNNEL, SetupState
from members.enums import OrganizationKind
from members.filters.pills import pills_of
from members.filters.register import SetupFilter
from members.forms.register.work import AdvanceForm, CandidateForm, unions_below
from members.http import MemberRequest
from members.models import Employer, SetupCandidate, User
from members.permissions import may_manage_register
from members.services.register.duties import Duty, duties_of
from members.services.register.setups import (
    Founding,
    advance_setup,
    change_setup,
    create_setup,
    funnel_of,
    setups_listed,
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
from unionplan.core.errors import EditConflictError
from unionplan.core.notices import notify


@require_safe
@serves_fragments
def setup_list(request: MemberRequest) -> HttpResponse:
    """Candidates with their funnel; what the rules say about each is worked out for the page shown."""
    scope = SetupCandidate.objects.visible_to(request.user)
    filters = SetupFilter(request.GET, queryset=scope, reader=request.user)
    page = page_of(request, setups_listed(filters.qs))
    duties = duties_of(page, on=timezone.localdate())
    organization = chosen_organization(request)
    counted = funnel_of(scope)
    context = {
        "filters": filters,
        "pills": pills_of(filters),
        "page": page,
        "rows": [(candidate, duties[candidate.pk]) for candidate in page],
        "funnel": [(state, counted[state]) for state in SETUP_FUNNEL],
        "stopped": [(state, counted[state]) for state in (SetupState.PAUSED, SetupState.DROPPED)],
        "parent": organization if organization and may_manage_register(request.user, organization) else None,
    }
    template = list_template(request, "members/register/setup_list.html", "members/register/_setup_table.html")
    return render(request, template, context)


@require_safe
def setup_detail(request: MemberRequest, pk: int) -> HttpResponse:
    candidate = _in_reach(request, pk)
    context = {
        "candidate": candidate,
        "duty": duties_of([candidate], on=timezone.localdate()).get(candidate.pk, Duty()),
        "steps": candidate.steps.select_related("by"),
        "may_manage": may_manage_register(request.user, candidate.parent),
        "is_open": bool(NEXT_SETUP_STATES[SetupState(candidate.state)]),
    }
    return render(request, "members/register/setup_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def setup_add(request: MemberRequest, pk: int) -> HttpResponse:
    """A union somebody should set up; `employer` in the address fills in the employer it is for."""
    parent = register_of(request, pk)
    among = Employer.objects.visible_to(request.user)
    form = CandidateForm(posted(request), among=among, initial=_wished(request))
    candidate = (
        attempt(form, lambda: create_setup(parent=parent, by=request.user, **_values(form)))
        if form.is_valid()
        else None
    )
    if candidate is not None:
        notify(request, _("已列入建会对象。"))
        return redirect(_address(candidate))
    return form_page(
        request,
        form,
        title=_("列入建会对象"),
        action=_("列入建会对象"),
        back=reverse("members:setup-list"),
        crumbs=_crumbs(),
        lead=_("建成后归“%(name)s”领导。") % {"name": parent.label},
    )


def _wished(request: MemberRequest) -> dict[str, object]:
    asked = request.GET.get("employer", "")
    pk = int(asked) if asked.isdecimal() and len(asked) < 19 else 0
    employer = Employer.objects.visible_to(request.user).filter(pk=pk).first()
    return {"employers": [employer], "name": _("%(name)s工会") % {"name": employer.name}} if employer else {}


@require_http_methods(["GET", "HEAD", "POST"])
def setup_change(request: MemberRequest, pk: int) -> HttpResponse:
    """Change what is known; when somebody saved first both texts are shown and nothing typed is lost."""
    candidate = _managed(request, pk)
    among = Employer.objects.visible_to(request.user)
    form = CandidateForm(posted(request), among=among, initial=CandidateForm.known(candidate))
    conflict: list[EditConflictError] = []
    if form.is_valid() and saves(form, lambda: _change(form, candidate, request.user), conflicts=conflict):
        notify(request, _("已保存。"))
        return redirect(_address(candidate))
    return form_page(
        request,
        form,
        title=_("修改建会对象"),
        action=_("保存"),
        back=_address(candidate),
        crumbs=_crumbs(candidate),
        conflict=conflict[0] if conflict else None,
    )


def _change(form: CandidateForm, candidate: SetupCandidate, by: User) -> SetupCandidate:
    version = form.cleaned_data["version"] or 0
    return change_setup(candidate_id=candidate.pk, expected_version=version, by=by, **_values(form))


@require_http_methods(["GET", "HEAD", "POST"])
def setup_advance(request: MemberRequest, pk: int) -> HttpResponse:
    """The next step, as the table of moves allows."""
    candidate = _managed(request, pk)
    form = AdvanceForm(
        posted(request),
        state=SetupState(candidate.state),
        among=unions_below(candidate.parent),
        initial={"on": timezone.localdate()},
    )
    if form.is_valid():
        data = form.cleaned_data
        founding = Founding(
            code=data.get("code", ""),
            kind=OrganizationKind(data.get("kind") or OrganizationKind.BASE),
            existing=data.get("existing"),
        )
        if saves(
            form,
            lambda: advance_setup(
                candidate_id=candidate.pk,
                to=SetupState(data["to"]),
                on=data["on"],
                reason=data["reason"],
                founding=founding,
                by=request.user,
            ),
        ):
            notify(request, _("已转为“%(state)s”。") % {"state": SetupState(data["to"]).label})
            return redirect(_address(candidate))
    return form_page(
        request,
        form,
        title=_("推进建会"),
        action=_("登记这一步"),
        back=_address(candidate),
        crumbs=_crumbs(candidate),
        lead=_("现在：%(state)s。") % {"state": candidate.get_state_display()},
    )


def _values(form: CandidateForm) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "version"}


def _in_reach(request: MemberRequest, pk: int) -> SetupCandidate:
    return get_object_or_404(setups_listed(SetupCandidate.objects.visible_to(request.user)), pk=pk)


def _managed(request: MemberRequest, pk: int) -> SetupCandidate:
    candidate = _in_reach(request, pk)
    require_register(request, candidate.parent)
    return candidate


def _address(candidate: SetupCandidate) -> str:
    return reverse("members:setup-detail", args=[candidate.pk])


def _crumbs(candidate: SetupCandidate | None = None) -> list[tuple[str, str]]:
    way = [(_("建会"), reverse("members:setup-list"))]
    return [*way, (candidate.name, _address(candidate))] if candidate else way
