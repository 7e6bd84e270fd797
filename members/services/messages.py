"""The inbox: opening, marking, and a person's own choice of channels."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from members.enums import DeliveryChannel
from members.models import Message, User
from unionplan.core.audit import record


def mark_read(*, message_id: int, by: User, now: datetime) -> None:
    """The person has seen it; the moment of the first reading stays."""
    Message.objects.inbox_of(by).unread().filter(pk=message_id).update(read_at=now)


def mark_unread(*, message_id: int, by: User) -> None:
    Message.objects.inbox_of(by).filter(pk=message_id).update(read_at=None)


def mark_all_read(*, by: User, now: datetime) -> int:
    """Everything in the person's inbox; how many were unread."""
    return Message.objects.inbox_of(by).unread().update(read_at=now)


@transaction.atomic
def mute_channels(*, channels: Collection[DeliveryChannel], by: User) -> None:
    """The channels a person does not want; the message in the portal always stays."""
    before, after = sorted(by.muted_channels), sorted(str(channel) for channel in channels)
    if before == after:
        return
    by.muted_channels = after
    by.save(update_fields=["muted_channels"])
    record("members.user.muted", target=by, actor=by, changes={"muted_channels": [before, after]})
