"""Who may do what with a plan: small predicates asked by page, API and template alike (product.md, Scope and roles)."""

from django.utils.translation import gettext as _

from members.enums import Right
from members.models import User
from plans.enums import PlanKind
from plans.models import Plan, PlanItem


def may_read_plan(user: User, plan: Plan) -> bool:
    """The same reach as `Plan.objects.visible_to`, asked of one plan at hand."""
    return user.access.may(Right.READ, plan.organization) or is_own_plan(user, plan)


def is_own_plan(user: User, plan: Plan) -> bool:
    """A personal plan belongs to the person who wrote it."""
    return plan.kind == PlanKind.PERSONAL and plan.author_id == user.pk


def may_change_plan(user: User, plan: Plan) -> bool:
    """Edit the text: officers of the organization; the women's officer for women's plans; the author of a personal one.

    Only the right is asked here. Whether the plan's state allows a change is the services' rule.
    """
    if plan.kind == PlanKind.PERSONAL:
        return plan.author_id == user.pk
    if plan.kind == PlanKind.WOMEN and user.access.may(Right.EDIT_WOMEN_PLANS, plan.organization):
        return True
    return user.access.may(Right.EDIT_PLANS, plan.organization)


def may_approve_plan(user: User, plan: Plan) -> bool:
    """Approve, send back and close."""
    return user.access.may(Right.APPROVE_PLANS, plan.organization)


def may_mark_progress(user: User, item: PlanItem) -> bool:
    """Change an item's state: its owner, whoever keeps progress in the organization, whoever may edit the plan."""
    return (
        item.owner_id == user.pk
        or user.access.may(Right.MARK_PROGRESS, item.plan.organization)
        or may_change_plan(user, item.plan)
    )


def may_create_plan(user: User) -> bool:
    """Whether a button for a new plan makes sense at all."""
    return user.access.may_anywhere(Right.EDIT_PLANS) or user.access.may_anywhere(Right.EDIT_WOMEN_PLANS)


def why_not_change(plan: Plan) -> str:
    """Why somebody who sees the plan may not edit it, and who may."""
    if plan.kind == PlanKind.PERSONAL:
        return _("您可以查看这份个人计划；只有起草人本人可以修改。")
    return _("您可以查看这份计划；修改需要在“%(organization)s”担任有编辑权限的职务。") % {
        "organization": plan.organization.label
    }


def why_not_approve(plan: Plan) -> str:
    """Why somebody who sees the plan may not decide on it, and who does."""
    return _("审批需要在“%(organization)s”担任主席或副主席。") % {"organization": plan.organization.label}


def why_not_mark(item: PlanItem) -> str:
    """Why somebody who sees the item may not mark its progress, and who may."""
    return _("登记进展由责任人或“%(organization)s”的委员、干事办理。") % {"organization": item.plan.organization.label}
