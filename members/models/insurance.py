"""Mutual-aid insurance: schemes, enrolment, policies and claims (systems.md HS-05)."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from members.choices.insurance import Audience, ClaimDocument, ClaimState, Payer, PolicyKind
from members.enums import Right
from members.models.employers import days
from members.models.life import LifeEvent
from members.models.organizations import Organization
from members.models.people import Member
from unionplan.core.sealed import SealedField, SealedModel

if TYPE_CHECKING:
    from members.models.people import User

RENEWAL_WINDOW = timedelta(days=90)  # the first reminder of product.md, Reminders: 90, 60 and 30 days before the end


class InsuranceScheme(models.Model):
    """A kind of mutual aid an organization offers with everything below it."""

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="insurance_schemes", verbose_name=_("管理的工会")
    )
    name = models.CharField(_("名称"), max_length=80)
    provider = models.CharField(_("承办机构"), max_length=80)
    audience = models.CharField(_("参保对象"), max_length=8, choices=Audience, default=Audience.ALL)
    term_months = models.PositiveSmallIntegerField(_("保障期（月）"), default=12, validators=[MinValueValidator(1)])
    least_age = models.PositiveSmallIntegerField(_("最低年龄"), null=True, blank=True)
    most_age = models.PositiveSmallIntegerField(_("最高年龄"), null=True, blank=True)
    documents = ArrayField(
        models.CharField(max_length=12, choices=ClaimDocument), verbose_name=_("理赔材料"), default=list, blank=True
    )
    is_active = models.BooleanField(_("在办"), default=True)

    class Meta:
        verbose_name = _("互助保障项目")
        verbose_name_plural = _("互助保障项目")
        ordering = ["organization__path", "name", "id"]
        constraints = [
            models.UniqueConstraint(name="members_scheme_once", fields=["organization", "name"]),
            models.CheckConstraint(name="members_scheme_has_a_term", condition=Q(term_months__gte=1)),
            models.CheckConstraint(
                name="members_scheme_ages_in_order",
                condition=Q(least_age__isnull=True) | Q(most_age__isnull=True) | Q(least_age__lte=F("most_age")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class InsurancePremium(models.Model):
    """What one person pays for one term, from a day on, and where that is written."""

    scheme = models.ForeignKey(InsuranceScheme, on_delete=models.PROTECT, related_name="premiums")
    effective_from = models.DateField(_("起用日期"))
    amount = models.DecimalField(_("保费（元/人）"), max_digits=12, decimal_places=2, validators=[MinValueValidator(0)])
    source_document = models.CharField(_("依据文件"), max_length=200)
    source_clause = models.CharField(_("条款"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("保费标准")
        verbose_name_plural = _("保费标准")
        ordering = ["-effective_from"]
        constraints = [
            models.UniqueConstraint(name="members_premium_once_a_day", fields=["scheme", "effective_from"]),
            models.CheckConstraint(name="members_premium_not_negative", condition=Q(amount__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.scheme_id} {self.effective_from}"


class InsuranceCampaign(models.Model):
    """One round of enrolment: from when to when people may join, and the term their policies run."""

    scheme = models.ForeignKey(InsuranceScheme, on_delete=models.PROTECT, related_name="campaigns")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="insurance_campaigns", verbose_name=_("参保单位")
    )
    opens_on = models.DateField(_("开始办理"))
    closes_on = models.DateField(_("截止办理"))
    starts_on = models.DateField(_("保障开始"))
    expires_on = models.DateField(_("保障到期"))
    payer = models.CharField(_("保费来源"), max_length=8, choices=Payer, default=Payer.MEMBER)
    # Handed in to the provider: nobody joins any more.
    closed_on = models.DateField(_("办结日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("参保办理")
        verbose_name_plural = _("参保办理")
        ordering = ["-opens_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="members_campaign_window_in_order",
                condition=Q(closes_on__gte=F("opens_on"), expires_on__gt=F("starts_on")),
            ),
            models.UniqueConstraint(name="members_campaign_once", fields=["scheme", "organization", "starts_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.starts_on:%Y-%m-%d}"


class PolicyQuerySet(models.QuerySet["Policy"]):
    """Reading vocabulary of policies."""

    def visible_to(self, user: "User") -> "PolicyQuerySet":
        return self.filter(organization__path__within=user.access.paths(Right.READ_MEMBERS))

    def valid(self) -> "PolicyQuerySet":
        """Not cancelled."""
        return self.filter(cancelled_on__isnull=True)

    def in_force(self, on: date) -> "PolicyQuerySet":
        return self.valid().filter(starts_on__lte=on, expires_on__gte=on)

    def not_renewed(self) -> "PolicyQuerySet":
        """Without a later policy of the same scheme."""
        later = Policy.objects.filter(
            scheme=OuterRef("scheme"),
            member=OuterRef("member"),
            starts_on__gt=OuterRef("starts_on"),
            cancelled_on__isnull=True,
        )
        return self.valid().exclude(Exists(later))

    def ending(self, today: date) -> "PolicyQuerySet":
        """Running out within the renewal window and not renewed."""
        return self.not_renewed().filter(expires_on__gte=today, expires_on__lte=today + RENEWAL_WINDOW)

    def lapsed(self, today: date) -> "PolicyQuerySet":
        """Run out and not renewed."""
        return self.not_renewed().filter(expires_on__lt=today)


class Policy(models.Model):
    """One member's cover for one term. Whether it has lapsed follows from its days; nothing is flipped by night."""

    campaign = models.ForeignKey(InsuranceCampaign, on_delete=models.PROTECT, related_name="policies")
    scheme = models.ForeignKey(InsuranceScheme, on_delete=models.PROTECT, related_name="policies")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="policies")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="policies", verbose_name=_("会员"))
    kind = models.CharField(_("参保类型"), max_length=8, choices=PolicyKind, default=PolicyKind.NEW)
    premium = models.DecimalField(_("保费"), max_digits=12, decimal_places=2)
    payer = models.CharField(_("保费来源"), max_length=8, choices=Payer, default=Payer.MEMBER)
    starts_on = models.DateField(_("保障开始"))
    expires_on = models.DateField(_("保障到期"))
    cancelled_on = models.DateField(_("注销日期"), null=True, blank=True)
    cancelled_because = models.CharField(_("注销原因"), max_length=120, blank=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("参保记录")
        verbose_name_plural = _("参保记录")
        ordering = ["-starts_on", "id"]
        indexes = [
            models.Index(fields=["organization", "expires_on"], name="members_policy_org_expiry"),
            models.Index(fields=["member", "-starts_on"], name="members_policy_member"),
        ]
        constraints = [
            models.CheckConstraint(name="members_policy_premium", condition=Q(premium__gte=0)),
            models.CheckConstraint(name="members_policy_days_in_order", condition=Q(expires_on__gt=F("starts_on"))),
            # Nobody is insured twice in one scheme at one time.
            ExclusionConstraint(
                name="members_policy_one_at_a_time",
                expressions=[
                    ("scheme", RangeOperators.EQUAL),
                    ("member", RangeOperators.EQUAL),
                    (days("starts_on", "expires_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(cancelled_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"policy {self.pk}"


class ClaimQuerySet(models.QuerySet["Claim"]):
    def visible_to(self, user: "User") -> "ClaimQuerySet":
        """That somebody claims is a health fact already (rules.md 13.1)."""
        return self.filter(policy__organization__path__within=user.access.paths(Right.READ_HEALTH))


@pghistory.track(exclude=["diagnosis"])
class Claim(SealedModel):
    """One claim under a policy: what happened, which papers are there, what was asked and paid."""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="claims")
    event = models.ForeignKey(LifeEvent, on_delete=models.PROTECT, null=True, blank=True, related_name="claims")
    happened_on = models.DateField(_("出险日期"))
    diagnosis = SealedField(_("诊断"))
    documents = ArrayField(
        models.CharField(max_length=12, choices=ClaimDocument), verbose_name=_("已收材料"), default=list, blank=True
    )
    asked = models.DecimalField(_("申请金额"), max_digits=12, decimal_places=2)
    paid = models.DecimalField(_("赔付金额"), max_digits=12, decimal_places=2, null=True, blank=True)
    paid_on = models.DateField(_("赔付日期"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=ClaimState, default=ClaimState.REPORTED)
    reported_on = models.DateField(_("报案日期"))
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("理赔")
        verbose_name_plural = _("理赔")
        ordering = ["-reported_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="members_claim_paid_says_how_much",
                condition=Q(state="paid", paid__isnull=False, paid_on__isnull=False)
                | (~Q(state="paid") & Q(paid__isnull=True, paid_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="members_claim_amounts",
                condition=Q(asked__gt=0) & (Q(paid__isnull=True) | Q(paid__gt=0)),
            ),
        ]

    def __str__(self) -> str:
        return f"claim {self.pk}"
