"""The order of items and sections among their siblings; callers hold the plan's lock."""

from collections.abc import Sequence
from typing import TypeVar

from django.db.models import Exists, OuterRef
from django.utils import timezone

from plans.models import PlanItem, Section

Row = TypeVar("Row", PlanItem, Section)


def sibling_items(plan_id: int, *, section_id: int, parent_id: int | None) -> list[PlanItem]:
    """Live items of one place in order; those below an item are found by the item alone."""
    place = {"parent": parent_id} if parent_id else {"section": section_id, "parent": None}
    return list(PlanItem.objects.filter(plan=plan_id, removed_at__isnull=True, **place).order_by("position", "id"))


def sibling_sections(plan_id: int, *, parent_id: int | None) -> list[Section]:
    """Live headings of one place in order."""
    return list(
        Section.objects.filter(plan=plan_id, parent=parent_id, removed_at__isnull=True).order_by("position", "id")
    )


def put(row: Row, into: Sequence[Row], *, position: int | None) -> None:
    """Give `row` this place (0-based, None: the end) among its siblings and close ranks; one statement.

    Only rows whose place changes are written; `row` itself is not saved here.
    """
    others = [other for other in into if other.pk != row.pk]
    index = len(others) if position is None else max(0, min(position, len(others)))
    row.position = index
    close_ranks(others, leave=range(index, index + 1))


def close_ranks(ordered: Sequence[Row], *, leave: range = range(0)) -> None:
    """Positions 0, 1, 2 … in this order, with the places in `leave` kept free; one statement for what changes."""
    moved: list[Row] = []
    for index, row in enumerate(ordered):
        position = index if not leave or index < leave.start else index + len(leave)
        if row.position != position:
            row.position = position
            moved.append(row)
    _save_positions(moved)


def _save_positions(rows: Sequence[PlanItem] | Sequence[Section]) -> None:
    """Items also count as updated: whoever pulls plans learns their new order."""
    items = [row for row in rows if isinstance(row, PlanItem)]
    now = timezone.now()
    for item in items:
        item.updated_at = now
    if items:
        PlanItem.objects.bulk_update(items, ["position", "updated_at"])
    sections = [row for row in rows if isinstance(row, Section)]
    if sections:
        Section.objects.bulk_update(sections, ["position"])


def below(plan_id: int, item_id: int) -> list[int]:
    """Ids of every live item below this one, parents first; one query."""
    children: dict[int, list[int]] = {}
    rows = PlanItem.objects.filter(plan=plan_id, removed_at__isnull=True, parent__isnull=False)
    for pk, parent in rows.order_by("position", "id").values_list("pk", "parent_id"):
        children.setdefault(parent or 0, []).append(pk)
    found: list[int] = []
    queue = list(children.get(item_id, []))
    while queue:
        pk = queue.pop(0)
        found.append(pk)
        queue += children.get(pk, [])
    return found


def level_of(item: PlanItem | None) -> int:
    """How many items lie above and including this one."""
    level = 0
    while item is not None:
        level += 1
        item = item.parent
    return level


def keep_has_children(*item_ids: int | None) -> None:
    """`has_children` of these items follows the rows below them."""
    ids = [pk for pk in item_ids if pk]
    if ids:
        child = PlanItem.objects.filter(parent=OuterRef("pk"), removed_at__isnull=True)
        PlanItem.objects.filter(pk__in=ids).update(has_children=Exists(child))
