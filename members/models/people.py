"""Accounts and members. An account is a way in; a member is a person of the union; an office gives rights."""

from datetime import date
from functools import cached_property
from typing import ClassVar

import pghistory
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.access import Access, access_of
from members.models.organizations import Organization


class AccountManager(UserManager["User"]):
    use_in_migrations = False


@pghistory.track(exclude=["password", "last_login"])
class User(AbstractUser):
    """An account. One person, one account; it holds no right of its own: rights come from Office rows."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField(_("姓名"), max_length=60)
    language = models.CharField(_("界面语言"), max_length=10, blank=True, default="")
    # Channels the person switched off; the in-app message always stays.
    muted_channels = models.JSONField(_("关闭的提醒渠道"), default=list, blank=True)

    REQUIRED_FIELDS = ["full_name"]
    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        verbose_name = _("账号")
        verbose_name_plural = _("账号")
        ordering = ["username"]

    def __str__(self) -> str:
        return self.full_name or self.username

    @cached_property
    def access(self) -> Access:
        """Rights in force today; an account object lives as long as one request or one job."""
        return access_of(self, on=timezone.localdate())

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)


@pghistory.track()
class Member(models.Model):
    """A person of the union; the account is optional, many members never log in."""

    name = models.CharField(_("姓名"), max_length=60)
    user = models.OneToOneField(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="member", verbose_name=_("账号")
    )

    class Meta:
        verbose_name = _("会员")
        verbose_name_plural = _("会员")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def in_force(self, on: date) -> "MembershipQuerySet":
        """Stays that include that day; both ends count."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on)


@pghistory.track()
class Membership(models.Model):
    """One person's stay in one organization, from a day to a day."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("会员"))
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("工会组织")
    )
    starts_on = models.DateField(_("入会日期"))
    ends_on = models.DateField(_("离会日期"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("会籍")
        verbose_name_plural = _("会籍")
        ordering = ["-starts_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="members_membership_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.UniqueConstraint(
                name="members_membership_one_open_stay",
                fields=["member"],
                condition=Q(ends_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.organization}"
