"""Medical checks, rest cures and women's care (systems.md HE-01, HE-02, WO-01 … WO-04).

Of a check nothing is kept but done or not done: no column could hold a result."""

from typing import TYPE_CHECKING

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from members.choices.care import CheckGroup, CheckKind, CostBearer, RestGroup, RestState, RoomGrade
from members.enums import Right
from members.models.organizations import Organization
from members.models.people import Member
from unionplan.core.sealed import SealedField, SealedModel

if TYPE_CHECKING:
    from members.models.people import User


class CheckCampaignQuerySet(models.QuerySet["CheckCampaign"]):
    def visible_to(self, user: "User") -> "CheckCampaignQuerySet":
        """Campaigns of organizations whose members the person may see, and of those above that invite them."""
        paths = user.access.paths(Right.READ_MEMBERS)
        return self.filter(Q(organization__path__within=paths) | Q(organization__path__above=paths))


@pghistory.track()
class CheckCampaign(models.Model):
    """One round of medical checks: who is invited, where it takes place, who pays, by when it should be done."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="check_campaigns")
    name = models.CharField(_("名称"), max_length=80)
    kind = models.CharField(_("类型"), max_length=8, choices=CheckKind, default=CheckKind.STAFF)
    groups = ArrayField(models.CharField(max_length=8, choices=CheckGroup), verbose_name=_("范围"))
    opens_on = models.DateField(_("开始日期"))
    deadline = models.DateField(_("截止日期"))
    cost_bearer = models.CharField(_("费用承担"), max_length=8, choices=CostBearer, default=CostBearer.EMPLOYER)
    decided_on = models.DateField(_("选定日期"), null=True, blank=True)
    approved_by = models.CharField(_("批准人"), max_length=40, blank=True)
    closed_on = models.DateField(_("结束日期"), null=True, blank=True)

    objects = CheckCampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("体检安排")
        verbose_name_plural = _("体检安排")
        ordering = ["-deadline", "-id"]
        constraints = [
            models.CheckConstraint(
                name="members_check_deadline_after_opening", condition=Q(deadline__gte=F("opens_on"))
            ),
            models.UniqueConstraint(name="members_check_once", fields=["organization", "name"]),
        ]

    def __str__(self) -> str:
        return self.name


class CheckProvider(models.Model):
    """A clinic on the shortlist of a campaign; one of them is chosen."""

    campaign = models.ForeignKey(CheckCampaign, on_delete=models.PROTECT, related_name="providers")
    name = models.CharField(_("机构名称"), max_length=80)
    price = models.DecimalField(_("报价（元/人）"), max_digits=12, decimal_places=2)
    visited_on = models.DateField(_("考察日期"), null=True, blank=True)
    is_chosen = models.BooleanField(_("选定"), default=False)

    class Meta:
        verbose_name = _("体检机构")
        verbose_name_plural = _("体检机构")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="members_provider_one_chosen", fields=["campaign"], condition=Q(is_chosen=True)
            ),
            models.UniqueConstraint(name="members_provider_once", fields=["campaign", "name"]),
        ]

    def __str__(self) -> str:
        return self.name


class CheckEntry(models.Model):
    """One person on the roster of a campaign: done on a day, or not done. Nothing else is kept, on purpose."""

    campaign = models.ForeignKey(CheckCampaign, on_delete=models.PROTECT, related_name="entries")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="check_entries")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    group = models.CharField(_("范围"), max_length=8, choices=CheckGroup, default=CheckGroup.SERVING)
    done_on = models.DateField(_("完成日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("体检名单")
        verbose_name_plural = _("体检名单")
        ordering = ["organization__path", "member__pinyin", "id"]
        constraints = [models.UniqueConstraint(name="members_checkentry_once", fields=["campaign", "member"])]
        indexes = [models.Index(fields=["campaign", "organization"], name="members_checkentry_unit")]

    def __str__(self) -> str:
        return f"check entry {self.pk}"


class RestQuota(models.Model):
    """How many people of an organization may go on a rest cure in a year."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="rest_quotas")
    year = models.PositiveSmallIntegerField(_("年度"))
    places = models.PositiveIntegerField(_("名额"))

    class Meta:
        verbose_name = _("疗休养名额")
        verbose_name_plural = _("疗休养名额")
        ordering = ["-year", "organization__path"]
        constraints = [models.UniqueConstraint(name="members_restquota_once", fields=["organization", "year"])]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.year}"


