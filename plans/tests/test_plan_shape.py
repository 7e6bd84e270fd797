"""Adding, moving, removing and taking back on the page; the steps of a plan; its history in words."""

from datetime import date

import pytest
from django.urls import reverse

from members.enums import Post
from members.tests.factories import OrganizationFactory, officer_of
from plans.enums import PlanState
from plans.models import Plan, PlanItem, Revision, Section
from plans.services import items, plans
from plans.tests.doing import HTMX, approve, document, edit_url
from plans.tests.factories import (
    SectionFactory,
)

pytestmark = pytest.mark.django_db


# -- the shape, without script and with it ------


def test_lines_are_added_moved_removed_and_brought_back_by_plain_forms(client, by, plan, item):
    address = reverse("plans:item-add", args=[plan.pk])
    client.post(address, {"lines": "1、走访\n2、座谈\n", "section": item.section_id})
    visit, talk = PlanItem.objects.filter(title__in=["走访", "座谈"]).order_by("position")

    client.post(reverse("plans:item-move", args=[talk.pk]), {"to": "up"})
    client.post(reverse("plans:item-move", args=[visit.pk]), {"to": "in"})
    visit.refresh_from_db()
    assert visit.parent == talk
    assert "删除“座谈”" in client.get(reverse("plans:item-remove", args=[talk.pk])).text
    client.post(reverse("plans:item-remove", args=[talk.pk]))
    assert "座谈" not in document(client, plan)
    client.post(reverse("plans:step-undo", args=[plan.edit_steps.first().pk]))

    text = document(client, plan)
    assert text.index("技能比武") < text.index("座谈") < text.index("走访")


def test_an_item_moves_to_any_other_place_by_a_form(client, by, plan, item):
    other = SectionFactory(plan=plan, title="工作措施")
    address = reverse("plans:item-move", args=[item.pk])
    assert "工作措施" in client.get(address).text

    client.post(address, {"version": 1, "place": f"section-{other.pk}"})

    item.refresh_from_db()
    assert item.section == other


def test_with_script_the_document_comes_back_with_note_and_focus(client, by, plan, item):
    response = client.post(reverse("plans:item-add", args=[plan.pk]), {"lines": "走访", "after": item.pk}, headers=HTMX)

    added = PlanItem.objects.get(title="走访")
    assert "<html" not in response.text
    assert 'id="plan-work"' in response.text
    assert f"/plans/steps/{plan.edit_steps.get().pk}/undo/" in response["HX-Trigger-After-Swap"]
    assert f"item-{added.pk}" in response["HX-Trigger-After-Settle"]


def test_with_script_a_saved_part_brings_its_row_and_the_counts(client, by, plan, item):
    response = client.post(edit_url(item, "state"), {"version": 1, "state": "done"}, headers=HTMX)

    assert response.status_code == 200
    assert f'id="item-{item.pk}"' in response.text
    assert 'id="plan-tally"' in response.text
    assert "1 / 1" in response.text
    assert "saved" in response["HX-Trigger-After-Swap"]


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_steps_on_an_approved_plan_ask_for_their_reason_first(client, by, plan, item, headers):
    approve(plan, by)
    address = reverse("plans:item-remove", args=[item.pk])

    asked = client.post(address, headers=headers)
    assert asked.status_code == 422
    assert "修订原因" in asked.text
    item.refresh_from_db()
    assert item.removed_at is None
    client.post(address, {"reason": "上级取消"}, headers=headers)

    item.refresh_from_db()
    assert item.removed_at is not None
    assert Revision.objects.get().reason == "上级取消"


def test_a_move_the_rules_refuse_says_why(client, by, item):
    response = client.post(reverse("plans:item-move", args=[item.pk]), {"to": "up"}, headers=HTMX)

    assert response.status_code == 422
    assert "已经在最前面" in response.text


def test_sections_are_added_changed_moved_and_removed_by_forms(client, by, plan, item):
    client.post(reverse("plans:section-add", args=[plan.pk]),
                {"version": 0, "title": "工作目标", "section_type": "goals", "body": "一段话"})  # fmt: skip
    added = Section.objects.get(title="工作目标")

    client.post(reverse("plans:section-move", args=[added.pk]), {"to": "up"})
    assert document(client, plan).index("工作目标") < document(client, plan).index("主要工作")
    client.post(reverse("plans:section-remove", args=[added.pk]))
    assert "工作目标" not in document(client, plan)


def test_a_month_hangs_under_its_chapter(client, by, plan, item):
    data = {"version": 0, "title": "3月份", "section_type": "schedule", "body": "", "parent": item.section_id}

    client.post(reverse("plans:section-add", args=[plan.pk]), data)

    assert Section.objects.get(title="3月份").parent_id == item.section_id


