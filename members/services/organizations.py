"""The tree of union bodies: looked through, grown, renamed and moved."""

from datetime import date

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from members.enums import OrganizationKind
from members.models import Organization, User
from members.models.organizations import OrganizationQuerySet
from members.services.planning import ask_replan_below
from unionplan.core.audit import record
from unionplan.core.errors import DomainError

_TREE_LOCK = 0x6F7267  # any number, the same in every process


def subject_of(organization_id: int) -> str:
    """Under which name the audit trail keeps what happened in an organization."""
    return f"organization:{organization_id}"


def reachable_matching(user: User, text: str) -> OrganizationQuerySet:
    """Organizations the person reaches whose name, short name or code contains `text`, in tree order."""
    found = Organization.objects.reachable_by(user).in_tree_order()
    if text:
        found = found.filter(Q(name__icontains=text) | Q(short_name__icontains=text) | Q(code__icontains=text))
    return found


@transaction.atomic
def create_organization(
    *,
    parent: Organization | None,
    name: str,
    code: str,
    kind: OrganizationKind,
    by: User,
    short_name: str = "",
    founded_on: date | None = None,
) -> Organization:
    """Add a body below `parent` (None: a new root). Raises DomainError(field="code") when the code is taken."""
    if Organization.objects.filter(code=code).exists():
        raise DomainError(_("编码“%(code)s”已被使用，请换一个。") % {"code": code}, field="code")
    organization = Organization.objects.create(
        parent=parent, name=name, short_name=short_name, code=code, kind=kind, founded_on=founded_on
    )
    _note("created", organization, by, {"name": ["", name], "parent": ["", str(parent or "")]})
    return organization


@transaction.atomic
def change_organization(
    *, organization_id: int, name: str, short_name: str, kind: OrganizationKind, founded_on: date | None, by: User
) -> Organization:
    """Change what is said about a body; its code and its place stay."""
    organization = Organization.objects.select_for_update().get(pk=organization_id)
    new = {"name": name, "short_name": short_name, "kind": kind, "founded_on": founded_on}
    changes = {
        field: [str(getattr(organization, field) or ""), str(value or "")]
        for field, value in new.items()
        if getattr(organization, field) != value
    }
    if changes:
        for field, value in new.items():
            setattr(organization, field, value)
        organization.save(update_fields=list(new))
        _note("changed", organization, by, changes)
    return organization


@transaction.atomic
def move_organization(*, organization_id: int, parent_id: int, by: User) -> Organization:
    """Hang a body with everything below it under another one; offices and rights follow the new tree at once.

    Moves take turns: two at once could otherwise hang two bodies below each other. Raises DomainError when the body
    would lie below itself."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TREE_LOCK])
    organization = Organization.objects.select_for_update(of=("self",)).select_related("parent").get(pk=organization_id)
    parent = Organization.objects.get(pk=parent_id)
    if parent.lies_within(organization.path):
        raise DomainError(_("不能移到自己或自己的下级下面。"), field="parent")
    if organization.parent_id != parent.pk:
        before = str(organization.parent or "")
        organization.parent = parent
        organization.save(update_fields=["parent"])
        organization.refresh_from_db(fields=["path"])
        ask_replan_below([organization.path], now=timezone.now())  # other rules may hold up the new tree
        _note("moved", organization, by, {"parent": [before, str(parent)]})
    return organization


def _note(what: str, organization: Organization, by: User, changes: dict[str, list[str]]) -> None:
    record(
        f"members.organization.{what}",
        target=organization,
        actor=by,
        organization_id=organization.pk,
        subject=subject_of(organization.pk),
        changes=changes,
    )
