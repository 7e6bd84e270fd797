"""What dues know of somebody who neither pays nor comes: months unpaid, and the days on which dues were asked for."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from members.enums import ReminderState
from members.models import DuesRecord, Reminder
from members.services.archive import evidence
from members.services.dues.arrears import unpaid_months
from members.services.dues.planning import KIND


def register_dues_evidence() -> None:
    """Let proposals of leaving rest on dues."""
    evidence.register("dues", unpaid_months=unpaid_months, reminders=reminders_of)


def reminders_of(member_ids: Sequence[int], on: date) -> Mapping[int, Sequence[date]]:
    """Days up to that day on which the member's own account was reminded of a charge the member still owes; what went
    to somebody as a collector of other people's dues does not count. One query."""
    owed = DuesRecord.objects.unpaid().filter(
        member=OuterRef("recipient__member"),
        period__sheets__pk=OuterRef("subject_id"),
        period__sheets__organization=F("organization"),
    )
    sent = Reminder.objects.filter(
        Exists(owed),
        kind=KIND,
        state=ReminderState.DISPATCHED,
        recipient__member__in=list(member_ids),
        due_at__date__lte=on,
    )
    days: dict[int, list[date]] = {}
    for member, moment in sent.order_by("due_at").values_list("recipient__member", "due_at"):
        days.setdefault(member, []).append(timezone.localdate(moment))
    return days
