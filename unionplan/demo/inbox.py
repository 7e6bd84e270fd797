"""The last days' reminders, made by the engine itself: planned from a day on, and scanned workday by workday."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.db.models import F

from members.enums import ReminderState
from members.models import Message, Reminder
from members.services.scanning import scan
from plans.models import Plan
from plans.services.reminders import replan_plan
from unionplan.core.calendar import SHANGHAI, is_workday

DAYS_BACK = 10
_SCAN_TIME = time(9, 1)


def fill_inboxes(plans: Sequence[Plan], *, now: datetime) -> int:
    """Digests of the days before `now` (aware) for everybody who has work in `plans`; old ones are read.

    Returns how many reminders went out. What is due later stays a waiting row for the portal's own clock."""
    first = (now - timedelta(days=DAYS_BACK)).replace(hour=0, minute=0, second=0, microsecond=0)
    # Approving made rows from the machine's own day on; a demo set in a later year starts at its own.
    Reminder.objects.filter(state=ReminderState.WAITING, due_at__lt=first).delete()
    for plan in plans:
        replan_plan(plan, now=first)
    sent = 0
    for moment in _scan_moments(first, now):
        sent += scan(now=moment).dispatched
    newest = (
        Message.objects.order_by("recipient_id", "-created_at").distinct("recipient_id").values_list("pk", flat=True)
    )
    Message.objects.exclude(pk__in=list(newest)).update(read_at=F("created_at") + timedelta(minutes=40))
    return sent


def _scan_moments(first: datetime, now: datetime) -> list[datetime]:
    days = [(first + timedelta(days=ahead)).date() for ahead in range(DAYS_BACK + 1)]
    moments = [datetime.combine(day, _SCAN_TIME, SHANGHAI) for day in days if is_workday(day)]
    return [moment for moment in moments if moment <= now]
