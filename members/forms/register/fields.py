"""Fields that name a row among thousands: typed as code or name, offered while typing, never a list of all."""

from typing import Any

from django import forms
from django.db.models import Q
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.models import Employer, Organization, User
from members.models.employers import EmployerQuerySet
from members.models.organizations import OrganizationQuerySet
from members.services.register.codes import credit_code_of
from unionplan.core.errors import DomainError


def day_input() -> forms.DateInput:
    """A day, with the browser's own calendar."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class CreditCodeField(forms.CharField):
    """A unified social credit code, checked digit by digit; blanks and small letters are put right."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("统一社会信用代码"))
        super().__init__(max_length=40, required=False, **kwargs)

    def clean(self, value: Any) -> str:
        try:
            return credit_code_of(super().clean(value))
        except DomainError as error:
            raise forms.ValidationError(error.message) from error


def typed_name(organization: Organization) -> str:
    """How an organization stands in such a field: 望禾镇总工会（HX-WH）."""
    return f"{organization.name}（{organization.code}）"


class OrganizationField(forms.CharField):
    """An organization by code, name or short name; `among` bounds what can be named."""

    def __init__(self, *, among: OrganizationQuerySet | None = None, **kwargs: Any) -> None:
        super().__init__(max_length=200, **kwargs)
        self.among = among if among is not None else Organization.objects.none()
        self.widget.attrs |= {
            "list": "organization-options",
            "autocomplete": "off",
            "hx-get": reverse_lazy("members:organization-options"),
            "hx-trigger": "input changed delay:200ms",
            "hx-target": "#organization-options",
            "hx-swap": "innerHTML",
        }

    def prepare_value(self, value: Any) -> Any:
        return typed_name(value) if isinstance(value, Organization) else value

    def clean(self, value: Any) -> Organization | None:
        text = super().clean(value).strip()
        if not text:
            return None
        code = text.rpartition("（")[2].removesuffix("）") if text.endswith("）") else text
        exact = self.among.filter(code__iexact=code).first()
        if exact is not None:
            return exact
        named = list(self.among.filter(Q(name=text) | Q(short_name=text))[:2])
        if not named:
            raise forms.ValidationError(_("没有找到可以选的工会，请输入名称或编码。"))
        if len(named) > 1:
            raise forms.ValidationError(_("有几个工会叫这个名称，请输入编码。"))
        return named[0]


class EmployersField(forms.CharField):
    """Employers, one on each line, by name or credit code."""

    def __init__(self, *, among: EmployerQuerySet | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        super().__init__(required=False, max_length=4_000, **kwargs)
        self.among = among if among is not None else Employer.objects.none()

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(row.name for row in value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> list[Employer]:
        lines = dict.fromkeys(line.strip() for line in super().clean(value).splitlines() if line.strip())
        found = {line: list(self.among.filter(Q(name=line) | Q(credit_code=line.upper()))[:2]) for line in lines}
        missing = [line for line, rows in found.items() if not rows]
        if missing:
            words = {"names": _("、").join(missing)}
            raise forms.ValidationError(_("没有登记这些用人单位：%(names)s。请先登记，或核对名称。") % words)
        double = [line for line, rows in found.items() if len(rows) > 1]
        if double:
            words = {"names": _("、").join(double)}
            raise forms.ValidationError(_("这些名称有几个单位在用，请填写信用代码：%(names)s。") % words)
        return list(dict.fromkeys(rows[0] for rows in found.values()))


class UserField(forms.CharField):
    """An active account by user name; empty for nobody."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=150, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value.username if isinstance(value, User) else value

    def clean(self, value: Any) -> User | None:
        name = super().clean(value).strip()
        user = User.objects.filter(username=name, is_active=True).first() if name else None
        if name and user is None:
            raise forms.ValidationError(_("没有这个用户名的账号，或账号已停用。"))
        return user
