"""Words of medical checks, rest cures and women's care (systems.md HE-01, HE-02, WO-01 … WO-04); imports nothing."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CheckKind(models.TextChoices):
    STAFF = "staff", _("职工体检")
    WOMEN = "women", _("女职工妇科检查")


class CheckGroup(models.TextChoices):
    """Who is invited to a check."""

    SERVING = "serving", _("在岗职工")
    RETIRED = "retired", _("退休职工")


class CostBearer(models.TextChoices):
    EMPLOYER = "employer", _("用人单位")
    UNION = "union", _("工会经费")
    MEMBER = "member", _("个人")


class RestGroup(models.TextChoices):
    """Who goes first (rules.md §12)."""

    NONE = "none", _("一般职工")
    HAZARDOUS = "hazardous", _("苦脏累险岗位")
    MODEL = "model", _("劳模先进")
    INJURED = "injured", _("因工负伤")
    NEAR_RETIREMENT = "near_retirement", _("临近退休")


class RestState(models.TextChoices):
    """Where an application for a rest cure stands."""

    APPLIED = "applied", _("已申请")
    PLACED = "placed", _("已安排")
    WENT = "went", _("已参加")
    MISSED = "missed", _("未成行")
    WITHDRAWN = "withdrawn", _("已撤回")


NEXT_REST_STATES: dict[RestState, tuple[RestState, ...]] = {
    RestState.APPLIED: (RestState.PLACED, RestState.WITHDRAWN),
    RestState.PLACED: (RestState.WENT, RestState.MISSED, RestState.APPLIED, RestState.WITHDRAWN),
    RestState.WENT: (),
    RestState.MISSED: (RestState.APPLIED,),
    RestState.WITHDRAWN: (),
}


class SpecialPeriodKind(models.TextChoices):
    """Periods with protection of their own that are kept for a person; the fourth (经期) is a rule for all."""

    PREGNANCY = "pregnancy", _("孕期")
    LEAVE = "leave", _("产假")
    NURSING = "nursing", _("哺乳期")


class RoomGrade(models.TextChoices):
    """Grade of a care room for mothers (systems.md WO-04)."""

    BASIC = "basic", _("基本型")
    STANDARD = "standard", _("标准型")
    MODEL = "model", _("示范型")
