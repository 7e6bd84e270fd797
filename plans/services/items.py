"""Items of a plan: add and change. Moving lives in `moves`, removing in `removal`, states in `states`."""

import re
from collections.abc import Sequence
from typing import Any, TypedDict

from django.db import transaction
from django.utils.translation import gettext as _

from members.models import User
from plans.enums import Audience, EditKind
from plans.models import Plan, PlanItem, Section
from plans.services.following import reminders_follow
from plans.services.locking import check_version, lock_editable_plan, lock_item
from plans.services.order import close_ranks, keep_has_children, level_of, sibling_items
from plans.services.owners import check_owner
from plans.services.trace import Changes, add_revision, add_step, audit, check_reason, leave_trace
from plans.services.windows import WindowInput, period_of, write_windows
from unionplan.core.errors import DomainError

MAX_LINES = 500
MAX_LEVELS = 5  # 一、（一）1.（1）① is as far as official numbering reaches
MAX_TITLE = 500

_MARKER = re.compile(
    r"^(?:[（(〔]?[一二三四五六七八九十]{1,3}[）)〕]?、|[（(〔][一二三四五六七八九十]{1,3}[）)〕]、?|\d{1,3}[.、．](?!\d)"
    r"|[（(]\d{1,3}[）)]、?|[①-⑳]|[-•·●])\s*"
)


class ItemFields(TypedDict, total=False):
    """What `change_item` can change; `owner` is a user's id or None."""

    title: str
    body: str
    owner: int | None
    responsible: str
    place: str
    audience: str


def lines_of(text: str) -> list[str]:
    """Titles out of pasted lines: blank lines dropped, list markers taken off because numbers are derived."""
    lines = (_MARKER.sub("", line.strip()).strip() for line in text.splitlines())
    return [line for line in lines if line]


@transaction.atomic
def add_item(
    *,
    plan_id: int,
    title: str,
    by: User,
    section_id: int | None = None,
    parent_id: int | None = None,
    after_id: int | None = None,
    fields: ItemFields | None = None,
    windows: Sequence[WindowInput] = (),
    reason: str = "",
) -> PlanItem:
    """One new item, see `add_items`; `fields` and `windows` are written with it."""
    item = add_items(
        plan_id=plan_id,
        titles=[title],
        by=by,
        section_id=section_id,
        parent_id=parent_id,
        after_id=after_id,
        fields=fields,
        reason=reason,
    )[0]
    if windows:
        write_windows({item: windows}, period=period_of(item.plan))
        reminders_follow(item.plan, [item.pk])
    return item


@transaction.atomic
def add_items(
    *,
    plan_id: int,
    titles: Sequence[str],
    by: User,
    section_id: int | None = None,
    parent_id: int | None = None,
    after_id: int | None = None,
    fields: ItemFields | None = None,
    reason: str = "",
) -> list[PlanItem]:
    """New items in this order: right behind `after_id`, else at the end below `parent_id`, else at the end of the
    section (a plan without sections gets an untitled one). One statement for the rows, one entry in the trail.

    Raises DomainError for an empty or overlong title, more than 500 lines, a locked plan or a missing reason.
    """
    plan = lock_editable_plan(plan_id)
    check_reason(plan, reason)
    titles = _checked_titles(titles)
    section, parent, position = _place_for(plan, section_id, parent_id, after_id)
    siblings = sibling_items(plan.pk, section_id=section.pk, parent_id=parent.pk if parent else None)
    start = len(siblings) if position is None else position
    values = _checked_fields(plan, fields or {})
    items = [
        PlanItem(plan=plan, section=section, parent=parent, title=title, position=start + offset, **values)
        for offset, title in enumerate(titles)
    ]
    close_ranks(siblings, leave=range(start, start + len(items)))
    PlanItem.objects.bulk_create(items)
    keep_has_children(parent.pk if parent else None)
    _trace_added(plan, items, by=by, reason=reason)
    return items


def _checked_titles(titles: Sequence[str]) -> list[str]:
    if len(titles) > MAX_LINES:
        raise DomainError(_("一次最多添加 %(limit)s 项。") % {"limit": MAX_LINES}, field="titles")
    return [checked_title(title) for title in titles]


def checked_title(title: str) -> str:
    """The title without blanks around it; DomainError when it is empty or too long."""
    title = title.strip()
    if not title:
        raise DomainError(_("请写明工作事项。"), field="title")
    if len(title) > MAX_TITLE:
        raise DomainError(
            _("工作事项不能超过 %(limit)s 字，详细内容请写在正文里。") % {"limit": MAX_TITLE}, field="title"
        )
    return title


