"""Every step on a plan can be taken back, unless something newer touched the same rows; a step taken back is a step."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from members.models import User
from members.tests.factories import officer_of
from plans.enums import ItemState
from plans.models import EditStep, Plan, PlanItem, Revision
from plans.services import items, moves, plans, removal, sections, states, targets, windows
from plans.services.outline import load_outline
from plans.services.timetext import read_time
from plans.services.undo import last_step, recent_steps, undo_step
from plans.tests.factories import PlanFactory
from unionplan.core.errors import DomainError
from unionplan.core.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    return PlanFactory(title="年度计划")


@pytest.fixture
def by(plan: Plan) -> User:
    return officer_of(plan.organization)


@pytest.fixture
def first(plan: Plan, by: User) -> PlanItem:
    """甲 with 甲一 below it and a time and a target, then 乙; all under one heading."""
    section = sections.add_section(plan_id=plan.pk, title="主要工作", by=by)
    item, _second = items.add_items(plan_id=plan.pk, titles=["甲", "乙"], section_id=section.pk, by=by)
    items.add_item(plan_id=plan.pk, title="甲一", parent_id=item.pk, by=by)
    below = PlanItem.objects.get(title="甲一")
    windows.set_windows(item_id=below.pk, windows=times("3月8日"), by=by)
    given = [targets.TargetInput(metric="参加", value=Decimal(60), unit="人")]
    targets.set_targets(item_id=below.pk, targets=given, by=by)
    return item


def times(text: str) -> list[windows.WindowInput]:
    return [windows.WindowInput(text=found.text, spec=found.spec) for found in read_time(text)]


def picture(plan: Plan) -> list[object]:
    """Everything a reader of the plan sees."""
    plan = Plan.objects.get(pk=plan.pk)
    seen: list[object] = [plan.title, plan.period_end]
    for heading in load_outline(plan).walk_sections():
        seen.append((heading.number, heading.section.title, heading.section.body))
        for node in heading.walk_items():
            item = node.item
            seen.append((
                node.number, item.title, item.place, item.owner_id, item.state, item.state_reason, item.done_at,
                item.has_children, [window.text for window in node.windows], [day.start for day in node.occurrences],
                [target.text for target in node.targets],
            ))  # fmt: skip
    return seen


def leaf(plan: Plan) -> int:
    return PlanItem.objects.get(plan=plan, title="甲一").pk


STEPS: dict[str, Callable[[Plan, PlanItem, User], object]] = {
    "add": lambda plan, first, by: items.add_items(plan_id=plan.pk, titles=["丙", "丁"], after_id=first.pk, by=by),
    "add below": lambda plan, first, by: items.add_item(plan_id=plan.pk, title="甲二", parent_id=first.pk, by=by),
    "edit": lambda plan, first, by: items.change_item(
        item_id=first.pk, fields={"title": "改", "place": "礼堂", "owner": by.pk}, by=by
    ),
    "remove": lambda plan, first, by: removal.remove_item(item_id=first.pk, by=by),
    "indent": lambda plan, first, by: moves.indent_item(item_id=PlanItem.objects.get(title="乙").pk, by=by),
    "outdent": lambda plan, first, by: moves.outdent_item(item_id=leaf(plan), by=by),
    "shift": lambda plan, first, by: moves.shift_item(item_id=first.pk, step=1, by=by),
    "state": lambda plan, first, by: states.change_item_state(item_id=leaf(plan), to=ItemState.DONE, by=by),
    "postpone": lambda plan, first, by: states.change_item_state(
        item_id=leaf(plan), to=ItemState.POSTPONED, reason="场地", windows=times("5月"), by=by
    ),
    "times": lambda plan, first, by: windows.set_windows(item_id=leaf(plan), windows=times("每季度；10月"), by=by),
    "targets": lambda plan, first, by: targets.set_targets(item_id=leaf(plan), targets=[], by=by),
    "add section": lambda plan, first, by: sections.add_section(plan_id=plan.pk, title="措施", by=by),
    "edit section": lambda plan, first, by: sections.change_section(
        section_id=first.section_id, fields={"title": "重点工作", "body": "一段话"}, by=by
    ),
    "remove section": lambda plan, first, by: sections.remove_section(section_id=first.section_id, by=by),
    "edit plan": lambda plan, first, by: plans.change_plan(plan_id=plan.pk, fields={"title": "新题"}, by=by),
}


@pytest.mark.parametrize("act", STEPS.values(), ids=STEPS.keys())
def test_each_step_is_taken_back_and_can_be_brought_again(plan, by, first, act):
    before = picture(plan)
    act(plan, first, by)
    after = picture(plan)
    assert after != before

    undo_step(step_id=last_step(plan.pk, by).pk, by=by)
    assert picture(plan) == before
    undo_step(step_id=last_step(plan.pk, by).pk, by=by)

    # Only the moments of a state are new: they tell when it was set again.
    assert [row[:6] if isinstance(row, tuple) else row for row in picture(plan)] == [
        row[:6] if isinstance(row, tuple) else row for row in after
    ]


def test_sections_swap_back(plan, by, first):
    second = sections.add_section(plan_id=plan.pk, title="措施", by=by)
    sections.shift_section(section_id=second.pk, step=-1, by=by)

    undo_step(step_id=last_step(plan.pk, by).pk, by=by)

    assert [node.section.title for node in load_outline(plan).sections] == ["主要工作", "措施"]


def test_a_step_is_not_taken_back_over_something_newer(plan, by, first):
    colleague = officer_of(plan.organization)
    items.change_item(item_id=first.pk, fields={"title": "我改的"}, by=by)
    step = last_step(plan.pk, by)
    items.change_item(item_id=first.pk, fields={"title": "同事又改的"}, by=colleague)

    with pytest.raises(DomainError, match="之后又有人修改过"):
        undo_step(step_id=step.pk, by=by)

    first.refresh_from_db()
    assert first.title == "同事又改的"


def test_a_step_on_other_rows_does_not_stand_in_the_way(plan, by, first):
    items.change_item(item_id=first.pk, fields={"title": "改甲"}, by=by)
    step = last_step(plan.pk, by)
    items.change_item(item_id=PlanItem.objects.get(title="乙").pk, fields={"title": "改乙"}, by=by)

    undo_step(step_id=step.pk, by=by)

    assert set(PlanItem.objects.values_list("title", flat=True)) == {"甲", "甲一", "改乙"}


def test_an_added_item_is_not_taken_away_with_what_was_added_below_it_later(plan, by, first):
    item = items.add_item(plan_id=plan.pk, title="丙", by=by)
    step = last_step(plan.pk, by)
    items.add_item(plan_id=plan.pk, title="丙一", parent_id=item.pk, by=officer_of(plan.organization))

    with pytest.raises(DomainError, match="下面又添加了"):
        undo_step(step_id=step.pk, by=by)


def test_one_step_is_taken_back_once(plan, by, first):
    items.change_item(item_id=first.pk, fields={"title": "改"}, by=by)
    step = last_step(plan.pk, by)
    undo_step(step_id=step.pk, by=by)

    with pytest.raises(DomainError, match="已经撤销"):
        undo_step(step_id=step.pk, by=by)


def test_taking_back_in_an_approved_plan_is_a_revision_too(plan, by, first):
    Plan.objects.filter(pk=plan.pk).update(state="approved", approver=by, approved_at=plan.created_at)
    items.change_item(item_id=first.pk, fields={"title": "改"}, by=by, reason="部署调整")

    undo_step(step_id=last_step(plan.pk, by).pk, by=by)

    assert [(row.after, row.reason) for row in Revision.objects.all()] == [
        ({"title": "甲"}, "撤销：改"),
        ({"title": "改"}, "部署调整"),
    ]


def test_a_locked_plan_takes_nothing_back(plan, by, first):
    step = last_step(plan.pk, by)
    plans.submit_plan(plan_id=plan.pk, by=by)

    with pytest.raises(DomainError, match="送审"):
        undo_step(step_id=step.pk, by=by)


def test_taking_back_leaves_its_own_entry_and_the_list_is_one_query(plan, by, first, django_assert_num_queries):
    entries = AuditEntry.objects.count()
    undo_step(step_id=last_step(plan.pk, by).pk, by=by)

    assert AuditEntry.objects.count() == entries + 1
    with django_assert_num_queries(1):
        assert [step.by for step in recent_steps(plan, limit=3)] == [by, by, by]
    assert EditStep.objects.exclude(undone_at=None).count() == 1
