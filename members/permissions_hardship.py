"""Who may look into, keep and decide about files of workers in hardship."""

from django.utils.translation import gettext as _

from members.enums import Right
from members.models import Organization, User


def may_open_hardship(user: User, organization: Organization) -> bool:
    """Look into files of this organization, each with a reason."""
    return user.access.may(Right.OPEN_HARDSHIP, organization)


def may_edit_hardship(user: User, organization: Organization) -> bool:
    """Keep files and note help in this organization."""
    return user.access.may(Right.EDIT_HARDSHIP, organization)


def may_approve_hardship(user: User, organization: Organization) -> bool:
    """Decide about files and help in this organization."""
    return user.access.may(Right.APPROVE_HARDSHIP, organization)


def may_read_openings(user: User, organization: Organization) -> bool:
    """See who looked into files of this organization."""
    return user.access.may(Right.READ_AUDIT, organization)


def why_not_hardship(right: Right, organization: Organization) -> str:
    """What to tell somebody who sees the organization but lacks the right."""
    words = {
        Right.OPEN_HARDSHIP: _("“%(organization)s”的困难职工档案由主席、副主席和干事查看。"),
        Right.EDIT_HARDSHIP: _("“%(organization)s”的困难职工档案由该单位主席、副主席或干事维护。"),
        Right.APPROVE_HARDSHIP: _("“%(organization)s”的困难职工档案和帮扶由该单位主席、副主席审批。"),
        Right.READ_AUDIT: _("“%(organization)s”的档案查阅记录由主席、副主席和经审委员查看。"),
    }
    return words[right] % {"organization": organization.label}
