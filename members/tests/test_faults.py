"""Real Celery workers are killed with SIGKILL while reminders go out; a mail server outside counts (reliability.md R1).

The fault is `kill -9` of a worker's process group on one machine: not a power cut, not a network partition.
"""

import asyncio
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
import redis
from django.conf import settings
from django.db import connection
from django.utils import timezone

from members.enums import DeliveryState, Post, ReminderState
from members.models import Delivery, Message, Office, Reminder, User
from members.tests.factories import LONG_AGO, OrganizationFactory
from members.tests.listeners import MailSink, mail_sink, wait_until
from members.tests.reminding import item_on
from plans.services.reminders import KIND
from unionplan.celery import app

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

SEED = 20_260_308
LEASE_SECONDS = 6
QUEUE = "faults"
ROOT = Path(__file__).resolve().parents[2]


@dataclass
class SlowSink(MailSink):
    """Takes a mail at once and says so later: whoever dies in between cannot know that it arrived."""

    pause: float = 0.15

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        answer = await super().handle_DATA(server, session, envelope)
        await asyncio.sleep(self.pause)
        return answer


def database_url() -> str:
    """The test's own database, as a worker is told of it."""
    kept = connection.settings_dict
    secret = f":{kept['PASSWORD']}" if kept["PASSWORD"] else ""
    return f"postgres://{kept['USER']}{secret}@{kept['HOST']}:{kept['PORT']}/{kept['NAME']}"


class Workers:
    """Celery workers in process groups of their own; the oldest dies first."""

    def __init__(self, include: str, port: int, log: Path) -> None:
        self._command = [sys.executable, "-m", "celery", "-A", "unionplan", "worker", "-Q", QUEUE, "-c", "1"]
        self._command += ["-I", include]
        self._command += ["--pool", "prefork", "--without-gossip", "--without-mingle", "--without-heartbeat"]
        self._environment = os.environ | {
            "DATABASE_URL": database_url(),
            "REDIS_URL": settings.REDIS_URL,
            "EMAIL_URL": f"smtp://127.0.0.1:{port}",
            "DELIVERY_LEASE_SECONDS": str(LEASE_SECONDS),
            "UNIONPLAN_ENV": "test",
            "CELERY_SKIP_CHECKS": "yes",  # half of a start; the suite has checked
            "PYTHONWARNINGS": "ignore",
        }
        self._log = log
        self._alive: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        with self._log.open("ab") as log:
            worker = subprocess.Popen(
                self._command, cwd=ROOT, env=self._environment, stdout=log, stderr=log, start_new_session=True
            )
        self._alive.append(worker)

    def kill_oldest(self) -> None:
        worker = self._alive.pop(0)
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()

    def stop(self) -> None:
        while self._alive:
            self.kill_oldest()


@contextmanager
def poking(*tasks: str) -> Iterator[None]:
    """What beat does, only faster, and twice: a second scheduler must be harmless."""
    over = threading.Event()

    def poke() -> None:
        while not over.wait(0.3):
            for task in tasks:
                app.send_task(task, queue=QUEUE, expires=3)

    beats = [threading.Thread(target=poke) for _ in range(2)]
    for beat in beats:
        beat.start()
    try:
        yield
    finally:
        over.set()
        for beat in beats:
            beat.join()
        forget_the_queue()


def forget_the_queue() -> None:
    """Redis loses everything it held of ours: pokes waiting, pokes taken and not yet acknowledged."""
    redis.from_url(settings.REDIS_URL).delete(QUEUE, "unacked", "unacked_index", f"_kombu.binding.{QUEUE}")


def reminders_due_soon(count: int, *, within: timedelta) -> set[str]:
    """One reminder each for `count` people, due one after the other from now on; their addresses."""
    organization = OrganizationFactory()
    item = item_on(organization, date(2026, 3, 8))
    people = User.objects.bulk_create(
        User(username=f"fault{n}", full_name=f"甲{n}", email=f"fault{n}@unionplan.example") for n in range(count)
    )
    Office.objects.bulk_create(
        Office(user=person, organization=organization, post=Post.OFFICER, starts_on=LONG_AGO) for person in people
    )
    now = timezone.now()
    Reminder.objects.bulk_create(
        Reminder(
            occurrence_key=f"fault:{n}",
            kind=KIND,
            subject_id=item.pk,
            subject_on=date(2026, 3, 8),
            recipient=person,
            organization=organization,
            due_at=now + within * n / count,
        )
        for n, person in enumerate(people)
    )
    return {person.email for person in people}


def nothing_left() -> bool:
    """Every reminder spent and every delivery at its end, by the portal's own account."""
    return not (
        Reminder.objects.filter(state=ReminderState.WAITING).exists()
        or Delivery.objects.filter(state__in=[DeliveryState.QUEUED, DeliveryState.SENDING]).exists()
    )


@dataclass(frozen=True)
class Outcome:
    """What the mail server saw."""

    lost: int
    extras: int
    kills: int
    seconds: float


def kill_while_sending(include: str, tasks: tuple[str, ...], *, people: int, kills: int, log: Path) -> Outcome:
    """Two workers at a time; again and again the older is killed 50 to 450 ms after a mail arrived, and Redis forgets
    what it held. Then drain."""
    started, chance = time.monotonic(), random.Random(SEED)
    with mail_sink(SlowSink()) as sink:
        addresses = reminders_due_soon(people, within=timedelta(seconds=kills))
        workers = Workers(include, sink.port, log)
        try:
            with poking(*tasks):
                workers.start()
                for _ in range(kills):
                    workers.start()
                    seen = len(sink.mails)
                    assert wait_until(lambda seen=seen: len(sink.mails) > seen, seconds=40), log.read_text()
                    time.sleep(chance.uniform(0.05, 0.45))
                    workers.kill_oldest()
                    forget_the_queue()
                assert not nothing_left(), "the queue ran dry before the last kill: the test proves nothing"
                sink.pause = 0.0
                workers.start()
                assert wait_until(nothing_left, seconds=90), log.read_text()
        finally:
            workers.stop()
    arrived = Counter(str(mail["Message-ID"]) for mail in sink.mails)
    return Outcome(
        lost=len(addresses - {str(mail["To"]) for mail in sink.mails}),
        extras=arrived.total() - len(arrived),
        kills=kills,
        seconds=round(time.monotonic() - started, 1),
    )


def test_killed_workers_lose_no_reminder_and_double_none_in_the_inbox(tmp_path, record_property):
    tasks = ("members.scan_reminders", "members.deliver_messages")

    outcome = kill_while_sending("members.tasks", tasks, people=1_000, kills=20, log=tmp_path / "workers.log")

    print(f"protected: 1,000 reminders, seed {SEED}: {outcome}")
    record_property("outcome", str(outcome))
    assert outcome.lost == 0
    assert outcome.extras <= outcome.kills
    per_person = Message.objects.values_list("recipient", flat=True)
    assert (len(per_person), len(set(per_person))) == (1_000, 1_000)
    assert Reminder.objects.filter(state=ReminderState.DISPATCHED, message__isnull=False).count() == 1_000


def test_without_the_protection_the_same_kills_lose_reminders(tmp_path, record_property):
    """The negative control: if this sender lost nothing either, the test above would prove nothing."""
    tasks = ("members.scan_reminders", "unprotected.deliver_messages")

    outcome = kill_while_sending("members.tests.unprotected", tasks, people=150, kills=3, log=tmp_path / "workers.log")

    print(f"unprotected: 150 reminders, seed {SEED}: {outcome}")
    record_property("outcome", str(outcome))
    assert outcome.lost > 0
