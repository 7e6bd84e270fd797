"""Who may report, read and keep what belongs to care: asked by page, API and template alike."""

from django.db.models import Q
from django.utils.translation import gettext as _

from members.enums import OrganizationKind, Right
from members.models import Organization, User
from members.models.organizations import OrganizationQuerySet

# Bodies inside a union: what its officers may do in the union they may do in these as well.
_INNER_BODIES = (OrganizationKind.GROUP, OrganizationKind.BRANCH, OrganizationKind.WOMEN, OrganizationKind.AUDIT)


def may_act_for(user: User, right: Right, organization: Organization) -> bool:
    """The right in the organization itself, or in the union it is a group, branch or committee of."""
    body: Organization | None = organization
    while body is not None:
        if user.access.may(right, body):
            return True
        body = body.parent if body.kind in _INNER_BODIES else None
    return False


def acted_for(user: User, right: Right) -> OrganizationQuerySet:
    """Every organization for which `may_act_for` says yes (groups of branches included)."""
    direct = user.access.organizations_with(right)
    inner = Q(kind__in=_INNER_BODIES)
    one = inner & Q(parent__in=direct)
    two = inner & Q(parent__kind__in=_INNER_BODIES, parent__parent__in=direct)
    return Organization.objects.filter(Q(pk__in=direct) | one | two)


def may_report_life_events(user: User, organization: Organization) -> bool:
    """Report, correct and answer life events of the organization's members."""
    return may_act_for(user, Right.REPORT_LIFE_EVENTS, organization)


def may_read_health(user: User, organization: Organization) -> bool:
    """Open health facts, with a reason that is recorded."""
    return user.access.may(Right.READ_HEALTH, organization)


def may_manage_care(user: User, organization: Organization) -> bool:
    """Insurance, checks, rest cures and women's care of the organization."""
    return may_act_for(user, Right.MANAGE_CARE, organization)


def why_not_care(organization: Organization) -> str:
    """What to tell somebody who sees the organization but may not keep its care."""
    return _("“%(organization)s”的保障、体检和疗休养由该单位主席、副主席、干事或女职工委员办理。") % {
        "organization": organization.label
    }


def why_not_health() -> str:
    """What to tell somebody without the right to health facts."""
    return _("健康类信息只对有“查看健康类信息”权限的人开放。")