def test_an_undo_that_came_too_late_is_explained(client, by, plan, item):
    items.change_item(item_id=item.pk, fields={"title": "第一改"}, by=by)
    step = plan.edit_steps.get()
    items.change_item(item_id=item.pk, fields={"title": "第二改"}, by=officer_of(plan.organization))

    response = client.post(reverse("plans:step-undo", args=[step.pk]))

    assert response.status_code == 409
    assert "之后又有人修改过" in response.text


# -- the life of a plan ------


def test_a_plan_is_made_with_usual_title_and_period_where_the_person_may_write(client, plan, by):
    foreign = OrganizationFactory(name="外单位")
    address = reverse("plans:plan-create")
    form = client.get(address)
    assert "外单位" not in form.text

    client.post(address, {"organization": plan.organization_id, "kind": "quarter", "year": 2026, "part": 3})
    made = Plan.objects.exclude(pk=plan.pk).get()
    assert (made.title, made.period_start, made.period_end) == (
        "清河厂工会2026年第三季度工作计划",
        date(2026, 7, 1),
        date(2026, 9, 30),
    )
    refused = client.post(address, {"organization": foreign.pk, "kind": "annual", "year": 2026})
    assert refused.status_code == 422
    assert Plan.objects.count() == 2


def test_the_womens_officer_makes_womens_plans_only(client, plan):
    client.force_login(officer_of(plan.organization, post=Post.WOMEN_OFFICER))
    data = {"organization": plan.organization_id, "year": 2026}

    refused = client.post(reverse("plans:plan-create"), {**data, "kind": "annual"})
    assert refused.status_code == 422
    assert "只能起草女职工工作计划" in refused.text
    assert client.post(reverse("plans:plan-create"), {**data, "kind": "women"}).status_code == 302


def test_who_may_write_nowhere_is_told_so(client, plan):
    client.force_login(officer_of(plan.organization, post=Post.AUDITOR))

    assert client.get(reverse("plans:plan-create")).status_code == 403


def test_steps_ask_first_and_only_the_right_post_takes_them(client, plan, by, item):
    def step(name: str, **data: object):
        plan.refresh_from_db()
        return client.post(reverse("plans:plan-step", args=[plan.pk, name]), {"version": plan.version, **data})

    assert "送审后内容锁定" in client.get(reverse("plans:plan-step", args=[plan.pk, "submit"])).text
    assert step("submit").status_code == 302
    assert step("approve").status_code == 403
    client.force_login(officer_of(plan.organization, post=Post.VICE_CHAIR))
    assert step("send-back", reason="").status_code == 422
    assert step("send-back", reason="请补预算").status_code == 302
    assert step("approve").status_code == 409
    assert step("submit").status_code == 302
    assert step("approve").status_code == 302
    assert step("close").status_code == 302
    plan.refresh_from_db()
    assert plan.state == PlanState.CLOSED


def test_two_people_deciding_at_once_decide_once(client, plan, by, item):
    plans.submit_plan(plan_id=plan.pk, by=by)
    client.force_login(officer_of(plan.organization, post=Post.CHAIR))

    late = client.post(reverse("plans:plan-step", args=[plan.pk, "approve"]), {"version": 1})

    assert late.status_code == 409
    plan.refresh_from_db()
    assert plan.state == PlanState.SUBMITTED


def test_a_draft_goes_into_the_bin_and_the_note_brings_it_back(client, plan, by):
    client.post(reverse("plans:plan-step", args=[plan.pk, "remove"]), {"version": 1})
    restore = reverse("plans:plan-restore", args=[plan.pk])
    assert restore in client.get(reverse("plans:plan-list")).text
    assert client.get(plan.get_absolute_url()).status_code == 404

    client.post(restore)

    assert client.get(plan.get_absolute_url()).status_code == 200


# -- what happened ------


def test_history_pages_tell_it_in_words(client, plan, by, item):
    client.post(edit_url(item, "state"), {"version": 1, "state": "cancelled", "state_reason": "经费未到位"})

    for address in (item.get_absolute_url(), reverse("plans:plan-history", args=[plan.pk])):
        page = client.get(address).text
        for words in (by.full_name, "登记了进展", "计划中", "已取消", "经费未到位", "网页"):
            assert words in page


def test_the_item_page_costs_the_same_however_much_happened(client, plan, by, item, django_assert_num_queries):
    def count() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(item.get_absolute_url())
        return len(queries)

    few = count()
    for number in range(12):
        items.change_item(item_id=item.pk, fields={"title": f"第{number}稿"}, by=by)
    assert count() == few == 10
