"""News of the archive for single people: a transfer waits for them, an application was decided, a correction too."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from members.choices.archive import CorrectionState, TransferState
from members.enums import PARTS_OF_A_UNION, Right
from members.models import Application, CorrectionRequest, Organization, Transfer, User
from members.services.kinds import Line
from members.services.notices import NoticeKind, people_with, register, send_notice

CORRECTION_ASKED = "correction_asked"
CORRECTION_DECIDED = "correction_decided"
TRANSFER = "transfer"
APPLICATION_DECIDED = "application_decided"


def tell_of_transfer(transfer: Transfer) -> None:
    """Whose turn it is: those who keep the archives of the union that must answer."""
    side = transfer.source if transfer.state == TransferState.ASKED else transfer.target
    _tell(TRANSFER, transfer.pk, _keepers(side), occasion=str(transfer.state))


def tell_of_application(application: Application) -> None:
    """The applicant with an account, and who handed the application in."""
    people = [person for person in (application.member.user, application.filed_by) if person is not None]
    _tell(APPLICATION_DECIDED, application.pk, people)


def tell_of_correction(request: CorrectionRequest) -> None:
    """Those who keep the archive while it waits, the member when it is decided."""
    if request.state == CorrectionState.OPEN:
        home = request.member.home
        _tell(CORRECTION_ASKED, request.pk, _keepers(home) if home else [])
    elif request.state != CorrectionState.WITHDRAWN and request.member.user is not None:
        _tell(CORRECTION_DECIDED, request.pk, [request.member.user])


def register_notices() -> None:
    """Make the kinds known; called when the app is ready."""
    register(NoticeKind(CORRECTION_ASKED, _correction_asked))
    register(NoticeKind(CORRECTION_DECIDED, _correction_decided))
    register(NoticeKind(TRANSFER, _transfer))
    register(NoticeKind(APPLICATION_DECIDED, _application_decided))


def _tell(kind: str, subject_id: int, people: Sequence[User], occasion: str = "") -> None:
    send_notice(kind=kind, subject_id=subject_id, to=people, now=timezone.now(), occasion=occasion)


def _keepers(organization: Organization) -> list[User]:
    """Who keeps the archives: in the body itself, else in the union it is a part of."""
    body: Organization | None = organization
    while body is not None:
        people = people_with(Right.EDIT_MEMBERS, body, on=timezone.localdate())
        if people:
            return people
        body = body.parent if body.kind in PARTS_OF_A_UNION else None
    return []


def _correction_asked(subjects: Sequence[int], reader: User | None) -> Mapping[int, Line]:
    """For those who read the archive the request is about."""
    if reader is None:
        return {}
    reach = reader.access.organizations_with(Right.READ_MEMBERS)
    rows = CorrectionRequest.objects.filter(pk__in=subjects, member__home__in=reach)
    return {
        row.pk: Line(
            title=_("%(name)s 申请更正%(field)s") % {"name": row.member.name, "field": row.get_field_display()},
            url=reverse("members:correction-list"),
            on=None,
            when="",
            section=row.member.home.label if row.member.home else "",
        )
        for row in rows.select_related("member", "member__home")
    }


def _correction_decided(subjects: Sequence[int], reader: User | None) -> Mapping[int, Line]:
    """For the member whose archive it is."""
    rows = CorrectionRequest.objects.filter(pk__in=subjects, member__user=reader) if reader else []
    return {
        row.pk: Line(
            title=_("您申请更正的“%(field)s”：%(state)s")
            % {"field": row.get_field_display(), "state": CorrectionState(row.state).label},
            url=reverse("members:correction-request"),
            on=None,
            when="",
            section=_("会员档案"),
            note=row.answer,
        )
        for row in rows
    }


def _transfer(subjects: Sequence[int], reader: User | None) -> Mapping[int, Line]:
    """For those who read archives in one of the two unions."""
    if reader is None:
        return {}
    rows = Transfer.objects.filter(pk__in=subjects).select_related("member", "source", "target")
    return {
        row.pk: Line(
            title=_("会籍转接：%(name)s，%(state)s")
            % {"name": row.member.name, "state": TransferState(row.state).label},
            url=reverse("members:transfer-list"),
            on=None,
            when="",
            section=f"{row.source.label} → {row.target.label}",
        )
        for row in rows
        if any(reader.access.may(Right.READ_MEMBERS, body) for body in (row.source, row.target))
    }


def _application_decided(subjects: Sequence[int], reader: User | None) -> Mapping[int, Line]:
    """For the applicant and who handed it in."""
    if reader is None:
        return {}
    rows = Application.objects.filter(pk__in=subjects, approved__isnull=False).select_related("member", "organization")
    return {
        row.pk: Line(
            title=(_("入会申请已批准：%(name)s") if row.approved else _("入会申请未批准：%(name)s"))
            % {"name": row.member.name},
            url=reverse("members:join") if row.member.user_id == reader.pk else reverse("members:application-list"),
            on=row.decided_on,
            when="",
            section=row.organization.label,
            note=row.refusal or (row.member.number or ""),
        )
        for row in rows
        if reader.pk in (row.member.user_id, row.filed_by_id)
    }
