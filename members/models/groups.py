"""Area groups that cut across the tree (片组, systems.md OB-10)."""

from datetime import date
from typing import TYPE_CHECKING

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from members.choices.register import Cadence, GroupRole
from members.models.employers import days
from members.models.organizations import Organization

if TYPE_CHECKING:
    from members.models.people import User


class AreaGroupQuerySet(models.QuerySet["AreaGroup"]):
    """Reading vocabulary of area groups."""

    def visible_to(self, user: "User") -> "AreaGroupQuerySet":
        """Groups kept where the person may read, and groups a union there belongs or belonged to."""
        reach = Organization.objects.reachable_by(user)
        joined = AreaGroupMember.objects.filter(organization__in=reach).values("group")
        return self.filter(Q(keeper__in=reach) | Q(pk__in=joined))


@pghistory.track()
class AreaGroup(models.Model):
    """Unions that meet and work together whatever stands above them; `keeper` is the union that keeps the group."""

    name = models.CharField(_("名称"), max_length=80)
    keeper = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="groups_kept", verbose_name=_("主管工会")
    )
    purpose = models.CharField(_("主要内容"), max_length=200, blank=True)
    cadence = models.CharField(_("联席会议"), max_length=12, choices=Cadence, default=Cadence.QUARTERLY)
    starts_on = models.DateField(_("成立日期"))
    ends_on = models.DateField(_("撤销日期"), null=True, blank=True)

    objects = AreaGroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("片组")
        verbose_name_plural = _("片组")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(name="members_areagroup_one_name", fields=["keeper", "name"]),
            models.CheckConstraint(
                name="members_areagroup_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AreaGroupMemberQuerySet(models.QuerySet["AreaGroupMember"]):
    def in_force(self, on: date) -> "AreaGroupMemberQuerySet":
        """Who belongs on that day; both ends count."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on)


@pghistory.track()
class AreaGroupMember(models.Model):
    """A union's place in an area group, from a day to a day."""

    group = models.ForeignKey(AreaGroup, on_delete=models.CASCADE, related_name="members")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="area_groups")
    role = models.CharField(_("角色"), max_length=6, choices=GroupRole, default=GroupRole.MEMBER)
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"), null=True, blank=True)

    objects = AreaGroupMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("片组成员")
        verbose_name_plural = _("片组成员")
        ordering = ["role", "organization__path", "id"]  # lead comes before member
        constraints = [
            models.CheckConstraint(
                name="members_areagroupmember_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            ExclusionConstraint(
                name="members_areagroupmember_once_at_a_time",
                expressions=[
                    ("group", RangeOperators.EQUAL),
                    ("organization", RangeOperators.EQUAL),
                    (days("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.organization}"
