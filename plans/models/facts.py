"""What an item promises: when, how much, at what cost, and what could go wrong."""

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from plans.enums import Comparator, TargetKind
from plans.models.plan import Plan, PlanItem


@pghistory.track()
class TimeWindow(models.Model):
    """When an item takes place: the words as written, the form the time engine understands, and the dates it gives.

    `spec` is unionplan.core.calendar's WindowSpec as a dict; start and end (inclusive dates) are null while unknown."""

    item = models.ForeignKey(PlanItem, on_delete=models.CASCADE, related_name="windows")
    text = models.CharField(_("原文"), max_length=200, blank=True)
    spec = models.JSONField(default=dict)
    start = models.DateField(_("开始"), null=True, blank=True)
    end = models.DateField(_("结束"), null=True, blank=True)
    # Exact times of day where they are known; without them the window is whole days.
    start_time = models.TimeField(_("开始时间"), null=True, blank=True)
    end_time = models.TimeField(_("结束时间"), null=True, blank=True)
    precision = models.CharField(max_length=16)
    is_recurring = models.BooleanField(default=False)
    # Taken from the month heading above rather than from the item's own words.
    is_inherited = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("时间")
        verbose_name_plural = _("时间")
        ordering = ["item_id", "position", "id"]
        constraints = [
            models.CheckConstraint(
                name="plans_window_dates_in_order",
                condition=Q(start__isnull=True, end__isnull=True) | Q(start__isnull=False, end__gte=F("start")),
            ),
        ]

    def __str__(self) -> str:
        return self.text or f"{self.start}–{self.end}"


class Occurrence(models.Model):
    """One stretch of days on which an item is on; made from its windows, so calendars read an index."""

    window = models.ForeignKey(TimeWindow, on_delete=models.CASCADE, related_name="occurrences")
    item = models.ForeignKey(PlanItem, on_delete=models.CASCADE, related_name="occurrences")
    start = models.DateField()
    end = models.DateField()

    class Meta:
        verbose_name = _("日程")
        verbose_name_plural = _("日程")
        ordering = ["start", "end", "id"]
        constraints = [
            models.UniqueConstraint(name="plans_occurrence_once", fields=["window", "start"]),
            models.CheckConstraint(name="plans_occurrence_in_order", condition=Q(end__gte=F("start"))),
        ]
        indexes = [
            models.Index(fields=["start", "end"], name="plans_occurrence_span"),
            models.Index(fields=["item", "start"], name="plans_occurrence_item"),
        ]

    def __str__(self) -> str:
        return f"{self.start}–{self.end}"


@pghistory.track()
class Target(models.Model):
    """A measurable promise of an item (systems.md PL-07). A blank in the document is null, never zero."""

    item = models.ForeignKey(PlanItem, on_delete=models.CASCADE, related_name="targets")
    text = models.CharField(_("原文"), max_length=300)
    metric = models.CharField(_("指标"), max_length=120, blank=True)
    kind = models.CharField(_("类型"), max_length=12, choices=TargetKind, default=TargetKind.COUNT)
    comparator = models.CharField(_("比较"), max_length=6, choices=Comparator, default=Comparator.AT_LEAST)
    value = models.DecimalField(_("目标值"), max_digits=14, decimal_places=2, null=True, blank=True)
    value_max = models.DecimalField(_("上限"), max_digits=14, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("单位"), max_length=20, blank=True)
    is_approximate = models.BooleanField(_("约数"), default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("目标")
        verbose_name_plural = _("目标")
        ordering = ["item_id", "position", "id"]
        constraints = [
            models.CheckConstraint(
                name="plans_target_range_in_order", condition=Q(value_max__isnull=True) | Q(value_max__gte=F("value"))
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Risk(models.Model):
    """A risk the plan names, with its measure (systems.md PL-10)."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="risks")
    item = models.ForeignKey(PlanItem, on_delete=models.CASCADE, null=True, blank=True, related_name="risks")
    text = models.TextField(_("风险"))
    measure = models.TextField(_("措施"), blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("风险")
        verbose_name_plural = _("风险")
        ordering = ["plan_id", "position", "id"]

    def __str__(self) -> str:
        return self.text[:60]


class BudgetLine(models.Model):
    """A line of money the plan names (systems.md PL-09); yuan, null while the document leaves it open."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="budget_lines")
    item = models.ForeignKey(PlanItem, on_delete=models.CASCADE, null=True, blank=True, related_name="budget_lines")
    head = models.CharField(_("科目"), max_length=120)
    amount = models.DecimalField(_("金额（元）"), max_digits=14, decimal_places=2, null=True, blank=True)
    source = models.CharField(_("来源"), max_length=60, blank=True)
    text = models.TextField(_("原文"), blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("预算")
        verbose_name_plural = _("预算")
        ordering = ["plan_id", "position", "id"]
        constraints = [
            models.CheckConstraint(
                name="plans_budget_not_negative", condition=Q(amount__isnull=True) | Q(amount__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return self.head
