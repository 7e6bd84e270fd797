"""The lines of the own page: every section with its summary."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from members.models import Member, User
from members.services.own.sections import Section, Words, registered


@dataclass(frozen=True, slots=True)
class Entry:
    """A section as one member sees it on one day."""

    section: Section
    summary: Words
    url: str


def overview_of(user: User, *, on: date) -> list[Entry]:
    """Every section for the member behind this account; nothing for an account that belongs to no member."""
    member = Member.objects.filter(user=user).select_related("home").first()
    if member is None:
        return []
    return [
        Entry(
            section=section,
            summary=section.summary(member, on),
            url=reverse(section.url_name) if section.url_name else reverse("members:own-section", args=[section.key]),
        )
        for section in registered()
    ]
