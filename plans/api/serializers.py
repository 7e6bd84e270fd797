"""Shapes of plans in the API: what is read, what may be written. Nothing is writable that is not named here."""

from datetime import UTC

from rest_framework import serializers

from plans.enums import Audience, ItemState
from plans.models import Occurrence, Plan, PlanItem, Section, Target, TimeWindow
from unionplan.core.filters import MAX_ID


class StampField(serializers.DateTimeField):
    """A moment as `2026-03-08T01:00:00Z`: UTC, whole seconds."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M:%SZ", default_timezone=UTC, read_only=True, **kwargs)  # type: ignore[arg-type]


class PlanSerializer(serializers.ModelSerializer[Plan]):
    """A plan without its outline; the `tree` action adds it."""

    organization = serializers.CharField(source="organization.code", read_only=True)
    organization_name = serializers.CharField(source="organization.name", read_only=True)
    approved_at = StampField(allow_null=True)
    updated_at = StampField()

    class Meta:
        model = Plan
        fields = [
            "id",
            "organization",
            "organization_name",
            "parent",
            "kind",
            "title",
            "year",
            "period_start",
            "period_end",
            "state",
            "preamble",
            "approved_at",
            "version",
            "updated_at",
        ]
        read_only_fields = fields


class SectionSerializer(serializers.ModelSerializer[Section]):
    """A heading with its paragraphs."""

    class Meta:
        model = Section
        fields = ["id", "plan", "parent", "position", "title", "section_type", "body", "version"]
        read_only_fields = fields


class WindowSerializer(serializers.ModelSerializer[TimeWindow]):
    """When: the words as written and the dates (inclusive); null while unknown."""

    class Meta:
        model = TimeWindow
        fields = ["text", "start", "end", "start_time", "end_time", "precision", "is_recurring"]
        read_only_fields = fields


class TargetSerializer(serializers.ModelSerializer[Target]):
    """How much; `value` is null where the document left a blank."""

    class Meta:
        model = Target
        fields = [
            "id",
            "item",
            "text",
            "metric",
            "kind",
            "comparator",
            "value",
            "value_max",
            "unit",
            "is_approximate",
        ]
        read_only_fields = fields


class ItemSerializer(serializers.ModelSerializer[PlanItem]):
    """A piece of work with its windows and targets."""

    owner = serializers.CharField(source="owner.username", read_only=True, allow_null=True, default=None)
    owner_name = serializers.CharField(source="owner.full_name", read_only=True, allow_null=True, default=None)
    done_at = StampField(allow_null=True)
    updated_at = StampField()
    windows = WindowSerializer(many=True, read_only=True)
    targets = TargetSerializer(many=True, read_only=True)

    class Meta:
        model = PlanItem
        fields = [
            "id",
            "plan",
            "section",
            "parent",
            "position",
            "title",
            "body",
            "owner",
            "owner_name",
            "responsible",
            "place",
            "state",
            "state_reason",
            "done_at",
            "audience",
            "derived_from",
            "version",
            "updated_at",
            "windows",
            "targets",
        ]
        read_only_fields = fields


class TreeItemSerializer(ItemSerializer):
    """An item in the tree: its derived number, and the items below it."""

    number = serializers.CharField(read_only=True)
    items = serializers.ListField(read_only=True, help_text="Items below this one, in the same shape.")

    class Meta(ItemSerializer.Meta):
        fields = ["number", *ItemSerializer.Meta.fields, "items"]
        read_only_fields = fields


class TreeSectionSerializer(SectionSerializer):
    """A section in the tree: its derived number, its items, and the sections below it."""

    number = serializers.CharField(read_only=True)
    items = TreeItemSerializer(many=True, read_only=True)
    sections = serializers.ListField(read_only=True, help_text="Sections below this one, in the same shape.")

    class Meta(SectionSerializer.Meta):
        fields = ["number", *SectionSerializer.Meta.fields, "items", "sections"]
        read_only_fields = fields


class PlanTreeSerializer(PlanSerializer):
    """A plan with its whole outline in one answer."""

    sections = TreeSectionSerializer(many=True, read_only=True)

    class Meta(PlanSerializer.Meta):
        fields = [*PlanSerializer.Meta.fields, "sections"]
        read_only_fields = fields


class EntrySerializer(serializers.ModelSerializer[Occurrence]):
    """One stretch of days on which an item is on."""

    item = serializers.IntegerField(source="item_id", read_only=True)
    plan = serializers.IntegerField(source="item.plan_id", read_only=True)
    organization = serializers.CharField(source="item.plan.organization.code", read_only=True)
    title = serializers.CharField(source="item.title", read_only=True)
    state = serializers.ChoiceField(source="item.state", choices=ItemState.choices, read_only=True)

    class Meta:
        model = Occurrence
        fields = ["id", "item", "plan", "organization", "title", "state", "start", "end"]
        read_only_fields = fields


class ItemChangeSerializer(serializers.Serializer[PlanItem]):
    """What may be changed on an item. `version` is the one that was read; `reason` is asked after approval."""

    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
    title = serializers.CharField(max_length=500, required=False)
    body = serializers.CharField(required=False, allow_blank=True)
    responsible = serializers.CharField(max_length=120, required=False, allow_blank=True)
    place = serializers.CharField(max_length=120, required=False, allow_blank=True)
    audience = serializers.ChoiceField(choices=Audience.choices, required=False)
    reason = serializers.CharField(required=False, allow_blank=True, default="")


class ItemStateChangeSerializer(serializers.Serializer[PlanItem]):
    """A step to another state; postponing and cancelling ask why."""

    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
    state = serializers.ChoiceField(choices=ItemState.choices)
    reason = serializers.CharField(required=False, allow_blank=True, default="")


class NewItemSerializer(serializers.Serializer[PlanItem]):
    """A new item at the end of a section or below another item."""

    section = serializers.IntegerField(min_value=1, max_value=MAX_ID)
    below = serializers.IntegerField(
        min_value=1, max_value=MAX_ID, required=False, allow_null=True, default=None, help_text="Id of the item above."
    )
    title = serializers.CharField(max_length=500)
    body = serializers.CharField(required=False, allow_blank=True, default="")
    reason = serializers.CharField(required=False, allow_blank=True, default="")


class NewItemsSerializer(serializers.Serializer[PlanItem]):
    """Up to 500 new items at the end of one section, all or none."""

    section = serializers.IntegerField(min_value=1, max_value=MAX_ID)
    titles = serializers.ListField(child=serializers.CharField(max_length=500), min_length=1, max_length=500)
    reason = serializers.CharField(required=False, allow_blank=True, default="")
