"""Documents that came in, their previews, and the steps that can be taken back."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.models import Organization
from plans.enums import EditKind
from plans.models.plan import Plan

PREVIEW_LIFE = timedelta(days=7)


def source_path(source: "SourceDocument", filename: str) -> str:
    """A name nobody can guess; the uploader's name is kept in the row only."""
    return f"sources/{uuid.uuid4().hex}"


class SourceDocument(models.Model):
    """A document as it came in; kept with the plan made from it."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="source_documents")
    filename = models.CharField(_("文件名"), max_length=200)
    kind = models.CharField(max_length=10)
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to=source_path)
    text = models.TextField()
    encoding = models.CharField(max_length=20, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("来源文件")
        verbose_name_plural = _("来源文件")
        ordering = ["-uploaded_at"]
        indexes = [models.Index(fields=["organization", "sha256"], name="plans_source_hash")]

    def __str__(self) -> str:
        return self.filename


class ImportPreview(models.Model):
    """What one document of a source would become; lives seven days, becomes one plan at most."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.ForeignKey(SourceDocument, on_delete=models.CASCADE, related_name="previews")
    # 0-based place among the documents found in the source.
    document_index = models.PositiveSmallIntegerField(default=0)
    # The draft as shown and corrected: plan fields, tree, windows, targets, warnings (plans/services/drafts.py).
    draft = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    plan = models.OneToOneField(Plan, on_delete=models.SET_NULL, null=True, blank=True, related_name="preview")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = _("导入预览")
        verbose_name_plural = _("导入预览")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(name="plans_preview_one_per_document", fields=["source", "document_index"]),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class EditStep(models.Model):
    """One step on a plan's outline and how to take it back; undo stays possible while nothing newer touched it."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="edit_steps")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=EditKind)
    label = models.CharField(max_length=300)
    # What the inverse needs: ids, versions and old values (plans/services/undo.py).
    inverse = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("编辑步骤")
        verbose_name_plural = _("编辑步骤")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.label}"


class Revision(models.Model):
    """A change after approval: old text, new text, reason; stays visible with the plan."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="revisions")
    # What was changed: "item", "section" or "plan", and its id; the row itself may be gone later.
    target_kind = models.CharField(max_length=10)
    target_id = models.BigIntegerField()
    label = models.CharField(max_length=300)
    reason = models.TextField(_("修订原因"))
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("修订")
        verbose_name_plural = _("修订")
        ordering = ["-at", "-id"]
        constraints = [models.CheckConstraint(name="plans_revision_has_reason", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return self.label
