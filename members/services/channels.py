"""An organization's own channels: the address is sealed when it is given and never shown again."""

from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.enums import DeliveryState
from members.models import Delivery, Organization, OrganizationChannel, User
from members.services.posting import post, service_of
from unionplan.core.audit import record
from unionplan.core.crypto import UnsealableError, seal, unseal
from unionplan.core.errors import DomainError


def _bound_to(channel: OrganizationChannel) -> str:
    return f"members_organizationchannel.sealed_url.{channel.pk}"


def address_of(channel: OrganizationChannel) -> str:
    """The Apprise address in the clear, for sending only. UnsealableError when it was sealed for another row."""
    return unseal(channel.sealed_url, bound_to=_bound_to(channel))


@transaction.atomic
def add_channel(*, organization: Organization, name: str, url: str, by: User) -> OrganizationChannel:
    """Keep a new address. DomainError when the service is not one we let messages go to (reliability.md S11)."""
    service = service_of(url)
    channel = OrganizationChannel.objects.create(organization=organization, name=name or service)
    channel.sealed_url = seal(url, bound_to=_bound_to(channel))
    channel.save(update_fields=["sealed_url"])
    record("members.channel.added", target=channel, actor=by, organization_id=organization.pk, note=service)
    return channel


@transaction.atomic
def switch_channel(*, channel_id: int, is_enabled: bool, by: User) -> OrganizationChannel:
    """On or off; messages already made for a channel that is off are not sent and say why."""
    channel = OrganizationChannel.objects.select_for_update().get(pk=channel_id)
    if channel.is_enabled != is_enabled:
        channel.is_enabled = is_enabled
        channel.save(update_fields=["is_enabled"])
        _record(channel, "members.channel.switched", by, changes={"is_enabled": [not is_enabled, is_enabled]})
    return channel


@transaction.atomic
def remove_channel(*, channel_id: int, by: User) -> None:
    """The address and what was still on its way to it are gone for good."""
    channel = OrganizationChannel.objects.select_for_update().get(pk=channel_id)
    _record(channel, "members.channel.removed", by)
    channel.delete()


def test_channel(*, channel: OrganizationChannel, by: User) -> str:
    """Send a test text now, outside any transaction; the code of what went wrong, or ''."""
    title = _("测试消息")
    body = _("“%(organization)s”的工作提醒将发到这里。") % {"organization": channel.organization}
    try:
        code = post(address_of(channel), title=title, body=body, event_id=str(uuid4())).error
    except UnsealableError:
        code = "unsealable"
    with transaction.atomic():
        _record(channel, "members.channel.tested", by, note=code)
    return code


@transaction.atomic
def retry_delivery(*, delivery_id: int, organization: Organization, by: User) -> Delivery:
    """A failed delivery starts over; DomainError when it is not failed (any more)."""
    delivery = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery_id)
    if delivery.state != DeliveryState.FAILED:
        raise DomainError(_("这条消息已不在失败状态，无需重发。"))
    delivery.state, delivery.error = DeliveryState.QUEUED, ""
    delivery.attempts = delivery.failures = 0
    delivery.next_try_at = timezone.now()
    delivery.save(update_fields=["state", "error", "attempts", "failures", "next_try_at"])
    record("members.delivery.retried", target=delivery, actor=by, organization_id=organization.pk)
    return delivery


def _record(
    channel: OrganizationChannel,
    action: str,
    by: User,
    *,
    changes: dict[str, list[object]] | None = None,
    note: str = "",
) -> None:
    record(action, target=channel, actor=by, organization_id=channel.organization_id, changes=changes, note=note)
