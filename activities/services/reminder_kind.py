"""What the reminder engine needs to know about events: rules, judge and words. Registered in AppConfig.ready()."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.enums import EventState, RegistrationState
from activities.models import Event, EventSession, Registration
from activities.services.reminders import CLOSING, GOING, KIND, PLACE_KIND, RUNNING, replan_organizations
from members.models import User
from members.services.kinds import Line, ReminderKind, Rule, Subject, register
from unionplan.core.calendar import DateRange
from unionplan.core.calendar.describe import describe_range

_PLACE_RULES = (
    Rule(
        key=GOING,
        label=gettext_lazy("报了名的活动"),
        explanation=gettext_lazy("活动开始前几天提醒报了名的会员；遇休息日提前到之前的工作日。"),
        phrase=gettext_lazy("提前 %(days)s 天"),
        default_days=(1,),
    ),
)
_RULES = (
    Rule(
        key=RUNNING,
        label=gettext_lazy("负责的活动"),
        explanation=gettext_lazy("活动开始前几天提醒负责人；遇休息日提前到之前的工作日。"),
        phrase=gettext_lazy("提前 %(days)s 天"),
        default_days=(14, 3, 1),
    ),
    Rule(
        key=CLOSING,
        label=gettext_lazy("报名截止"),
        explanation=gettext_lazy("报名截止前几天提醒负责人（0 为当天）；遇休息日提前到之前的工作日。"),
        phrase=gettext_lazy("提前 %(days)s 天"),
        default_days=(3,),
    ),
)
_REASONS = {
    "event_gone": gettext_lazy("活动已删除"),
    "event_off": gettext_lazy("活动已取消或已结束"),
    "moved": gettext_lazy("时间已改"),
    "no_place": gettext_lazy("已不负责或已不在名单里"),
}
_TAKES_PLACE = """EXISTS (
            SELECT 1 FROM activities_eventsession s
            WHERE s.event_id = e.id AND (s.starts_at AT TIME ZONE 'Asia/Shanghai')::date = c.subject_on)"""
_JUDGE = f"""
    SELECT c.id, CASE
        WHEN e.id IS NULL THEN 'event_gone'
        WHEN e.state <> '{EventState.PUBLISHED}' THEN 'event_off'
        WHEN e.author_id <> c.recipient_id THEN 'no_place'
        WHEN NOT {_TAKES_PLACE}
         AND (e.closes_at AT TIME ZONE 'Asia/Shanghai')::date IS DISTINCT FROM c.subject_on THEN 'moved'
        ELSE '' END
    FROM claimed c LEFT JOIN activities_event e ON e.id = c.subject_id
    WHERE c.kind = '{KIND}'
"""  # noqa: S608 - our own constants only
_JUDGE_PLACE = f"""
    SELECT c.id, CASE
        WHEN r.id IS NULL OR m.user_id <> c.recipient_id OR r.state <> '{RegistrationState.CONFIRMED}' THEN 'no_place'
        WHEN e.state <> '{EventState.PUBLISHED}' THEN 'event_off'
        WHEN NOT {_TAKES_PLACE} THEN 'moved'
        ELSE '' END
    FROM claimed c
    LEFT JOIN activities_registration r ON r.id = c.subject_id
    LEFT JOIN members_member m ON m.id = r.member_id
    LEFT JOIN activities_event e ON e.id = r.event_id
    WHERE c.kind = '{PLACE_KIND}'
"""  # noqa: S608 - our own constants only


def lines(subjects: Sequence[Subject], reader: User | None) -> Mapping[Subject, Line]:
    """Events as this reader may see them; an organization's own channel gets those announced."""
    ids = {pk for pk, _on in subjects}
    events = Event.objects.visible_to(reader) if reader else Event.objects.filter(state=EventState.PUBLISHED)
    found = {event.pk: event for event in events.filter(pk__in=ids).select_related("organization")}
    held = set(EventSession.objects.filter(event__in=found).values_list("event_id", "starts_at__date"))
    today = timezone.localdate()
    return {
        (pk, on): _line(found[pk], on, takes_place=(pk, on) in held, today=today) for pk, on in subjects if pk in found
    }


def place_lines(subjects: Sequence[Subject], reader: User | None) -> Mapping[Subject, Line]:
    """The own places of a member. Who comes is nothing for an organization's channel."""
    if reader is None:
        return {}
    ids = {pk for pk, _on in subjects}
    places = Registration.objects.filter(pk__in=ids, member__user=reader).select_related("event__organization")
    found = {place.pk: place.event for place in places}
    today = timezone.localdate()
    return {(pk, on): _line(found[pk], on, takes_place=True, today=today) for pk, on in subjects if pk in found}


def _line(event: Event, on: date | None, *, takes_place: bool, today: date) -> Line:
    title = event.title if takes_place else _("报名截止：%(event)s") % {"event": event.title}
    return Line(
        title=title,
        url=event.get_absolute_url(),
        on=on,
        when=describe_range(DateRange(on, on), today=today) if on else "",
        section=_("%(organization)s · 活动") % {"organization": event.organization.label},
        note=event.place,
    )


def _nothing(organization_ids: Sequence[int]) -> None:
    """Places are planned together with their events."""


def register_event_reminders() -> None:
    """Make events and the places at them known to the reminder engine."""
    register(
        ReminderKind(
            key=KIND,
            label=gettext_lazy("活动"),
            rules=_RULES,
            judge_sql=_JUDGE,
            lines=lines,
            replan=replan_organizations,
            reasons=_REASONS,
        )
    )
    register(
        ReminderKind(
            key=PLACE_KIND,
            label=gettext_lazy("报名的活动"),
            rules=_PLACE_RULES,
            judge_sql=_JUDGE_PLACE,
            lines=place_lines,
            replan=_nothing,
            reasons=_REASONS,
        )
    )
