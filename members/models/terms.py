"""Committees and their terms, with the record of the election (systems.md OB-05, rules.md §8)."""

from datetime import date
from typing import TYPE_CHECKING

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members.choices.register import Committee
from members.enums import Post
from members.models.employers import days
from members.models.organizations import Office, Organization

if TYPE_CHECKING:
    from members.models.people import User


class TermQuerySet(models.QuerySet["Term"]):
    """Reading vocabulary of terms."""

    def visible_to(self, user: "User") -> "TermQuerySet":
        return self.filter(organization__in=Organization.objects.reachable_by(user))

    def in_force(self, on: date) -> "TermQuerySet":
        """Terms that run on that day; both ends count."""
        return self.filter(starts_on__lte=on, ends_on__gte=on)


@pghistory.track()
class Term(models.Model):
    """One term of a committee: 第三届工会委员会, from a day to a day, and how it was elected."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="terms")
    committee = models.CharField(_("委员会"), max_length=6, choices=Committee, default=Committee.UNION)
    number = models.PositiveSmallIntegerField(_("届次"))
    starts_on = models.DateField(_("任期起"))
    ends_on = models.DateField(_("任期止"))
    seats = models.PositiveSmallIntegerField(_("应选人数"))
    elected_on = models.DateField(_("选举日期"), null=True, blank=True)
    entitled = models.PositiveIntegerField(_("应到人数"), null=True, blank=True)
    present = models.PositiveIntegerField(_("实到人数"), null=True, blank=True)
    reported_on = models.DateField(_("报上级工会日期"), null=True, blank=True)
    approval = models.CharField(_("批复文号"), max_length=60, blank=True)
    # Whether the election met every rule when it was recorded; what did not meet one is kept with a remark.
    meets_rules = models.BooleanField(_("符合规定"), null=True, editable=False)
    remark = models.CharField(_("情况说明"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("任期")
        verbose_name_plural = _("任期")
        ordering = ["-ends_on", "organization_id", "id"]
        constraints = [
            models.CheckConstraint(
                name="members_term_ends_after_start",
                condition=Q(ends_on__gt=F("starts_on")),
                violation_error_message=_("任期止应晚于任期起。"),
            ),
            models.UniqueConstraint(name="members_term_one_number", fields=["organization", "committee", "number"]),
            ExclusionConstraint(
                name="members_term_one_at_a_time",
                expressions=[
                    ("organization", RangeOperators.EQUAL),
                    ("committee", RangeOperators.EQUAL),
                    (days("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="members_term_present_within_entitled",
                condition=Q(present__isnull=True) | Q(entitled__isnull=False, present__lte=F("entitled")),
            ),
            models.CheckConstraint(
                name="members_term_remark_when_rules_broken",
                condition=Q(meets_rules__isnull=True) | Q(meets_rules=True) | ~Q(remark=""),
            ),
        ]
        indexes = [models.Index(fields=["ends_on"], name="members_term_by_end")]

    def __str__(self) -> str:
        return f"{self.organization} {self.label}"

    @property
    def label(self) -> str:
        """第 3 届工会委员会, in the active language."""
        words = {"number": self.number, "committee": self.get_committee_display()}
        return gettext("第 %(number)s 届%(committee)s") % words


@pghistory.track()
class TermCandidate(models.Model):
    """Somebody who stood for a committee: votes, whether elected, and the office that came of it."""

    term = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="candidates")
    name = models.CharField(_("姓名"), max_length=60)
    # Only somebody with an account can hold an office in the portal; others are kept by name.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    post = models.CharField(_("职务"), max_length=20, choices=Post, default=Post.COMMITTEE)
    # Who heads a women's or audit committee; a union committee is headed by its chair.
    is_head = models.BooleanField(_("主任"), default=False)
    field_of_work = models.CharField(_("分工"), max_length=60, blank=True)
    votes = models.PositiveIntegerField(_("得票"), null=True, blank=True)
    is_elected = models.BooleanField(_("当选"), default=False)
    office = models.OneToOneField(
        Office, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="candidate"
    )

    class Meta:
        verbose_name = _("候选人")
        verbose_name_plural = _("候选人")
        ordering = ["-is_elected", "-is_head", "-votes", "id"]
        constraints = [
            models.UniqueConstraint(
                name="members_termcandidate_one_account", fields=["term", "user"], condition=Q(user__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name
