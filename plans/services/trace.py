"""What every change of a plan leaves behind: one audit entry, a step that can be taken back, a revision if approved."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import User
from plans.enums import EditKind
from plans.models import EditStep, Plan, PlanItem, Revision, Section
from unionplan.core.audit import record
from unionplan.core.errors import DomainError

# field → [old, new], as JSON values
Changes = dict[str, list[Any]]
Target = Plan | Section | PlanItem

KIND_OF: dict[type, str] = {Plan: "plan", Section: "section", PlanItem: "item"}


def check_reason(plan: Plan, reason: str) -> None:
    """An approved plan changes only with a reason (product.md, Plan)."""
    if plan.asks_reason and not reason.strip():
        raise DomainError(_("计划已经批准，修改请写明原因。"), field="reason")


def audit(
    action: str, *, plan: Plan, target: Target, by: User | None, changes: Changes | None = None, note: str = ""
) -> None:
    """One entry in the plan's own trail."""
    record(
        action,
        target=target,
        actor=by,
        organization_id=plan.organization_id,
        subject=f"plan:{plan.pk}",
        changes=changes,
        note=note,
    )


def add_step(
    plan: Plan,
    *,
    by: User,
    kind: EditKind,
    label: str,
    undo: Mapping[str, Any],
    rows: Sequence[Target],
) -> EditStep:
    """Keep how to take the step back.

    `undo` names the inverse (plans/services/undo.py) and what it needs; `rows` are the rows as they stand now, so that
    a newer change of one of them is noticed.
    """
    touched = [[KIND_OF[type(row)], row.pk, row.version] for row in rows]
    return EditStep.objects.create(plan=plan, by=by, kind=kind, label=label[:300], inverse={**undo, "rows": touched})


def add_revision(plan: Plan, *, target: Target, by: User, reason: str, changes: Changes) -> None:
    """After approval the old text is kept beside the new one, with the reason; before it nothing is written."""
    if not plan.asks_reason:
        return
    Revision.objects.create(
        plan=plan,
        target_kind=KIND_OF[type(target)],
        target_id=target.pk,
        label=str(target)[:300] or plan.title,
        reason=reason.strip(),
        before={name: old for name, (old, _new) in changes.items()},
        after={name: new for name, (_old, new) in changes.items()},
        by=by,
    )


def leave_trace(
    action: str,
    *,
    plan: Plan,
    target: Target,
    by: User,
    kind: EditKind,
    undo: Mapping[str, Any],
    rows: Sequence[Target],
    changes: Changes | None = None,
    reason: str = "",
) -> None:
    """Audit entry, step and, after approval, revision of one change; called inside the change's own transaction."""
    audit(action, plan=plan, target=target, by=by, changes=changes, note=reason.strip())
    add_step(plan, by=by, kind=kind, label=str(target), undo=undo, rows=rows)
    add_revision(plan, target=target, by=by, reason=reason, changes=changes or {})


def touch(plan: Plan) -> None:
    """Sections carry no time of change of their own: whoever pulls plans sees it at the plan."""
    Plan.objects.filter(pk=plan.pk).update(updated_at=timezone.now())
