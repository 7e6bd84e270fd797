"""The two ways out of the house: mail, and an organization's own channel. Judged again at the moment of sending."""

import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from types import TracebackType
from typing import Self

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse

from members.emails import Letter, digest_mail
from members.enums import DeliveryChannel
from members.models import Delivery, User
from members.services.channels import address_of
from members.services.digests import Digest, digests_of, language_of
from members.services.posting import post
from unionplan.core.crypto import UnsealableError


class OutcomeKind(Enum):
    """How an attempt ended."""

    SENT = auto()
    SKIPPED = auto()  # no longer wanted: nothing went wrong
    FAILED = auto()  # this message's own trouble: counted
    OUTAGE = auto()  # the way is blocked for everybody: not counted
    HOPELESS = auto()  # stop and show it to a person


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of an attempt and a short code that says why."""

    kind: OutcomeKind
    code: str = ""


_SENT = Outcome(OutcomeKind.SENT)


def _skipped(code: str) -> Outcome:
    return Outcome(OutcomeKind.SKIPPED, code)


class MailRoute:
    """One connection to the mail server for one tick; opened with the first mail, opened again after trouble."""

    def __init__(self, connect: Callable[[], BaseEmailBackend] = get_connection) -> None:
        self._connect = connect
        self._open: BaseEmailBackend | None = None
        self.is_down = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hang_up()

    def send(self, delivery: Delivery) -> Outcome:
        """Send one mail. A server that cannot be reached is an outage; anything after that is this mail's failure."""
        person = delivery.message.recipient
        unwanted = _why_no_mail(person)
        if person is None or unwanted:
            return _skipped(unwanted or "person_gone")
        with language_of(person):
            digest = digests_of([delivery.message], reader=person)[delivery.message_id]
            if not digest.count:
                return _skipped("nothing_left")
            return self._send(delivery, person, digest)

    def _send(self, delivery: Delivery, person: User, digest: Digest) -> Outcome:
        try:
            server = self._server()
        except (OSError, smtplib.SMTPException):
            self.is_down = True
            return Outcome(OutcomeKind.OUTAGE, "mail_server_down")
        letter = Letter(digest, digest.title, reverse("members:message-detail", args=[delivery.message_id]))
        try:
            digest_mail(letter, to=person.email, event_id=delivery.event_id, connection=server).send()
        except (OSError, smtplib.SMTPException) as error:
            self._hang_up()
            return Outcome(OutcomeKind.FAILED, _smtp_code(error))
        return _SENT

    def _server(self) -> BaseEmailBackend:
        if self._open is None:
            server = self._connect()
            server.open()
            self._open = server
        return self._open

    def _hang_up(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None


def _why_no_mail(person: User | None) -> str:
    """Facts may have changed since the message was made."""
    if person is None or not person.is_active:
        return "person_gone"
    if not person.email:
        return "no_address"
    return "muted" if DeliveryChannel.EMAIL in person.muted_channels else ""


def _smtp_code(error: OSError | smtplib.SMTPException) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return f"smtp_{next(iter(error.recipients.values()))[0]}"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"smtp_{error.smtp_code}"
    return "timeout" if isinstance(error, TimeoutError) else "broken"


def send_post(delivery: Delivery) -> Outcome:
    """Hand the organization's digest of the day to one of its channels, in the portal's own language."""
    channel = delivery.organization_channel
    if channel is None or not channel.is_enabled:
        return _skipped("channel_off")
    try:
        url = address_of(channel)
    except UnsealableError:
        return Outcome(OutcomeKind.HOPELESS, "unsealable")
    with language_of(None):
        digest = digests_of([delivery.message], reader=None)[delivery.message_id]
        if not digest.count:
            return _skipped("nothing_left")
        call = post(url, title=digest.title, body=_as_text(digest), event_id=str(delivery.event_id))
    return Outcome(OutcomeKind.FAILED, call.error) if call.error else _SENT


def _as_text(digest: Digest) -> str:
    """Plain lines, and one address where the rest can be read; a group chat is no place for details."""
    lines = [f"{number}. {line.title}　{line.when}" for number, line in enumerate(digest.lines, start=1)]
    return "\n".join([*lines, settings.SITE_URL.rstrip("/") + reverse("members:inbox")])
