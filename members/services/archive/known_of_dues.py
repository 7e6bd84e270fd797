"""What dues know of somebody who neither pays nor comes: months unpaid, and the days on which dues were asked for."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils import timezone

from members.enums import ReminderState
from members.models import Reminder
from members.services.archive import evidence
from members.services.dues.arrears import unpaid_months
from members.services.dues.planning import KIND


def register_dues_evidence() -> None:
    """Let proposals of leaving rest on dues."""
    evidence.register("dues", unpaid_months=unpaid_months, reminders=reminders_of)


def reminders_of(member_ids: Sequence[int], on: date) -> Mapping[int, Sequence[date]]:
    """Days up to that day on which a reminder of dues went to the member's own account; one query."""
    sent = Reminder.objects.filter(
        kind=KIND, state=ReminderState.DISPATCHED, recipient__member__in=list(member_ids), due_at__date__lte=on
    )
    days: dict[int, list[date]] = {}
    for member, moment in sent.order_by("due_at").values_list("recipient__member", "due_at"):
        days.setdefault(member, []).append(timezone.localdate(moment))
    return days
