"""What a person may do, worked out once per request from the offices in force today."""

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from members.enums import Right

if TYPE_CHECKING:
    from members.models import Office, Organization, User


@dataclass(frozen=True, slots=True)
class Access:
    """The person's offices as facts: where they may read, and which right holds where."""

    offices: tuple["Office", ...] = ()
    membership_paths: tuple[str, ...] = ()
    read_paths: tuple[str, ...] = field(default=())

    def may(self, right: Right, organization: "Organization") -> bool:
        """True when an office in force gives this right in this organization (or below, where the office says so)."""
        return any(
            right in office.rights
            and (
                office.organization_id == organization.pk
                or ((right == Right.READ or office.writes_below) and organization.lies_within(office.organization.path))
            )
            for office in self.offices
        )

    def may_anywhere(self, right: Right) -> bool:
        """True when at least one office gives this right: whether a menu entry makes sense."""
        return any(right in office.rights for office in self.offices)

    @property
    def holds_office(self) -> bool:
        return bool(self.offices)


def access_of(user: "User", *, on: date) -> Access:
    """Two queries: offices in force and memberships in force on that day."""
    from members.models import Membership, Office

    if not user.is_active:
        return Access()
    offices = tuple(Office.objects.filter(user=user).in_force(on).select_related("organization"))
    memberships = Membership.objects.filter(member__user=user).in_force(on).values_list("organization__path", flat=True)
    return Access(
        offices=offices,
        membership_paths=tuple(memberships),
        read_paths=tuple(sorted({office.organization.path for office in offices})),
    )
