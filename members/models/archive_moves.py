"""How people come into the union, move within it and leave it: what was asked, by whom, and what the committee said."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.choices.archive import (
    OPEN_TRANSFERS,
    LeavingKind,
    LeavingState,
    StepKind,
    TransferState,
)
from members.choices.people import MemberState
from members.models.organizations import Organization
from members.models.people import Member


class MemberStep(models.Model):
    """One thing that happened to a membership, with its document. Rows are added and never changed."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="steps", verbose_name=_("会员"))
    kind = models.CharField(_("事项"), max_length=12, choices=StepKind)
    on = models.DateField(_("日期"))
    state_before = models.CharField(max_length=12, choices=MemberState, blank=True)
    state_after = models.CharField(_("会籍状态"), max_length=12, choices=MemberState)
    from_organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("原工会")
    )
    to_organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("现工会")
    )
    reason = models.CharField(_("原因"), max_length=300, blank=True)
    document = models.CharField(_("依据文件或会议"), max_length=200, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("经办人")
    )
    recorded_at = models.DateTimeField(_("登记时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("会籍变动")
        verbose_name_plural = _("会籍变动")
        ordering = ["-on", "-id"]
        indexes = [
            models.Index(fields=["member", "-on", "-id"], name="members_step_of_member"),
            models.Index(fields=["kind", "on"], name="members_step_by_kind"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.member} {self.get_kind_display()}"


class Application(models.Model):
    """An application to join with what the group and the committee said (rules.md §1, end)."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="applications", verbose_name=_("申请人"))
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="applications", verbose_name=_("申请加入的工会")
    )
    applied_on = models.DateField(_("申请日期"))
    statement = models.TextField(_("入会申请"), max_length=2000, blank=True)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    heard_on = models.DateField(_("小组讨论日期"), null=True, blank=True)
    opinion = models.CharField(_("小组意见"), max_length=300, blank=True)
    in_favour = models.BooleanField(_("小组同意"), null=True, blank=True)
    heard_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(_("委员会决定日期"), null=True, blank=True)
    approved = models.BooleanField(_("批准"), null=True, blank=True)
    document = models.CharField(_("会议或文件"), max_length=200, blank=True)
    refusal = models.CharField(_("未批准原因"), max_length=300, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("入会申请")
        verbose_name_plural = _("入会申请")
        ordering = ["applied_on", "id"]
        indexes = [models.Index(fields=["organization", "applied_on", "id"], name="members_application_org")]
        constraints = [
            models.UniqueConstraint(
                name="members_application_one_open", fields=["member"], condition=Q(approved__isnull=True)
            ),
            models.CheckConstraint(
                name="members_application_decided_whole",
                condition=Q(approved__isnull=True, decided_on__isnull=True)
                | Q(approved__isnull=False, decided_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.applied_on}"


class NumberScheme(models.Model):
    """How a union and everything below it number their members: prefix, year of joining, running number."""

    organization = models.OneToOneField(
        Organization, on_delete=models.PROTECT, related_name="number_scheme", verbose_name=_("工会组织")
    )
    prefix = models.CharField(_("前缀"), max_length=16, unique=True)
    with_year = models.BooleanField(_("含入会年份"), default=True)
    digits = models.PositiveSmallIntegerField(_("序号位数"), default=5)

    class Meta:
        verbose_name = _("会员号编码规则")
        verbose_name_plural = _("会员号编码规则")
        ordering = ["prefix"]
        constraints = [
            models.CheckConstraint(name="members_numberscheme_digits", condition=Q(digits__gte=3, digits__lte=9)),
        ]

    def __str__(self) -> str:
        return self.prefix


class NumberCounter(models.Model):
    """The last running number given out in a year (0 where numbers carry no year)."""

    scheme = models.ForeignKey(NumberScheme, on_delete=models.CASCADE, related_name="counters")
    year = models.PositiveSmallIntegerField(default=0)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("会员号序号")
        verbose_name_plural = _("会员号序号")
        ordering = ["scheme", "year"]
        constraints = [models.UniqueConstraint(name="members_numbercounter_once", fields=["scheme", "year"])]

    def __str__(self) -> str:
        return f"{self.scheme} {self.year} {self.last}"


class Transfer(models.Model):
    """A membership on its way from one union to another; dues and history hang on the member and come along."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="transfers", verbose_name=_("会员"))
    source = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="transfers_out", verbose_name=_("转出工会")
    )
    target = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="transfers_in", verbose_name=_("转入工会")
    )
    state = models.CharField(_("进度"), max_length=10, choices=TransferState, default=TransferState.ASKED)
    reason = models.CharField(_("转接原因"), max_length=300)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("申请时间"), auto_now_add=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(_("转出时间"), null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(_("办结时间"), null=True)
    # The first day in the new union.
    from_day = models.DateField(_("转入日期"), null=True, blank=True)
    answer = models.CharField(_("办理意见"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("会籍转接")
        verbose_name_plural = _("会籍转接")
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="members_transfer_one_open", fields=["member"], condition=Q(state__in=OPEN_TRANSFERS)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.source} → {self.target}"


class Leaving(models.Model):
    """Somebody shall leave: on request, or proposed with evidence (rules.md 1.9, 1.10). Only a committee's decision
    changes the membership."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="leavings", verbose_name=_("会员"))
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="leavings", verbose_name=_("所在工会")
    )
    kind = models.CharField(_("事由"), max_length=8, choices=LeavingKind)
    state = models.CharField(_("进度"), max_length=10, choices=LeavingState, default=LeavingState.OPEN)
    opened_on = models.DateField(_("提出日期"))
    reason = models.CharField(_("说明"), max_length=300, blank=True)
    # months_unpaid, last_activity_on, reminders (days): what was known when it was proposed, by the areas that know.
    evidence = models.JSONField(_("依据"), default=dict)
    # What only people know: an absence record, and that the person was talked to and did not mend.
    absence_record = models.CharField(_("未参加组织生活的记录"), max_length=300, blank=True)
    education_talk = models.CharField(_("教育谈话情况"), max_length=300, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(_("决定日期"), null=True, blank=True)
    document = models.CharField(_("委员会会议或文件"), max_length=200, blank=True)
    decision_note = models.CharField(_("决定说明"), max_length=300, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("退会事项")
        verbose_name_plural = _("退会事项")
        ordering = ["opened_on", "id"]
        constraints = [
            models.UniqueConstraint(
                name="members_leaving_one_open", fields=["member"], condition=Q(state=LeavingState.OPEN)
            ),
            models.CheckConstraint(
                name="members_leaving_decided_with_a_document",
                condition=~Q(state=LeavingState.DECIDED) | (Q(decided_on__isnull=False) & ~Q(document="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.get_kind_display()}"
