"""Items: added, changed, kept as revisions after approval, and their states."""

from datetime import date

import pytest

from members.enums import Post
from members.tests.factories import OrganizationFactory, officer_of
from plans.enums import ItemState, PlanState
from plans.models import Plan, PlanItem, Revision
from plans.services.items import add_item, add_items, change_item, lines_of
from plans.services.plans import (
    change_plan,
)
from plans.services.removal import remove_item
from plans.services.sections import remove_section
from plans.services.states import change_item_state
from plans.services.windows import set_windows
from plans.tests.doing import printed, typed
from plans.tests.factories import PlanFactory, PlanItemFactory
from unionplan.core.errors import DomainError, EditConflictError
from unionplan.core.models import AuditEntry

pytestmark = pytest.mark.django_db


# -- adding ------


def test_many_pasted_lines_become_items_in_their_order_without_their_old_numbers(plan, by):
    lines = lines_of(
        "一、健全组织\n\n（二）慰问一线职工\n3. 开展技能比武\n3月8日健康讲座\n· 办好食堂开放日\n  2.5公里健步走 "
    )

    items = add_items(plan_id=plan.pk, titles=lines, by=by)

    assert [item.title for item in items] == [
        "健全组织", "慰问一线职工", "开展技能比武", "3月8日健康讲座", "办好食堂开放日", "2.5公里健步走",
    ]  # fmt: skip
    assert printed(plan)[:3] == ["一、健全组织", "二、慰问一线职工", "三、开展技能比武"]
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.subject, entry.actor) == ("plans.plan.items_added", f"plan:{plan.pk}", by)


def test_an_item_added_behind_another_takes_its_place_and_moves_the_rest(plan, by):
    first, last = add_items(plan_id=plan.pk, titles=["甲", "丙"], by=by)

    middle = add_item(plan_id=plan.pk, title="乙", after_id=first.pk, by=by)

    assert printed(plan) == ["一、甲", "二、乙", "三、丙"]
    assert middle.section_id == last.section_id


def test_an_item_below_another_makes_it_a_heading(plan, by):
    above = add_item(plan_id=plan.pk, title="送温暖", by=by)

    add_items(plan_id=plan.pk, titles=["走访", "慰问"], parent_id=above.pk, by=by)

    above.refresh_from_db()
    assert above.has_children
    assert printed(plan) == ["一、送温暖", "（一）走访", "（二）慰问"]


@pytest.mark.parametrize("titles", [["  "], ["字" * 501], ["行"] * 501], ids=["empty", "too long", "too many"])
def test_what_cannot_be_an_item_is_refused_and_nothing_is_written(plan, by, titles):
    with pytest.raises(DomainError):
        add_items(plan_id=plan.pk, titles=["好的事项", *titles], by=by)

    assert not PlanItem.objects.exists()
    assert not AuditEntry.objects.exists()


def test_five_hundred_items_cost_as_many_queries_as_two(plan, by, django_assert_num_queries):
    with django_assert_num_queries(9):
        add_items(plan_id=plan.pk, titles=["甲", "乙"], by=by)
    with django_assert_num_queries(8):  # the untitled section is there by now
        add_items(plan_id=plan.pk, titles=[f"事项{n}" for n in range(500)], by=by)


# -- changing ------


def test_a_change_writes_old_and_new_and_leaves_equal_fields_alone(plan, by):
    item = PlanItemFactory(plan=plan, title="旧题", place="礼堂")

    changed = change_item(item_id=item.pk, fields={"title": " 新题 ", "place": "礼堂"}, by=by, expected_version=1)

    assert (changed.title, changed.version) == ("新题", 2)
    assert AuditEntry.objects.get().changes == {"title": ["旧题", "新题"]}


def test_saving_what_is_there_already_writes_nothing(plan, by):
    item = PlanItemFactory(plan=plan, title="不变")

    assert change_item(item_id=item.pk, fields={"title": "不变"}, by=by).version == 1
    assert not AuditEntry.objects.exists()


def test_the_second_saver_gets_both_texts_and_the_first_text_stays(plan, by):
    item = PlanItemFactory(plan=plan, title="原文")
    change_item(item_id=item.pk, fields={"title": "先存的"}, by=by, expected_version=1)

    with pytest.raises(EditConflictError) as caught:
        change_item(item_id=item.pk, fields={"title": "后存的"}, by=by, expected_version=1)

    assert caught.value.current.title == "先存的"
    assert caught.value.yours == {"title": "后存的"}
    item.refresh_from_db()
    assert item.title == "先存的"


def test_the_owner_must_hold_office_near_the_plan(plan, by):
    item = PlanItemFactory(plan=plan)
    colleague = officer_of(plan.organization, post=Post.COMMITTEE)

    assert change_item(item_id=item.pk, fields={"owner": colleague.pk}, by=by).owner == colleague
    with pytest.raises(DomainError) as caught:
        change_item(item_id=item.pk, fields={"owner": officer_of(OrganizationFactory()).pk}, by=by)
    assert caught.value.field == "owner"


