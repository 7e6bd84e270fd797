"""Forms for a plan itself: made, changed, decided on."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.enums import Right
from members.models import Organization, User
from plans.enums import PlanKind
from plans.forms.base import VersionedForm
from plans.models import Plan
from plans.services.plans import change_plan, create_plan, default_period, default_title

YEARS = (2000, 2099)
_KINDS_THAT_STAY = frozenset({PlanKind.WOMEN, PlanKind.PERSONAL})


def editable_organizations(user: User) -> QuerySet[Organization]:
    """Organizations in which the person may write plans, in tree order."""
    rights = {Right.EDIT_PLANS, Right.EDIT_WOMEN_PLANS}
    offices = [office for office in user.access.offices if office.rights & rights]
    own = Organization.objects.filter(pk__in=[office.organization_id for office in offices])
    below = Organization.objects.below([office.organization.path for office in offices if office.writes_below])
    return (own | below).filter(is_active=True).in_tree_order()


class _PlanFields(forms.Form):
    """What a plan says about itself."""

    kind = forms.ChoiceField(label=gettext_lazy("类型"), choices=PlanKind.choices)
    year = forms.IntegerField(label=gettext_lazy("年度"), min_value=YEARS[0], max_value=YEARS[1])
    period_start = forms.DateField(
        label=gettext_lazy("期间起"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    period_end = forms.DateField(
        label=gettext_lazy("期间止"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        start, end = data.get("period_start"), data.get("period_end")
        if start and end and end < start:
            self.add_error("period_end", _("期间止不能早于期间起。"))
        return data


class PlanCreateForm(_PlanFields):
    """A new plan. Title and period may stay empty: they are then written as usual for the kind and year."""

    organization = forms.ModelChoiceField(
        label=gettext_lazy("工会组织"), queryset=Organization.objects.none(), empty_label=None
    )
    part = forms.TypedChoiceField(
        label=gettext_lazy("第几期"),
        coerce=int,
        choices=[(str(number), str(number)) for number in range(1, 13)],
        required=False,
        empty_value="1",
        help_text=gettext_lazy("半年、季度、月度、学期计划填写，如第 3 季度填 3；不填期间时按它推算。"),
    )
    title = forms.CharField(
        label=gettext_lazy("标题"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("不填则按组织、年度和类型自动拟定，之后可以修改。"),
    )
    field_order = ("organization", "kind", "year", "part", "title", "period_start", "period_end")

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        kwargs["initial"] = {"kind": PlanKind.ANNUAL, "year": timezone.localdate().year, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.by = by
        field = cast("forms.ModelChoiceField[Any]", self.fields["organization"])
        field.queryset = editable_organizations(by)
        for name in ("period_start", "period_end"):
            self.fields[name].required = False
            self.fields[name].help_text = _("不填则按类型和年度推算。")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        start, end = data.get("period_start"), data.get("period_end")
        if bool(start) != bool(end):
            self.add_error("period_end" if start else "period_start", _("期间起止请都填写，或都不填。"))
        organization, kind = data.get("organization"), data.get("kind")
        if organization and kind and not _may_make(self.by, organization, PlanKind(kind)):
            self.add_error("kind", _("您在这个组织只能起草女职工工作计划。"))
        return data

    def save(self) -> Plan:
        data = self.cleaned_data
        kind = PlanKind(data["kind"])
        period = default_period(kind, year=data["year"], part=int(data["part"] or 1))
        title = data["title"] or default_title(data["organization"], kind, period)
        return create_plan(
            organization_id=data["organization"].pk,
            kind=kind,
            title=title,
            year=data["year"],
            period_start=data["period_start"] or period.start,
            period_end=data["period_end"] or period.end,
            by=self.by,
        )


def _may_make(user: User, organization: Organization, kind: PlanKind) -> bool:
    if kind in {PlanKind.WOMEN, PlanKind.PERSONAL}:
        return True
    return user.access.may(Right.EDIT_PLANS, organization)


class PlanForm(_PlanFields, VersionedForm):
    """The fields of an existing plan."""

    title = forms.CharField(label=gettext_lazy("标题"), max_length=200)
    preamble = forms.CharField(
        label=gettext_lazy("前言"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    field_order = ("title", "kind", "year", "period_start", "period_end", "preamble")

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        names = ("version", "title", "kind", "year", "period_start", "period_end", "preamble")
        kwargs["initial"] = {name: getattr(plan, name) for name in names}
        super().__init__(*args, plan=plan, **kwargs)
        # Whose plan it is hangs on these two kinds, and with it who may edit it: they neither come nor go.
        field = cast("forms.ChoiceField", self.fields["kind"])
        if plan.kind in _KINDS_THAT_STAY:
            field.choices = [(plan.kind, PlanKind(plan.kind).label)]
        else:
            field.choices = [(key, label) for key, label in PlanKind.choices if key not in _KINDS_THAT_STAY]

    def save(self, by: User) -> Plan:
        data = self.cleaned_data
        return change_plan(
            plan_id=self.plan.pk,
            fields={
                "title": data["title"],
                "kind": data["kind"],
                "year": data["year"],
                "period_start": data["period_start"],
                "period_end": data["period_end"],
                "preamble": data["preamble"].replace("\r\n", "\n"),
            },
            by=by,
            expected_version=data["version"],
            reason=self.given_reason,
        )


class StepForm(forms.Form):
    """A step in a plan's life; sending back asks for the reason."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("退回原因"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "autofocus": True}),
        help_text=gettext_lazy("起草人会看到这段话；在重新送审之前一直显示在计划上方。"),
    )

    def __init__(self, *args: Any, plan: Plan, asks_reason: bool, **kwargs: Any) -> None:
        kwargs["initial"] = {"version": plan.version}
        super().__init__(*args, **kwargs)
        if not asks_reason:
            del self.fields["reason"]
