"""Who may do what with an event: small predicates asked by page, API and template alike."""

from django.utils.translation import gettext as _

from activities.models import Event
from members.enums import Right
from members.models import Organization, User


def may_manage_events(user: User, organization: Organization) -> bool:
    """Make, change, announce and cancel events of the organization, and keep their lists."""
    return user.access.may(Right.MANAGE_EVENTS, organization)


def may_manage_event(user: User, event: Event) -> bool:
    """The same, asked of one event at hand."""
    return may_manage_events(user, event.organization)


def why_not_manage(organization: Organization) -> str:
    """What to tell somebody who sees the event but may not change it."""
    return _("“%(organization)s”的活动由该单位主席、副主席、干事、委员或女职工委员组织。") % {
        "organization": organization.label
    }
