"""Reminders of unanswered life events, and the news of a new one. No line of them tells a health fact or, for health
events, whose it is: messages leave the house by mail."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.choices.life import HEALTH_KINDS
from members.models import LifeEvent, User
from members.services import kinds, notices
from members.services.care.duty import FOR_ALL, OUT_OF_OFFICE, people_on_duty
from members.services.kinds import Line, ReminderKind, Subject
from members.services.planning import PlannedReminder, hold_planning, write_reminders
from members.services.policies import effective_policies
from unionplan.core.calendar.describe import describe_day

KIND = "life-event"
RULE = "life-event.answer"
_JUDGE = f"""
    SELECT c.id, CASE
        WHEN e.id IS NULL OR e.withdrawn_at IS NOT NULL THEN 'withdrawn'
        WHEN e.answered_on IS NOT NULL THEN 'answered'
        WHEN e.answer_by <> c.subject_on THEN 'moved'
        WHEN {OUT_OF_OFFICE} THEN 'out_of_office'
        ELSE '' END
    FROM claimed c LEFT JOIN members_lifeevent e ON e.id = c.subject_id
    WHERE c.kind = '{KIND}'
"""  # noqa: S608 - our own constants only


@transaction.atomic
def replan_events(event_ids: Sequence[int]) -> None:
    """After an event was reported, corrected, answered or withdrawn: its waiting reminders follow."""
    events = list(LifeEvent.objects.filter(pk__in=event_ids).select_related("organization"))
    hold_planning({event.organization_id for event in events}, alone=False)
    now = timezone.now()
    write_reminders(
        kind=KIND, subject_ids=list(event_ids), planned=_planned(events, today=timezone.localdate(now)), now=now
    )


@transaction.atomic
def replan_organizations(organization_ids: Sequence[int]) -> None:
    """After a policy or an office changed: every open event of these organizations."""
    hold_planning(organization_ids, alone=True)
    ids = list(LifeEvent.objects.open().filter(organization__in=organization_ids).values_list("pk", flat=True))
    if ids:
        replan_events(ids)


def _planned(events: Iterable[LifeEvent], *, today: date) -> Iterator[PlannedReminder]:
    open_events = [event for event in events if event.answered_on is None and event.withdrawn_at is None]
    bodies = {event.organization_id: event.organization for event in open_events}
    policies = effective_policies(bodies)
    people = people_on_duty(bodies.values(), FOR_ALL, today=today)
    for event in open_events:
        policy = policies[event.organization_id, RULE]
        for ahead, due in policy.moments_before(event.answer_by):
            for person in people[event.organization_id]:
                yield PlannedReminder(event.pk, event.answer_by, f"d{ahead}", person, event.organization_id, due)


def tell_people_on_duty(event: LifeEvent, *, but: User) -> None:
    """Those responsible hear of a new event at once, except the one who reported it."""
    today = timezone.localdate()
    ids = people_on_duty([event.organization], FOR_ALL, today=today)[event.organization_id]
    people = User.objects.filter(pk__in=ids).exclude(pk=but.pk)
    notices.send_notice(kind=KIND, subject_id=event.pk, to=people, now=timezone.now())


def lines(subjects: Sequence[Subject], reader: User | None) -> Mapping[Subject, Line]:
    """What a reminder says: that somebody should be seen by a day. The organization's own channel gets no name."""
    found = _readable({pk for pk, _on in subjects}, reader)
    return {(pk, on): _line(found[pk], reader) for pk, on in subjects if pk in found}


def news(subjects: Sequence[int], reader: User | None) -> Mapping[int, Line]:
    """The same for the news of a new event."""
    return {pk: _line(event, reader) for pk, event in _readable(set(subjects), reader).items()}


def _readable(ids: set[int], reader: User | None) -> dict[int, LifeEvent]:
    events = LifeEvent.objects.visible_to(reader) if reader else LifeEvent.objects.all()
    return {event.pk: event for event in events.filter(pk__in=ids).select_related("organization", "member")}


def _line(event: LifeEvent, reader: User | None) -> Line:
    named = reader is not None and event.kind not in HEALTH_KINDS
    title = _("会员需要看望或问候：%(name)s") % {"name": event.member.name} if named else _("有会员需要看望或问候")
    when = describe_day(event.answer_by, today=timezone.localdate())
    return Line(
        title=title,
        url=reverse("members:lifeevent-detail", args=[event.pk]),
        on=event.answer_by,
        when=_("%(day)s前") % {"day": when},
        section=event.organization.label,
    )


def register_life_events() -> None:
    """Make life events known to the reminder engine and to the notices."""
    kinds.register(
        ReminderKind(
            key=KIND,
            label=gettext_lazy("生活事件"),
            rules=(
                kinds.Rule(
                    key=RULE,
                    label=gettext_lazy("待回应的生活事件"),
                    explanation=gettext_lazy("在应回应日期前几天提醒（0 为当天）；遇休息日提前到之前的工作日。"),
                    phrase=gettext_lazy("提前 %(days)s 天"),
                    default_days=(2, 0),
                ),
            ),
            judge_sql=_JUDGE,
            lines=lines,
            replan=replan_organizations,
            reasons={
                "withdrawn": gettext_lazy("报告已撤回"),
                "answered": gettext_lazy("已经回应"),
                "moved": gettext_lazy("时间已改"),
                "out_of_office": gettext_lazy("本人已不在任"),
            },
        )
    )
    notices.register(notices.NoticeKind(key=KIND, lines=news))
