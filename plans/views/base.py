"""What every page of plans does the same way: fetch through the scope, ask the predicate, answer page or fragment."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import reswap, retarget, trigger_client_event

from members.http import MemberRequest
from plans.models import Plan, PlanItem, Section
from plans.permissions import may_change_plan, why_not_change
from plans.services.undo import last_step
from unionplan.core.htmx import wants_fragment
from unionplan.core.notices import notify, notify_fragment

# One address serves the page and the piece of it: caches are told what it depends on.
serves_fragments = vary_on_headers("HX-Request", "HX-Boosted", "HX-History-Restore-Request")


def plan_in_reach(request: MemberRequest, plan_id: int) -> Plan:
    """The plan when the person may see it; 404 otherwise, so that nobody learns it exists."""
    plans = Plan.objects.visible_to(request.user).select_related(
        "organization", "author", "approver", "parent", "source"
    )
    return get_object_or_404(plans, pk=plan_id)


def item_in_reach(request: MemberRequest, item_id: int) -> PlanItem:
    """The item when the person may see it; 404 otherwise."""
    related = ("plan__organization", "plan__author", "section", "parent", "owner")
    return get_object_or_404(PlanItem.objects.visible_to(request.user).select_related(*related), pk=item_id)


def section_in_reach(request: MemberRequest, section_id: int) -> Section:
    """A live heading of a plan the person may see; 404 otherwise."""
    sections = Section.objects.filter(removed_at__isnull=True, plan__in=Plan.objects.visible_to(request.user))
    return get_object_or_404(sections.select_related("plan__organization", "parent"), pk=section_id)


def require_change(request: MemberRequest, plan: Plan) -> None:
    """403 with the reason when the person sees the plan but may not edit it."""
    if not may_change_plan(request.user, plan):
        raise PermissionDenied(why_not_change(plan))


def undo_address(request: MemberRequest, plan: Plan) -> str:
    """Where the step just made is taken back."""
    step = last_step(plan.pk, request.user)
    return reverse("plans:step-undo", args=[step.pk]) if step else ""


def plan_address(plan: Plan, anchor: str = "") -> str:
    """The plan page, at a row of it."""
    return f"{reverse('plans:plan-detail', args=[plan.pk])}{'#' if anchor else ''}{anchor}"


def done(request: MemberRequest, plan: Plan, text: str, *, to: str, undo: bool = True) -> HttpResponse:
    """Back to a page with the green note; the note offers to take the step back."""
    notify(request, text, undo_url=undo_address(request, plan) if undo else "")
    return HttpResponseRedirect(to)


def done_in_place(
    request: MemberRequest, plan: Plan, text: str, template: str, context: dict[str, Any], *, focus: str
) -> HttpResponse:
    """A fragment with the note, the quiet 已保存, and the focus back on the row (`focus`: its element id)."""
    response = render(request, template, context)
    notify_fragment(response, text, undo_url=undo_address(request, plan))
    trigger_client_event(response, "saved", {}, after="swap")
    return trigger_client_event(response, "focus-row", {"id": focus}, after="settle")


def refused_in_place(response: HttpResponse, *, target: str) -> HttpResponse:
    """A form that could not be saved goes back to where it was typed, not where its result would have gone."""
    return reswap(retarget(response, target), "innerHTML")


def is_fragment(request: MemberRequest) -> bool:
    return wants_fragment(request.htmx)
