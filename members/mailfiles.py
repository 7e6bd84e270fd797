"""Mail of a trial: one file per mail under EMAIL_FILE_PATH, found again by the delivery's id."""

import os
import uuid
from collections.abc import Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage as ParsedMail
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from members.emails import EVENT_HEADER


class MailFileBackend(BaseEmailBackend):
    """Writes each mail whole or not at all; the same mail handed over again replaces its file."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for mail in email_messages:
            name = str(mail.extra_headers.get(EVENT_HEADER) or uuid.uuid4())
            _write(_folder() / f"{name}.eml", mail.message().as_bytes())
        return len(email_messages)


def kept_mail(event_id: uuid.UUID) -> ParsedMail | None:
    """The mail of a delivery as it was written, or None where mails are not kept as files."""
    path = _folder() / f"{event_id}.eml"
    if not settings.EMAIL_BACKEND.startswith(__name__) or not path.exists():
        return None
    return message_from_bytes(path.read_bytes(), policy=policy.default)


def _folder() -> Path:
    folder = Path(settings.EMAIL_FILE_PATH)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _write(path: Path, content: bytes) -> None:
    partial = path.with_suffix(f".{os.getpid()}.part")
    partial.write_bytes(content)
    partial.replace(path)
