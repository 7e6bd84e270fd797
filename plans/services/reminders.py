"""Working out the reminders of plan items: called by the services that change items, and by the engine in members."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from members.enums import Post
from members.models import Office
from members.services.planning import PlannedReminder, hold_planning, write_reminders
from members.services.policies import EffectivePolicy, effective_policies
from plans.enums import OPEN_ITEM_STATES, PlanKind, PlanState
from plans.models import Occurrence, Plan, PlanItem
from plans.services.moments import Span, moments, rule_of
from unionplan.core.calendar import at_nine

KIND = "plan-item"
_CHUNK = 1_000

# Who is reminded where an item has no owner: the first group that has somebody in office.
_CHAIRS = (Post.CHAIR, Post.VICE_CHAIR)
_STAND_INS: tuple[tuple[Post, ...], ...] = ((Post.OFFICER,), _CHAIRS)
_WOMEN_STAND_INS: tuple[tuple[Post, ...], ...] = ((Post.WOMEN_OFFICER,), (Post.OFFICER,), _CHAIRS)


def replan_item(item: PlanItem, *, now: datetime | None = None) -> None:
    """After an item was added, moved, reassigned, finished, removed or brought back: its waiting reminders follow.
    Call it at the end of the transaction that changed it."""
    replan_items([item.pk], now=now)


@transaction.atomic
def replan_items(item_ids: Iterable[int], *, now: datetime | None = None) -> None:
    """The same for several items, set-based: the number of statements does not grow with the items."""
    ids = list(item_ids)
    organizations = set(Plan.objects.filter(items__in=ids).values_list("organization_id", flat=True))
    hold_planning(organizations, alone=False)
    _replan(ids, now=now or timezone.now())


@transaction.atomic
def replan_plan(plan: Plan, *, now: datetime | None = None) -> None:
    """After a plan was approved, closed, moved to another period or removed: all of its items."""
    hold_planning([plan.organization_id], alone=True)
    _replan(_ids(PlanItem.objects.filter(plan=plan)), now=now or timezone.now())


@transaction.atomic
def replan_organizations(organization_ids: Sequence[int]) -> None:
    """After a policy or an office changed: every item of these organizations that has a live plan or still waits."""
    hold_planning(organization_ids, alone=True)
    live = PlanItem.objects.filter(plan__organization__in=organization_ids, plan__state=PlanState.APPROVED)
    _replan(_ids(live), now=timezone.now())


def _ids(items: QuerySet[PlanItem]) -> list[int]:
    return list(items.order_by("pk").values_list("pk", flat=True))


def _replan(item_ids: Sequence[int], *, now: datetime) -> None:
    for start in range(0, len(item_ids), _CHUNK):
        chunk = item_ids[start : start + _CHUNK]
        planned = _planned(_occurrences(chunk), today=timezone.localdate(now))
        write_reminders(kind=KIND, subject_ids=chunk, planned=planned, now=now)


@dataclass(frozen=True, slots=True)
class _Due:
    """One occurrence of an open item of an approved plan."""

    item_id: int
    owner_id: int | None
    organization_id: int
    organization_path: str
    plan_kind: str
    author_id: int
    span: Span


def _occurrences(item_ids: Sequence[int]) -> list[_Due]:
    """What can be reminded of. A heading is left to its sub-items where they have days of their own."""
    dated_child = Occurrence.objects.filter(item__parent=OuterRef("item"), item__removed_at__isnull=True)
    rows = (
        Occurrence.objects.filter(
            item__in=item_ids,
            item__removed_at__isnull=True,
            item__state__in=OPEN_ITEM_STATES,
            item__plan__removed_at__isnull=True,
            item__plan__state=PlanState.APPROVED,
        )
        .exclude(Exists(dated_child))
        .values_list(
            "item_id",
            "item__owner_id",
            "item__plan__organization_id",
            "item__plan__organization__path",
            "item__plan__kind",
            "item__plan__author_id",
            "start",
            "end",
            "window__precision",
            "window__is_recurring",
        )
    )
    return [_Due(*row[:6], Span(*row[6:])) for row in rows]


def _planned(dues: Sequence[_Due], *, today: date) -> Iterator[PlannedReminder]:
    """Every moment of every occurrence for everybody who should know."""
    policies = effective_policies({due.organization_id for due in dues})
    people = _Recipients(dues, today=today)
    for due in dues:
        policy = policies[due.organization_id, rule_of(due.span)]
        recipients = people.of(due) if policy.is_enabled else ()
        for recipient_id in recipients:
            yield from _of_one(due, recipient_id, policy)


def _of_one(due: _Due, recipient_id: int, policy: EffectivePolicy) -> Iterator[PlannedReminder]:
    for day, slot in moments(due.span, policy.days).items():
        yield PlannedReminder(
            subject_id=due.item_id,
            subject_on=due.span.start,
            slot=slot,
            recipient_id=recipient_id,
            organization_id=due.organization_id,
            due_at=at_nine(day),
        )


class _Recipients:
    """Who is reminded: the owner while in office near the organization, else those in charge there. Two queries."""

    def __init__(self, dues: Sequence[_Due], *, today: date) -> None:
        owners = {due.owner_id for due in dues if due.owner_id}
        organizations = {due.organization_id for due in dues}
        in_force = Office.objects.in_force(today).filter(user__is_active=True)
        self._paths: dict[int, list[str]] = defaultdict(list)
        for user_id, path in in_force.filter(user__in=owners).values_list("user_id", "organization__path"):
            self._paths[user_id].append(path)
        self._posts: dict[tuple[int, str], list[int]] = defaultdict(list)
        near = in_force.filter(Q(organization__in=organizations), Q(post__in=_all_posts())).order_by("user_id")
        for organization_id, post, user_id in near.values_list("organization_id", "post", "user_id"):
            self._posts[organization_id, post].append(user_id)

    def of(self, due: _Due) -> Sequence[int]:
        if due.plan_kind == PlanKind.PERSONAL:
            return (due.owner_id or due.author_id,)
        if due.owner_id and any(_near(path, due.organization_path) for path in self._paths[due.owner_id]):
            return (due.owner_id,)
        groups = _WOMEN_STAND_INS if due.plan_kind == PlanKind.WOMEN else _STAND_INS
        for posts in groups:
            found = {user for post in posts for user in self._posts[due.organization_id, post]}
            if found:
                return sorted(found)
        return ()


def _all_posts() -> set[Post]:
    return {post for posts in (*_STAND_INS, *_WOMEN_STAND_INS) for post in posts}


def _near(path: str, other: str) -> bool:
    """The same organization, or one above the other."""
    return f"{path}.".startswith(f"{other}.") or f"{other}.".startswith(f"{path}.")
