"""A plan from draft to closed; a change and its trace belong together."""

from datetime import date

import pytest

from members.enums import Post
from members.models import Reminder
from members.tests.factories import officer_of
from plans.enums import PlanKind, PlanState
from plans.models import Plan
from plans.services.items import change_item
from plans.services.plans import (
    approve_plan,
    change_plan,
    close_plan,
    create_plan,
    default_period,
    default_title,
    remove_plan,
    restore_plan,
    send_back_plan,
    submit_plan,
    withdraw_plan,
)
from plans.services.removal import remove_item
from plans.services.windows import set_windows
from plans.tests.doing import typed
from plans.tests.factories import PlanFactory, PlanItemFactory
from unionplan.core.errors import DomainError
from unionplan.core.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_a_plan_goes_from_draft_to_closed_and_each_step_is_kept(plan, by):
    PlanItemFactory(plan=plan)
    chair = officer_of(plan.organization, post=Post.CHAIR)

    submit_plan(plan_id=plan.pk, by=by, expected_version=1)
    send_back_plan(plan_id=plan.pk, reason="经费请细化", by=chair)
    plan.refresh_from_db()
    assert (plan.state, plan.returned_reason) == (PlanState.DRAFT, "经费请细化")
    submit_plan(plan_id=plan.pk, by=by)
    withdraw_plan(plan_id=plan.pk, by=by)
    submit_plan(plan_id=plan.pk, by=by)
    approve_plan(plan_id=plan.pk, by=chair)
    closed = close_plan(plan_id=plan.pk, by=chair)

    assert (closed.state, closed.approver, closed.returned_reason) == (PlanState.CLOSED, chair, "")
    acts = ("submitted", "sent_back", "submitted", "withdrawn", "submitted", "approved", "closed")
    kept = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
    assert kept == [f"plans.plan.{act}" for act in acts]


@pytest.mark.parametrize("act", [approve_plan, close_plan, withdraw_plan])
def test_steps_a_draft_cannot_take_are_refused(plan, by, act):
    with pytest.raises(DomainError, match="起草"):
        act(plan_id=plan.pk, by=by)


def test_an_empty_plan_is_not_submitted_and_an_empty_reason_sends_nothing_back(plan, by):
    with pytest.raises(DomainError, match="还没有工作事项"):
        submit_plan(plan_id=plan.pk, by=by)
    PlanItemFactory(plan=plan)
    submit_plan(plan_id=plan.pk, by=by)
    with pytest.raises(DomainError, match="原因"):
        send_back_plan(plan_id=plan.pk, reason="  ", by=by)


def test_only_a_draft_goes_into_the_bin_and_comes_back(plan, by):
    remove_plan(plan_id=plan.pk, by=by)
    assert not Plan.objects.visible_to(by).exists()
    restore_plan(plan_id=plan.pk, by=by)
    assert Plan.objects.visible_to(by).get() == plan

    PlanItemFactory(plan=plan)
    submit_plan(plan_id=plan.pk, by=by)
    with pytest.raises(DomainError):
        remove_plan(plan_id=plan.pk, by=by)


@pytest.mark.parametrize(
    ("kind", "part", "title"),
    [
        (PlanKind.ANNUAL, 1, "清河厂工会2026年工作计划"),
        (PlanKind.HALF_YEAR, 2, "清河厂工会2026年下半年工作计划"),
        (PlanKind.QUARTER, 3, "清河厂工会2026年第三季度工作计划"),
        (PlanKind.MONTH, 3, "清河厂工会2026年3月工作计划"),
        (PlanKind.FIVE_YEAR, 1, "清河厂工会2026—2030年工作规划"),
        (PlanKind.TERM, 1, "清河厂工会2026—2027学年第一学期工作计划"),
        (PlanKind.WOMEN, 1, "清河厂工会2026年女职工工作计划"),
    ],
)
def test_titles_are_offered_as_offices_write_them(plan, kind, part, title):
    assert default_title(plan.organization, kind, default_period(kind, year=2026, part=part)) == title


def test_a_new_plan_is_a_draft_of_its_author(plan, by):
    made = create_plan(
        organization_id=plan.organization_id,
        kind=PlanKind.ANNUAL,
        title=" 新计划 ",
        year=2026,
        period_start=date(2026, 1, 1),
        period_end=date(2026, 12, 31),
        by=by,
    )

    assert (made.title, made.state, made.author) == ("新计划", PlanState.DRAFT, by)
    with pytest.raises(DomainError, match="期间止"):
        change_plan(plan_id=made.pk, fields={"period_end": date(2025, 1, 1)}, by=by)


def test_a_change_and_its_trace_are_saved_together_or_not_at_all(plan, by):
    item = PlanItemFactory(plan=plan, title="原文")

    with pytest.raises(ValueError, match="NUL"):  # PostgreSQL keeps no such text: the entry cannot be written
        change_item(item_id=item.pk, fields={"title": "新文"}, by=by, reason="原因\x00")

    item.refresh_from_db()
    assert item.title == "原文"


def test_waiting_reminders_follow_an_approved_plan(by):
    plan = PlanFactory(organization=by.offices.get().organization, year=2099,
                       period_start=date(2095, 1, 1), period_end=date(2095, 12, 31))  # fmt: skip
    item = PlanItemFactory(plan=plan)
    set_windows(item_id=item.pk, windows=typed("6月15日"), by=by)
    assert not Reminder.objects.exists()

    submit_plan(plan_id=plan.pk, by=by)
    approve_plan(plan_id=plan.pk, by=by)
    assert {reminder.subject_on for reminder in Reminder.objects.all()} == {date(2095, 6, 15)}
    set_windows(item_id=item.pk, windows=typed("9月15日"), by=by, reason="场地")

    assert {reminder.subject_on for reminder in Reminder.objects.filter(state="waiting")} == {date(2095, 9, 15)}
    remove_item(item_id=item.pk, by=by, reason="取消")
    assert not Reminder.objects.filter(state="waiting").exists()
