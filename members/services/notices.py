"""News for single people, at once: a plan was sent back, a place came free, a correction was decided.

A notice is a Message of its own beside the daily digest. It names its kind and its subject by id; words are found when
it is read or sent, for that reader and in that reader's language, so that nothing the reader may no longer see stays in
the inbox. Apps register their kinds in `AppConfig.ready()`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from members.enums import RIGHTS_OF_POST, DeliveryChannel, Right
from members.models import Delivery, Message, Organization, User
from members.services.kinds import Line

NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """One kind of news. `lines` gives the line of each subject the reader may see; its title is the headline."""

    key: str
    lines: Callable[[Sequence[int], User | None], Mapping[int, Line]]


_kinds: dict[str, NoticeKind] = {}


def register(kind: NoticeKind) -> None:
    """Make a kind known to this process; registering the same key again replaces it."""
    _kinds[kind.key] = kind


def known(key: str) -> NoticeKind | None:
    """The kind of that key, or None when the app that owned it is gone."""
    return _kinds.get(key)


@transaction.atomic
def send_notice(*, kind: str, subject_id: int, to: Iterable[User], now: datetime, occasion: str = "") -> int:
    """Tell these people about the subject, once for each `occasion` (say, the version it reached); how many were told.

    The message is in the inbox when the transaction commits; e-mail follows by the delivery tick for those who have an
    address and did not switch it off. Inactive accounts are left out."""
    people = {person.pk: person for person in to if person.is_active}
    rows = [
        Message(
            recipient=person,
            dedupe_key=f"{NOTICE}:{kind}:{subject_id}:{occasion}:{person.pk}",
            kind=NOTICE,
            context={"day": timezone.localdate(now).isoformat(), "notice": kind, "subject": subject_id},
        )
        for person in people.values()
    ]
    known_keys = set(
        Message.objects.filter(dedupe_key__in=[row.dedupe_key for row in rows]).values_list("dedupe_key", flat=True)
    )
    Message.objects.bulk_create(rows, ignore_conflicts=True)
    fresh = [row.dedupe_key for row in rows if row.dedupe_key not in known_keys]
    stored = Message.objects.filter(dedupe_key__in=fresh).select_related("recipient")
    Delivery.objects.bulk_create(
        [
            Delivery(message=message, channel=DeliveryChannel.EMAIL, next_try_at=now)
            for message in stored
            if message.recipient is not None and _wants_mail(message.recipient)
        ],
        ignore_conflicts=True,
    )
    return len(fresh)


def _wants_mail(person: User) -> bool:
    return bool(person.email) and DeliveryChannel.EMAIL not in person.muted_channels


def people_with(right: Right, organization: Organization, *, on: date) -> list[User]:
    """Active people whose office in force in this very organization gives the right, in order of post."""
    posts = [post for post, rights in RIGHTS_OF_POST.items() if right in rights]
    offices = organization.offices.in_force(on).filter(post__in=posts, user__is_active=True)
    return list(dict.fromkeys(office.user for office in offices.select_related("user").order_by("post", "id")))
