"""Employers of an area, their yearly figures, the unions set up in them, and the head counts unions report."""

from datetime import date
from typing import TYPE_CHECKING

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from members.choices.register import Industry, Ownership
from members.models.organizations import Organization

if TYPE_CHECKING:
    from members.models.people import User


def days(first: str, last: str) -> Func:
    """The days from the first to the last, both counted, as a range; an open end never ends."""
    return Func(F(first), F(last), Value("[]"), function="daterange", output_field=DateRangeField())


class EmployerQuerySet(models.QuerySet["Employer"]):
    """Reading vocabulary of employers."""

    def visible_to(self, user: "User") -> "EmployerQuerySet":
        """Employers registered where the person may read, and those with a union there."""
        reach = Organization.objects.reachable_by(user)
        linked = UnionEmployer.objects.filter(organization__in=reach).values("employer")
        return self.filter(Q(area__in=reach) | Q(pk__in=linked))


@pghistory.track()
class Employer(models.Model):
    """A unit whose workers a union organizes (systems.md OB-01, OB-02). `area` is the union that keeps the entry."""

    name = models.CharField(_("单位名称"), max_length=120)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    area = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="employers_kept", verbose_name=_("登记的工会")
    )
    industry = models.CharField(_("行业"), max_length=2, choices=Industry, blank=True)
    ownership = models.CharField(_("单位类别"), max_length=3, choices=Ownership, blank=True)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    phone = models.CharField(_("电话"), max_length=30, blank=True)
    closed_on = models.DateField(_("注销日期"), null=True, blank=True)
    note = models.CharField(_("备注"), max_length=200, blank=True)

    objects = EmployerQuerySet.as_manager()

    class Meta:
        verbose_name = _("用人单位")
        verbose_name_plural = _("用人单位")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                name="members_employer_one_credit_code", fields=["credit_code"], condition=~Q(credit_code="")
            ),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class EmployerFigures(models.Model):
    """What an employer reported for a year: sales in yuan, and how many people worked there on a day."""

    employer = models.ForeignKey(Employer, on_delete=models.CASCADE, related_name="figures")
    year = models.PositiveSmallIntegerField(_("年度"))
    sales = models.DecimalField(_("年销售额（元）"), max_digits=16, decimal_places=2, null=True, blank=True)
    as_of = models.DateField(_("人数截止日"))
    staff = models.PositiveIntegerField(_("职工数"))
    women = models.PositiveIntegerField(_("女职工数"), default=0)
    migrant = models.PositiveIntegerField(_("农民工数"), default=0)
    dispatched = models.PositiveIntegerField(_("劳务派遣人数"), default=0)

    class Meta:
        verbose_name = _("单位年度数据")
        verbose_name_plural = _("单位年度数据")
        ordering = ["-year", "id"]
        constraints = [
            models.UniqueConstraint(name="members_employerfigures_one_a_year", fields=["employer", "year"]),
            models.CheckConstraint(
                name="members_employerfigures_parts_within_staff",
                condition=Q(women__lte=F("staff"), migrant__lte=F("staff"), dispatched__lte=F("staff")),
            ),
            models.CheckConstraint(
                name="members_employerfigures_sales_not_negative",
                condition=Q(sales__isnull=True) | Q(sales__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employer} {self.year}"


class UnionEmployerQuerySet(models.QuerySet["UnionEmployer"]):
    def in_force(self, on: date) -> "UnionEmployerQuerySet":
        """Ties that hold on that day; both ends count."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on)


@pghistory.track()
class UnionEmployer(models.Model):
    """A union organizes the workers of an employer, from a day to a day; several of both are possible."""

    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="ties")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="employer_ties")
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"), null=True, blank=True)

    objects = UnionEmployerQuerySet.as_manager()

    class Meta:
        verbose_name = _("工会与用人单位")
        verbose_name_plural = _("工会与用人单位")
        ordering = ["-starts_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="members_unionemployer_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            ExclusionConstraint(
                name="members_unionemployer_once_at_a_time",
                expressions=[
                    ("employer", RangeOperators.EQUAL),
                    ("organization", RangeOperators.EQUAL),
                    (days("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.employer}"


@pghistory.track()
class Headcount(models.Model):
    """How many people work where a union is responsible, as reported for a day (rules.md §9): coverage rests on it."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="headcounts")
    as_of = models.DateField(_("截止日"))
    staff = models.PositiveIntegerField(_("职工数"))
    women = models.PositiveIntegerField(_("女职工数"), default=0)
    migrant = models.PositiveIntegerField(_("农民工数"), default=0)
    dispatched = models.PositiveIntegerField(_("劳务派遣人数"), default=0)
    delegates = models.PositiveIntegerField(_("职工代表数"), default=0)

    class Meta:
        verbose_name = _("职工人数")
        verbose_name_plural = _("职工人数")
        ordering = ["-as_of", "id"]
        constraints = [
            models.UniqueConstraint(name="members_headcount_one_a_day", fields=["organization", "as_of"]),
            models.CheckConstraint(
                name="members_headcount_parts_within_staff",
                condition=Q(
                    women__lte=F("staff"),
                    migrant__lte=F("staff"),
                    dispatched__lte=F("staff"),
                    delegates__lte=F("staff"),
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.as_of}"
