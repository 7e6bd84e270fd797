"""Rows of the organization register for tests."""

from datetime import date

import factory
from django.utils import timezone

from members.choices.register import SetupState
from members.models import (
    AreaGroup,
    AreaGroupMember,
    Employer,
    EmployerFigures,
    GradeAward,
    GradeScheme,
    Headcount,
    OrganizationMove,
    SetupCandidate,
    SetupStep,
    Term,
    TermCandidate,
    UnionEmployer,
)
from members.tests.factories import LONG_AGO, OrganizationFactory, UserFactory


class OrganizationMoveFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OrganizationMove

    organization = factory.SubFactory(OrganizationFactory)
    after = factory.SubFactory(OrganizationFactory)
    by = factory.SubFactory(UserFactory)
    at = factory.LazyFunction(timezone.now)


class EmployerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Employer

    name = factory.Sequence(lambda n: f"测试单位{n}")
    area = factory.SubFactory(OrganizationFactory)


class EmployerFiguresFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = EmployerFigures

    employer = factory.SubFactory(EmployerFactory)
    year = 2025
    as_of = date(2025, 12, 31)
    staff = 60
    women = 20


class UnionEmployerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = UnionEmployer

    employer = factory.SubFactory(EmployerFactory)
    organization = factory.SubFactory(OrganizationFactory)
    starts_on = LONG_AGO


class HeadcountFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Headcount

    organization = factory.SubFactory(OrganizationFactory)
    as_of = date(2025, 12, 31)
    staff = 60


class AreaGroupFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AreaGroup

    name = factory.Sequence(lambda n: f"测试片组{n}")
    keeper = factory.SubFactory(OrganizationFactory)
    starts_on = LONG_AGO


class AreaGroupMemberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AreaGroupMember

    group = factory.SubFactory(AreaGroupFactory)
    organization = factory.SubFactory(OrganizationFactory)
    starts_on = LONG_AGO


class SetupCandidateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SetupCandidate

    name = factory.Sequence(lambda n: f"拟建工会{n}")
    parent = factory.SubFactory(OrganizationFactory)


class SetupStepFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SetupStep

    candidate = factory.SubFactory(SetupCandidateFactory)
    after = SetupState.IDLE
    on = LONG_AGO


class TermFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Term

    organization = factory.SubFactory(OrganizationFactory)
    number = 1
    starts_on = date(2024, 1, 1)
    ends_on = date(2028, 12, 31)
    seats = 5


class TermCandidateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TermCandidate

    term = factory.SubFactory(TermFactory)
    name = factory.Sequence(lambda n: f"丙{n}")


class GradeSchemeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GradeScheme

    organization = factory.SubFactory(OrganizationFactory)
    name = factory.Sequence(lambda n: f"测试等级{n}")
    starts_on = LONG_AGO


class GradeAwardFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GradeAward

    organization = factory.SubFactory(OrganizationFactory)
    scheme = factory.SubFactory(GradeSchemeFactory)
    year = 2025
    awarded_on = date(2025, 12, 20)
    evidence = "测试依据"
