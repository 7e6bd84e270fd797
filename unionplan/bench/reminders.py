"""Reminders claimed into messages, beside one INSERT … SELECT of the same rows."""

import time
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from members.models import Delivery, Message, Reminder, User
from members.services.scanning import scan
from plans.models import Occurrence
from unionplan.bench.data import World
from unionplan.bench.figures import Figure, interleaved

_RAW = """
    INSERT INTO members_message (recipient_id, dedupe_key, kind, context, created_at)
    SELECT recipient_id, 'raw:' || occurrence_key, 'digest', jsonb_build_object('reminder', id), now()
    FROM members_reminder
"""


def measure(world: World, *, due: int, rounds: int) -> list[Figure]:
    """`due` reminders for a thousand people."""
    people = User.objects.bulk_create(User(username=f"r{n}", full_name=f"丙{n}") for n in range(min(1000, due)))
    ours, raw = interleaved(lambda: _ours(world, people, due), lambda: _raw(world, people, due), rounds=rounds)
    _forget()
    return [Figure(f"{due:,} reminders → messages", ours, raw, "rows/s", 0.75)]


def _fill(world: World, people: list[User], due: int) -> None:
    _forget()
    now = timezone.now()
    subjects = list(Occurrence.objects.filter(item__plan=world.plan).values_list("item_id", "start"))
    Reminder.objects.bulk_create(
        (
            Reminder(
                occurrence_key=f"bench:{n}",
                kind="plan_item",
                subject_id=subjects[n % len(subjects)][0],
                subject_on=subjects[n % len(subjects)][1],
                recipient=people[n % len(people)],
                organization=world.organization,
                due_at=now - timedelta(minutes=1),
            )
            for n in range(due)
        ),
        batch_size=5000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE members_reminder")


def _forget() -> None:
    Reminder.objects.all().delete()
    Delivery.objects.all().delete()
    Message.objects.all().delete()


def _ours(world: World, people: list[User], due: int) -> float:
    _fill(world, people, due)
    begin = time.perf_counter()
    scan(now=timezone.now())
    passed = time.perf_counter() - begin
    if Reminder.objects.filter(state="waiting").exists():
        raise RuntimeError("the scanner left due reminders behind")
    return due / passed


def _raw(world: World, people: list[User], due: int) -> float:
    _fill(world, people, due)
    begin = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(_RAW)
    return due / (time.perf_counter() - begin)
