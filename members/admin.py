"""What the system administrator keeps: accounts, organizations, offices. Members, messages, reminders and plans are
people's own business and have no page here."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from members.models import ApiToken, Office, Organization, User
from unionplan.core.admin import AuditedAdmin, ListOnlyAdmin

# One door: the administrator logs in where everybody does, with the same limits and the second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
for personal in (Group, EmailAddress, UserSession, Authenticator):
    admin.site.unregister(personal)
admin.site.site_header = _("系统管理")
admin.site.site_title = _("系统管理")
admin.site.index_title = _("账号、组织与任职")


class AccountCreationForm(AdminUserCreationForm):  # type: ignore[type-arg]
    """A new account: name, and a password or none."""

    class Meta:
        model = User
        fields = ("username", "full_name", "email")


class AccountChangeForm(UserChangeForm):  # type: ignore[type-arg]
    """An account as the administrator changes it."""

    class Meta:
        model = User
        fields = "__all__"


class OfficeInline(admin.TabularInline):  # type: ignore[type-arg]
    """The offices of an account."""

    model = Office
    extra = 0
    autocomplete_fields = ("organization",)


@admin.register(User)
class AccountAdmin(AuditedAdmin, UserAdmin):  # type: ignore[type-arg]
    """Accounts: way in, name, state. Rights come from offices; there are no groups or permissions to tick."""

    form = AccountChangeForm
    add_form = AccountCreationForm
    add_form_template = "admin/account_add.html"
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("人员"), {"fields": ("full_name", "email", "language")}),
        (_("状态"), {"fields": ("is_active", "is_staff", "is_superuser", "last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "full_name", "email", "usable_password", "password1", "password2")}),
    )
    readonly_fields = ("last_login", "date_joined")
    list_display = ("username", "full_name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("username", "full_name")
    filter_horizontal = ()
    ordering = ("username",)
    inlines = (OfficeInline,)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An account that left is switched off: its acts stay signed."""
        return False


@admin.register(Organization)
class OrganizationAdmin(AuditedAdmin):
    """The tree; the place of a body is its parent, the path is the database's own."""

    list_display = ("name", "code", "kind", "parent", "is_active")
    list_filter = ("kind", "is_active")
    list_select_related = ("parent",)
    search_fields = ("name", "short_name", "code")
    autocomplete_fields = ("parent",)
    ordering = ("path",)

    def has_delete_permission(self, request: HttpRequest, obj: Organization | None = None) -> bool:
        """A body that was dissolved is switched off; its plans stay."""
        return False


@admin.register(Office)
class OfficeAdmin(AuditedAdmin):
    """Posts people hold; ended by a date, never deleted."""

    list_display = ("user", "post", "organization", "starts_on", "ends_on", "writes_below")
    list_filter = ("post",)
    list_select_related = ("user", "organization")
    search_fields = ("user__username", "user__full_name", "organization__name")
    autocomplete_fields = ("user", "organization")

    def has_delete_permission(self, request: HttpRequest, obj: Office | None = None) -> bool:
        """The history of offices is part of the record."""
        return False


@admin.register(ApiToken)
class ApiTokenAdmin(ListOnlyAdmin):
    """Tokens in use: whose, since when, until when. The secret is nowhere."""

    list_display = ("user", "prefix", "scope", "created_at", "expires_at", "last_used_at", "revoked_at")
    list_select_related = ("user",)
    search_fields = ("user__username", "user__full_name")


# The library names it in English only.
Authenticator._meta.verbose_name = _("两步验证")
Authenticator._meta.verbose_name_plural = _("两步验证")


@admin.register(Authenticator)
class AuthenticatorAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Second factors: the administrator can take one away from somebody who lost the phone, and never sees the key."""

    list_display = ("user", "type", "created_at", "last_used_at")
    list_select_related = ("user",)
    search_fields = ("user__username", "user__full_name")
    fields = readonly_fields = ("user", "type", "created_at", "last_used_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only the person adds one."""
        return False
