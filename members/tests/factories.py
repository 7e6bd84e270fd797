"""Test people and organizations. Names are made up of placeholders, never of real people."""

from datetime import date, timedelta

import factory
from django.utils import timezone

from members.enums import OrganizationKind, Post
from members.models import (
    ApiToken,
    CalendarFeed,
    Delivery,
    Heartbeat,
    IdempotentAnswer,
    Member,
    MemberIdentity,
    Membership,
    Message,
    Office,
    Organization,
    OrganizationChannel,
    Reminder,
    ReminderPolicy,
    ReplanRequest,
    Rule,
    User,
)

LONG_AGO = date(2020, 1, 1)


class OrganizationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organization

    name = factory.Sequence(lambda n: f"测试工会{n}")
    code = factory.Sequence(lambda n: f"T{n:05d}")
    kind = OrganizationKind.BASE


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    full_name = factory.Sequence(lambda n: f"甲{n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@unionplan.example")


class OfficeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Office

    user = factory.SubFactory(UserFactory)
    organization = factory.SubFactory(OrganizationFactory)
    post = Post.OFFICER
    starts_on = LONG_AGO


class MemberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Member

    name = factory.Sequence(lambda n: f"乙{n}")


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    member = factory.SubFactory(MemberFactory)
    organization = factory.SubFactory(OrganizationFactory)
    starts_on = LONG_AGO


class MemberIdentityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MemberIdentity

    member = factory.SubFactory(MemberFactory)


class RuleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Rule

    key = factory.Sequence(lambda n: f"test.rule{n}")
    value = "1"
    effective_from = LONG_AGO
    source_document = "测试办法"


class ApiTokenFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ApiToken

    user = factory.SubFactory(UserFactory)
    name = "测试"
    prefix = "upt_test"
    digest = factory.Sequence(lambda n: f"{n:064d}")
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=1))


class CalendarFeedFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CalendarFeed

    user = factory.SubFactory(UserFactory)
    digest = factory.Sequence(lambda n: f"{n:064d}")


class MessageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Message

    recipient = factory.SubFactory(UserFactory)
    dedupe_key = factory.Sequence(lambda n: f"test:{n}")
    kind = "digest"


class ReminderPolicyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ReminderPolicy

    organization = factory.SubFactory(OrganizationFactory)
    kind = factory.Sequence(lambda n: f"kind{n}")


class ReminderFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Reminder

    occurrence_key = factory.Sequence(lambda n: f"test:{n}")
    kind = "test"
    subject_id = 1
    recipient = factory.SubFactory(UserFactory)
    organization = factory.SubFactory(OrganizationFactory)
    due_at = factory.LazyFunction(timezone.now)


class ReplanRequestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ReplanRequest

    organization = factory.SubFactory(OrganizationFactory)
    asked_at = factory.LazyFunction(timezone.now)


class OrganizationChannelFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OrganizationChannel

    organization = factory.SubFactory(OrganizationFactory)
    name = "测试渠道"


class DeliveryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Delivery

    message = factory.SubFactory(MessageFactory)
    channel = "email"
    next_try_at = factory.LazyFunction(timezone.now)


class HeartbeatFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Heartbeat

    name = factory.Sequence(lambda n: f"beat{n}")
    beat_at = factory.LazyFunction(timezone.now)


class IdempotentAnswerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = IdempotentAnswer

    user = factory.SubFactory(UserFactory)
    key = factory.Sequence(lambda n: f"key-{n}")
    fingerprint = "0" * 64
    status = 201


def officer_of(organization: Organization, *, post: Post = Post.OFFICER, **extra: object) -> User:
    """An account with this post in force in this organization."""
    user = UserFactory()
    OfficeFactory(user=user, organization=organization, post=post, **extra)
    return user


def member_of(organization: Organization) -> User:
    """An account of a plain member of this organization, without any office."""
    user = UserFactory()
    MembershipFactory(member__user=user, organization=organization)
    return user
