"""The roll of policies, and claims under them. Claims are seen only with the right to health facts."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.choices.insurance import NEXT_CLAIM_STATES, ClaimDocument, ClaimState
from members.choices.life import OpenReason
from members.forms.insurance import CancelForm, ClaimForm, ClaimStepForm, DocumentsForm, PolicyFilterForm
from members.forms.life import OpenForm
from members.http import MemberRequest
from members.models import Claim, LifeEvent, Organization, Policy
from members.permissions_care import may_manage_care, may_read_health, why_not_health
from members.services.insurance.claims import ClaimFields, Step, move_claim, report_claim, tick_documents
from members.services.insurance.policies import ROLL_LABELS, Roll, cancel_policy, roll_of
from members.services.insurance.schemes import schemes_for
from members.services.life.opening import open_health_fact
from members.views.care.common import FormPage, done, form_page, page_of, pills_of, posted, require_care
from unionplan.core.notices import notify


@require_safe
def policy_roll(request: MemberRequest) -> HttpResponse:
    """Who is covered, whose cover runs out, whose has run out."""
    today = timezone.localdate()
    form = PolicyFilterForm(
        {"state": Roll.CURRENT.value} | request.GET.dict(),
        organizations=Organization.objects.reachable_by(request.user).in_tree_order(),
        schemes=schemes_for(request.user),
    )
    roll, rows = Roll.CURRENT, None
    if form.is_valid():
        roll = Roll(form.cleaned_data["state"])
        rows = _narrowed(roll_of(request.user, roll, today=today), form.cleaned_data)
    context = {
        "form": form,
        "page": page_of(request, roll_of(request.user, roll, today=today) if rows is None else rows),
        "pills": pills_of(request, form, but=["state", "campaign"]),
        "state": roll,
        "tabs": ROLL_LABELS.items(),
        "today": today,
    }
    return render(request, "members/insurance/policy_roll.html", context)


def _narrowed(rows: Any, data: dict[str, Any]) -> Any:
    if data["scheme"]:
        rows = rows.filter(scheme=data["scheme"])
    if data["organization"]:
        rows = rows.filter(organization__path__within=[data["organization"].path])
    if data["campaign"]:
        rows = rows.filter(campaign=data["campaign"])
    return rows.filter(member__name__icontains=data["q"].strip()) if data["q"] else rows


@require_safe
def policy_detail(request: MemberRequest, pk: int) -> HttpResponse:
    return _policy_page(request, _policy(request, pk), CancelForm())


def _policy_page(request: MemberRequest, policy: Policy, form: CancelForm) -> HttpResponse:
    may_read = may_read_health(request.user, policy.organization)
    context = {
        "policy": policy,
        "claims": list(policy.claims.all()) if may_read else None,
        "may_claim": may_read and may_manage_care(request.user, policy.organization) and policy.cancelled_on is None,
        "may_change": may_manage_care(request.user, policy.organization),
        "form": form,
        "today": timezone.localdate(),
    }
    return render(request, "members/insurance/policy_detail.html", context, status=422 if form.errors else 200)


@require_POST
def policy_cancel(request: MemberRequest, pk: int) -> HttpResponse:
    policy = _policy(request, pk)
    require_care(request, policy.organization)
    form = CancelForm(request.POST)
    today = timezone.localdate()
    if done(
        form,
        lambda data: cancel_policy(policy_id=policy.pk, because=data["because"], on=today, by=request.user),
    ):
        notify(request, _("已注销。"))
        return redirect("members:policy-detail", pk=policy.pk)
    return _policy_page(request, policy, form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def claim_create(request: MemberRequest, pk: int) -> HttpResponse:
    policy = _policy(request, pk)
    require_care(request, policy.organization)
    _require_health(request, policy)
    events = LifeEvent.objects.visible_to(request.user).standing().filter(member=policy.member).select_related("word")
    form = ClaimForm(posted(request), events=events)
    made: list[Claim] = []

    def act(data: dict[str, Any]) -> None:
        fields = ClaimFields(**data | {"documents": [ClaimDocument(name) for name in data["documents"]]})
        made.append(report_claim(policy_id=policy.pk, fields=fields, by=request.user, today=timezone.localdate()))

    if done(form, act):
        notify(request, _("已报案。"))
        return redirect("members:claim-detail", pk=made[0].pk)
    back = reverse("members:policy-detail", args=[policy.pk])
    crumbs = [(_("参保名册"), reverse("members:policy-roll")), (policy.member.name, back)]
    return form_page(request, form, FormPage(_("理赔报案"), _("报案"), back, crumbs))


@never_cache
@require_safe
def claim_list(request: MemberRequest) -> HttpResponse:
    rows = Claim.objects.visible_to(request.user).select_related(
        "policy__member", "policy__organization", "policy__scheme"
    )
    state = request.GET.get("state", "")
    if state in ClaimState.values:
        rows = rows.filter(state=state)
    context = {
        "page": page_of(request, rows),
        "state": state,
        "tabs": ClaimState.choices,
        "today": timezone.localdate(),
    }
    return render(request, "members/insurance/claim_list.html", context)


@never_cache
@require_safe
def claim_detail(request: MemberRequest, pk: int) -> HttpResponse:
    return _claim_page(request, _claim(request, pk), {})


def _claim_page(request: MemberRequest, claim: Claim, extra: dict[str, Any], *, status: int = 200) -> HttpResponse:
    steps = NEXT_CLAIM_STATES[ClaimState(claim.state)]
    labels = dict(ClaimDocument.choices)
    version = {"version": claim.version}
    context = {
        "claim": claim,
        "documents": [(labels[name], name in claim.documents) for name in _asked_documents(claim)],
        "may_change": may_manage_care(request.user, claim.policy.organization),
        "step_form": ClaimStepForm(steps=steps, initial=version, auto_id="id_step_%s") if steps else None,
        "documents_form": DocumentsForm(initial=version | {"documents": claim.documents}),
        "open_form": OpenForm(initial={"reason": OpenReason.CLAIM}),
        "may_tick": claim.state in {ClaimState.REPORTED, ClaimState.REFUSED},
        "today": timezone.localdate(),
    } | extra
    return render(request, "members/insurance/claim_detail.html", context, status=status)


def _asked_documents(claim: Claim) -> list[str]:
    return list(dict.fromkeys([*claim.policy.scheme.documents, *claim.documents]))


@never_cache
@require_POST
def claim_open(request: MemberRequest, pk: int) -> HttpResponse:
    """Show the diagnosis once, on this answer only; the reason is recorded."""
    claim = _claim(request, pk)
    form = OpenForm(request.POST)
    if not form.is_valid():
        return _claim_page(request, claim, {"open_form": form}, status=422)
    opened = open_health_fact(
        target=claim,
        column="diagnosis",
        organization_id=claim.policy.organization_id,
        reason=OpenReason(form.cleaned_data["reason"]),
        by=request.user,
    )
    return _claim_page(request, claim, {"opened": opened})


@require_POST
def claim_move(request: MemberRequest, pk: int) -> HttpResponse:
    claim = _claim(request, pk)
    require_care(request, claim.policy.organization)
    form = ClaimStepForm(request.POST, steps=NEXT_CLAIM_STATES[ClaimState(claim.state)], auto_id="id_step_%s")

    def act(data: dict[str, Any]) -> None:
        step = Step(ClaimState(data["to"]), data.get("paid"), data.get("paid_on"))
        move_claim(
            claim_id=claim.pk, step=step, expected_version=data["version"], by=request.user, today=timezone.localdate()
        )

    if done(form, act):
        notify(request, _("已保存。"))
        return redirect("members:claim-detail", pk=claim.pk)
    return _claim_page(request, claim, {"step_form": form}, status=422)


@require_POST
def claim_documents(request: MemberRequest, pk: int) -> HttpResponse:
    claim = _claim(request, pk)
    require_care(request, claim.policy.organization)
    form = DocumentsForm(request.POST)

    def act(data: dict[str, Any]) -> None:
        documents = [ClaimDocument(name) for name in data["documents"]]
        tick_documents(claim_id=claim.pk, documents=documents, expected_version=data["version"], by=request.user)

    if done(form, act):
        notify(request, _("已保存。"))
        return redirect("members:claim-detail", pk=claim.pk)
    return _claim_page(request, claim, {"documents_form": form}, status=422)


def _policy(request: MemberRequest, pk: int) -> Policy:
    rows = Policy.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related("member", "organization__parent", "scheme", "campaign__organization"), pk=pk
    )


def _claim(request: MemberRequest, pk: int) -> Claim:
    rows = Claim.objects.visible_to(request.user)
    related = ("policy__member", "policy__organization__parent", "policy__scheme", "event__word", "reported_by")
    return get_object_or_404(rows.select_related(*related), pk=pk)


def _require_health(request: MemberRequest, policy: Policy) -> None:
    if not may_read_health(request.user, policy.organization):
        raise PermissionDenied(why_not_health())
