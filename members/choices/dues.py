"""Choices of membership dues (systems.md FD-01, rules.md §1); imports nothing of ours."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class WageComponent(models.TextChoices):
    """Parts of a wage as payrolls name them; a rule says which of them dues are counted on (rules.md 1.3, 1.5, 1.6)."""

    MONTHLY = "monthly", _("月工资收入")
    POST = "post", _("职务（岗位）工资")
    GRADE = "grade", _("级别（薪级、等级）工资")
    PERFORMANCE = "performance", _("基础性绩效工资")
    ALLOWANCE = "allowance", _("津贴补贴")
    BONUS = "bonus", _("奖金")


# Never counted, whatever an organization decides (rules.md 1.3); kept so that the arithmetic can be shown.
NEVER_COUNTED = frozenset({WageComponent.ALLOWANCE, WageComponent.BONUS})


class Rounding(models.TextChoices):
    """What happens to the last figure (rules.md 1.1, 1.7)."""

    NONE = "none", _("不取整")
    JIAO_DOWN = "jiao_down", _("计算到角，角以下舍去")
    JIAO_HALF_UP = "jiao_half_up", _("计算到角，四舍五入")


class Cycle(models.TextChoices):
    """How much time one collection covers (rules.md 1.7)."""

    MONTH = "month", _("按月")
    HALF_YEAR = "half_year", _("按半年")
    YEAR = "year", _("按年")


MONTHS_OF_CYCLE = {Cycle.MONTH: 1, Cycle.HALF_YEAR: 6, Cycle.YEAR: 12}


class EntryKind(models.TextChoices):
    """What changes a balance after the charge; a payment lowers it, a refund raises it again."""

    PAYMENT = "payment", _("缴纳")
    REFUND = "refund", _("退费")
    CORRECTION = "correction", _("更正")
    WAIVER = "waiver", _("减免")


# Money that came in or went out; the others change what is owed.
MONEY_ENTRIES = (EntryKind.PAYMENT, EntryKind.REFUND)


class PaymentMethod(models.TextChoices):
    CASH = "cash", _("现金")
    PAYROLL = "payroll", _("工资代扣")
    BANK = "bank", _("银行转账")
    MOBILE = "mobile", _("移动支付")


class BatchKind(models.TextChoices):
    """Files that say who has paid."""

    PAYROLL = "payroll", _("工资代扣表")
    BANK = "bank", _("银行流水")


class LineState(models.TextChoices):
    """What became of one row of such a file."""

    BOOKED = "booked", _("已入账")
    OPEN = "open", _("待处理")
    DISMISSED = "dismissed", _("不入账")


class LineReason(models.TextChoices):
    """Why a row was not booked by itself."""

    NOT_FOUND = "not_found", _("没有找到会员")
    SEVERAL = "several", _("符合的会员不止一人")
    OTHER_NAME = "other_name", _("号码和姓名对不上")
    OUTSIDE = "outside", _("会员不在本单位")
    NOTHING_DUE = "nothing_due", _("没有应缴会费或已经缴清")
    TOO_MUCH = "too_much", _("金额超过欠缴会费")
    NO_AMOUNT = "no_amount", _("金额不对")
    SEEN = "seen", _("这笔流水已经登记过")


class CorrectionState(models.TextChoices):
    """A counter-entry needs a second person."""

    ASKED = "asked", _("待复核")
    APPROVED = "approved", _("已复核入账")
    REFUSED = "refused", _("已退回")


class RunState(models.TextChoices):
    """Life of one generation of a period."""

    WAITING = "waiting", _("等待开始")
    RUNNING = "running", _("正在生成")
    DONE = "done", _("已完成")
    FAILED = "failed", _("未完成")
