"""What a person says about reminders: days, channels, own mail."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

_NUMBERS = re.compile(r"\d+")
_ALLOWED = re.compile(r"[\d\s,，、;；天日]*")


class PolicyForm(forms.Form):
    """One rule of one organization."""

    is_enabled = forms.BooleanField(label=_("启用这项提醒"), required=False)
    days = forms.CharField(
        label=_("天数"), required=False, max_length=100, help_text=_("可写多个，用顿号或逗号分开，例如：14、3、1。")
    )

    def clean_days(self) -> tuple[int, ...]:
        """Numbers apart by any usual sign; anything else is a slip, not a number to guess."""
        text: str = self.cleaned_data["days"]
        if not _ALLOWED.fullmatch(text):
            raise forms.ValidationError(_("只写数字，用顿号或逗号分开。"))
        return tuple(int(number) for number in _NUMBERS.findall(text))


class ChannelForm(forms.Form):
    """A new channel of an organization. The address is a secret: it is never sent back to the page."""

    name = forms.CharField(label=_("名称"), max_length=60, help_text=_("例如：办公室工作群。"))
    url = forms.CharField(
        label=_("渠道地址"),
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Apprise 格式，例如 wecombot://机器人密钥、dingtalk://令牌、jsons://主机/路径。保存后不再显示。"),
    )


class NotificationForm(forms.Form):
    """A person's own channels."""

    email = forms.BooleanField(label=_("同时发送电子邮件"), required=False)
