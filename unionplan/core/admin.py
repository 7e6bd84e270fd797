"""The audit trail for the system administrator: who did what and when; the changed words stay with the unions."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.http import HttpRequest

from unionplan.core.audit import record
from unionplan.core.models import AuditEntry


class AuditedAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Pages whose writes leave the same trace as everywhere else: which row, which fields, by whom."""

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> LogEntry:
        """A row was added."""
        record("core.admin.added", target=obj, actor=request.user)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> LogEntry:
        """A row was changed; `message` names the fields, never their values."""
        record("core.admin.changed", target=obj, actor=request.user, note=str(message))
        return super().log_change(request, obj, message)


class ListOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows in a list and nothing else: no page of one row, whose title would tell its content."""

    list_display_links = None

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The list, never one row."""
        return obj is None and super().has_view_permission(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Rows are made in the portal."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is changed from here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is deleted from here."""
        return False


@admin.register(AuditEntry)
class AuditEntryAdmin(ListOnlyAdmin):
    """Read only; the database refuses changes anyway."""

    list_display = ("at", "actor_label", "channel", "action", "target_type", "target_id")
    list_filter = ("channel", "action")
    search_fields = ("actor_label", "action", "target_id")
    date_hierarchy = "at"
