"""What is typed about checks, rest cures and women's care. No field takes a result or a diagnosis."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.choices.care import CheckGroup, CheckKind, CostBearer, RestGroup, RoomGrade, SpecialPeriodKind
from members.forms.insurance import InOrganization
from members.forms.life import day_input
from members.models import RestTrip


class CheckForm(InOrganization):
    name = forms.CharField(label=_("名称"), max_length=80, help_text=_("如“2026 年职工体检”"))
    kind = forms.ChoiceField(label=_("类型"), choices=CheckKind)
    groups = forms.MultipleChoiceField(label=_("范围"), choices=CheckGroup, widget=forms.CheckboxSelectMultiple)
    opens_on = forms.DateField(label=_("开始日期"), widget=day_input())
    deadline = forms.DateField(label=_("截止日期"), widget=day_input())
    cost_bearer = forms.ChoiceField(label=_("费用承担"), choices=CostBearer, initial=CostBearer.EMPLOYER)


class ProviderForm(forms.Form):
    name = forms.CharField(label=_("机构名称"), max_length=80)
    price = forms.DecimalField(label=_("报价（元/人）"), min_value=0, max_digits=12, decimal_places=2)
    visited_on = forms.DateField(label=_("考察日期"), widget=day_input(), required=False)


class DecisionForm(forms.Form):
    """Which clinic, and who approved it."""

    provider = forms.ChoiceField(label=_("选定机构"))
    decided_on = forms.DateField(label=_("选定日期"), widget=day_input())
    approved_by = forms.CharField(label=_("批准人"), max_length=40)

    def __init__(self, *args: Any, providers: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provider"].choices = providers  # type: ignore[attr-defined]


class QuotaForm(InOrganization):
    year = forms.IntegerField(label=_("年度"), min_value=2000, max_value=2100)
    places = forms.IntegerField(label=_("名额"), min_value=0, max_value=100_000)


class TripForm(InOrganization):
    name = forms.CharField(label=_("批次"), max_length=60)
    base = forms.CharField(label=_("疗休养基地"), max_length=80)
    is_outside = forms.BooleanField(label=_("跨省"), required=False)
    starts_on = forms.DateField(label=_("出发"), widget=day_input())
    ends_on = forms.DateField(label=_("返回"), widget=day_input())
    price = forms.DecimalField(label=_("标准（元/人·天）"), min_value=0, max_digits=12, decimal_places=2)
    places = forms.IntegerField(label=_("人数上限"), min_value=1, max_value=1000)


class ApplyForm(forms.Form):
    year = forms.IntegerField(label=_("年度"), min_value=2000, max_value=2100)
    group = forms.ChoiceField(label=_("优先类别"), choices=RestGroup)


class PlaceForm(forms.Form):
    """The group an applicant goes with."""

    trip = forms.ModelChoiceField(label=_("批次"), queryset=RestTrip.objects.none(), empty_label=None)

    def __init__(self, *args: Any, trips: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["trip"].queryset = trips  # type: ignore[attr-defined]


class SpecialForm(forms.Form):
    """A period of protection; its end follows from the rules unless a later one is known."""

    kind = forms.ChoiceField(label=_("所处时期"), choices=SpecialPeriodKind, help_text=_("加密保存。"))
    starts_on = forms.DateField(
        label=_("开始日期"), widget=day_input(), help_text=_("孕期填怀孕日期，产假填休假首日，哺乳期填婴儿出生日期。")
    )
    ends_on = forms.DateField(
        label=_("结束日期"), widget=day_input(), required=False, help_text=_("不填则按规定计算。")
    )
    difficult = forms.BooleanField(label=_("难产"), required=False)
    children = forms.IntegerField(label=_("生育婴儿数"), min_value=1, max_value=6, initial=1)


class RoomForm(InOrganization):
    name = forms.CharField(label=_("名称"), max_length=60)
    location = forms.CharField(label=_("位置"), max_length=120)
    grade = forms.ChoiceField(label=_("等级"), choices=RoomGrade)
    opened_on = forms.DateField(label=_("启用日期"), widget=day_input())


class RoomChangeForm(forms.Form):
    grade = forms.ChoiceField(label=_("等级"), choices=RoomGrade)
    closed_on = forms.DateField(label=_("停用日期"), widget=day_input(), required=False)
