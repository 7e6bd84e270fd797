"""Moving items in the outline: to another place, one place up or down, one level in or out."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import User
from plans.enums import EditKind
from plans.models import PlanItem, Section
from plans.services.items import check_levels
from plans.services.locking import check_version, lock_item
from plans.services.order import below, close_ranks, keep_has_children, level_of, put, sibling_items
from plans.services.trace import check_reason, leave_trace
from unionplan.core.errors import DomainError


@transaction.atomic
def move_item(
    *,
    item_id: int,
    by: User,
    section_id: int | None = None,
    parent_id: int | None = None,
    position: int | None = None,
    expected_version: int | None = None,
    reason: str = "",
) -> PlanItem:
    """Move an item with everything below it: under `parent_id`, else to the top of `section_id` (default: its own).

    `position` counts from 0 among the new siblings, None is the end. Raises EditConflictError when somebody saved
    first, DomainError when it would lie below itself, too deep, or the plan is locked or a reason is missing.
    """
    item = lock_item(item_id)
    check_version(item, expected_version, {"section": section_id, "parent": parent_id, "position": position})
    check_reason(item.plan, reason)
    parent = _parent(item, parent_id)
    section = parent.section if parent else _section(item, section_id)
    subtree = below(item.plan_id, item.pk)
    _check_place(item, parent, subtree)
    old = {"section": item.section_id, "parent": item.parent_id, "position": item.position}
    was = _place_words(item)
    _relocate(item, section, parent, position, subtree)
    leave_trace(
        "plans.item.moved",
        plan=item.plan,
        target=item,
        by=by,
        kind=EditKind.MOVE,
        undo={"op": "move_item", "item": item.pk, **old},
        rows=[item],
        changes={"place": [was, _place_words(item)]},
        reason=reason,
    )
    return item


def _parent(item: PlanItem, parent_id: int | None) -> PlanItem | None:
    if parent_id is None:
        return None
    live = PlanItem.objects.filter(plan=item.plan_id, removed_at__isnull=True)
    parent = live.select_related("section", "parent").filter(pk=parent_id).first()
    if parent is None:
        raise DomainError(_("要移到的上级事项已经不在这份计划里。"), field="parent")
    return parent


def _section(item: PlanItem, section_id: int | None) -> Section:
    section = Section.objects.filter(
        plan=item.plan_id, pk=section_id or item.section_id, removed_at__isnull=True
    ).first()
    if section is None:
        raise DomainError(_("要移到的章节已经不在这份计划里。"), field="section")
    return section


def _check_place(item: PlanItem, parent: PlanItem | None, subtree: list[int]) -> None:
    if parent is None:
        return
    if parent.pk == item.pk or parent.pk in subtree:
        raise DomainError(_("不能把事项移到它自己的下级。"), field="parent")
    parents = dict(PlanItem.objects.filter(pk__in=subtree).values_list("pk", "parent_id"))
    height = 1
    for pk in subtree:
        depth, above = 1, parents[pk]
        while above != item.pk:
            depth, above = depth + 1, parents[above]
        height = max(height, depth + 1)
    check_levels(level_of(parent) + height)


def _place_words(item: PlanItem) -> str:
    """Where an item lies, for the trail: heading, item above, ordinal among its siblings."""
    names = [item.section.title, item.parent.title if item.parent else ""]
    return " › ".join([*(name for name in names if name), str(item.position + 1)])


def _relocate(
    item: PlanItem, section: Section, parent: PlanItem | None, position: int | None, subtree: list[int]
) -> None:
    old_section, old_parent = item.section_id, item.parent_id
    put(
        item,
        sibling_items(item.plan_id, section_id=section.pk, parent_id=parent.pk if parent else None),
        position=position,
    )
    item.section, item.parent = section, parent
    item.version += 1
    item.save(update_fields=["section", "parent", "position", "version", "updated_at"])
    if old_section != section.pk and subtree:
        PlanItem.objects.filter(pk__in=subtree).update(section=section, updated_at=timezone.now())
    if (old_section, old_parent) != (item.section_id, item.parent_id):
        close_ranks(sibling_items(item.plan_id, section_id=old_section, parent_id=old_parent))
        keep_has_children(old_parent, item.parent_id)


@transaction.atomic
def shift_item(*, item_id: int, step: int, by: User, expected_version: int | None = None, reason: str = "") -> PlanItem:
    """One place up (`step` -1) or down (1) among its siblings; DomainError at either end."""
    item = lock_item(item_id)
    siblings = sibling_items(item.plan_id, section_id=item.section_id, parent_id=item.parent_id)
    index = [row.pk for row in siblings].index(item.pk) + step
    if not 0 <= index < len(siblings):
        raise DomainError(_("已经在最前面，不能再上移。") if step < 0 else _("已经在最后面，不能再下移。"))
    return move_item(
        item_id=item_id,
        by=by,
        section_id=item.section_id,
        parent_id=item.parent_id,
        position=index,
        expected_version=expected_version,
        reason=reason,
    )


@transaction.atomic
def indent_item(*, item_id: int, by: User, expected_version: int | None = None, reason: str = "") -> PlanItem:
    """One level in: the item before it becomes its parent; DomainError when there is none."""
    item = lock_item(item_id)
    siblings = sibling_items(item.plan_id, section_id=item.section_id, parent_id=item.parent_id)
    index = [row.pk for row in siblings].index(item.pk)
    if index == 0:
        raise DomainError(_("前面没有同级事项，不能降级。"))
    return move_item(
        item_id=item_id, by=by, parent_id=siblings[index - 1].pk, expected_version=expected_version, reason=reason
    )


@transaction.atomic
def outdent_item(*, item_id: int, by: User, expected_version: int | None = None, reason: str = "") -> PlanItem:
    """One level out, right behind the item it lay under; DomainError on the top level."""
    item = lock_item(item_id)
    if item.parent is None:
        raise DomainError(_("已经是最高一级，不能再升级。"))
    above = item.parent
    siblings = sibling_items(item.plan_id, section_id=above.section_id, parent_id=above.parent_id)
    return move_item(
        item_id=item_id,
        by=by,
        section_id=above.section_id,
        parent_id=above.parent_id,
        position=[row.pk for row in siblings].index(above.pk) + 1,
        expected_version=expected_version,
        reason=reason,
    )
