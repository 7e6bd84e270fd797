"""What the settings pages show of an organization's reminders: what comes next, what did not go out, what failed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from members.enums import DeliveryChannel, DeliveryState, ReminderState
from members.models import Delivery, Office, Organization, Reminder, User
from members.services import kinds
from members.services.delivery import words_for
from members.services.kinds import Line

_SHOWN = 10
_LOOK_BACK = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Row:
    """One reminder as a reader sees it; `reason` is empty while it waits."""

    line: Line
    due_at: datetime
    recipient: str
    reason: str


@dataclass(frozen=True, slots=True)
class Outlook:
    """The next reminders of an organization, and those of the last month that were not wanted any more."""

    coming: tuple[Row, ...]
    skipped: tuple[Row, ...]


def outlook_of(organization: Organization, *, reader: User, now: datetime) -> Outlook:
    """Two queries for the reminders, and one call of each kind for their words. What the reader may not see is left
    out."""
    mine = Reminder.objects.filter(organization=organization).select_related("recipient")
    coming = list(mine.filter(state=ReminderState.WAITING, due_at__gt=now).order_by("due_at", "id")[:_SHOWN])
    recent = mine.filter(state=ReminderState.SKIPPED, due_at__gt=now - _LOOK_BACK)
    skipped = list(recent.order_by("-due_at", "-id")[:_SHOWN])
    lines = _lines_of([*coming, *skipped], reader)
    return Outlook(coming=_rows(coming, lines), skipped=_rows(skipped, lines))


_Key = tuple[str, int, date | None]


def _lines_of(reminders: Sequence[Reminder], reader: User) -> dict[_Key, Line]:
    found: dict[_Key, Line] = {}
    for kind in kinds.registered():
        subjects = list(dict.fromkeys((r.subject_id, r.subject_on) for r in reminders if r.kind == kind.key))
        lines = kind.lines(subjects, reader) if subjects else {}
        found |= {(kind.key, *subject): line for subject, line in lines.items()}
    return found


def _rows(reminders: Sequence[Reminder], lines: dict[_Key, Line]) -> tuple[Row, ...]:
    keyed = [((r.kind, r.subject_id, r.subject_on), r) for r in reminders]
    return tuple(
        Row(lines[key], r.due_at, str(r.recipient), kinds.reason_in_words(r.kind, r.reason) if r.reason else "")
        for key, r in keyed
        if key in lines
    )


@dataclass(frozen=True, slots=True)
class FailedDelivery:
    """A delivery that stopped: to whom, why in words, since when."""

    pk: int
    to: str
    reason: str
    at: datetime


def failed_deliveries(organization: Organization, *, on: date) -> list[FailedDelivery]:
    """What stopped on its way to the organization's channels or to people in office there; one query."""
    return [
        FailedDelivery(
            pk=delivery.pk,
            to=str(
                delivery.organization_channel or _("%(person)s（电子邮件）") % {"person": delivery.message.recipient}
            ),
            reason=words_for(delivery.error),
            at=delivery.message.created_at,
        )
        for delivery in deliveries_of(organization, on=on).filter(state=DeliveryState.FAILED)[:50]
    ]


def deliveries_of(organization: Organization, *, on: date) -> QuerySet[Delivery]:
    """The deliveries the organization answers for: to its channels and to people in office there, newest first."""
    in_office = Office.objects.in_force(on).filter(organization=organization, user=OuterRef("message__recipient"))
    ours = Q(organization_channel__organization=organization) | Q(channel=DeliveryChannel.EMAIL) & Exists(in_office)
    found = Delivery.objects.filter(ours)
    return found.select_related("organization_channel", "message__recipient").order_by("-pk")
