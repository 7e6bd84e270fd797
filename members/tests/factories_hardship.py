"""Test files of households in hardship; every person and number is made up."""

from datetime import date, timedelta
from decimal import Decimal

import factory
from django.utils import timezone

from members.choices.hardship import (
    AidKind,
    AidSource,
    Category,
    EvidenceKind,
    OpeningPurpose,
    ReviewResult,
    Step,
    StudyLevel,
    WorkNeed,
)
from members.models import (
    AidRecord,
    Assessment,
    CaseFacts,
    CaseReview,
    CaseStep,
    FileOpening,
    HardshipCase,
    HardshipEvidence,
    HardshipExport,
    HouseholdKey,
    HouseholdMember,
    IncomeLine,
    Objection,
    PublicityNotice,
    StudyAid,
    WorkReferral,
)
from members.tests.factories import MemberFactory, OrganizationFactory, UserFactory
from members.tests.factories_own import ConsentFactory

DAY = date(2026, 3, 2)


class HardshipCaseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = HardshipCase

    number = factory.Sequence(lambda n: f"KN2026{n:06d}")
    member = factory.SubFactory(MemberFactory)
    organization = factory.SubFactory(OrganizationFactory)
    opened_by = factory.SubFactory(UserFactory)
    opened_on = DAY
    touched_on = DAY


class HouseholdKeyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = HouseholdKey

    case = factory.SubFactory(HardshipCaseFactory)
    number_hash = factory.Sequence(lambda n: f"{n:032d}")


class CaseFactsFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CaseFacts

    case = factory.SubFactory(HardshipCaseFactory)


class HouseholdMemberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = HouseholdMember

    case = factory.SubFactory(HardshipCaseFactory)


class IncomeLineFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = IncomeLine

    case = factory.SubFactory(HardshipCaseFactory)


class AssessmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Assessment

    case = factory.SubFactory(HardshipCaseFactory)
    made_by = factory.SubFactory(UserFactory)


class CaseStepFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CaseStep

    case = factory.SubFactory(HardshipCaseFactory)
    step = Step.CHECK
    on = DAY
    made_by = factory.SubFactory(UserFactory)


class CaseReviewFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CaseReview

    case = factory.SubFactory(HardshipCaseFactory)
    on = DAY
    result = ReviewResult.CONTINUES
    made_by = factory.SubFactory(UserFactory)


class HardshipEvidenceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = HardshipEvidence

    case = factory.SubFactory(HardshipCaseFactory)
    kind = EvidenceKind.OTHER
    file = "hardship/none"
    content_type = "application/pdf"
    size = 1
    uploaded_by = factory.SubFactory(UserFactory)


class PublicityNoticeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PublicityNotice

    case = factory.SubFactory(HardshipCaseFactory)
    organization = factory.SelfAttribute("case.organization")
    consent = factory.SubFactory(ConsentFactory)
    shown_name = "乙*"
    category = Category.DEEP
    starts_on = DAY
    ends_on = DAY + timedelta(days=7)
    made_by = factory.SubFactory(UserFactory)


class ObjectionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Objection

    notice = factory.SubFactory(PublicityNoticeFactory)
    received_on = DAY
    recorded_by = factory.SubFactory(UserFactory)


class FileOpeningFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FileOpening

    case = factory.SubFactory(HardshipCaseFactory)
    organization = factory.SelfAttribute("case.organization")
    opened_by = factory.SubFactory(UserFactory)
    opened_at = factory.LazyFunction(timezone.now)
    valid_until = factory.LazyFunction(lambda: timezone.now() + timedelta(minutes=30))
    purpose = OpeningPurpose.INTAKE


class AidRecordFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AidRecord

    member = factory.SubFactory(MemberFactory)
    organization = factory.SubFactory(OrganizationFactory)
    kind = AidKind.LIVING
    source = AidSource.UNION
    year = 2026
    amount = Decimal("1000.00")
    asked_by = factory.SubFactory(UserFactory)


class StudyAidFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = StudyAid

    member = factory.SubFactory(MemberFactory)
    organization = factory.SubFactory(OrganizationFactory)
    year = 2026
    student_hash = factory.Sequence(lambda n: f"{n:032d}")
    level = StudyLevel.UNIVERSITY
    amount = Decimal("5000.00")
    applied_on = DAY
    guardian_consent_on = DAY
    asked_by = factory.SubFactory(UserFactory)


class WorkReferralFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = WorkReferral

    member = factory.SubFactory(MemberFactory)
    organization = factory.SubFactory(OrganizationFactory)
    need = WorkNeed.JOB
    asked_on = DAY
    made_by = factory.SubFactory(UserFactory)


class HardshipExportFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = HardshipExport

    organization = factory.SubFactory(OrganizationFactory)
    cases = []
    purpose = "测试"
    asked_by = factory.SubFactory(UserFactory)
