"""Set-up of new unions: which employers have none yet, and how far each is (systems.md OB-02, rules.md §8)."""

from typing import TYPE_CHECKING

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.choices.register import SetupForm, SetupState
from members.models.employers import Employer
from members.models.organizations import Organization

if TYPE_CHECKING:
    from members.models.people import User


class SetupCandidateQuerySet(models.QuerySet["SetupCandidate"]):
    """Reading vocabulary of set-ups."""

    def visible_to(self, user: "User") -> "SetupCandidateQuerySet":
        """Set-ups under a union the person may read."""
        return self.filter(parent__in=Organization.objects.reachable_by(user))


@pghistory.track()
class SetupCandidate(models.Model):
    """A union that does not exist yet. `parent` is the union it will belong to and that leads the work."""

    name = models.CharField(_("拟建工会名称"), max_length=120)
    parent = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="setups", verbose_name=_("上级工会")
    )
    form = models.CharField(_("组建形式"), max_length=6, choices=SetupForm, default=SetupForm.SINGLE)
    employers = models.ManyToManyField(Employer, related_name="setups", verbose_name=_("用人单位"))
    state = models.CharField(_("状态"), max_length=10, choices=SetupState, default=SetupState.IDLE)
    reason = models.CharField(_("暂缓或放弃的原因"), max_length=200, blank=True)
    expected_members = models.PositiveIntegerField(_("预计会员数"), null=True, blank=True)
    planned_on = models.DateField(_("计划建会日期"), null=True, blank=True)
    in_charge = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="setups_in_charge",
        verbose_name=_("经办人"),
    )
    organization = models.OneToOneField(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="setup", verbose_name=_("已建工会")
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SetupCandidateQuerySet.as_manager()

    class Meta:
        verbose_name = _("建会对象")
        verbose_name_plural = _("建会对象")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="members_setupcandidate_organization_iff_founded",
                condition=Q(state__in=["founded", "settled"], organization__isnull=False)
                | ~Q(state__in=["founded", "settled"]) & Q(organization__isnull=True),
            ),
            models.CheckConstraint(
                name="members_setupcandidate_reason_when_stopped",
                condition=~Q(state__in=["paused", "dropped"]) | ~Q(reason=""),
            ),
        ]
        indexes = [models.Index(fields=["parent", "state"], name="members_setup_by_state")]

    def __str__(self) -> str:
        return self.name


class SetupStep(models.Model):
    """One step of a set-up, on the day it happened; steps are added and never changed."""

    candidate = models.ForeignKey(SetupCandidate, on_delete=models.CASCADE, related_name="steps")
    before = models.CharField(max_length=10, choices=SetupState, blank=True)
    after = models.CharField(_("状态"), max_length=10, choices=SetupState)
    on = models.DateField(_("日期"))
    note = models.CharField(_("说明"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("建会进度")
        verbose_name_plural = _("建会进度")
        ordering = ["at", "id"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.candidate} {self.after}"
