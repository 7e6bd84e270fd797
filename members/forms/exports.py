"""Forms of copies: what for, which columns; and the second person's word."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from members.choices.transfers import ExportFormat
from members.services.exporting.kinds import ExportKind


class ExportForm(forms.Form):
    """A copy of records."""

    purpose = forms.CharField(
        label=gettext_lazy("用途"),
        max_length=200,
        help_text=gettext_lazy("写在文件的每一页上，并留存备查，例如“2026年春节慰问发放签收”。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    columns = forms.MultipleChoiceField(label=gettext_lazy("列"), widget=forms.CheckboxSelectMultiple)
    format = forms.ChoiceField(label=gettext_lazy("格式"), choices=ExportFormat.choices, widget=forms.RadioSelect)
    below = forms.BooleanField(label=gettext_lazy("包括下级工会"), required=False)
    gone = forms.BooleanField(label=gettext_lazy("包括已离会的人员"), required=False)
    is_unmasked = forms.BooleanField(
        label=gettext_lazy("证件号码、手机和银行卡号不打码"),
        required=False,
        help_text=gettext_lazy("须由另一名有权限的人复核后才会生成文件。"),
    )

    def __init__(self, *args: Any, kind: ExportKind, may_unmask: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = self.fields["columns"]
        assert isinstance(columns, forms.MultipleChoiceField)  # noqa: S101  (tells the type checker what stands above)
        columns.choices = [(each.key, each.label) for each in kind.columns]
        columns.initial = [each.key for each in kind.columns if each.is_usual]
        self.fields["format"].initial = ExportFormat.XLSX
        if not may_unmask:
            del self.fields["is_unmasked"]


class DecisionForm(forms.Form):
    """Why a copy is not let out."""

    reason = forms.CharField(label=gettext_lazy("不通过的原因"), max_length=200, required=False)
