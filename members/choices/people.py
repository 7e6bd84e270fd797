"""What is said of a member in fixed words (rules.md §§1, 9)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MemberState(models.TextChoices):
    """Where a person stands with the union (rules.md §1, suggested states)."""

    APPLIED = "applied", _("申请中")
    GROUP_HEARD = "group_heard", _("小组已讨论")
    REFUSED = "refused", _("未批准")
    ACTIVE = "active", _("在会")
    RETAINED = "retained", _("保留会籍")
    TRANSFERRED = "transferred", _("已转出")
    WITHDRAWN = "withdrawn", _("已退会")
    EXPELLED = "expelled", _("已除名")
    DECEASED = "deceased", _("已身故")


# Whose name stands on the roll.
ON_THE_ROLL = (MemberState.ACTIVE, MemberState.RETAINED)


class Standing(models.TextChoices):
    """What a stay gives: all rights, or membership kept without dues and without vote (rules.md 1.11)."""

    FULL = "full", _("正式会籍")
    RETAINED = "retained", _("保留会籍")


class StayEnd(models.TextChoices):
    """Why a stay ended."""

    TRANSFERRED = "transferred", _("转出")
    RETAINED = "retained", _("转为保留会籍")
    RESUMED = "resumed", _("恢复正式会籍")
    WITHDRAWN = "withdrawn", _("退会")
    EXPELLED = "expelled", _("除名")
    DECEASED = "deceased", _("身故")


class Gender(models.TextChoices):
    MALE = "male", _("男")
    FEMALE = "female", _("女")


class IdentityKind(models.TextChoices):
    """Papers a person is known by (rules.md §10)."""

    RESIDENT_ID = "resident_id", _("居民身份证")
    RESIDENCE_PERMIT = "residence_permit", _("港澳台居民居住证")
    PASSPORT = "passport", _("护照")
    OTHER = "other", _("其他证件")


class EmploymentForm(models.TextChoices):
    """How a person is employed (rules.md §9)."""

    ESTABLISHMENT = "establishment", _("在编")
    CONTRACT = "contract", _("合同制")
    DISPATCHED = "dispatched", _("劳务派遣")
    MIGRANT = "migrant", _("农民工")
    NEW_FORM = "new_form", _("新就业形态")
    RETIRED = "retired", _("退休")
    OTHER = "other", _("其他")


class PoliticalStatus(models.TextChoices):
    """Political status as the national form lists it (rules.md 4.3)."""

    PARTY = "party", _("中共党员")
    LEAGUE = "league", _("共青团员")
    MASSES = "masses", _("群众")
    DEMOCRATIC = "democratic", _("民主党派")
    OTHER = "other", _("其他")


class Education(models.TextChoices):
    PRIMARY = "primary", _("小学及以下")
    JUNIOR = "junior", _("初中")
    SENIOR = "senior", _("高中、中专")
    COLLEGE = "college", _("大专")
    BACHELOR = "bachelor", _("本科")
    MASTER = "master", _("研究生及以上")
