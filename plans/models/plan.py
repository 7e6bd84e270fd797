"""A plan as a document: sections, items, and who may read them."""

from typing import TYPE_CHECKING

import pghistory
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from members.models import Organization
from plans.enums import Audience, ItemState, PlanKind, PlanState, SectionType

if TYPE_CHECKING:
    from members.models import User


class PlanQuerySet(models.QuerySet["Plan"]):
    """Reading vocabulary of plans."""

    def visible_to(self, user: "User") -> "PlanQuerySet":
        """Plans of every organization the person's offices reach, and the plans the person wrote."""
        reach = Q(organization__path__within=list(user.access.read_paths))
        return self.filter(reach | Q(author=user, kind=PlanKind.PERSONAL), removed_at__isnull=True)


@pghistory.track()
class Plan(models.Model):
    """A work plan of one organization for one period (systems.md PL-01)."""

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="plans", verbose_name=_("工会组织")
    )
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级计划")
    )
    kind = models.CharField(_("类型"), max_length=12, choices=PlanKind)
    title = models.CharField(_("标题"), max_length=200)
    year = models.PositiveSmallIntegerField(_("年度"))
    period_start = models.DateField(_("期间起"))
    period_end = models.DateField(_("期间止"))
    state = models.CharField(_("状态"), max_length=10, choices=PlanState, default=PlanState.DRAFT)
    # Why it was sent back; stays visible until the next submission.
    returned_reason = models.TextField(_("退回原因"), blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("起草人")
    )
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("批准人"),
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    # Lead paragraphs before the first heading.
    preamble = models.TextField(_("前言"), blank=True)
    source = models.ForeignKey(
        "plans.SourceDocument", on_delete=models.PROTECT, null=True, blank=True, related_name="plans"
    )
    version = models.PositiveIntegerField(default=1)
    removed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("工作计划")
        verbose_name_plural = _("工作计划")
        ordering = ["-period_start", "id"]
        constraints = [
            models.CheckConstraint(name="plans_plan_period_in_order", condition=Q(period_end__gte=F("period_start"))),
            models.CheckConstraint(
                name="plans_plan_approved_has_approver",
                condition=Q(state__in=["draft", "submitted"]) | Q(approver__isnull=False, approved_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "-period_start"], name="plans_plan_org_period"),
            GinIndex(OpClass(Upper("title"), name="gin_trgm_ops"), name="plans_plan_title_trgm"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("plans:plan-detail", args=[self.pk])

    @property
    def is_editable(self) -> bool:
        """A closed plan is a record; a submitted one waits for its approver."""
        return self.state in {PlanState.DRAFT, PlanState.APPROVED} and self.removed_at is None

    @property
    def asks_reason(self) -> bool:
        """After approval every change keeps the old text and says why (product.md, Plan)."""
        return self.state == PlanState.APPROVED


class LiveQuerySet(models.QuerySet["Section"]):
    def live(self) -> "LiveQuerySet":
        return self.filter(removed_at__isnull=True)


@pghistory.track()
class Section(models.Model):
    """A heading of the document with its paragraphs; month, quarter and week headings hang under a section."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="sections")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="subsections")
    position = models.PositiveIntegerField()
    # Empty for the section that holds the items of a plan without headings.
    title = models.CharField(_("标题"), max_length=500, blank=True)
    section_type = models.CharField(_("类型"), max_length=12, choices=SectionType, default=SectionType.TASKS)
    body = models.TextField(_("正文"), blank=True)
    # As printed in the source, for side-by-side reading; numbers on screen are derived.
    source_number = models.CharField(max_length=20, blank=True)
    source_start = models.PositiveIntegerField(null=True, blank=True)
    source_end = models.PositiveIntegerField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = LiveQuerySet.as_manager()

    class Meta:
        verbose_name = _("章节")
        verbose_name_plural = _("章节")
        ordering = ["plan_id", "position", "id"]
        indexes = [models.Index(fields=["plan", "parent", "position"], name="plans_section_outline")]

    def __str__(self) -> str:
        return self.title


class PlanItemQuerySet(models.QuerySet["PlanItem"]):
    """Reading vocabulary of items."""

    def live(self) -> "PlanItemQuerySet":
        return self.filter(removed_at__isnull=True, plan__removed_at__isnull=True)

    def visible_to(self, user: "User") -> "PlanItemQuerySet":
        """Officers: every live item of the plans they reach. Members: what an approved plan of their own organization,
        or of one above it, shows to members."""
        return self.live().within_reach_of(user)

    def within_reach_of(self, user: "User") -> "PlanItemQuerySet":
        """The same reach, of items removed meanwhile too: only for telling subscribers that something is off."""
        access = user.access
        reach = Q(plan__organization__path__within=list(access.read_paths))
        own = Q(plan__author=user, plan__kind=PlanKind.PERSONAL)
        # A personal plan is its author's and the organization's officers'; it is never shown to members.
        shown = ~Q(plan__kind=PlanKind.PERSONAL) & Q(
            plan__organization__path__above=list(access.membership_paths),
            plan__state__in=[PlanState.APPROVED, PlanState.CLOSED],
            audience__in=[Audience.MEMBERS, Audience.PUBLIC],
        )
        return self.filter(reach | own | shown)

    def in_force_for(self, user: "User") -> "PlanItemQuerySet":
        """Items of approved and closed plans, and of the person's own drafts: what belongs in a calendar."""
        return self.filter(Q(plan__state__in=[PlanState.APPROVED, PlanState.CLOSED]) | Q(plan__author=user))

    def public(self) -> "PlanItemQuerySet":
        """What anybody may see without logging in."""
        return self.live().published()

    def published(self) -> "PlanItemQuerySet":
        """The same, of items removed meanwhile too; see `within_reach_of`."""
        open_to_all = self.filter(plan__state__in=[PlanState.APPROVED, PlanState.CLOSED], audience=Audience.PUBLIC)
        return open_to_all.exclude(plan__kind=PlanKind.PERSONAL)


@pghistory.track()
class PlanItem(models.Model):
    """One piece of work (systems.md PL-04). Sub-items hang under it; its printed number is derived from its place."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="items")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="items", verbose_name=_("章节"))
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="subitems")
    # Kept by the outline services: an item with sub-items is a heading, only leaves count as work.
    has_children = models.BooleanField(default=False)
    position = models.PositiveIntegerField()
    title = models.CharField(_("事项"), max_length=500)
    body = models.TextField(_("内容"), blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="owned_items",
        verbose_name=_("责任人"),
    )
    # As written: a department or a post is responsible more often than a person.
    responsible = models.CharField(_("责任部门"), max_length=120, blank=True)
    place = models.CharField(_("地点"), max_length=120, blank=True)
    state = models.CharField(_("状态"), max_length=12, choices=ItemState, default=ItemState.PLANNED)
    state_reason = models.TextField(_("原因"), blank=True)
    state_changed_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    audience = models.CharField(_("可见范围"), max_length=10, choices=Audience, default=Audience.MEMBERS)
    derived_from = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="derived_items",
        verbose_name=_("分解自"),
    )
    source_number = models.CharField(max_length=20, blank=True)
    source_start = models.PositiveIntegerField(null=True, blank=True)
    source_end = models.PositiveIntegerField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    removed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    objects = PlanItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("工作事项")
        verbose_name_plural = _("工作事项")
        ordering = ["plan_id", "section_id", "parent_id", "position", "id"]
        constraints = [
            models.CheckConstraint(
                name="plans_item_done_at_iff_done",
                condition=Q(state="done", done_at__isnull=False) | (~Q(state="done") & Q(done_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="plans_item_broken_promise_has_reason",
                condition=~Q(state__in=["postponed", "cancelled"]) | ~Q(state_reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["plan", "section", "parent", "position"], name="plans_item_outline"),
            models.Index(fields=["owner", "state"], name="plans_item_owner_state"),
            GinIndex(OpClass(Upper("title"), name="gin_trgm_ops"), name="plans_item_title_trgm"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("plans:item-detail", args=[self.pk])
