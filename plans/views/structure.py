"""The shape of a plan: adding, moving and removing items and headings, and taking steps back."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.http import MemberRequest
from plans.enums import EditKind
from plans.forms.structure import AddItemsForm, MoveForm, ReasonForm, SectionForm
from plans.models import EditStep, Plan, PlanItem, Section
from plans.permissions import may_change_plan, may_mark_progress, why_not_change
from plans.services.moves import indent_item, outdent_item, shift_item
from plans.services.outline import load_outline
from plans.services.removal import remove_item
from plans.services.sections import remove_section, shift_section
from plans.services.undo import undo_step
from plans.views.base import (
    done,
    done_in_place,
    is_fragment,
    item_in_reach,
    plan_address,
    plan_in_reach,
    refused_in_place,
    require_change,
    section_in_reach,
    serves_fragments,
)
from plans.views.presenting import page_of
from unionplan.core.errors import DomainError, EditConflictError

Move = Callable[..., PlanItem]
MOVES: dict[str, tuple[Move, dict[str, int]]] = {
    "up": (shift_item, {"step": -1}),
    "down": (shift_item, {"step": 1}),
    "in": (indent_item, {}),
    "out": (outdent_item, {}),
}


def _work_done(request: MemberRequest, plan: Plan, text: str, *, anchor: str) -> HttpResponse:
    """After the shape changed: the whole document anew, because numbers are derived; or back to the page."""
    if not is_fragment(request):
        return done(request, plan, text, to=plan_address(plan, anchor))
    fresh = plan_in_reach(request, plan.pk)
    context = {"page": page_of(request.user, fresh), "plan": fresh}
    return done_in_place(request, fresh, text, "plans/_work.html", context, focus=anchor)


def _asked(request: MemberRequest, template: str, fragment: str, context: dict[str, Any], *, status: int = 200,
           target: str = "") -> HttpResponse:  # fmt: skip
    """A form, as a fragment or as a page of its own."""
    response = render(request, fragment if is_fragment(request) else template, context, status=status)
    return refused_in_place(response, target=target) if status != 200 and target else response


# -- items ------


@require_http_methods(["GET", "HEAD", "POST"])
@serves_fragments
def item_add(request: MemberRequest, plan_id: int) -> HttpResponse:
    """One new item or many, one a line: behind an item, below one, or at the end of a heading."""
    plan = plan_in_reach(request, plan_id)
    require_change(request, plan)
    places = {name: request.GET.get(name) for name in ("section", "parent", "after")}
    if request.method != "POST":
        return _add_form(request, plan, AddItemsForm(plan=plan, initial=places))
    form = AddItemsForm(request.POST, plan=plan)
    if not form.is_valid():
        return _add_form(request, plan, form, status=422)
    try:
        added = form.save(request.user)
    except (PlanItem.DoesNotExist, Section.DoesNotExist):
        form.add_error(None, _("要添加到的位置已经不在这份计划里，请刷新后再试。"))
        return _add_form(request, plan, form, status=422)
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return _add_form(request, plan, form, status=422)
    text = _("已添加 %(count)s 项。") % {"count": len(added)}
    return _work_done(request, plan, text, anchor=f"item-{added[0].pk}")


def _add_form(request: MemberRequest, plan: Plan, form: AddItemsForm, *, status: int = 200) -> HttpResponse:
    name, place = next(
        ((name, form[name].value()) for name in ("after", "parent", "section") if form[name].value()), ("plan", plan.pk)
    )
    target = f"#add-section-{place}" if name == "section" else f"#edit-{place}" if name != "plan" else "#add-plan"
    context = {"plan": plan, "form": form, "back": plan_address(plan), "target": target}
    return _asked(request, "plans/item_add.html", "plans/_item_add.html", context, status=status, target=target)


@require_safe
def item_menu(request: MemberRequest, item_id: int) -> HttpResponse:
    """What can be done with an item, in its row; without htmx the item's own page has it all."""
    item = item_in_reach(request, item_id)
    context = {
        "item": item,
        "plan": item.plan,
        "may_change": may_change_plan(request.user, item.plan) and item.plan.is_editable,
        "why_not": why_not_change(item.plan),
    }
    return render(request, "plans/_item_menu.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@serves_fragments
def item_move(request: MemberRequest, item_id: int) -> HttpResponse:
    """`to` up, down, in or out moves one step; without it a form asks for any other place."""
    item = item_in_reach(request, item_id)
    require_change(request, item.plan)
    to = request.POST.get("to", "")
    if not to:
        return _move_elsewhere(request, item)
    if to not in MOVES:
        return HttpResponseBadRequest(_("不认识的移动方式。"))
    move, arguments = MOVES[to]
    return _with_reason(
        request,
        item.plan,
        lambda reason: move(item_id=item.pk, by=request.user, reason=reason, **arguments),
        question=_("移动“%(title)s”") % {"title": item.title},
        done_text=_("已移动“%(title)s”。") % {"title": item.title[:40]},
        anchor=f"item-{item.pk}",
        target=f"#edit-{item.pk}",
        kept={"to": to},
    )


def _move_elsewhere(request: MemberRequest, item: PlanItem) -> HttpResponse:
    places = _places(item.plan)
    form = MoveForm(request.POST if request.method == "POST" else None, item=item, places=places)
    context = {"item": item, "plan": item.plan, "form": form, "back": plan_address(item.plan, f"item-{item.pk}")}
    context["target"] = f"#edit-{item.pk}"
    pieces = ("plans/item_move.html", "plans/_item_move.html", context)
    if request.method != "POST":
        return _asked(request, *pieces)
    if form.is_valid():
        try:
            form.save(request.user)
        except DomainError as error:
            form.refuse(error)
        else:
            text = _("已移动“%(title)s”。") % {"title": item.title[:40]}
            return _work_done(request, item.plan, text, anchor=f"item-{item.pk}")
    return _asked(request, *pieces, status=422, target=f"#edit-{item.pk}")


def _places(plan: Plan) -> list[tuple[str, str]]:
    """Every heading and item as a place to move to, in order of the document."""
    places = []
    for heading in load_outline(plan).walk_sections():
        title = f"{heading.number}{heading.section.title or _('（无标题章节）')}"
        places.append((f"section-{heading.section.pk}", title))
        for node in heading.walk_items():
            indent = "　" * (node.depth + 1)
            places.append((f"item-{node.item.pk}", f"{indent}{node.number}{node.item.title[:40]}"))
    return places


@require_http_methods(["GET", "HEAD", "POST"])
@serves_fragments
def item_remove(request: MemberRequest, item_id: int) -> HttpResponse:
    """Delete with everything below; GET asks first where there is no script."""
    item = item_in_reach(request, item_id)
    require_change(request, item.plan)
    return _with_reason(
        request,
        item.plan,
        lambda reason: remove_item(item_id=item.pk, by=request.user, reason=reason),
        question=_("删除“%(title)s”") % {"title": item.title},
        done_text=_("已删除“%(title)s”。") % {"title": item.title[:40]},
        anchor=f"section-{item.section_id}",
        target=f"#edit-{item.pk}",
        asks_first=True,
    )


def _with_reason(
    request: MemberRequest,
    plan: Plan,
    act: Callable[[str], object],
    *,
    question: str,
    done_text: str,
    anchor: str,
    target: str,
    kept: dict[str, str] | None = None,
    asks_first: bool = False,
) -> HttpResponse:
    """A step with no field of its own. An approved plan asks the reason for it; a rule's refusal is shown there too."""
    asks_reason = plan.asks_reason
    data = request.POST if request.method == "POST" and (not asks_reason or "reason" in request.POST) else None
    form = ReasonForm(data, auto_id="step_%s")
    if not asks_reason:
        del form.fields["reason"]
    context: dict[str, Any] = {"plan": plan, "form": form, "question": question, "kept": kept or {}, "target": target,
                               "back": plan_address(plan, anchor)}  # fmt: skip
    pieces = ("plans/step_ask.html", "plans/_step_ask.html", context)
    if request.method != "POST" and asks_first:
        return _asked(request, *pieces)
    if data is None:
        return _asked(request, *pieces, status=422, target=target)
    if form.is_valid():
        try:
            act(form.cleaned_data.get("reason", ""))
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            return _work_done(request, plan, done_text, anchor=anchor)
    return _asked(request, *pieces, status=422, target=target)


# -- headings ------


@require_http_methods(["GET", "HEAD", "POST"])
def section_add(request: MemberRequest, plan_id: int) -> HttpResponse:
    """A new heading at the end of the plan."""
    plan = plan_in_reach(request, plan_id)
    require_change(request, plan)
    return _section_form(request, plan, None)


@require_http_methods(["GET", "HEAD", "POST"])
def section_edit(request: MemberRequest, section_id: int) -> HttpResponse:
    """A heading, its kind, its paragraphs."""
    section = section_in_reach(request, section_id)
    require_change(request, section.plan)
    return _section_form(request, section.plan, section)


def _section_form(request: MemberRequest, plan: Plan, section: Section | None) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = SectionForm(data, plan=plan, section=section)
    if not form.is_bound:
        return _section_page(request, plan, section, form)
    if form.is_valid():
        try:
            saved = form.save(request.user)
        except EditConflictError as conflict:
            return _section_conflict(request, form, conflict)
        except DomainError as error:
            form.refuse(error)
        else:
            text = _("已保存章节“%(title)s”。") % {"title": saved.title[:40]}
            return done(request, plan, text, to=plan_address(plan, f"section-{saved.pk}"))
    return _section_page(request, plan, section, form, status=422)


def _section_conflict(request: MemberRequest, form: SectionForm, conflict: EditConflictError) -> HttpResponse:
    current: Section = conflict.current
    typed = request.POST.copy()
    typed["version"] = str(current.version)
    again = SectionForm(typed, plan=form.plan, section=current)
    rows = form.conflict_rows(SectionForm(plan=form.plan, section=current))
    return _section_page(request, form.plan, current, again, status=409, conflict=conflict, conflict_rows=rows)


def _section_page(
    request: MemberRequest, plan: Plan, section: Section | None, form: SectionForm, *, status: int = 200, **extra: Any
) -> HttpResponse:
    anchor = f"section-{section.pk}" if section else ""
    context = {"plan": plan, "section": section, "form": form, "back": plan_address(plan, anchor), **extra}
    return render(request, "plans/section_form.html", context, status=status)


@require_POST
def section_move(request: MemberRequest, section_id: int) -> HttpResponse:
    """`to` up or down: one place among its siblings, with everything under it."""
    section = section_in_reach(request, section_id)
    require_change(request, section.plan)
    to = request.POST.get("to", "")
    if to not in {"up", "down"}:
        return HttpResponseBadRequest(_("不认识的移动方式。"))
    step = -1 if to == "up" else 1
    return _with_reason(
        request,
        section.plan,
        lambda reason: shift_section(section_id=section.pk, step=step, by=request.user, reason=reason),
        question=_("移动章节“%(title)s”") % {"title": section.title},
        done_text=_("已移动章节。"),
        anchor=f"section-{section.pk}",
        target=f"#edit-section-{section.pk}",
        kept={"to": to},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@serves_fragments
def section_remove(request: MemberRequest, section_id: int) -> HttpResponse:
    """Delete a heading with everything under it; GET asks first."""
    section = section_in_reach(request, section_id)
    require_change(request, section.plan)
    return _with_reason(
        request,
        section.plan,
        lambda reason: remove_section(section_id=section.pk, by=request.user, reason=reason),
        question=_("删除章节“%(title)s”和其中的全部事项") % {"title": section.title},
        done_text=_("已删除章节“%(title)s”。") % {"title": section.title[:40]},
        anchor="document",
        target=f"#edit-section-{section.pk}",
        asks_first=True,
    )


# -- taking back ------


@require_POST
def step_undo(request: MemberRequest, step_id: int) -> HttpResponse:
    """Take one step back; a refusal is said on the plan page."""
    steps = EditStep.objects.filter(plan__in=Plan.objects.visible_to(request.user))
    step = get_object_or_404(steps.select_related("plan__organization"), pk=step_id)
    _require_undo(request, step)
    anchor = _anchor_of(step)
    try:
        undo_step(step_id=step.pk, by=request.user)
    except DomainError as error:
        return render(
            request,
            "plans/undo_refused.html",
            {"plan": step.plan, "step": step, "reason": error.message, "back": plan_address(step.plan, anchor)},
            status=409,
        )
    text = _("已撤销：%(label)s") % {"label": step.label[:40]}
    return done(request, step.plan, text, to=plan_address(step.plan, anchor), undo=False)


def _require_undo(request: MemberRequest, step: EditStep) -> None:
    """Whoever may edit the plan; for a state also whoever may mark progress of the item."""
    if may_change_plan(request.user, step.plan):
        return
    item = PlanItem.objects.select_related("plan__organization").filter(pk=step.inverse.get("item")).first()
    if step.kind != EditKind.STATE or item is None or not may_mark_progress(request.user, item):
        raise PermissionDenied(why_not_change(step.plan))


def _anchor_of(step: EditStep) -> str:
    kind, pk, _version = step.inverse["rows"][0]
    return "" if kind == "plan" else f"{kind}-{pk}"
