"""Writing reminder rows: what an app wants is compared with what waits, in one statement; spent rows never change."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from members.models import Heartbeat, Office, ReplanRequest
from members.services import kinds

# First half of the advisory lock's key; the second half is the organization.
_PLANNING_LOCK = 7_301
_REFRESH = "reminder-refresh"

# Rows of these subjects that nobody wants any more go, new moments come, moved ones move: only while they wait.
# A moment already past is never created (product.md, Reminders: moved earlier, never later), but a row that is due and
# not yet scanned stays, so that an edit at 09:00:05 cannot swallow the reminder of 09:00.
_WRITE = """
    WITH wanted AS (
        SELECT * FROM unnest(
            %(keys)s::text[], %(subjects)s::bigint[], %(days)s::date[], %(people)s::bigint[],
            %(organizations)s::bigint[], %(moments)s::timestamptz[]
        ) AS w(occurrence_key, subject_id, subject_on, recipient_id, organization_id, due_at)
    ), gone AS (
        DELETE FROM members_reminder r
        WHERE r.kind = %(kind)s AND r.subject_id = ANY(%(all_subjects)s) AND r.state = 'waiting'
          AND NOT EXISTS (SELECT 1 FROM wanted w WHERE w.occurrence_key = r.occurrence_key)
    )
    INSERT INTO members_reminder
        (occurrence_key, kind, subject_id, subject_on, recipient_id, organization_id, due_at, state, reason, created_at)
    SELECT occurrence_key, %(kind)s, subject_id, subject_on, recipient_id, organization_id, due_at, 'waiting', '',
           %(now)s
    FROM wanted WHERE due_at > %(now)s
    ORDER BY occurrence_key
    ON CONFLICT (occurrence_key) DO UPDATE
        SET due_at = EXCLUDED.due_at, organization_id = EXCLUDED.organization_id
        WHERE members_reminder.state = 'waiting'
          AND (members_reminder.due_at, members_reminder.organization_id)
              IS DISTINCT FROM (EXCLUDED.due_at, EXCLUDED.organization_id)
"""


@dataclass(frozen=True, slots=True)
class PlannedReminder:
    """One moment one person should be reminded: `slot` names the rule's moment ("d14", "open"), `subject_on` the day
    the subject is about, `due_at` is aware."""

    subject_id: int
    subject_on: date
    slot: str
    recipient_id: int
    organization_id: int
    due_at: datetime

    def key(self, kind: str) -> str:
        """Rule, subject, day, slot and person: it can exist once only (reliability.md §0.3)."""
        return f"{kind}:{self.subject_id}:{self.subject_on.isoformat()}:{self.slot}:{self.recipient_id}"


@transaction.atomic
def write_reminders(
    *, kind: str, subject_ids: Sequence[int], planned: Iterable[PlannedReminder], now: datetime
) -> None:
    """Make the waiting reminders of these subjects exactly `planned`. Moments already past are not created; reminders
    that went out or were skipped stay as they were, and the same moment never comes twice."""
    rows = {row.key(kind): row for row in planned}
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE,
            {
                "kind": kind,
                "now": now,
                "all_subjects": list(subject_ids),
                "keys": list(rows),
                "subjects": [row.subject_id for row in rows.values()],
                "days": [row.subject_on for row in rows.values()],
                "people": [row.recipient_id for row in rows.values()],
                "organizations": [row.organization_id for row in rows.values()],
                "moments": [row.due_at for row in rows.values()],
            },
        )


def hold_planning(organization_ids: Iterable[int], *, alone: bool) -> None:
    """Until the transaction ends: one item's planning shares its organization with others, an organization's own is
    alone. Taken before anything is read, so neither can write what the other has just made out of date."""
    function = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {function}(%s, id) FROM (SELECT unnest(%s::int[]) AS id ORDER BY 1) AS ids",  # noqa: S608
            [_PLANNING_LOCK, sorted(set(organization_ids))],
        )


_ASK = """
    INSERT INTO members_replanrequest (organization_id, asked_at)
    SELECT DISTINCT o.id, %(now)s::timestamptz FROM members_organization o
    WHERE o.path <@ %(below)s::ltree[] OR o.path @> %(above)s::ltree[] ORDER BY o.id
    ON CONFLICT (organization_id) DO UPDATE SET asked_at = EXCLUDED.asked_at
"""


def ask_replan_below(paths: Iterable[str], *, now: datetime) -> None:
    """A policy changed: the next tick works out anew the reminders of these organizations and of all below them."""
    _ask(below=list(paths), above=[], now=now)


def ask_replan_near(paths: Iterable[str], *, now: datetime) -> None:
    """An office began or ended: also those above, because a person may be responsible for work of an organization above
    or below the own one. One statement, whatever the number."""
    near = list(paths)
    _ask(below=near, above=near, now=now)


def _ask(*, below: list[str], above: list[str], now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_ASK, {"now": now, "below": below, "above": above})


def serve_replan_requests(*, budget: float) -> None:
    """One request after the other, for at most `budget` seconds; the next tick goes on where this one stopped."""
    started = time.monotonic()
    while time.monotonic() - started < budget and serve_replan_request():
        pass


@transaction.atomic
def serve_replan_request() -> bool:
    """Take one request, do it and delete it, all or nothing; False when none is left. Others skip the one in work."""
    request = ReplanRequest.objects.select_for_update(skip_locked=True).order_by("asked_at").first()
    if request is None:
        return False
    kinds.replan_organizations([request.organization_id])
    request.delete()
    return True


@transaction.atomic
def ask_replan_for_new_day(now: datetime) -> None:
    """Once a day: offices begin and end by date without anybody saving a row. Organizations where that happened since
    the last time are planned anew; days without a tick are caught up with."""
    today = timezone.localdate(now)
    beat, created = Heartbeat.objects.select_for_update().get_or_create(name=_REFRESH, defaults={"beat_at": now})
    last = today - timedelta(days=1) if created else timezone.localdate(beat.beat_at)
    if last >= today:
        return
    begun_or_ended = Q(starts_on__gt=last, starts_on__lte=today) | Q(ends_on__gte=last, ends_on__lt=today)
    changed = Office.objects.filter(begun_or_ended).values_list("organization__path", flat=True)
    ask_replan_near(changed, now=now)
    beat.beat_at = now
    beat.save(update_fields=["beat_at"])
