"""What a member sees of the own file and the help received: states, days and amounts, and the way to take a consent
back. Nothing here needs a reason: it is the person's own."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.choices.hardship import AidState
from members.models import AidRecord, HardshipCase, Member, PublicityNotice
from members.services.own.sections import Block, Line, Section


@dataclass(frozen=True, slots=True)
class OwnFile:
    """One file as its person sees it; `notice_until` is the last day of a notice that is up."""

    case: HardshipCase
    steps: tuple[tuple[str, date], ...]
    notice_until: date | None


@dataclass(frozen=True, slots=True)
class OwnHardship:
    """Files (the latest first), help given, and its sum in yuan."""

    files: tuple[OwnFile, ...]
    aid: tuple[AidRecord, ...]
    total: Decimal


def own_hardship(member: Member, on: date) -> OwnHardship:
    """The member's own files and help: four queries."""
    cases = HardshipCase.objects.filter(member=member).select_related("organization").prefetch_related("steps")
    notices = PublicityNotice.objects.filter(case__member=member).shown_on(on)
    until = {notice.case_id: notice.ends_on for notice in notices}
    aid = tuple(AidRecord.objects.filter(member=member, state=AidState.GIVEN).select_related("organization"))
    files = tuple(
        OwnFile(
            case=case,
            steps=tuple((step.get_step_display(), step.on) for step in case.steps.all()),
            notice_until=until.get(case.pk),
        )
        for case in cases
    )
    return OwnHardship(files, aid, sum((each.amount for each in aid), Decimal(0)))


def _summary(member: Member, on: date) -> str:
    case = HardshipCase.objects.filter(member=member).first()
    if case is None:
        return _("没有困难职工档案")
    return _("%(number)s：%(state)s") % {"number": case.number, "state": case.get_state_display()}


def _blocks(member: Member, on: date) -> list[Block]:
    own = own_hardship(member, on)
    blocks = [_file_block(each) for each in own.files]
    aid = [
        Line(
            label=each.get_kind_display(),
            value=_("%(yuan)s 元") % {"yuan": each.amount},
            note=each.given_on.isoformat() if each.given_on else "",
        )
        for each in own.aid
    ]
    return [*blocks, Block(title=_("收到的帮扶"), lines=aid, empty=_("还没有帮扶记录。"))]


def _file_block(own: OwnFile) -> Block:
    case = own.case
    category = case.get_category_display() or _("尚未认定")
    lines = [
        Line(label=_("状态"), value=case.get_state_display(), note=category),
        *(Line(label=step, value=on.isoformat()) for step, on in own.steps),
    ]
    if own.notice_until is not None:
        note = _("不想继续公示，可以在“我的同意”里撤回，公示立即撤下。")
        lines.append(Line(label=_("公示至"), value=own.notice_until.isoformat(), note=note))
    return Block(title=_("困难职工档案 %(number)s") % {"number": case.number}, lines=lines)


SECTION = Section(
    key="hardship",
    title=gettext_lazy("困难帮扶"),
    icon="life-preserver",
    order=40,
    summary=_summary,
    blocks=_blocks,
)
