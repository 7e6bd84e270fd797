"""The audit trail: who did what to what, when and by which way in. It can be added to and never changed."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from unionplan.core.enums import Channel


class AuditEntry(models.Model):
    """One act in words. Its target is named by label and id, so that core knows none of the apps above."""

    at = models.DateTimeField(_("时间"), auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("操作人")
    )
    actor_label = models.CharField(_("操作人姓名"), max_length=100, blank=True)
    channel = models.CharField(_("途径"), max_length=10, choices=Channel, default=Channel.WEB)
    action = models.CharField(_("动作"), max_length=80)
    target_type = models.CharField(_("对象类型"), max_length=60)
    target_id = models.CharField(_("对象编号"), max_length=40)
    target_label = models.CharField(_("对象"), max_length=300)
    # The organization it happened in, as a bare id: readers are scoped by it, core holds no key to it.
    organization_id = models.BigIntegerField(null=True, db_index=True)
    # The document it belongs to ("plan:12"), so that a plan's history is one index scan.
    subject = models.CharField(max_length=60, blank=True)
    changes = models.JSONField(_("变更"), default=dict)
    note = models.TextField(_("说明"), blank=True)

    class Meta:
        verbose_name = _("操作记录")
        verbose_name_plural = _("操作记录")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["target_type", "target_id", "-at"], name="core_audit_target"),
            models.Index(fields=["subject", "-at"], name="core_audit_subject"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.target_label}"
