"""Test rows of the archive: applications, transfers, leavings, requests, family, titles."""

import factory
from django.utils import timezone

from members.choices.archive import (
    CorrectionField,
    FamilyPurpose,
    FamilyRelation,
    LeavingKind,
    StepKind,
    TitleLevel,
)
from members.choices.people import MemberState
from members.models import (
    Application,
    ArchiveCampaign,
    CorrectionRequest,
    FamilyMember,
    Leaving,
    MemberStep,
    NumberCounter,
    NumberScheme,
    Transfer,
    WorkerTitle,
)
from members.tests.factories import LONG_AGO, MemberFactory, OrganizationFactory, UserFactory


class MemberStepFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MemberStep

    member = factory.SubFactory(MemberFactory)
    kind = StepKind.APPROVED
    on = LONG_AGO
    state_after = MemberState.ACTIVE


class ApplicationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Application

    member = factory.SubFactory(MemberFactory, state=MemberState.APPLIED)
    organization = factory.SubFactory(OrganizationFactory)
    applied_on = factory.LazyFunction(timezone.localdate)
    filed_by = factory.SubFactory(UserFactory)


class NumberSchemeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = NumberScheme

    organization = factory.SubFactory(OrganizationFactory)
    prefix = factory.Sequence(lambda n: f"P{n}")


class NumberCounterFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = NumberCounter

    scheme = factory.SubFactory(NumberSchemeFactory)
    year = 2026


class TransferFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Transfer

    member = factory.SubFactory(MemberFactory)
    source = factory.SubFactory(OrganizationFactory)
    target = factory.SubFactory(OrganizationFactory)
    reason = "调动工作"
    asked_by = factory.SubFactory(UserFactory)


class LeavingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Leaving

    member = factory.SubFactory(MemberFactory)
    organization = factory.SubFactory(OrganizationFactory)
    kind = LeavingKind.ASKED
    opened_on = LONG_AGO


class CorrectionRequestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CorrectionRequest

    member = factory.SubFactory(MemberFactory)
    field = CorrectionField.NAME
    asked_by = factory.SubFactory(UserFactory)


class FamilyMemberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FamilyMember

    member = factory.SubFactory(MemberFactory)
    relation = FamilyRelation.SPOUSE
    purpose = FamilyPurpose.EMERGENCY
    told_on = LONG_AGO
    added_by = factory.SubFactory(UserFactory)


class WorkerTitleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = WorkerTitle

    member = factory.SubFactory(MemberFactory)
    title = "劳动模范"
    level = TitleLevel.COUNTY
    year = 2024
    document = "测试表彰决定"


class ArchiveCampaignFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ArchiveCampaign

    organization = factory.SubFactory(OrganizationFactory)
    name = "测试批次"
    starts_on = LONG_AGO
