"""What is typed about life events. Words about health are asked for in a field of their own and never shown again."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from members.choices.life import AnswerWay, ChangeReason, LifeEventKind, OpenReason, Relation
from members.forms.bodies import offer_bodies
from members.models import Organization
from members.models.organizations import OrganizationQuerySet
from members.services.life.listing import SHOW_LABELS, Show
from members.services.life.words import Choice

TODAY, YESTERDAY, OTHER = "today", "yesterday", "other"


def day_input() -> forms.DateInput:
    """A calendar of the browser's own."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class TellForm(forms.Form):
    """Second and third tap: what happened, and when. The buttons carry the day; everything else is optional."""

    occasion = forms.ChoiceField(label=_("什么事"), widget=forms.RadioSelect)
    when = forms.ChoiceField(
        choices=[(TODAY, _("今天")), (YESTERDAY, _("昨天")), (OTHER, _("其他日期"))], widget=forms.HiddenInput
    )
    relation = forms.ChoiceField(
        label=_("谁的事"), choices=Relation, initial=Relation.SELF, widget=forms.RadioSelect, required=False
    )
    happened_on = forms.DateField(label=_("发生日期"), required=False, widget=day_input())
    learned_on = forms.DateField(label=_("得知日期"), required=False, widget=day_input(), help_text=_("不填即今天"))
    details = forms.CharField(
        label=_("情况说明"),
        required=False,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
        help_text=_("生病、住院、受伤的说明会加密保存，只有获授权的人能看。"),
    )
    confirmed = forms.BooleanField(label=_("这是另一件事，仍然报告"), required=False)

    def __init__(self, *args: Any, occasions: Sequence[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.occasions = {choice.value: choice for choice in occasions}
        self.fields["occasion"].choices = [(choice.value, choice.label) for choice in occasions]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("when") == OTHER and not data.get("happened_on") and "happened_on" not in self.errors:
            self.add_error("happened_on", _("请选择发生的日期。"))
        return data


class CorrectForm(forms.Form):
    """Everything that was said, and why it changes."""

    occasion = forms.ChoiceField(label=_("什么事"))
    relation = forms.ChoiceField(label=_("谁的事"), choices=Relation)
    happened_on = forms.DateField(label=_("发生日期"), widget=day_input())
    learned_on = forms.DateField(label=_("得知日期"), widget=day_input())
    details = forms.CharField(
        label=_("情况说明"),
        required=False,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )
    because = forms.ChoiceField(label=_("更正的原因"), choices=ChangeReason)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, occasions: Sequence[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.occasions = {choice.value: choice for choice in occasions}
        self.fields["occasion"].choices = [(choice.value, choice.label) for choice in occasions]  # type: ignore[attr-defined]


class WithdrawForm(forms.Form):
    """Why a report is taken back."""

    because = forms.ChoiceField(label=_("撤回的原因"), choices=ChangeReason)


class AnswerForm(forms.Form):
    """That somebody was seen, outside a recorded visit."""

    on = forms.DateField(label=_("回应日期"), widget=day_input())
    way = forms.ChoiceField(label=_("方式"), choices=AnswerWay)


class OpenForm(forms.Form):
    """Why a health fact is opened."""

    reason = forms.ChoiceField(label=_("查看的原因"), choices=OpenReason)


class WordForm(forms.Form):
    """An organization's own word for an occasion."""

    label = forms.CharField(label=_("名称"), max_length=20, help_text=_("如“家有丧事必访”"))
    kind = forms.ChoiceField(label=_("统计类别"), choices=LifeEventKind)


class EventFilterForm(forms.Form):
    """What the list is narrowed by. Not by a name: beside a kind it would put a health fact into the address."""

    show = forms.ChoiceField(label=_("状态"), choices=[(show.value, label) for show, label in SHOW_LABELS.items()])
    kind = forms.ChoiceField(label=_("类别"), required=False)
    organization = forms.ModelChoiceField(
        label=_("组织及下级"), queryset=Organization.objects.none(), required=False, empty_label=_("全部组织")
    )

    def __init__(self, *args: Any, organizations: OrganizationQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = cast("forms.ModelChoiceField[Organization]", self.fields["organization"])
        offer_bodies(bodies, organizations, chosen=self.data.get("organization", ""))
        self.fields["kind"].choices = [("", _("全部类别")), *LifeEventKind.choices]  # type: ignore[attr-defined]
        self.fields["show"].initial = Show.OPEN
