"""What a person may do, worked out once per request from the offices in force today."""

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from members.enums import READING_RIGHTS, Right

if TYPE_CHECKING:
    from members.models import Office, Organization, User
    from members.models.organizations import OrganizationQuerySet


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
                or (_reaches_below(right, office) and organization.lies_within(office.organization.path))
            )
            for office in self.offices
        )

    def paths(self, right: Right) -> list[str]:
        """Paths of the organizations whose whole subtree the right reaches: for reading rights all, else where the
        office says so."""
        reaching = (office for office in self.offices if right in office.rights and _reaches_below(right, office))
        return sorted({str(office.organization.path) for office in reaching})

    def organizations_with(self, right: Right) -> "OrganizationQuerySet":
        """Every organization in which the right holds."""
        from members.models import Organization

        here = [office.organization_id for office in self.offices if right in office.rights]
        return Organization.objects.filter(Q(pk__in=here) | Q(path__within=self.paths(right)))

    def may_anywhere(self, right: Right) -> bool:
        """True when at least one office gives this right: whether a menu entry makes sense."""
        return any(right in office.rights for office in self.offices)

    @property
    def holds_office(self) -> bool:
        return bool(self.offices)


def _reaches_below(right: Right, office: "Office") -> bool:
    return right in READING_RIGHTS or office.writes_below


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
