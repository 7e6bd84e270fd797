"""The member's own archive as they see it: plain facts, and masks of what is sealed until they ask to see it."""

from datetime import date
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.models import Member, MemberIdentity, User
from members.services.own.sections import Block, Line, Section
from unionplan.core.audit import record


class SealedPart(StrEnum):
    """Parts of the archive that are sealed, by the name of their column."""

    NUMBER = "number"
    PHONE = "phone"
    BANK_CARD = "bank_card"
    ADDRESS = "address"


PART_LABELS = {
    SealedPart.NUMBER: gettext_lazy("证件号码"),
    SealedPart.PHONE: gettext_lazy("手机"),
    SealedPart.BANK_CARD: gettext_lazy("银行卡号"),
    SealedPart.ADDRESS: gettext_lazy("住址"),
}


def masks(member: Member) -> dict[SealedPart, str]:
    """What stands there until it is asked for: the stored mask, dots for an address, "" for what nobody has entered."""
    identity = MemberIdentity.objects.filter(pk=member.pk).first()
    if identity is None:
        return dict.fromkeys(SealedPart, "")
    return {part: getattr(identity, f"{part}_mask", "") or str(getattr(identity, part)) for part in SealedPart}


@transaction.atomic
def reveal_own(*, member: Member, part: SealedPart, by: User) -> str:
    """One sealed value in full, for its owner; who asked and for which part is recorded, never the value."""
    identity = MemberIdentity.objects.get(pk=member.pk)
    record(
        "members.identity.shown_to_owner",
        target=member,
        actor=by,
        organization_id=member.home_id,
        changes={"part": ["", part.value]},
    )
    return str(getattr(identity, part).reveal())


def facts(member: Member) -> list[Line]:
    """What the archive says beside the sealed values; empty facts stay, so that the member sees what is missing."""
    return [
        Line(_("姓名"), member.name),
        Line(_("会员号"), member.number or ""),
        Line(_("会籍状态"), member.get_state_display()),
        Line(_("所在工会"), member.home.name if member.home else ""),
        Line(_("入会日期"), _day(member.joined_on)),
        Line(_("性别"), member.get_gender_display()),
        Line(_("出生日期"), _day(member.born_on)),
        Line(_("民族"), member.ethnicity),
        Line(_("政治面貌"), member.get_political_status_display()),
        Line(_("学历"), member.get_education_display()),
        Line(_("技能等级或职称"), member.skill_level),
        Line(_("户籍所在地"), member.household),
        Line(_("用工形式"), member.get_employment_form_display()),
        Line(_("部门或班组"), member.workplace),
        Line(_("职工编号"), member.staff_number),
        Line(_("工会职务"), member.union_post),
    ]


def stays(member: Member) -> list[Line]:
    """Where the person has been a member, the latest first."""
    return [
        Line(
            stay.organization.name,
            _("%(start)s 至 %(end)s") % {"start": _day(stay.starts_on), "end": _day(stay.ends_on) or _("今")},
            state=stay.get_end_reason_display() or stay.get_standing_display(),
        )
        for stay in member.memberships.select_related("organization")
    ]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _summary(member: Member, on: date) -> str:
    home = member.home.label if member.home else ""
    return " · ".join(part for part in (str(member.get_state_display()), home) if part)


def _blocks(member: Member, on: date) -> list[Block]:
    return [Block(_("基本信息"), facts(member)), Block(_("会籍经历"), stays(member))]


SECTION = Section(
    key="archive",
    title=gettext_lazy("会员档案"),
    icon="person-vcard",
    order=10,
    summary=_summary,
    blocks=_blocks,
    url_name="members:own-archive",
)
