"""What is typed about members: the archive, joining, moving, leaving. Numbers of people are typed and never shown
again, except what was just typed on a form that came back."""

from typing import Any

from django import forms
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.choices.archive import CorrectionField, FamilyPurpose, FamilyRelation, TitleLevel
from members.choices.people import Education, EmploymentForm, Gender, IdentityKind, MemberState, PoliticalStatus
from members.forms.register.fields import OrganizationField, day_input
from members.models import Member, Organization
from members.models.organizations import OrganizationQuerySet
from members.services.archive.rulebook import FIELDS

_ANY = [("", _("不限"))]
_UNSAID = [("", "—")]


def private(label: Any, **extra: Any) -> forms.CharField:
    """A number or address of a person: nothing a browser remembers."""
    widget = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
    return forms.CharField(label=label, widget=widget, **({"max_length": 40, "required": False} | extra))


def _choice(kind: type[models.TextChoices], label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[*_UNSAID, *kind.choices], required=False)


def _text(label: Any, limit: int = 60, **extra: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=limit, **({"required": False} | extra))


def _today() -> Any:
    return timezone.localdate()


class PersonForm(forms.Form):
    """Who somebody is (会员登记表)."""

    name = forms.CharField(label=_("姓名"), max_length=60, help_text=_("与证件一致；少数民族姓名的间隔号用“·”"))
    gender = _choice(Gender, _("性别"))
    born_on = forms.DateField(label=_("出生日期"), required=False, widget=day_input())
    ethnicity = _text(_("民族"), 20)
    political_status = _choice(PoliticalStatus, _("政治面貌"))
    education = _choice(Education, _("学历"))
    skill_level = _text(_("技能等级或职称"))
    household = _text(_("户籍所在地"))
    employment_form = _choice(EmploymentForm, _("用工形式"))
    workplace = _text(_("部门或班组"))
    staff_number = _text(_("职工编号"), 40)


class MemberForm(PersonForm):
    """The archive as it is kept. Sealed values stay as they are where nothing is typed."""

    union_post = _text(_("工会职务"), 40)
    kind = forms.ChoiceField(label=_("证件类型"), choices=IdentityKind, required=False)
    number = private(_("证件号码"), help_text=_("不改则不填"))
    phone = private(_("手机"), help_text=_("不改则不填"))
    bank_name = _text(_("开户银行"))
    bank_card = private(_("银行卡号"), help_text=_("不改则不填"))
    address = private(_("住址"), max_length=200, help_text=_("不改则不填"))
    version = forms.IntegerField(widget=forms.HiddenInput)

    SEALED = ("number", "phone", "bank_card", "address")

    def plain(self) -> dict[str, Any]:
        """Facts that stand open in the archive."""
        return {name: self.cleaned_data[name] for name in (*PersonForm.base_fields, "union_post")}

    def sealed(self) -> dict[str, str]:
        """What was typed of the sealed part; empty when nothing was."""
        typed = {name: self.cleaned_data[name] for name in self.SEALED if self.cleaned_data[name]}
        if "number" in typed:
            typed["kind"] = self.cleaned_data["kind"] or IdentityKind.RESIDENT_ID
        if self.cleaned_data["bank_name"] != self.initial.get("bank_name", ""):
            typed["bank_name"] = self.cleaned_data["bank_name"]
        return typed


