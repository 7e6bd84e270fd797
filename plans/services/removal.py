"""Taking items out of a plan and bringing them back. Rows stay; what went together comes back together."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import User
from plans.enums import EditKind
from plans.models import Plan, PlanItem
from plans.services.following import reminders_follow
from plans.services.locking import check_version, lock_editable_plan, lock_item
from plans.services.order import below, close_ranks, keep_has_children, put, sibling_items
from plans.services.trace import Changes, add_revision, add_step, audit, check_reason, leave_trace
from unionplan.core.errors import DomainError


@transaction.atomic
def remove_item(*, item_id: int, by: User, expected_version: int | None = None, reason: str = "") -> PlanItem:
    """Take an item and everything below it out of the plan; it can be restored.

    Raises EditConflictError when somebody saved first, DomainError for a locked plan or a missing reason.
    """
    item = lock_item(item_id)
    check_version(item, expected_version, {})
    check_reason(item.plan, reason)
    gone = _take_out(item)
    leave_trace(
        "plans.item.removed",
        plan=item.plan,
        target=item,
        by=by,
        kind=EditKind.REMOVE,
        undo={"op": "restore_items", "items": [item.pk]},
        rows=[item],
        changes={"title": [item.title, ""], "count": [len(gone), 0]},
        reason=reason,
    )
    reminders_follow(item.plan, gone)
    return item


def _take_out(item: PlanItem) -> list[int]:
    """One moment of removal for the whole subtree: restoring finds by it what went together."""
    gone = [item.pk, *below(item.plan_id, item.pk)]
    now = timezone.now()
    PlanItem.objects.filter(pk__in=gone).update(removed_at=now, updated_at=now)
    item.removed_at = now
    item.version += 1
    item.save(update_fields=["version", "updated_at"])
    close_ranks(sibling_items(item.plan_id, section_id=item.section_id, parent_id=item.parent_id))
    keep_has_children(item.parent_id)
    return gone


@transaction.atomic
def restore_item(*, item_id: int, by: User, reason: str = "") -> PlanItem:
    """Bring a removed item back to its place, with what went together with it.

    Raises DomainError when its section or the item above it is gone, or it was never removed.
    """
    plan = lock_editable_plan(PlanItem.objects.values_list("plan_id", flat=True).get(pk=item_id))
    check_reason(plan, reason)
    item, back = _bring_back(plan, item_id)
    leave_trace(
        "plans.item.restored",
        plan=plan,
        target=item,
        by=by,
        kind=EditKind.ADD,
        undo={"op": "remove_items", "items": [item.pk]},
        rows=[item],
        changes={"title": ["", item.title]},
        reason=reason,
    )
    reminders_follow(plan, back)
    return item


def _bring_back(plan: Plan, item_id: int) -> tuple[PlanItem, list[int]]:
    rows = PlanItem.objects.select_for_update(no_key=True, of=("self",)).select_related("section", "parent")
    item = rows.get(pk=item_id)
    item.plan = plan
    _check_restorable(item)
    back = list(PlanItem.objects.filter(plan=plan, removed_at=item.removed_at).values_list("pk", flat=True))
    siblings = sibling_items(plan.pk, section_id=item.section_id, parent_id=item.parent_id)
    PlanItem.objects.filter(pk__in=back).update(removed_at=None, updated_at=timezone.now())
    put(item, siblings, position=item.position)
    item.removed_at = None
    item.version += 1
    item.save(update_fields=["position", "version", "removed_at", "updated_at"])
    keep_has_children(item.parent_id)
    return item, back


def _check_restorable(item: PlanItem) -> None:
    if item.removed_at is None:
        raise DomainError(_("“%(title)s”没有被删除，不用恢复。") % {"title": item.title})
    if item.section.removed_at is not None:
        raise DomainError(_("它所在的章节已被删除，请先恢复章节。"))
    if item.parent is not None and item.parent.removed_at is not None:
        raise DomainError(_("它的上级事项已被删除，请先恢复上级事项。"))


@transaction.atomic
def remove_items(*, item_ids: Sequence[int], by: User, reason: str = "") -> None:
    """Take several items out as one step: all of them or none; see `remove_item`."""
    if len(item_ids) == 1:
        remove_item(item_id=item_ids[0], by=by, reason=reason)
        return
    rows = [lock_item(pk) for pk in item_ids]
    plan = rows[0].plan
    check_reason(plan, reason)
    gone = [pk for item in rows for pk in _take_out(item)]
    undo = {"op": "restore_items", "items": list(item_ids)}
    _trace_many("plans.plan.items_removed", plan, rows, by, EditKind.REMOVE, undo, reason)
    reminders_follow(plan, gone)


@transaction.atomic
def restore_items(*, item_ids: Sequence[int], by: User, reason: str = "") -> None:
    """Bring several items back as one step: all of them or none; see `restore_item`."""
    if len(item_ids) == 1:
        restore_item(item_id=item_ids[0], by=by, reason=reason)
        return
    plan = lock_editable_plan(PlanItem.objects.values_list("plan_id", flat=True).get(pk=item_ids[0]))
    check_reason(plan, reason)
    # The last one out is the first one in: each finds the place it left.
    found = [_bring_back(plan, pk) for pk in reversed(item_ids)]
    undo = {"op": "remove_items", "items": list(item_ids)}
    _trace_many("plans.plan.items_restored", plan, [item for item, _back in found], by, EditKind.ADD, undo, reason)
    reminders_follow(plan, [pk for _item, back in found for pk in back])


def _trace_many(
    action: str, plan: Plan, rows: list[PlanItem], by: User, kind: EditKind, undo: Mapping[str, object], reason: str
) -> None:
    titles = "\n".join(item.title for item in rows)
    changes: Changes = {"items": [titles, ""] if kind == EditKind.REMOVE else ["", titles]}
    audit(action, plan=plan, target=plan, by=by, changes=changes, note=reason.strip())
    add_step(plan, by=by, kind=kind, label=_("%(count)s 项工作") % {"count": len(rows)}, undo=undo, rows=rows)
    add_revision(plan, target=plan, by=by, reason=reason, changes=changes)
