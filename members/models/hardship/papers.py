"""Papers, notices and who opened a file when and why (rules.md 4.2, §13)."""

import uuid
from datetime import date
from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from members.choices.hardship import Category, EvidenceKind, OpeningPurpose, TakenDown
from members.models.consents import Consent
from members.models.hardship.sheets import SheetModel, case_key
from members.models.organizations import Organization

if TYPE_CHECKING:
    from members.models.people import User


def evidence_path(evidence: "HardshipEvidence", filename: str) -> str:
    """A name nobody can guess; the uploader's name is sealed in the row."""
    return f"hardship/{uuid.uuid4().hex}"


class HardshipEvidence(SheetModel):
    """A supporting paper. Its bytes lie sealed in the file store, bound to this row; its name is sealed here."""

    case = case_key("evidence")
    kind = models.CharField(_("材料"), max_length=14, choices=EvidenceKind)
    file = models.FileField(upload_to=evidence_path)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField(_("大小"))
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("上传时间"), auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("困难职工证明材料")
        verbose_name_plural = _("困难职工证明材料")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"


class NoticeQuerySet(models.QuerySet["PublicityNotice"]):
    def shown_on(self, day: date) -> "NoticeQuerySet":
        """What may be read that day. The day decides, whether or not a job has marked what is over."""
        return self.filter(
            starts_on__lte=day, ends_on__gte=day, taken_down_at__isnull=True, consent__withdrawn_at__isnull=True
        )

    def readable_by(self, user: "User") -> "NoticeQuerySet":
        """Inside the organization: its members, and the officers whose offices reach it."""
        inside = Q(organization__path__above=list(user.access.membership_paths))
        return self.filter(inside | Q(organization__in=Organization.objects.reachable_by(user)))


class PublicityNotice(models.Model):
    """What is shown of one file and how long: a masked name, the unit, the category, nothing else (rules.md 13.4)."""

    case = case_key("notices")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="+")
    shown_name = models.CharField(_("公示姓名"), max_length=60)
    category = models.CharField(_("困难类别"), max_length=16, choices=Category)
    starts_on = models.DateField(_("公示起"))
    ends_on = models.DateField(_("公示止"))
    taken_down_at = models.DateTimeField(_("撤下时间"), null=True, blank=True)
    taken_down_for = models.CharField(_("撤下原因"), max_length=8, choices=TakenDown, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("公示")
        verbose_name_plural = _("公示")
        ordering = ["ends_on", "id"]
        indexes = [
            models.Index(fields=["ends_on"], condition=Q(taken_down_at__isnull=True), name="members_hardship_noticed"),
        ]
        constraints = [
            models.CheckConstraint(name="members_notice_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.ends_on}"


class Objection(SheetModel):
    """What somebody said against a notice, and what came of it."""

    notice = models.ForeignKey(PublicityNotice, on_delete=models.PROTECT, related_name="objections")
    received_on = models.DateField(_("收到日期"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    settled_on = models.DateField(_("处理日期"), null=True, blank=True)
    is_upheld = models.BooleanField(_("异议成立"), null=True, blank=True)

    class Meta:
        verbose_name = _("公示异议")
        verbose_name_plural = _("公示异议")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.received_on}"


class FileOpening(models.Model):
    """Somebody looked into a file: who, when, why. It can be added to and never changed (rules.md 13.8)."""

    case = case_key("openings")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("打开时间"))
    valid_until = models.DateTimeField(_("有效至"))
    purpose = models.CharField(_("用途"), max_length=10, choices=OpeningPurpose)
    note = models.CharField(_("事由"), max_length=200, blank=True)
    # What was looked at: the file itself, one paper ("evidence:12"), or a copy that left the portal ("export:3").
    what = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = _("档案查阅")
        verbose_name_plural = _("档案查阅")
        ordering = ["-opened_at", "-id"]
        indexes = [
            models.Index(fields=["case", "opened_by", "-valid_until"], name="members_hardship_grant"),
            models.Index(fields=["organization", "-opened_at"], name="members_hardship_opened"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.case_id} {self.opened_at:%Y-%m-%d %H:%M}"

    @property
    def looked_at(self) -> str:
        """What beside the file itself was looked at, in words."""
        words = {"evidence": _("下载材料"), "export": _("导出")}
        return str(words.get(self.what.partition(":")[0], ""))
