"""Editing the parts of an item in place: with htmx in the row, without it on a small page."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members.http import MemberRequest
from plans.forms.base import ConflictRow
from plans.forms.item import ITEM_FORMS, ItemForm
from plans.models import PlanItem
from plans.permissions import may_change_plan, may_mark_progress, may_read_plan, why_not_change, why_not_mark
from plans.views.base import (
    done,
    done_in_place,
    is_fragment,
    item_in_reach,
    plan_address,
    refused_in_place,
    serves_fragments,
)
from plans.views.presenting import ItemRow, PlanPage, page_of
from unionplan.core.errors import DomainError, EditConflictError


@require_http_methods(["GET", "HEAD", "POST"])
@serves_fragments
def item_edit(request: MemberRequest, item_id: int, part: str) -> HttpResponse:
    """The form of one part of an item; 422 with the words typed when it is wrong, 409 with both texts on a conflict."""
    if part not in ITEM_FORMS:
        raise Http404
    item = item_in_reach(request, item_id)
    _require(request, item, part)
    form_class = ITEM_FORMS[part]
    if request.method != "POST":
        return _form(request, item, part, form_class(item=item))
    form = form_class(request.POST, item=item)
    if not form.is_valid():
        return _form(request, item, part, form, status=422)
    try:
        saved = form.save(request.user)
    except EditConflictError as conflict:
        return _conflict(request, part, form, conflict)
    except DomainError as error:
        form.refuse(error)
        return _form(request, item, part, form, status=422)
    return _saved(request, saved)


def _require(request: MemberRequest, item: PlanItem, part: str) -> None:
    """403 with the reason: progress may be marked by more people than may edit the text."""
    if part == "state":
        if not may_mark_progress(request.user, item):
            raise PermissionDenied(why_not_mark(item))
    elif not may_change_plan(request.user, item.plan):
        raise PermissionDenied(why_not_change(item.plan))


def _form(
    request: MemberRequest,
    item: PlanItem,
    part: str,
    form: ItemForm,
    *,
    status: int = 200,
    conflict: EditConflictError | None = None,
    rows: Sequence[ConflictRow] = (),
) -> HttpResponse:
    context = {
        "item": item,
        "plan": item.plan,
        "part": part,
        "form": form,
        "conflict": conflict,
        "conflict_rows": rows,
        "back": _back(request, item),
        "came_from": request.GET.get("from", ""),
    }
    template = "plans/_item_editor.html" if is_fragment(request) else "plans/item_edit.html"
    response = render(request, template, context, status=status)
    return refused_in_place(response, target=f"#edit-{item.pk}") if status != 200 else response


def _conflict(request: MemberRequest, part: str, form: ItemForm, conflict: EditConflictError) -> HttpResponse:
    """Both texts, and the form with the words typed on top of the version that is there now: saving it again is
    a decision, not an accident."""
    current: PlanItem = conflict.current
    current.plan = form.item.plan
    fresh = type(form)(item=current)
    typed = request.POST.copy()
    typed["version"] = str(current.version)
    again = type(form)(typed, item=current)
    return _form(request, current, part, again, status=409, conflict=conflict, rows=form.conflict_rows(fresh))


def _back(request: MemberRequest, item: PlanItem) -> str:
    if request.GET.get("from") == "item":
        return item.get_absolute_url()
    return plan_address(item.plan, f"item-{item.pk}")


def _saved(request: MemberRequest, item: PlanItem) -> HttpResponse:
    text = _("已保存“%(title)s”。") % {"title": item.title[:40]}
    if not is_fragment(request):
        return done(request, item.plan, text, to=_back(request, item))
    page = page_of(request.user, item.plan)
    context = {"page": page, "plan": item.plan, "row": _row(page, item.pk), "swaps": True}
    return done_in_place(request, item.plan, text, "plans/_item_saved.html", context, focus=f"item-{item.pk}")


def _row(page: PlanPage, item_id: int) -> ItemRow:
    return next(row for block in page.blocks for row in block.rows if row.node.item.pk == item_id)


@require_safe
def item_row(request: MemberRequest, item_id: int) -> HttpResponse:
    """The row as it stands: where a conflict is settled by keeping what is there."""
    item = item_in_reach(request, item_id)
    if not may_read_plan(request.user, item.plan):
        raise Http404
    page = page_of(request.user, item.plan)
    return render(request, "plans/_item_row.html", {"page": page, "plan": item.plan, "row": _row(page, item.pk)})