def _checked_fields(plan: Plan, fields: ItemFields) -> dict[str, Any]:
    """Values ready for the row; `owner` becomes a person."""
    values: dict[str, Any] = {name: value for name, value in fields.items() if name != "owner"}
    if "title" in fields:
        values["title"] = checked_title(fields["title"])
    if "owner" in fields:
        values["owner"] = check_owner(plan, fields["owner"])
    if "audience" in fields:
        values["audience"] = Audience(fields["audience"])
    return values


def _place_for(
    plan: Plan, section_id: int | None, parent_id: int | None, after_id: int | None
) -> tuple[Section, PlanItem | None, int | None]:
    """Section, parent and position (None: the end) of a new item."""
    live = PlanItem.objects.filter(plan=plan, removed_at__isnull=True).select_related("section", "parent")
    if after_id is not None:
        after = live.get(pk=after_id)
        siblings = sibling_items(plan.pk, section_id=after.section_id, parent_id=after.parent_id)
        return after.section, after.parent, [row.pk for row in siblings].index(after.pk) + 1
    if parent_id is not None:
        parent = live.get(pk=parent_id)
        check_levels(level_of(parent) + 1)
        return parent.section, parent, None
    sections = Section.objects.filter(plan=plan, removed_at__isnull=True)
    if section_id is not None:
        return sections.get(pk=section_id), None, None
    section = sections.order_by("parent_id", "-position").first()
    return section or Section.objects.create(plan=plan, position=0), None, None


def check_levels(levels: int) -> None:
    """DomainError when an item would lie deeper than official numbering reaches."""
    if levels > MAX_LEVELS:
        raise DomainError(_("最多 %(limit)s 级，不能再往下分。") % {"limit": MAX_LEVELS})


def _trace_added(plan: Plan, items: list[PlanItem], *, by: User, reason: str) -> None:
    undo = {"op": "remove_items", "items": [item.pk for item in items]}
    if len(items) == 1:
        leave_trace(
            "plans.item.added",
            plan=plan,
            target=items[0],
            by=by,
            kind=EditKind.ADD,
            undo=undo,
            rows=items,
            changes={"title": ["", items[0].title]},
            reason=reason,
        )
        return
    titles = "\n".join(item.title for item in items)
    changes: Changes = {"items": ["", titles]}
    label = _("%(count)s 项工作") % {"count": len(items)}
    audit("plans.plan.items_added", plan=plan, target=plan, by=by, changes=changes, note=reason.strip())
    add_step(plan, by=by, kind=EditKind.ADD, label=label, undo=undo, rows=items)
    add_revision(plan, target=plan, by=by, reason=reason, changes=changes)


@transaction.atomic
def change_item(
    *,
    item_id: int,
    fields: ItemFields,
    by: User,
    expected_version: int | None = None,
    reason: str = "",
) -> PlanItem:
    """Change the text of an item or who is responsible; what stays equal is not written.

    Raises EditConflictError when somebody saved first (`current` the row, `yours` the fields as typed), DomainError for
    an empty title, a person who cannot be responsible, a locked plan or a missing reason.
    """
    item = lock_item(item_id)
    check_version(item, expected_version, fields)
    values = _checked_fields(item.plan, fields)
    changed = {name: value for name, value in values.items() if getattr(item, name) != value}
    if not changed:
        return item
    check_reason(item.plan, reason)
    before = {name: _plain(getattr(item, name)) for name in changed}
    undo_fields = {name: item.owner_id if name == "owner" else before[name] for name in changed}
    for name, value in changed.items():
        setattr(item, name, value)
    item.version += 1
    item.save(update_fields=[*changed, "version", "updated_at"])
    leave_trace(
        "plans.item.changed",
        plan=item.plan,
        target=item,
        by=by,
        kind=EditKind.EDIT,
        undo={"op": "change_item", "item": item.pk, "fields": undo_fields},
        rows=[item],
        changes={name: [before[name], _plain(value)] for name, value in changed.items()},
        reason=reason,
    )
    if "owner" in changed:
        reminders_follow(item.plan, [item.pk])
    return item


def _plain(value: object) -> str:
    """A field's value as the trail keeps it; a person by name."""
    return "" if value is None else str(value)


@transaction.atomic
def assign_owner(
    *, item_id: int, owner_id: int | None, by: User, expected_version: int | None = None, reason: str = ""
) -> PlanItem:
    """Make somebody responsible, or nobody; see `change_item`."""
    return change_item(
        item_id=item_id, fields={"owner": owner_id}, by=by, expected_version=expected_version, reason=reason
    )
