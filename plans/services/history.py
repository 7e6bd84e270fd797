"""What happened to a plan or an item, in words, from the audit trail; translated when read, not when written."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plans.enums import Audience, ItemState, PlanKind, PlanState, SectionType
from plans.models import Plan, PlanItem
from unionplan.core.enums import Channel
from unionplan.core.models import AuditEntry

ACTIONS: dict[str, str | Promise] = {
    "plans.plan.created": gettext_lazy("新建了计划"),
    "plans.plan.imported": gettext_lazy("由文件导入了计划"),
    "plans.plan.changed": gettext_lazy("修改了计划信息"),
    "plans.plan.submitted": gettext_lazy("提交了审批"),
    "plans.plan.withdrawn": gettext_lazy("撤回了送审"),
    "plans.plan.sent_back": gettext_lazy("退回了计划"),
    "plans.plan.approved": gettext_lazy("批准了计划"),
    "plans.plan.closed": gettext_lazy("把计划总结归档"),
    "plans.plan.removed": gettext_lazy("删除了计划"),
    "plans.plan.restored": gettext_lazy("恢复了计划"),
    "plans.plan.items_added": gettext_lazy("添加了多项工作"),
    "plans.plan.items_removed": gettext_lazy("删除了多项工作"),
    "plans.plan.items_restored": gettext_lazy("恢复了多项工作"),
    "plans.section.added": gettext_lazy("添加了章节"),
    "plans.section.changed": gettext_lazy("修改了章节"),
    "plans.section.moved": gettext_lazy("移动了章节"),
    "plans.section.removed": gettext_lazy("删除了章节"),
    "plans.section.restored": gettext_lazy("恢复了章节"),
    "plans.item.added": gettext_lazy("添加了事项"),
    "plans.item.changed": gettext_lazy("修改了事项"),
    "plans.item.moved": gettext_lazy("移动了事项"),
    "plans.item.removed": gettext_lazy("删除了事项"),
    "plans.item.restored": gettext_lazy("恢复了事项"),
    "plans.item.state_changed": gettext_lazy("登记了进展"),
    "plans.item.windows_changed": gettext_lazy("修改了时间"),
    "plans.item.targets_changed": gettext_lazy("修改了目标"),
}
FIELDS: dict[str, str | Promise] = {
    "title": gettext_lazy("标题"),
    "body": gettext_lazy("正文"),
    "owner": gettext_lazy("责任人"),
    "responsible": gettext_lazy("责任部门"),
    "place": gettext_lazy("位置"),
    "audience": gettext_lazy("可见范围"),
    "state": gettext_lazy("状态"),
    "windows": gettext_lazy("时间"),
    "targets": gettext_lazy("目标"),
    "items": gettext_lazy("事项"),
    "section_type": gettext_lazy("章节类型"),
    "position": gettext_lazy("顺序"),
    "count": gettext_lazy("涉及事项数"),
    "kind": gettext_lazy("计划类型"),
    "year": gettext_lazy("年度"),
    "period_start": gettext_lazy("期间起"),
    "period_end": gettext_lazy("期间止"),
    "preamble": gettext_lazy("前言"),
}
# The place of a meeting and the place in the outline share a word in the trail, not on the page.
_ITEM_PLACE = gettext_lazy("地点")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field: what it was and what it became, in the reader's words; empty for nothing."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One act: who did what when, by which way in, with the fields that changed and the reason given (`reason_label`
    says what it is: the note of an import is the file it came from)."""

    at: datetime
    who: str
    what: str
    about: str
    way_in: str
    changes: tuple[FieldChange, ...]
    reason: str
    reason_label: str


def history_of_item(item: PlanItem) -> QuerySet[AuditEntry]:
    """Entries about one item, newest first; one index scan."""
    return AuditEntry.objects.filter(target_type="plans.planitem", target_id=str(item.pk))


def history_of_plan(plan: Plan) -> QuerySet[AuditEntry]:
    """Entries about a plan and everything in it, newest first; one index scan."""
    return AuditEntry.objects.filter(subject=f"plan:{plan.pk}")


def in_words(entries: Iterable[AuditEntry]) -> list[HistoryLine]:
    """The entries as sentences in the active language."""
    return [_line(entry) for entry in entries]


def _line(entry: AuditEntry) -> HistoryLine:
    about = "" if entry.target_type == "plans.plan" else entry.target_label
    return HistoryLine(
        at=entry.at,
        who=entry.actor_label or _("系统"),
        what=str(ACTIONS.get(entry.action, _("修改"))),
        about=about,
        way_in=str(Channel(entry.channel).label),
        changes=tuple(_change(entry, name, pair) for name, pair in entry.changes.items()),
        reason=entry.note,
        reason_label=_("文件") if entry.action == "plans.plan.imported" else _("原因"),
    )


def _change(entry: AuditEntry, name: str, pair: list[Any]) -> FieldChange:
    old, new = pair
    return FieldChange(label=_label(entry, name), old=_words(entry, name, old), new=_words(entry, name, new))


def _label(entry: AuditEntry, name: str) -> str:
    if name == "place" and entry.action != "plans.item.moved":
        return str(_ITEM_PLACE)
    return str(FIELDS.get(name, name))


def _words(entry: AuditEntry, name: str, value: object) -> str:
    if value in (None, ""):
        return ""
    if name == "state":
        choices = PlanState if entry.target_type == "plans.plan" else ItemState
        return choice_words(choices.choices, value)
    reader = _READERS.get(name)
    return reader(value) if reader else str(value)


def choice_words(choices: Iterable[tuple[Any, Any]], value: object) -> str:
    """A stored choice in the reader's language; a value no longer known as it was kept."""
    return str(dict(choices).get(value, value))


def _day(value: object) -> str:
    return date_format(date.fromisoformat(str(value)))


_READERS: Mapping[str, Callable[[object], str]] = {
    "audience": lambda value: choice_words(Audience.choices, value),
    "kind": lambda value: choice_words(PlanKind.choices, value),
    "section_type": lambda value: choice_words(SectionType.choices, value),
    "period_start": _day,
    "period_end": _day,
}


def revision_words(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The fields of a revision's old or new text as (label, words)."""
    found = []
    for name, value in values.items():
        reader = _READERS.get(name)
        text = (
            choice_words(ItemState.choices, value) if name == "state" else reader(value) if reader and value else value
        )
        found.append((str(FIELDS.get(name, name)), "" if text is None else str(text)))
    return found
