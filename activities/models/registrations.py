"""Who signed up, in which order, and who came."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activities.enums import TONES, AttendanceWay, RegistrationState
from activities.models.events import Event, EventSession, Question
from members.models import Member


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def standing(self) -> "RegistrationQuerySet":
        """Confirmed or waiting, in the order of signing up."""
        return self.exclude(state=RegistrationState.CANCELLED).order_by("position")


@pghistory.track()
class Registration(models.Model):
    """One member's place at an event, with companions. Its position keeps the order in which people pressed."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="registrations", verbose_name=_("活动"))
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="registrations", verbose_name=_("会员"))
    state = models.CharField(_("状态"), max_length=10, choices=RegistrationState)
    position = models.PositiveIntegerField(_("次序"))
    companions = models.PositiveSmallIntegerField(_("随行家属"), default=0)
    photo_consent = models.BooleanField(_("同意拍照"), null=True)
    signed_up_at = models.DateTimeField(_("报名时间"))
    cancelled_at = models.DateTimeField(_("取消时间"), null=True, blank=True)
    signed_up_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("经办人")
    )

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("报名")
        verbose_name_plural = _("报名")
        ordering = ["event", "position"]
        constraints = [
            models.UniqueConstraint(name="activities_registration_once", fields=["event", "member"]),
            models.UniqueConstraint(name="activities_registration_order", fields=["event", "position"]),
            models.CheckConstraint(
                name="activities_registration_cancelled_iff_dated",
                condition=Q(state=RegistrationState.CANCELLED, cancelled_at__isnull=False)
                | ~Q(state=RegistrationState.CANCELLED) & Q(cancelled_at__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["member", "state"], name="activities_registration_own")]

    def __str__(self) -> str:
        return f"{self.event_id} {self.member_id}"

    @property
    def tone(self) -> str:
        """The state as shape and colour."""
        return TONES[self.state]

    @property
    def seats(self) -> int:
        """The member and those who come along."""
        return 1 + self.companions


@pghistory.track()
class Answer(models.Model):
    """What somebody answered to a question of the event."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="answers")
    text = models.CharField(_("回答"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("报名回答")
        verbose_name_plural = _("报名回答")
        ordering = ["question__position", "id"]
        constraints = [models.UniqueConstraint(name="activities_answer_once", fields=["registration", "question"])]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.question_id}"


@pghistory.track()
class Attendance(models.Model):
    """A member came to a session. Counted as 人次; distinct members of an event are 人. No points, no ranking."""

    session = models.ForeignKey(EventSession, on_delete=models.PROTECT, related_name="attendances")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="attendances")
    companions = models.PositiveSmallIntegerField(_("随行家属"), default=0)
    way = models.CharField(_("方式"), max_length=6, choices=AttendanceWay, default=AttendanceWay.LIST)
    noted_at = models.DateTimeField(auto_now_add=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("到场")
        verbose_name_plural = _("到场")
        ordering = ["session", "id"]
        constraints = [models.UniqueConstraint(name="activities_attendance_once", fields=["session", "member"])]
        indexes = [models.Index(fields=["member"], name="activities_attendance_own")]

    def __str__(self) -> str:
        return f"{self.session_id} {self.member_id}"
