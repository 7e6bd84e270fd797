"""Nobody looks into a file without saying why; every look is kept (rules.md 13.8)."""

import re
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from members.choices.hardship import OpeningPurpose
from members.models import FileOpening, HardshipCase, User
from members.services.hardship.rulebook import OPENING_MINUTES, measure
from members.services.hardship.trace import note_case
from unionplan.core.errors import DomainError

_NUMBER_LIKE = re.compile(r"\d{7,}")


@transaction.atomic
def ask_to_open(*, case: HardshipCase, purpose: OpeningPurpose, note: str, by: User, now: datetime) -> FileOpening:
    """Let this person look into this file for a short time (a dated rule). Auditors read the note, so it may name
    nobody and no number. Raises DomainError for that, and for “other” without words."""
    words = note.strip()
    if purpose == OpeningPurpose.OTHER and not words:
        raise DomainError(_("请写明事由。"), field="note")
    if _NUMBER_LIKE.search(words) or case.member.name in words:
        raise DomainError(_("事由会给审计人员看，请不要写姓名、证件号码和电话。"), field="note")
    minutes = int(measure(OPENING_MINUTES, case.organization, timezone.localdate(now)).value)
    opening = _keep(case, by, now, purpose=purpose, note=words, valid_until=now + timedelta(minutes=minutes))
    note_case("file_opened", case, by, purpose=["", str(purpose)])
    return opening


def grant_of(case: HardshipCase, user: User, now: datetime) -> FileOpening | None:
    """The opening by which this person may look into this file now."""
    return _grants(case, user).filter(valid_until__gt=now).first()


def may_hand_in(case: HardshipCase, user: User, now: datetime) -> bool:
    """A form that was opened in time may be handed in during the same day: nothing typed is lost."""
    return _grants(case, user).filter(opened_at__gt=now - timedelta(hours=12)).exists()


def note_look(case: HardshipCase, by: User, *, what: str, now: datetime) -> None:
    """A paper was fetched, or a copy left the portal: kept beside the opening it belongs to."""
    grant = _grants(case, by).first()
    purpose = OpeningPurpose(grant.purpose) if grant else OpeningPurpose.OTHER
    _keep(case, by, now, purpose=purpose, note=grant.note if grant else "", valid_until=now, what=what)


def _grants(case: HardshipCase, user: User) -> QuerySet[FileOpening]:
    return FileOpening.objects.filter(case=case, opened_by=user, what="").order_by("-valid_until")


def _keep(
    case: HardshipCase,
    by: User,
    now: datetime,
    *,
    purpose: OpeningPurpose,
    note: str,
    valid_until: datetime,
    what: str = "",
) -> FileOpening:
    return FileOpening.objects.create(
        case=case,
        organization_id=case.organization_id,
        opened_by=by,
        opened_at=now,
        valid_until=valid_until,
        purpose=purpose,
        note=note,
        what=what,
    )
