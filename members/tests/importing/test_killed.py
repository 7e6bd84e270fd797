"""`kill -9` at random points of the writing of 5,000 rows: everything or nothing, and the next worker finishes it
(reliability.md B8). The fault is a killed process on one machine: not a power cut, not a crash of the database.

The negative control, the same statements without their transaction, must be found half done by the same test."""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from members.choices.transfers import ImportMode, ImportState
from members.models import ImportChange, ImportJob, ImportRow, Member, MemberIdentity, Membership
from members.services.importing.applying import confirm
from members.services.importing.running import run_waiting_imports
from members.tests.factories import OrganizationFactory, officer_of
from members.tests.importing.people import brought_in, roll, taken_back
from members.tests.test_faults import database_url

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

ROWS = 5_000
KILLS = 20
SEED = 20_261_121
ROOT = Path(__file__).resolve().parents[3]


def started(*arguments: str) -> "subprocess.Popen[bytes]":
    """A worker process that has said it is ready."""
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "UNIONPLAN_ENV": "test",
        "PYTHONWARNINGS": "ignore",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "members.tests.importing.killed", *arguments]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, start_new_session=True)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    return process


def kill(process: "subprocess.Popen[bytes]") -> None:
    """Kill the worker, and wait until PostgreSQL has noticed: a commit that was asked for is still carried out."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    while others_at_work():
        time.sleep(0.05)


def others_at_work() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend')"
        )
        return bool(cursor.fetchone()[0])


def everything() -> tuple[int, int, int, int]:
    return (
        Member.objects.count(),
        MemberIdentity.objects.count(),
        Membership.objects.count(),
        ImportChange.objects.count(),
    )


def waiting_job() -> ImportJob:
    """A checked job of ROWS rows that waits for its writer."""
    union = OrganizationFactory()
    officer = officer_of(union)
    job = brought_in(roll(ROWS), organization=union, by=officer)
    confirm(job=job, mode=ImportMode.ALL, by=officer)
    return job


def waits_again(job: ImportJob) -> None:
    """As if the silent worker's lease had run out and nobody had tried before."""
    past = timezone.now() - timedelta(minutes=5)
    ImportJob.objects.filter(pk=job.pk).update(lease_until=past, attempts=0)


def test_killed_at_random_points_it_is_all_or_nothing():
    job, dice = waiting_job(), random.Random(SEED)
    whole = seconds_of_a_whole_run()
    job = taken_back_and_waiting(job)
    outcomes = []
    for _ in range(KILLS):
        worker = started()
        time.sleep(dice.uniform(0.0, 1.1 * whole))
        kill(worker)
        job.refresh_from_db()
        outcomes.append(everything()[0])
        assert everything() == ((ROWS,) * 4 if job.state == ImportState.DONE else (0,) * 4)
        if job.state == ImportState.DONE:
            assert not ImportRow.objects.exists()
            job = taken_back_and_waiting(job)
        waits_again(job)
    print(f"kills {KILLS}, seed {SEED}, rows {ROWS}: nothing {outcomes.count(0)}, all {outcomes.count(ROWS)}")

    run_waiting_imports()
    job.refresh_from_db()
    assert (job.state, everything()) == (ImportState.DONE, (ROWS,) * 4)


def seconds_of_a_whole_run() -> float:
    """How long this machine takes for it just now: the kills shall fall into that time."""
    worker = started()
    begin = time.monotonic()
    assert worker.stdout is not None
    assert worker.stdout.readline() == b"done\n"
    took = time.monotonic() - begin
    worker.wait()
    worker.stdout.close()
    return took


def taken_back_and_waiting(job: ImportJob) -> ImportJob:
    """The same file once more, at the same point."""
    job.refresh_from_db()
    taken_back(job, by=job.created_by)
    again = brought_in(roll(ROWS), organization=job.organization, by=job.created_by)
    confirm(job=again, mode=ImportMode.ALL, by=job.created_by)
    return again


def test_without_its_transaction_the_same_kill_leaves_half_an_import():
    waiting_job()
    process = started("--unprotected")
    until = time.monotonic() + 60
    while Member.objects.count() == 0 and time.monotonic() < until:
        time.sleep(0.005)
    kill(process)

    assert Member.objects.count() == ROWS
    assert Membership.objects.count() < ROWS or ImportJob.objects.get().state != ImportState.DONE
