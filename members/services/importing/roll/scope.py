"""Which organizations a file may name: those below the chosen one in which the person may keep members."""

from dataclasses import dataclass

from members.enums import Right
from members.models import Organization
from members.services.importing.kinds import Checking


@dataclass(frozen=True, slots=True)
class Place:
    """An organization members may be put into."""

    id: int
    label: str


def places_of(checking: Checking) -> dict[str, Place]:
    """By code; "" is the chosen organization. Asked once for each check."""
    known: dict[str, Place] | None = checking.memory.get("places")
    if known is None:
        reach = checking.by.access.organizations_with(Right.EDIT_MEMBERS)
        below = Organization.objects.below([str(checking.organization.path)]).filter(is_active=True, pk__in=reach)
        known = {each.code: Place(each.pk, each.label) for each in below}
        if checking.organization.code in known:
            known[""] = known[checking.organization.code]
        checking.memory["places"] = known
    return known


def place_ids(checking: Checking) -> set[int]:
    """The same as ids."""
    ids: set[int] = checking.memory.setdefault("place_ids", {each.id for each in places_of(checking).values()})
    return ids
