"""For whom an event is: asked before a sign-up is taken, answered with the reason."""

from datetime import date

from django.utils.translation import gettext as _

from activities.enums import ForWhom
from activities.models import Event
from members.choices.people import ON_THE_ROLL, MemberState
from members.models import Member


def why_not_for(event: Event, member: Member, *, on: date) -> str:
    """Empty when the member belongs to those the event is for; else the reason, for the member.

    Standing is asked by the archive: who keeps the membership after work counts as retired (rules.md 1.11)."""
    if member.state not in ON_THE_ROLL or member.home is None:
        return _("报名需要在会的会员身份。")
    hosts = [event.organization.path] if event.is_open_to_all else [body.path for body in event.invited.all()]
    if not any(member.home.lies_within(path) for path in hosts):
        return _("这项活动面向其他单位的会员。")
    if event.gender and member.gender != event.gender:
        return _("这项活动面向%(gender)s会员。") % {"gender": event.get_gender_display()}
    is_retired = member.state == MemberState.RETAINED
    if event.for_whom == ForWhom.WORKING and is_retired:
        return _("这项活动面向在职会员。")
    if event.for_whom == ForWhom.RETIRED and not is_retired:
        return _("这项活动面向退休会员。")
    return ""
