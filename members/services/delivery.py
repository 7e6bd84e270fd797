"""Messages on their way out: lease, commit, render, send outside any transaction, note the outcome; one by one.

At least once: a worker killed between handing over and noting it leaves a lease that runs out, and the mail goes out
again under the same id. No row is locked and no transaction is open while the network is slow (reliability.md R1, R9).
"""

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members.enums import DeliveryChannel, DeliveryState
from members.models import MAX_ATTEMPTS, MAX_LEASES, Delivery
from members.services.heartbeat import database_now
from members.services.transport import MailRoute, Outcome, OutcomeKind, send_post

logger = structlog.get_logger(__name__)

# A tick ends before the next one starts, so that stopping a worker never waits long.
BUDGET_SECONDS = 25.0
_FIRST_PAUSE = timedelta(minutes=1)
_PAUSE_FACTOR = 10
_OUTAGE_PAUSE = timedelta(minutes=1)

# One at a time: a killed worker leaves one lease behind, not a batch of them. A message waits until everything due for
# its reader (or its organization) is in it, so that the mail of a morning is complete. MATERIALIZED is not about speed:
# a planner that runs the choice once per row of the update would lease several and tell of one.
_LEASE = """
    WITH free AS MATERIALIZED (
        SELECT q.id FROM members_delivery q JOIN members_message m ON m.id = q.message_id
        WHERE q.state IN ('queued', 'sending') AND q.channel = ANY(%(channels)s)
          AND CASE q.state WHEN 'queued' THEN q.next_try_at <= %(now)s ELSE q.leased_until < %(now)s END
          AND NOT EXISTS (
              SELECT 1 FROM members_reminder r
              WHERE r.recipient_id = m.recipient_id AND r.state = 'waiting' AND r.due_at <= %(now)s)
          AND (m.organization_id IS NULL OR NOT EXISTS (
              SELECT 1 FROM members_reminder r
              WHERE r.organization_id = m.organization_id AND r.state = 'waiting' AND r.due_at <= %(now)s))
        ORDER BY q.next_try_at, q.id LIMIT 1 FOR UPDATE OF q SKIP LOCKED
    )
    UPDATE members_delivery d SET state = 'sending', attempts = attempts + 1, leased_until = %(until)s
    FROM free WHERE d.id = free.id
    RETURNING d.id
"""


@dataclass(frozen=True, slots=True)
class Lease:
    """A delivery that is ours until a moment; after it somebody else may take it."""

    delivery: Delivery
    until: datetime


def lease_one(*, now: datetime, channels: Sequence[str] = tuple(DeliveryChannel)) -> Lease | None:
    """Take the next free delivery of these channels, or None. Committed when this returns."""
    until = now + settings.DELIVERY_LEASE
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LEASE, {"now": now, "until": until, "channels": list(channels)})
        row = cursor.fetchone()
    if row is None:
        return None
    related = ("message__recipient", "message__organization", "organization_channel")
    return Lease(Delivery.objects.select_related(*related).get(pk=row[0]), until)


def deliver(*, budget: float = BUDGET_SECONDS) -> int:
    """Send what is free, one by one, until nothing is left or `budget` seconds are over; how many were handed over.

    When the mail server cannot be reached the mails go back unharmed and the other channels continue: an outage is a
    delay, not three failures."""
    started, sent = time.monotonic(), 0
    with MailRoute() as mail:
        while time.monotonic() - started < budget:
            channels = [DeliveryChannel.APPRISE] if mail.is_down else list(DeliveryChannel)
            lease = lease_one(now=database_now(), channels=channels)
            if lease is None:
                break
            sent += send_leased(lease, mail=mail)
    return sent


def send_leased(lease: Lease, *, mail: MailRoute) -> bool:
    """Send one delivery and note the outcome; True when it was handed over."""
    outcome = _hand_over(lease, mail)
    _settle(lease, outcome)
    if outcome.kind is OutcomeKind.FAILED:
        logger.warning("delivery failed", delivery=lease.delivery.pk, code=outcome.code)
    return outcome.kind is OutcomeKind.SENT


