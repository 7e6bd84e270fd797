"""Rows taken for change: one writer at a time per plan, and nobody overwrites what he has not seen.

Every change of a plan or of anything in it first locks the plan's row, then its own: always in this order, so two
people never wait for each other in a ring.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from plans.enums import PlanState
from plans.models import Plan, PlanItem, Section
from unionplan.core.errors import DomainError, EditConflictError


def lock_plan(plan_id: int) -> Plan:
    """The plan, held until the transaction ends; Plan.DoesNotExist when it is gone or removed."""
    return (
        Plan.objects.select_for_update(no_key=True, of=("self",))
        .select_related("organization")
        .get(pk=plan_id, removed_at__isnull=True)
    )


def lock_editable_plan(plan_id: int) -> Plan:
    """The plan, held; DomainError when its state allows no change."""
    plan = lock_plan(plan_id)
    if plan.state == PlanState.SUBMITTED:
        raise DomainError(_("计划正在送审，内容已锁定。请先撤回送审，或由审批人退回后再修改。"))
    if plan.state == PlanState.CLOSED:
        raise DomainError(_("计划已经总结归档，不能再修改。"))
    return plan


def lock_item(item_id: int) -> PlanItem:
    """The item with its editable plan, both held; DomainError when the item was removed or the plan is locked."""
    plan = lock_editable_plan(PlanItem.objects.values_list("plan_id", flat=True).get(pk=item_id))
    item = (
        PlanItem.objects.select_for_update(no_key=True, of=("self",)).select_related("owner", "section").get(pk=item_id)
    )
    item.plan = plan
    if item.removed_at is not None:
        raise DomainError(_("“%(title)s”已被删除，可在最近步骤里撤销删除。") % {"title": item.title})
    return item


def lock_section(section_id: int) -> Section:
    """The section with its editable plan, both held; DomainError when it was removed or the plan is locked."""
    plan = lock_editable_plan(Section.objects.values_list("plan_id", flat=True).get(pk=section_id))
    section = Section.objects.select_for_update(no_key=True, of=("self",)).get(pk=section_id)
    section.plan = plan
    if section.removed_at is not None:
        raise DomainError(_("这一章节已被删除，可在最近步骤里撤销删除。"))
    return section


def check_version(row: Plan | PlanItem | Section, expected: int | None, yours: Mapping[str, Any]) -> None:
    """Refuse to overwrite what somebody else saved meanwhile; the refusal carries both texts.

    `expected` is the version the editor started from; None where nobody looked at an older one (jobs, undo).
    """
    if expected is not None and row.version != expected:
        raise EditConflictError(
            _("您打开之后有人先保存了。您填写的内容没有丢失，请比较后决定。"), current=row, yours=dict(yours)
        )
