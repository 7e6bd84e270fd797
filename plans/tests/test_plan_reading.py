"""The list and the plan page as a reader finds them, with their cost in queries."""

from datetime import date

import pytest
from django.urls import reverse

from members.enums import Post
from members.models import User
from members.tests.factories import OrganizationFactory, officer_of
from plans.enums import ItemState, PlanState
from plans.models import Plan
from plans.services import items, plans, states, windows
from plans.tests.doing import HTMX, approve, edit_url, typed
from plans.tests.factories import (
    BudgetLineFactory,
    PlanFactory,
    PlanItemFactory,
    RiskFactory,
    SectionFactory,
    TimeWindowFactory,
)

pytestmark = pytest.mark.django_db


# -- the list ------


def test_the_list_shows_what_is_in_reach_with_counts(client, plan, by, item):
    states.change_item_state(item_id=item.pk, to=ItemState.DONE, by=by)
    PlanItemFactory(plan=plan)
    PlanFactory(title="别家的计划")
    below = PlanFactory(title="分会计划", organization=OrganizationFactory(parent=plan.organization))

    page = client.get(reverse("plans:plan-list"))

    assert [row["plan"] for row in page.context["rows"]] == [plan, below]
    assert (page.context["rows"][0]["tally"].done, page.context["rows"][0]["tally"].total) == (1, 2)
    assert "别家的计划" not in page.text
    assert "共 2 份计划" in page.text


@pytest.mark.parametrize("word", ["武", "技能", "技能比武", "清河厂工会年度"])
def test_search_finds_titles_and_items_from_one_character_on(client, plan, by, item, word):
    PlanItemFactory(plan=PlanFactory(organization=plan.organization, title="另一份"), title="走访")
    PlanItemFactory(title="外单位的技能比武")

    page = client.get(reverse("plans:plan-list"), {"q": word})

    assert [row["plan"] for row in page.context["rows"]] == [plan]
    assert ("技能比武" in page.text) is (word in "技能比武")
    assert "外单位" not in page.text


def test_filters_stay_in_the_address_and_come_off_one_by_one(client, plan, by):
    PlanFactory(organization=plan.organization, year=2025, period_start=date(2025, 1, 1), period_end=date(2025, 12, 31))

    page = client.get(reverse("plans:plan-list"), {"year": "2026", "kind": "annual", "order": "period"})

    assert [row["plan"] for row in page.context["rows"]] == [plan]
    assert [(pill.value, pill.remove_url) for pill in page.context["pills"]] == [
        ("2026", "?kind=annual&order=period"),
        ("年度计划", "?year=2026&order=period"),
    ]
    empty = client.get(reverse("plans:plan-list"), {"year": "2019"})
    assert "没有符合这些条件的计划" in empty.text


def test_filters_reach_subtrees_owners_and_states(client, plan, by, item):
    branch = OrganizationFactory(parent=plan.organization)
    below = PlanFactory(organization=branch, state=PlanState.SUBMITTED)
    items.assign_owner(item_id=item.pk, owner_id=by.pk, by=by)
    address = reverse("plans:plan-list")

    def found(**query: object) -> list[Plan]:
        return [row["plan"] for row in client.get(address, query).context["rows"]]

    assert found(organization=plan.organization_id) == [plan, below]
    assert found(organization=branch.pk) == [below]
    assert found(owner=by.pk) == [plan]
    assert found(state="submitted") == [below]


def test_what_is_late_comes_first_when_asked(client, plan, by, item):
    approve(plan, by)
    windows.set_windows(item_id=item.pk, windows=typed("3月"), by=by, reason="排期")
    Plan.objects.filter(pk=plan.pk).update(period_start=date(2020, 1, 1))
    item.windows.update(start=date(2020, 3, 1), end=date(2020, 3, 31))
    newer = PlanFactory(organization=plan.organization)

    page = client.get(reverse("plans:plan-list"), {"order": "late"})

    assert [row["plan"] for row in page.context["rows"]] == [plan, newer]
    assert "逾期 1 项" in page.text


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
@pytest.mark.parametrize("count", [1, 20])
def test_the_list_costs_the_same_for_one_plan_and_for_many(client, by, plan, headers, count, django_assert_num_queries):
    for _number in range(count):
        PlanItemFactory(plan=PlanFactory(organization=plan.organization))
    # session, user, offices, memberships; count, plans, tallies, hits; organizations and owners to choose from, and the
    # pieces of the frame: unread messages
    with django_assert_num_queries(8 if headers else 11):
        page = client.get(reverse("plans:plan-list"), {"q": "事"}, headers=headers)

    assert len(page.context["rows"]) == count
    assert ("<html" in page.text) is (not headers)


# -- the plan page ------


@pytest.mark.parametrize("count", [1, 40])
def test_the_plan_page_costs_the_same_for_one_item_and_for_many(client, plan, by, count, django_assert_num_queries):
    section = SectionFactory(plan=plan)
    for _number in range(count):
        TimeWindowFactory(item=PlanItemFactory(plan=plan, section=section, owner=by))

    # session, user, offices, memberships; plan; five for the outline; last steps, budget, risks; unread messages
    with django_assert_num_queries(14):
        page = client.get(plan.get_absolute_url())

    assert page.text.count('class="doc-title"') == count


def test_the_plan_page_reads_as_a_document(client, plan, by, item):
    PlanItemFactory(plan=plan, section=item.section, title="走访慰问")
    windows.set_windows(item_id=item.pk, windows=typed("3月8日"), by=by)

    page = client.get(plan.get_absolute_url()).text

    assert page.index("一、") < page.index("主要工作") < page.index("（一）") < page.index("技能比武")
    assert "（周日）" in page or "2026年3月8日" in page
    assert "提交审批" in page


def test_budget_and_risks_are_read_with_the_plan(client, plan, by, item):
    BudgetLineFactory(plan=plan, head="文体活动", amount=12000, source="工会经费")
    BudgetLineFactory(plan=plan, head="慰问", amount=None)
    RiskFactory(plan=plan, text="雨天不能户外举办", measure="备用室内场地")
    BudgetLineFactory(head="别家的科目")

    page = client.get(plan.get_absolute_url()).text

    for words in ("文体活动", "12,000.00", "工会经费", "慰问", "待定", "雨天不能户外举办", "备用室内场地"):
        assert words in page
    assert "别家的科目" not in page


def test_each_state_says_what_can_be_done_now(client, plan, by, item):
    chair = officer_of(plan.organization, post=Post.CHAIR)

    def seen(reader: User) -> str:
        client.force_login(reader)
        return client.get(plan.get_absolute_url()).text

    plans.submit_plan(plan_id=plan.pk, by=by)
    assert "撤回送审" in seen(by)
    assert "内容已锁定" in seen(by)
    assert "担任主席或副主席" in seen(by)
    assert "批准计划" in seen(chair)
    plans.send_back_plan(plan_id=plan.pk, reason="经费请细化", by=chair)
    assert "经费请细化" in seen(by)
    plans.submit_plan(plan_id=plan.pk, by=by)
    plans.approve_plan(plan_id=plan.pk, by=chair)
    assert "修订记录" in seen(by)
    assert "总结归档" not in seen(by)
    plans.close_plan(plan_id=plan.pk, by=chair)
    assert "只供查阅" in seen(by)
    assert edit_url(item, "text") not in seen(by)


def test_an_empty_plan_says_the_next_step(client, plan, by):
    page = client.get(plan.get_absolute_url()).text

    assert "这份计划还是空的" in page
    assert reverse("plans:item-add", args=[plan.pk]) in page
