"""What follows a change of items: the reminders of a plan in force. A draft has none, so nothing is asked there."""

from collections.abc import Iterable

from plans.enums import PlanState
from plans.models import Plan
from plans.services.reminders import replan_items


def reminders_follow(plan: Plan, item_ids: Iterable[int]) -> None:
    """Waiting reminders of these items move, go or come; called at the end of the change's own transaction."""
    if plan.state == PlanState.APPROVED:
        replan_items(item_ids)
