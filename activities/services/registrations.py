"""Signing up and leaving. Everybody who presses for one event takes turns at its row, so that places go in order and
none goes twice (issue: 200 people, 50 places, one second)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from activities.enums import EventState, QuestionKind
from activities.enums import RegistrationState as State
from activities.models import Answer, Event, Question, Registration
from activities.services.audience import why_not_for
from activities.services.event_notices import CAME_FREE, tell_member
from activities.services.reminders import replan_place
from members.models import Member, User
from unionplan.core.audit import record
from unionplan.core.errors import DomainError


def lock_event(event_id: int) -> Event:
    """The event's row, ours until the transaction ends: sign-ups, withdrawals and changes of capacity take turns."""
    return Event.objects.select_for_update(of=("self",)).select_related("organization").get(pk=event_id)


@transaction.atomic
def sign_up(
    *,
    event_id: int,
    member: Member,
    by: User,
    now: datetime,
    companions: int = 0,
    answers: Mapping[int, str] | None = None,
    photo_consent: bool | None = None,
    on_behalf: bool = False,
) -> Registration:
    """Give the member a place, or the next place on the waiting list; companions count as places.

    `on_behalf`: an officer enters somebody, also outside the window. `answers` maps question ids to text. Raises
    DomainError with the reason: not announced, not the time, not for this member, signed up already, too many
    companions, a required answer missing (field "question_<id>")."""
    event = lock_event(event_id)
    member = Member.objects.select_related("home", "user").get(pk=member.pk)  # as the archive stands now
    _check_window(event, now, on_behalf=on_behalf)
    reason = why_not_for(event, member, on=timezone.localdate(now))
    if reason:
        raise DomainError(reason)
    if companions > event.companions_max:
        most = {"most": event.companions_max}
        raise DomainError(_("每人最多带 %(most)s 名家属。") % most, field="companions")
    checked = _checked_answers(event, answers or {})
    registration = _place(event, member, companions=companions, photo_consent=photo_consent, by=by, now=now)
    _keep_answers(registration, checked)
    _note("signed_up", registration, by)
    replan_place(registration, now=now)
    return registration


def _check_window(event: Event, now: datetime, *, on_behalf: bool) -> None:
    """Officers may enter people late; nobody is entered into what is not announced, cancelled or over."""
    if event.state != EventState.PUBLISHED:
        raise DomainError(_("“%(event)s”%(state)s，不能报名。") % {"event": event, "state": event.get_state_display()})
    if not event.needs_sign_up:
        raise DomainError(_("这项活动不需要报名，直接参加即可。"))
    if on_behalf:
        return
    if event.opens_at is not None and now < event.opens_at:
        opens = date_format(timezone.localtime(event.opens_at), "DATETIME_FORMAT")
        raise DomainError(_("报名还没有开始，%(opens)s 起可以报名。") % {"opens": opens})
    if event.closes_at is not None and now >= event.closes_at:
        raise DomainError(_("报名已经截止，请联系主办单位。"))


def _checked_answers(event: Event, answers: Mapping[int, str]) -> dict[Question, str]:
    """What is kept of the answers: every required one given, choices out of their list."""
    checked = {}
    for question in event.questions.all():
        text = answers.get(question.pk, "").strip()
        field = f"question_{question.pk}"
        if question.is_required and not text:
            raise DomainError(_("请回答：%(question)s") % {"question": question.text}, field=field)
        if text and question.kind == QuestionKind.CHOICE and text not in question.choices:
            raise DomainError(_("请从列出的选项里选择。"), field=field)
        if text:
            checked[question] = text
    return checked


def _keep_answers(registration: Registration, checked: Mapping[Question, str]) -> None:
    registration.answers.all().delete()
    Answer.objects.bulk_create(
        Answer(registration=registration, question=question, text=text) for question, text in checked.items()
    )


def _place(
    event: Event, member: Member, *, companions: int, photo_consent: bool | None, by: User, now: datetime
) -> Registration:
    """The next position in the order; confirmed while places last and nobody waits before."""
    registration = Registration.objects.filter(event=event, member=member).first()
    if registration is not None and registration.state != State.CANCELLED:
        raise DomainError(_("您已经报过名：%(state)s。") % {"state": registration.get_state_display()})
    registration = registration or Registration(event=event, member=member)
    registration.companions = companions
    registration.photo_consent = photo_consent
    registration.position = event.next_position
    registration.signed_up_at = now
    registration.signed_up_by = by
    registration.cancelled_at = None
    registration.state = State.CONFIRMED if _fits(event, registration.seats) else State.WAITING
    registration.save()
    event.next_position += 1
    event.save(update_fields=["next_position"])
    return registration


def seats_taken(event: Event) -> int:
    """Places of the confirmed and of those they bring."""
    confirmed = event.registrations.filter(state=State.CONFIRMED)
    return int(confirmed.aggregate(taken=Sum(F("companions") + 1))["taken"] or 0)


def _fits(event: Event, seats: int) -> bool:
    if event.capacity is None:
        return True
    if event.registrations.filter(state=State.WAITING).exists():
        return False  # whoever waits comes first
    return seats_taken(event) + seats <= event.capacity


@transaction.atomic
def withdraw(*, registration_id: int, by: User, now: datetime) -> Registration:
    """Give the place back; whoever waits moves up at once and hears of it. Withdrawing twice is harmless."""
    event_id = Registration.objects.values_list("event_id", flat=True).get(pk=registration_id)
    event = lock_event(event_id)
    registration = Registration.objects.select_related("member__user").get(pk=registration_id)
    if registration.state == State.CANCELLED:
        return registration
    if event.state == EventState.DONE:
        raise DomainError(_("活动已经结束，不能再取消报名。"))
    registration.state = State.CANCELLED
    registration.cancelled_at = now
    registration.save(update_fields=["state", "cancelled_at"])
    _note("withdrawn", registration, by)
    replan_place(registration, now=now)
    move_up(event, now=now)
    return registration


def move_up(event: Event, *, now: datetime) -> list[Registration]:
    """Confirm those who wait, in order, as long as the next one fits. The event's row is locked by the caller."""
    if event.state != EventState.PUBLISHED:
        return []
    taken = seats_taken(event)
    moved = []
    for waiting in event.registrations.filter(state=State.WAITING).select_related("member__user").order_by("position"):
        if event.capacity is not None and taken + waiting.seats > event.capacity:
            break
        waiting.state = State.CONFIRMED
        waiting.save(update_fields=["state"])
        taken += waiting.seats
        moved.append(waiting)
        tell_member(CAME_FREE, waiting, now=now)
        replan_place(waiting, now=now)
    return moved


def _note(what: str, registration: Registration, by: User) -> None:
    record(
        f"activities.registration.{what}",
        target=registration,
        actor=by,
        organization_id=registration.event.organization_id,
        subject=f"event:{registration.event_id}",
    )
