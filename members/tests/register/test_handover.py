"""Open work of people who leave: listed by who owns what, and handed on in one step with its trace."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from members.choices.register import SetupState
from members.enums import OrganizationKind, Post
from members.services.register.handover import hand_over, leavers_of, open_work
from members.tests.factories import OfficeFactory, OrganizationFactory, officer_of
from members.tests.factories_register import SetupCandidateFactory
from members.tests.reminding import shanghai
from plans.enums import ItemState, PlanKind
from plans.tests.factories import PlanFactory, PlanItemFactory
from unionplan.core.errors import DomainError
from unionplan.core.models import AuditEntry

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 10)


@pytest.fixture(autouse=True)
def spring():
    with time_machine.travel(shanghai(2026, 3, 10), tick=False):
        yield


@pytest.fixture
def union():
    return OrganizationFactory(name="测试厂工会", kind=OrganizationKind.BASE)


@pytest.fixture
def chair(union):
    return officer_of(union, post=Post.CHAIR)


@pytest.fixture
def leaver(union):
    return OfficeFactory(organization=union, user__full_name="离任干事", ends_on=date(2026, 3, 1))


@pytest.fixture
def work(union, leaver):
    """Two open items and a set-up; beside them what must stay: done, elsewhere, personal, another person's."""
    plan = PlanFactory(organization=union, approved=True)
    mine = [PlanItemFactory(plan=plan, owner=leaver.user, title=f"未完工作{n}") for n in range(2)]
    PlanItemFactory(plan=plan, owner=leaver.user, title="已完工作", state=ItemState.DONE, done_at=shanghai(2026, 2, 1))
    PlanItemFactory(plan=PlanFactory(approved=True), owner=leaver.user, title="别处工作")
    PlanItemFactory(plan=PlanFactory(organization=union, kind=PlanKind.PERSONAL), owner=leaver.user, title="个人工作")
    PlanItemFactory(plan=plan, owner=officer_of(union), title="别人工作")
    setup = SetupCandidateFactory(parent=union, in_charge=leaver.user, name="拟建甲工会")
    SetupCandidateFactory(parent=union, in_charge=leaver.user, state=SetupState.DROPPED, reason="关闭")
    return [*mine, setup]


def test_open_work_is_listed_by_kind(union, leaver, work):
    piles = open_work(leaver.user, union)

    assert {pile.kind.key: sorted(row.title for row in pile.rows) for pile in piles} == {
        "setup": ["拟建甲工会"],
        "plan-item": ["未完工作0", "未完工作1"],
    }


def test_everything_goes_over_in_one_step_with_its_trace(client, union, chair, leaver, work):
    successor = officer_of(union)
    client.force_login(chair)
    address = reverse("members:office-handover", args=[leaver.pk])
    assert "未完工作1" in client.get(address).text

    answer = client.post(address, {"to": successor.pk}, follow=True)

    assert "已把 3 项工作移交给" in answer.text
    for row in work:
        row.refresh_from_db()
    assert [work[0].owner, work[1].owner, work[2].in_charge] == [successor] * 3
    entry = AuditEntry.objects.get(action="members.office.work_handed_over")
    assert entry.changes["count"] == [0, 3]
    assert AuditEntry.objects.filter(action="plans.item.changed").count() == 2
    assert open_work(leaver.user, union) == []
    again = client.post(address, {"to": successor.pk})
    assert again.status_code == 422
    assert "没有未完成的工作" in again.text


def test_only_people_in_office_there_or_above_take_over(union, chair, leaver, work):
    outsider = officer_of(OrganizationFactory())
    former = OfficeFactory(organization=union, ends_on=date(2026, 3, 9)).user

    for person in (outsider, former, leaver.user):
        with pytest.raises(DomainError, match="接手人须在本单位或上级单位任职"):
            hand_over(office_id=leaver.pk, to=person, by=chair, on=TODAY)

    assert work[0].owner == leaver.user


def test_who_left_or_leaves_soon_is_listed_unless_another_office_goes_on(client, union, chair, leaver, work):
    soon = OfficeFactory(organization=union, user__full_name="将任满者", ends_on=date(2026, 5, 1))
    staying = OfficeFactory(organization=union, user__full_name="连任者", ends_on=date(2026, 3, 5))
    OfficeFactory(organization=union, user=staying.user, post=Post.COMMITTEE, starts_on=date(2026, 3, 6))
    late = OfficeFactory(organization=union, user__full_name="明年任满者", ends_on=date(2027, 1, 1))
    plan = PlanFactory(organization=union, approved=True)
    for office in (soon, staying, late):
        PlanItemFactory(plan=plan, owner=office.user)
    OfficeFactory(organization=union, user__full_name="没有工作者", ends_on=date(2026, 3, 1))

    found = [(str(row.office.user), row.open_count, row.is_over) for row in leavers_of(union, on=TODAY)]

    assert found == [("离任干事", 3, True), ("将任满者", 1, False)]
    client.force_login(chair)
    assert "离任干事" in client.get(reverse("members:handover-list")).text


@pytest.mark.parametrize("count", [1, 6])
def test_the_list_costs_the_same_for_one_and_for_many(union, chair, count, django_assert_num_queries):
    plan = PlanFactory(organization=union, approved=True)
    for _number in range(count):
        office = OfficeFactory(organization=union, ends_on=date(2026, 3, 1))
        PlanItemFactory(plan=plan, owner=office.user)

    with django_assert_num_queries(4):  # offices, who stays, set-ups, plan items
        assert len(leavers_of(union, on=TODAY)) == count


def test_it_is_the_chairs_page(client, union, leaver, work):
    client.force_login(officer_of(union))
    assert client.get(reverse("members:handover-list")).status_code == 403
    assert client.post(reverse("members:office-handover", args=[leaver.pk]), {"to": 1}).status_code == 403
    client.force_login(officer_of(OrganizationFactory(), post=Post.CHAIR))
    assert client.get(reverse("members:office-handover", args=[leaver.pk])).status_code == 404
