"""Figures of activities and what attendance says for a member: 人 and 人次 kept apart, one subtree, one window."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from activities.enums import EventState
from activities.services.counting import attendances, events_held, people_who_came, sessions_held
from activities.services.evidence import last_activity
from activities.tests.factories import AttendanceFactory, EventFactory, EventSessionFactory
from members.services.archive.evidence import evidence_of
from members.tests.factories import MemberFactory, OrganizationFactory
from unionplan.core.counting import Window

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")
MARCH = Window(date(2026, 3, 1), date(2026, 3, 31))


def held(organization, *days, state=EventState.DONE):
    event = EventFactory(organization=organization, state=state)
    for day in days:
        starts_at = datetime(2026, 3, day, 23, 30, tzinfo=SHANGHAI)
        EventSessionFactory(event=event, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=20))
    return event


@pytest.fixture
def county():
    return OrganizationFactory()


@pytest.fixture
def base(county):
    return OrganizationFactory(parent=county)


def test_who_came_twice_counts_twice_as_a_visit_and_once_as_a_person(county, base):
    event = held(base, 8, 31)
    member = MemberFactory()
    for session in event.sessions.all():
        AttendanceFactory(session=session, member=member)
    AttendanceFactory(session=event.sessions.first())
    held(OrganizationFactory(), 8)
    held(base, 9, state=EventState.CANCELLED)

    figures = [
        count(path=county.path, window=MARCH) for count in (events_held, sessions_held, attendances, people_who_came)
    ]

    assert [(int(figure.value), figure.unit) for figure in figures] == [(1, "场"), (2, "期"), (3, "人次"), (2, "人")]
    assert [len(figure.records) for figure in figures] == [1, 2, 3, 2]


def test_the_window_is_counted_in_chinese_days(county, base):
    held(base, 31)

    assert events_held(path=county.path, window=Window(date(2026, 3, 31), date(2026, 3, 31))).value == 1
    assert events_held(path=county.path, window=Window(date(2026, 4, 1), date(2026, 4, 1))).value == 0


def test_attendance_speaks_for_a_member_up_to_the_day_asked(base):
    member, silent = MemberFactory(), MemberFactory()
    for session in held(base, 8, 20).sessions.all():
        AttendanceFactory(session=session, member=member)

    assert last_activity([member.pk, silent.pk], date(2026, 3, 31)) == {member.pk: date(2026, 3, 20)}
    assert last_activity([member.pk], date(2026, 3, 10)) == {member.pk: date(2026, 3, 8)}
    assert evidence_of([member.pk], date(2026, 3, 31))[member.pk].last_activity_on == date(2026, 3, 20)
