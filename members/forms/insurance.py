"""What is typed about mutual-aid insurance. A diagnosis is asked for in a field of its own and never shown again."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from members.choices.insurance import Audience, ClaimDocument, ClaimState, Payer
from members.forms.bodies import offer_bodies
from members.forms.life import day_input
from members.models import InsuranceScheme, LifeEvent, Organization
from members.models.life import LifeEventQuerySet
from members.models.organizations import OrganizationQuerySet
from members.services.insurance.policies import ROLL_LABELS, Roll


class InOrganization(forms.Form):
    """A form whose row belongs to one of the organizations the reader may keep; one of them needs no choice."""

    organization = forms.ModelChoiceField(label=_("单位"), queryset=Organization.objects.none(), empty_label=None)

    def __init__(self, *args: Any, organizations: OrganizationQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = organizations  # type: ignore[attr-defined]


class SchemeForm(InOrganization):
    name = forms.CharField(label=_("名称"), max_length=80, help_text=_("如“女职工安康互助保障”"))
    provider = forms.CharField(label=_("承办机构"), max_length=80)
    audience = forms.ChoiceField(label=_("参保对象"), choices=Audience)
    term_months = forms.IntegerField(label=_("保障期（月）"), min_value=1, max_value=120, initial=12)
    least_age = forms.IntegerField(label=_("最低年龄"), min_value=16, max_value=100, required=False)
    most_age = forms.IntegerField(label=_("最高年龄"), min_value=16, max_value=100, required=False)
    documents = forms.MultipleChoiceField(
        label=_("理赔材料"), choices=ClaimDocument, required=False, widget=forms.CheckboxSelectMultiple
    )


class PremiumForm(forms.Form):
    effective_from = forms.DateField(label=_("起用日期"), widget=day_input())
    amount = forms.DecimalField(label=_("保费（元/人）"), min_value=0, max_digits=12, decimal_places=2)
    source_document = forms.CharField(label=_("依据文件"), max_length=200)
    source_clause = forms.CharField(label=_("条款"), max_length=120, required=False)


class CampaignForm(InOrganization):
    opens_on = forms.DateField(label=_("开始办理"), widget=day_input())
    closes_on = forms.DateField(label=_("截止办理"), widget=day_input())
    starts_on = forms.DateField(label=_("保障开始"), widget=day_input(), help_text=_("到期日期按保障期自动算出"))
    payer = forms.ChoiceField(label=_("保费来源"), choices=Payer)


class EnrolForm(forms.Form):
    """The roster as it was shown; people who do not take part are ticked."""

    seal = forms.CharField(max_length=32, widget=forms.HiddenInput)


class CancelForm(forms.Form):
    because = forms.CharField(label=_("注销的原因"), max_length=120)


class ClaimForm(forms.Form):
    happened_on = forms.DateField(label=_("出险日期"), widget=day_input())
    asked = forms.DecimalField(label=_("申请金额（元）"), min_value=0.01, max_digits=12, decimal_places=2)
    diagnosis = forms.CharField(
        label=_("诊断"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("加密保存，只有获授权的人写明原因后能看。"),
    )
    documents = forms.MultipleChoiceField(
        label=_("已收材料"), choices=ClaimDocument, required=False, widget=forms.CheckboxSelectMultiple
    )
    event = forms.ModelChoiceField(
        label=_("关联的生活事件"), queryset=LifeEvent.objects.none(), required=False, empty_label=_("不关联")
    )

    def __init__(self, *args: Any, events: LifeEventQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["event"].queryset = events  # type: ignore[attr-defined]
        self.fields["event"].label_from_instance = _event_label  # type: ignore[attr-defined]


def _event_label(event: LifeEvent) -> str:
    return f"{event.words} {event.happened_on:%Y-%m-%d}"


class ClaimStepForm(forms.Form):
    """One step of a claim; only the steps that are possible are offered."""

    to = forms.ChoiceField(label=_("下一步"))
    paid = forms.DecimalField(label=_("赔付金额（元）"), min_value=0, max_digits=12, decimal_places=2, required=False)
    paid_on = forms.DateField(label=_("赔付日期"), widget=day_input(), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, steps: tuple[ClaimState, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(step.value, step.label) for step in steps]  # type: ignore[attr-defined]
        if ClaimState.PAID not in steps:
            del self.fields["paid"], self.fields["paid_on"]


class DocumentsForm(forms.Form):
    documents = forms.MultipleChoiceField(
        label=_("已收材料"), choices=ClaimDocument, required=False, widget=forms.CheckboxSelectMultiple
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class PolicyFilterForm(forms.Form):
    """What the roll is narrowed by."""

    state = forms.ChoiceField(label=_("状态"), choices=[(roll.value, label) for roll, label in ROLL_LABELS.items()])
    scheme = forms.ModelChoiceField(
        label=_("项目"), queryset=InsuranceScheme.objects.none(), required=False, empty_label=_("全部项目")
    )
    organization = forms.ModelChoiceField(
        label=_("组织及下级"), queryset=Organization.objects.none(), required=False, empty_label=_("全部组织")
    )
    q = forms.CharField(
        label=_("姓名"), required=False, max_length=60, widget=forms.TextInput(attrs={"type": "search"})
    )
    campaign = forms.IntegerField(required=False, min_value=1, max_value=2**31, widget=forms.HiddenInput)

    def __init__(self, *args: Any, organizations: OrganizationQuerySet, schemes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = cast("forms.ModelChoiceField[Organization]", self.fields["organization"])
        offer_bodies(bodies, organizations, chosen=self.data.get("organization", ""))
        self.fields["scheme"].queryset = schemes  # type: ignore[attr-defined]
        self.fields["state"].initial = Roll.CURRENT
