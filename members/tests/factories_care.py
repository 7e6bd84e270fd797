"""Rows of life events, insurance, checks, rest cures and women's care."""

from datetime import date
from decimal import Decimal

import factory

from members.choices.care import CheckGroup
from members.choices.life import LifeEventKind
from members.models import (
    CareRoom,
    CheckCampaign,
    CheckEntry,
    CheckProvider,
    Claim,
    InsuranceCampaign,
    InsurancePremium,
    InsuranceScheme,
    LifeEvent,
    LifeEventAnswer,
    LifeEventWord,
    Member,
    Organization,
    Policy,
    RestApplication,
    RestQuota,
    RestTrip,
    SpecialPeriod,
)
from members.tests.factories import MemberFactory, MembershipFactory, OrganizationFactory, UserFactory

TODAY = date(2026, 3, 10)


class LifeEventWordFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LifeEventWord

    organization = factory.SubFactory(OrganizationFactory)
    label = factory.Sequence(lambda n: f"必访{n}")
    kind = LifeEventKind.MARRIAGE


class LifeEventFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LifeEvent

    organization = factory.SubFactory(OrganizationFactory)
    member = factory.SubFactory(MemberFactory)
    kind = LifeEventKind.MARRIAGE
    happened_on = date(2026, 3, 8)
    learned_on = date(2026, 3, 9)
    answer_by = date(2026, 3, 12)
    reported_by = factory.SubFactory(UserFactory)


class LifeEventAnswerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LifeEventAnswer

    event = factory.SubFactory(LifeEventFactory)
    source = "manual"
    source_id = factory.Sequence(lambda n: n)
    on = date(2026, 3, 11)
    by = factory.SubFactory(UserFactory)


class InsuranceSchemeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = InsuranceScheme

    organization = factory.SubFactory(OrganizationFactory)
    name = factory.Sequence(lambda n: f"互助保障{n}")
    provider = "测试互助会"


class InsurancePremiumFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = InsurancePremium

    scheme = factory.SubFactory(InsuranceSchemeFactory)
    effective_from = date(2020, 1, 1)
    amount = Decimal("50.00")
    source_document = "测试办法"


class InsuranceCampaignFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = InsuranceCampaign

    scheme = factory.SubFactory(InsuranceSchemeFactory)
    organization = factory.SelfAttribute("scheme.organization")
    opens_on = date(2026, 3, 1)
    closes_on = date(2026, 3, 31)
    starts_on = date(2026, 4, 1)
    expires_on = date(2027, 3, 31)


class PolicyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Policy

    campaign = factory.SubFactory(InsuranceCampaignFactory)
    scheme = factory.SelfAttribute("campaign.scheme")
    organization = factory.SelfAttribute("campaign.organization")
    member = factory.SubFactory(MemberFactory)
    premium = Decimal("50.00")
    starts_on = factory.SelfAttribute("campaign.starts_on")
    expires_on = factory.SelfAttribute("campaign.expires_on")


class ClaimFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Claim

    policy = factory.SubFactory(PolicyFactory)
    happened_on = date(2026, 4, 10)
    asked = Decimal("1000.00")
    reported_on = date(2026, 4, 20)
    reported_by = factory.SubFactory(UserFactory)


class CheckCampaignFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CheckCampaign

    organization = factory.SubFactory(OrganizationFactory)
    name = factory.Sequence(lambda n: f"职工体检{n}")
    groups = [CheckGroup.SERVING]
    opens_on = date(2026, 3, 1)
    deadline = date(2026, 6, 30)


class CheckProviderFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CheckProvider

    campaign = factory.SubFactory(CheckCampaignFactory)
    name = factory.Sequence(lambda n: f"测试体检中心{n}")
    price = Decimal("300.00")


class CheckEntryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CheckEntry

    campaign = factory.SubFactory(CheckCampaignFactory)
    member = factory.SubFactory(MemberFactory)
    organization = factory.SelfAttribute("campaign.organization")


class RestQuotaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RestQuota

    organization = factory.SubFactory(OrganizationFactory)
    year = 2026
    places = 10


class RestTripFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RestTrip

    organization = factory.SubFactory(OrganizationFactory)
    name = factory.Sequence(lambda n: f"第{n}批")
    base = "测试疗休养基地"
    starts_on = date(2026, 5, 10)
    ends_on = date(2026, 5, 14)
    price = Decimal("400.00")
    places = 20


class RestApplicationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RestApplication

    organization = factory.SubFactory(OrganizationFactory)
    member = factory.SubFactory(MemberFactory)
    year = 2026
    applied_on = date(2026, 3, 1)


class SpecialPeriodFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SpecialPeriod

    organization = factory.SubFactory(OrganizationFactory)
    member = factory.SubFactory(MemberFactory)
    fact = '{"kind": "pregnancy"}'
    starts_on = date(2026, 1, 1)
    ends_on = date(2026, 9, 1)
    reported_by = factory.SubFactory(UserFactory)


class CareRoomFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CareRoom

    organization = factory.SubFactory(OrganizationFactory)
    name = factory.Sequence(lambda n: f"爱心母婴室{n}")
    place = "一楼东侧"
    opened_on = date(2025, 3, 8)


def member_in(organization: Organization, **fields: object) -> Member:
    """A member on the roll of this organization."""
    member = MemberFactory(**fields)
    MembershipFactory(member=member, organization=organization)
    member.refresh_from_db()
    return member
