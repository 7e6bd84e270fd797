"""Joining: application, opinion of the group, decision of the committee, number (rules.md §1, end).

Membership counts from the day of the committee's decision; nothing before it gives a right."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from members.choices.archive import StepKind
from members.choices.people import IdentityKind, MemberState
from members.models import Application, Member, Membership, Organization, User
from members.services.archive.identities import find_by_identity, set_identity
from members.services.archive.numbering import next_numbers
from members.services.archive.steps import check_day, locked, note, take_step
from members.services.archive.telling import tell_of_application
from unionplan.core.errors import DomainError

# What an application says of the person beside name, number and phone.
PERSON_FIELDS = (
    "gender",
    "born_on",
    "ethnicity",
    "political_status",
    "education",
    "skill_level",
    "household",
    "employment_form",
    "workplace",
    "staff_number",
)


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of one application of a batch: `problem` is empty where it went well."""

    application_id: int
    name: str
    number: str = ""
    problem: str = ""


@transaction.atomic
def apply_to_join(
    *,
    organization: Organization,
    name: str,
    number: str,
    phone: str,
    applied_on: date,
    by: User,
    kind: str = IdentityKind.RESIDENT_ID,
    statement: str = "",
    person: dict[str, Any] | None = None,
    account: User | None = None,
) -> tuple[Application, tuple[str, ...]]:
    """File an application for a person of no union and give it back with doubts about the number (keys of
    identifiers.WARNINGS). Somebody who left before keeps the old archive. Raises DomainError beside the field: wrong
    number or phone, somebody who belongs already (then a transfer is what is wanted), a second open application."""
    check_day(applied_on, field="applied_on")
    member = _known_person(kind, number)
    facts = {field: value for field, value in (person or {}).items() if field in PERSON_FIELDS}
    if member is None:
        member = Member.objects.create(name=name.strip(), state=MemberState.APPLIED, home=organization, user=account)
    if facts:
        for field, value in facts.items():
            setattr(member, field, value)
        member.save(update_fields=[*facts, "changed_at"])
    doubts = set_identity(member=member, kind=kind, number=number, phone=phone or None, by=by)
    application = Application.objects.create(
        member=member, organization=organization, applied_on=applied_on, statement=statement.strip(), filed_by=by
    )
    if member.state == MemberState.APPLIED:
        note("member.applied", member, by, changes={"on": ["", applied_on.isoformat()]})
    else:
        member.home = organization
        take_step(member=member, kind=StepKind.APPLIED, on=applied_on, by=by, target=organization, also=["home"])
    return application, doubts


@transaction.atomic
def hear_group(*, application_id: int, opinion: str, in_favour: bool, heard_on: date, by: User) -> Application:
    """What the union group said; it advises, the committee decides. May be put down again until then."""
    application = _open(application_id)
    check_day(heard_on, field="heard_on", not_before=application.applied_on)
    member = locked(application.member_id)
    application.opinion, application.in_favour = opinion.strip(), in_favour
    application.heard_on, application.heard_by = heard_on, by
    application.save(update_fields=["opinion", "in_favour", "heard_on", "heard_by"])
    if member.state == MemberState.APPLIED:
        take_step(member=member, kind=StepKind.GROUP_HEARD, on=heard_on, by=by, reason=application.opinion)
    return application


@transaction.atomic
def approve(*, application_id: int, decided_on: date, document: str, by: User) -> Application:
    """The committee said yes: the membership counts from that day, the number is given. Raises DomainError when the
    application is decided already, the day is impossible or no meeting or document is named."""
    application = _decidable(application_id, decided_on, document)
    member = locked(application.member_id)
    member.joined_on, member.home = decided_on, application.organization
    if member.number is None:
        member.number = next_numbers(organization=application.organization, year=decided_on.year, count=1)[0]
    take_step(
        member=member,
        kind=StepKind.APPROVED,
        on=decided_on,
        by=by,
        target=application.organization,
        document=document.strip(),
        also=["joined_on", "number"],
    )
    Membership.objects.create(member=member, organization=application.organization, starts_on=decided_on)
    return _close(application, by, approved=True, decided_on=decided_on, document=document)


@transaction.atomic
def refuse(*, application_id: int, decided_on: date, document: str, reason: str, by: User) -> Application:
    """The committee said no, with the reason the applicant is told."""
    application = _decidable(application_id, decided_on, document)
    if not reason.strip():
        raise DomainError(_("请填写未批准的原因，申请人会看到。"), field="reason")
    member = locked(application.member_id)
    take_step(member=member, kind=StepKind.REFUSED, on=decided_on, by=by, reason=reason.strip(), document=document)
    application.refusal = reason.strip()
    return _close(application, by, approved=False, decided_on=decided_on, document=document)


def approve_many(*, application_ids: Sequence[int], decided_on: date, document: str, by: User) -> list[Decided]:
    """The decision of one meeting about many, in the order given: each stands or fails for itself and says why."""
    return [_approved(pk, decided_on, document, by) for pk in application_ids]


def _approved(application_id: int, decided_on: date, document: str, by: User) -> Decided:
    name = Application.objects.select_related("member").get(pk=application_id).member.name
    try:
        done = approve(application_id=application_id, decided_on=decided_on, document=document, by=by)
    except DomainError as error:
        return Decided(application_id, name, problem=error.message)
    return Decided(application_id, name, number=done.member.number or "")


def _known_person(kind: str, number: str) -> Member | None:
    """The archive of somebody who was a member before, locked. Raises DomainError for somebody who is one."""
    found = find_by_identity(number).first() if number.strip() else None
    if found is None:
        return None
    member = locked(found.pk)
    if member.state in (MemberState.APPLIED, MemberState.GROUP_HEARD):
        raise DomainError(_("该证件号码已有一份正在办理的入会申请。"), field="number")
    if member.state in (MemberState.ACTIVE, MemberState.RETAINED, MemberState.TRANSFERRED):
        raise DomainError(_("该证件号码的持有人已是工会会员，一次入会、动态接转：请办理会籍转接。"), field="number")
    if member.state == MemberState.DECEASED:
        raise DomainError(_("该证件号码的持有人已登记为身故，请核对证件。"), field="number")
    return member


def _open(application_id: int) -> Application:
    """The application, locked. Raises DomainError when the committee has decided."""
    rows = Application.objects.select_for_update(of=("self",)).select_related("organization", "member", "filed_by")
    application = rows.get(pk=application_id)
    if application.approved is not None:
        raise DomainError(_("“%(name)s”的入会申请已经决定。") % {"name": application.member.name})
    return application


def _decidable(application_id: int, decided_on: date, document: str) -> Application:
    application = _open(application_id)
    check_day(decided_on, field="decided_on", not_before=application.applied_on)
    if not document.strip():
        raise DomainError(_("请填写批准的委员会会议或文件。"), field="document")
    return application


def _close(application: Application, by: User, *, approved: bool, decided_on: date, document: str) -> Application:
    application.approved, application.decided_on = approved, decided_on
    application.document, application.decided_by = document.strip(), by
    application.save(update_fields=["approved", "decided_on", "document", "decided_by", "refusal"])
    application.member.refresh_from_db()
    tell_of_application(application)
    return application
