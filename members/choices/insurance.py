"""Words of mutual-aid insurance (systems.md HS-05); imports nothing of ours."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    """For whom a scheme is made."""

    ALL = "all", _("全体职工")
    WOMEN = "women", _("女职工")


class Payer(models.TextChoices):
    """Who pays the premium."""

    MEMBER = "member", _("个人")
    UNION = "union", _("工会")
    EMPLOYER = "employer", _("单位")
    SHARED = "shared", _("个人和工会分担")


class PolicyKind(models.TextChoices):
    NEW = "new", _("新参保")
    RENEWAL = "renewal", _("续保")


class ClaimDocument(models.TextChoices):
    """Papers a claim is made with; a scheme says which of them it asks for."""

    APPLICATION = "application", _("理赔申请表")
    IDENTITY = "identity", _("身份证复印件")
    DISCHARGE = "discharge", _("出院记录")
    RECORD = "record", _("病历首页")
    BILLS = "bills", _("费用票据")
    SETTLEMENT = "settlement", _("医保结算单")
    ACCIDENT = "accident", _("意外事故证明")
    BANK = "bank", _("收款账户证明")


class ClaimState(models.TextChoices):
    """How far a claim is."""

    REPORTED = "reported", _("已报案")
    SUBMITTED = "submitted", _("材料已提交")
    PAID = "paid", _("已赔付")
    REFUSED = "refused", _("未获赔付")
    WITHDRAWN = "withdrawn", _("已撤回")


# Which step may follow which; page, service and API read the same table.
NEXT_CLAIM_STATES: dict[ClaimState, tuple[ClaimState, ...]] = {
    ClaimState.REPORTED: (ClaimState.SUBMITTED, ClaimState.WITHDRAWN),
    ClaimState.SUBMITTED: (ClaimState.PAID, ClaimState.REFUSED, ClaimState.REPORTED, ClaimState.WITHDRAWN),
    ClaimState.PAID: (),
    ClaimState.REFUSED: (ClaimState.SUBMITTED,),
    ClaimState.WITHDRAWN: (),
}
