"""What this app holds about a person, for the copy everybody may ask for (PIPL art. 45)."""

from activities.models import Answer, Attendance, Registration
from members.services.own import collecting
from members.services.own.collecting import Collector


def register_own() -> None:
    """Places taken, answers given, attendance: in every copy."""
    collecting.register(
        Collector(Registration, "member"),
        Collector(Answer, "registration__member"),
        Collector(Attendance, "member"),
    )
