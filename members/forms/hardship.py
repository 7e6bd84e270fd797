"""What is typed about files of workers in hardship. Nothing personal is kept by the browser."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.choices.hardship import (
    CATEGORIES_OF_SCHEME,
    CheckResult,
    EvidenceKind,
    FileLevel,
    MoneyLine,
    OpeningPurpose,
    Relation,
    ReviewResult,
    Scheme,
)
from members.choices.hardship_form import Health, MedicalCover, WorkStatus
from members.choices.people import Gender, PoliticalStatus
from members.models import Organization
from members.models.organizations import OrganizationQuerySet
from members.services.hardship.formfields import FIELDS, FormField

_EMPTY = [("", "—")]


def day_input() -> forms.DateInput:
    """A day, typed or picked."""
    return forms.DateInput(attrs={"type": "date", "autocomplete": "off"}, format="%Y-%m-%d")


def private(**attrs: str) -> forms.TextInput:
    """A line the browser does not remember."""
    return forms.TextInput(attrs={"autocomplete": "off", **attrs})


def private_text(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"autocomplete": "off", "rows": rows})


def money_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DecimalField:
    """Yuan, not below zero."""
    return forms.DecimalField(
        label=label,
        min_value=0,
        max_digits=12,
        decimal_places=2,
        required=required,
        help_text=help_text,
        widget=forms.NumberInput(attrs={"autocomplete": "off", "step": "0.01"}),
    )


class PlaceForm(forms.Form):
    """Where something is kept: offered when the reader may write in more than one organization."""

    organization = forms.ModelChoiceField(label=_("建档工会"), queryset=Organization.objects.none(), empty_label=None)
    member = forms.CharField(
        label=_("职工"), max_length=60, widget=private(), help_text=_("会员号，或没有同名时的姓名")
    )

    def __init__(self, *args: Any, organizations: OrganizationQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = organizations  # type: ignore[attr-defined]
        self.fields["organization"].initial = organizations.first()


class ApplicationForm(PlaceForm):
    """An application, with the paper on which the person agreed to the handling of sensitive facts."""

    scheme = forms.ChoiceField(label=_("类别版本"), choices=Scheme, initial=Scheme.CURRENT)
    level = forms.ChoiceField(label=_("建档级别"), choices=FileLevel, initial=FileLevel.BASE)
    opened_on = forms.DateField(label=_("申请日期"), widget=day_input())
    consent_paper = forms.CharField(
        label=_("敏感个人信息同意书编号"),
        max_length=60,
        widget=private(),
        help_text=_("本人签字的纸质同意书：家庭收入、银行账户、健康情况只用于认定和帮扶，不同意就无法建档。"),
    )


class OpeningForm(forms.Form):
    """Why a file is opened."""

    purpose = forms.ChoiceField(label=_("查阅用途"), choices=OpeningPurpose)
    note = forms.CharField(
        label=_("事由"),
        max_length=200,
        required=False,
        widget=private(),
        help_text=_("经审人员可以看到；不要写姓名、证件号码和病情"),
    )


class SheetForm(forms.Form):
    """The national form, built from its list of fields."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in FIELDS:
            self.fields[field.key] = form_field(field)

    @property
    def groups(self) -> dict[str, list[tuple[Any, bool]]]:
        """Bound fields by group, in the form's order, each with whether the national form stars it."""
        found: dict[str, list[tuple[Any, bool]]] = {}
        for field in FIELDS:
            found.setdefault(field.group, []).append((self[field.key], field.must))
        return found


def form_field(field: FormField) -> forms.Field:
    """The input of one field of the national form. A starred field may wait: the check asks for it."""
    common: dict[str, Any] = {"label": field.label, "required": False, "help_text": field.hint}
    if field.choices is not None:
        return forms.ChoiceField(choices=[*_EMPTY, *field.choices.choices], **common)
    if field.kind == "day":
        return forms.DateField(widget=day_input(), **common)
    if field.kind == "count":
        return forms.IntegerField(min_value=0, max_value=9999, **common)
    if field.kind == "money":
        return money_field(field.label, required=False, help_text=field.hint)
    if field.kind == "long":
        return forms.CharField(max_length=2000, widget=private_text(), **common)
    return forms.CharField(max_length=120, widget=private(), **common)


