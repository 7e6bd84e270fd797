"""Canary people walk through the portal; afterwards nothing of them is found where it need not be (reliability.md S8).

The same look-around finds a value planted in each of the places: else finding nothing would mean nothing."""

import contextlib
import logging
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from django.conf import settings
from django.core.mail import send_mail
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

from members.models import Member, MemberIdentity
from members.services import consents
from members.services.own.copies import ask_copy
from members.tests.factories import MemberFactory
from members.tests.listeners import MailSink, mail_sink
from members.tests.test_faults import ROOT, database_url
from unionplan.celery import app
from unionplan.tests.authorisation.world import World, fill, make_tree
from unionplan.tests.canaries import places
from unionplan.tests.canaries.filling import filled, forms_in
from unionplan.tests.canaries.people import Canary, canary
from unionplan.tests.canaries.scanning import Hit, scan, scan_folder
from unionplan.tests.canaries.walking import MEMBER_NAME, Trail, look_around, places_sealed, work_through

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
QUEUE = "canaries"
BIRDS = [canary(serial) for serial in range(3)]
# Columns the walk must have reached, or it would prove nothing.
REACHED = {
    "members.MemberIdentity.number",
    "members.MemberIdentity.phone",
    "members.MemberIdentity.bank_card",
    "members.MemberIdentity.address",
}


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings) -> Path:
    """Temporary files of this process and its children, documents and mails: all below one folder."""
    for name in ("temp", "media", "mail"):
        (tmp_path / "files" / name).mkdir(parents=True)
    monkeypatch.setenv("TMPDIR", str(tmp_path / "files/temp"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "files/temp"))
    settings.MEDIA_ROOT = tmp_path / "files/media"
    settings.EMAIL_FILE_PATH = str(tmp_path / "files/mail")
    return tmp_path


