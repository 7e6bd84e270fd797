"""Places at an event: who gets one, in which order, who moves up, and why somebody is refused."""

from datetime import timedelta

import pytest
from django.utils import timezone

from activities.enums import EventState, QuestionKind, RegistrationState
from activities.services.events import SessionInput, change_event, change_event_state
from activities.services.registrations import sign_up, withdraw
from activities.tests.factories import EventFactory, EventSessionFactory, QuestionFactory
from members.choices.people import MemberState
from members.enums import Post
from members.models import Message
from members.tests.factories import MembershipFactory, OrganizationFactory, officer_of
from unionplan.core.errors import DomainError

pytestmark = pytest.mark.django_db


@pytest.fixture
def base():
    return OrganizationFactory(name="测试基层工会")


@pytest.fixture
def officer(base):
    return officer_of(base, post=Post.CHAIR)


@pytest.fixture
def event(base, officer):
    event = EventFactory(organization=base, capacity=2, author=officer)
    EventSessionFactory(event=event)
    return event


def somebody(home, **archive):
    member = MembershipFactory(organization=home).member
    for name, value in archive.items():
        setattr(member, name, value)
    member.save()
    member.refresh_from_db()
    return member


def press(event, member, by, **extra):
    return sign_up(event_id=event.pk, member=member, by=by, now=timezone.now(), **extra)


def order(event):
    return [(each.member.name, each.state) for each in event.registrations.standing()]


def test_places_go_in_order_and_then_people_wait(event, base, officer):
    names = []
    for name in ("甲一", "甲二", "甲三", "甲四"):
        press(event, somebody(base, name=name), officer)
        names.append(name)

    assert order(event) == [("甲一", "confirmed"), ("甲二", "confirmed"), ("甲三", "waiting"), ("甲四", "waiting")]


def test_who_leaves_makes_room_for_the_first_who_waits(event, base, officer, django_user_model):
    account = django_user_model.objects.create(username="waiting", full_name="甲三", email="w@unionplan.example")
    first = press(event, somebody(base, name="甲一"), officer)
    press(event, somebody(base, name="甲二"), officer)
    press(event, somebody(base, name="甲三", user=account), officer)
    press(event, somebody(base, name="甲四"), officer)

    withdraw(registration_id=first.pk, by=officer, now=timezone.now())

    assert order(event) == [("甲二", "confirmed"), ("甲三", "confirmed"), ("甲四", "waiting")]
    assert [message.recipient for message in Message.objects.all()] == [account]


def test_who_comes_back_stands_at_the_end(event, base, officer):
    returning = somebody(base, name="甲一")
    first = press(event, returning, officer)
    press(event, somebody(base, name="甲二"), officer)
    press(event, somebody(base, name="甲三"), officer)
    withdraw(registration_id=first.pk, by=officer, now=timezone.now())

    press(event, returning, officer)

    assert order(event) == [("甲二", "confirmed"), ("甲三", "confirmed"), ("甲一", "waiting")]


def test_a_family_that_does_not_fit_waits_and_nobody_overtakes(event, base, officer):
    event.companions_max = 2
    event.save()
    press(event, somebody(base, name="甲一"), officer)
    press(event, somebody(base, name="甲二"), officer, companions=1)
    press(event, somebody(base, name="甲三"), officer)

    assert order(event) == [("甲一", "confirmed"), ("甲二", "waiting"), ("甲三", "waiting")]


def test_more_places_let_those_who_wait_move_up(event, base, officer):
    for name in ("甲一", "甲二", "甲三"):
        press(event, somebody(base, name=name), officer)
    session = event.sessions.get()
    event.refresh_from_db()

    change_event(
        event_id=event.pk,
        expected_version=event.version,
        sessions=[SessionInput(session.starts_at, session.ends_at)],
        by=officer,
        now=timezone.now(),
        capacity=3,
    )

    assert [state for _name, state in order(event)] == ["confirmed"] * 3


