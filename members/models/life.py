"""Life events: what the union should know of to come and see somebody (systems.md WM-02)."""

from datetime import date
from typing import TYPE_CHECKING

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.choices.life import HEALTH_KINDS, AnswerWay, ChangeReason, LifeEventKind, Relation
from members.enums import Right
from members.models.organizations import Organization
from members.models.people import Member
from unionplan.core.sealed import SealedField, SealedModel

if TYPE_CHECKING:
    from members.models.people import User


class LifeEventWord(models.Model):
    """An organization's own word for an occasion (“重症大病必访”), and the kind it is counted under."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="life_event_words")
    label = models.CharField(_("名称"), max_length=20)
    kind = models.CharField(_("类别"), max_length=12, choices=LifeEventKind)
    position = models.PositiveSmallIntegerField(_("顺序"), default=0)
    is_active = models.BooleanField(_("在用"), default=True)

    class Meta:
        verbose_name = _("必访事项名称")
        verbose_name_plural = _("必访事项名称")
        ordering = ["organization_id", "position", "id"]
        constraints = [models.UniqueConstraint(name="members_lifeword_once", fields=["organization", "label"])]

    def __str__(self) -> str:
        return self.label


class LifeEventQuerySet(models.QuerySet["LifeEvent"]):
    """Reading vocabulary of life events."""

    def visible_to(self, user: "User") -> "LifeEventQuerySet":
        """Where the person may read health facts everything; elsewhere what is no health fact, for those who keep
        archives or report events; and always what the person reported."""
        access = user.access
        keepers = Q(organization__path__within=access.paths(Right.READ_MEMBERS))
        reporters = Q(organization__in=access.organizations_with(Right.REPORT_LIFE_EVENTS))
        own = Q(reported_by=user, organization__path__within=list(access.read_paths))
        plain = ~Q(kind__in=HEALTH_KINDS) & (keepers | reporters)
        return self.filter(Q(organization__path__within=access.paths(Right.READ_HEALTH)) | plain | own)

    def standing(self) -> "LifeEventQuerySet":
        """Not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def open(self) -> "LifeEventQuerySet":
        return self.standing().filter(answered_on__isnull=True)

    def overdue(self, today: date) -> "LifeEventQuerySet":
        """Unanswered after the day by which the organization's rule asks for an answer."""
        return self.open().filter(answer_by__lt=today)


@pghistory.track(exclude=["facts"])
class LifeEvent(SealedModel):
    """One occasion in the life of a member or of a relative. Health facts are sealed; of relatives only the relation is
    kept. `learned_on` is the day the union heard of it, from which the days to the answer are counted."""

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="life_events", verbose_name=_("工会组织")
    )
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="life_events", verbose_name=_("会员"))
    kind = models.CharField(_("类别"), max_length=12, choices=LifeEventKind)
    word = models.ForeignKey(LifeEventWord, on_delete=models.PROTECT, null=True, blank=True, related_name="events")
    relation = models.CharField(_("对象"), max_length=8, choices=Relation, default=Relation.SELF)
    happened_on = models.DateField(_("发生日期"))
    learned_on = models.DateField(_("得知日期"))
    answer_by = models.DateField(_("应回应日期"))
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("报告人")
    )
    reported_at = models.DateTimeField(_("报告时间"), auto_now_add=True)
    note = models.CharField(_("情况"), max_length=200, blank=True)
    facts = SealedField(_("健康情况"))
    # The first answer; LifeEventAnswer keeps all of them.
    answered_on = models.DateField(_("回应日期"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)
    withdrawn_because = models.CharField(_("撤回原因"), max_length=120, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = LifeEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("生活事件")
        verbose_name_plural = _("生活事件")
        ordering = ["-learned_on", "-id"]
        indexes = [
            models.Index(fields=["organization", "-learned_on"], name="members_lifeevent_org"),
            models.Index(
                fields=["answer_by"],
                condition=Q(answered_on__isnull=True, withdrawn_at__isnull=True),
                name="members_lifeevent_open",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="members_lifeevent_health_is_sealed",
                condition=Q(note="") | ~Q(kind__in=[str(kind) for kind in HEALTH_KINDS]),
            ),
            models.CheckConstraint(
                name="members_lifeevent_withdrawn_says_why",
                condition=Q(withdrawn_at__isnull=True, withdrawn_because="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_because="")),
            ),
        ]

    def __str__(self) -> str:
        return f"life event {self.pk}"  # the trail names events by this: no person, no fact

    @property
    def is_health(self) -> bool:
        return self.kind in HEALTH_KINDS

    @property
    def words(self) -> str:
        """The organization's own word, or the kind's."""
        return self.word.label if self.word else str(LifeEventKind(self.kind).label)

    @property
    def withdrawal_words(self) -> str:
        """Why it was withdrawn, in words."""
        return str(ChangeReason(self.withdrawn_because).label) if self.withdrawn_because else ""

    @property
    def days_to_answer(self) -> int | None:
        """Days from hearing of it to the first answer."""
        return (self.answered_on - self.learned_on).days if self.answered_on else None


class LifeEventAnswer(models.Model):
    """One answer to an event: a visit recorded in an app above (`source`, `source_id`), or one entered by hand."""

    event = models.ForeignKey(LifeEvent, on_delete=models.PROTECT, related_name="answers")
    source = models.CharField(max_length=20)
    source_id = models.BigIntegerField()
    on = models.DateField(_("回应日期"))
    way = models.CharField(_("方式"), max_length=8, choices=AnswerWay, default=AnswerWay.VISIT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("生活事件回应")
        verbose_name_plural = _("生活事件回应")
        ordering = ["on", "id"]
        constraints = [models.UniqueConstraint(name="members_lifeanswer_once", fields=["event", "source", "source_id"])]

    def __str__(self) -> str:
        return f"answer to life event {self.event_id}"
