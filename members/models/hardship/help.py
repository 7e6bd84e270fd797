"""Help given: money, help to study, referral to work, and copies of files that leave the portal (HS-02 … HS-04)."""

from typing import TYPE_CHECKING

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from members.choices.hardship import (
    COUNTED_AID,
    AidKind,
    AidSource,
    AidState,
    ExportState,
    ReferralResult,
    StudyExclusion,
    StudyLevel,
    StudyState,
    TemporaryOutcome,
    WorkNeed,
)
from members.enums import Right
from members.models.hardship.papers import HardshipEvidence
from members.models.hardship.sheets import SheetModel, case_key
from members.models.organizations import Organization
from members.models.people import Member
from unionplan.core.sealed import SealedField

if TYPE_CHECKING:
    from members.models.people import User


class AidQuerySet(models.QuerySet["AidRecord"]):
    def openable_by(self, user: "User") -> "AidQuerySet":
        return self.filter(organization__in=user.access.organizations_with(Right.OPEN_HARDSHIP))

    def counted(self) -> "AidQuerySet":
        """Promised or given: counts against limits."""
        return self.filter(state__in=COUNTED_AID)

    def given_between(self, start: object, end: object) -> "AidQuerySet":
        """Handed over on these days; both ends count."""
        return self.filter(state=AidState.GIVEN, given_on__range=(start, end))


@pghistory.track(exclude=["sheet"])
class AidRecord(SheetModel):
    """One help: how much, of which kind, from which money, who asked, who decided, and the receipt."""

    case = case_key("aid", null=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="aid", verbose_name=_("职工"))
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="aid")
    kind = models.CharField(_("帮扶类型"), max_length=10, choices=AidKind)
    source = models.CharField(_("资金来源"), max_length=8, choices=AidSource)
    year = models.PositiveSmallIntegerField(_("年度"))
    amount = models.DecimalField(_("金额"), max_digits=12, decimal_places=2)
    state = models.CharField(_("状态"), max_length=8, choices=AidState, default=AidState.PROPOSED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    given_on = models.DateField(_("发放日期"), null=True, blank=True)
    receipt_number = models.CharField(_("凭证号"), max_length=40, blank=True)
    # What became of help to somebody without a file.
    outcome = models.CharField(_("后续"), max_length=6, choices=TemporaryOutcome, blank=True)

    objects = AidQuerySet.as_manager()

    class Meta:
        verbose_name = _("帮扶记录")
        verbose_name_plural = _("帮扶记录")
        ordering = ["-year", "-id"]
        indexes = [
            models.Index(fields=["member", "year", "kind"], name="members_aid_by_year"),
            models.Index(fields=["organization", "-given_on"], name="members_aid_given"),
        ]
        constraints = [
            models.CheckConstraint(name="members_aid_is_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="members_aid_decided_by_another",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="members_aid_given_has_a_day", condition=~Q(state="given") | Q(given_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id}-{self.pk}"


@pghistory.track(exclude=["sheet", "student_number"])
class StudyAid(SheetModel):
    """金秋助学: one child in one year (HS-03). The child is sealed; the hash refuses a second grant."""

    case = case_key("study_aid", null=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="study_aid", verbose_name=_("职工"))
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="study_aid")
    year = models.PositiveSmallIntegerField(_("年度"))
    student_number = SealedField(_("学生证件号码"))
    student_hash = models.CharField(max_length=32, editable=False)
    level = models.CharField(_("学段"), max_length=12, choices=StudyLevel)
    exclusion = models.CharField(_("排除情形"), max_length=14, choices=StudyExclusion, default=StudyExclusion.NONE)
    amount = models.DecimalField(_("金额"), max_digits=12, decimal_places=2)
    applied_on = models.DateField(_("申请日期"))
    admission = models.ForeignKey(
        HardshipEvidence,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("录取通知书"),
    )
    guardian_consent_on = models.DateField(_("监护人同意日期"))
    state = models.CharField(_("状态"), max_length=10, choices=StudyState, default=StudyState.APPLIED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    aid = models.OneToOneField(AidRecord, on_delete=models.PROTECT, null=True, blank=True, related_name="study")

    class Meta:
        verbose_name = _("金秋助学")
        verbose_name_plural = _("金秋助学")
        ordering = ["-year", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="members_study_once_a_year", fields=["student_hash", "year"], condition=~Q(state="refused")
            ),
            models.CheckConstraint(
                name="members_study_two_people",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("reviewed_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.pk}"


class WorkReferral(SheetModel):
    """Somebody without work was sent somewhere, and what came of it (HS-04)."""

    case = case_key("referrals", null=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="referrals", verbose_name=_("职工"))
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="referrals")
    need = models.CharField(_("需求"), max_length=12, choices=WorkNeed)
    asked_on = models.DateField(_("登记日期"))
    referred_on = models.DateField(_("推荐日期"), null=True, blank=True)
    result = models.CharField(_("结果"), max_length=10, choices=ReferralResult, default=ReferralResult.WAITING)
    result_on = models.DateField(_("结果日期"), null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("就业推荐")
        verbose_name_plural = _("就业推荐")
        ordering = ["-asked_on", "-id"]

    def __str__(self) -> str:
        return f"{self.organization_id}-{self.pk}"


class HardshipExport(models.Model):
    """A copy of files that leaves the portal: why, how many, who asked, who agreed, how often it was fetched."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    cases = ArrayField(models.BigIntegerField())
    purpose = models.CharField(_("用途"), max_length=200)
    state = models.CharField(_("状态"), max_length=8, choices=ExportState, default=ExportState.WAITING)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("申请时间"), auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    fetched = models.PositiveSmallIntegerField(_("下载次数"), default=0)

    class Meta:
        verbose_name = _("帮扶档案导出")
        verbose_name_plural = _("帮扶档案导出")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="members_hardship_export_two_people",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id}-{self.pk}"
