"""Due reminders become messages: claim, judgement, digest and deliveries in one statement (reliability.md §0.3)."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db import connection, transaction
from django.utils import timezone

from members.services import kinds

BATCH = 5_000

# One batch, one statement, one transaction: a crash undoes all of it, a repeat finds nothing left, any number of
# scanners take different rows. Written as SQL because the ORM needs five times as long for the same rows (limits.md).
#
# * `taken` locks due rows nobody else holds, exactly once whatever plan is chosen (MATERIALIZED); `verdicts` asks every
#   kind whether they are still wanted.
# * `digests` is one message per person and local day. A reminder that comes late joins the digest of its day and makes
#   it unread again; its mail is not sent a second time (one mail per person and day).
# * `posts` is one message per organization and day, only where a channel is switched on.
# * Rows are inserted in key order, and `posts` after `digests`, so two scanners wait for each other in one direction.
# * A batch touches some thousand rows of tables that may be large: look-ups by index, and no compiling.
_STATEMENT = """
SET LOCAL jit = off; SET LOCAL enable_seqscan = off;
WITH taken AS MATERIALIZED (
    SELECT id, kind, subject_id, subject_on, recipient_id, organization_id FROM members_reminder
    WHERE state = 'waiting' AND due_at <= %(now)s ORDER BY due_at, recipient_id, id LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
), claimed AS MATERIALIZED (
    SELECT t.*, o.path AS organization_path FROM taken t JOIN members_organization o ON o.id = t.organization_id
), verdicts (id, reason) AS (
    {verdicts}
), judged AS MATERIALIZED (
    SELECT c.id, c.recipient_id, c.organization_id,
           CASE WHEN NOT u.is_active THEN 'person_gone' ELSE coalesce(v.reason, 'unknown_kind') END AS reason
    FROM claimed c JOIN members_user u ON u.id = c.recipient_id LEFT JOIN verdicts v ON v.id = c.id
), digests AS (
    INSERT INTO members_message (recipient_id, dedupe_key, kind, context, created_at)
    SELECT recipient_id, 'digest:' || recipient_id || ':' || %(day)s, 'digest',
           jsonb_build_object('day', %(day)s), %(now)s
    FROM (SELECT DISTINCT recipient_id FROM judged WHERE reason = '') people ORDER BY recipient_id
    ON CONFLICT (dedupe_key) DO UPDATE SET read_at = NULL
    RETURNING id, recipient_id
), posts AS (
    INSERT INTO members_message (organization_id, dedupe_key, kind, context, created_at)
    SELECT organization_id, 'post:' || organization_id || ':' || %(day)s, 'post',
           jsonb_build_object('day', %(day)s), %(now)s
    FROM (
        SELECT DISTINCT j.organization_id FROM judged j
        JOIN members_organizationchannel h ON h.organization_id = j.organization_id AND h.is_enabled
        WHERE j.reason = '' AND (SELECT count(*) FROM digests) > 0
    ) organizations ORDER BY organization_id
    ON CONFLICT (dedupe_key) DO UPDATE SET read_at = NULL
    RETURNING id, organization_id
), sendings AS (
    INSERT INTO members_delivery (message_id, channel, organization_channel_id, state, attempts, next_try_at, error)
    SELECT d.id, 'email', NULL, 'queued', 0, %(now)s, ''
    FROM digests d JOIN members_user u ON u.id = d.recipient_id
    WHERE u.email <> '' AND NOT u.muted_channels ? 'email'
    UNION ALL
    SELECT p.id, 'apprise', h.id, 'queued', 0, %(now)s, ''
    FROM posts p JOIN members_organizationchannel h ON h.organization_id = p.organization_id AND h.is_enabled
    ON CONFLICT DO NOTHING
), marked AS (
    UPDATE members_reminder r
    SET state = CASE WHEN j.reason = '' THEN 'dispatched' ELSE 'skipped' END,
        reason = j.reason,
        message_id = CASE WHEN j.reason = '' THEN d.id END
    FROM judged j LEFT JOIN digests d ON d.recipient_id = j.recipient_id
    WHERE r.id = j.id
    RETURNING r.state
)
SELECT count(*) FILTER (WHERE state = 'dispatched'), count(*) FILTER (WHERE state = 'skipped') FROM marked
"""
_NO_VERDICT = "SELECT NULL::bigint, NULL::text WHERE false"


@dataclass(frozen=True, slots=True)
class Scanned:
    """How many reminders one batch turned into messages, and how many were no longer wanted."""

    dispatched: int
    skipped: int

    @property
    def total(self) -> int:
        return self.dispatched + self.skipped


@lru_cache(maxsize=4)
def _statement(judges: tuple[str, ...]) -> str:
    return _STATEMENT.replace("{verdicts}", "\n    UNION ALL\n".join(judges) or _NO_VERDICT)


@transaction.atomic
def scan_batch(*, now: datetime, limit: int = BATCH) -> Scanned:
    """Claim at most `limit` reminders due at `now`, judge them by today's facts and write their messages.

    Safe to run any number of times and in any number of processes at once. `now` is aware; the digest's day is its day
    in Asia/Shanghai.
    """
    today = timezone.localdate(now)
    judges = tuple(kind.judge_sql for kind in kinds.registered())
    with connection.cursor() as cursor:
        cursor.execute(_statement(judges), {"now": now, "limit": limit, "today": today, "day": today.isoformat()})
        dispatched, skipped = cursor.fetchone()
    return Scanned(dispatched=dispatched, skipped=skipped)


def scan(*, now: datetime, batch: int = BATCH) -> Scanned:
    """Batch after batch until nothing due is left free; each batch stands on its own."""
    dispatched = skipped = 0
    while (done := scan_batch(now=now, limit=batch)).total:
        dispatched += done.dispatched
        skipped += done.skipped
    return Scanned(dispatched=dispatched, skipped=skipped)
