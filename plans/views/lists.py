"""The list of plans: by organization, by period, or what is late first."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from members.http import MemberRequest
from plans.filters import ORDERS, PlanFilter, Tally, in_order, matching_items, pills_of, tallies
from plans.models import Plan
from plans.permissions import may_create_plan
from plans.views.base import is_fragment, serves_fragments

PER_PAGE = 25


@require_safe
@serves_fragments
def plan_list(request: MemberRequest) -> HttpResponse:
    """Plans the person may see, narrowed by the address; with the items that match a search."""
    today = timezone.localdate()
    order = request.GET.get("order", "tree")
    order = order if order in ORDERS else "tree"
    scope = Plan.objects.visible_to(request.user).select_related("organization")
    filters = PlanFilter(request.GET, queryset=scope, reader=request.user)
    page = Paginator(in_order(filters.qs, order, today=today), per_page=PER_PAGE).get_page(request.GET.get("page"))
    ids = [plan.pk for plan in page]
    counts, hits = tallies(ids, today=today), matching_items(ids, request.GET.get("q", ""))
    top = min((plan.organization.depth for plan in page), default=0)
    rows = [
        {
            "plan": plan,
            "depth": plan.organization.depth - top,
            "tally": counts.get(plan.pk, Tally()),
            "hits": hits.get(plan.pk, []),
        }
        for plan in page
    ]
    context = {
        "filters": filters,
        "pills": pills_of(filters),
        "page": page,
        "rows": rows,
        "order": order,
        "kept_order": "" if order == "tree" else order,
        "orders": ORDERS.items(),
        "may_create": may_create_plan(request.user),
        "today": today,
    }
    return render(request, "plans/_plan_table.html" if is_fragment(request) else "plans/plan_list.html", context)
