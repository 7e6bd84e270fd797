"""What the members app itself shows on the own page and puts into the copy; called once when the app is ready."""

from members.models import (
    ApiToken,
    Application,
    CalendarFeed,
    Consent,
    CorrectionRequest,
    FamilyMember,
    Leaving,
    Member,
    MemberIdentity,
    Membership,
    MemberStep,
    Message,
    Office,
    Transfer,
    User,
    WorkerTitle,
)
from members.services.own import archive, collecting, consenting, copies, sections
from members.services.own.collecting import Collector


def register_own() -> None:
    """Sections and collectors of this app, in the order of the copy."""
    sections.register(archive.SECTION)
    sections.register(consenting.SECTION)
    sections.register(copies.SECTION)
    collecting.register(
        Collector(Member, ""),
        Collector(MemberIdentity, "member"),
        Collector(Membership, "member"),
        Collector(Application, "member"),
        Collector(MemberStep, "member"),
        Collector(Transfer, "member"),
        Collector(Leaving, "member"),
        Collector(WorkerTitle, "member"),
        Collector(FamilyMember, "member"),
        Collector(CorrectionRequest, "member"),
        Collector(Consent, "member"),
        Collector(User, "member", frozenset({"is_staff", "is_superuser", "is_active", "muted_channels"})),
        Collector(Office, "user__member", frozenset({"writes_below"})),
        Collector(ApiToken, "user__member", frozenset({"prefix"})),
        Collector(CalendarFeed, "user__member", frozenset({"public_slug"})),
        Collector(Message, "recipient__member", frozenset({"context"})),
    )
