"""The inbox: reading, marking, and a person's own choice of channels."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

from django.db import transaction

from members.enums import DeliveryChannel, DeliveryState
from members.mailfiles import kept_mail
from members.models import Delivery, Message, User
from members.services.delivery import words_for
from members.services.digests import Digest, digests_of
from unionplan.core.audit import record


@dataclass(frozen=True, slots=True)
class Entry:
    """A message of the inbox with its words for its reader."""

    message: Message
    digest: Digest


@dataclass(frozen=True, slots=True)
class MailState:
    """What became of the mail of a message; `mail` is the mail itself where a trial keeps it as a file."""

    label: str
    tone: str
    note: str
    mail: EmailMessage | None


_TONES = {DeliveryState.SENT: "done", DeliveryState.FAILED: "late"}


def entries_of(messages: Sequence[Message], *, reader: User) -> list[Entry]:
    """The words of these messages, for a constant number of queries."""
    digests = digests_of(messages, reader=reader)
    return [Entry(message, digests[message.pk]) for message in messages]


def mail_state(message: Message) -> MailState | None:
    """The mail that went out for a message, or None when none was wanted."""
    delivery = Delivery.objects.filter(message=message, channel=DeliveryChannel.EMAIL).first()
    if delivery is None:
        return None
    state = DeliveryState(delivery.state)
    note = words_for(delivery.error) if delivery.error and state != DeliveryState.SENT else ""
    return MailState(str(state.label), _TONES.get(state, "neutral"), note, kept_mail(delivery.event_id))


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
