"""When who is reminded of dues: opening, middle and last week of the window, then arrears monthly (product.md)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone

from members.enums import Post
from members.models import (
    DuesPeriod,
    DuesRecord,
    DuesSheet,
    Heartbeat,
    Office,
    Organization,
    ReplanRequest,
    User,
)
from members.models.dues_books import bodies_of, books_of
from members.services.planning import PlannedReminder, hold_planning, write_reminders
from members.services.policies import EffectivePolicy, effective_policies
from unionplan.core.audit import record
from unionplan.core.calendar import at_nine, on_or_before_workday

KIND = "dues-collection"
WINDOW = "dues-window"
ARREARS = "dues-arrears"
# Chairs may collect too; reminded are those whose work it is.
_KEEPERS = (Post.GROUP_LEADER, Post.FINANCE)
_CHUNK = 200
_MONTHLY = "dues-arrears-monthly"


@dataclass(frozen=True, slots=True)
class _Window:
    """One sheet that somebody still owes on: its organization and the days of its collection window."""

    sheet_id: int
    period_id: int
    organization_id: int
    opens: date
    closes: date


def moments(
    opens: date, closes: date, *, before: Sequence[int], monthly: Sequence[int], today: date
) -> dict[date, str]:
    """Workday → name of the moment: the opening, the middle, so many days before the end; and after the window the next
    of the monthly days. Two moments on one workday are one."""
    found = {on_or_before_workday(closes - timedelta(days=ahead)): f"d{ahead}" for ahead in sorted(before)}
    found[on_or_before_workday(opens + (closes - opens) / 2)] = "middle"
    found[on_or_before_workday(opens)] = "open"
    for day in monthly:
        due = next_monthly(max(today, closes + timedelta(days=1)), day)
        found[on_or_before_workday(due)] = f"late{due:%Y%m}"
    return found


def next_monthly(after: date, day: int) -> date:
    """The next such day of a month from `after` on; months that are shorter use their last day."""
    first = after.replace(day=1)
    while True:
        following = (first + timedelta(days=32)).replace(day=1)
        candidate = min(first + timedelta(days=day - 1), following - timedelta(days=1))
        if candidate >= after:
            return candidate
        first = following


@transaction.atomic
def plan_period(*, period: DuesPeriod, organization_ids: Sequence[int], now: datetime) -> None:
    """After a period was charged: the reminders of these organizations' sheets."""
    hold_planning(organization_ids, alone=False)
    sheets = DuesSheet.objects.filter(period=period, organization__in=organization_ids)
    _replan(list(sheets.order_by("pk").values_list("pk", flat=True)), now=now)


@transaction.atomic
def replan_organizations(organization_ids: Sequence[int]) -> None:
    """After a policy or an office changed, and at the turn of a month: every sheet on which somebody owes."""
    hold_planning(organization_ids, alone=True)
    owing = DuesRecord.objects.unpaid().filter(organization__in=organization_ids)
    sheets = DuesSheet.objects.filter(organization__in=organization_ids, period__in=owing.values("period").distinct())
    _replan(list(sheets.order_by("pk").values_list("pk", flat=True)), now=timezone.now())


@transaction.atomic
def ask_replan_for_new_month(now: datetime) -> None:
    """Once a month: organizations where dues are late get the next monthly reminder planned."""
    month = timezone.localdate(now).replace(day=1)
    beat, created = Heartbeat.objects.select_for_update().get_or_create(name=_MONTHLY, defaults={"beat_at": now})
    if not created and timezone.localdate(beat.beat_at) >= month:
        return
    late = DuesRecord.objects.in_arrears(month).order_by("organization").values_list("organization", flat=True)
    ReplanRequest.objects.bulk_create(
        [ReplanRequest(organization_id=pk, asked_at=now) for pk in late.distinct()], ignore_conflicts=True
    )
    beat.beat_at = now
    beat.save(update_fields=["beat_at"])


def _replan(sheet_ids: Sequence[int], *, now: datetime) -> None:
    for start in range(0, len(sheet_ids), _CHUNK):
        chunk = sheet_ids[start : start + _CHUNK]
        planned = list(_planned(_windows(chunk), today=timezone.localdate(now)))
        write_reminders(kind=KIND, subject_ids=chunk, planned=planned, now=now)