@contextlib.contextmanager
def worker(temporary: Path, port: int) -> Iterator[None]:
    """A real Celery worker for one queue, with its log."""
    command = [sys.executable, "-m", "celery", "-A", "unionplan", "worker", "-Q", QUEUE, "-c", "1", "-l", "DEBUG"]
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "CELERY_SKIP_CHECKS": "yes",
        "PYTHONWARNINGS": "ignore",
    }
    with (temporary / "celery.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def run_tasks(temporary: Path, port: int) -> None:
    """Every periodic task once, by a worker that takes them from Redis."""
    kept = redis.Redis.from_url(settings.REDIS_URL)
    with worker(temporary, port):
        deadline = time.monotonic() + 120
        while (kept.llen(QUEUE) or kept.hlen("unacked")) and time.monotonic() < deadline:
            time.sleep(0.2)
    assert not kept.llen(QUEUE)


def everywhere(temporary: Path, trail: Trail, mails: list[bytes], values: dict[str, str], since: int) -> list[Hit]:
    """Every place, looked at once."""
    postgres = places.log_of_postgres()
    with postgres.open("rb") as log:
        log.seek(since)
        written = log.read()
    looked_at = {
        "pg_dump": places.dump_of_database(),
        "sessions and cache": places.unpacked_rows(),
        "redis": places.dump_of_redis(),
        "postgres log": written,
        "portal log": (temporary / "portal.log").read_bytes(),
        "celery log": (temporary / "celery.log").read_bytes(),
        "addresses": "\n".join(trail.addresses).encode(),
        "mails": b"\n".join(mails),
    }
    hits = [hit for where, data in looked_at.items() for hit in scan(data, values, where=where)]
    hits += [hit for where, data in trail.pages for hit in scan(data, values, where=where)]
    return hits + scan_folder(temporary / "files", values)


def collide(world: World, bird: Canary, trail: Trail) -> None:
    """Somebody else saved first."""
    address = reverse("members:member-change", args=[world.rows["own"][Member].pk])
    client = world.client("chair", api=False)
    (form,) = [form for form in forms_in(client.get(address)) if "version" in form.fields]
    typed = filled(form, bird, member=MEMBER_NAME) | {"version": 0}
    trail.note("members:member-change", address, client.post(address, typed), typed=True)


def provoke_failures(world: World, bird: Canary, trail: Trail, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refusals of the database with values in the statement, and a page that breaks with values at hand."""
    with contextlib.suppress(IntegrityError), transaction.atomic():
        MemberFactory(number=bird.phone)
        MemberFactory(number=bird.phone)
    with contextlib.suppress(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT %s::bigint / 0", [bird.number[:17]])

    def breaks(member: Member) -> None:
        secret = bird.number
        raise RuntimeError(f"{len(secret)} characters")

    with monkeypatch.context() as patch:
        patch.setattr(consents, "held_by", breaks)
        address = reverse("members:own-consents")
        response = world.client("member", api=False).get(address, headers={"X-Person": bird.number})
        assert response.status_code == 500
        trail.note("members:own-consents", address, response, typed=False)


def people_with_canaries(world: World) -> None:
    """The members of "own" and "child", and the member who opens the own page, are canaries."""
    rows = [world.rows["own"][Member], world.rows["child"][Member], Member.objects.get(user=world.users["member"])]
    for member, bird in zip(rows, BIRDS, strict=True):
        MemberIdentity.objects.filter(member=member).delete()
        MemberIdentity.objects.create(
            member=member, number=bird.number, phone=bird.phone, bank_card=bird.bank_card, address=bird.address
        )


def values_of_all() -> dict[str, str]:
    return {f"{name} {number}": value for number, bird in enumerate(BIRDS) for name, value in bird.values().items()}


def test_nothing_of_a_canary_lies_open_anywhere(temporary, monkeypatch):
    started = time.monotonic()
    since = places.log_of_postgres().stat().st_size
    with mail_sink(MailSink()) as sink, places.portal_log(temporary / "portal.log"):
        world = make_tree()
        fill(world, "own", "child")
        people_with_canaries(world)
        trail = work_through(world, BIRDS[0], role="chair")
        collide(world, BIRDS[0], trail)
        provoke_failures(world, BIRDS[1], trail, monkeypatch)
        ask_copy(member=Member.objects.get(user=world.users["member"]), by=world.users["member"])
        for task in {entry["task"] for entry in app.conf.beat_schedule.values()}:
            app.send_task(task, queue=QUEUE)
        waiting = scan(places.dump_of_redis(), values_of_all(), where="redis, tasks waiting")
        run_tasks(temporary, sink.port)
        after = look_around(world, roles=("member", "federation_officer"))
        trail.addresses += after.addresses
        trail.pages += after.pages
        mails = [mail.as_bytes() for mail in sink.mails]
    hits = waiting + everywhere(temporary, trail, mails, values_of_all(), since)
    print(f"{len(trail.pages)} pages, {trail.statuses}, {time.monotonic() - started:.0f} s")

    assert not hits, "\n".join(f"{count} × {hit}" for hit, count in Counter(hits).items())
    assert places_sealed(BIRDS[0]) >= REACHED
    assert {404, 409, 422, 500} <= set(trail.statuses) | set(after.statuses)


def test_the_same_look_finds_a_value_planted_in_each_place(temporary):
    bird, trail = canary(99), Trail()
    since = places.log_of_postgres().stat().st_size
    kept = redis.Redis.from_url(settings.REDIS_URL)
    with mail_sink(MailSink()) as sink, places.portal_log(temporary / "portal.log"):
        logging.getLogger("members").warning("could not save %s", bird.number)
        MemberFactory(name="无名", skill_level=bird.number)
        with contextlib.suppress(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL log_min_error_statement = error")
            cursor.execute("SELECT %s || 1 / 0", [bird.number])
        app.send_task("members.make_copies", args=[bird.number], queue=QUEUE)
        in_redis = scan(places.dump_of_redis(), bird.values(), where="redis")
        run_tasks(temporary, sink.port)
        with settings_of_mail(sink.port):
            send_mail("通知", f"证件号码 {bird.number}", None, ["a@unionplan.example"])
        trail.addresses.append(f"/members/archive/?q={bird.number}")
        trail.pages.append(("page", f"<td>{bird.number}</td>".encode()))
        (temporary / "files/temp/upload.tmp").write_text(bird.number)
        mails = [mail.as_bytes() for mail in sink.mails]
    kept.delete(QUEUE, "unacked", "unacked_index", f"_kombu.binding.{QUEUE}")
    hits = in_redis + everywhere(temporary, trail, mails, bird.values(), since)

    found = {hit.where.split("/")[0] for hit in hits if hit.name == "number"}
    assert found >= {"pg_dump", "redis", "postgres log", "portal log", "celery log", "addresses", "mails", "page"}
    assert any(hit.where.endswith("upload.tmp") for hit in hits)


@contextlib.contextmanager
def settings_of_mail(port: int) -> Iterator[None]:
    """Mail goes to the sink."""
    from django.test import override_settings

    backend = "django.core.mail.backends.smtp.EmailBackend"
    with override_settings(EMAIL_BACKEND=backend, EMAIL_HOST="127.0.0.1", EMAIL_PORT=port, EMAIL_USE_TLS=False):
        yield
