"""Choices of the organization register (systems.md OB-01 … OB-10, rules.md §§8, 9); imports nothing of ours."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Industry(models.TextChoices):
    """The twenty sections of GB/T 4754, numbered as the union record does (rules.md §9)."""

    FARMING = "01", _("农、林、牧、渔业")
    MINING = "02", _("采矿业")
    MANUFACTURING = "03", _("制造业")
    ENERGY = "04", _("电力、热力、燃气及水生产和供应业")
    CONSTRUCTION = "05", _("建筑业")
    TRADE = "06", _("批发和零售业")
    TRANSPORT = "07", _("交通运输、仓储和邮政业")
    CATERING = "08", _("住宿和餐饮业")
    INFORMATION = "09", _("信息传输、软件和信息技术服务业")
    FINANCE = "10", _("金融业")
    PROPERTY = "11", _("房地产业")
    BUSINESS = "12", _("租赁和商务服务业")
    SCIENCE = "13", _("科学研究和技术服务业")
    PUBLIC_WORKS = "14", _("水利、环境和公共设施管理业")
    HOUSEHOLD = "15", _("居民服务、修理和其他服务业")
    EDUCATION = "16", _("教育")
    HEALTH = "17", _("卫生和社会工作")
    CULTURE = "18", _("文化、体育和娱乐业")
    ADMINISTRATION = "19", _("公共管理、社会保障和社会组织")
    INTERNATIONAL = "20", _("国际组织")


class Ownership(models.TextChoices):
    """Kind of the unit, with the codes of the union record (rules.md §9)."""

    STATE = "110", _("国有企业")
    COLLECTIVE = "120", _("集体企业")
    SHARES = "150", _("有限责任和股份有限公司")
    PRIVATE = "170", _("私营企业")
    HMT = "200", _("港澳台商投资企业")
    FOREIGN = "300", _("外商投资企业")
    INSTITUTION = "400", _("事业单位")
    OFFICE = "500", _("机关")
    SOCIAL = "600", _("社会组织")
    SELF_EMPLOYED = "700", _("个体经济组织")
    OTHER = "900", _("其他")


class LegalStatus(models.TextChoices):
    """Whether the union is registered as a legal person of its own."""

    NONE = "none", _("未登记法人")
    APPLIED = "applied", _("正在登记")
    REGISTERED = "registered", _("已登记法人")


class SetupState(models.TextChoices):
    """How far the set-up of a union is (systems.md OB-02)."""

    IDLE = "idle", _("未建")
    PREPARING = "preparing", _("筹备")
    APPLIED = "applied", _("申请")
    APPROVED = "approved", _("批复")
    ELECTED = "elected", _("选举")
    FOUNDED = "founded", _("已建")
    SETTLED = "settled", _("巩固")
    PAUSED = "paused", _("暂缓")
    DROPPED = "dropped", _("放弃")


# The order officers read the funnel in.
SETUP_FUNNEL = (
    SetupState.IDLE,
    SetupState.PREPARING,
    SetupState.APPLIED,
    SetupState.APPROVED,
    SetupState.ELECTED,
    SetupState.FOUNDED,
    SetupState.SETTLED,
)
_BEFORE_FOUNDED = SETUP_FUNNEL[:5]
# Which step may follow which; page, service and API read the same table. What was founded is not unfounded here.
NEXT_SETUP_STATES: dict[SetupState, tuple[SetupState, ...]] = {
    SetupState.IDLE: (SetupState.PREPARING, SetupState.PAUSED, SetupState.DROPPED),
    SetupState.PREPARING: (SetupState.APPLIED, SetupState.PAUSED, SetupState.DROPPED),
    SetupState.APPLIED: (SetupState.APPROVED, SetupState.PREPARING, SetupState.PAUSED, SetupState.DROPPED),
    SetupState.APPROVED: (SetupState.ELECTED, SetupState.PAUSED, SetupState.DROPPED),
    SetupState.ELECTED: (SetupState.FOUNDED, SetupState.APPROVED, SetupState.PAUSED, SetupState.DROPPED),
    SetupState.FOUNDED: (SetupState.SETTLED,),
    SetupState.SETTLED: (),
    SetupState.PAUSED: (*_BEFORE_FOUNDED, SetupState.DROPPED),
    SetupState.DROPPED: (SetupState.IDLE,),
}
# Steps that nobody understands later without a reason.
SETUP_STATES_WITH_REASON = frozenset({SetupState.PAUSED, SetupState.DROPPED})


class SetupForm(models.TextChoices):
    """One employer, or several that set up a union together (rules.md §8)."""

    SINGLE = "single", _("单建")
    JOINT = "joint", _("联建")


class GroupRole(models.TextChoices):
    """What a union is in an area group."""

    LEAD = "lead", _("牵头单位")
    MEMBER = "member", _("成员单位")


class Cadence(models.TextChoices):
    """How often an area group meets."""

    MONTHLY = "monthly", _("每月")
    BIMONTHLY = "bimonthly", _("每两个月")
    QUARTERLY = "quarterly", _("每季度")
    HALF_YEARLY = "half_yearly", _("每半年")
    YEARLY = "yearly", _("每年")
    AS_NEEDED = "as_needed", _("不定期")


class Committee(models.TextChoices):
    """Which elected body a term belongs to."""

    UNION = "union", _("工会委员会")
    WOMEN = "women", _("女职工委员会")
    AUDIT = "audit", _("经费审查委员会")
