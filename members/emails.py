"""A digest as a mail: text for every program, HTML for those that show it; a repeat is recognisable by its id."""

from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.urls import reverse

EVENT_HEADER = "X-Event-Id"


@dataclass(frozen=True, slots=True)
class Letter:
    """What the templates show: `digest` is members.services.digests.Digest, already in the reader's words."""

    digest: object
    title: str
    inbox_path: str


def digest_mail(
    letter: Letter, *, to: str, event_id: UUID, connection: BaseEmailBackend | None
) -> EmailMultiAlternatives:
    """The mail of one delivery, in the language active now. Message-ID and X-Event-Id come from the delivery's row:
    handing it over twice gives the same mail twice (reliability.md §0.3)."""
    context = {
        "letter": letter,
        "site": settings.SITE_URL.rstrip("/"),
        "settings_path": reverse("members:notification-settings"),
    }
    mail = EmailMultiAlternatives(
        subject=letter.title,
        body=render_to_string("emails/digest.txt", context),
        to=[to],
        connection=connection,
        headers={
            "Message-ID": f"<{event_id}@{urlsplit(settings.SITE_URL).hostname}>",
            EVENT_HEADER: str(event_id),
            "Auto-Submitted": "auto-generated",
        },
    )
    mail.attach_alternative(render_to_string("emails/digest.html", context), "text/html")
    return mail
