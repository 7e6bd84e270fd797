"""What is typed about an organization beside its name, about employers, area groups and grades."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.choices.register import Cadence, GroupRole, Industry, LegalStatus, Ownership
from members.forms.register.fields import CreditCodeField, OrganizationField, day_input
from members.models import Employer, Organization
from members.models.organizations import OrganizationQuerySet
from members.services.register.employers import Counts

FIRST_YEAR, LAST_YEAR = 1950, 2100
_UNKNOWN = [("", _("未填")), ("true", _("是")), ("false", _("否"))]


def _yes_no(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, choices=_UNKNOWN, required=False, coerce=lambda value: value == "true", empty_value=None
    )


class RecordForm(forms.Form):
    """The union record beside name and kind (rules.md §9)."""

    credit_code = CreditCodeField(label=_("工会统一社会信用代码"))
    legal_status = forms.ChoiceField(label=_("法人登记"), choices=LegalStatus)
    industry = forms.ChoiceField(label=_("行业"), choices=[("", _("未填")), *Industry.choices], required=False)
    ownership = forms.ChoiceField(label=_("单位类别"), choices=[("", _("未填")), *Ownership.choices], required=False)
    phone = forms.CharField(label=_("电话"), max_length=30, required=False)
    address = forms.CharField(label=_("地址"), max_length=200, required=False)
    community = forms.CharField(label=_("所在社区"), max_length=60, required=False)
    contact_leader = forms.CharField(
        label=_("联系领导"), max_length=60, required=False, help_text=_("党政领导联系工会制度中联系本工会的领导")
    )
    has_party_branch = _yes_no(_("已建党组织"))
    has_contract = _yes_no(_("已签集体合同"))
    has_congress = _yes_no(_("已建职代会"))
    is_active = forms.BooleanField(label=_("在用"), required=False, help_text=_("已撤销的组织取消勾选"))

    def __init__(self, *args: Any, organization: Organization, **kwargs: Any) -> None:
        known = {name: getattr(organization, name) for name in self.base_fields}
        for name in ("has_party_branch", "has_contract", "has_congress"):
            known[name] = {True: "true", False: "false", None: ""}[known[name]]
        kwargs["initial"] = known
        super().__init__(*args, **kwargs)


class CountsForm(forms.Form):
    """How many people work somewhere, on a day."""

    as_of = forms.DateField(label=_("截止日"), widget=day_input())
    staff = forms.IntegerField(label=_("职工数"), min_value=0, max_value=2_000_000)
    women = forms.IntegerField(label=_("其中女职工"), min_value=0, max_value=2_000_000, initial=0)
    migrant = forms.IntegerField(label=_("其中农民工"), min_value=0, max_value=2_000_000, initial=0)
    dispatched = forms.IntegerField(label=_("其中劳务派遣"), min_value=0, max_value=2_000_000, initial=0)

    @property
    def counts(self) -> Counts:
        """The typed numbers, once the form is valid."""
        return Counts(**{name: self.cleaned_data[name] for name in CountsForm.base_fields})


class HeadcountForm(CountsForm):
    """What a union reports of the people it is responsible for."""

    delegates = forms.IntegerField(label=_("职工代表数"), min_value=0, max_value=2_000_000, initial=0)


class EmployerForm(forms.Form):
    """An employer."""

    name = forms.CharField(label=_("单位名称"), max_length=120)
    credit_code = CreditCodeField()
    industry = forms.ChoiceField(label=_("行业"), choices=[("", _("未填")), *Industry.choices], required=False)
    ownership = forms.ChoiceField(label=_("单位类别"), choices=[("", _("未填")), *Ownership.choices], required=False)
    address = forms.CharField(label=_("地址"), max_length=200, required=False)
    phone = forms.CharField(label=_("电话"), max_length=30, required=False)
    closed_on = forms.DateField(label=_("注销日期"), required=False, widget=day_input())
    note = forms.CharField(label=_("备注"), max_length=200, required=False)

    @staticmethod
    def known(employer: Employer) -> dict[str, Any]:
        """What is kept already, as initial values."""
        return {name: getattr(employer, name) for name in EmployerForm.base_fields}


class FiguresForm(CountsForm):
    """What an employer reported for a year."""

    year = forms.IntegerField(label=_("年度"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    sales = forms.DecimalField(
        label=_("年销售额（元）"),
        required=False,
        min_value=0,
        max_digits=16,
        decimal_places=2,
        help_text=_("以元填写，800 万元写 8000000"),
    )
    field_order = ["year", "sales", "as_of", "staff", "women", "migrant", "dispatched"]


class TieForm(forms.Form):
    """A union organizes an employer's workers."""

    organization = OrganizationField(label=_("工会"))
    starts_on = forms.DateField(label=_("起"), widget=day_input())
    ends_on = forms.DateField(label=_("止"), required=False, widget=day_input(), help_text=_("不填表示现在仍是"))

    def __init__(self, *args: Any, among: OrganizationQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].among = among  # type: ignore[attr-defined]


class LastDayForm(forms.Form):
    """The last day on which something holds."""

    ends_on = forms.DateField(label=_("最后一天"), widget=day_input())


class GroupForm(forms.Form):
    """An area group."""

    name = forms.CharField(label=_("名称"), max_length=80)
    purpose = forms.CharField(label=_("主要内容"), max_length=200, required=False)
    cadence = forms.ChoiceField(label=_("联席会议"), choices=Cadence, initial=Cadence.QUARTERLY)
    starts_on = forms.DateField(label=_("成立日期"), widget=day_input())
    ends_on = forms.DateField(label=_("撤销日期"), required=False, widget=day_input())


class JoinForm(forms.Form):
    """A union joins an area group."""

    organization = OrganizationField(label=_("工会"))
    role = forms.ChoiceField(label=_("角色"), choices=GroupRole, initial=GroupRole.MEMBER)
    starts_on = forms.DateField(label=_("起"), widget=day_input())

    def __init__(self, *args: Any, among: OrganizationQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].among = among  # type: ignore[attr-defined]


class SchemeForm(forms.Form):
    """A grade that is awarded."""

    name = forms.CharField(label=_("等级名称"), max_length=60, help_text=_("如：合格、三星级、六好"))
    criteria = forms.CharField(
        label=_("标准"), required=False, max_length=4_000, widget=forms.Textarea(attrs={"rows": 6})
    )
    source = forms.CharField(label=_("依据"), required=False, max_length=120)
    rank = forms.IntegerField(label=_("排列"), min_value=1, max_value=99, initial=1, help_text=_("小的在前"))
    starts_on = forms.DateField(label=_("起用日期"), widget=day_input())
    ends_on = forms.DateField(label=_("停用日期"), required=False, widget=day_input())


class AwardForm(forms.Form):
    """A union reached the grade for a year."""

    organization = OrganizationField(label=_("工会"))
    year = forms.IntegerField(label=_("年度"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    awarded_on = forms.DateField(label=_("评定日期"), widget=day_input())
    evidence = forms.CharField(
        label=_("评定依据"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("验收结果、得分、材料"),
    )
    document = forms.CharField(label=_("文号"), max_length=60, required=False)

    def __init__(self, *args: Any, among: OrganizationQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].among = among  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """A step that is explained."""

    reason = forms.CharField(label=_("原因"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}))
