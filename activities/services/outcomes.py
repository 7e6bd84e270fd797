"""Events made from a plan item, as the item's page shows them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activities.models import Event
from activities.permissions import may_manage_events
from activities.services.listing import for_listing
from members.models import User
from plans.models import PlanItem
from plans.services.outcomes import Outcome, OutcomeKind, register
from unionplan.core.calendar.describe import describe_day


def _made_from(item: PlanItem, reader: User) -> list[Outcome]:
    today = timezone.localdate()
    events: Iterable[Any] = for_listing(Event.objects.visible_to(reader).filter(plan_item=item), now=timezone.now())
    return [
        Outcome(
            title=event.title,
            url=event.get_absolute_url(),
            when=_day(event.first_at, today),
            state=event.get_state_display(),
            tone=event.tone,
        )
        for event in events
    ]


def _day(first_at: datetime | None, today: date) -> str:
    return describe_day(timezone.localdate(first_at), today=today) if first_at else ""


def _make_url(item: PlanItem, reader: User) -> str:
    if item.has_children or not may_manage_events(reader, item.plan.organization):
        return ""
    return f"{reverse('activities:event-create')}?item={item.pk}"


def register_events() -> None:
    """Items become events in one click and stay linked."""
    register("events", OutcomeKind(label=_("活动"), made_from=_made_from, make_label=_("办成活动"), make_url=_make_url))
