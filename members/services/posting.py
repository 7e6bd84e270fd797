"""Apprise, through a small gate: the services we let it talk to, over our own checked HTTP client."""

import sys
from typing import Any

from apprise import AppriseAsset, NotifyType
from apprise.exception import AppriseException
from apprise.plugins import (
    clicksend,
    custom_form,
    custom_json,
    custom_xml,
    dingtalk,
    feishu,
    pushplus,
    serverchan,
    twilio,
    vonage,
    wecombot,
    wxpusher,
)
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from members.services.outgoing import Call, calling, lend_to
from unionplan.core.errors import DomainError

# Services that speak HTTPS through `requests` and nothing else; Apprise knows others that start programs or write to
# local sockets. Taken class by class, so that the other 170 are not even loaded.
SERVICES: dict[str, tuple[str, Any]] = {
    "wecombot": (gettext_noop("企业微信"), wecombot.NotifyWeComBot),
    "dingtalk": (gettext_noop("钉钉"), dingtalk.NotifyDingTalk),
    "feishu": (gettext_noop("飞书"), feishu.NotifyFeishu),
    "schan": (gettext_noop("Server酱"), serverchan.NotifyServerChan),
    "pushplus": ("PushPlus", pushplus.NotifyPushplus),
    "wxpusher": ("WxPusher", wxpusher.NotifyWxPusher),
    "twilio": ("Twilio SMS", twilio.NotifyTwilio),
    "vonage": ("Vonage SMS", vonage.NotifyVonage),
    "clicksend": ("ClickSend SMS", clicksend.NotifyClickSend),
    "jsons": ("Webhook JSON", custom_json.NotifyJSON),
    "forms": ("Webhook FORM", custom_form.NotifyForm),
    "xmls": ("Webhook XML", custom_xml.NotifyXML),
}
# Plain HTTP only where private addresses are allowed as well: trials and tests on one machine.
_LOCAL_SERVICES = {"json": SERVICES["jsons"], "form": SERVICES["forms"], "xml": SERVICES["xmls"]}

for _name, _class in SERVICES.values():
    lend_to(sys.modules[_class.__module__])


def service_names() -> list[str]:
    """What can be connected, for people, in the reader's language."""
    return [_(name) for name, _plugin_class in SERVICES.values()]


def service_of(url: str) -> str:
    """The name of the service an Apprise address belongs to; DomainError when it is not offered or not complete."""
    name, plugin_class = _offered(url)
    _plugin(plugin_class, url)
    return name


def post(url: str, *, title: str, body: str, event_id: str) -> Call:
    """Hand a text over. The Call's error is empty when the other side took it; nothing is raised, neither for the other
    side's faults nor for an address that is no longer offered."""
    try:
        plugin = _plugin(_offered(url)[1], url)
    except DomainError:
        return Call(event_id, "not_offered")
    with calling(event_id) as call:
        taken = plugin.notify(title=title, body=body, notify_type=NotifyType.INFO)
    call.error = "" if taken else call.error or "not_taken"
    return call


def _offered(url: str) -> tuple[str, Any]:
    schema = url.partition("://")[0].strip().lower()
    offered = SERVICES | (_LOCAL_SERVICES if settings.ALLOW_PRIVATE_CHANNELS else {})
    if schema not in offered:
        raise DomainError(_("不支持这种渠道。可以使用：%(names)s。") % {"names": "、".join(SERVICES)}, field="url")
    return offered[schema]


def _plugin(plugin_class: Any, url: str) -> Any:
    """Apprise's object for this address."""
    incomplete = DomainError(_("渠道地址不完整，请对照该服务的格式检查。"), field="url")
    parts = plugin_class.parse_url(url)
    if parts is None:
        raise incomplete
    try:
        plugin = plugin_class(asset=AppriseAsset(async_mode=False), **parts)
    except (AppriseException, TypeError, ValueError) as error:
        raise incomplete from error
    plugin.retry = 0  # whatever the address asks for: trying again is our rows' business
    return plugin
