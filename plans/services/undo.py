"""Taking steps back. A step's inverse goes through the same services as any other change, so it leaves the same trace
(and is itself a step: taking it back brings the change again)."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, cast

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import User
from plans.models import EditStep, Plan, PlanItem, Section
from plans.services import items, moves, plans, removal, sections, states, targets, windows
from plans.services.locking import lock_plan
from plans.services.order import below
from unionplan.core.errors import DomainError

MODELS: dict[str, type[Plan] | type[Section] | type[PlanItem]] = {"plan": Plan, "section": Section, "item": PlanItem}
Inverse = Callable[[Mapping[str, Any], User, str], object]


def recent_steps(plan: Plan, *, limit: int = 10) -> QuerySet[EditStep]:
    """The last steps on a plan, newest first, with the person; one query."""
    return EditStep.objects.filter(plan=plan).select_related("by")[:limit]


def last_step(plan_id: int, by: User) -> EditStep | None:
    """What this person did last on this plan: the step the green message offers to take back."""
    return EditStep.objects.filter(plan=plan_id, by=by, undone_at__isnull=True).first()


@transaction.atomic
def undo_step(*, step_id: int, by: User) -> EditStep:
    """Take one step back.

    Raises DomainError when it was taken back already, when something newer touched the same rows, or when the plan is
    locked by now.
    """
    step = EditStep.objects.select_related("plan").get(pk=step_id)
    lock_plan(step.plan_id)
    step.refresh_from_db(fields=["undone_at"])
    if step.undone_at is not None:
        raise DomainError(_("这一步已经撤销过了。"))
    _check_untouched(step)
    reason = _("撤销：%(label)s") % {"label": step.label}
    INVERSES[step.inverse["op"]](step.inverse, by, reason)
    step.undone_at = timezone.now()
    step.save(update_fields=["undone_at"])
    return step


def _check_untouched(step: EditStep) -> None:
    for kind, pk, version in step.inverse["rows"]:
        row = MODELS[kind]._default_manager.filter(pk=pk).first()
        if row is None or row.version != version:
            raise DomainError(
                _("之后又有人修改过“%(label)s”，不能直接撤销这一步。请在原处修改。") % {"label": row or step.label}
            )
    if step.inverse["op"] == "remove_items":
        _check_nothing_below(step)


def _check_nothing_below(step: EditStep) -> None:
    """An added item with items added below it since then is not taken away with them."""
    own = set(step.inverse["items"])
    for pk in own:
        newer = set(below(step.plan_id, pk)) - own
        if PlanItem.objects.filter(pk__in=newer, created_at__gt=step.created_at).exists():
            raise DomainError(_("“%(label)s”下面又添加了事项，不能直接撤销这一步。") % {"label": step.label})


def _change_plan(kept: Mapping[str, Any], by: User, reason: str) -> object:
    fields = dict(kept["fields"])
    for name in ("period_start", "period_end"):
        if name in fields:
            fields[name] = date.fromisoformat(fields[name])
    return plans.change_plan(plan_id=kept["plan"], fields=cast(plans.PlanFields, fields), by=by, reason=reason)


def _move_item(kept: Mapping[str, Any], by: User, reason: str) -> object:
    return moves.move_item(
        item_id=kept["item"],
        section_id=kept["section"],
        parent_id=kept["parent"],
        position=kept["position"],
        by=by,
        reason=reason,
    )


def _set_windows(kept: Mapping[str, Any], by: User, reason: str) -> object:
    given = windows.from_json(kept["windows"])
    return windows.set_windows(item_id=kept["item"], windows=given, by=by, reason=reason)


def _set_targets(kept: Mapping[str, Any], by: User, reason: str) -> object:
    given = targets.from_json(kept["targets"])
    return targets.set_targets(item_id=kept["item"], targets=given, by=by, reason=reason)


INVERSES: dict[str, Inverse] = {
    "remove_items": lambda kept, by, reason: removal.remove_items(item_ids=kept["items"], by=by, reason=reason),
    "restore_items": lambda kept, by, reason: removal.restore_items(item_ids=kept["items"], by=by, reason=reason),
    "change_item": lambda kept, by, reason: items.change_item(
        item_id=kept["item"], fields=cast(items.ItemFields, kept["fields"]), by=by, reason=reason
    ),
    "move_item": _move_item,
    "set_windows": _set_windows,
    "set_targets": _set_targets,
    "set_state": lambda kept, by, reason: states.put_state_back(item_id=kept["item"], kept=kept, by=by, reason=reason),
    "remove_section": lambda kept, by, reason: sections.remove_section(
        section_id=kept["section"], by=by, reason=reason
    ),
    "restore_section": lambda kept, by, reason: sections.restore_section(
        section_id=kept["section"], by=by, reason=reason
    ),
    "change_section": lambda kept, by, reason: sections.change_section(
        section_id=kept["section"], fields=cast(sections.SectionFields, kept["fields"]), by=by, reason=reason
    ),
    "move_section": lambda kept, by, reason: sections.move_section(
        section_id=kept["section"], position=kept["position"], by=by, reason=reason
    ),
    "change_plan": _change_plan,
}
