"""Reminders and messages. PostgreSQL is the only truth; Celery only pokes (reliability.md §0.3)."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.enums import DeliveryChannel, DeliveryState, ReminderState
from members.models.organizations import Organization

if TYPE_CHECKING:
    from members.models.people import User


class ReminderPolicy(models.Model):
    """How an organization wants to be reminded of one kind of subject; where none is kept, the nearest one above or the
    built-in default holds (product.md, Reminders)."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="reminder_policies")
    kind = models.CharField(_("提醒种类"), max_length=40)
    is_enabled = models.BooleanField(_("启用"), default=True)
    # Days before the date (calendar days, moved to the workday before); what the kind means by it is the kind's own.
    days_before = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("提前天数"), default=list, blank=True)

    class Meta:
        verbose_name = _("提醒规则")
        verbose_name_plural = _("提醒规则")
        ordering = ["organization_id", "kind"]
        constraints = [
            models.UniqueConstraint(name="members_policy_one_per_kind", fields=["organization", "kind"]),
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.kind}"


class ReplanRequest(models.Model):
    """Somebody changed what an organization's reminders rest on (a policy, an office): its waiting reminders are worked
    out anew by the next tick. The row is the queue: it is deleted together with the work it asked for."""

    organization = models.OneToOneField(Organization, on_delete=models.CASCADE, primary_key=True, related_name="+")
    asked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("提醒重排")
        verbose_name_plural = _("提醒重排")

    def __str__(self) -> str:
        return f"replan {self.organization_id}"


class MessageQuerySet(models.QuerySet["Message"]):
    def inbox_of(self, user: "User") -> "MessageQuerySet":
        """What this person may read: their own messages, newest first."""
        return self.filter(recipient=user).order_by("-created_at", "-id")

    def unread(self) -> "MessageQuerySet":
        return self.filter(read_at__isnull=True)


class Message(models.Model):
    """What a person reads in the inbox: one digest per person and day. Exists exactly once.

    A message without a recipient belongs to an organization: the day's digest for its own channels, once for the
    organization and not once for each of its officers."""

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="inbox")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, related_name="+")
    dedupe_key = models.CharField(max_length=160, unique=True)
    kind = models.CharField(max_length=40)
    # Ids only; words are rendered in the reader's language when it is read or sent.
    context = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("消息")
        verbose_name_plural = _("消息")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="members_message_one_reader",
                condition=Q(recipient__isnull=False, organization__isnull=True)
                | Q(recipient__isnull=True, organization__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "-created_at", "-id"], name="members_message_inbox"),
            models.Index(fields=["recipient"], condition=Q(read_at__isnull=True), name="members_message_unread"),
        ]

    def __str__(self) -> str:
        return self.dedupe_key


class Reminder(models.Model):
    """One occurrence of one rule for one person: it exists once, whatever is retried (occurrence_key)."""

    occurrence_key = models.CharField(max_length=200)
    kind = models.CharField(_("提醒种类"), max_length=40)
    subject_id = models.BigIntegerField()
    # The day the subject is about (start of the window), not the day of the reminder.
    subject_on = models.DateField(null=True)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reminders", db_index=False
    )
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="reminders")
    due_at = models.DateTimeField(_("提醒时间"))
    state = models.CharField(max_length=12, choices=ReminderState, default=ReminderState.WAITING)
    reason = models.CharField(_("未发出的原因"), max_length=40, blank=True)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, related_name="reminders")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("提醒")
        verbose_name_plural = _("提醒")
        ordering = ["due_at", "id"]
        constraints = [
            # A constraint instead of unique=True: that would add an index for LIKE, and every claim would pay for it.
            models.UniqueConstraint(name="members_reminder_once", fields=["occurrence_key"]),
        ]
        # Only waiting rows are looked up by subject, person and time: spent rows stay out of these indexes.
        indexes = [
            # Claimed person by person: a digest is then written once and not once for each of its reminders.
            models.Index(
                fields=["due_at", "recipient", "id"], condition=Q(state="waiting"), name="members_reminder_due"
            ),
            models.Index(fields=["kind", "subject_id"], condition=Q(state="waiting"), name="members_reminder_subject"),
            # The sender asks whether a person's due reminders are all in the digest before it goes out.
            models.Index(fields=["recipient", "due_at"], condition=Q(state="waiting"), name="members_reminder_person"),
        ]

    def __str__(self) -> str:
        return self.occurrence_key


class OrganizationChannel(models.Model):
    """An address of the organization outside the portal (SMS gateway, WeCom, DingTalk, webhook) through Apprise."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="channels")
    name = models.CharField(_("名称"), max_length=60)
    # The Apprise URL carries a token: sealed, bound to this row, never shown again.
    sealed_url = models.TextField(blank=True)
    is_enabled = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = _("消息渠道")
        verbose_name_plural = _("消息渠道")
        ordering = ["organization_id", "name"]

    def __str__(self) -> str:
        return self.name


# Failures after which a delivery stops and waits for a person.
MAX_ATTEMPTS = 3
# Leases after which it stops even though nobody was left to report a failure: what it carries kills workers.
MAX_LEASES = 5


class Delivery(models.Model):
    """One message on its way out by one channel: at least once, recognisable by a stable id."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=12, choices=DeliveryChannel)
    organization_channel = models.ForeignKey(OrganizationChannel, on_delete=models.CASCADE, null=True, blank=True)
    state = models.CharField(max_length=12, choices=DeliveryState, default=DeliveryState.QUEUED)
    # What the outside world recognises it by, however often it is handed over (Message-ID, X-Event-Id).
    event_id = models.UUIDField(db_default=RandomUUID(), editable=False)
    # Leases since somebody last reported an outcome (a killed worker reports none), and failures reported so far.
    attempts = models.PositiveSmallIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0, db_default=0)
    next_try_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    # What went wrong, as a short code; never an address, never the provider's own text.
    error = models.CharField(max_length=80, blank=True)

    class Meta:
        verbose_name = _("发送")
        verbose_name_plural = _("发送")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                name="members_delivery_once_per_channel",
                fields=["message", "channel", "organization_channel"],
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at", "id"],
                condition=Q(state__in=["queued", "sending"]),
                name="members_delivery_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.channel} {self.state}"


class Heartbeat(models.Model):
    """Last sign of life of a job that must not fall silent; /readyz and the office page read it."""

    name = models.CharField(max_length=40, primary_key=True)
    beat_at = models.DateTimeField()

    class Meta:
        verbose_name = _("心跳")
        verbose_name_plural = _("心跳")

    def __str__(self) -> str:
        return self.name
