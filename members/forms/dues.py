"""What is typed about dues: who has paid, standards, wages, counter-entries."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.choices.dues import NEVER_COUNTED, Cycle, EntryKind, PaymentMethod, Rounding, WageComponent
from members.choices.people import EmploymentForm
from members.models import Member

_PAID = re.compile(r"(\d{1,18}):(\d{1,8}\.\d{2})")
_COUNTED = [(key, label) for key, label in WageComponent.choices if key not in NEVER_COUNTED]
_OVER_THE_COUNTER = [
    (method.value, method.label) for method in (PaymentMethod.CASH, PaymentMethod.MOBILE, PaymentMethod.BANK)
]


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _yuan(label: Any, **extra: Any) -> forms.DecimalField:
    extra = {"required": False, "min_value": 0, "max_digits": 10, "decimal_places": 2, **extra}
    return forms.DecimalField(label=label, widget=forms.NumberInput(attrs={"autocomplete": "off"}), **extra)


def _not_in_the_future(paid_on: date) -> date:
    if paid_on > timezone.localdate():
        raise forms.ValidationError(_("收款日期不能晚于今天。"))
    return paid_on


class CollectForm(forms.Form):
    """Who has paid: a box for each member, whose value carries the amount the collector read."""

    paid_on = forms.DateField(label=_("收款日期"), widget=_day())
    method = forms.ChoiceField(label=_("方式"), choices=_OVER_THE_COUNTER)
    paid = forms.CharField(required=False)  # several of one name: read as a list

    def clean_paid_on(self) -> date:
        return _not_in_the_future(self.cleaned_data["paid_on"])

    def expected(self) -> dict[int, Decimal]:
        """The amount beside each ticked name, by member id; what is no such pair is left out."""
        ticked: list[str] = self.data.getlist("paid")  # type: ignore[attr-defined]
        pairs = (_PAID.fullmatch(value) for value in ticked)
        return {int(pair[1]): Decimal(pair[2]) for pair in pairs if pair}


class PayForm(forms.Form):
    """One amount from one member."""

    amount = forms.DecimalField(label=_("金额（元）"), min_value=Decimal("0.01"), max_digits=10, decimal_places=2)
    paid_on = forms.DateField(label=_("收款日期"), widget=_day())
    method = forms.ChoiceField(label=_("方式"), choices=_OVER_THE_COUNTER)

    def clean_paid_on(self) -> date:
        return _not_in_the_future(self.cleaned_data["paid_on"])


class RunForm(forms.Form):
    """Which period shall be charged."""

    cycle = forms.ChoiceField(label=_("收缴周期"), choices=Cycle)
    on = forms.DateField(label=_("所在日期"), widget=_day(), help_text=_("该日所在的月份、半年或年度"))


class StandardForm(forms.Form):
    """A standard of dues with its source."""

    starts_on = forms.DateField(label=_("生效日期"), widget=_day(), help_text=_("某月1日"))
    base = forms.MultipleChoiceField(
        label=_("计费基数"), choices=_COUNTED, required=False, widget=forms.CheckboxSelectMultiple
    )
    rate = forms.DecimalField(label=_("费率（%）"), min_value=0, max_value=20, max_digits=6, decimal_places=3)
    step = forms.DecimalField(
        label=_("不计尾数的单位（元）"), min_value=Decimal("0.01"), max_digits=6, decimal_places=2
    )
    flat_amount = _yuan(_("每月定额（元）"), help_text=_("填写后不按工资计算"))
    rounding = forms.ChoiceField(label=_("取整"), choices=Rounding)
    cycle = forms.ChoiceField(label=_("收缴周期"), choices=Cycle)
    window_month = forms.IntegerField(
        label=_("收缴月"), min_value=1, max_value=12, help_text=_("周期内的第几个月，按月收缴填 1")
    )
    window_from = forms.IntegerField(label=_("收缴起日"), min_value=1, max_value=28)
    window_to = forms.IntegerField(label=_("收缴止日"), min_value=1, max_value=31)
    exempt_forms = forms.MultipleChoiceField(
        label=_("免缴的用工形式"), choices=EmploymentForm, required=False, widget=forms.CheckboxSelectMultiple
    )
    receipt_prefix = forms.CharField(label=_("收据字号"), max_length=12, required=False)
    source_document = forms.CharField(label=_("依据文件"), max_length=200)
    source_clause = forms.CharField(label=_("条款"), max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        """What the database would refuse, said beside the field."""
        data: dict[str, Any] = super().clean() or {}
        if not data.get("base") and data.get("flat_amount") is None:
            self.add_error("base", _("请选择计费基数，或填写定额。"))
        longest = {Cycle.MONTH: 1, Cycle.HALF_YEAR: 6, Cycle.YEAR: 12}.get(data.get("cycle", ""), 12)
        if (data.get("window_month") or 1) > longest:
            self.add_error("window_month", _("收缴月要在周期之内。"))
        if (data.get("window_to") or 31) < (data.get("window_from") or 1):
            self.add_error("window_to", _("收缴止日不能早于起日。"))
        return data

    def values(self) -> dict[str, Any]:
        """As the service takes it: the rate as a share."""
        return {**self.cleaned_data, "rate": self.cleaned_data["rate"] / 100}


class WageForm(forms.Form):
    """A wage from a day on, by component."""

    starts_on = forms.DateField(label=_("起始日期"), widget=_day())
    monthly = _yuan(WageComponent.MONTHLY.label)
    post = _yuan(WageComponent.POST.label)
    grade = _yuan(WageComponent.GRADE.label)
    performance = _yuan(WageComponent.PERFORMANCE.label)
    allowance = _yuan(WageComponent.ALLOWANCE.label, help_text=_("不计入会费基数"))
    bonus = _yuan(WageComponent.BONUS.label, help_text=_("不计入会费基数"))
    source = forms.CharField(label=_("来源"), max_length=100)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and all(data.get(key) is None for key in WageComponent.values):
            raise forms.ValidationError(_("请至少填写一项工资。"))
        return data

    def components(self) -> dict[str, Decimal | None]:
        return {key: self.cleaned_data[key] for key in WageComponent.values}


class CorrectionForm(forms.Form):
    """A counter-entry to be looked at by a second person."""

    kind = forms.ChoiceField(label=_("种类"), choices=[(k.value, k.label) for k in EntryKind if k != EntryKind.PAYMENT])
    amount = forms.DecimalField(
        label=_("金额（元）"),
        max_digits=10,
        decimal_places=2,
        help_text=_("退费、减免填正数；更正时，少收的填正数，多计的填负数"),
    )
    method = forms.ChoiceField(label=_("退费方式"), choices=[("", "—"), *_OVER_THE_COUNTER], required=False)
    reason = forms.CharField(label=_("原因"), max_length=200)

    def signed(self) -> Decimal:
        """The amount as it changes what is owed: a waiver lowers it."""
        amount: Decimal = self.cleaned_data["amount"]
        return -amount if self.cleaned_data["kind"] == EntryKind.WAIVER else amount


class LineForm(forms.Form):
    """Whose payment an open row is: by member number or staff number."""

    number = forms.CharField(label=_("会员号或职工编号"), max_length=40)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = people

    def clean_number(self) -> Member:
        """Exactly one member of these books."""
        found = list(self._people(self.cleaned_data["number"].strip()))
        if len(found) != 1:
            raise forms.ValidationError(_("没有找到唯一的会员，请核对号码。"))
        return found[0]  # type: ignore[no-any-return]
