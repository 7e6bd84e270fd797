"""A plan's life: made, changed, submitted, sent back, approved, closed, put into the bin."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from members.http import MemberRequest
from members.models import User
from plans.forms.plan import PlanCreateForm, PlanForm, StepForm
from plans.models import Plan
from plans.permissions import (
    may_approve_plan,
    may_change_plan,
    may_create_plan,
    may_read_plan,
    why_not_approve,
    why_not_change,
)
from plans.services.plans import (
    approve_plan,
    close_plan,
    remove_plan,
    restore_plan,
    send_back_plan,
    submit_plan,
    withdraw_plan,
)
from plans.views.base import done, plan_address, plan_in_reach, require_change
from unionplan.core.errors import DomainError, EditConflictError
from unionplan.core.notices import notify


@require_http_methods(["GET", "HEAD", "POST"])
def plan_create(request: MemberRequest) -> HttpResponse:
    """A new draft in an organization where the person may write plans."""
    if not may_create_plan(request.user):
        raise PermissionDenied(_("新建计划需要在某个组织担任有编辑权限的职务。"))
    form = PlanCreateForm(
        request.POST if request.method == "POST" else None, by=request.user, initial=_asked_for(request)
    )
    if not (form.is_bound and form.is_valid()):
        return render(request, "plans/plan_form.html", {"form": form}, status=422 if form.is_bound else 200)
    try:
        plan = form.save()
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return render(request, "plans/plan_form.html", {"form": form}, status=422)
    notify(request, _("已新建“%(title)s”，可以添加章节和事项了。") % {"title": plan.title})
    return HttpResponseRedirect(plan_address(plan))


def _asked_for(request: MemberRequest) -> dict[str, Any]:
    """Kind, year and organization may be named in the address."""
    return {name: request.GET[name] for name in ("organization", "kind", "year") if request.GET.get(name)}


@require_http_methods(["GET", "HEAD", "POST"])
def plan_edit(request: MemberRequest, plan_id: int) -> HttpResponse:
    """The plan's own fields; 409 with both texts when somebody saved first."""
    plan = plan_in_reach(request, plan_id)
    require_change(request, plan)
    form = PlanForm(request.POST if request.method == "POST" else None, plan=plan)
    if not form.is_bound:
        return _plan_form(request, plan, form)
    if form.is_valid():
        try:
            form.save(request.user)
        except EditConflictError as conflict:
            return _plan_conflict(request, plan, form, conflict)
        except DomainError as error:
            form.refuse(error)
        else:
            return done(request, plan, _("已保存计划信息。"), to=plan_address(plan))
    return _plan_form(request, plan, form, status=422)


def _plan_conflict(request: MemberRequest, plan: Plan, form: PlanForm, conflict: EditConflictError) -> HttpResponse:
    current: Plan = conflict.current
    typed = request.POST.copy()
    typed["version"] = str(current.version)
    rows = form.conflict_rows(PlanForm(plan=current))
    again = PlanForm(typed, plan=current)
    return _plan_form(request, plan, again, status=409, conflict=conflict, conflict_rows=rows)


def _plan_form(request: MemberRequest, plan: Plan, form: PlanForm, *, status: int = 200, **extra: Any) -> HttpResponse:
    context = {"plan": plan, "form": form, "back": plan_address(plan), **extra}
    return render(request, "plans/plan_form.html", context, status=status)


@dataclass(frozen=True, slots=True)
class Step:
    """A step in a plan's life: who may take it, which service takes it, and how the page speaks of it."""

    act: Callable[..., Plan]
    may: Callable[[User, Plan], bool]
    why_not: Callable[[Plan], str]
    title: Any
    text: Any
    button: Any
    said: Any
    asks_reason: bool = False
    is_final: bool = False
    leaves: bool = False


