"""Choices of plans and the moves allowed between states; imports nothing of ours."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlanKind(models.TextChoices):
    """Kinds of plans (product.md, Plan; systems.md PL-01)."""

    FIVE_YEAR = "five_year", _("五年规划")
    ANNUAL = "annual", _("年度计划")
    HALF_YEAR = "half_year", _("半年计划")
    TERM = "term", _("学期计划")
    QUARTER = "quarter", _("季度计划")
    MONTH = "month", _("月度计划")
    PERSONAL = "personal", _("个人计划")
    WOMEN = "women", _("女职工工作计划")
    PROJECT = "project", _("专项方案")


class PlanState(models.TextChoices):
    """Life of a plan; sent back is a draft with a reason."""

    DRAFT = "draft", _("起草")
    SUBMITTED = "submitted", _("送审")
    APPROVED = "approved", _("已批准")
    CLOSED = "closed", _("已总结")


NEXT_PLAN_STATES: dict[PlanState, frozenset[PlanState]] = {
    PlanState.DRAFT: frozenset({PlanState.SUBMITTED}),
    PlanState.SUBMITTED: frozenset({PlanState.DRAFT, PlanState.APPROVED}),
    PlanState.APPROVED: frozenset({PlanState.CLOSED}),
    PlanState.CLOSED: frozenset(),
}


class ItemState(models.TextChoices):
    """Life of an item."""

    PLANNED = "planned", _("计划中")
    IN_PROGRESS = "in_progress", _("进行中")
    DONE = "done", _("已完成")
    POSTPONED = "postponed", _("已延期")
    CANCELLED = "cancelled", _("已取消")


NEXT_ITEM_STATES: dict[ItemState, frozenset[ItemState]] = {
    ItemState.PLANNED: frozenset({ItemState.IN_PROGRESS, ItemState.DONE, ItemState.POSTPONED, ItemState.CANCELLED}),
    ItemState.IN_PROGRESS: frozenset({ItemState.PLANNED, ItemState.DONE, ItemState.POSTPONED, ItemState.CANCELLED}),
    ItemState.DONE: frozenset({ItemState.IN_PROGRESS}),
    ItemState.POSTPONED: frozenset({ItemState.PLANNED, ItemState.IN_PROGRESS, ItemState.DONE, ItemState.CANCELLED}),
    ItemState.CANCELLED: frozenset({ItemState.PLANNED}),
}
# A step that breaks a promise asks why.
STATES_WITH_REASON = frozenset({ItemState.POSTPONED, ItemState.CANCELLED})
OPEN_ITEM_STATES = frozenset({ItemState.PLANNED, ItemState.IN_PROGRESS, ItemState.POSTPONED})


class SectionType(models.TextChoices):
    """Canonical kinds of sections; the printed title is kept beside it (systems.md PL-03)."""

    GUIDING = "guiding", _("指导思想")
    BACKGROUND = "background", _("背景")
    GOALS = "goals", _("工作目标")
    TASKS = "tasks", _("主要工作")
    MEASURES = "measures", _("工作措施")
    SCHEDULE = "schedule", _("活动安排")
    BUDGET = "budget", _("预算和资源")
    RISKS = "risks", _("风险和措施")
    EVALUATION = "evaluation", _("评估和监控")
    REVIEW = "review", _("工作回顾")
    OUTLOOK = "outlook", _("工作展望")
    CLOSING = "closing", _("结束语")
    OTHER = "other", _("其他")


class Audience(models.TextChoices):
    """Who sees an item of an approved plan in a calendar."""

    OFFICERS = "officers", _("内部")
    MEMBERS = "members", _("会员可见")
    PUBLIC = "public", _("公开")


class Comparator(models.TextChoices):
    """How a target's value is meant (systems.md PL-07)."""

    AT_LEAST = ">=", _("不少于")
    EQUAL = "=", _("等于")
    AT_MOST = "<=", _("不超过")
    RANGE = "range", _("区间")


class TargetKind(models.TextChoices):
    """Forms of targets (systems.md PL-07)."""

    COUNT = "count", _("数量")
    PERCENT = "percent", _("比率")
    FREQUENCY = "frequency", _("频次")
    ONE_OFF = "one_off", _("一次性")
    MONEY = "money", _("金额")
    MILESTONE = "milestone", _("里程碑")
    SCHEME = "scheme", _("要素清单")
    ZERO = "zero", _("零指标")
    UNKNOWN = "unknown", _("数值待定")


class EditKind(models.TextChoices):
    """Steps on a plan's outline that can be taken back."""

    ADD = "add", _("新增")
    EDIT = "edit", _("修改")
    MOVE = "move", _("移动")
    REMOVE = "remove", _("删除")
    STATE = "state", _("状态变更")
