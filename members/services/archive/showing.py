"""An archive as its page shows it: what may stand beside what, so that a mask stays a mask.

Birth date and home county are shown only to people who may open the number anyway, the birth date without its year:
beside the masked number they would leave a handful of candidates (reliability.md A42)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from members.choices.archive import LeavingState, StepKind
from members.models import (
    CorrectionRequest,
    FamilyMember,
    Leaving,
    Member,
    MemberIdentity,
    Membership,
    MemberStep,
    Transfer,
    WorkerTitle,
)
from members.services.archive.completeness import missing_fields, required_for
from members.services.archive.rulebook import FIELDS
from members.services.archive.steps import subject_of
from unionplan.core.models import AuditEntry

_TRAIL = 20
ACTION_WORDS = {f"members.member.{kind.value}": kind.label for kind in StepKind} | {
    "members.member.changed": pgettext_lazy("history", "修改档案"),
    "members.identity.changed": pgettext_lazy("history", "更新证件或联系方式"),
    "members.identity.revealed": pgettext_lazy("history", "查看证件或联系方式全文"),
    "members.identity.shown_to_owner": pgettext_lazy("history", "本人查看自己的资料"),
    "members.transfer.asked": pgettext_lazy("history", "提出会籍转接"),
    "members.transfer.released": pgettext_lazy("history", "同意转出"),
    "members.transfer.refused": pgettext_lazy("history", "不予接转"),
    "members.transfer.cancelled": pgettext_lazy("history", "撤回转接"),
    "members.leaving.asked": pgettext_lazy("history", "登记退会申请"),
    "members.leaving.proposed": pgettext_lazy("history", "提请讨论视为退会"),
    "members.leaving.evidence": pgettext_lazy("history", "补充退会依据"),
    "members.leaving.dismissed": pgettext_lazy("history", "不予退会"),
    "members.family.added": pgettext_lazy("history", "登记家庭成员"),
    "members.family.removed": pgettext_lazy("history", "删除家庭成员"),
    "members.family.forgotten": pgettext_lazy("history", "到期删除家庭成员信息"),
    "members.title.added": pgettext_lazy("history", "登记荣誉称号"),
    "members.title.withdrawn": pgettext_lazy("history", "撤销荣誉称号"),
    "members.correction.asked": pgettext_lazy("history", "本人申请更正"),
    "members.correction.accepted": pgettext_lazy("history", "更正档案"),
    "members.correction.declined": pgettext_lazy("history", "不予更正"),
    "members.correction.withdrawn": pgettext_lazy("history", "本人撤回更正申请"),
}


@dataclass(frozen=True, slots=True)
class SealedLine:
    """A sealed value: its mask, nothing where none is kept; `value` where it was opened just now."""

    field: str
    label: str
    mask: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """One line of the trail, in words."""

    at: datetime
    who: str
    words: str
    note: str


@dataclass(frozen=True, slots=True)
class ArchivePage:
    """Everything the page of an archive says."""

    facts: tuple[tuple[str, str], ...]
    sealed: tuple[SealedLine, ...]
    stays: tuple[Membership, ...]
    steps: tuple[MemberStep, ...]
    family: tuple[FamilyMember, ...]
    titles: tuple[WorkerTitle, ...]
    missing: tuple[str, ...]
    percent: int
    transfer: Transfer | None
    leaving: Leaving | None
    corrections: int
    trail: tuple[Act, ...]


def archive_page(
    member: Member, *, on: date, may_see: bool, with_trail: bool, opened: Mapping[str, str] | None = None
) -> ArchivePage:
    """Read it in a number of queries that does not grow with the archive; `opened` are sealed values shown just now."""
    identity = MemberIdentity.objects.filter(pk=member.pk).first()
    missing = missing_fields(member, on)
    required = len(required_for(member.home, on))
    return ArchivePage(
        facts=tuple(_facts(member, may_see=may_see)),
        sealed=tuple(_sealed(identity, opened or {})),
        stays=tuple(member.memberships.select_related("organization")),
        steps=tuple(member.steps.select_related("from_organization", "to_organization", "decided_by")),
        family=tuple(member.family.all()),
        titles=tuple(member.titles.all()),
        missing=tuple(str(FIELDS[field]) for field in missing),
        percent=round((required - len(missing)) * 100 / required) if required else 100,
        transfer=member.transfers.filter(closed_at__isnull=True).select_related("source", "target").first(),
        leaving=member.leavings.filter(state=LeavingState.OPEN).first(),
        corrections=CorrectionRequest.objects.filter(member=member, state="open").count(),
        trail=tuple(_trail(member)) if with_trail else (),
    )


def _facts(member: Member, *, may_see: bool) -> list[tuple[str, str]]:
    lines: list[tuple[str, Any]] = [
        (_("会员号"), member.number),
        (_("所在工会"), member.home.name if member.home else ""),
        (_("入会日期"), member.joined_on.isoformat() if member.joined_on else ""),
        (_("性别"), member.get_gender_display()),
        (_("民族"), member.ethnicity),
        (_("政治面貌"), member.get_political_status_display()),
        (_("学历"), member.get_education_display()),
        (_("技能等级或职称"), member.skill_level),
        (_("用工形式"), member.get_employment_form_display()),
        (_("部门或班组"), member.workplace),
        (_("职工编号"), member.staff_number),
        (_("工会职务"), member.union_post),
    ]
    if may_see:
        born = member.born_on
        lines[4:4] = [(_("生日"), _("%(month)d月%(day)d日") % {"month": born.month, "day": born.day} if born else "")]
        lines.append((_("户籍所在地"), member.household))
    return [(label, str(value or "")) for label, value in lines]


def _trail(member: Member) -> list[Act]:
    entries = AuditEntry.objects.filter(subject=subject_of(member))[:_TRAIL]
    return [
        Act(entry.at, entry.actor_label, str(ACTION_WORDS.get(entry.action, "")), entry.note)
        for entry in entries
        if entry.action in ACTION_WORDS
    ]


def _sealed(identity: MemberIdentity | None, opened: Mapping[str, str]) -> list[SealedLine]:
    kind = identity.get_kind_display() if identity else _("证件号码")
    lines = [("number", kind), ("phone", _("手机")), ("bank_card", _("银行卡号")), ("address", _("住址"))]
    return [
        SealedLine(
            field,
            str(label),
            "" if identity is None else str(getattr(identity, f"{field}_mask", "") or getattr(identity, field)),
            opened.get(field, ""),
        )
        for field, label in lines
    ]
