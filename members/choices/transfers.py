"""States of what goes in and out as files: imports and exports; they import nothing of ours."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportState(models.TextChoices):
    """Life of one imported file. Nothing of the union's records changes before `APPLYING` ends."""

    MAPPING = "mapping", _("待对应列")
    CHECKING = "checking", _("检查中")
    CHECKED = "checked", _("待确认")
    APPLYING = "applying", _("写入中")
    DONE = "done", _("已导入")
    UNDOING = "undoing", _("撤回中")
    UNDONE = "undone", _("已撤回")
    FAILED = "failed", _("未能完成")
    CANCELLED = "cancelled", _("已取消")


# Where a worker has something to do, and where a person may still stop it without any trace in the records.
WORKING = (ImportState.CHECKING, ImportState.APPLYING, ImportState.UNDOING)
STOPPABLE = (ImportState.MAPPING, ImportState.CHECKING, ImportState.CHECKED)
ENDED = (ImportState.DONE, ImportState.UNDONE, ImportState.FAILED, ImportState.CANCELLED)


class ImportMode(models.TextChoices):
    """What happens when some rows are wrong (interface.md, Import)."""

    ALL = "all", _("全部正确才导入")
    GOOD = "good", _("只导入正确的行")


class Outcome(models.TextChoices):
    """What one row of a file would do, or did."""

    NEW = "new", _("新增")
    CHANGED = "changed", _("更新")
    SAME = "same", _("无变化")
    WRONG = "wrong", _("有误")
    DOUBLE = "double", _("疑似重复")


class ExportState(models.TextChoices):
    """Life of one exported file."""

    WAITING = "waiting", _("待复核")
    QUEUED = "queued", _("排队中")
    RUNNING = "running", _("生成中")
    READY = "ready", _("可下载")
    REFUSED = "refused", _("未通过复核")
    FAILED = "failed", _("未能完成")
    EXPIRED = "expired", _("已到期删除")


class ExportFormat(models.TextChoices):
    XLSX = "xlsx", _("Excel 工作簿（.xlsx）")
    CSV = "csv", _("文本表格（.csv）")
