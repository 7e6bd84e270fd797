"""Who may do what with an organization: small predicates asked by page, API and template alike."""

from django.utils.translation import gettext as _

from members.enums import PARTS_OF_A_UNION, Post, Right
from members.models import Member, Organization, User
from members.models.dues_books import chain_of


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
    return member.home is not None and _may_in_union(user, Right.SEE_IDENTITY, member.home)


def why_not_see_identity() -> str:
    """What to tell somebody who may read the archive but not the full numbers in it."""
    return _("查看完整证件号码，需要在该会员所在工会担任主席、副主席或干事。")


def may_edit_members(user: User, organization: Organization) -> bool:
    """Keep the archives of an organization; the union keeps those of its groups and branches too."""
    return _may_in_union(user, Right.EDIT_MEMBERS, organization)


def may_approve_members(user: User, organization: Organization) -> bool:
    """Enter the committee's decisions about who belongs, also to its groups and branches."""
    return _may_in_union(user, Right.APPROVE_MEMBERS, organization)


def may_file_application(user: User, organization: Organization) -> bool:
    """Hand in somebody's application and write down what the group said: who keeps archives or stands next to the
    people (group leaders, committee)."""
    return _may_in_union(user, Right.EDIT_MEMBERS, organization) or user.access.may(
        Right.REPORT_LIFE_EVENTS, organization
    )


def _may_in_union(user: User, right: Right, organization: Organization) -> bool:
    """The right in the body itself or in the union it is a part of: groups and branches have no committee."""
    body: Organization | None = organization
    while body is not None:
        if user.access.may(right, body):
            return True
        body = body.parent if body.kind in PARTS_OF_A_UNION else None
    return False


def why_not_edit_members(organization: Organization) -> str:
    """What to tell somebody who reads an archive but may not keep it."""
    return _("“%(organization)s”的会员档案由该单位主席、副主席或干事维护。") % {"organization": organization.label}


def why_not_approve_members(organization: Organization) -> str:
    """What to tell somebody who may not enter the committee's decisions."""
    return _("“%(organization)s”的入会审批和会籍决定，由该单位主席或副主席登记。") % {
        "organization": organization.label
    }


def may_read_dues(user: User, organization: Organization) -> bool:
    """Charges, payments and wages of the organization's members; reaches the subtree."""
    return any(organization.lies_within(path) for path in user.access.paths(Right.READ_DUES))


def may_collect_dues(user: User, organization: Organization) -> bool:
    """Take money here: in the organization itself, or as the union whose branch or group it is."""
    return _may_in_union(user, Right.COLLECT_DUES, organization)


def may_manage_dues(user: User, organization: Organization) -> bool:
    """Standards, charging, second looks and closing of books; a union manages its branches and groups with it."""
    return _may_in_union(user, Right.MANAGE_DUES, organization)


def may_reopen_dues(user: User, organization: Organization) -> bool:
    """Open closed books again: the chair decides."""
    return any(
        office.post in (Post.CHAIR, Post.VICE_CHAIR) and Right.MANAGE_DUES in office.rights
        for body in chain_of(organization)
        for office in user.access.offices
        if office.organization_id == body.pk
    )


def why_not_read_dues(organization: Organization) -> str:
    """What to tell somebody who sees the organization but not its dues."""
    return _("查看“%(organization)s”的会费，需要在该单位或上级工会担任主席、副主席、干事、财务、经审委员或小组长。") % {
        "organization": organization.label
    }


def why_not_collect_dues(organization: Organization) -> str:
    """What to tell somebody who may read the dues but not take money."""
    return _("“%(organization)s”的会费由该单位主席、副主席、财务或小组长收缴。") % {"organization": organization.label}


def why_not_manage_dues(organization: Organization) -> str:
    """What to tell somebody who may not decide about dues."""
    return _("“%(organization)s”的会费标准、生成、复核和结账由该单位主席、副主席或财务办理。") % {
        "organization": organization.label
    }


def why_not_reopen_dues(organization: Organization) -> str:
    """What to tell somebody who closes books but may not open them again."""
    return _("“%(organization)s”已结账的会费，由该单位主席或副主席决定重新打开。") % {
        "organization": organization.label
    }