def test_fewer_places_than_given_away_are_refused(event, base, officer):
    press(event, somebody(base), officer)
    press(event, somebody(base), officer)
    session = event.sessions.get()
    event.refresh_from_db()

    with pytest.raises(DomainError) as refused:
        change_event(
            event_id=event.pk,
            expected_version=event.version,
            sessions=[SessionInput(session.starts_at, session.ends_at)],
            by=officer,
            now=timezone.now(),
            capacity=1,
        )

    assert refused.value.field == "capacity"


def test_twice_is_once(event, base, officer):
    member = somebody(base)
    press(event, member, officer)

    with pytest.raises(DomainError, match="已经报过名"):
        press(event, member, officer)

    assert event.registrations.count() == 1


@pytest.mark.parametrize(
    ("wish", "archive", "reason"),
    [
        ({"gender": "female"}, {"gender": "male"}, "面向女会员"),
        ({"for_whom": "retired"}, {}, "面向退休会员"),
        ({"for_whom": "working"}, {"state": MemberState.RETAINED}, "面向在职会员"),
        ({}, {"state": MemberState.WITHDRAWN}, "在会的会员身份"),
    ],
)
def test_who_it_is_not_for_is_told_why(event, base, officer, wish, archive, reason):
    for name, value in wish.items():
        setattr(event, name, value)
    event.save()

    with pytest.raises(DomainError, match=reason):
        press(event, somebody(base, **archive), officer)


def test_members_below_belong_and_members_beside_do_not(event, base, officer):
    below = OrganizationFactory(parent=base)
    beside = OrganizationFactory()

    assert press(event, somebody(below), officer).state == RegistrationState.CONFIRMED
    with pytest.raises(DomainError, match="面向其他单位"):
        press(event, somebody(beside), officer)


def test_invited_unions_only(event, base, officer):
    invited = OrganizationFactory(parent=base)
    event.is_open_to_all = False
    event.save()
    event.invited.set([invited])

    assert press(event, somebody(invited), officer).state == RegistrationState.CONFIRMED
    with pytest.raises(DomainError, match="面向其他单位"):
        press(event, somebody(base), officer)


def test_the_window_holds_for_members_and_not_for_the_officer_who_enters_somebody(event, base, officer):
    event.closes_at = timezone.now() - timedelta(minutes=1)
    event.save()

    with pytest.raises(DomainError, match="报名已经截止"):
        press(event, somebody(base), officer)
    assert press(event, somebody(base), officer, on_behalf=True).state == RegistrationState.CONFIRMED


@pytest.mark.parametrize("state", [EventState.DRAFT, EventState.CANCELLED, EventState.DONE])
def test_nobody_enters_what_is_not_announced(event, base, officer, state):
    event.state = state
    event.save()

    with pytest.raises(DomainError, match="不能报名"):
        press(event, somebody(base), officer, on_behalf=True)


def test_questions_are_asked(event, base, officer):
    size = QuestionFactory(event=event, text="衣服尺码", kind=QuestionKind.CHOICE, choices=["中", "大"])

    with pytest.raises(DomainError) as missing:
        press(event, somebody(base), officer)
    with pytest.raises(DomainError):
        press(event, somebody(base), officer, answers={size.pk: "特大"})
    registration = press(event, somebody(base), officer, answers={size.pk: "大"})

    assert missing.value.field == f"question_{size.pk}"
    assert [answer.text for answer in registration.answers.all()] == ["大"]


def test_cancelling_asks_a_reason_and_tells_everybody_signed_up(event, base, officer, django_user_model):
    account = django_user_model.objects.create(username="goes", full_name="甲一")
    press(event, somebody(base, user=account), officer)

    with pytest.raises(DomainError) as refused:
        change_event_state(event_id=event.pk, to=EventState.CANCELLED, by=officer, now=timezone.now())
    change_event_state(event_id=event.pk, to=EventState.CANCELLED, by=officer, now=timezone.now(), reason="场馆检修")

    assert refused.value.field == "reason"
    assert [message.recipient for message in Message.objects.all()] == [account]
