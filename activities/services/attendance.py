"""Who came: from a list, or by the code at the door. Optional, without points and without ranking (rules.md §14)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from activities.enums import AttendanceWay, EventState, RegistrationState
from activities.models import Attendance, Event, EventSession, Registration
from members.models import Member, User
from unionplan.core.errors import DomainError

# People come early.
ARRIVAL = timedelta(hours=1)


@transaction.atomic
def note_attendance(*, session: EventSession, member: Member, by: User, way: AttendanceWay) -> Attendance:
    """The member came to the session, with the companions signed up; noting twice is harmless."""
    companions = (
        Registration.objects.filter(
            event_id=session.event_id, member=member, state=RegistrationState.CONFIRMED
        ).values_list("companions", flat=True)
    ).first()
    attendance, _created = Attendance.objects.get_or_create(
        session=session, member=member, defaults={"way": way, "noted_by": by, "companions": companions or 0}
    )
    return attendance


def take_back_attendance(*, session: EventSession, member: Member) -> None:
    """The tick was a slip."""
    Attendance.objects.filter(session=session, member=member).delete()


def arrive_by_code(*, code: str, member: Member, by: User, now: datetime) -> Attendance:
    """Somebody at the door scanned the picture. Raises DomainError when no session of that event is on, give or take
    an hour, or when the event needs a place and there is none."""
    event = Event.objects.filter(door_code=code, state=EventState.PUBLISHED).first()
    session = running_session(event, now) if event else None
    if event is None or session is None:
        raise DomainError(_("这个二维码现在不能用：活动没有在进行。"))
    if (
        event.needs_sign_up
        and not Registration.objects.filter(event=event, member=member, state=RegistrationState.CONFIRMED).exists()
    ):
        raise DomainError(_("您没有报名这项活动，请找现场工作人员。"))
    return note_attendance(session=session, member=member, by=by, way=AttendanceWay.CODE)


def running_session(event: Event, now: datetime) -> EventSession | None:
    """The session that is on, an hour before its start until its end."""
    sessions = event.sessions.filter(ends_at__gte=now, starts_at__lte=now + ARRIVAL)
    return sessions.order_by("starts_at").first()
