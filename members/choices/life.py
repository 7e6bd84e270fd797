"""What happens in a member's life, in fixed words (systems.md WM-02, rules.md §5); imports nothing of ours."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LifeEventKind(models.TextChoices):
    """Occasions on which the union comes to see somebody. The number in “五必访” is a mere label."""

    ILLNESS = "illness", _("生病")
    HOSPITAL = "hospital", _("住院")
    ACCIDENT = "accident", _("意外受伤")
    BIRTH = "birth", _("生育")
    MARRIAGE = "marriage", _("结婚")
    BEREAVEMENT = "bereavement", _("丧事")
    RETIREMENT = "retirement", _("退休离岗")
    HARDSHIP = "hardship", _("生活困难")
    RIGHTS = "rights", _("权益受损")
    OTHER = "other", _("其他")


# Facts about somebody's health: kept sealed, shown only to those with a named right (rules.md 13.1, 13.3).
HEALTH_KINDS = (LifeEventKind.ILLNESS, LifeEventKind.HOSPITAL, LifeEventKind.ACCIDENT)


class Relation(models.TextChoices):
    """Whom it happened to. Relatives are third parties: nothing but the relation is kept of them (rules.md 13.3)."""

    SELF = "self", _("本人")
    SPOUSE = "spouse", _("配偶")
    CHILD = "child", _("子女")
    PARENT = "parent", _("父母")
    IN_LAW = "in_law", _("配偶父母")
    OTHER = "other", _("其他亲属")


class AnswerWay(models.TextChoices):
    """How the union answered, where no visit was recorded. Words to choose from, so that no health fact slips in."""

    VISIT = "visit", _("当面看望")
    PHONE = "phone", _("电话问候")
    GIFT = "gift", _("送达慰问")
    HELP = "help", _("办理帮扶或手续")


class ChangeReason(models.TextChoices):
    """Why a report is put right or taken back. Words to choose from: the trail must not tell what the row seals."""

    MISTAKEN = "mistaken", _("填写有误")
    DOUBLE = "double", _("重复报告")
    WISH = "wish", _("会员本人要求")
    OTHER = "other", _("其他")


class OpenReason(models.TextChoices):
    """What a health fact is opened for; kept in the trail."""

    VISIT = "visit", _("准备走访慰问")
    CLAIM = "claim", _("办理理赔")
    AID = "aid", _("办理帮扶")
    PROTECTION = "protection", _("落实劳动保护")
    CHECK = "check", _("核对登记")
