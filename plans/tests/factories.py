"""Test plans; the text is made up."""

from datetime import date, timedelta

import factory
from django.core.files.base import ContentFile
from django.utils import timezone

from members.tests.factories import OrganizationFactory, UserFactory
from plans.enums import PlanKind, PlanState
from plans.models import (
    BudgetLine,
    EditStep,
    ImportPreview,
    Occurrence,
    Plan,
    PlanItem,
    Revision,
    Risk,
    Section,
    SourceDocument,
    Target,
    TimeWindow,
)


class PlanFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Plan

    organization = factory.SubFactory(OrganizationFactory)
    kind = PlanKind.ANNUAL
    title = factory.Sequence(lambda n: f"测试计划{n}")
    year = 2026
    period_start = date(2026, 1, 1)
    period_end = date(2026, 12, 31)
    author = factory.SubFactory(UserFactory)

    class Params:
        approved = factory.Trait(
            state=PlanState.APPROVED,
            approver=factory.SubFactory(UserFactory),
            approved_at=factory.LazyFunction(timezone.now),
        )


class SectionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Section

    plan = factory.SubFactory(PlanFactory)
    title = factory.Sequence(lambda n: f"章节{n}")
    position = factory.Sequence(lambda n: n)


class PlanItemFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PlanItem

    plan = factory.SubFactory(PlanFactory)
    section = factory.LazyAttribute(lambda item: SectionFactory(plan=item.plan))
    title = factory.Sequence(lambda n: f"事项{n}")
    position = factory.Sequence(lambda n: n)


class TimeWindowFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TimeWindow

    item = factory.SubFactory(PlanItemFactory)
    text = "3月"
    start = date(2026, 3, 1)
    end = date(2026, 3, 31)
    precision = "month"


class OccurrenceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Occurrence

    window = factory.SubFactory(TimeWindowFactory)
    item = factory.LazyAttribute(lambda occurrence: occurrence.window.item)
    start = factory.LazyAttribute(lambda occurrence: occurrence.window.start)
    end = factory.LazyAttribute(lambda occurrence: occurrence.window.end)


class TargetFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Target

    item = factory.SubFactory(PlanItemFactory)
    text = "发展会员30人"
    value = 30
    unit = "人"


class RiskFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Risk

    plan = factory.SubFactory(PlanFactory)
    text = "参与人数不足"


class BudgetLineFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = BudgetLine

    plan = factory.SubFactory(PlanFactory)
    head = "职工活动"


class SourceDocumentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SourceDocument

    organization = factory.SubFactory(OrganizationFactory)
    filename = "计划.txt"
    kind = "txt"
    sha256 = factory.Sequence(lambda n: f"{n:064d}")
    file = factory.LazyFunction(lambda: ContentFile("一、工作".encode(), name="plan.txt"))
    text = "一、工作"
    uploaded_by = factory.SubFactory(UserFactory)


class ImportPreviewFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ImportPreview

    source = factory.SubFactory(SourceDocumentFactory)
    draft = factory.LazyFunction(dict)
    created_by = factory.SubFactory(UserFactory)
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))


class EditStepFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = EditStep

    plan = factory.SubFactory(PlanFactory)
    by = factory.SubFactory(UserFactory)
    kind = "edit"
    label = "修改"
    inverse = factory.LazyFunction(dict)


class RevisionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Revision

    plan = factory.SubFactory(PlanFactory)
    target_kind = "item"
    target_id = 1
    label = "事项"
    reason = "上级要求"
    by = factory.SubFactory(UserFactory)
