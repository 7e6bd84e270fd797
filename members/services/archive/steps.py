"""One step of a membership: is the move allowed, the state, the stay, the row of history and the trace, together."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from members.choices.archive import MOVES, OPEN_TRANSFERS, StepKind, TransferState
from members.choices.people import MemberState, Standing, StayEnd
from members.models import Member, Membership, MemberStep, Organization, Transfer, User
from unionplan.core.audit import record
from unionplan.core.errors import DomainError

_GONE = (MemberState.TRANSFERRED, MemberState.WITHDRAWN, MemberState.EXPELLED, MemberState.DECEASED)


def locked(member_id: int) -> Member:
    """The member for this transaction alone; two verbs about one person come one after the other."""
    return Member.objects.select_for_update(of=("self",)).select_related("home").get(pk=member_id)


def subject_of(member: Member) -> str:
    """Under which subject the trail keeps what concerns a member."""
    return f"member:{member.pk}"


def note(
    action: str, member: Member, by: User | None, *, changes: Mapping[str, list[Any]] | None = None, remark: str = ""
) -> None:
    """One entry of the trail; never a personal value in it."""
    record(
        f"members.{action}",
        target=member,
        actor=by,
        organization_id=member.home_id,
        subject=subject_of(member),
        changes=dict(changes or {}),
        note=remark,
    )


def check_day(on: date, *, field: str, not_before: date | None = None) -> None:
    """A decision lies neither in the future nor before what it decides about. Raises DomainError beside the field."""
    if on > timezone.localdate():
        raise DomainError(_("日期不能晚于今天。"), field=field)
    if not_before is not None and on < not_before:
        raise DomainError(_("日期不能早于 %(day)s。") % {"day": not_before.isoformat()}, field=field)


def take_step(
    *,
    member: Member,
    kind: StepKind,
    on: date,
    by: User | None,
    source: Organization | None = None,
    target: Organization | None = None,
    reason: str = "",
    document: str = "",
    also: Sequence[str] = (),
) -> MemberStep:
    """Move a locked member to the next state by the table of moves and keep the step. `also` names fields of the member
    that were set beside the state. Raises DomainError when the state does not allow it."""
    before = MemberState(member.state)
    after = MOVES[kind].get(before)
    if after is None:
        raise DomainError(
            _("“%(name)s”现在是“%(state)s”，不能办理“%(step)s”。")
            % {"name": member.name, "state": before.label, "step": kind.label}
        )
    member.state = after
    member.version += 1
    member.save(update_fields=["state", "version", "changed_at", *also])
    if after in _GONE:
        _close_transfers(member, by)
    step = MemberStep.objects.create(
        member=member,
        kind=kind,
        on=on,
        state_before=before,
        state_after=after,
        from_organization=source,
        to_organization=target,
        reason=reason,
        document=document,
        decided_by=by,
    )
    note(
        f"member.{kind}",
        member,
        by,
        changes={"state": [before.value, after.value], "on": ["", on.isoformat()]},
        remark="；".join(filter(None, (document, reason))),
    )
    return step


def open_stay(member: Member) -> Membership:
    """The stay that has not ended. Raises DomainError when there is none."""
    stay = member.memberships.select_related("organization").filter(ends_on__isnull=True).first()
    if stay is None:
        raise DomainError(_("“%(name)s”没有在会的会籍记录。") % {"name": member.name})
    return stay


def end_stay(stay: Membership, *, last_day: date, why: StayEnd) -> None:
    """The stay ends with that day. Raises DomainError when it had not begun by then."""
    if last_day < stay.starts_on:
        raise DomainError(_("日期应晚于会籍开始的 %(day)s。") % {"day": stay.starts_on.isoformat()}, field="on")
    stay.ends_on, stay.end_reason = last_day, why
    stay.save(update_fields=["ends_on", "end_reason"])


def follow_stay(
    stay: Membership, *, organization: Organization, standing: Standing, from_day: date, why: StayEnd
) -> Membership:
    """End a stay with the eve of the day and begin the next one on it; the member is at home there from then on."""
    end_stay(stay, last_day=from_day - timedelta(days=1), why=why)
    return Membership.objects.create(
        member_id=stay.member_id, organization=organization, standing=standing, starts_on=from_day
    )


def _close_transfers(member: Member, by: User | None) -> None:
    """Who has left is on the way to no other union."""
    Transfer.objects.filter(member=member, state__in=OPEN_TRANSFERS).update(
        state=TransferState.CANCELLED, closed_by=by, closed_at=timezone.now()
    )
