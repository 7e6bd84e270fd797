"""Events: made from a plan item or free, announced, changed, cancelled, ended."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activities.enums import NEXT_EVENT_STATES, EventState
from activities.models import Event, EventSession
from activities.services.event_notices import CANCELLED, CHANGED, tell_everybody
from activities.services.registrations import lock_event, move_up, seats_taken
from activities.services.reminders import replan_event
from members.models import Organization, User
from plans.models import Occurrence, PlanItem
from unionplan.core.audit import record
from unionplan.core.errors import DomainError, EditConflictError

USUAL_START, USUAL_LENGTH = time(14, 30), timedelta(hours=2)
# What the editor's form may set on an event.
EDITABLE = (
    "kind",
    "title",
    "text",
    "place",
    "gender",
    "for_whom",
    "needs_sign_up",
    "capacity",
    "companions_max",
    "opens_at",
    "closes_at",
    "asks_photo_consent",
)


@dataclass(frozen=True, slots=True)
class SessionInput:
    """One time an event takes place; both moments are aware."""

    starts_at: datetime
    ends_at: datetime
    place: str = ""
    note: str = ""


def suggestion_from(item: PlanItem) -> dict[str, Any]:
    """What the plan already says, as a first version of the form: title, place, text and a time on the item's next
    day (its first day, where all are over)."""
    today = timezone.localdate()
    days = Occurrence.objects.filter(item=item).order_by("start")
    coming = days.filter(end__gte=today).first() or days.first()
    found: dict[str, Any] = {"title": item.title, "place": item.place, "text": item.body, "plan_item": item}
    if coming is not None:
        starts_at = _moment(max(coming.start, today) if coming.end >= today else coming.start)
        found |= {"starts_at": starts_at, "ends_at": starts_at + USUAL_LENGTH}
    return found


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, USUAL_START))


@transaction.atomic
def create_event(
    *,
    organization: Organization,
    sessions: Sequence[SessionInput],
    by: User,
    plan_item: PlanItem | None = None,
    invited: Iterable[Organization] = (),
    co_hosts: Iterable[Organization] = (),
    **fields: Any,
) -> Event:
    """A new event in preparation; nobody but officers sees it. `fields` are those of EDITABLE. Raises DomainError for
    an event without any time, or a time that ends before it starts."""
    _check_sessions(sessions)
    event = Event(organization=organization, plan_item=plan_item, author=by, **fields)
    _check(event)
    _write(event, sessions, list(invited), co_hosts)
    _note("created", event, by)
    return event


@transaction.atomic
def change_event(
    *,
    event_id: int,
    expected_version: int,
    sessions: Sequence[SessionInput],
    by: User,
    now: datetime,
    invited: Iterable[Organization] = (),
    co_hosts: Iterable[Organization] = (),
    **fields: Any,
) -> Event:
    """Save the form. Whoever is signed up hears when the time or the place moved; more places let the waiting move up.

    Raises EditConflictError when somebody saved first; DomainError for fewer places than are given away already, for
    a cancelled event and for times that make no sense."""
    event = lock_event(event_id)
    if event.version != expected_version:
        raise EditConflictError(_("这项活动刚被他人修改，请核对后再保存。"), current=event, yours=dict(fields))
    if event.state == EventState.CANCELLED:
        raise DomainError(_("已取消的活动不能再修改。"))
    _check_sessions(sessions)
    before = {name: getattr(event, name) for name in EDITABLE}
    was = _whereabouts(event)
    for name, value in fields.items():
        setattr(event, name, value)
    _check(event)
    if event.capacity is not None and event.capacity < (taken := seats_taken(event)):
        raise DomainError(_("已有 %(taken)s 个名额报出，名额不能少于这个数。") % {"taken": taken}, field="capacity")
    event.version += 1
    _write(event, sessions, list(invited), co_hosts)
    changes = {name: [str(before[name]), str(value)] for name, value in fields.items() if before[name] != value}
    _note("changed", event, by, changes=changes)
    if event.state == EventState.PUBLISHED:
        move_up(event, now=now)
        if _whereabouts(event) != was:
            tell_everybody(CHANGED, event, now=now)
        replan_event(event, now=now)
    return event


def _write(
    event: Event, sessions: Sequence[SessionInput], invited: Sequence[Organization], co_hosts: Iterable[Organization]
) -> None:
    event.is_open_to_all = not invited
    event.save()
    event.invited.set(invited)
    event.co_hosts.set(co_hosts)
    _write_sessions(event, sessions)


@transaction.atomic
def change_event_state(*, event_id: int, to: EventState, by: User, now: datetime, reason: str = "") -> Event:
    """Announce, cancel (with a reason, told to everybody signed up) or end. DomainError for a move not allowed."""
    event = lock_event(event_id)
    before = EventState(event.state)
    if to not in NEXT_EVENT_STATES[before]:
        raise DomainError(_("“%(before)s”的活动不能改为“%(after)s”。") % {"before": before.label, "after": to.label})
    if to == EventState.CANCELLED and not reason.strip():
        raise DomainError(_("取消活动请写明原因，已报名的会员会看到。"), field="reason")
    if to == EventState.DONE and not event.sessions.filter(starts_at__lte=now).exists():
        raise DomainError(_("活动还没有开始，不能结束。"))
    event.state = to
    event.state_reason = reason.strip()
    event.version += 1
    event.save(update_fields=["state", "state_reason", "version"])
    _note("state_changed", event, by, changes={"state": [str(before), str(to)]}, note=reason.strip())
    if to == EventState.CANCELLED:
        tell_everybody(CANCELLED, event, now=now)
    replan_event(event, now=now)
    return event


def _check_sessions(sessions: Sequence[SessionInput]) -> None:
    if not sessions:
        raise DomainError(_("请至少写一个时间。"), field="starts_at")
    if any(session.ends_at <= session.starts_at for session in sessions):
        raise DomainError(_("结束应晚于开始。"), field="ends_at")


def _check(event: Event) -> None:
    if event.opens_at and event.closes_at and event.closes_at <= event.opens_at:
        raise DomainError(_("报名截止应晚于报名开始。"), field="closes_at")
    if event.capacity == 0:
        raise DomainError(_("名额至少为 1；不限名额请留空。"), field="capacity")


def _whereabouts(event: Event) -> tuple[str, list[tuple[datetime, str]]]:
    return event.place, list(event.sessions.order_by("starts_at").values_list("starts_at", "place"))


def _write_sessions(event: Event, sessions: Sequence[SessionInput]) -> None:
    """Keep those that stand, in order of time; a session somebody came to is moved, never removed."""
    wanted = sorted(sessions, key=lambda session: session.starts_at)
    kept = list(event.sessions.order_by("starts_at", "id"))
    for old, new in zip(kept, wanted, strict=False):
        old.starts_at, old.ends_at, old.place, old.note = new.starts_at, new.ends_at, new.place, new.note
        old.save()
    for new in wanted[len(kept) :]:
        EventSession.objects.create(
            event=event, starts_at=new.starts_at, ends_at=new.ends_at, place=new.place, note=new.note
        )
    for old in kept[len(wanted) :]:
        if old.attendances.exists():
            raise DomainError(_("已有人到场的场次不能删除。"), field="starts_at")
        old.delete()


def _note(what: str, event: Event, by: User, *, changes: dict[str, list[Any]] | None = None, note: str = "") -> None:
    record(
        f"activities.event.{what}",
        target=event,
        actor=by,
        organization_id=event.organization_id,
        subject=f"event:{event.pk}",
        changes=changes,
        note=note,
    )
