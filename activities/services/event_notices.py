"""Who hears at once about an event: a place came free, it was cancelled, its time or place changed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from activities.models import Event, Registration
from members.models import User
from members.services.kinds import Line
from members.services.notices import NoticeKind, register, send_notice
from unionplan.core.calendar import DateRange
from unionplan.core.calendar.describe import describe_range

CAME_FREE, CANCELLED, CHANGED = "event_came_free", "event_cancelled", "event_changed"
_HEADLINES: dict[str, str | Promise] = {
    CAME_FREE: _("候补成功，您已报名：%(event)s"),
    CANCELLED: _("活动已取消：%(event)s"),
    CHANGED: _("时间或地点有变：%(event)s"),
}


def tell_member(kind: str, registration: Registration, *, now: datetime) -> None:
    """The member's account, where there is one, hears about the own place."""
    user = registration.member.user
    if user is not None:
        send_notice(
            kind=kind, subject_id=registration.event_id, to=[user], now=now, occasion=str(registration.position)
        )


def tell_everybody(kind: str, event: Event, *, now: datetime) -> None:
    """Everybody who has or waits for a place."""
    standing = event.registrations.standing().select_related("member__user")
    people: Iterable[User] = [each.member.user for each in standing if each.member.user is not None]
    send_notice(kind=kind, subject_id=event.pk, to=people, now=now, occasion=str(event.version))


def _lines(headline: str | Promise, ids: Sequence[int], reader: User | None) -> Mapping[int, Line]:
    if reader is None:
        return {}
    events = Event.objects.visible_to(reader).filter(pk__in=ids).select_related("organization")
    return {event.pk: _line(str(headline), event) for event in events.prefetch_related("sessions")}


def _line(headline: str, event: Event) -> Line:
    first = next(iter(event.sessions.all()), None)
    day = timezone.localdate(first.starts_at) if first else None
    return Line(
        title=headline % {"event": event.title},
        url=event.get_absolute_url(),
        on=day,
        when=describe_range(DateRange(day, day), today=timezone.localdate()) if day else "",
        section=event.organization.label,
        note=event.state_reason or event.place,
    )


def register_event_notices() -> None:
    """Make the kinds known."""
    for key, headline in _HEADLINES.items():
        register(NoticeKind(key=key, lines=partial(_lines, headline)))
