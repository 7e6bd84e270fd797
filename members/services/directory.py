"""Reading the tree with the people in office, and what was done in an organization, in words."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from members.enums import Right
from members.models import Office, Organization, User
from members.models.organizations import OrganizationQuerySet
from members.services.organizations import subject_of
from unionplan.core.models import AuditEntry

HISTORY_LENGTH = 20
ACTION_WORDS: dict[str, str | Promise] = {
    "members.organization.created": pgettext_lazy("history", "建立组织"),
    "members.organization.changed": pgettext_lazy("history", "修改组织信息"),
    "members.organization.moved": pgettext_lazy("history", "调整上级"),
    "members.office.appointed": pgettext_lazy("history", "任命"),
    "members.office.ended": pgettext_lazy("history", "结束任职"),
}


@dataclass(slots=True)
class Body:
    """An organization of the tree with the offices in force on a day; `depth` counts from the topmost shown."""

    organization: Organization
    depth: int
    offices: list[Office] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Act:
    """One line of an organization's history."""

    at: datetime
    who: str
    words: str | Promise
    what: str


def tree_with_offices(organizations: OrganizationQuerySet, *, on: date) -> list[Body]:
    """Two queries: the organizations in tree order, and every office in force in them."""
    rows = list(organizations.in_tree_order())
    top = min((row.depth for row in rows), default=0)
    bodies = {row.pk: Body(organization=row, depth=row.depth - top) for row in rows}
    for office in (
        Office.objects.in_force(on).filter(organization__in=rows).select_related("user").order_by("post", "id")
    ):
        bodies[office.organization_id].offices.append(office)
    return list(bodies.values())


def managed_by(user: User) -> OrganizationQuerySet:
    """Organizations whose offices and place the person decides about."""
    offices = [office for office in user.access.offices if Right.MANAGE_OFFICES in office.rights]
    below = [office.organization.path for office in offices if office.writes_below]
    here = Q(pk__in=[office.organization_id for office in offices])
    return Organization.objects.filter(here | Q(path__within=below)).in_tree_order()


def offices_of(organization: Organization) -> list[Office]:
    """Every office ever held there, newest first."""
    return list(
        Office.objects.filter(organization=organization).select_related("user").order_by("-starts_on", "post", "id")
    )


def history_of(organization: Organization) -> list[Act]:
    """The latest acts on the organization and its offices."""
    entries = AuditEntry.objects.filter(subject=subject_of(organization.pk))[:HISTORY_LENGTH]
    return [
        Act(at=entry.at, who=entry.actor_label, words=ACTION_WORDS[entry.action], what=entry.target_label)
        for entry in entries
        if entry.action in ACTION_WORDS
    ]
