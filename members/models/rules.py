"""Dated values with their source: every amount, rate, list and threshold of the union's rules (product.md, Scope)."""

from typing import TYPE_CHECKING

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from members.models.organizations import Organization

if TYPE_CHECKING:
    from datetime import date


class RuleQuerySet(models.QuerySet["Rule"]):
    def in_force(self, on: "date") -> "RuleQuerySet":
        """Rules that hold on that day; both ends count."""
        return self.filter(Q(effective_to__isnull=True) | Q(effective_to__gte=on), effective_from__lte=on)

    def holding_for(self, organization: Organization) -> "RuleQuerySet":
        """The organization's own rules, those of the bodies above it and the national ones, the nearest first."""
        return self.filter(Q(organization__isnull=True) | Q(organization__path__above=[organization.path])).order_by(
            F("organization__path").desc(nulls_last=True), "-effective_from"
        )


@pghistory.track()
class Rule(models.Model):
    """One value of one rule, from a day to a day, for an organization with everything below it or for all (null)."""

    key = models.CharField(_("规则"), max_length=60)
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="rules", verbose_name=_("适用工会")
    )
    value = models.JSONField(_("值"))
    effective_from = models.DateField(_("生效日期"))
    effective_to = models.DateField(_("失效日期"), null=True, blank=True)
    source_document = models.CharField(_("依据文件"), max_length=200)
    source_clause = models.CharField(_("条款"), max_length=120, blank=True)
    note = models.CharField(_("说明"), max_length=300, blank=True)

    objects = RuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("规则")
        verbose_name_plural = _("规则")
        ordering = ["key", "organization__path", "-effective_from"]
        constraints = [
            models.CheckConstraint(
                name="members_rule_ends_after_start",
                condition=Q(effective_to__isnull=True) | Q(effective_to__gte=F("effective_from")),
            ),
            models.UniqueConstraint(
                name="members_rule_once_from_a_day",
                fields=["key", "organization", "effective_from"],
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.effective_from}"
