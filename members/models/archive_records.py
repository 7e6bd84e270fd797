"""What else the archive keeps: requests to put something right, family members, titles, campaigns to complete it."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from members.choices.archive import (
    CorrectionField,
    CorrectionState,
    FamilyPurpose,
    FamilyRelation,
    TitleLevel,
)
from members.models.organizations import Organization
from members.models.people import Member
from unionplan.core.sealed import SealedField, SealedModel


class CorrectionRequest(SealedModel):
    """A member says what is wrong in the own archive and what it should be; an officer compares and decides."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="corrections", verbose_name=_("会员"))
    field = models.CharField(_("更正内容"), max_length=16, choices=CorrectionField)
    # Sealed whatever the field: a name that was wrong tells as much as a number. Emptied when the request is closed.
    proposed = SealedField(_("应为"))
    note = models.CharField(_("说明"), max_length=300, blank=True)
    state = models.CharField(_("进度"), max_length=10, choices=CorrectionState, default=CorrectionState.OPEN)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("提出时间"), auto_now_add=True)
    answer = models.CharField(_("核对意见"), max_length=300, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("处理时间"), null=True)

    class Meta:
        verbose_name = _("更正申请")
        verbose_name_plural = _("更正申请")
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                name="members_correction_one_open",
                fields=["member", "field"],
                condition=Q(state=CorrectionState.OPEN),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.get_field_display()}"


class FamilyMember(SealedModel):
    """A third person: only what the purpose needs, only as long as the member belongs (rules.md 13.3)."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="family", verbose_name=_("会员"))
    relation = models.CharField(_("关系"), max_length=14, choices=FamilyRelation)
    name = SealedField(_("姓名"))
    born_year = models.PositiveSmallIntegerField(_("出生年份"), null=True, blank=True)
    is_minor = models.BooleanField(_("未成年"), default=False)
    phone = SealedField(_("电话"))
    phone_mask = models.CharField(max_length=24, blank=True, editable=False)
    purpose = models.CharField(_("用途"), max_length=10, choices=FamilyPurpose)
    # The member confirmed to have told this person, or the guardian of a minor, what is kept and for what.
    told_on = models.DateField(_("告知日期"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("家庭成员")
        verbose_name_plural = _("家庭成员")
        ordering = ["relation", "id"]

    def __str__(self) -> str:
        return str(self.get_relation_display())


@pghistory.track()
class WorkerTitle(models.Model):
    """A title such as model worker, with the paper that granted it (systems.md HN-02)."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="titles", verbose_name=_("会员"))
    title = models.CharField(_("称号"), max_length=60)
    level = models.CharField(_("级别"), max_length=10, choices=TitleLevel)
    year = models.PositiveSmallIntegerField(_("授予年度"))
    granted_by = models.CharField(_("授予单位"), max_length=120, blank=True)
    document = models.CharField(_("表彰文件"), max_length=200)
    benefits = models.CharField(_("享受的待遇"), max_length=200, blank=True)
    withdrawn_on = models.DateField(_("撤销日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("劳模和先进称号")
        verbose_name_plural = _("劳模和先进称号")
        ordering = ["-year", "level", "id"]
        indexes = [models.Index(fields=["level", "-year"], name="members_title_level_year")]
        constraints = [
            models.UniqueConstraint(name="members_title_once", fields=["member", "title", "level", "year"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.title}"


class ArchiveCampaign(models.Model):
    """Archives are completed in batches (分期分批): these unions, until that day (systems.md OB-04)."""

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="archive_campaigns", verbose_name=_("主办工会")
    )
    name = models.CharField(_("名称"), max_length=60)
    unions = models.ManyToManyField(Organization, related_name="+", verbose_name=_("本批工会"))
    starts_on = models.DateField(_("开始日期"))
    target_on = models.DateField(_("完成日期"), null=True, blank=True)
    closed_on = models.DateField(_("结束日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("建档批次")
        verbose_name_plural = _("建档批次")
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="members_campaign_ends_after_start",
                condition=Q(target_on__isnull=True) | Q(target_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.name
