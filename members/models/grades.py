"""Grades of grass-roots unions: schemes with their criteria, and who reached which in a year (systems.md OB-06)."""

from typing import TYPE_CHECKING

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from members.models.organizations import Organization

if TYPE_CHECKING:
    from members.models.people import User


class GradeSchemeQuerySet(models.QuerySet["GradeScheme"]):
    """Reading vocabulary of grade schemes."""

    def visible_to(self, user: "User") -> "GradeSchemeQuerySet":
        """Schemes set where the person may read, and those set above: they hold for the person's union too."""
        paths = user.access.read_paths
        return self.filter(Q(organization__path__within=paths) | Q(organization__path__above=paths))


@pghistory.track()
class GradeScheme(models.Model):
    """A grade a union above awards (合格, 三星级, 六好 …), with its criteria, for as long as it is awarded."""

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="grade_schemes", verbose_name=_("制定单位")
    )
    name = models.CharField(_("等级名称"), max_length=60)
    criteria = models.TextField(_("标准"), blank=True)
    source = models.CharField(_("依据"), max_length=120, blank=True)
    rank = models.PositiveSmallIntegerField(_("排列"), default=1)
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"), null=True, blank=True)

    objects = GradeSchemeQuerySet.as_manager()

    class Meta:
        verbose_name = _("等级")
        verbose_name_plural = _("等级")
        ordering = ["organization_id", "rank", "id"]
        constraints = [
            models.UniqueConstraint(name="members_gradescheme_one_name", fields=["organization", "name", "starts_on"]),
            models.CheckConstraint(
                name="members_gradescheme_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class GradeAwardQuerySet(models.QuerySet["GradeAward"]):
    """Reading vocabulary of awards."""

    def visible_to(self, user: "User") -> "GradeAwardQuerySet":
        return self.filter(organization__in=Organization.objects.reachable_by(user))


@pghistory.track()
class GradeAward(models.Model):
    """A union reached a grade for a year; `evidence` says on what grounds."""

    scheme = models.ForeignKey(GradeScheme, on_delete=models.PROTECT, related_name="awards", verbose_name=_("等级"))
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="grades")
    year = models.PositiveSmallIntegerField(_("年度"))
    awarded_on = models.DateField(_("评定日期"))
    evidence = models.CharField(_("评定依据"), max_length=500)
    document = models.CharField(_("文号"), max_length=60, blank=True)

    objects = GradeAwardQuerySet.as_manager()

    class Meta:
        verbose_name = _("等级评定")
        verbose_name_plural = _("等级评定")
        ordering = ["-year", "scheme__rank", "id"]
        constraints = [
            models.UniqueConstraint(name="members_gradeaward_once_a_year", fields=["scheme", "organization", "year"]),
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.scheme} {self.year}"
