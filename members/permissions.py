"""Who may do what with an organization: small predicates asked by page, API and template alike."""

from django.utils.translation import gettext as _

from members.enums import Right
from members.models import Organization, User


def may_manage_settings(user: User, organization: Organization) -> bool:
    """Reminder rules, channels and failed deliveries of an organization."""
    return user.access.may(Right.MANAGE_SETTINGS, organization)


def why_not_manage(organization: Organization) -> str:
    """What to tell somebody who sees the organization but may not change its settings."""
    return _("修改“%(organization)s”的提醒设置，需要在该单位担任主席、副主席或干事。") % {
        "organization": organization.label
    }


def may_manage_offices(user: User, organization: Organization) -> bool:
    """Appoint people, end offices, change the organization and add bodies below it."""
    return user.access.may(Right.MANAGE_OFFICES, organization)


def why_not_appoint(organization: Organization) -> str:
    """What to tell somebody who sees the organization but may not decide about its offices."""
    return _("“%(organization)s”的组织信息和任职由该单位主席、副主席管理。") % {"organization": organization.label}
