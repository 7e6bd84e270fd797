"""A member says what is wrong in the own archive; an officer compares with the papers and decides (rules.md §9)."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from members.choices.archive import CorrectionField, CorrectionState
from members.models import CorrectionRequest, Member, User
from members.models.organizations import OrganizationQuerySet
from members.services.archive.editing import change_member
from members.services.archive.identities import SEALED, read_number, set_identity
from members.services.archive.steps import locked, note
from members.services.archive.telling import tell_of_correction
from unionplan.core.errors import DomainError
from unionplan.core.identifiers import mask_card, mask_identity, mask_phone, read_bank_card, read_phone
from unionplan.core.sealed import DOTS


@transaction.atomic
def ask_correction(*, member: Member, field: str, proposed: str, note_text: str, by: User) -> CorrectionRequest:
    """Keep what the member says it should be, sealed, and tell those who keep the archive. Raises DomainError beside
    `proposed` for a value that cannot be right, and when the same field is being looked at already."""
    wanted = CorrectionField(field)
    value = _checked(member, wanted, proposed)
    if CorrectionRequest.objects.filter(member=member, field=wanted, state=CorrectionState.OPEN).exists():
        raise DomainError(_("这一项已有更正申请在核对，可以先撤回。"), field="field")
    request = CorrectionRequest.objects.create(
        member=member, field=wanted, proposed=value, note=note_text.strip(), asked_by=by
    )
    note("correction.asked", member, by, changes={"field": ["", wanted.value]})
    tell_of_correction(request)
    return request


@transaction.atomic
def accept_correction(*, request_id: int, by: User, answer: str = "") -> CorrectionRequest:
    """The papers bear it out: the archive is changed, the member is told. Raises DomainError when it was decided
    already, or when the value cannot stand (a number another member has)."""
    request = _open(request_id)
    field, value = CorrectionField(request.field), request.proposed.reveal()
    member = locked(request.member_id)
    if field in SEALED:
        set_identity(member=member, by=by, **{field.value: value})
    else:
        typed: Any = date.fromisoformat(value) if field == CorrectionField.BORN_ON else value
        change_member(member_id=member.pk, version=member.version, by=by, plain={field.value: typed})
    return _close(request, CorrectionState.ACCEPTED, answer, by)


@transaction.atomic
def decline_correction(*, request_id: int, answer: str, by: User) -> CorrectionRequest:
    """It stays as it is; the member is told why."""
    request = _open(request_id)
    if not answer.strip():
        raise DomainError(_("请填写不更正的原因，本人会看到。"), field="answer")
    return _close(request, CorrectionState.DECLINED, answer, by)


@transaction.atomic
def withdraw_correction(*, request_id: int, by: User) -> CorrectionRequest:
    """The member takes it back."""
    return _close(_open(request_id), CorrectionState.WITHDRAWN, "", by)


def shown(request: CorrectionRequest) -> str:
    """The proposed value as an officer sees it in a list: masked where it is sealed in the archive too, dots once the
    request is closed."""
    value = str(request.proposed.reveal())
    masks: dict[CorrectionField, Callable[[str], str]] = {
        CorrectionField.NUMBER: mask_identity,
        CorrectionField.PHONE: mask_phone,
        CorrectionField.BANK_CARD: mask_card,
        CorrectionField.ADDRESS: lambda _text: DOTS,
    }
    mask = masks.get(CorrectionField(request.field))
    if mask is not None:
        return mask(value) if value else ""
    return choice_words(request.field, value)


def standing_value(request: CorrectionRequest) -> str:
    """What the archive says now, as openly as the page of the archive says it."""
    field = CorrectionField(request.field)
    if field in SEALED:
        identity = getattr(request.member, "identity", None)
        return "" if identity is None else str(getattr(identity, f"{field}_mask", "") or getattr(identity, field))
    value = getattr(request.member, field)
    return choice_words(field, str(value or ""))


def choice_words(field: str, value: str) -> str:
    """A stored choice in words; other values as they are."""
    choices: dict[Any, Any] = dict(Member._meta.get_field(field).flatchoices or [])  # type: ignore[union-attr]
    return str(choices.get(value, value))


def open_requests(organizations: OrganizationQuerySet) -> QuerySet[CorrectionRequest]:
    """Requests that wait in these organizations, the oldest first."""
    rows = CorrectionRequest.objects.filter(state=CorrectionState.OPEN, member__home__in=organizations)
    wanted = ("member__identity", "member__home__parent", "asked_by")
    return rows.select_related(*wanted).order_by("asked_at", "pk")


def _checked(member: Member, field: CorrectionField, text: str) -> str:
    """The value as it would be kept. Raises DomainError beside `proposed`."""
    text = text.strip()
    if not text:
        raise DomainError(_("请填写正确的内容。"), field="proposed")
    try:
        if field == CorrectionField.NUMBER:
            return read_number(member.identity.kind if hasattr(member, "identity") else "resident_id", text).number
        if field == CorrectionField.PHONE:
            return read_phone(text)
        if field == CorrectionField.BANK_CARD:
            return read_bank_card(text)
        if field == CorrectionField.BORN_ON:
            return _day(text)
    except DomainError as error:
        raise DomainError(error.message, field="proposed") from error
    return text if field == CorrectionField.ADDRESS else _plain(field, text)


def _day(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise DomainError(_("请填写日期，如 1985-06-07。"), field="proposed") from error
    if day > timezone.localdate():
        raise DomainError(_("日期不能晚于今天。"), field="proposed")
    return day.isoformat()


def _plain(field: CorrectionField, text: str) -> str:
    column = Member._meta.get_field(field.value)
    choices = dict(column.flatchoices or [])  # type: ignore[union-attr]
    by_words = {str(words): key for key, words in choices.items()}
    if choices and text not in choices and text not in by_words:
        raise DomainError(_("请填写其中之一：%(choices)s。") % {"choices": "、".join(by_words)}, field="proposed")
    limit = column.max_length or 60  # type: ignore[union-attr]
    if len(text) > limit:
        raise DomainError(_("最多 %(limit)d 个字。") % {"limit": limit}, field="proposed")
    return str(by_words.get(text, text))


def _open(request_id: int) -> CorrectionRequest:
    request = CorrectionRequest.objects.select_for_update(of=("self",)).select_related("member").get(pk=request_id)
    if request.state != CorrectionState.OPEN:
        raise DomainError(_("这份更正申请已经处理。"))
    return request


def _close(request: CorrectionRequest, state: CorrectionState, answer: str, by: User) -> CorrectionRequest:
    """What was proposed is not kept beyond the decision; the member's account is told."""
    request.state, request.answer, request.decided_by = state, answer.strip(), by
    request.decided_at, request.proposed = timezone.now(), ""
    request.save()
    member = request.member
    note(f"correction.{state}", member, by, changes={"field": ["", request.field]}, remark=request.answer)
    tell_of_correction(request)
    return request
