"""Choices of activities; imports nothing of ours."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EventKind(models.TextChoices):
    """Kinds of events that plans name (systems.md CS-01)."""

    SPORT = "sport", _("体育")
    ARTS = "arts", _("文艺")
    FESTIVAL = "festival", _("节日活动")
    OUTING = "outing", _("春游秋游")
    FAMILY = "family", _("亲子家庭")
    LECTURE = "lecture", _("讲座")
    TRAINING = "training", _("培训")
    VOLUNTEER = "volunteer", _("志愿服务")
    MEETING = "meeting", _("座谈会议")
    OTHER = "other", _("其他")


class EventState(models.TextChoices):
    """Life of an event."""

    DRAFT = "draft", _("筹备中")
    PUBLISHED = "published", _("已发布")
    CANCELLED = "cancelled", _("已取消")
    DONE = "done", _("已结束")


NEXT_EVENT_STATES: dict[EventState, frozenset[EventState]] = {
    EventState.DRAFT: frozenset({EventState.PUBLISHED, EventState.CANCELLED}),
    EventState.PUBLISHED: frozenset({EventState.DONE, EventState.CANCELLED}),
    EventState.CANCELLED: frozenset(),
    EventState.DONE: frozenset({EventState.PUBLISHED}),
}


class ForWhom(models.TextChoices):
    """Whose standing an event asks for."""

    ALL = "all", _("全体会员")
    WORKING = "working", _("在职会员")
    RETIRED = "retired", _("退休会员")


class RegistrationState(models.TextChoices):
    """Where a sign-up stands."""

    CONFIRMED = "confirmed", _("已报名")
    WAITING = "waiting", _("候补")
    CANCELLED = "cancelled", _("已取消")


class QuestionKind(models.TextChoices):
    TEXT = "text", _("填空")
    CHOICE = "choice", _("单选")
    YES_NO = "yes_no", _("是否")


class AttendanceWay(models.TextChoices):
    """How it is known that somebody came."""

    LIST = "list", _("名单登记")
    CODE = "code", _("现场扫码")


# State as shape and colour (components/badge.html).
TONES: dict[str, str] = {
    EventState.DRAFT: "neutral",
    EventState.PUBLISHED: "soon",
    EventState.CANCELLED: "cancelled",
    EventState.DONE: "done",
    RegistrationState.CONFIRMED: "done",
    RegistrationState.WAITING: "soon",
}
