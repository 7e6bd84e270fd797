"""Under which headings dated rules are kept."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RuleArea(models.TextChoices):
    """The first part of a rule's key."""

    REGISTER = "register", _("组织建设")
    ARCHIVE = "archive", _("会员档案")
    SHEETS = "sheets", _("导入导出")
    DUES = "dues", _("会费")
    BENEFITS = "benefits", _("会员待遇")
    HARDSHIP = "hardship", _("困难帮扶")
    LIFE = "life", _("生活事件")
    INSURANCE = "insurance", _("互助保障")
    CARE = "care", _("体检、疗休养和女职工")
    PRIVACY = "privacy", _("个人信息")
    OTHER = "other", _("其他")
