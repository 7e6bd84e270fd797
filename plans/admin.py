"""Plans as the system administrator sees them: which exist and in which state, nothing of what they say."""

from django.contrib import admin

from plans.models import Plan
from unionplan.core.admin import ListOnlyAdmin


@admin.register(Plan)
class PlanAdmin(ListOnlyAdmin):
    """Metadata only: titles and texts are the unions' business."""

    list_display = ("id", "organization", "kind", "year", "state", "updated_at", "removed_at")
    list_filter = ("kind", "state", "year")
    list_select_related = ("organization",)
    search_fields = ("organization__name", "organization__code")
