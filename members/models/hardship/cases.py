"""The file of a worker in hardship, its facts, its household and its income sheet (rules.md §4)."""

from datetime import date
from typing import TYPE_CHECKING

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.choices.hardship import (
    OPEN_CASE_STATES,
    CaseState,
    Category,
    CheckResult,
    FileLevel,
    ReviewResult,
    Scheme,
    Step,
)
from members.enums import Right
from members.models.hardship.sheets import SheetModel, case_key
from members.models.organizations import Organization
from members.models.people import Member
from unionplan.core.sealed import SealedField, SealedModel

if TYPE_CHECKING:
    from members.models.people import User


class CaseQuerySet(models.QuerySet["HardshipCase"]):
    """Reading vocabulary of files."""

    def known_to(self, user: "User") -> "CaseQuerySet":
        """Files of organizations the person's offices reach at all: outside of them nobody learns that they exist."""
        return self.filter(organization__in=Organization.objects.reachable_by(user))

    def openable_by(self, user: "User") -> "CaseQuerySet":
        """Files the person may ask to open, with a reason."""
        return self.filter(organization__in=user.access.organizations_with(Right.OPEN_HARDSHIP))

    def editable_by(self, user: "User") -> "CaseQuerySet":
        return self.filter(organization__in=user.access.organizations_with(Right.EDIT_HARDSHIP))

    def open(self) -> "CaseQuerySet":
        """Files under way or in force."""
        return self.filter(state__in=OPEN_CASE_STATES)

    def in_force(self, on: date) -> "CaseQuerySet":
        """Files that stood on that day."""
        return self.filter(filed_on__lte=on).filter(Q(exited_on__isnull=True) | Q(exited_on__gt=on))

    def for_listing(self) -> "CaseQuerySet":
        return self.select_related("member", "organization").order_by("-opened_on", "-id")


@pghistory.track()
class HardshipCase(models.Model):
    """One household's file, kept under its worker. It names no fact: these are sealed beside it."""

    number = models.CharField(_("档案编号"), max_length=24, unique=True, editable=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="hardship_cases", verbose_name=_("职工"))
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="hardship_cases", verbose_name=_("建档工会")
    )
    scheme = models.CharField(_("类别版本"), max_length=8, choices=Scheme, default=Scheme.CURRENT)
    category = models.CharField(_("困难类别"), max_length=16, choices=Category, blank=True)
    level = models.CharField(_("建档级别"), max_length=10, choices=FileLevel, default=FileLevel.BASE)
    state = models.CharField(_("状态"), max_length=12, choices=CaseState, default=CaseState.APPLIED)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("建档人")
    )
    opened_on = models.DateField(_("申请日期"))
    filed_on = models.DateField(_("建档日期"), null=True, blank=True)
    exited_on = models.DateField(_("退出日期"), null=True, blank=True)
    # The last day somebody looked through or changed the file: a year later it is due (未改一年的档案).
    touched_on = models.DateField(_("最近更新"))
    review_due_on = models.DateField(_("下次复核"), null=True, blank=True)
    # How often the household came back (返困).
    round = models.PositiveSmallIntegerField(_("第几次建档"), default=1)
    national_number = models.CharField(_("全国系统编号"), max_length=40, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("困难职工档案")
        verbose_name_plural = _("困难职工档案")
        ordering = ["-opened_on", "-id"]
        indexes = [
            models.Index(fields=["organization", "state", "-opened_on"], name="members_hardship_by_org"),
            models.Index(fields=["review_due_on"], condition=Q(state="filed"), name="members_hardship_review"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="members_hardship_one_open_per_member",
                fields=["member"],
                condition=Q(state__in=[str(state) for state in OPEN_CASE_STATES]),
            ),
            models.CheckConstraint(
                name="members_hardship_filed_has_a_day", condition=~Q(state="filed") | Q(filed_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("members:hardship-detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Under way or in force."""
        return self.state in OPEN_CASE_STATES


class HouseholdKey(SealedModel):
    """One identity number the file covers, found by keyed hash. While the file is open nobody else may file this
    person: one family, one file (rules.md 4.2), also for two officers pressing at once."""

    case = case_key("household_keys")
    number = SealedField(_("证件号码"))
    number_hash = models.CharField(max_length=32, editable=False)
    holds = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("家庭成员标识")
        verbose_name_plural = _("家庭成员标识")
        constraints = [
            models.UniqueConstraint(
                name="members_hardship_one_family_one_file", fields=["number_hash"], condition=Q(holds=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}"


class CaseFacts(SheetModel):
    """What the national form asks about the worker (rules.md 4.3), sealed as a whole."""

    case = models.OneToOneField(HardshipCase, on_delete=models.PROTECT, primary_key=True, related_name="sheet_of_facts")
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("困难职工登记内容")
        verbose_name_plural = _("困难职工登记内容")

    def __str__(self) -> str:
        return f"{self.case_id}"


class HouseholdMember(SheetModel):
    """A relative: a third party, so only what the form needs; whoever is gone from the household is removed."""

    case = case_key("family")
    key = models.OneToOneField(HouseholdKey, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("家庭成员")
        verbose_name_plural = _("家庭成员")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id}"


class IncomeLine(SheetModel):
    """One line of the household's year: what came in, or what could not be avoided."""

    case = case_key("income_lines")

    class Meta:
        verbose_name = _("收支明细")
        verbose_name_plural = _("收支明细")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id}"


def _append_only() -> pgtrigger.Protect:
    return pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


class Assessment(SheetModel):
    """One measurement against the rules of its day: the proposal, every line of it, and what the officer decided."""

    case = case_key("assessments")
    proposed = models.CharField(_("测算结果"), max_length=16, choices=Category, blank=True)
    decided = models.CharField(_("认定类别"), max_length=16, choices=Category, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("困难测算")
        verbose_name_plural = _("困难测算")
        ordering = ["-id"]
        triggers = [_append_only()]

    def __str__(self) -> str:
        return f"{self.case_id}"


class CaseStep(SheetModel):
    """One step of the workflow as it happened; added to, never changed."""

    case = case_key("steps")
    round = models.PositiveSmallIntegerField(default=1)
    step = models.CharField(_("步骤"), max_length=10, choices=Step)
    on = models.DateField(_("日期"))
    result = models.CharField(_("结果"), max_length=8, choices=CheckResult, blank=True)
    document = models.ForeignKey(
        "members.HardshipEvidence", on_delete=models.PROTECT, null=True, blank=True, related_name="steps"
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("办理步骤")
        verbose_name_plural = _("办理步骤")
        ordering = ["id"]
        triggers = [_append_only()]

    def __str__(self) -> str:
        return f"{self.case_id} {self.step}"


class CaseReview(SheetModel):
    """The yearly look at a file (rules.md 4.2)."""

    case = case_key("reviews")
    on = models.DateField(_("复核日期"))
    result = models.CharField(_("结论"), max_length=10, choices=ReviewResult)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("年度复核")
        verbose_name_plural = _("年度复核")
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["on"], name="members_hardship_review_on")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.on}"
