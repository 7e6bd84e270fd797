"""Choices of people, organizations and their messages; imports nothing of ours."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganizationKind(models.TextChoices):
    """Kinds of union bodies (systems.md OB-01)."""

    FEDERATION = "federation", _("总工会")
    UNION_FEDERATION = "union_federation", _("工会联合会")
    BASE = "base", _("基层工会")
    REGIONAL = "regional", _("区域工会")
    INDUSTRY = "industry", _("行业工会")
    PROJECT = "project", _("项目工会")
    GRID = "grid", _("网格工会")
    BRANCH = "branch", _("分工会")
    GROUP = "group", _("工会小组")
    WOMEN = "women", _("女职工委员会")
    AUDIT = "audit", _("经费审查委员会")


# Bodies without a committee of their own: the union they belong to decides for them.
PARTS_OF_A_UNION = (
    OrganizationKind.BRANCH,
    OrganizationKind.GROUP,
    OrganizationKind.WOMEN,
    OrganizationKind.AUDIT,
)


class Post(models.TextChoices):
    """Posts a person may hold (systems.md OB-05 and §21)."""

    CHAIR = "chair", _("主席")
    VICE_CHAIR = "vice_chair", _("副主席")
    OFFICER = "officer", _("干事")
    COMMITTEE = "committee", _("委员")
    WOMEN_OFFICER = "women_officer", _("女职工委员")
    FINANCE = "finance", _("财务")
    AUDITOR = "auditor", _("经审委员")
    GROUP_LEADER = "group_leader", _("工会小组长")


class Right(models.TextChoices):
    """What an office lets its holder do in its organization; reading reaches the subtree (product.md, Scope)."""

    READ = "read", _("查看")
    EDIT_PLANS = "edit_plans", _("编辑计划")
    EDIT_WOMEN_PLANS = "edit_women_plans", _("编辑女职工计划")
    APPROVE_PLANS = "approve_plans", _("审批计划")
    MARK_PROGRESS = "mark_progress", _("登记进展")
    MANAGE_SETTINGS = "manage_settings", _("管理提醒与渠道")
    MANAGE_OFFICES = "manage_offices", _("管理任职")
    READ_AUDIT = "read_audit", _("查看操作记录")
    MANAGE_REGISTER = "manage_register", _("维护组织台账")
    READ_MEMBERS = "read_members", _("查看会员档案")
    EDIT_MEMBERS = "edit_members", _("维护会员档案")
    APPROVE_MEMBERS = "approve_members", _("审批入会和会籍变动")
    SEE_IDENTITY = "see_identity", _("查看完整证件号码")
    EXPORT_MEMBERS = "export_members", _("导出会员名册")
    EXPORT_IDENTITY = "export_identity", _("导出完整证件号码")
    READ_DUES = "read_dues", _("查看会费")
    COLLECT_DUES = "collect_dues", _("收缴会费")
    MANAGE_DUES = "manage_dues", _("管理会费标准和结账")
    OPEN_HARDSHIP = "open_hardship", _("打开帮扶档案")
    EDIT_HARDSHIP = "edit_hardship", _("维护帮扶档案")
    APPROVE_HARDSHIP = "approve_hardship", _("审批帮扶档案")
    REPORT_LIFE_EVENTS = "report_life_events", _("报告会员生活事件")
    READ_HEALTH = "read_health", _("查看健康类信息")
    MANAGE_CARE = "manage_care", _("管理保障、体检和疗休养")
    MANAGE_EVENTS = "manage_events", _("组织活动")


# Reading reaches everything below the organization; every other right stays in it (product.md, Scope).
READING_RIGHTS = frozenset({Right.READ, Right.READ_MEMBERS, Right.READ_DUES, Right.OPEN_HARDSHIP, Right.READ_HEALTH})
_EVERY_RIGHT = frozenset(Right)

RIGHTS_OF_POST: dict[Post, frozenset[Right]] = {
    Post.CHAIR: _EVERY_RIGHT,
    Post.VICE_CHAIR: _EVERY_RIGHT,
    Post.OFFICER: frozenset(
        {
            Right.READ,
            Right.EDIT_PLANS,
            Right.MARK_PROGRESS,
            Right.MANAGE_SETTINGS,
            Right.MANAGE_REGISTER,
            Right.READ_MEMBERS,
            Right.EDIT_MEMBERS,
            Right.SEE_IDENTITY,
            Right.EXPORT_MEMBERS,
            Right.READ_DUES,
            Right.OPEN_HARDSHIP,
            Right.EDIT_HARDSHIP,
            Right.REPORT_LIFE_EVENTS,
            Right.READ_HEALTH,
            Right.MANAGE_CARE,
            Right.MANAGE_EVENTS,
        }
    ),
    Post.COMMITTEE: frozenset({Right.READ, Right.MARK_PROGRESS, Right.REPORT_LIFE_EVENTS, Right.MANAGE_EVENTS}),
    Post.WOMEN_OFFICER: frozenset(
        {
            Right.READ,
            Right.EDIT_WOMEN_PLANS,
            Right.MARK_PROGRESS,
            Right.READ_MEMBERS,
            Right.REPORT_LIFE_EVENTS,
            Right.READ_HEALTH,
            Right.MANAGE_CARE,
            Right.MANAGE_EVENTS,
        }
    ),
    Post.FINANCE: frozenset({Right.READ, Right.READ_MEMBERS, Right.READ_DUES, Right.COLLECT_DUES, Right.MANAGE_DUES}),
    Post.AUDITOR: frozenset({Right.READ, Right.READ_AUDIT, Right.READ_DUES}),
    Post.GROUP_LEADER: frozenset(
        {Right.READ, Right.READ_MEMBERS, Right.READ_DUES, Right.COLLECT_DUES, Right.REPORT_LIFE_EVENTS}
    ),
}


class ReminderState(models.TextChoices):
    """What became of one due reminder."""

    WAITING = "waiting", _("待提醒")
    DISPATCHED = "dispatched", _("已发出")
    SKIPPED = "skipped", _("未发出")


class DeliveryChannel(models.TextChoices):
    """Ways out of the house; the in-app message is the row itself."""

    EMAIL = "email", _("电子邮件")
    APPRISE = "apprise", _("单位消息渠道")


class DeliveryState(models.TextChoices):
    """Life of one outside delivery (reliability.md §0.3)."""

    QUEUED = "queued", _("待发送")
    SENDING = "sending", _("发送中")
    SENT = "sent", _("已发送")
    FAILED = "failed", _("发送失败")
    SKIPPED = "skipped", _("不再发送")


class TokenScope(models.TextChoices):
    """What a REST token may be used for; the person's own rights are the upper bound."""

    READ = "read", _("只读")
    WRITE = "write", _("读写")
