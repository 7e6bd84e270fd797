"""When a member last took part: asked before a withdrawal may be proposed (rules.md 1.10)."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Max
from django.utils import timezone

from activities.models import Attendance
from members.services.archive import evidence


def last_activity(member_ids: Sequence[int], on: date) -> Mapping[int, date]:
    """The day of the last session each of these members came to, up to that day."""
    came = Attendance.objects.filter(member__in=member_ids, session__starts_at__date__lte=on)
    rows = came.values_list("member_id").annotate(last=Max("session__starts_at"))
    return {member_id: timezone.localdate(last) for member_id, last in rows}


def register_evidence() -> None:
    """Attendance speaks for a member."""
    evidence.register("activities", last_activity=last_activity)
