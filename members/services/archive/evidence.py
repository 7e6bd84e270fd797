"""What other areas know of somebody who neither pays nor comes (rules.md 1.10). Dues, reminders and activities register
what they can say, so that the archive imports none of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

# Each answers for the members it knows something of; a member that is missing in the answer is unknown to it.
UnpaidMonths = Callable[[Sequence[int], date], Mapping[int, int]]
LastActivity = Callable[[Sequence[int], date], Mapping[int, date]]
Reminders = Callable[[Sequence[int], date], Mapping[int, Sequence[date]]]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of one member on a day: months in a row without dues, the last day of taking part (None: none is
    known), the days on which dues were asked for."""

    months_unpaid: int = 0
    last_activity_on: date | None = None
    reminders: tuple[date, ...] = ()

    def as_json(self) -> dict[str, object]:
        """For the row of the proposal."""
        return {
            "months_unpaid": self.months_unpaid,
            "last_activity_on": self.last_activity_on.isoformat() if self.last_activity_on else None,
            "reminders": [day.isoformat() for day in self.reminders],
        }


_unpaid: dict[str, UnpaidMonths] = {}
_activity: dict[str, LastActivity] = {}
_reminders: dict[str, Reminders] = {}


def register(
    area: str,
    *,
    unpaid_months: UnpaidMonths | None = None,
    last_activity: LastActivity | None = None,
    reminders: Reminders | None = None,
) -> None:
    """An area says what it can answer; registering the same area again replaces its answers."""
    if unpaid_months is not None:
        _unpaid[area] = unpaid_months
    if last_activity is not None:
        _activity[area] = last_activity
    if reminders is not None:
        _reminders[area] = reminders


def knows_dues() -> bool:
    """True when somebody can say who paid: without that nothing may be proposed."""
    return bool(_unpaid)


def unpaid_months(member_ids: Sequence[int], on: date) -> dict[int, int]:
    """Months in a row without dues; where several areas answer, the smallest number counts, in the member's favour."""
    found: dict[int, int] = {}
    for answer in _unpaid.values():
        for member, months in answer(member_ids, on).items():
            found[member] = min(months, found.get(member, months))
    return found


def evidence_of(member_ids: Sequence[int], on: date) -> dict[int, Evidence]:
    """Everything known of these members; one question to each area."""
    months = unpaid_months(member_ids, on)
    activity: dict[int, date] = {}
    for last in _activity.values():
        for member, day in last(member_ids, on).items():
            activity[member] = max(day, activity.get(member, day))
    asked: dict[int, set[date]] = {}
    for reminded in _reminders.values():
        for member, days in reminded(member_ids, on).items():
            asked.setdefault(member, set()).update(days)
    return {
        member: Evidence(months.get(member, 0), activity.get(member), tuple(sorted(asked.get(member, ()))))
        for member in member_ids
    }
