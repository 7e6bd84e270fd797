"""Test rows of membership dues."""

from datetime import date
from decimal import Decimal

import factory

from members.choices.dues import BatchKind, Cycle, EntryKind, PaymentMethod, WageComponent
from members.models import (
    DuesBatch,
    DuesBatchLine,
    DuesCorrection,
    DuesEntry,
    DuesPeriod,
    DuesReceipt,
    DuesReceiptCounter,
    DuesReceiptPrint,
    DuesRecord,
    DuesRule,
    DuesRun,
    DuesSheet,
    Wage,
)
from members.tests.factories import LONG_AGO, MemberFactory, OrganizationFactory, UserFactory

MARCH = date(2026, 3, 1)
MARCH_END = date(2026, 3, 31)


class DuesRuleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DuesRule

    organization = factory.SubFactory(OrganizationFactory)
    starts_on = LONG_AGO
    base = [WageComponent.MONTHLY]
    source_document = "测试办法"


class WageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Wage

    member = factory.SubFactory(MemberFactory)
    starts_on = LONG_AGO
    monthly = Decimal("5678.90")


class DuesPeriodFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DuesPeriod
        django_get_or_create = ("cycle", "starts_on")

    cycle = Cycle.MONTH
    starts_on = MARCH
    ends_on = MARCH_END


class DuesSheetFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DuesSheet

    period = factory.SubFactory(DuesPeriodFactory)
    organization = factory.SubFactory(OrganizationFactory)


class DuesRecordFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DuesRecord

    member = factory.SubFactory(MemberFactory)
    period = factory.SubFactory(DuesPeriodFactory)
    organization = factory.SubFactory(OrganizationFactory)
    rule = factory.SubFactory(DuesRuleFactory)
    base = Decimal("5678.90")
    rate = Decimal("0.005")
    due = Decimal("28.35")
    payable_from = MARCH
    payable_by = date(2026, 3, 25)


class DuesReceiptCounterFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DuesReceiptCounter

    organization = factory.SubFactory(OrganizationFactory)
    year = 2026


class DuesReceiptFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DuesReceipt

    organization = factory.SubFactory(OrganizationFactory)
    year = 2026
    number = factory.Sequence(lambda n: n + 1)
    member = factory.SubFactory(MemberFactory)
    amount = Decimal("10")
    paid_on = MARCH
    method = PaymentMethod.CASH


class DuesReceiptPrintFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DuesReceiptPrint

    receipt = factory.SubFactory(DuesReceiptFactory)
    printed_by = factory.SubFactory(UserFactory)


class DuesEntryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DuesEntry

    record = factory.SubFactory(DuesRecordFactory)
    kind = EntryKind.PAYMENT
    amount = Decimal("-10")
    booked_in = factory.SelfAttribute("record.period")
    happened_on = MARCH
    method = PaymentMethod.CASH
    receipt = factory.SubFactory(DuesReceiptFactory)


class DuesCorrectionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DuesCorrection

    record = factory.SubFactory(DuesRecordFactory)
    kind = EntryKind.WAIVER
    amount = Decimal("-1")
    reason = "测试原因"
    asked_by = factory.SubFactory(UserFactory)


class DuesBatchFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DuesBatch

    organization = factory.SubFactory(OrganizationFactory)
    kind = BatchKind.BANK
    file_digest = factory.Sequence(lambda n: f"{n:064d}")
    paid_on = MARCH
    created_by = factory.SubFactory(UserFactory)


class DuesBatchLineFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DuesBatchLine

    batch = factory.SubFactory(DuesBatchFactory)
    row = factory.Sequence(lambda n: n + 1)


class DuesRunFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DuesRun

    organization = factory.SubFactory(OrganizationFactory)
    period = factory.SubFactory(DuesPeriodFactory)
    created_by = factory.SubFactory(UserFactory)
