"""What is typed about help: money, help to study, referral to work, copies."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.choices.hardship import (
    AidKind,
    AidSource,
    ReferralResult,
    StudyExclusion,
    StudyLevel,
    TemporaryOutcome,
    WorkNeed,
)
from members.forms.hardship import PlaceForm, day_input, money_field, private, private_text


class AidForm(forms.Form):
    """One help, before somebody else decides about it."""

    kind = forms.ChoiceField(label=_("帮扶类型"), choices=AidKind)
    source = forms.ChoiceField(label=_("资金来源"), choices=AidSource)
    amount = money_field(_("金额（元）"))
    year = forms.IntegerField(label=_("年度"), min_value=2000, max_value=2100)
    note = forms.CharField(label=_("说明"), max_length=300, required=False, widget=private_text())


class TemporaryAidForm(PlaceForm, AidForm):
    """Help for somebody without a file."""

    field_order = ["organization", "member", "kind", "source", "amount", "year", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = (AidKind.TEMPORARY, AidKind.WARMTH, AidKind.LEGAL, AidKind.EMPLOYMENT)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in allowed]  # type: ignore[attr-defined]


class DecideForm(forms.Form):
    """Yes, or no with a reason."""

    decision = forms.ChoiceField(
        label=_("审批意见"), choices=[("yes", _("批准")), ("no", _("不批准"))], widget=forms.RadioSelect, initial="yes"
    )
    reason = forms.CharField(
        label=_("理由"), max_length=300, required=False, widget=private_text(), help_text=_("不批准时必填")
    )


class GiveForm(forms.Form):
    """It was handed over."""

    given_on = forms.DateField(label=_("发放日期"), widget=day_input())
    receipt_number = forms.CharField(label=_("领取凭证号"), max_length=40, widget=private())


class SettleTemporaryForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("后续"),
        choices=[(each.value, each.label) for each in (TemporaryOutcome.FILED, TemporaryOutcome.CLOSED)],
        help_text=_("转建档前请先为该职工建立困难职工档案"),
    )


class StudyForm(PlaceForm):
    """金秋助学: the least about the child."""

    student = forms.CharField(label=_("学生姓名"), max_length=60, widget=private())
    student_number = forms.CharField(
        label=_("学生身份证号"), max_length=24, widget=private(), help_text=_("用于核对不重复资助，加密保存")
    )
    level = forms.ChoiceField(label=_("学段"), choices=StudyLevel)
    school = forms.CharField(label=_("学校"), max_length=80, widget=private())
    exclusion = forms.ChoiceField(label=_("不予资助情形"), choices=StudyExclusion)
    applied_on = forms.DateField(label=_("申请日期"), widget=day_input())
    guardian = forms.CharField(label=_("监护人"), max_length=60, widget=private())
    guardian_consent_on = forms.DateField(label=_("监护人同意日期"), widget=day_input())


class StudyDecisionForm(DecideForm):
    """The second decision also names the money."""

    source = forms.ChoiceField(label=_("资金来源"), choices=AidSource)
    field_order = ["decision", "source", "reason"]

    def __init__(self, *args: Any, asks_source: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_source:
            del self.fields["source"]


class NeedForm(PlaceForm):
    """Somebody looks for work."""

    need = forms.ChoiceField(label=_("需求"), choices=WorkNeed)
    wishes = forms.CharField(label=_("意向"), max_length=300, required=False, widget=private_text())
    asked_on = forms.DateField(label=_("登记日期"), widget=day_input())


class SendForm(forms.Form):
    """Where somebody is sent."""

    to = forms.CharField(label=_("推荐去向"), max_length=120, widget=private(), help_text=_("用人单位、培训机构或岗位"))
    referred_on = forms.DateField(label=_("推荐日期"), widget=day_input())


class PlacementForm(forms.Form):
    """What came of it."""

    result = forms.ChoiceField(
        label=_("结果"),
        choices=[(r.value, r.label) for r in ReferralResult if r != ReferralResult.WAITING],
    )
    result_on = forms.DateField(label=_("结果日期"), widget=day_input())
    note = forms.CharField(label=_("说明"), max_length=200, required=False, widget=private())


class ExportForm(forms.Form):
    """Why files leave the portal."""

    purpose = forms.CharField(
        label=_("导出用途"), max_length=200, widget=private(), help_text=_("会写进文件的水印和查阅记录")
    )
