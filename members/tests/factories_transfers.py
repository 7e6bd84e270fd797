"""Test imports and exports."""

from datetime import timedelta

import factory
from django.utils import timezone

from members.choices.transfers import ExportState, Outcome
from members.models import ExportJob, ImportChange, ImportJob, ImportMapping, ImportRow
from members.tests.factories import OrganizationFactory, UserFactory


class ImportMappingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ImportMapping

    organization = factory.SubFactory(OrganizationFactory)
    kind = "members"
    name = factory.Sequence(lambda n: f"名册{n}")
    signature = factory.Sequence(lambda n: f"{n:064x}")
    columns = factory.LazyFunction(lambda: ["name"])


class ImportJobFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ImportJob

    kind = "members"
    organization = factory.SubFactory(OrganizationFactory)
    filename = "名册.xlsx"
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    created_by = factory.SubFactory(UserFactory)
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))


class ImportRowFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ImportRow

    job = factory.SubFactory(ImportJobFactory)
    number = factory.Sequence(lambda n: n + 2)
    outcome = Outcome.NEW


class ImportChangeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ImportChange

    job = factory.SubFactory(ImportJobFactory)
    target = factory.Sequence(lambda n: n + 1)
    outcome = Outcome.NEW


class ExportJobFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ExportJob

    kind = "members"
    organization = factory.SubFactory(OrganizationFactory)
    purpose = "年度统计"
    columns = factory.LazyFunction(lambda: ["name"])
    state = ExportState.QUEUED
    mark = factory.Sequence(lambda n: f"{n:032x}")
    created_by = factory.SubFactory(UserFactory)
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))
