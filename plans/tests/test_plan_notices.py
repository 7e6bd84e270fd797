"""News about a plan's way: in the inbox at once, for the people it concerns, and never for others."""

import pytest
from django.urls import reverse

from members.enums import Post
from members.models import Delivery, Message
from members.tests.factories import OfficeFactory, OrganizationFactory, UserFactory, officer_of
from plans.services.plans import approve_plan, send_back_plan, submit_plan
from plans.tests.factories import PlanFactory, PlanItemFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def base():
    return OrganizationFactory(name="测试基层工会")


@pytest.fixture
def author(base):
    return officer_of(base)


@pytest.fixture
def chair(base):
    return officer_of(base, post=Post.CHAIR)


@pytest.fixture
def plan(base, author):
    plan = PlanFactory(organization=base, author=author, title="春季工作计划")
    PlanItemFactory(plan=plan)
    return plan


def headlines(client, reader):
    client.force_login(reader)
    return [entry.digest.title for entry in client.get(reverse("members:inbox")).context["entries"]]


def test_approvers_of_the_organization_hear_and_nobody_else(client, base, author, chair, plan):
    elsewhere = officer_of(OrganizationFactory(), post=Post.CHAIR)
    left = UserFactory(is_active=False)
    OfficeFactory(user=left, organization=base, post=Post.CHAIR)

    submit_plan(plan_id=plan.pk, by=author)

    assert headlines(client, chair) == ["待审批：春季工作计划"]
    assert headlines(client, author) == []
    assert headlines(client, elsewhere) == []
    assert set(Message.objects.values_list("recipient", flat=True)) == {chair.pk}


def test_the_author_hears_why_it_came_back_and_that_it_was_approved(client, author, chair, plan):
    submit_plan(plan_id=plan.pk, by=author)
    send_back_plan(plan_id=plan.pk, reason="缺少三月份安排", by=chair)
    submit_plan(plan_id=plan.pk, by=author)
    approve_plan(plan_id=plan.pk, by=chair)

    assert headlines(client, author) == ["已批准：春季工作计划", "已退回：春季工作计划"]
    assert headlines(client, chair) == ["待审批：春季工作计划", "待审批：春季工作计划"]


def test_the_message_leads_to_the_plan_and_names_the_reason(client, author, chair, plan):
    submit_plan(plan_id=plan.pk, by=author)
    send_back_plan(plan_id=plan.pk, reason="缺少三月份安排", by=chair)
    client.force_login(author)

    text = client.get(reverse("members:message-detail", args=[Message.objects.get(recipient=author).pk])).text

    assert plan.get_absolute_url() in text
    assert "原因：缺少三月份安排" in text


def test_who_approves_the_own_plan_gets_no_mail_about_it(chair, base):
    plan = PlanFactory(organization=base, author=chair)
    PlanItemFactory(plan=plan)

    submit_plan(plan_id=plan.pk, by=chair)
    approve_plan(plan_id=plan.pk, by=chair)

    assert not Message.objects.exists()


def test_e_mail_goes_to_those_who_want_it(author, chair, plan):
    quiet = officer_of(plan.organization, post=Post.VICE_CHAIR)
    quiet.muted_channels = ["email"]
    quiet.save()

    submit_plan(plan_id=plan.pk, by=author)

    assert list(Delivery.objects.values_list("message__recipient", flat=True)) == [chair.pk]


def test_who_lost_the_office_no_longer_reads_what_it_was_about(client, author, chair, plan):
    submit_plan(plan_id=plan.pk, by=author)
    chair.offices.all().delete()

    assert headlines(client, chair) == ["一条已不能查看的通知"]
    assert "春季工作计划" not in client.get(reverse("members:inbox")).text
