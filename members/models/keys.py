"""Keys people make for machines: REST tokens and calendar addresses. Only digests are kept."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.enums import TokenScope
from members.models.organizations import Organization
from members.reach import Reach


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def usable(self, now: datetime) -> "ApiTokenQuerySet":
        return self.filter(revoked_at__isnull=True, expires_at__gt=now, user__is_active=True)


class ApiToken(models.Model):
    """A REST token: hashed, scoped, expiring; the secret is shown once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("用途"), max_length=60)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scope = models.CharField(_("权限"), max_length=10, choices=TokenScope, default=TokenScope.READ)
    expires_at = models.DateTimeField(_("有效期至"))
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(_("最近使用"), null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()
    # Where its person may look at the moment it was found; nothing of it is stored.
    reach: Reach | None = None

    class Meta:
        verbose_name = _("接口令牌")
        verbose_name_plural = _("接口令牌")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.prefix}… {self.name}"


class CalendarFeed(models.Model):
    """A calendar address to subscribe to: personal (secret, can be renewed) or an organization's public one."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="calendar_feeds"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, null=True, blank=True, related_name="calendar_feeds"
    )
    # Personal addresses are found by digest; the public one of an organization is no secret and kept as it is.
    digest = models.CharField(max_length=64, unique=True)
    public_slug = models.CharField(max_length=40, unique=True, null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_read_at = models.DateTimeField(null=True, blank=True)

    # Where its person may look at the moment it was found; nothing of it is stored.
    reach: Reach | None = None

    class Meta:
        verbose_name = _("日历订阅")
        verbose_name_plural = _("日历订阅")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="members_feed_one_owner",
                condition=Q(user__isnull=False, organization__isnull=True)
                | Q(user__isnull=True, organization__isnull=False),
            ),
            models.UniqueConstraint(
                name="members_feed_one_live_per_user", fields=["user"], condition=Q(revoked_at__isnull=True)
            ),
            models.UniqueConstraint(
                name="members_feed_one_live_per_org", fields=["organization"], condition=Q(revoked_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"feed {self.pk}"


class IdempotentAnswer(models.Model):
    """What a write answered under an Idempotency-Key, saved in its transaction: a repeat finds both or none."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    # Method, address and body as a digest: the same key with other content is a mistake of the client.
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.JSONField(null=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("接口写入回执")
        verbose_name_plural = _("接口写入回执")
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(name="members_answer_once_per_key", fields=["user", "key"])]

    def __str__(self) -> str:
        return f"{self.key} {self.status}"
