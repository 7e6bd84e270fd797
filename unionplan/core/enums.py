"""Choices that core shares with everybody; imports nothing of ours."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """By which way in an act came."""

    WEB = "web", _("网页")
    API = "api", _("接口")
    IMPORT = "import", _("导入")
    JOB = "job", _("后台任务")
    COMMAND = "command", _("命令行")
