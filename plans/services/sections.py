"""Headings of a plan: add, change, move, remove with everything under them, restore."""

from typing import TypedDict

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import User
from plans.enums import EditKind, SectionType
from plans.models import Plan, PlanItem, Section
from plans.services.following import reminders_follow
from plans.services.locking import check_version, lock_editable_plan, lock_section
from plans.services.order import close_ranks, put, sibling_sections
from plans.services.trace import check_reason, leave_trace, touch
from unionplan.core.errors import DomainError


class SectionFields(TypedDict, total=False):
    """What `change_section` can change."""

    title: str
    section_type: str
    body: str


@transaction.atomic
def add_section(
    *,
    plan_id: int,
    title: str,
    by: User,
    section_type: str = SectionType.TASKS,
    body: str = "",
    parent_id: int | None = None,
    after_id: int | None = None,
    reason: str = "",
) -> Section:
    """A new heading: behind `after_id` (and on its level), else at the end below `parent_id` or of the plan."""
    plan = lock_editable_plan(plan_id)
    check_reason(plan, reason)
    title = _checked_title(title)
    position = None
    if after_id is not None:
        after = Section.objects.get(plan=plan, pk=after_id, removed_at__isnull=True)
        parent_id = after.parent_id
        position = [row.pk for row in sibling_sections(plan.pk, parent_id=parent_id)].index(after.pk) + 1
    section = Section(
        plan=plan, parent_id=parent_id, title=title, section_type=SectionType(section_type), body=body.strip()
    )
    put(section, sibling_sections(plan.pk, parent_id=parent_id), position=position)
    section.save()
    _trace("plans.section.added", section, by, EditKind.ADD, {"op": "remove_section", "section": section.pk}, reason,
           changes={"title": ["", title]})  # fmt: skip
    return section


def _checked_title(title: str) -> str:
    title = title.strip()
    if not title:
        raise DomainError(_("请写明章节标题。"), field="title")
    return title


def _trace(
    action: str,
    section: Section,
    by: User,
    kind: EditKind,
    undo: dict[str, object],
    reason: str,
    *,
    changes: dict[str, list[object]],
) -> None:
    leave_trace(
        action,
        plan=section.plan,
        target=section,
        by=by,
        kind=kind,
        undo=undo,
        rows=[section],
        changes=changes,
        reason=reason,
    )
    touch(section.plan)


@transaction.atomic
def change_section(
    *, section_id: int, fields: SectionFields, by: User, expected_version: int | None = None, reason: str = ""
) -> Section:
    """Change a heading, its kind or its paragraphs; what stays equal is not written.

    Raises EditConflictError when somebody saved first, DomainError for a locked plan or a missing reason.
    """
    section = lock_section(section_id)
    check_version(section, expected_version, fields)
    changed = {
        name: str(value).strip() for name, value in fields.items() if getattr(section, name) != str(value).strip()
    }
    if not changed:
        return section
    check_reason(section.plan, reason)
    before = {name: getattr(section, name) for name in changed}
    for name, value in changed.items():
        setattr(section, name, value)
    section.version += 1
    section.save(update_fields=[*changed, "version"])
    undo = {"op": "change_section", "section": section.pk, "fields": before}
    changes: dict[str, list[object]] = {name: [before[name], value] for name, value in changed.items()}
    _trace("plans.section.changed", section, by, EditKind.EDIT, undo, reason, changes=changes)
    return section


@transaction.atomic
def move_section(*, section_id: int, position: int, by: User, reason: str = "") -> Section:
    """Give a heading this place (0-based) among its siblings; everything under it comes along."""
    section = lock_section(section_id)
    check_reason(section.plan, reason)
    siblings = sibling_sections(section.plan_id, parent_id=section.parent_id)
    old = [row.pk for row in siblings].index(section.pk)
    put(section, siblings, position=position)
    section.version += 1
    section.save(update_fields=["position", "version"])
    undo = {"op": "move_section", "section": section.pk, "position": old}
    changes: dict[str, list[object]] = {"position": [old + 1, section.position + 1]}
    _trace("plans.section.moved", section, by, EditKind.MOVE, undo, reason, changes=changes)
    return section


@transaction.atomic
def shift_section(*, section_id: int, step: int, by: User, reason: str = "") -> Section:
    """One place up (`step` -1) or down (1); DomainError at either end."""
    section = lock_section(section_id)
    siblings = sibling_sections(section.plan_id, parent_id=section.parent_id)
    index = [row.pk for row in siblings].index(section.pk) + step
    if not 0 <= index < len(siblings):
        raise DomainError(_("已经在最前面，不能再上移。") if step < 0 else _("已经在最后面，不能再下移。"))
    return move_section(section_id=section_id, position=index, by=by, reason=reason)


def _family(section: Section) -> list[int]:
    """The heading and every live heading below it."""
    parents = Section.objects.filter(plan=section.plan_id, removed_at=section.removed_at).values_list("pk", "parent_id")
    found = [section.pk]
    for pk in found:
        found += [child for child, parent in parents if parent == pk]
    return found


@transaction.atomic
def remove_section(*, section_id: int, by: User, expected_version: int | None = None, reason: str = "") -> Section:
    """Take a heading out of the plan with everything under it; all of it can be restored together."""
    section = lock_section(section_id)
    check_version(section, expected_version, {})
    check_reason(section.plan, reason)
    now = timezone.now()
    family = _family(section)
    gone = list(PlanItem.objects.filter(section__in=family, removed_at__isnull=True).values_list("pk", flat=True))
    PlanItem.objects.filter(pk__in=gone).update(removed_at=now, updated_at=now)
    Section.objects.filter(pk__in=family).update(removed_at=now)
    section.removed_at = now
    section.version += 1
    section.save(update_fields=["version"])
    close_ranks(sibling_sections(section.plan_id, parent_id=section.parent_id))
    undo = {"op": "restore_section", "section": section.pk}
    changes: dict[str, list[object]] = {"title": [section.title, ""], "count": [len(gone), 0]}
    _trace("plans.section.removed", section, by, EditKind.REMOVE, undo, reason, changes=changes)
    reminders_follow(section.plan, gone)
    return section


@transaction.atomic
def restore_section(*, section_id: int, by: User, reason: str = "") -> Section:
    """Bring a removed heading back to its place with what went together with it; DomainError if it was not removed."""
    plan: Plan = lock_editable_plan(Section.objects.values_list("plan_id", flat=True).get(pk=section_id))
    section = Section.objects.select_for_update(no_key=True, of=("self",)).get(pk=section_id)
    section.plan = plan
    if section.removed_at is None:
        raise DomainError(_("这一章节没有被删除，不用恢复。"))
    check_reason(plan, reason)
    gone = section.removed_at
    siblings = sibling_sections(plan.pk, parent_id=section.parent_id)
    Section.objects.filter(plan=plan, removed_at=gone).update(removed_at=None)
    back = list(PlanItem.objects.filter(plan=plan, removed_at=gone).values_list("pk", flat=True))
    PlanItem.objects.filter(pk__in=back).update(removed_at=None, updated_at=timezone.now())
    put(section, siblings, position=section.position)
    section.removed_at = None
    section.version += 1
    section.save(update_fields=["position", "version"])
    undo = {"op": "remove_section", "section": section.pk}
    _trace("plans.section.restored", section, by, EditKind.ADD, undo, reason, changes={"title": ["", section.title]})
    reminders_follow(plan, back)
    return section