def _hand_over(lease: Lease, mail: MailRoute) -> Outcome:
    """Whatever goes wrong with one delivery is that delivery's failure: the others still go out."""
    delivery = lease.delivery
    if delivery.attempts > MAX_LEASES:
        return Outcome(OutcomeKind.HOPELESS, "worker_died")
    try:
        return mail.send(delivery) if delivery.channel == DeliveryChannel.EMAIL else send_post(delivery)
    except Exception as error:
        # The kind of error only: its text may carry an address or a name.
        logger.error("delivery broke", delivery=delivery.pk, error=type(error).__name__)
        return Outcome(OutcomeKind.FAILED, "internal")


def _settle(lease: Lease, outcome: Outcome) -> None:
    """Note the outcome, unless the lease ran out and somebody else took the row meanwhile."""
    now = database_now()
    failures = lease.delivery.failures + (outcome.kind is OutcomeKind.FAILED)
    state, pause = _next_state(outcome, failures)
    Delivery.objects.filter(pk=lease.delivery.pk, state=DeliveryState.SENDING, leased_until=lease.until).update(
        state=state,
        failures=failures,
        error=outcome.code,
        leased_until=None,
        sent_at=now if state == DeliveryState.SENT else None,
        next_try_at=now + pause,
        attempts=0 if outcome.kind is not OutcomeKind.HOPELESS else lease.delivery.attempts,
    )


def _next_state(outcome: Outcome, failures: int) -> tuple[DeliveryState, timedelta]:
    """Where a delivery goes from here, and how long it rests there."""
    match outcome.kind:
        case OutcomeKind.SENT:
            return DeliveryState.SENT, timedelta()
        case OutcomeKind.SKIPPED:
            return DeliveryState.SKIPPED, timedelta()
        case OutcomeKind.OUTAGE:
            return DeliveryState.QUEUED, _jittered(_OUTAGE_PAUSE)
        case OutcomeKind.HOPELESS:
            return DeliveryState.FAILED, timedelta()
    if failures >= MAX_ATTEMPTS:
        return DeliveryState.FAILED, timedelta()
    return DeliveryState.QUEUED, _jittered(_FIRST_PAUSE * _PAUSE_FACTOR ** (failures - 1))


def _jittered(pause: timedelta) -> timedelta:
    """A quarter more or less, so that what failed together does not come back together."""
    return pause * random.uniform(0.75, 1.25)  # noqa: S311 - no secret


# What went wrong, in words for the office page.
_WORDS = {
    "unreachable": _("对方地址连接不上"),
    "address_refused": _("地址指向内部网络，已拒绝"),
    "timeout": _("对方没有及时回应"),
    "tls": _("对方证书无效"),
    "not_https": _("只支持 https 地址"),
    "broken": _("连接中断"),
    "not_taken": _("对方没有接收"),
    "not_offered": _("不再支持这种渠道"),
    "unsealable": _("渠道地址无法读取，请重新填写"),
    "worker_died": _("发送时多次异常中止"),
    "internal": _("系统内部错误，已记录"),
    "muted": _("本人已关闭邮件"),
    "no_address": _("本人没有邮箱"),
    "person_gone": _("账号已停用"),
    "channel_off": _("渠道已停用"),
    "nothing_left": _("事项均已不可见"),
    "mail_server_down": _("邮件服务器连接不上，稍后自动再试"),
}


def words_for(code: str) -> str:
    """An outcome's code in the reader's language; http_404 and smtp_550 carry the other side's number."""
    protocol, _underscore, number = code.partition("_")
    if protocol in {"http", "smtp"} and number.isdigit():
        return gettext("对方返回错误 %(number)s") % {"number": number}
    return str(_WORDS.get(code, code))