# -- after approval ------


def test_an_approved_plan_asks_a_reason_and_keeps_the_old_text(by):
    plan = PlanFactory(approved=True, organization=by.offices.get().organization)
    item = PlanItemFactory(plan=plan, title="原定事项")

    with pytest.raises(DomainError) as caught:
        change_item(item_id=item.pk, fields={"title": "调整后"}, by=by)
    assert caught.value.field == "reason"
    change_item(item_id=item.pk, fields={"title": "调整后"}, by=by, reason="上级调整部署")

    revision = Revision.objects.get()
    assert (revision.before, revision.after, revision.reason) == (
        {"title": "原定事项"},
        {"title": "调整后"},
        "上级调整部署",
    )


def test_a_draft_changes_without_reason_or_revision(plan, by):
    item = PlanItemFactory(plan=plan)

    change_item(item_id=item.pk, fields={"title": "改"}, by=by)

    assert not Revision.objects.exists()


@pytest.mark.parametrize("state", [PlanState.SUBMITTED, PlanState.CLOSED])
def test_a_submitted_or_closed_plan_is_locked(by, state):
    plan = PlanFactory(approved=True, organization=by.offices.get().organization)
    item = PlanItemFactory(plan=plan, title="不动")
    Plan.objects.filter(pk=plan.pk).update(state=state)

    for act in (
        lambda: change_item(item_id=item.pk, fields={"title": "动了"}, by=by, reason="试"),
        lambda: remove_item(item_id=item.pk, by=by, reason="试"),
        lambda: change_item_state(item_id=item.pk, to=ItemState.DONE, by=by),
        lambda: add_item(plan_id=plan.pk, title="新", by=by, reason="试"),
        lambda: change_plan(plan_id=plan.pk, fields={"title": "新"}, by=by, reason="试"),
        lambda: remove_section(section_id=item.section_id, by=by, reason="试"),
    ):
        with pytest.raises(DomainError):
            act()
    item.refresh_from_db()
    assert (item.title, item.state, item.removed_at) == ("不动", ItemState.PLANNED, None)


# -- states ------


def test_postponing_asks_for_a_reason_and_a_new_time(plan, by):
    item = PlanItemFactory(plan=plan)
    set_windows(item_id=item.pk, windows=typed("3月"), by=by)

    with pytest.raises(DomainError, match="原因"):
        change_item_state(item_id=item.pk, to=ItemState.POSTPONED, windows=typed("5月"), by=by)
    with pytest.raises(DomainError, match="新的时间"):
        change_item_state(item_id=item.pk, to=ItemState.POSTPONED, reason="场地检修", by=by)
    change_item_state(item_id=item.pk, to=ItemState.POSTPONED, reason="场地检修", windows=typed("5月"), by=by)

    item.refresh_from_db()
    assert (item.state, item.state_reason) == (ItemState.POSTPONED, "场地检修")
    assert item.windows.get().start == date(2026, 5, 1)


def test_done_keeps_its_moment_and_coming_back_from_done_drops_it(plan, by):
    item = PlanItemFactory(plan=plan)

    assert change_item_state(item_id=item.pk, to=ItemState.DONE, by=by).done_at is not None
    assert change_item_state(item_id=item.pk, to=ItemState.IN_PROGRESS, by=by).done_at is None


def test_a_move_that_is_not_in_the_table_is_refused_in_words(plan, by):
    item = PlanItemFactory(plan=plan)
    change_item_state(item_id=item.pk, to=ItemState.DONE, by=by)

    with pytest.raises(DomainError, match=r"已完成.*已取消"):
        change_item_state(item_id=item.pk, to=ItemState.CANCELLED, reason="不办了", by=by)


def test_a_heading_has_no_state_of_its_own(plan, by):
    above = add_item(plan_id=plan.pk, title="上级", by=by)
    add_item(plan_id=plan.pk, title="下级", parent_id=above.pk, by=by)

    with pytest.raises(DomainError, match="下级"):
        change_item_state(item_id=above.pk, to=ItemState.DONE, by=by)


def test_marking_progress_after_approval_needs_no_reason_but_a_postponement_is_a_revision(by):
    plan = PlanFactory(approved=True, organization=by.offices.get().organization)
    item = PlanItemFactory(plan=plan)

    change_item_state(item_id=item.pk, to=ItemState.IN_PROGRESS, by=by)
    assert not Revision.objects.exists()
    change_item_state(item_id=item.pk, to=ItemState.POSTPONED, reason="台风", windows=typed("10月"), by=by)
    assert Revision.objects.get().reason == "台风"
