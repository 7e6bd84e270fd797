"""Apprise, through a small gate: the services we let it talk to, over our own checked HTTP client."""

import sys
from typing import Any

import apprise
from django.conf import settings
from django.utils.translation import gettext as _

from members.services.outgoing import Call, calling, lend_to
from unionplan.core.errors import DomainError

# Services that speak HTTPS and nothing else. Apprise knows others that start programs or write to local sockets.
SERVICES: dict[str, str] = {
    "wecombot": "企业微信",
    "dingtalk": "钉钉",
    "feishu": "飞书",
    "schan": "Server酱",
    "pushplus": "PushPlus",
    "wxpusher": "WxPusher",
    "twilio": "SMS Twilio",
    "vonage": "SMS Vonage",
    "clicksend": "SMS ClickSend",
    "jsons": "Webhook JSON",
    "forms": "Webhook FORM",
    "xmls": "Webhook XML",
}
# Plain HTTP only where private addresses are allowed as well: trials and tests on one machine.
_LOCAL_SERVICES = {"json": "Webhook JSON", "form": "Webhook FORM", "xml": "Webhook XML"}


def service_of(url: str) -> str:
    """The name of the service an Apprise address belongs to; DomainError when it is unknown or not offered."""
    schema = url.partition("://")[0].strip().lower()
    offered = SERVICES | (_LOCAL_SERVICES if settings.ALLOW_PRIVATE_CHANNELS else {})
    if schema not in offered:
        raise DomainError(_("不支持这种渠道。可以使用：%(names)s。") % {"names": "、".join(SERVICES)}, field="url")
    if _plugin(url) is None:
        raise DomainError(_("渠道地址不完整，请对照该服务的格式检查。"), field="url")
    return offered[schema]


def post(url: str, *, title: str, body: str, event_id: str) -> Call:
    """Hand a text over. The Call's error is empty when the other side took it; nothing is raised for its faults."""
    service_of(url)
    plugin = _plugin(url)
    with calling(event_id) as call:
        taken = bool(plugin and plugin.notify(title=title, body=body, notify_type=apprise.NotifyType.INFO))
    if not taken and not call.error:
        call.error = "not_taken"
    if taken:
        call.error = ""
    return call


def _plugin(url: str) -> Any:
    """Apprise's object for this address, holding our HTTP client; None when it cannot make sense of the address."""
    plugin = apprise.Apprise.instantiate(url, asset=apprise.AppriseAsset(async_mode=False), suppress_exceptions=True)
    if plugin is not None:
        lend_to(sys.modules[type(plugin).__module__])
    return plugin
