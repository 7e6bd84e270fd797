"""What a person may do, worked out once per request from the offices in force today."""

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from members.enums import READING_RIGHTS, Right
from unionplan.core.prepared import Prepared

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from members.models import Membership, Office, Organization, User
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
    """Two prepared queries: offices in force and memberships in force on that day."""
    if not user.is_active:
        return Access()
    offices = tuple(map(_office_of, _OFFICES.rows(person=user.pk, day=on)))
    return Access(
        offices=offices,
        membership_paths=tuple(path for (path,) in _MEMBERSHIP_PATHS.rows(person=user.pk, day=on)),
        read_paths=tuple(sorted({office.organization.path for office in offices})),
    )


@cache
def _columns() -> tuple[list[str], list[str]]:
    """Columns of an office and of its organization, in the order they are asked for."""
    from members.models import Office, Organization

    office, organization = (
        [column.attname for column in model._meta.concrete_fields] for model in (Office, Organization)
    )
    return office, organization


def _office_of(row: tuple[Any, ...]) -> "Office":
    from members.models import Office, Organization

    columns, above = _columns()
    office = Office.from_db("default", columns, row[: len(columns)])
    office.organization = Organization.from_db("default", above, row[len(columns) :])
    return office


def _offices_of_anybody() -> "QuerySet[Office, Any]":
    from members.models import Office

    columns, above = _columns()
    found = Office.objects.filter(user=_ANYBODY).in_force(_ANY_DAY)
    return found.values_list(*columns, *(f"organization__{column}" for column in above))


def _memberships_of_anybody() -> "QuerySet[Membership, Any]":
    from members.models import Membership

    return Membership.objects.filter(member__user=_ANYBODY).in_force(_ANY_DAY).values_list("organization__path")


_ANYBODY, _ANY_DAY = 7_310_000_000_000_000_006, date(2999, 1, 3)
_OFFICES = Prepared(_offices_of_anybody, person=_ANYBODY, day=_ANY_DAY)
_MEMBERSHIP_PATHS = Prepared(_memberships_of_anybody, person=_ANYBODY, day=_ANY_DAY)
