"""A plan, the officer who works on it (logged in), and one item; tests that need others make their own."""

import pytest
from django.test import Client

from members.models import User
from members.tests.factories import OrganizationFactory, officer_of
from plans.models import Plan, PlanItem
from plans.tests.factories import PlanFactory, PlanItemFactory, SectionFactory


@pytest.fixture
def plan() -> Plan:
    return PlanFactory(title="清河厂工会年度计划", organization=OrganizationFactory(name="清河厂工会"))


@pytest.fixture
def by(plan: Plan, client: Client) -> User:
    officer = officer_of(plan.organization)
    client.force_login(officer)
    return officer


@pytest.fixture
def item(plan: Plan) -> PlanItem:
    return PlanItemFactory(plan=plan, section=SectionFactory(plan=plan, title="主要工作"), title="技能比武")
