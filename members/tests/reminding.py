"""Items to be reminded of, made in one line."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from members.models import Organization, Reminder, User
from members.tests.factories import ReminderFactory
from plans.models import PlanItem
from plans.services.reminders import KIND
from plans.tests.factories import OccurrenceFactory, PlanFactory, PlanItemFactory, TimeWindowFactory
from unionplan.core.calendar import SHANGHAI


def item_on(
    organization: Organization,
    start: date,
    end: date | None = None,
    *,
    precision: str = "day",
    recurring: bool = False,
    **fields: object,
) -> PlanItem:
    """An item of an approved plan with one occurrence."""
    plan = fields.pop("plan", None) or PlanFactory(organization=organization, approved=True)
    item = PlanItemFactory(plan=plan, **fields)
    window = TimeWindowFactory(
        item=item, start=start, end=end or start, precision=precision, is_recurring=recurring, text=""
    )
    OccurrenceFactory(window=window)
    return item


def due_reminder(item: PlanItem, recipient: User, **fields: object) -> Reminder:
    """A waiting reminder of an item's first occurrence, due a minute ago."""
    defaults = {
        "kind": KIND,
        "subject_id": item.pk,
        "subject_on": item.occurrences.first().start,
        "recipient": recipient,
        "organization": item.plan.organization,
        "due_at": timezone.now() - timedelta(minutes=1),
    }
    return ReminderFactory(**defaults | fields)


def shanghai(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """A moment on the wall clock in Shanghai."""
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)
