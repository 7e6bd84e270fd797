"""Leaving the union: on request, or by a committee that has looked at the evidence (rules.md 1.9, 1.10).

Nothing here flips a membership by itself: the nightly job writes proposals, people add what only people know, and the
committee decides with its document."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from members.choices.archive import LeavingKind, LeavingState, StepKind
from members.choices.people import MemberState, StayEnd
from members.models import Leaving, Member, Organization, User
from members.services.archive.evidence import Evidence, evidence_of, knows_dues, unpaid_months
from members.services.archive.rulebook import SILENT_MONTHS, SILENT_REMINDERS
from members.services.archive.standing import end_membership
from members.services.archive.steps import check_day, locked, note, open_stay
from members.services.rules import decimal_of
from unionplan.core.errors import DomainError

_BATCH = 5000


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last day of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@transaction.atomic
def ask_to_leave(*, member_id: int, on: date, reason: str, by: User) -> Leaving:
    """A member asks to leave, through the group; leaving is free, the committee only takes note (rules.md 1.9)."""
    check_day(on, field="on")
    member = locked(member_id)
    stay = open_stay(member)
    leaving = _opened(member, stay.organization, LeavingKind.ASKED, on, by=by, reason=reason.strip())
    note("leaving.asked", member, by)
    return leaving


@transaction.atomic
def propose_leaving(*, member_id: int, on: date, by: User | None, reminded_on: date | None = None) -> Leaving:
    """Put a silent member before the committee; `reminded_on` is a reminder in person or on paper, for people without
    an account. Raises DomainError while the evidence does not reach what the rules ask: so many months unpaid, so many
    reminders."""
    member = locked(member_id)
    stay = open_stay(member)
    known = evidence_of([member_id], on)[member_id]
    if reminded_on is not None:
        check_day(reminded_on, field="reminded_on")
        known = replace(known, reminders=tuple(sorted({*known.reminders, reminded_on})))
    lacking = _lacking(known, stay.organization, on)
    if lacking:
        raise DomainError(_("依据不足，不能提出（章程第一章）：%(lacking)s。") % {"lacking": "、".join(lacking)})
    leaving = _opened(member, stay.organization, LeavingKind.SILENT, on, by=by, evidence=known)
    note("leaving.proposed", member, by, changes={"months_unpaid": [None, known.months_unpaid]})
    return leaving


def propose_silent(*, on: date, batch: int = _BATCH) -> int:
    """Every night: propose those who have not paid for the months the rule names and were reminded; how many were
    proposed. Members with an open proposal, and those a committee kept within these months, are left in peace."""
    if not knows_dues():
        return 0
    proposed = 0
    for ids in _candidates(batch):
        months = unpaid_months(ids, on)
        for pk in [pk for pk in ids if months.get(pk, 0) > 0]:
            proposed += _proposed(pk, on)
    return proposed


@transaction.atomic
def add_to_evidence(*, leaving_id: int, absence_record: str, education_talk: str, by: User) -> Leaving:
    """What only people know: the record of absence, and that the person was talked to and did not mend."""
    leaving = _open(leaving_id)
    leaving.absence_record, leaving.education_talk = absence_record.strip(), education_talk.strip()
    leaving.save(update_fields=["absence_record", "education_talk"])
    note("leaving.evidence", leaving.member, by)
    return leaving


@transaction.atomic
def decide_leaving(*, leaving_id: int, decided_on: date, document: str, by: User, decision_note: str = "") -> Leaving:
    """The committee decided: the membership ends with that day. Raises DomainError while something the rule asks for
    is missing."""
    leaving = _open(leaving_id)
    check_day(decided_on, field="decided_on", not_before=leaving.opened_on)
    if not document.strip():
        raise DomainError(_("请填写作出决定的委员会会议或文件。"), field="document")
    silent = leaving.kind == LeavingKind.SILENT
    if silent:
        _check_whole(leaving)
    end_membership(
        member_id=leaving.member_id,
        kind=StepKind.REGARDED if silent else StepKind.WITHDREW,
        why=StayEnd.WITHDRAWN,
        on=decided_on,
        reason=leaving.reason,
        document=document,
        by=by,
    )
    return _close(leaving, LeavingState.DECIDED, decided_on, document, decision_note, by)


@transaction.atomic
def dismiss_leaving(*, leaving_id: int, decided_on: date, decision_note: str, by: User, document: str = "") -> Leaving:
    """The person stays: paid, mended, changed mind, or the committee said so."""
    leaving = _open(leaving_id)
    check_day(decided_on, field="decided_on", not_before=leaving.opened_on)
    if not decision_note.strip():
        raise DomainError(_("请填写不予退会的原因。"), field="decision_note")
    note("leaving.dismissed", leaving.member, by, remark=decision_note.strip())
    return _close(leaving, LeavingState.DISMISSED, decided_on, document, decision_note, by)


def _candidates(batch: int) -> Iterator[list[int]]:
    """Keys of members with full rights, a batch at a time."""
    last = 0
    rows = Member.objects.filter(state=MemberState.ACTIVE).exclude(leavings__state=LeavingState.OPEN).order_by("pk")
    while ids := list(rows.filter(pk__gt=last).values_list("pk", flat=True)[:batch]):
        last = ids[-1]
        yield ids


def _proposed(member_id: int, on: date) -> int:
    """1 when this member was proposed; 0 where the evidence does not reach, or somebody was quicker."""
    kept = Leaving.objects.filter(member_id=member_id, state=LeavingState.DISMISSED).order_by("-decided_on").first()
    try:
        member = Member.objects.select_related("home").get(pk=member_id)
        if member.home is None or (kept is not None and not _may_ask_again(kept, member.home, on)):
            return 0
        propose_leaving(member_id=member_id, on=on, by=None)
    except (DomainError, IntegrityError):
        return 0
    return 1


def _may_ask_again(kept: Leaving, organization: Organization, on: date) -> bool:
    months = int(decimal_of(SILENT_MONTHS, organization, on))
    return kept.decided_on is None or kept.decided_on <= months_before(on, months)


def _lacking(known: Evidence, organization: Organization, on: date) -> list[str]:
    """What the evidence lacks, in words."""
    months = int(decimal_of(SILENT_MONTHS, organization, on))
    reminders = int(decimal_of(SILENT_REMINDERS, organization, on))
    lacking = []
    if known.months_unpaid < months:
        lacking.append(
            _("连续未缴会费 %(known)d 个月，须满 %(asked)d 个月") % {"known": known.months_unpaid, "asked": months}
        )
    if known.last_activity_on and known.last_activity_on > months_before(on, months):
        lacking.append(_("%(day)s 参加过活动") % {"day": known.last_activity_on.isoformat()})
    if len(known.reminders) < reminders:
        lacking.append(
            _("催缴 %(known)d 次，须至少 %(asked)d 次") % {"known": len(known.reminders), "asked": reminders}
        )
    return lacking


def _check_whole(leaving: Leaving) -> None:
    if not leaving.absence_record or not leaving.education_talk:
        raise DomainError(
            _(
                "视为退会须三项俱全（章程第一章）：连续六个月不缴会费，不参加组织生活，经教育拒不改正。请先补充缺勤记录和教育谈话情况。"
            )
        )


def _opened(
    member: Member,
    organization: Organization,
    kind: LeavingKind,
    on: date,
    *,
    by: User | None,
    reason: str = "",
    evidence: Evidence | None = None,
) -> Leaving:
    if Leaving.objects.filter(member=member, state=LeavingState.OPEN).exists():
        raise DomainError(_("“%(name)s”已有一项退会事项在办理。") % {"name": member.name})
    return Leaving.objects.create(
        member=member,
        organization=organization,
        kind=kind,
        opened_on=on,
        reason=reason,
        evidence=evidence.as_json() if evidence else {},
        opened_by=by,
    )


def _open(leaving_id: int) -> Leaving:
    rows = Leaving.objects.select_for_update(of=("self",)).select_related("member", "organization")
    leaving = rows.get(pk=leaving_id)
    if leaving.state != LeavingState.OPEN:
        raise DomainError(_("“%(name)s”的退会事项已经决定。") % {"name": leaving.member.name})
    return leaving


def _close(
    leaving: Leaving, state: LeavingState, decided_on: date, document: str, decision_note: str, by: User
) -> Leaving:
    leaving.state, leaving.decided_on, leaving.decided_by = state, decided_on, by
    leaving.document, leaving.decision_note = document.strip(), decision_note.strip()
    leaving.save(update_fields=["state", "decided_on", "decided_by", "document", "decision_note"])
    return leaving
