"""Small acts that tests of plans share."""

from django.test import Client
from django.urls import reverse

from members.models import User
from plans.enums import PlanState
from plans.models import Plan, PlanItem
from plans.services.outline import load_outline
from plans.services.timetext import read_time
from plans.services.windows import WindowInput

HTMX = {"HX-Request": "true"}


def typed(text: str) -> list[WindowInput]:
    """Times as somebody types them."""
    return [WindowInput(text=found.text, spec=found.spec) for found in read_time(text)]


def printed(plan: Plan) -> list[str]:
    """The outline as a reader sees it: number and title of every item."""
    return [f"{node.number}{node.item.title}" for node in load_outline(plan).walk_items()]


def edit_url(item: PlanItem, part: str) -> str:
    """Where one part of an item is edited."""
    return reverse("plans:item-edit", args=[item.pk, part])


def approve(plan: Plan, by: User) -> None:
    """The plan is in force, without the way there."""
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.APPROVED, approver=by, approved_at=plan.created_at)
    plan.refresh_from_db()


def document(client: Client, plan: Plan) -> str:
    """The plan page's text without the list of steps below it."""
    text = client.get(plan.get_absolute_url()).text
    return text[text.index('id="document"') : text.index('id="plan-steps"')]
