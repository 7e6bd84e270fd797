"""Plans as the system administrator sees them: which exist and in which state, nothing of what they say."""

from django.contrib import admin
from django.http import HttpRequest

from plans.models import Plan


@admin.register(Plan)
class PlanAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Metadata only, read only: titles and texts are the unions' business."""

    list_display = ("id", "organization", "kind", "year", "state", "updated_at")
    list_filter = ("kind", "state", "year")
    list_select_related = ("organization",)
    search_fields = ("organization__name", "organization__code")
    fields = readonly_fields = (
        "organization",
        "kind",
        "year",
        "period_start",
        "period_end",
        "state",
        "author",
        "approver",
        "submitted_at",
        "approved_at",
        "closed_at",
        "created_at",
        "updated_at",
        "removed_at",
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Plans are made in the portal."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Plan | None = None) -> bool:
        """Nothing can be changed from here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Plan | None = None) -> bool:
        """Nothing can be deleted from here."""
        return False
