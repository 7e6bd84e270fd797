"""Copies of one's own data, made on request, sealed at rest and gone after a day (PIPL art. 45)."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.choices.own import CopyState
from members.models.people import Member, User
from unionplan.core.sealed import SealedField, SealedModel


class DataCopyQuerySet(models.QuerySet["DataCopy"]):
    def of_reader(self, user: User) -> "DataCopyQuerySet":
        """Copies of the person behind this account, asked for by this account."""
        return self.filter(member__user=user, asked_by=user)

    def to_take(self, now: datetime) -> "DataCopyQuerySet":
        """Ready and not yet over."""
        return self.filter(state=CopyState.READY, expires_at__gt=now)


class DataCopy(SealedModel):
    """One request for a copy. The row is the queue: a tick makes the archive, which lies sealed in `content` (base64 of
    a ZIP), never as a file, until `expires_at`."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="data_copies", verbose_name=_("会员"))
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("申请人"))
    asked_at = models.DateTimeField(_("申请时间"))
    state = models.CharField(_("状态"), max_length=10, choices=CopyState, default=CopyState.WAITING)
    content = SealedField(_("内容"))
    size = models.PositiveIntegerField(_("大小"), default=0)
    ready_at = models.DateTimeField(_("做好时间"), null=True, blank=True)
    expires_at = models.DateTimeField(_("下载截止"), null=True, blank=True)
    taken_at = models.DateTimeField(_("最近下载"), null=True, blank=True)

    objects = DataCopyQuerySet.as_manager()

    class Meta:
        verbose_name = _("个人资料副本")
        verbose_name_plural = _("个人资料副本")
        ordering = ["-asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                name="members_datacopy_one_waiting", fields=["member"], condition=Q(state="waiting")
            ),
            models.CheckConstraint(
                name="members_datacopy_content_while_ready", condition=Q(state="ready") | Q(content="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