class ApplicationForm(PersonForm):
    """An application to join (入会申请书、会员登记表)."""

    field_order = ["name", "kind", "number", "phone", *list(PersonForm.base_fields)[1:], "statement", "applied_on"]
    kind = forms.ChoiceField(label=_("证件类型"), choices=IdentityKind, initial=IdentityKind.RESIDENT_ID)
    number = private(_("证件号码"), required=True)
    phone = private(_("手机"), required=True)
    statement = forms.CharField(
        label=_("入会申请"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    applied_on = forms.DateField(label=_("申请日期"), widget=day_input(), initial=_today)

    def person(self) -> dict[str, Any]:
        """What the application says beside name and numbers."""
        return {name: self.cleaned_data[name] for name in PersonForm.base_fields if name != "name"}


class SelfApplicationForm(forms.Form):
    """A person applies for the own self: the few things a committee needs."""

    organization = OrganizationField(label=_("申请加入的工会"), help_text=_("单位工会的名称或编码"))
    kind = forms.ChoiceField(label=_("证件类型"), choices=IdentityKind, initial=IdentityKind.RESIDENT_ID)
    number = private(_("证件号码"), required=True)
    phone = private(_("手机"), required=True)
    employment_form = _choice(EmploymentForm, _("用工形式"))
    workplace = _text(_("部门或班组"))
    statement = forms.CharField(
        label=_("入会申请"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].among = Organization.objects.filter(is_active=True)  # type: ignore[attr-defined]


class HearingForm(forms.Form):
    """What the union group said."""

    in_favour = forms.TypedChoiceField(
        label=_("小组意见"),
        choices=[("yes", _("同意")), ("no", _("不同意"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    opinion = _text(_("说明"), 300)
    heard_on = forms.DateField(label=_("讨论日期"), widget=day_input(), initial=_today)


class DecisionForm(forms.Form):
    """The committee's word: when, and by which meeting or document."""

    decided_on = forms.DateField(
        label=_("委员会决定日期"), widget=day_input(), initial=_today, help_text=_("会籍从这一天算起")
    )
    document = _text(_("会议或文件"), 200, required=True)


class RefusalForm(DecisionForm):
    reason = _text(_("未批准的原因"), 300, required=True, help_text=_("申请人会看到"))
    field_order = ["reason", "decided_on", "document"]


class DayReasonForm(forms.Form):
    """A step with its day, reason and paper."""

    on = forms.DateField(label=_("日期"), widget=day_input(), initial=_today)
    reason = _text(_("原因"), 300)
    document = _text(_("依据文件或会议"), 200)


class OutsideForm(forms.Form):
    destination = _text(_("转往的工会"), 200, required=True)
    on = forms.DateField(label=_("最后一天"), widget=day_input(), initial=_today)
    document = _text(_("介绍信或文件"), 200)


class ComeInForm(forms.Form):
    """Somebody who had gone to a union outside comes back."""

    origin = _text(_("转出单位"), 200, required=True)
    from_day = forms.DateField(label=_("转入日期"), widget=day_input(), initial=_today)
    document = _text(_("介绍信或文件"), 200)


class ExpulsionForm(DayReasonForm):
    reported_to = _text(_("已报上级工会"), 100)


class DeathForm(forms.Form):
    on = forms.DateField(label=_("身故日期"), widget=day_input())
    document = _text(_("证明材料"), 200)


class LeavingForm(forms.Form):
    on = forms.DateField(label=_("提出日期"), widget=day_input(), initial=_today)
    reason = _text(_("本人说明"), 300)


class ProposalForm(forms.Form):
    """A reminder the portal does not know of: in person, on paper."""

    reminded_on = forms.DateField(label=_("当面或书面催缴的日期"), required=False, widget=day_input())


class EvidenceForm(forms.Form):
    """What only people know of somebody who neither pays nor comes."""

    absence_record = _text(_("未参加组织生活的记录"), 300, required=True)
    education_talk = _text(_("教育谈话情况"), 300, required=True)


class DismissalForm(forms.Form):
    decision_note = _text(_("不予退会的原因"), 300, required=True)
    decided_on = forms.DateField(label=_("决定日期"), widget=day_input(), initial=_today)


class TransferForm(forms.Form):
    """Where a membership shall go."""

    target = OrganizationField(label=_("转入工会"), help_text=_("名称或编码"))
    reason = _text(_("转接原因"), 300, required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].among = Organization.objects.filter(is_active=True)  # type: ignore[attr-defined]


class PullForm(forms.Form):
    """A new colleague who is a member elsewhere: found by name and number together, never by one of them."""

    name = forms.CharField(label=_("姓名"), max_length=60)
    number = private(_("证件号码"), required=True)
    reason = _text(_("转接原因"), 300, required=True)


class AcceptForm(forms.Form):
    from_day = forms.DateField(label=_("转入日期"), widget=day_input(), initial=_today)


class AnswerForm(forms.Form):
    answer = _text(_("原因"), 300, required=True)


class RevealForm(forms.Form):
    """Why a number is opened."""

    reason = _text(_("查看原因"), 200, required=True)


class CorrectionForm(forms.Form):
    """What is wrong in the own archive and what it should be."""

    field = forms.ChoiceField(label=_("哪一项有误"), choices=CorrectionField)
    proposed = private(_("应为"), required=True, max_length=200)
    note_text = _text(_("说明"), 300, help_text=_("如证件更换日期，便于核对"))


class FamilyForm(forms.Form):
    """A family member: as little as the purpose needs."""

    relation = forms.ChoiceField(label=_("关系"), choices=FamilyRelation)
    name = private(_("姓名"), required=True, max_length=60)
    purpose = forms.ChoiceField(label=_("用途"), choices=FamilyPurpose)
    born_year = forms.IntegerField(label=_("出生年份"), required=False, min_value=1900, max_value=2200)
    phone = private(_("电话"))
    was_told = forms.BooleanField(label=_("已告知本人（未成年人告知监护人）登记的内容和用途"), required=False)


class TitleForm(forms.Form):
    """A title with its paper."""

    title = _text(_("称号"), 60, required=True)
    level = forms.ChoiceField(label=_("级别"), choices=TitleLevel)
    year = forms.IntegerField(label=_("授予年度"), min_value=1949, max_value=2200)
    document = _text(_("表彰文件"), 200, required=True)
    granted_by = _text(_("授予单位"), 120)
    benefits = _text(_("享受的待遇"), 200)


class TitleWithdrawnForm(forms.Form):
    """A title that was taken away."""

    title = _text(_("称号"), 60, required=True)
    year = forms.IntegerField(label=_("授予年度"), min_value=1949, max_value=2200)
    on = forms.DateField(label=_("撤销日期"), widget=day_input(), initial=_today)
    document = _text(_("撤销文件"), 200, required=True)


class CampaignForm(forms.Form):
    """A batch of unions, each with everything below it, that complete their archives."""

    name = _text(_("名称"), 60, required=True)
    starts_on = forms.DateField(label=_("开始日期"), widget=day_input(), initial=_today)
    target_on = forms.DateField(label=_("完成日期"), required=False, widget=day_input())
    unions = forms.ModelMultipleChoiceField(
        label=_("本批工会"), queryset=Organization.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, among: OrganizationQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unions"].queryset = among  # type: ignore[attr-defined]


class SchemeForm(forms.Form):
    """How members are numbered."""

    start = forms.SlugField(label=_("前缀"), max_length=16, allow_unicode=True)
    with_year = forms.BooleanField(label=_("含入会年份"), required=False)
    digits = forms.IntegerField(label=_("序号位数"), min_value=3, max_value=9)


class MemberFilterForm(forms.Form):
    """What the list is narrowed by; everything stands in the address."""

    organization = OrganizationField(label=_("工会及下级"), required=False)
    state = forms.ChoiceField(label=_("会籍状态"), choices=[*_ANY, *MemberState.choices], required=False)
    gender = forms.ChoiceField(label=_("性别"), choices=[*_ANY, *Gender.choices], required=False)
    form = forms.ChoiceField(label=_("用工形式"), choices=[*_ANY, *EmploymentForm.choices], required=False)
    joined_from = forms.DateField(label=_("入会日期从"), required=False, widget=day_input())
    joined_to = forms.DateField(label=_("入会日期到"), required=False, widget=day_input())
    missing = forms.ChoiceField(label=_("缺少"), choices=[*_ANY, *FIELDS.items()], required=False)
    incomplete = forms.BooleanField(label=_("档案不完整"), required=False)

    def __init__(self, *args: Any, among: OrganizationQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].among = among  # type: ignore[attr-defined]


def initial_of(member: Member) -> dict[str, Any]:
    """What the form of the archive shows: open facts, kind of paper, bank; never a number."""
    identity = getattr(member, "identity", None)
    shown = {name: getattr(member, name) for name in (*PersonForm.base_fields, "union_post", "version")}
    if identity is not None:
        shown |= {"kind": identity.kind, "bank_name": identity.bank_name}
    return shown
