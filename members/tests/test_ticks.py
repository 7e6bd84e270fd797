"""What beat pokes: registered, argument-free, harmless when repeated, and heard by whoever watches."""

import json
from datetime import date, timedelta

import pytest
import redis
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from members import tasks
from members.models import Delivery, Heartbeat, IdempotentAnswer, Message, ReplanRequest
from members.services.planning import ask_replan_below
from members.tests.factories import IdempotentAnswerFactory, OrganizationFactory, officer_of
from members.tests.reminding import due_reminder, item_on
from unionplan.celery import app

pytestmark = pytest.mark.django_db


def test_every_tick_of_beat_is_a_task_somebody_serves():
    app.loader.import_default_modules()
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)


def test_ticks_expire_before_the_next_one():
    assert all(entry["options"]["expires"] < entry["schedule"] for entry in app.conf.beat_schedule.values())


def test_a_morning_from_due_to_mail():
    organization = OrganizationFactory()
    officer = officer_of(organization)
    due_reminder(item_on(organization, date(2026, 3, 8)), officer)
    for _ in range(3):
        tasks.scan_reminders()
        tasks.deliver_messages()
    assert [sent.to for sent in mail.outbox] == [[officer.email]]
    assert set(Heartbeat.objects.values_list("name", flat=True)) >= {"reminder-scanner", "message-sender"}


def test_the_scanner_serves_what_was_asked_for():
    organization = OrganizationFactory()
    officer_of(organization)
    item = item_on(organization, timezone.localdate() + timedelta(days=60))
    ask_replan_below([organization.path, organization.path], now=timezone.now())
    tasks.scan_reminders()
    assert not ReplanRequest.objects.exists()
    assert item.plan.organization.reminders.count() == 3


def test_whoever_watches_sees_a_silent_scanner_and_a_message_that_does_not_get_out(client):
    tasks.scan_reminders()
    assert client.get(reverse("pages:readyz")).status_code == 200
    Heartbeat.objects.filter(name="reminder-scanner").update(beat_at=timezone.now() - timedelta(minutes=6))
    assert client.get(reverse("pages:readyz")).json()["checks"]["scanner"]["ok"] is False

    organization = OrganizationFactory()
    due_reminder(item_on(organization, date(2026, 3, 8)), officer_of(organization))
    tasks.scan_reminders()
    Message.objects.update(created_at=timezone.now() - timedelta(minutes=16))
    Delivery.objects.update(next_try_at=timezone.now() + timedelta(minutes=1))  # tried again and again
    assert client.get(reverse("pages:readyz")).json()["checks"]["oldest_unsent"]["ok"] is False


def test_what_lies_in_redis_names_nobody():
    organization = OrganizationFactory()
    due_reminder(item_on(organization, date(2026, 3, 8)), officer_of(organization))
    server = redis.from_url(settings.REDIS_URL)
    for task in ("members.scan_reminders", "members.deliver_messages", "members.purge_sessions"):
        app.send_task(task, queue="looked-at")
    bodies = [json.loads(raw) for raw in server.lrange("looked-at", 0, -1)]
    server.delete("looked-at", "_kombu.binding.looked-at")
    assert len(bodies) == 3
    assert {(body["headers"]["argsrepr"], body["headers"]["kwargsrepr"]) for body in bodies} == {("()", "{}")}


def test_old_sessions_go_and_live_ones_stay():
    person = officer_of(OrganizationFactory())
    for key, days in (("old", -1), ("live", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=timezone.now() + timedelta(days=days))
        UserSession.objects.create(user=person, session_key=key, ip="127.0.0.1", user_agent="", data={})
    tasks.purge_sessions()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["live"]
    assert list(UserSession.objects.values_list("session_key", flat=True)) == ["live"]


def test_answers_of_the_api_are_forgotten_after_two_days():
    kept = IdempotentAnswerFactory()
    forgotten = IdempotentAnswerFactory()
    IdempotentAnswer.objects.filter(pk=kept.pk).update(created_at=timezone.now() - timedelta(days=1))
    IdempotentAnswer.objects.filter(pk=forgotten.pk).update(created_at=timezone.now() - timedelta(days=3))
    tasks.purge_sessions()
    assert list(IdempotentAnswer.objects.all()) == [kept]
