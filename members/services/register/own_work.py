"""What the register itself hands over: set-ups somebody is in charge of."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from members.choices.register import SetupState
from members.models import SetupCandidate, User
from members.services.register.handover import HandoverKind, OpenWork, register
from members.services.register.trace import note

_CLOSED = (SetupState.SETTLED, SetupState.DROPPED)


def _open_of(user_ids: Sequence[int], path: str) -> list[OpenWork]:
    rows = (
        SetupCandidate.objects.filter(in_charge__in=user_ids, parent__path__within=[path])
        .exclude(state__in=_CLOSED)
        .select_related("parent")
        .order_by("planned_on", "pk")
    )
    return [
        OpenWork(
            owner_id=row.in_charge_id or 0,
            pk=row.pk,
            title=row.name,
            url=reverse("members:setup-detail", args=[row.pk]),
            organization=row.parent.label,
            due_on=row.planned_on,
        )
        for row in rows
    ]


def _hand_over(ids: Sequence[int], to: User, by: User) -> int:
    rows = SetupCandidate.objects.select_for_update(of=("self",)).filter(pk__in=ids).exclude(state__in=_CLOSED)
    moved = 0
    for row in rows.select_related("parent", "in_charge").order_by("pk"):
        changes = {"in_charge": [str(row.in_charge), str(to)]}
        row.in_charge = to
        row.version += 1
        row.save(update_fields=["in_charge", "version"])
        note("setup.changed", row, organization=row.parent, by=by, changes=changes)
        moved += 1
    return moved


def register_setups() -> None:
    """Make set-ups known to the hand-over."""
    register(HandoverKind("setup", _("建会对象"), _open_of, _hand_over))
