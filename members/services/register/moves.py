"""Where a body hung, from when to when; and a move taken back (systems.md OB-01)."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import Organization, OrganizationMove, User
from members.services.organizations import hang, hold_tree
from members.services.register.trace import note
from unionplan.core.errors import DomainError


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of days below one body; `since` None: from the beginning, `until` None: still."""

    parent: Organization | None
    since: date | None
    until: date | None


def places_of(organization: Organization) -> list[Place]:
    """Every body it hung below, the present one first; moves taken back left no stay. One query."""
    moves = list(
        OrganizationMove.objects.filter(organization=organization, taken_back_at__isnull=True).select_related(
            "before", "after"
        )
    )
    if not moves:
        return []
    days = [timezone.localdate(move.at) for move in moves]
    first = Place(moves[0].before, organization.founded_on, days[0])
    later = [
        Place(move.after, day, days[index + 1] if index + 1 < len(days) else None)
        for index, (move, day) in enumerate(zip(moves, days, strict=True))
    ]
    return [first, *later][::-1]


@transaction.atomic
def take_back_move(*, move_id: int, by: User) -> Organization:
    """Hang the body where it was before the move. Refused when it has been moved again since, or already taken back."""
    hold_tree()
    move = OrganizationMove.objects.select_for_update(of=("self",)).select_related("before", "after").get(pk=move_id)
    organization = Organization.objects.select_for_update(of=("self",)).get(pk=move.organization_id)
    if move.taken_back_at is not None:
        raise DomainError(_("这次调整已经撤销。"))
    if organization.parent_id != move.after_id or move.before is None:
        raise DomainError(_("之后又调整过，请直接调整上级。"))
    if move.before.lies_within(organization.path):
        raise DomainError(_("原来的上级现在在它下面，请直接调整上级。"))
    hang(organization, move.before)
    move.taken_back_at = timezone.now()
    move.save(update_fields=["taken_back_at"])
    changes = {"parent": [str(move.after), str(move.before)]}
    note("organization.move_taken_back", organization, organization=organization, by=by, changes=changes)
    return organization
