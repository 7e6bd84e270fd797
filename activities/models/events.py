"""Events with their sessions, for whom they are and what they ask (systems.md CS-01)."""

import secrets
from typing import TYPE_CHECKING

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.enums import TONES, EventKind, EventState, ForWhom, QuestionKind
from members.choices.people import Gender
from members.models import Organization
from plans.models import PlanItem

if TYPE_CHECKING:
    from datetime import datetime

    from members.models import User

CODE_BYTES = 9


def new_code() -> str:
    """What the picture at the door says: nobody guesses it."""
    return secrets.token_urlsafe(CODE_BYTES)


class EventQuerySet(models.QuerySet["Event"]):
    """Reading vocabulary of events."""

    def within_reach_of(self, user: "User") -> "EventQuerySet":
        """Events of every organization the person's offices reach."""
        return self.filter(organization__path__within=list(user.access.read_paths))

    def meant_for(self, user: "User") -> "EventQuerySet":
        """Announced events of organizations above or at the person's own, or invited ones; cancelled ones stay to be
        seen."""
        homes = list(user.access.membership_paths)
        hosts = Organization.objects.above(homes)
        return self.exclude(state=EventState.DRAFT).filter(
            Q(is_open_to_all=True, organization__in=hosts) | Q(invited__in=hosts)
        )

    def visible_to(self, user: "User") -> "EventQuerySet":
        """What the person may see at all: by office, or as one of those it is meant for."""
        return self.filter(
            Q(pk__in=self.model.objects.within_reach_of(user).values("pk"))
            | Q(pk__in=self.model.objects.meant_for(user).values("pk"))
        )


@pghistory.track()
class Event(models.Model):
    """Something the union puts on; made from a plan item or free."""

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="own_events", verbose_name=_("主办工会")
    )
    co_hosts = models.ManyToManyField(Organization, related_name="co_hosted_events", blank=True, verbose_name=_("协办"))
    plan_item = models.ForeignKey(
        PlanItem,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name=_("计划事项"),
    )
    kind = models.CharField(_("类型"), max_length=12, choices=EventKind, default=EventKind.OTHER)
    title = models.CharField(_("名称"), max_length=200)
    text = models.TextField(_("介绍"), blank=True)
    place = models.CharField(_("地点"), max_length=120, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=EventState, default=EventState.DRAFT, editable=False)
    state_reason = models.CharField(_("原因"), max_length=300, blank=True, editable=False)
    # For whom. Without invited organizations it is open to everybody at home in or below the host.
    is_open_to_all = models.BooleanField(default=True, editable=False)
    invited = models.ManyToManyField(Organization, related_name="invitations", blank=True, verbose_name=_("邀请的工会"))
    gender = models.CharField(_("性别"), max_length=6, choices=Gender, blank=True)
    for_whom = models.CharField(_("对象"), max_length=8, choices=ForWhom, default=ForWhom.ALL)
    # Signing up.
    needs_sign_up = models.BooleanField(_("需要报名"), default=True)
    capacity = models.PositiveIntegerField(_("名额"), null=True, blank=True)
    companions_max = models.PositiveSmallIntegerField(_("每人可带家属"), default=0)
    opens_at = models.DateTimeField(_("报名开始"), null=True, blank=True)
    closes_at = models.DateTimeField(_("报名截止"), null=True, blank=True)
    asks_photo_consent = models.BooleanField(_("征求拍照意见"), default=False)
    door_code = models.CharField(max_length=24, default=new_code, unique=True, editable=False)
    next_position = models.PositiveIntegerField(default=1, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("负责人")
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("活动")
        verbose_name_plural = _("活动")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="activities_event_closes_after_opening",
                condition=Q(opens_at__isnull=True) | Q(closes_at__isnull=True) | Q(closes_at__gt=F("opens_at")),
                violation_error_message=_("报名截止应晚于报名开始。"),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("activities:event-detail", args=[self.pk])

    @property
    def tone(self) -> str:
        """The state as shape and colour."""
        return TONES[self.state]

    def takes_sign_ups(self, now: "datetime") -> bool:
        """Announced, and within the window; an end that is not given never comes."""
        return (
            self.state == EventState.PUBLISHED
            and self.needs_sign_up
            and (self.opens_at is None or self.opens_at <= now)
            and (self.closes_at is None or now < self.closes_at)
        )


@pghistory.track()
class EventSession(models.Model):
    """One time an event takes place. A series has several; somebody who signs up comes to all of them."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="sessions")
    starts_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    place = models.CharField(_("地点"), max_length=120, blank=True)
    note = models.CharField(_("说明"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("场次")
        verbose_name_plural = _("场次")
        ordering = ["starts_at", "id"]
        indexes = [models.Index(fields=["starts_at", "ends_at"], name="activities_session_when")]
        constraints = [
            models.CheckConstraint(
                name="activities_session_ends_after_start",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("结束应晚于开始。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.starts_at:%Y-%m-%d %H:%M}"


@pghistory.track()
class Question(models.Model):
    """Something asked when signing up: size of the shirt, route, whether somebody eats along."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="questions")
    text = models.CharField(_("问题"), max_length=200)
    kind = models.CharField(_("类型"), max_length=8, choices=QuestionKind, default=QuestionKind.TEXT)
    choices = ArrayField(models.CharField(max_length=60), default=list, blank=True, verbose_name=_("选项"))
    is_required = models.BooleanField(_("必答"), default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("报名问题")
        verbose_name_plural = _("报名问题")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.text