@pghistory.track()
class RestTrip(models.Model):
    """One group that goes to one base, from a day to a day."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="rest_trips")
    name = models.CharField(_("批次"), max_length=60)
    base = models.CharField(_("疗休养基地"), max_length=80)
    is_outside = models.BooleanField(_("跨省"), default=False)
    starts_on = models.DateField(_("出发"))
    ends_on = models.DateField(_("返回"))
    price = models.DecimalField(_("标准（元/人·天）"), max_digits=12, decimal_places=2)
    places = models.PositiveSmallIntegerField(_("人数上限"))

    class Meta:
        verbose_name = _("疗休养批次")
        verbose_name_plural = _("疗休养批次")
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(name="members_trip_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(name="members_trip_price", condition=Q(price__gte=0, places__gt=0)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def days(self) -> int:
        """First and last day counted."""
        return (self.ends_on - self.starts_on).days + 1


class RestApplicationQuerySet(models.QuerySet["RestApplication"]):
    def visible_to(self, user: "User") -> "RestApplicationQuerySet":
        return self.filter(organization__path__within=user.access.paths(Right.READ_MEMBERS))


@pghistory.track()
class RestApplication(models.Model):
    """One member's wish to go in a year, and what became of it."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="rest_applications")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="rest_applications")
    year = models.PositiveSmallIntegerField(_("年度"))
    group = models.CharField(_("优先类别"), max_length=16, choices=RestGroup, default=RestGroup.NONE)
    state = models.CharField(_("状态"), max_length=10, choices=RestState, default=RestState.APPLIED)
    applied_on = models.DateField(_("申请日期"))
    trip = models.ForeignKey(RestTrip, on_delete=models.PROTECT, null=True, blank=True, related_name="applications")

    objects = RestApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("疗休养申请")
        verbose_name_plural = _("疗休养申请")
        ordering = ["-year", "applied_on", "id"]
        indexes = [
            models.Index(fields=["member"], condition=Q(state="went"), name="members_rest_went"),
            models.Index(fields=["organization", "year"], name="members_rest_org_year"),
        ]
        constraints = [
            models.CheckConstraint(
                name="members_rest_trip_when_placed",
                condition=Q(state__in=["placed", "went", "missed"], trip__isnull=False)
                | Q(state__in=["applied", "withdrawn"]),
            ),
            models.UniqueConstraint(
                name="members_rest_once_a_year", fields=["member", "year"], condition=~Q(state="withdrawn")
            ),
        ]

    def __str__(self) -> str:
        return f"rest application {self.pk}"


class SpecialPeriodQuerySet(models.QuerySet["SpecialPeriod"]):
    def visible_to(self, user: "User") -> "SpecialPeriodQuerySet":
        return self.filter(organization__path__within=user.access.paths(Right.READ_HEALTH))


@pghistory.track(exclude=["fact"])
class SpecialPeriod(SealedModel):
    """Protection of a woman worker from a day to a day (女职工劳动保护特别规定). Which period it is stays sealed."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="special_periods")
    fact = SealedField(_("所处时期"))
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("结束日期"))
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_on = models.DateField(_("撤回日期"), null=True, blank=True)

    objects = SpecialPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("特殊时期保护")
        verbose_name_plural = _("特殊时期保护")
        ordering = ["ends_on", "id"]
        indexes = [models.Index(fields=["organization", "ends_on"], name="members_special_org")]
        constraints = [
            models.CheckConstraint(name="members_special_days_in_order", condition=Q(ends_on__gte=F("starts_on"))),
        ]

    def __str__(self) -> str:
        return f"special period {self.pk}"


class CareRoom(models.Model):
    """A room for mothers (爱心母婴室, systems.md WO-04)."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="care_rooms")
    name = models.CharField(_("名称"), max_length=60)
    place = models.CharField(_("位置"), max_length=120)
    grade = models.CharField(_("等级"), max_length=10, choices=RoomGrade, default=RoomGrade.BASIC)
    opened_on = models.DateField(_("启用日期"))
    closed_on = models.DateField(_("停用日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("爱心母婴室")
        verbose_name_plural = _("爱心母婴室")
        ordering = ["organization__path", "name", "id"]
        constraints = [
            models.UniqueConstraint(name="members_careroom_once", fields=["organization", "name"]),
            models.CheckConstraint(
                name="members_careroom_closed_after_opening",
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.name
