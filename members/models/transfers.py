"""Files that come in and go out: imports with their staged rows, exports with their copies."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from members.choices.transfers import WORKING, ExportFormat, ExportState, ImportMode, ImportState, Outcome
from members.models.organizations import Organization


def sealed_path(instance: models.Model, filename: str) -> str:
    """A name nobody can guess; the file behind it is sealed and the uploader's name is kept in the row only."""
    return f"transfers/{uuid.uuid4().hex}"


class ImportMapping(models.Model):
    """Which heading of a file is which column, remembered for the next file with the same headings."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="import_mappings")
    kind = models.CharField(max_length=40)
    name = models.CharField(_("名称"), max_length=60)
    # SHA-256 of the headings in their order, as they are compared.
    signature = models.CharField(max_length=64)
    # Field keys in the order of the headings; "" leaves a column out.
    columns = models.JSONField()
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("列对应")
        verbose_name_plural = _("列对应")
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(name="members_importmapping_once", fields=["organization", "kind", "signature"]),
        ]

    def __str__(self) -> str:
        return self.name


class ImportJobQuerySet(models.QuerySet["ImportJob"]):
    def waiting(self, now: datetime) -> "ImportJobQuerySet":
        """Jobs with work for a worker that nobody is at: new ones, and those whose worker fell silent."""
        return self.filter(Q(lease_until__isnull=True) | Q(lease_until__lt=now), state__in=WORKING)


class ImportJob(models.Model):
    """One file on its way in. The file itself is sealed and goes when the job has ended or its time is over."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("内容"), max_length=40)
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="import_jobs", verbose_name=_("工会组织")
    )
    filename = models.CharField(_("文件名"), max_length=200)
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to=sealed_path, blank=True)
    encoding = models.CharField(max_length=20, blank=True)
    # What the reader said of the file, the line of headings (from 1), the headings and a field key (or "") for each.
    notes = models.JSONField(default=dict)
    head_line = models.PositiveIntegerField(default=1)
    headings = models.JSONField(default=list)
    columns = models.JSONField(default=list)
    options = models.JSONField(default=dict)
    state = models.CharField(_("状态"), max_length=10, choices=ImportState, default=ImportState.MAPPING)
    mode = models.CharField(max_length=4, choices=ImportMode, default=ImportMode.ALL)
    rows_expected = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    count_new = models.PositiveIntegerField(_("新增"), default=0)
    count_changed = models.PositiveIntegerField(_("更新"), default=0)
    count_same = models.PositiveIntegerField(_("无变化"), default=0)
    count_wrong = models.PositiveIntegerField(_("有误"), default=0)
    count_double = models.PositiveIntegerField(_("疑似重复"), default=0)
    count_cells = models.PositiveIntegerField(default=0)
    # Why it could not be finished, in words for people.
    failure = models.TextField(blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("上传时间"), auto_now_add=True)
    applied_at = models.DateTimeField(_("导入时间"), null=True, blank=True)
    undone_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)
    expires_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    objects = ImportJobQuerySet.as_manager()

    class Meta:
        verbose_name = _("导入")
        verbose_name_plural = _("导入")
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["organization", "-created_at"], name="members_importjob_recent"),
            models.Index(fields=["state"], condition=Q(state__in=WORKING), name="members_importjob_work"),
        ]

    def __str__(self) -> str:
        return self.filename


class ImportRow(models.Model):
    """One row of a file, staged. It goes when the job ends: what it did stays in ImportChange.

    Personal values are in it as sealed tokens, keyed hashes and masks only.
    """

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=7, choices=Outcome)
    key = models.CharField(max_length=80, blank=True)
    target = models.BigIntegerField(null=True)
    values = models.JSONField(default=dict)
    # One entry for each wrong cell: {"f": field, "c": column from 0, "r": reason, "p": params, "v": what is shown}.
    problems = models.JSONField(default=list)

    class Meta:
        verbose_name = _("导入行")
        verbose_name_plural = _("导入行")
        ordering = ["job", "number"]
        constraints = [models.UniqueConstraint(name="members_importrow_once", fields=["job", "number"])]
        indexes = [
            models.Index(fields=["job", "number"], condition=~Q(problems=[]), name="members_importrow_wrong"),
        ]

    def __str__(self) -> str:
        return f"{self.job_id} {self.number}"


class ImportChange(models.Model):
    """What an import did to one record, so that the whole import can be taken back."""

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="changes")
    target = models.BigIntegerField()
    outcome = models.CharField(max_length=7, choices=Outcome)
    # Columns as they were before a change: tokens stay sealed for the same record.
    before = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("导入结果")
        verbose_name_plural = _("导入结果")
        ordering = ["job", "id"]
        constraints = [models.UniqueConstraint(name="members_importchange_once", fields=["job", "target"])]

    def __str__(self) -> str:
        return f"{self.job_id} {self.target}"


class ExportJobQuerySet(models.QuerySet["ExportJob"]):
    def waiting(self, now: datetime) -> "ExportJobQuerySet":
        """Copies to be written that nobody is at."""
        states = (ExportState.QUEUED, ExportState.RUNNING)
        return self.filter(Q(lease_until__isnull=True) | Q(lease_until__lt=now), state__in=states)


class ExportJob(models.Model):
    """One copy of records on its way out: who wanted it, what for, and which copy it is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("内容"), max_length=40)
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="export_jobs", verbose_name=_("工会组织")
    )
    purpose = models.CharField(_("用途"), max_length=200)
    columns = models.JSONField()
    options = models.JSONField(default=dict)
    format = models.CharField(_("格式"), max_length=4, choices=ExportFormat, default=ExportFormat.XLSX)
    is_unmasked = models.BooleanField(_("含完整证件号码"), default=False)
    state = models.CharField(_("状态"), max_length=8, choices=ExportState)
    rows_expected = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    file = models.FileField(upload_to=sealed_path, blank=True)
    bytes = models.PositiveBigIntegerField(default=0)
    failure = models.TextField(blank=True)
    # Tells one copy from another: in the hidden marks of the file.
    mark = models.CharField(max_length=32, unique=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("申请时间"), auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    decided_at = models.DateTimeField(_("复核时间"), null=True, blank=True)
    ready_at = models.DateTimeField(_("生成时间"), null=True, blank=True)
    expires_at = models.DateTimeField()
    downloads = models.PositiveIntegerField(_("下载次数"), default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    objects = ExportJobQuerySet.as_manager()

    class Meta:
        verbose_name = _("导出")
        verbose_name_plural = _("导出")
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["organization", "-created_at"], name="members_exportjob_recent")]
        constraints = [
            # Two people: nobody lets his own full numbers out.
            models.CheckConstraint(
                name="members_exportjob_two_people",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("created_by")),
            ),
            models.CheckConstraint(
                name="members_exportjob_unmasked_is_decided",
                condition=Q(is_unmasked=False)
                | Q(state__in=["waiting", "refused", "expired"])
                | Q(decided_by__isnull=False),
            ),
            models.CheckConstraint(name="members_exportjob_has_purpose", condition=~Q(purpose="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.created_at:%Y-%m-%d}"
