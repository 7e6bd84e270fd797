"""What dues are counted on: dated rules, dated wages, and the periods they are charged for (rules.md §1)."""

from datetime import date
from decimal import Decimal

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from members.choices.dues import MONTHS_OF_CYCLE, Cycle, Rounding, WageComponent
from members.choices.people import EmploymentForm
from members.models.organizations import Organization
from members.models.people import Member


def percent(share: Decimal) -> str:
    """A share as people write it, without idle zeros."""
    return f"{(share * 100).normalize():f}%"


class DuesRuleQuerySet(models.QuerySet["DuesRule"]):
    def in_force(self, on: date) -> "DuesRuleQuerySet":
        """Rules that hold on that day; both ends count."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on)

    def holding_for(self, organization: Organization) -> "DuesRuleQuerySet":
        """The organization's own rules, those of the bodies above it and the national one, the nearest first."""
        return self.filter(Q(organization__isnull=True) | Q(organization__path__above=[organization.path])).order_by(
            F("organization__path").desc(nulls_last=True), "-starts_on"
        )


@pghistory.track()
class DuesRule(models.Model):
    """How dues are counted and collected, from a day to a day, in an organization with all below it or anywhere (null).

    Dues of a month = floor(base / step) x step x rate, or the flat amount; the base is the sum of the counted wage
    components (rules.md 1.1, 1.5, 1.6). Retained members never pay (1.11), whatever a rule says."""

    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="dues_rules",
        verbose_name=_("适用工会"),
    )
    starts_on = models.DateField(_("生效日期"))
    ends_on = models.DateField(_("失效日期"), null=True, blank=True)
    base = ArrayField(
        models.CharField(max_length=12, choices=WageComponent), verbose_name=_("计费基数"), default=list, blank=True
    )
    rate = models.DecimalField(_("费率"), max_digits=6, decimal_places=5, default=Decimal("0.005"))
    step = models.DecimalField(_("不计尾数的单位（元）"), max_digits=6, decimal_places=2, default=Decimal("10"))
    flat_amount = models.DecimalField(_("每月定额（元）"), max_digits=8, decimal_places=2, null=True, blank=True)
    rounding = models.CharField(_("取整"), max_length=12, choices=Rounding, default=Rounding.NONE)
    cycle = models.CharField(_("收缴周期"), max_length=10, choices=Cycle, default=Cycle.MONTH)
    exempt_forms = ArrayField(
        models.CharField(max_length=14, choices=EmploymentForm),
        verbose_name=_("免缴的用工形式"),
        default=list,
        blank=True,
    )
    # The collection window inside a period: which of its months, from which day to which day.
    window_month = models.PositiveSmallIntegerField(
        _("收缴月"), default=1, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    window_from = models.PositiveSmallIntegerField(
        _("收缴起日"), default=1, validators=[MinValueValidator(1), MaxValueValidator(28)]
    )
    window_to = models.PositiveSmallIntegerField(
        _("收缴止日"), default=25, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    receipt_prefix = models.CharField(_("收据字号"), max_length=12, blank=True, default="会费")
    source_document = models.CharField(_("依据文件"), max_length=200)
    source_clause = models.CharField(_("条款"), max_length=120, blank=True)
    note = models.CharField(_("说明"), max_length=300, blank=True)

    objects = DuesRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("会费标准")
        verbose_name_plural = _("会费标准")
        ordering = ["organization__path", "-starts_on"]
        constraints = [
            models.CheckConstraint(
                name="members_duesrule_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="members_duesrule_counts_something",
                condition=Q(flat_amount__gte=0) | Q(flat_amount__isnull=True, base__len__gte=1),
            ),
            models.CheckConstraint(
                name="members_duesrule_sane_numbers", condition=Q(rate__gte=0, rate__lt=1, step__gt=0)
            ),
            models.CheckConstraint(
                name="members_duesrule_window_in_cycle",
                condition=Q(window_to__gte=F("window_from"))
                & (Q(cycle="year") | Q(cycle="half_year", window_month__lte=6) | Q(cycle="month", window_month=1)),
            ),
            models.UniqueConstraint(
                name="members_duesrule_once_from_a_day", fields=["organization", "starts_on"], nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_document} {self.starts_on}"

    @property
    def base_words(self) -> str:
        """The counted components, as 岗位工资＋薪级工资."""
        return "＋".join(str(WageComponent(key).label) for key in self.base)

    @property
    def rate_words(self) -> str:
        """0.5% rather than 0.00500."""
        return percent(self.rate)

    @property
    def step_words(self) -> str:
        """10 rather than 10.00."""
        return f"{self.step.normalize():f}"


# A wage holds until the next one of the same member begins: the database works the end out, so that two never overlap.
_ENDS = """
    UPDATE members_wage w SET ends_on = n.ends_on
    FROM (
        SELECT id, (lead(starts_on) OVER (PARTITION BY member_id ORDER BY starts_on) - 1) AS ends_on
        FROM members_wage WHERE member_id IN (SELECT member_id FROM {rows})
    ) n
    WHERE w.id = n.id AND w.ends_on IS DISTINCT FROM n.ends_on;
    RETURN NULL;
"""


@pghistory.track(exclude=["ends_on"])
class Wage(models.Model):
    """What a member earns in a month from a day on, by component in yuan; null is unknown, never zero (rules.md 1.6).

    A table of its own: nothing but the dues pages reads it (docs/decisions/0007)."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="wages", verbose_name=_("会员"))
    starts_on = models.DateField(_("起始日期"))
    ends_on = models.DateField(_("截止日期"), null=True, blank=True, editable=False)
    monthly = models.DecimalField(WageComponent.MONTHLY.label, max_digits=10, decimal_places=2, null=True, blank=True)
    post = models.DecimalField(WageComponent.POST.label, max_digits=10, decimal_places=2, null=True, blank=True)
    grade = models.DecimalField(WageComponent.GRADE.label, max_digits=10, decimal_places=2, null=True, blank=True)
    performance = models.DecimalField(
        WageComponent.PERFORMANCE.label, max_digits=10, decimal_places=2, null=True, blank=True
    )
    allowance = models.DecimalField(
        WageComponent.ALLOWANCE.label, max_digits=10, decimal_places=2, null=True, blank=True
    )
    bonus = models.DecimalField(WageComponent.BONUS.label, max_digits=10, decimal_places=2, null=True, blank=True)
    source = models.CharField(_("来源"), max_length=100, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(_("登记时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("工资基数")
        verbose_name_plural = _("工资基数")
        ordering = ["member_id", "-starts_on"]
        constraints = [
            models.UniqueConstraint(name="members_wage_once_from_a_day", fields=["member", "starts_on"]),
            models.CheckConstraint(
                name="members_wage_not_negative",
                condition=(Q(monthly__isnull=True) | Q(monthly__gte=0))
                & (Q(post__isnull=True) | Q(post__gte=0))
                & (Q(grade__isnull=True) | Q(grade__gte=0))
                & (Q(performance__isnull=True) | Q(performance__gte=0))
                & (Q(allowance__isnull=True) | Q(allowance__gte=0))
                & (Q(bonus__isnull=True) | Q(bonus__gte=0)),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="ends_added",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="new_values"),
                func=_ENDS.format(rows="new_values"),
            ),
            pgtrigger.Trigger(
                name="ends_changed",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                referencing=pgtrigger.Referencing(new="new_values"),
                func="IF pg_trigger_depth() > 1 THEN RETURN NULL; END IF;" + _ENDS.format(rows="new_values"),
            ),
            pgtrigger.Trigger(
                name="ends_removed",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Delete,
                referencing=pgtrigger.Referencing(old="old_values"),
                func=_ENDS.format(rows="old_values"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.starts_on}"


class DuesPeriod(models.Model):
    """A month, half year or year that dues are charged for; the same row for every organization."""

    cycle = models.CharField(_("收缴周期"), max_length=10, choices=Cycle)
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"))

    class Meta:
        verbose_name = _("会费期")
        verbose_name_plural = _("会费期")
        ordering = ["-starts_on", "cycle"]
        constraints = [
            models.UniqueConstraint(name="members_duesperiod_once", fields=["cycle", "starts_on"]),
            models.CheckConstraint(name="members_duesperiod_ends_after_start", condition=Q(ends_on__gt=F("starts_on"))),
        ]

    def __str__(self) -> str:
        if self.cycle == Cycle.YEAR:
            return str(_("%(year)s年") % {"year": self.starts_on.year})
        if self.cycle == Cycle.HALF_YEAR:
            half = _("%(year)s年上半年") if self.starts_on.month == 1 else _("%(year)s年下半年")
            return str(half % {"year": self.starts_on.year})
        return str(_("%(year)s年%(month)s月") % {"year": self.starts_on.year, "month": self.starts_on.month})

    @property
    def months(self) -> int:
        return MONTHS_OF_CYCLE[Cycle(self.cycle)]
