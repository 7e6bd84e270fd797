"""Rows of help as lists show them: masked names, and what this reader may do with each row."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from members.choices.hardship import AidState, ReferralResult, StudyState, TemporaryOutcome
from members.enums import Right
from members.models import AidRecord, StudyAid, User, WorkReferral
from members.models.hardship.help import AidQuerySet
from unionplan.core.identifiers import mask_name

_TONES = {
    "given": "done",
    "approved": "soon",
    "proposed": "neutral",
    "applied": "neutral",
    "reviewed": "soon",
    "refused": "cancelled",
}


@dataclass(frozen=True, slots=True)
class AidRow:
    aid: AidRecord
    shown_name: str
    tone: str
    may_decide: bool
    may_give: bool
    may_settle: bool


@dataclass(frozen=True, slots=True)
class StudyRow:
    study: StudyAid
    shown_name: str
    shown_student: str
    tone: str
    may_decide: bool


@dataclass(frozen=True, slots=True)
class ReferralRow:
    referral: WorkReferral
    shown_name: str
    may_send: bool
    may_answer: bool


def aid_rows(rows: Iterable[AidRecord], reader: User) -> list[AidRow]:
    """Help with what may be done next; nobody is offered to decide about their own request."""
    shown = []
    for aid in rows:
        may_edit = reader.access.may(Right.EDIT_HARDSHIP, aid.organization)
        may_approve = reader.access.may(Right.APPROVE_HARDSHIP, aid.organization)
        shown.append(
            AidRow(
                aid=aid,
                shown_name=mask_name(aid.member.name),
                tone=_TONES[aid.state],
                may_decide=may_approve and aid.state == AidState.PROPOSED and aid.asked_by_id != reader.pk,
                may_give=may_edit and aid.state == AidState.APPROVED,
                may_settle=may_edit and aid.outcome == TemporaryOutcome.OPEN,
            )
        )
    return shown


def aid_total(rows: AidQuerySet) -> Decimal:
    """Yuan handed over among these rows."""
    given = rows.filter(state=AidState.GIVEN).order_by().aggregate(total=Sum("amount"))
    return given["total"] or Decimal("0.00")


def study_rows(rows: Iterable[StudyAid], reader: User) -> list[StudyRow]:
    """Applications; the child stands behind a mask."""
    return [
        StudyRow(
            study=study,
            shown_name=mask_name(study.member.name),
            shown_student=mask_name(study.facts.get("student", "")),
            tone=_TONES[study.state],
            may_decide=reader.access.may(Right.APPROVE_HARDSHIP, study.organization)
            and study.state in (StudyState.APPLIED, StudyState.REVIEWED)
            and reader.pk not in (study.asked_by_id, study.reviewed_by_id),
        )
        for study in rows
    ]


def referral_rows(rows: Iterable[WorkReferral], reader: User) -> list[ReferralRow]:
    """Referrals with what may be noted next."""
    shown = []
    for row in rows:
        may_edit = reader.access.may(Right.EDIT_HARDSHIP, row.organization)
        waits = may_edit and row.result == ReferralResult.WAITING
        shown.append(
            ReferralRow(
                referral=row,
                shown_name=mask_name(row.member.name),
                may_send=waits and row.referred_on is None,
                may_answer=waits and row.referred_on is not None,
            )
        )
    return shown
