"""Membership follows employment (rules.md 1.13): one joining, then transfers; history and dues stay with the person."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.choices.archive import StepKind, TransferState
from members.choices.people import MemberState, Standing, StayEnd
from members.models import Member, Membership, Organization, Transfer, User
from members.services.archive.identities import find_by_identity
from members.services.archive.steps import check_day, end_stay, follow_stay, locked, note, open_stay, take_step
from members.services.archive.telling import tell_of_transfer
from unionplan.core.errors import DomainError


@transaction.atomic
def ask_transfer(*, member_id: int, target: Organization, reason: str, by: User) -> Transfer:
    """Ask that the membership moves to another union, from either side or by the member. Raises DomainError when the
    person belongs to no union now, is there already, or a transfer is under way."""
    member = locked(member_id)
    stay = open_stay(member)
    if stay.organization_id == target.pk:
        raise DomainError(_("“%(name)s”已经在这个工会。") % {"name": member.name}, field="target")
    if Transfer.objects.filter(member=member, state__in=(TransferState.ASKED, TransferState.RELEASED)).exists():
        raise DomainError(_("“%(name)s”已有一项转接在办理。") % {"name": member.name})
    if not reason.strip():
        raise DomainError(_("请填写转接原因。"), field="reason")
    transfer = Transfer.objects.create(
        member=member, source=stay.organization, target=target, reason=reason.strip(), asked_by=by
    )
    note("transfer.asked", member, by, changes={"to": ["", target.label]}, remark=transfer.reason)
    tell_of_transfer(transfer)
    return transfer


def pull(*, target: Organization, name: str, number: str, reason: str, by: User) -> Transfer:
    """The new union asks for somebody it knows by name and number. Both must agree with the archive; a miss tells
    nothing about who is where. Raises DomainError like `ask_transfer`."""
    found = find_by_identity(number).filter(name=name.strip()).first()
    if found is not None and found.state == MemberState.TRANSFERRED:
        raise DomainError(_("该会员的会籍已转出本系统，请由档案所在的原工会办理转入，再接转。"), field="number")
    if found is None or found.state not in (MemberState.ACTIVE, MemberState.RETAINED):
        raise DomainError(_("没有找到姓名和证件号码都一致的在会会员；不是会员的，请办理入会申请。"), field="number")
    return ask_transfer(member_id=found.pk, target=target, reason=reason, by=by)


@transaction.atomic
def release(*, transfer_id: int, by: User) -> Transfer:
    """The old union lets the member go; until the new one accepts, the member belongs to the old one."""
    transfer = _in_state(transfer_id, TransferState.ASKED)
    transfer.state = TransferState.RELEASED
    transfer.released_by, transfer.released_at = by, timezone.now()
    transfer.save(update_fields=["state", "released_by", "released_at"])
    note("transfer.released", transfer.member, by, changes={"to": ["", transfer.target.label]})
    tell_of_transfer(transfer)
    return transfer


@transaction.atomic
def accept(*, transfer_id: int, from_day: date, by: User) -> Transfer:
    """The new union takes the member in from that day on, with the standing the person has (full or retained)."""
    transfer = _in_state(transfer_id, TransferState.RELEASED)
    check_day(from_day, field="from_day")
    member = locked(transfer.member_id)
    stay = open_stay(member)
    follow_stay(
        stay,
        organization=transfer.target,
        standing=Standing(stay.standing),
        from_day=from_day,
        why=StayEnd.TRANSFERRED,
    )
    take_step(
        member=member,
        kind=StepKind.TRANSFERRED,
        on=from_day,
        by=by,
        source=transfer.source,
        target=transfer.target,
        reason=transfer.reason,
    )
    transfer.from_day = from_day
    return _close(transfer, TransferState.DONE, by)


@transaction.atomic
def refuse_transfer(*, transfer_id: int, answer: str, by: User) -> Transfer:
    """One of the two unions says no, with a reason; the member stays."""
    transfer = _in_state(transfer_id, TransferState.ASKED, TransferState.RELEASED)
    if not answer.strip():
        raise DomainError(_("请填写不予接转的原因。"), field="answer")
    transfer.answer = answer.strip()
    note("transfer.refused", transfer.member, by, remark=transfer.answer)
    return _close(transfer, TransferState.REFUSED, by)


@transaction.atomic
def cancel_transfer(*, transfer_id: int, by: User) -> Transfer:
    """Who asked takes it back before it is done."""
    transfer = _in_state(transfer_id, TransferState.ASKED, TransferState.RELEASED)
    note("transfer.cancelled", transfer.member, by)
    return _close(transfer, TransferState.CANCELLED, by)


@transaction.atomic
def leave_for_outside(*, member_id: int, destination: str, on: date, document: str, by: User) -> Member:
    """The membership goes to a union that is not in this portal; the archive stays here, closed with that day."""
    check_day(on, field="on")
    if not destination.strip():
        raise DomainError(_("请填写转往的工会。"), field="destination")
    member = locked(member_id)
    stay = open_stay(member)
    take_step(
        member=member,
        kind=StepKind.LEFT_FOR,
        on=on,
        by=by,
        source=stay.organization,
        reason=destination.strip(),
        document=document.strip(),
    )
    end_stay(stay, last_day=on, why=StayEnd.TRANSFERRED)
    return member


@transaction.atomic
def come_in(*, member_id: int, target: Organization, origin: str, from_day: date, document: str, by: User) -> Member:
    """Somebody who had gone to another union comes back by transfer: same archive, same number, a new stay."""
    check_day(from_day, field="from_day")
    member = locked(member_id)
    last = member.memberships.order_by("-ends_on").first()
    if last is not None and last.ends_on is not None and from_day <= last.ends_on:
        raise DomainError(_("日期应晚于上次离会的 %(day)s。") % {"day": last.ends_on.isoformat()}, field="from_day")
    take_step(
        member=member,
        kind=StepKind.CAME_IN,
        on=from_day,
        by=by,
        target=target,
        reason=origin.strip(),
        document=document.strip(),
    )
    Membership.objects.create(member=member, organization=target, starts_on=from_day)
    return member


def _in_state(transfer_id: int, *states: TransferState) -> Transfer:
    rows = Transfer.objects.select_for_update(of=("self",)).select_related("member", "source", "target")
    transfer = rows.get(pk=transfer_id)
    if transfer.state not in states:
        raise DomainError(_("这项转接现在是“%(state)s”。") % {"state": transfer.get_state_display()})
    if transfer.member.state not in (MemberState.ACTIVE, MemberState.RETAINED):
        raise DomainError(_("“%(name)s”已不在会。") % {"name": transfer.member.name})
    return transfer


def _close(transfer: Transfer, state: TransferState, by: User) -> Transfer:
    transfer.state, transfer.closed_by, transfer.closed_at = state, by, timezone.now()
    transfer.save(update_fields=["state", "closed_by", "closed_at", "from_day", "answer"])
    return transfer
