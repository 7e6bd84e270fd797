"""Choices of consents and of copies of one's own data; imports nothing of ours (rules.md §13)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ConsentPurpose(models.TextChoices):
    """What a person may say yes or no to, each for itself (PIPL art. 14, 23, 25, 29)."""

    PUBLICITY = "publicity", _("帮扶公示")
    HEALTH = "health", _("登记健康类信息")
    FINANCE = "finance", _("登记家庭收入和银行账户")
    INSURER = "insurer", _("向互助保障机构提供资料")
    PICTURE = "picture", _("在宣传中使用照片和事迹")
    REFERRAL = "referral", _("向用人单位推荐就业")


class CopyState(models.TextChoices):
    """Life of one copy of a person's own data."""

    WAITING = "waiting", _("正在准备")
    READY = "ready", _("可以下载")
    FAILED = "failed", _("没有做成")
    OVER = "over", _("已过期")
