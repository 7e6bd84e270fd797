"""Area groups: kept, joined and left (片组, systems.md OB-10)."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from members.choices.register import GroupRole
from members.models import AreaGroup, AreaGroupMember, Organization, User
from members.models.groups import AreaGroupQuerySet
from members.services.register.trace import changed_fields, note
from unionplan.core.errors import DomainError

CHANGEABLE = ("name", "purpose", "cadence", "starts_on", "ends_on")


def groups_listed(groups: AreaGroupQuerySet, *, on: date) -> AreaGroupQuerySet:
    """With the keeper and whoever belongs on that day (`present`); two queries when read."""
    present = AreaGroupMember.objects.in_force(on).select_related("organization")
    return groups.select_related("keeper").prefetch_related(Prefetch("members", present, to_attr="present"))


def members_of(group: AreaGroup) -> list[AreaGroupMember]:
    """Everybody who belongs or belonged, lead units first; one query."""
    return list(group.members.select_related("organization").order_by("role", "organization__path", "starts_on"))


@transaction.atomic
def create_group(*, keeper: Organization, by: User, **values: Any) -> AreaGroup:
    """A new area group kept by a union. Raises DomainError(field="name") when it keeps one of that name already."""
    _refuse_wrong(keeper, 0, values)
    group = AreaGroup.objects.create(keeper=keeper, **values)
    note("group.created", group, organization=keeper, by=by, changes={"name": ["", group.name]})
    return group


@transaction.atomic
def change_group(*, group_id: int, by: User, **values: Any) -> AreaGroup:
    """Change what is said about an area group: any of CHANGEABLE by name."""
    group = AreaGroup.objects.select_for_update(of=("self",)).select_related("keeper").get(pk=group_id)
    _refuse_wrong(group.keeper, group.pk, values)
    changes = changed_fields(group, values)
    if changes:
        for name, pair in changes.items():
            setattr(group, name, pair[1])
        group.save(update_fields=list(changes))
        note("group.changed", group, organization=group.keeper, by=by, changes=changes)
    return group


def _refuse_wrong(keeper: Organization, own_id: int, values: dict[str, Any]) -> None:
    if unknown := values.keys() - set(CHANGEABLE):
        raise TypeError(f"not to be changed here: {sorted(unknown)}")
    if AreaGroup.objects.filter(keeper=keeper, name=values.get("name")).exclude(pk=own_id).exists():
        raise DomainError(_("已有同名的片组。"), field="name")
    ends_on = values.get("ends_on")
    if ends_on is not None and ends_on < values["starts_on"]:
        raise DomainError(_("撤销日期不能早于成立日期。"), field="ends_on")


@transaction.atomic
def join_group(
    *, group_id: int, organization: Organization, role: GroupRole, starts_on: date, by: User
) -> AreaGroupMember:
    """From that day on the union belongs to the group. Raises DomainError when it does already."""
    group = AreaGroup.objects.select_for_update(of=("self",)).select_related("keeper").get(pk=group_id)
    held = group.members.filter(organization=organization)
    if any(member.ends_on is None or member.ends_on >= starts_on for member in held):
        raise DomainError(_("“%(union)s”已在这个片组里。") % {"union": organization.label}, field="organization")
    member = AreaGroupMember.objects.create(group=group, organization=organization, role=role, starts_on=starts_on)
    changes = {"organization": ["", str(organization)], "starts_on": ["", starts_on]}
    note("group.joined", member, organization=group.keeper, by=by, changes=changes)
    return member


@transaction.atomic
def leave_group(*, member_id: int, ends_on: date, by: User) -> AreaGroupMember:
    """The union belongs to the group for the last time on that day."""
    member = (
        AreaGroupMember.objects.select_for_update(of=("self",))
        .select_related("group__keeper", "organization")
        .get(pk=member_id)
    )
    if ends_on < member.starts_on:
        raise DomainError(_("止不能早于起。"), field="ends_on")
    changes = {"organization": [str(member.organization), ""], "ends_on": [member.ends_on, ends_on]}
    member.ends_on = ends_on
    member.save(update_fields=["ends_on"])
    note("group.left", member, organization=member.group.keeper, by=by, changes=changes)
    return member
