"""What is said of a hardship file in fixed words (rules.md §4, systems.md HS-01 … HS-04); imports nothing of ours."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scheme(models.TextChoices):
    """Which vocabulary a file speaks; both are in use (rules.md 4.1)."""

    CURRENT = "current", _("现行三类（深度、相对、意外）")
    OLDER = "older", _("原三类（低保户、低保边缘户、意外致困户）")


class Category(models.TextChoices):
    """Categories of both schemes (rules.md 4.1)."""

    DEEP = "deep", _("深度困难")
    RELATIVE = "relative", _("相对困难")
    UNEXPECTED = "unexpected", _("意外致困")
    LOW_INCOME = "low_income", _("低保户")
    LOW_EDGE = "low_edge", _("低保边缘户")
    UNEXPECTED_OLDER = "unexpected_older", _("意外致困户")


CATEGORIES_OF_SCHEME: dict[Scheme, tuple[Category, ...]] = {
    Scheme.CURRENT: (Category.DEEP, Category.RELATIVE, Category.UNEXPECTED),
    Scheme.OLDER: (Category.LOW_INCOME, Category.LOW_EDGE, Category.UNEXPECTED_OLDER),
}


class FileLevel(models.TextChoices):
    """Which level keeps the file (建档标准, rules.md 4.1)."""

    NATIONAL = "national", _("全国级")
    PROVINCE = "province", _("省级")
    CITY = "city", _("地市级")
    COUNTY = "county", _("区县级")
    BASE = "base", _("基层")


class CaseState(models.TextChoices):
    """How far a file is (rules.md 4.2)."""

    APPLIED = "applied", _("已申请")
    CHECKED = "checked", _("单位已核查")
    VISITED = "visited", _("已入户")
    AUTHORISED = "authorised", _("已授权核对")
    COMPARED = "compared", _("已比对")
    NOTICE = "notice", _("公示阶段")
    REVIEWED = "reviewed", _("初审通过")
    APPROVED = "approved", _("审批通过")
    FILED = "filed", _("已建档")
    EXITED = "exited", _("已退出")
    REFUSED = "refused", _("未通过")
    WITHDRAWN = "withdrawn", _("已撤回")


class Step(models.TextChoices):
    """What can happen to a file; each is kept with its day, its people and its paper."""

    CHECK = "check", _("单位核查")
    VISIT = "visit", _("入户调查")
    AUTHORISE = "authorise", _("核对授权")
    COMPARE = "compare", _("民政信息比对")
    PUBLICISE = "publicise", _("公示")
    REVIEW = "review", _("初审")
    APPROVE = "approve", _("审批")
    FILE = "file", _("录入全国系统并建档")
    EXIT = "exit", _("脱困退出")
    RETURN = "return", _("返困重新申请")
    REFUSE = "refuse", _("不予通过")
    WITHDRAW = "withdraw", _("本人撤回")


@dataclass(frozen=True, slots=True)
class Move:
    """One move of the workflow: from which states to which."""

    sources: tuple[CaseState, ...]
    target: CaseState


_UNDER_WAY = (
    CaseState.APPLIED,
    CaseState.CHECKED,
    CaseState.VISITED,
    CaseState.AUTHORISED,
    CaseState.COMPARED,
    CaseState.NOTICE,
    CaseState.REVIEWED,
    CaseState.APPROVED,
)
# The workflow; page, service and API read the same table (rules.md 4.2).
MOVES: dict[Step, Move] = {
    Step.CHECK: Move((CaseState.APPLIED,), CaseState.CHECKED),
    Step.VISIT: Move((CaseState.CHECKED,), CaseState.VISITED),
    Step.AUTHORISE: Move((CaseState.VISITED,), CaseState.AUTHORISED),
    Step.COMPARE: Move((CaseState.AUTHORISED,), CaseState.COMPARED),
    Step.PUBLICISE: Move((CaseState.COMPARED, CaseState.NOTICE), CaseState.NOTICE),
    Step.REVIEW: Move((CaseState.NOTICE,), CaseState.REVIEWED),
    Step.APPROVE: Move((CaseState.REVIEWED,), CaseState.APPROVED),
    Step.FILE: Move((CaseState.APPROVED,), CaseState.FILED),
    Step.EXIT: Move((CaseState.FILED,), CaseState.EXITED),
    Step.RETURN: Move((CaseState.EXITED,), CaseState.APPLIED),
    Step.REFUSE: Move(_UNDER_WAY, CaseState.REFUSED),
    Step.WITHDRAW: Move(_UNDER_WAY, CaseState.WITHDRAWN),
}
# Files that hold the family's place: nobody else may file this household meanwhile.
OPEN_CASE_STATES = (*_UNDER_WAY, CaseState.FILED)
# Steps nobody understands later without a reason.
STEPS_WITH_REASON = frozenset({Step.EXIT, Step.RETURN, Step.REFUSE, Step.WITHDRAW})
# Steps only those decide who approve.
STEPS_OF_APPROVERS = frozenset({Step.REVIEW, Step.APPROVE, Step.REFUSE})


class CheckResult(models.TextChoices):
    """What a check, a visit or a comparison found."""

    AGREES = "agrees", _("情况属实")
    DIFFERS = "differs", _("情况不符")


class OpeningPurpose(models.TextChoices):
    """Why somebody opens a file."""

    INTAKE = "intake", _("受理申请、登记资料")
    VISIT = "visit", _("入户调查和核对")
    DECISION = "decision", _("审核审批")
    HELP = "help", _("实施帮扶")
    YEARLY = "yearly", _("年度复核")
    INSPECTION = "inspection", _("上级检查")
    ENQUIRY = "enquiry", _("答复本人查询")
    OTHER = "other", _("其他工作需要")


class TakenDown(models.TextChoices):
    """Why a notice is no longer shown."""

    ENDED = "ended", _("公示期满")
    CONSENT = "consent", _("同意已撤回")
    STOPPED = "stopped", _("经办人撤下")


class EvidenceKind(models.TextChoices):
    """Supporting papers (rules.md 4.3)."""

    APPLICATION = "application", _("困难职工帮扶申请书")
    AUTHORISATION = "authorisation", _("家庭经济状况核对授权委托书")
    INCOME = "income", _("收入证明")
    IDENTITY = "identity", _("身份证、户口簿复印件")
    CONTRACT = "contract", _("一年以上劳动合同")
    DIAGNOSIS = "diagnosis", _("诊断证明")
    BILLS = "bills", _("连续三个月医疗票据")
    TUITION = "tuition", _("学费收据")
    ADMISSION = "admission", _("录取通知书")
    MINUTES = "minutes", _("工会会议纪要")
    NOTICE = "notice", _("公示材料")
    VISIT = "visit", _("入户调查记录")
    RECEIPT = "receipt", _("领取凭证")
    OTHER = "other", _("其他材料")


class Relation(models.TextChoices):
    SPOUSE = "spouse", _("配偶")
    SON = "son", _("子")
    DAUGHTER = "daughter", _("女")
    FATHER = "father", _("父亲")
    MOTHER = "mother", _("母亲")
    GRANDCHILD = "grandchild", _("孙子女、外孙子女")
    GRANDPARENT = "grandparent", _("祖父母、外祖父母")
    SIBLING = "sibling", _("兄弟姐妹")
    OTHER = "other", _("其他")


class MoneyLine(models.TextChoices):
    """Lines of the income sheet: what a family has in a year, and what it cannot avoid spending."""

    WAGE = "wage", _("工资性收入")
    BUSINESS = "business", _("经营净收入")
    PROPERTY = "property", _("财产净收入")
    TRANSFER = "transfer", _("养老金、低保金等转移收入")
    OTHER_INCOME = "other_income", _("其他收入")
    MEDICAL = "medical", _("自付医疗支出")
    SCHOOLING = "schooling", _("必需教育支出")
    DISABILITY = "disability", _("残疾康复支出")
    CARE = "care", _("照护支出")
    OTHER_RIGID = "other_rigid", _("其他刚性支出")


RIGID_LINES = frozenset(
    {MoneyLine.MEDICAL, MoneyLine.SCHOOLING, MoneyLine.DISABILITY, MoneyLine.CARE, MoneyLine.OTHER_RIGID}
)


class AidKind(models.TextChoices):
    """Types of help (systems.md HS-02)."""

    LIVING = "living", _("生活救助")
    MEDICAL = "medical", _("医疗救助")
    SCHOOLING = "schooling", _("子女助学")
    EMPLOYMENT = "employment", _("就业帮扶")
    LEGAL = "legal", _("法律援助")
    TEMPORARY = "temporary", _("临时救助")
    WARMTH = "warmth", _("送温暖慰问")


class AidSource(models.TextChoices):
    """Where the money comes from."""

    CENTRAL = "central", _("中央财政帮扶资金")
    PROVINCE = "province", _("省级财政帮扶资金")
    LOCAL = "local", _("市县财政帮扶资金")
    UNION = "union", _("工会经费")
    DONATION = "donation", _("社会捐赠")
    EMPLOYER = "employer", _("单位行政支持")


class AidState(models.TextChoices):
    PROPOSED = "proposed", _("待审批")
    APPROVED = "approved", _("已批准")
    GIVEN = "given", _("已发放")
    REFUSED = "refused", _("未批准")


# Money that is promised or given counts against limits.
COUNTED_AID = (AidState.PROPOSED, AidState.APPROVED, AidState.GIVEN)


class TemporaryOutcome(models.TextChoices):
    """What becomes of help to somebody without a file (转正 / 注销, rules.md 4.2)."""

    OPEN = "open", _("待处理")
    FILED = "filed", _("已转建档")
    CLOSED = "closed", _("已注销")


class ReviewResult(models.TextChoices):
    CONTINUES = "continues", _("继续帮扶")
    CHANGED = "changed", _("情况变化，重新测算")
    LEAVES = "leaves", _("已脱困，建议退出")


class StudyLevel(models.TextChoices):
    UNIVERSITY = "university", _("大学")
    HIGH_SCHOOL = "high_school", _("高中")


class StudyExclusion(models.TextChoices):
    """Who gets no help to study (rules.md 4.4)."""

    NONE = "none", _("无")
    MILITARY = "military", _("军校学生")
    FREE_TUITION = "free_tuition", _("免学费学生")
    JOINT_COURSE = "joint_course", _("中外合作办学")
    HIGH_FEE = "high_fee", _("民办高收费学校")


class StudyState(models.TextChoices):
    APPLIED = "applied", _("已申请")
    REVIEWED = "reviewed", _("初审通过")
    APPROVED = "approved", _("已批准")
    GIVEN = "given", _("已发放")
    REFUSED = "refused", _("未通过")


class WorkNeed(models.TextChoices):
    """What a person without work asks for (systems.md HS-04)."""

    JOB = "job", _("岗位推荐")
    TRAINING = "training", _("技能培训")
    PUBLIC_POST = "public_post", _("公益性岗位")
    BUSINESS = "business", _("创业扶持")


class ReferralResult(models.TextChoices):
    WAITING = "waiting", _("待反馈")
    PLACED = "placed", _("已上岗")
    TRAINED = "trained", _("已培训")
    NOT_PLACED = "not_placed", _("未成功")


class ExportState(models.TextChoices):
    WAITING = "waiting", _("待第二人批准")
    READY = "ready", _("可以下载")
    REFUSED = "refused", _("未批准")
