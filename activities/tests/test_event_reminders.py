"""Reminders of events: who hears before it begins, who no longer does, and what the line says."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from activities.enums import EventKind, EventState
from activities.services.events import SessionInput, change_event_state, create_event
from activities.services.registrations import sign_up, withdraw
from activities.services.reminders import KIND, PLACE_KIND
from members.enums import ReminderState
from members.models import Message, Reminder
from members.services.scanning import scan
from members.tests.factories import OrganizationFactory, member_of, officer_of

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=SHANGHAI)  # a Monday
EVENING = datetime(2026, 3, 20, 18, 30, tzinfo=SHANGHAI)  # a Friday


@pytest.fixture
def base():
    return OrganizationFactory(name="测试基层工会")


@pytest.fixture
def officer(base):
    return officer_of(base)


@pytest.fixture
def event(base, officer):
    event = create_event(
        organization=base,
        sessions=[SessionInput(EVENING, EVENING + timedelta(hours=2))],
        by=officer,
        title="诵读晚会",
        kind=EventKind.ARTS,
        capacity=1,
        closes_at=datetime(2026, 3, 17, 18, 0, tzinfo=SHANGHAI),
    )
    return change_event_state(event_id=event.pk, to=EventState.PUBLISHED, by=officer, now=NOW)


def waiting(person):
    rows = Reminder.objects.filter(kind__in=[KIND, PLACE_KIND], recipient=person, state=ReminderState.WAITING).order_by(
        "due_at"
    )
    return [row.due_at.astimezone(SHANGHAI).strftime("%m-%d %H:%M") for row in rows]


def test_who_runs_it_hears_in_time_and_before_sign_up_closes(event, officer):
    assert waiting(officer) == ["03-06 09:00", "03-13 09:00", "03-17 09:00", "03-19 09:00"]


def test_who_has_a_place_hears_the_day_before_and_who_waits_does_not(base, event):
    goes, waits = member_of(base), member_of(base)
    sign_up(event_id=event.pk, member=goes.member, by=goes, now=NOW)
    sign_up(event_id=event.pk, member=waits.member, by=waits, now=NOW)

    assert waiting(goes) == ["03-19 09:00"]
    assert waiting(waits) == []


def test_the_place_given_back_takes_the_reminder_along(base, event):
    goes, waits = member_of(base), member_of(base)
    place = sign_up(event_id=event.pk, member=goes.member, by=goes, now=NOW)
    sign_up(event_id=event.pk, member=waits.member, by=waits, now=NOW)

    withdraw(registration_id=place.pk, by=goes, now=NOW)

    assert waiting(goes) == []
    assert waiting(waits) == ["03-19 09:00"]


def test_a_cancelled_event_reminds_nobody(base, event, officer):
    goes = member_of(base)
    sign_up(event_id=event.pk, member=goes.member, by=goes, now=NOW)

    change_event_state(event_id=event.pk, to=EventState.CANCELLED, by=officer, now=NOW, reason="场地停电")

    assert waiting(goes) == waiting(officer) == []


def test_what_changed_behind_the_rows_back_is_seen_when_it_is_due(base, event):
    goes = member_of(base)
    sign_up(event_id=event.pk, member=goes.member, by=goes, now=NOW)
    event.registrations.update(state="waiting")

    with time_machine.travel(EVENING - timedelta(hours=20), tick=False):
        scan(now=EVENING - timedelta(hours=20))

    row = Reminder.objects.get(recipient=goes)
    assert (row.state, row.reason) == (ReminderState.SKIPPED, "no_place")


def test_the_message_leads_to_the_event(client, base, event):
    goes = member_of(base)
    sign_up(event_id=event.pk, member=goes.member, by=goes, now=NOW)
    moment = datetime(2026, 3, 19, 9, 0, tzinfo=SHANGHAI)

    with time_machine.travel(moment, tick=False):
        scan(now=moment)
        client.force_login(goes)
        text = client.get(reverse("members:message-detail", args=[Message.objects.get(recipient=goes).pk])).text

    assert "诵读晚会" in text
    assert event.get_absolute_url() in text
