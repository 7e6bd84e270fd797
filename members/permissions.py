"""Who may do what with an organization: small predicates asked by page, API and template alike."""

from django.utils.translation import gettext as _

from members.enums import Right
from members.models import Member, Organization, User


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


def may_manage_register(user: User, organization: Organization) -> bool:
    """Employers, head counts, area groups, set-ups and grades an organization keeps."""
    return user.access.may(Right.MANAGE_REGISTER, organization)


def why_not_register(organization: Organization) -> str:
    """What to tell somebody who sees the organization but may not keep its register."""
    return _("“%(organization)s”的组织台账由该单位主席、副主席或干事维护。") % {"organization": organization.label}


def may_see_identity(user: User, member: Member) -> bool:
    """Full numbers of a member, one at a time and with a reason."""
    return member.home is not None and user.access.may(Right.SEE_IDENTITY, member.home)


def why_not_see_identity() -> str:
    """What to tell somebody who may read the archive but not the full numbers in it."""
    return _("查看完整证件号码，需要在该会员所在工会担任主席、副主席或干事。")


def may_edit_members(user: User, organization: Organization) -> bool:
    """Keep the archives of an organization."""
    return user.access.may(Right.EDIT_MEMBERS, organization)


def may_approve_members(user: User, organization: Organization) -> bool:
    """Enter the committee's decisions about who belongs."""
    return user.access.may(Right.APPROVE_MEMBERS, organization)


def why_not_edit_members(organization: Organization) -> str:
    """What to tell somebody who reads an archive but may not keep it."""
    return _("“%(organization)s”的会员档案由该单位主席、副主席或干事维护。") % {"organization": organization.label}


def why_not_approve_members(organization: Organization) -> str:
    """What to tell somebody who may not enter the committee's decisions."""
    return _("“%(organization)s”的入会审批和会籍决定，由该单位主席或副主席登记。") % {
        "organization": organization.label
    }
