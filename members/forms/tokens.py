"""What a person says when making a REST token."""

from django import forms
from django.utils.translation import gettext_lazy as _

from members.enums import TokenScope

LIFETIMES = [(30, _("30 天")), (90, _("90 天")), (180, _("180 天")), (365, _("一年"))]


class TokenForm(forms.Form):
    """Purpose, reach and life of a token."""

    name = forms.CharField(label=_("用途"), max_length=60, help_text=_("例如：县总数据汇总。以后凭它辨认这枚令牌。"))
    scope = forms.ChoiceField(label=_("权限"), choices=TokenScope, initial=TokenScope.READ, widget=forms.RadioSelect)
    days = forms.TypedChoiceField(label=_("有效期"), choices=LIFETIMES, coerce=int, initial=90)
