"""Pages to read: a plan as a document, an item, what happened to a plan, what was revised."""

from datetime import date

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from members.http import MemberRequest
from plans.models import PlanItem, Revision, TimeWindow
from plans.permissions import may_read_plan
from plans.services.history import history_of_item, history_of_plan, in_words, revision_words
from plans.services.outcomes import outcomes_of
from plans.services.outline import ItemNode
from plans.services.windows import describe_doubts, describe_kept, period_of
from plans.views.base import item_in_reach, plan_in_reach
from plans.views.presenting import page_of, reader_of, row_of
from unionplan.core.calendar import DateRange

HISTORY_PAGE = 30


@require_safe
def plan_detail(request: MemberRequest, plan_id: int) -> HttpResponse:
    """The plan as a document that can be edited in place."""
    plan = plan_in_reach(request, plan_id)
    return render(request, "plans/plan_detail.html", {"page": page_of(request.user, plan), "plan": plan})


@require_safe
def item_detail(request: MemberRequest, item_id: int) -> HttpResponse:
    """One item with everything known about it; members see what is meant for them, officers also the trail."""
    item = item_in_reach(request, item_id)
    reads_plan = may_read_plan(request.user, item.plan)
    node = ItemNode(
        item,
        windows=list(item.windows.all()),
        targets=list(item.targets.all()),
        children=[ItemNode(child) for child in _children(item)] if reads_plan else [],
    )
    reader, period = reader_of(request.user, item.plan), period_of(item.plan)
    context = {
        "item": item,
        "plan": item.plan,
        "reader": reader,
        "row": row_of(node, reader),
        "reads_plan": reads_plan,
        "times": [_time_facts(window, period, reader.today) for window in node.windows],
        "outcomes": outcomes_of(item, request.user),
        "history": in_words(history_of_item(item)[:HISTORY_PAGE]) if reads_plan else [],
    }
    return render(request, "plans/item_detail.html", context)


def _children(item: PlanItem) -> list[PlanItem]:
    live = PlanItem.objects.filter(parent=item, removed_at__isnull=True)
    return list(live.order_by("position", "id")) if item.has_children else []


def _time_facts(window: TimeWindow, period: DateRange, today: date) -> dict[str, object]:
    """A time in the reader's words, as written, as days, and what is doubtful about it."""
    return {
        "window": window,
        "words": describe_kept(window, period=period, today=today),
        "doubts": describe_doubts(window, period=period),
    }


@require_safe
def plan_history(request: MemberRequest, plan_id: int) -> HttpResponse:
    """Who did what with the plan, in words."""
    plan = plan_in_reach(request, plan_id)
    page = Paginator(history_of_plan(plan), per_page=HISTORY_PAGE).get_page(request.GET.get("page"))
    return render(request, "plans/plan_history.html", {"plan": plan, "page": page, "history": in_words(page)})


@require_safe
def plan_revisions(request: MemberRequest, plan_id: int) -> HttpResponse:
    """Every change after approval with its old text, its new text and the reason."""
    plan = plan_in_reach(request, plan_id)
    revisions = Revision.objects.filter(plan=plan).select_related("by")
    page = Paginator(revisions, per_page=HISTORY_PAGE).get_page(request.GET.get("page"))
    rows = [(row, revision_words(row.before), revision_words(row.after)) for row in page]
    return render(request, "plans/plan_revisions.html", {"plan": plan, "page": page, "rows": rows})