class RelativeForm(forms.Form):
    """A relative: the least the national form needs."""

    name = forms.CharField(label=_("姓名"), max_length=60, widget=private())
    relation = forms.ChoiceField(label=_("关系"), choices=Relation)
    number = forms.CharField(
        label=_("身份证号"), max_length=24, required=False, widget=private(), help_text=_("用于一户一档核对，加密保存")
    )
    gender = forms.ChoiceField(label=_("性别"), choices=[*_EMPTY, *Gender.choices], required=False)
    political = forms.ChoiceField(label=_("政治面貌"), choices=[*_EMPTY, *PoliticalStatus.choices], required=False)
    born_on = forms.DateField(
        label=_("出生日期"), required=False, widget=day_input(), help_text=_("填写身份证号后可以不填")
    )
    health = forms.ChoiceField(label=_("健康状况"), choices=Health)
    medical_cover = forms.ChoiceField(label=_("医保状况"), choices=[*_EMPTY, *MedicalCover.choices], required=False)
    work_status = forms.ChoiceField(label=_("身份"), choices=WorkStatus)
    place = forms.CharField(label=_("单位或学校"), max_length=80, required=False, widget=private())
    month_income = money_field(_("月收入（元）"))
    guardian = forms.CharField(
        label=_("监护人"), max_length=60, required=False, widget=private(), help_text=_("不满十四周岁的必填")
    )
    guardian_paper = forms.CharField(
        label=_("监护人同意书编号"), max_length=60, required=False, widget=private(), help_text=_("不满十四周岁的必填")
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("number") and not data.get("born_on"):
            self.add_error("born_on", _("没有身份证号的，请填写出生日期。"))
        return data


class MoneyForm(forms.Form):
    """One line of the household's year."""

    kind = forms.ChoiceField(label=_("项目"), choices=MoneyLine)
    amount = money_field(_("全年金额（元）"))
    whose = forms.CharField(label=_("谁的"), max_length=40, required=False, widget=private())
    note = forms.CharField(label=_("说明"), max_length=120, required=False, widget=private())


class EvidenceForm(forms.Form):
    """A supporting paper."""

    kind = forms.ChoiceField(label=_("材料"), choices=EvidenceKind)
    file = forms.FileField(
        label=_("文件"),
        help_text=_("PDF、JPEG 或 PNG，不超过 10 MB；照片里的位置和设备信息会去掉"),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,image/jpeg,image/png"}),
    )


class CategoryForm(forms.Form):
    """The officer's word about the category."""

    category = forms.ChoiceField(label=_("认定类别"))
    reason = forms.CharField(
        label=_("理由"), required=False, max_length=500, widget=private_text(), help_text=_("与测算结果不一致时必填")
    )

    def __init__(self, *args: Any, scheme: Scheme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(category.value, category.label) for category in CATEGORIES_OF_SCHEME[scheme]]
        self.fields["category"].choices = choices  # type: ignore[attr-defined]


class StepForm(forms.Form):
    """One step of the workflow; each step shows the fields it needs."""

    on = forms.DateField(label=_("日期"), widget=day_input())
    result = forms.ChoiceField(label=_("结果"), choices=CheckResult)
    who = forms.CharField(label=_("入户人员"), max_length=120, widget=private(), help_text=_("两人以上"))
    findings = forms.CharField(label=_("了解到的情况"), max_length=2000, widget=private_text(5))
    national_number = forms.CharField(label=_("全国系统编号"), max_length=40, required=False, widget=private())
    reason = forms.CharField(label=_("理由"), max_length=500, widget=private_text())

    def __init__(self, *args: Any, wanted: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - wanted - {"on"}:
            del self.fields[name]


class ConsentForm(forms.Form):
    """The separate consent to publicity."""

    paper = forms.CharField(label=_("公示同意书编号"), max_length=60, widget=private())


class PublishForm(forms.Form):
    """From when until when a notice is up."""

    starts_on = forms.DateField(label=_("公示起"), widget=day_input())
    ends_on = forms.DateField(label=_("公示止"), widget=day_input())


class ObjectionForm(forms.Form):
    words = forms.CharField(label=_("异议内容"), max_length=1000, widget=private_text(5))


class SettleForm(forms.Form):
    """What came of an objection."""

    is_upheld = forms.TypedChoiceField(
        label=_("核实结果"),
        choices=[("no", _("异议不成立")), ("yes", _("异议成立"))],
        coerce=lambda value: value == "yes",
    )
    finding = forms.CharField(label=_("核实情况"), max_length=1000, widget=private_text())


class ReviewForm(forms.Form):
    """The yearly look."""

    on = forms.DateField(label=_("复核日期"), widget=day_input())
    result = forms.ChoiceField(label=_("结论"), choices=ReviewResult)
    findings = forms.CharField(label=_("复核情况"), max_length=2000, widget=private_text())
