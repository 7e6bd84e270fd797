"""The tree of union bodies: looked through, grown, renamed and moved."""

from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from members.enums import OrganizationKind
from members.models import Organization, OrganizationMove, User
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


# What is said about a body; its code stays for good, its place changes by a move only.
CHANGEABLE = (
    "name",
    "short_name",
    "kind",
    "founded_on",
    "is_active",
    "credit_code",
    "legal_status",
    "industry",
    "ownership",
    "phone",
    "address",
    "community",
    "contact_leader",
    "has_party_branch",
    "has_contract",
    "has_congress",
)


@transaction.atomic
def change_organization(*, organization_id: int, by: User, **values: Any) -> Organization:
    """Change what is said about a body: any of CHANGEABLE by name. Raises DomainError(field="credit_code") when another
    body has that code."""
    if unknown := values.keys() - set(CHANGEABLE):
        raise TypeError(f"not to be changed here: {sorted(unknown)}")
    organization = Organization.objects.select_for_update().get(pk=organization_id)
    code = values.get("credit_code", "")
    if code and Organization.objects.filter(credit_code=code).exclude(pk=organization_id).exists():
        raise DomainError(_("另一个工会已登记了这个统一社会信用代码。"), field="credit_code")
    changes = {
        field: [_in_words(getattr(organization, field)), _in_words(value)]
        for field, value in values.items()
        if getattr(organization, field) != value
    }
    if changes:
        for field, value in values.items():
            setattr(organization, field, value)
        organization.save(update_fields=list(values))
        _note("changed", organization, by, changes)
    return organization


def _in_words(value: Any) -> str:
    return "" if value is None else str(value)


def hold_tree() -> None:
    """Until the transaction ends nobody else moves a body: two moves at once could hang two bodies below each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TREE_LOCK])


def hang(organization: Organization, parent: Organization) -> None:
    """Put the body with everything below it under `parent`; called while the tree is held."""
    organization.parent = parent
    organization.save(update_fields=["parent"])
    organization.refresh_from_db(fields=["path"])
    ask_replan_below([organization.path], now=timezone.now())  # other rules may hold up the new tree


@transaction.atomic
def move_organization(
    *, organization_id: int, parent_id: int, by: User, now: datetime | None = None
) -> OrganizationMove | None:
    """Hang a body with everything below it under another one; offices and rights follow the new tree at once.

    Answers the move that was kept, or None when it hangs there already. Moves take turns. Raises DomainError when the
    body would lie below itself."""
    hold_tree()
    organization = Organization.objects.select_for_update(of=("self",)).select_related("parent").get(pk=organization_id)
    parent = Organization.objects.get(pk=parent_id)
    if parent.lies_within(organization.path):
        raise DomainError(_("不能移到自己或自己的下级下面。"), field="parent")
    if organization.parent_id == parent.pk:
        return None
    before = organization.parent
    hang(organization, parent)
    move = OrganizationMove.objects.create(
        organization=organization, before=before, after=parent, by=by, at=now or timezone.now()
    )
    _note("moved", organization, by, {"parent": [str(before or ""), str(parent)]})
    return move


def _note(what: str, organization: Organization, by: User, changes: dict[str, list[str]]) -> None:
    record(
        f"members.organization.{what}",
        target=organization,
        actor=by,
        organization_id=organization.pk,
        subject=subject_of(organization.pk),
        changes=changes,
    )
