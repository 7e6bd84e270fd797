"""Words of the archive: what happens to a membership, who asks for what, and how it ended (rules.md §1)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from members.choices.people import MemberState


class StepKind(models.TextChoices):
    """What happened to somebody's membership, in the order of a life with the union."""

    APPLIED = "applied", _("申请入会")
    GROUP_HEARD = "group_heard", _("小组讨论")
    APPROVED = "approved", _("批准入会")
    REFUSED = "refused", _("未批准入会")
    CAME_IN = "came_in", _("接转转入")
    TRANSFERRED = "transferred", _("转接会籍")
    LEFT_FOR = "left_for", _("转出本系统")
    RETAINED = "retained", _("保留会籍")
    RESUMED = "resumed", _("恢复会籍")
    WITHDREW = "withdrew", _("申请退会")
    REGARDED = "regarded", _("视为退会")
    EXPELLED = "expelled", _("开除会籍")
    DIED = "died", _("身故")


# Which state follows which, and by what. What is not listed is refused.
MOVES: dict[StepKind, dict[MemberState, MemberState]] = {
    StepKind.GROUP_HEARD: {MemberState.APPLIED: MemberState.GROUP_HEARD},
    StepKind.APPROVED: {
        MemberState.APPLIED: MemberState.ACTIVE,
        MemberState.GROUP_HEARD: MemberState.ACTIVE,
    },
    StepKind.REFUSED: {
        MemberState.APPLIED: MemberState.REFUSED,
        MemberState.GROUP_HEARD: MemberState.REFUSED,
    },
    StepKind.APPLIED: {
        MemberState.REFUSED: MemberState.APPLIED,
        MemberState.WITHDRAWN: MemberState.APPLIED,
        MemberState.EXPELLED: MemberState.APPLIED,
    },
    StepKind.CAME_IN: {MemberState.TRANSFERRED: MemberState.ACTIVE},
    StepKind.TRANSFERRED: {
        MemberState.ACTIVE: MemberState.ACTIVE,
        MemberState.RETAINED: MemberState.RETAINED,
    },
    StepKind.LEFT_FOR: {
        MemberState.ACTIVE: MemberState.TRANSFERRED,
        MemberState.RETAINED: MemberState.TRANSFERRED,
    },
    StepKind.RETAINED: {MemberState.ACTIVE: MemberState.RETAINED},
    StepKind.RESUMED: {MemberState.RETAINED: MemberState.ACTIVE},
    StepKind.WITHDREW: {
        MemberState.ACTIVE: MemberState.WITHDRAWN,
        MemberState.RETAINED: MemberState.WITHDRAWN,
    },
    StepKind.REGARDED: {MemberState.ACTIVE: MemberState.WITHDRAWN},
    StepKind.EXPELLED: {
        MemberState.ACTIVE: MemberState.EXPELLED,
        MemberState.RETAINED: MemberState.EXPELLED,
    },
    StepKind.DIED: {
        MemberState.ACTIVE: MemberState.DECEASED,
        MemberState.RETAINED: MemberState.DECEASED,
    },
}


class TransferState(models.TextChoices):
    """Life of one transfer of membership (rules.md 1.13): asked, released by the old union, accepted by the new one."""

    ASKED = "asked", _("待转出单位办理")
    RELEASED = "released", _("待转入单位接收")
    DONE = "done", _("已转接")
    REFUSED = "refused", _("未接转")
    CANCELLED = "cancelled", _("已撤回")


OPEN_TRANSFERS = (TransferState.ASKED, TransferState.RELEASED)


class LeavingKind(models.TextChoices):
    """On what ground somebody shall leave (rules.md 1.9, 1.10)."""

    ASKED = "asked", _("本人申请退会")
    SILENT = "silent", _("连续六个月不缴会费、不参加活动")


class LeavingState(models.TextChoices):
    """What became of a leaving that waits for the committee."""

    OPEN = "open", _("待委员会决定")
    DECIDED = "decided", _("已决定退会")
    DISMISSED = "dismissed", _("不予退会")


class CorrectionField(models.TextChoices):
    """What a member may ask to have put right."""

    NAME = "name", _("姓名")
    NUMBER = "number", _("证件号码")
    PHONE = "phone", _("手机")
    BANK_CARD = "bank_card", _("银行卡号")
    ADDRESS = "address", _("住址")
    GENDER = "gender", _("性别")
    BORN_ON = "born_on", _("出生日期")
    ETHNICITY = "ethnicity", _("民族")
    POLITICAL_STATUS = "political_status", _("政治面貌")
    EDUCATION = "education", _("学历")
    SKILL_LEVEL = "skill_level", _("技能等级或职称")
    HOUSEHOLD = "household", _("户籍所在地")
    EMPLOYMENT_FORM = "employment_form", _("用工形式")
    WORKPLACE = "workplace", _("部门或班组")
    STAFF_NUMBER = "staff_number", _("职工编号")


class CorrectionState(models.TextChoices):
    """What became of a request."""

    OPEN = "open", _("待核对")
    ACCEPTED = "accepted", _("已更正")
    DECLINED = "declined", _("未更正")
    WITHDRAWN = "withdrawn", _("已撤回")


class FamilyRelation(models.TextChoices):
    """Relation of a family member to the member."""

    SPOUSE = "spouse", _("配偶")
    CHILD = "child", _("子女")
    PARENT = "parent", _("父母")
    PARENT_IN_LAW = "parent_in_law", _("配偶的父母")
    OTHER = "other", _("其他亲属")


class FamilyPurpose(models.TextChoices):
    """What a family member's entry is kept for; nothing else may be done with it."""

    EMERGENCY = "emergency", _("紧急联系")
    CARE = "care", _("走访慰问")
    CHILDREN = "children", _("子女助学和托管")


class TitleLevel(models.TextChoices):
    """Who granted a title (rules.md 4.3, systems.md HN-02)."""

    NATIONAL = "national", _("全国")
    PROVINCIAL = "provincial", _("省部级")
    CITY = "city", _("地市级")
    COUNTY = "county", _("县级")
    SYSTEM = "system", _("行业系统")
