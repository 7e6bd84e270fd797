"""What is typed about organizations and offices."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.enums import OrganizationKind, Post
from members.forms.register.fields import OrganizationField
from members.models.organizations import OrganizationQuerySet


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class OrganizationForm(forms.Form):
    """A union body."""

    name = forms.CharField(label=_("名称"), max_length=120, help_text=_("全称，如“云溪县中心医院工会委员会”"))
    short_name = forms.CharField(label=_("简称"), max_length=40, required=False)
    kind = forms.ChoiceField(label=_("类型"), choices=OrganizationKind, initial=OrganizationKind.BASE)
    founded_on = forms.DateField(label=_("成立日期"), required=False, widget=_day())


class NewOrganizationForm(OrganizationForm):
    """A body that is added to the tree; its code stays for good."""

    code = forms.SlugField(label=_("编码"), max_length=40, help_text=_("字母、数字和短横线，导入和接口用它辨认"))
    field_order = ["name", "short_name", "code", "kind", "founded_on"]


class MoveForm(forms.Form):
    """The body that shall stand above."""

    parent = OrganizationField(label=_("新的上级工会"), help_text=_("输入名称或编码，从提示中选择"))

    def __init__(self, *args: Any, parents: OrganizationQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].among = parents  # type: ignore[attr-defined]


class AppointForm(forms.Form):
    """A person gets a post."""

    username = forms.CharField(label=_("用户名"), max_length=150)
    post = forms.ChoiceField(label=_("职务"), choices=Post, initial=Post.OFFICER)
    field_of_work = forms.CharField(label=_("分工"), max_length=60, required=False)
    writes_below = forms.BooleanField(label=_("可编辑下级单位"), required=False)
    starts_on = forms.DateField(label=_("任职起"), widget=_day())
    ends_on = forms.DateField(label=_("任职止"), required=False, widget=_day(), help_text=_("不填表示没有定期"))


class EndOfficeForm(forms.Form):
    """The last day of an office."""

    ends_on = forms.DateField(label=_("任职止"), widget=_day(), help_text=_("这一天仍然有效，次日起失去全部权限"))
