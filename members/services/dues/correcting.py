"""Refunds, corrections and waivers: counter-entries with a reason, made by one person and looked at by a second."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.choices.dues import CorrectionState, EntryKind
from members.models import DuesCorrection, DuesEntry, DuesRecord, User
from members.services.dues.booking import closed_meanwhile
from members.services.dues.periods import booking_periods
from unionplan.core.audit import record
from unionplan.core.errors import DomainError


@transaction.atomic
def ask_correction(
    *, charge: DuesRecord, kind: EntryKind, amount: Decimal, reason: str, by: User, method: str = ""
) -> DuesCorrection:
    """Ask for a counter-entry. `amount` is what it adds to what is owed: a refund is positive, a waiver negative, a
    correction either. Raises DomainError when the charge could not bear it or another one waits already."""
    held = DuesRecord.objects.select_for_update(no_key=True).get(pk=charge.pk)
    refuse_impossible(held, kind, amount)
    if held.corrections.filter(state=CorrectionState.ASKED).exists():
        raise DomainError(_("这笔会费已有一份申请等待复核。"))
    asked = DuesCorrection.objects.create(
        record=held, kind=kind, amount=amount, reason=reason, method=method, asked_by=by
    )
    _trace("members.dues.correction_asked", asked, by)
    return asked


def refuse_impossible(charge: DuesRecord, kind: EntryKind, amount: Decimal) -> None:
    """What would leave somebody with less than nothing paid or owed."""
    if kind == EntryKind.REFUND and not 0 < amount <= charge.paid:
        raise DomainError(_("退费要大于 0，且不能超过已缴的 %(paid)s 元。") % {"paid": charge.paid}, field="amount")
    if kind == EntryKind.WAIVER and not -charge.balance <= amount < 0:
        raise DomainError(_("减免不能超过欠缴的 %(owed)s 元。") % {"owed": charge.balance}, field="amount")
    if kind == EntryKind.CORRECTION and (amount == 0 or charge.balance + amount < 0):
        raise DomainError(
            _("更正后欠缴不能小于 0；多缴的请先退费。现在欠缴 %(owed)s 元。") % {"owed": charge.balance}, field="amount"
        )


@transaction.atomic
def approve_correction(*, correction_id: int, by: User, on: date, answer: str = "") -> DuesEntry:
    """The second look agrees: the counter-entry is added. Raises DomainError for one's own request, for one that is
    decided, and when the charge has changed so that it no longer fits."""
    asked = _held(correction_id, by)
    charge = (
        DuesRecord.objects.select_for_update(of=("self",), no_key=True).select_related("period").get(pk=asked.record_id)
    )
    kind = EntryKind(asked.kind)
    refuse_impossible(charge, kind, asked.amount)
    period = booking_periods([(charge.organization_id, charge.period)], on=on)
    with closed_meanwhile():
        entry = DuesEntry.objects.create(
            record=charge,
            kind=kind,
            amount=asked.amount,
            booked_in=period[charge.organization_id, charge.period_id],
            happened_on=on,
            method=asked.method,
            reason=asked.reason,
            by=by,
        )
    _decide(asked, CorrectionState.APPROVED, by, answer, entry)
    return entry


@transaction.atomic
def refuse_correction(*, correction_id: int, by: User, answer: str) -> None:
    """The second look disagrees, and says why; nothing is booked."""
    if not answer.strip():
        raise DomainError(_("请写明退回的原因。"), field="answer")
    _decide(_held(correction_id, by), CorrectionState.REFUSED, by, answer, None)


def _held(correction_id: int, by: User) -> DuesCorrection:
    asked = DuesCorrection.objects.select_for_update(of=("self",)).select_related("record").get(pk=correction_id)
    if asked.state != CorrectionState.ASKED:
        raise DomainError(_("这份申请已经处理过。"))
    if asked.asked_by_id == by.pk:
        raise DomainError(_("自己提出的申请要由另一个人复核。"))
    return asked


def _decide(asked: DuesCorrection, state: CorrectionState, by: User, answer: str, entry: DuesEntry | None) -> None:
    asked.state, asked.decided_by, asked.decided_at = state, by, timezone.now()
    asked.answer, asked.entry = answer, entry
    asked.save(update_fields=["state", "decided_by", "decided_at", "answer", "entry"])
    _trace(f"members.dues.correction_{state}", asked, by)


def _trace(action: str, asked: DuesCorrection, by: User) -> None:
    record(
        action,
        target=asked,
        actor=by,
        organization_id=asked.record.organization_id,
        changes={"amount": ["0", str(asked.amount)]},
        note=asked.reason if asked.state == CorrectionState.ASKED else asked.answer,
    )
