"""A new value of a dated rule."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.services.rules import RuleKey
from unionplan.core.errors import DomainError


class RuleForm(forms.Form):
    """From which day which value holds, and who says so."""

    value = forms.CharField(label=_("值"), max_length=500)
    effective_from = forms.DateField(
        label=_("生效日期"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("从这一天起适用；原来的值到前一天为止，历史保留。"),
    )
    source_document = forms.CharField(
        label=_("依据文件"), max_length=200, help_text=_("文件名和文号，例如：某某县总工会〔2026〕3号")
    )
    source_clause = forms.CharField(label=_("条款"), max_length=120, required=False)
    note = forms.CharField(label=_("说明"), max_length=300, required=False)

    def __init__(self, *args: Any, key: RuleKey, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.key = key
        if key.choices:
            self.fields["value"] = forms.ChoiceField(label=_("值"), choices=list(key.choices.items()))
        elif key.unit:
            self.fields["value"].label = _("值（%(unit)s）") % {"unit": key.unit}

    def clean_value(self) -> Any:
        """The value as it is stored; the rule itself knows how to read what was typed."""
        try:
            return self.key.read(self.cleaned_data["value"])
        except DomainError as error:
            raise forms.ValidationError(error.message) from error
