"""The same shapes as serializers.py, written by PostgreSQL. A test holds both equal, member by member."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef

from plans.models import PlanItem, Section, Target, TimeWindow
from unionplan.core.rows import JsonRow, Stamp, Tagged, joined, row_text, text_of

WINDOW = {
    "text": F("text"),
    "start": F("start"),
    "end": F("end"),
    "start_time": F("start_time"),
    "end_time": F("end_time"),
    "precision": F("precision"),
    "is_recurring": F("is_recurring"),
}
TARGET = {
    "id": F("id"),
    "item": F("item_id"),
    "text": F("text"),
    "metric": F("metric"),
    "kind": F("kind"),
    "comparator": F("comparator"),
    "value": text_of("value"),
    "value_max": text_of("value_max"),
    "unit": F("unit"),
    "is_approximate": F("is_approximate"),
}
SECTION = {
    "id": F("id"),
    "plan": F("plan_id"),
    "parent": F("parent_id"),
    "position": F("position"),
    "title": F("title"),
    "section_type": F("section_type"),
    "body": F("body"),
    "version": F("version"),
}
PLAN = {
    "id": F("id"),
    "organization": F("organization__code"),
    "organization_name": F("organization__name"),
    "parent": F("parent_id"),
    "kind": F("kind"),
    "title": F("title"),
    "year": F("year"),
    "period_start": F("period_start"),
    "period_end": F("period_end"),
    "state": F("state"),
    "preamble": F("preamble"),
    "approved_at": Stamp("approved_at"),
    "version": F("version"),
    "updated_at": Stamp("updated_at"),
}


ENTRY = {
    "id": F("id"),
    "item": F("item_id"),
    "plan": F("item__plan_id"),
    "organization": F("item__plan__organization__code"),
    "title": F("item__title"),
    "state": F("item__state"),
    "start": F("start"),
    "end": F("end"),
}


def item_fields() -> dict[str, object]:
    """An item with its windows and targets nested."""
    windows = TimeWindow.objects.filter(item=OuterRef("pk")).order_by("position", "id")
    targets = Target.objects.filter(item=OuterRef("pk")).order_by("position", "id")
    return {
        "id": F("id"),
        "plan": F("plan_id"),
        "section": F("section_id"),
        "parent": F("parent_id"),
        "position": F("position"),
        "title": F("title"),
        "body": F("body"),
        "owner": F("owner__username"),
        "owner_name": F("owner__full_name"),
        "responsible": F("responsible"),
        "place": F("place"),
        "state": F("state"),
        "state_reason": F("state_reason"),
        "done_at": Stamp("done_at"),
        "audience": F("audience"),
        "derived_from": F("derived_from_id"),
        "version": F("version"),
        "updated_at": Stamp("updated_at"),
        "windows": ArraySubquery(windows.values(row=JsonRow(WINDOW))),
        "targets": ArraySubquery(targets.values(row=JsonRow(TARGET))),
    }


ITEM_TEXT = row_text(item_fields())
PLAN_TEXT = row_text(PLAN)
SECTION_TEXT = row_text(SECTION)
TARGET_TEXT = row_text(TARGET)
ENTRY_TEXT = row_text(ENTRY)

# The outline of one plan, flat and in document order, as two texts.
SECTIONS_OF_PLAN = joined(
    Section.objects.filter(plan=OuterRef("pk"), removed_at__isnull=True)
    .order_by("position", "id")
    .values_list(Tagged("id", "parent_id", row=SECTION_TEXT))
)
ITEMS_OF_PLAN = joined(
    PlanItem.objects.filter(plan=OuterRef("pk"), removed_at__isnull=True)
    .order_by("position", "id")
    .values_list(Tagged("id", "parent_id", "section_id", row=ITEM_TEXT))
)