STEPS: dict[str, Step] = {
    "submit": Step(
        act=submit_plan,
        may=may_change_plan,
        why_not=why_not_change,
        title=gettext_lazy("提交审批"),
        text=gettext_lazy("送审后内容锁定，由主席或副主席批准或退回；批准之前可以撤回。"),
        button=gettext_lazy("提交审批"),
        said=gettext_lazy("已提交审批。"),
    ),
    "withdraw": Step(
        act=withdraw_plan,
        may=may_change_plan,
        why_not=why_not_change,
        title=gettext_lazy("撤回送审"),
        text=gettext_lazy("撤回后计划回到起草状态，可以继续修改。"),
        button=gettext_lazy("撤回送审"),
        said=gettext_lazy("已撤回送审。"),
    ),
    "send-back": Step(
        act=send_back_plan,
        may=may_approve_plan,
        why_not=why_not_approve,
        title=gettext_lazy("退回修改"),
        text=gettext_lazy("计划回到起草状态，由起草人修改后重新送审。"),
        button=gettext_lazy("退回修改"),
        said=gettext_lazy("已退回，起草人会看到原因。"),
        asks_reason=True,
    ),
    "approve": Step(
        act=approve_plan,
        may=may_approve_plan,
        why_not=why_not_approve,
        title=gettext_lazy("批准计划"),
        text=gettext_lazy("批准后进入日历并开始提醒；之后每次修改都要写明原因，并保留原文。"),
        button=gettext_lazy("批准计划"),
        said=gettext_lazy("已批准，提醒已排定。"),
    ),
    "close": Step(
        act=close_plan,
        may=may_approve_plan,
        why_not=why_not_approve,
        title=gettext_lazy("总结归档"),
        text=gettext_lazy("归档后计划只供查阅，不能再修改。"),
        button=gettext_lazy("总结归档"),
        said=gettext_lazy("已总结归档。"),
        is_final=True,
    ),
    "remove": Step(
        act=remove_plan,
        may=may_change_plan,
        why_not=why_not_change,
        title=gettext_lazy("删除计划"),
        text=gettext_lazy("只有起草中的计划可以删除。删除后不再显示；可以在提示里撤销。"),
        button=gettext_lazy("删除计划"),
        said=gettext_lazy("已删除计划。"),
        is_final=True,
        leaves=True,
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def plan_step(request: MemberRequest, plan_id: int, step: str) -> HttpResponse:
    """Ask for a step (GET) and take it (POST); 403 says who may, 409 what the rule is."""
    if step not in STEPS:
        raise Http404
    plan, asked = plan_in_reach(request, plan_id), STEPS[step]
    if not asked.may(request.user, plan):
        raise PermissionDenied(asked.why_not(plan))
    form = StepForm(request.POST if request.method == "POST" else None, plan=plan, asks_reason=asked.asks_reason)
    context = {"plan": plan, "form": form, "step": asked, "back": plan_address(plan), "refusal": ""}
    if not (form.is_bound and form.is_valid()):
        return render(request, "plans/plan_step.html", context, status=422 if form.is_bound else 200)
    arguments = {"reason": form.cleaned_data["reason"]} if asked.asks_reason else {}
    try:
        asked.act(plan_id=plan.pk, by=request.user, expected_version=form.cleaned_data["version"], **arguments)
    except DomainError as error:
        return render(request, "plans/plan_step.html", {**context, "refusal": error.message}, status=409)
    undo_url = reverse("plans:plan-restore", args=[plan.pk]) if asked.leaves else ""
    notify(request, str(asked.said), undo_url=undo_url)
    return HttpResponseRedirect(reverse("plans:plan-list") if asked.leaves else plan_address(plan))


@require_POST
def plan_restore(request: MemberRequest, plan_id: int) -> HttpResponse:
    """Take a plan out of the bin: the undo of its removal."""
    removed = Plan.objects.filter(removed_at__isnull=False).select_related("organization", "author")
    plan = get_object_or_404(removed, pk=plan_id)
    if not may_read_plan(request.user, plan):
        raise Http404
    require_change(request, plan)
    restore_plan(plan_id=plan.pk, by=request.user)
    notify(request, _("已恢复“%(title)s”。") % {"title": plan.title})
    return HttpResponseRedirect(plan_address(plan))
