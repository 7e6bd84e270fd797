"""Open items of people whose office ends, for the hand-over in members (systems.md OB-05)."""

from collections.abc import Sequence
from typing import Any, cast

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.models import User
from members.services.register.handover import HandoverKind, OpenWork, register
from plans.enums import OPEN_ITEM_STATES, PlanKind, PlanState
from plans.models import PlanItem
from plans.services.items import assign_owner


def _open_of(user_ids: Sequence[int], path: str) -> list[OpenWork]:
    """Open items of plans that are still worked on; a personal plan stays with its author. One query."""
    items = (
        PlanItem.objects.filter(
            owner__in=user_ids,
            removed_at__isnull=True,
            state__in=OPEN_ITEM_STATES,
            plan__removed_at__isnull=True,
            plan__organization__path__within=[path],
        )
        .exclude(plan__kind=PlanKind.PERSONAL)
        .exclude(plan__state=PlanState.CLOSED)
        .select_related("plan__organization")
        .annotate(last_day=Max("windows__end"))
        .order_by("last_day", "pk")
    )
    return [
        OpenWork(
            owner_id=item.owner_id or 0,
            pk=item.pk,
            title=item.title,
            url=item.get_absolute_url(),
            organization=item.plan.organization.label,
            due_on=cast(Any, item).last_day,  # annotated above
        )
        for item in items
    ]


def _hand_over(ids: Sequence[int], to: User, by: User) -> int:
    """Item by item through the plan's own service: each with its trace, its reminders and its check of the person."""
    reason = _("工作移交给 %(to)s") % {"to": to}
    for pk in ids:
        assign_owner(item_id=pk, owner_id=to.pk, by=by, reason=reason)
    return len(ids)


def register_items() -> None:
    """Make plan items known to the hand-over."""
    register(HandoverKind("plan-item", gettext_lazy("计划事项"), _open_of, _hand_over))
