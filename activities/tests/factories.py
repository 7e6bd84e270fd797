"""Test events; the text is made up."""

from datetime import timedelta

import factory
from django.utils import timezone

from activities.enums import EventState, RegistrationState
from activities.models import Answer, Attendance, Event, EventSession, Question, Registration
from members.tests.factories import MemberFactory, OrganizationFactory, UserFactory


class EventFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Event

    organization = factory.SubFactory(OrganizationFactory)
    title = factory.Sequence(lambda n: f"测试活动{n}")
    author = factory.SubFactory(UserFactory)
    state = EventState.PUBLISHED


class EventSessionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = EventSession

    event = factory.SubFactory(EventFactory)
    starts_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=3))
    ends_at = factory.LazyAttribute(lambda session: session.starts_at + timedelta(hours=2))


class QuestionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Question

    event = factory.SubFactory(EventFactory)
    text = factory.Sequence(lambda n: f"问题{n}")


class RegistrationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Registration

    event = factory.SubFactory(EventFactory)
    member = factory.SubFactory(MemberFactory)
    state = RegistrationState.CONFIRMED
    position = factory.Sequence(lambda n: n + 1)
    signed_up_at = factory.LazyFunction(timezone.now)
    signed_up_by = factory.SubFactory(UserFactory)


class AnswerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Answer

    registration = factory.SubFactory(RegistrationFactory)
    question = factory.SubFactory(QuestionFactory)


class AttendanceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Attendance

    session = factory.SubFactory(EventSessionFactory)
    member = factory.SubFactory(MemberFactory)
    noted_by = factory.SubFactory(UserFactory)