def _windows(sheet_ids: Sequence[int]) -> list[_Window]:
    """Sheets with something open; one query for the sheets, one for their windows."""
    sheets = list(DuesSheet.objects.filter(pk__in=sheet_ids))
    spans = (
        DuesRecord.objects.unpaid()
        .filter(organization__in={sheet.organization_id for sheet in sheets})
        .filter(period__in={sheet.period_id for sheet in sheets})
        .order_by()
        .values_list("period", "organization")
        .annotate(opens=Min("payable_from"), closes=Max("payable_by"))
    )
    days = {(period, organization): (opens, closes) for period, organization, opens, closes in spans}
    return [
        _Window(sheet.pk, sheet.period_id, sheet.organization_id, *days[sheet.period_id, sheet.organization_id])
        for sheet in sheets
        if (sheet.period_id, sheet.organization_id) in days
    ]


def _planned(windows: Sequence[_Window], *, today: date) -> Iterator[PlannedReminder]:
    policies = effective_policies({window.organization_id for window in windows})
    owing = _owing_accounts(windows)
    keepers = keepers_of({window.organization_id for window in windows}, today=today)
    for window in windows:
        days = _days(window, policies, today=today)
        people = set(owing[window.sheet_id]) | set(keepers[window.organization_id])
        for recipient_id in sorted(people):
            for day, slot in days.items():
                yield PlannedReminder(
                    subject_id=window.sheet_id,
                    subject_on=window.closes,
                    slot=slot,
                    recipient_id=recipient_id,
                    organization_id=window.organization_id,
                    due_at=at_nine(day),
                )


def _days(window: _Window, policies: Mapping[tuple[int, str], EffectivePolicy], *, today: date) -> dict[date, str]:
    """The moments the organization wants: either rule may be switched off by itself."""
    asked, late = (policies[window.organization_id, key] for key in (WINDOW, ARREARS))
    found = moments(
        window.opens,
        window.closes,
        before=asked.days,
        monthly=late.days if late.is_enabled else (),
        today=today,
    )
    return {day: slot for day, slot in found.items() if asked.is_enabled or slot.startswith("late")}


def _owing_accounts(windows: Sequence[_Window]) -> dict[int, list[int]]:
    """Accounts of the members who owe, by sheet; one query."""
    sheets = {(window.period_id, window.organization_id): window.sheet_id for window in windows}
    rows = DuesRecord.objects.unpaid().filter(
        period__in={period for period, _organization in sheets},
        organization__in={organization for _period, organization in sheets},
        member__user__is_active=True,
    )
    found: dict[int, list[int]] = defaultdict(list)
    for period, organization, user in rows.order_by().values_list("period", "organization", "member__user"):
        if (period, organization) in sheets:
            found[sheets[period, organization]].append(user)
    return found


def keepers_of(organization_ids: set[int], *, today: date) -> dict[int, list[int]]:
    """Who looks after collecting in each organization: its group leaders and finance, else those of the union that
    keeps its books; two queries."""
    bodies = bodies_of(organization_ids)
    offices = Office.objects.in_force(today).filter(
        organization__in={*organization_ids, *bodies.values()}, post__in=_KEEPERS, user__is_active=True
    )
    by_organization: dict[int, list[int]] = defaultdict(list)
    for organization_id, user_id in offices.order_by().values_list("organization", "user"):
        by_organization[organization_id].append(user_id)
    return defaultdict(list, {pk: by_organization[pk] or by_organization[bodies[pk]] for pk in organization_ids})


@transaction.atomic
def remind_all(*, organization: Organization, by: User, now: datetime) -> int:
    """Everybody with an account who is behind in the organization, its branches and groups gets one reminder with the
    next tick, at most one a day; returns how many people that are."""
    books = books_of(organization)
    hold_planning(books, alone=True)
    today = timezone.localdate(now)
    late = DuesRecord.objects.in_arrears(today).filter(organization__in=books)
    sheets = list(
        DuesSheet.objects.filter(organization__in=books, period__in=late.values("period").distinct())
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    windows = [window for window in _windows(sheets) if window.closes < today]
    owing = _owing_accounts(windows)
    asked = [
        PlannedReminder(
            subject_id=window.sheet_id,
            subject_on=window.closes,
            slot=f"asked{today:%Y%m%d}",
            recipient_id=recipient_id,
            organization_id=window.organization_id,
            due_at=now + timedelta(seconds=1),
        )
        for window in windows
        for recipient_id in owing[window.sheet_id]
    ]
    planned = [*_planned(windows, today=today), *asked]
    write_reminders(kind=KIND, subject_ids=[window.sheet_id for window in windows], planned=planned, now=now)
    people = len({reminder.recipient_id for reminder in asked})
    record(
        "members.dues.reminded",
        target=organization,
        actor=by,
        organization_id=organization.pk,
        changes={"people": [0, people]},
    )
    return people
