"""What a plan's services promise: places, versions, states, reasons, and the trace each change leaves."""

from datetime import date, time
from decimal import Decimal

import pytest

from members.enums import Post
from members.models import Reminder, User
from members.tests.factories import OrganizationFactory, officer_of
from plans.enums import Comparator, ItemState, PlanKind, PlanState
from plans.models import Occurrence, Plan, PlanItem, Revision, Section
from plans.services.items import add_item, add_items, change_item, lines_of
from plans.services.moves import indent_item, move_item, outdent_item, shift_item
from plans.services.outline import load_outline
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
from plans.services.removal import remove_item, restore_item
from plans.services.sections import add_section, change_section, remove_section, restore_section, shift_section
from plans.services.states import change_item_state
from plans.services.targets import TargetInput, set_targets
from plans.services.timetext import read_time
from plans.services.windows import WindowInput, set_windows
from plans.tests.factories import PlanFactory, PlanItemFactory, SectionFactory
from unionplan.core.errors import DomainError, EditConflictError
from unionplan.core.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    return PlanFactory(organization=OrganizationFactory(name="清河厂工会"))


@pytest.fixture
def by(plan: Plan) -> User:
    return officer_of(plan.organization)


def typed(text: str) -> list[WindowInput]:
    return [WindowInput(text=found.text, spec=found.spec) for found in read_time(text)]


def printed(plan: Plan) -> list[str]:
    """The outline as a reader sees it: number and title of every item."""
    return [f"{node.number}{node.item.title}" for node in load_outline(plan).walk_items()]


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


# -- places ------


def test_moving_takes_everything_below_along_and_closes_the_gap(plan, by):
    first, second = SectionFactory(plan=plan, position=0), SectionFactory(plan=plan, position=1)
    a, b = add_items(plan_id=plan.pk, titles=["甲", "乙"], section_id=first.pk, by=by)
    below = add_item(plan_id=plan.pk, title="甲一", parent_id=a.pk, by=by)
    add_item(plan_id=plan.pk, title="丙", section_id=second.pk, by=by)

    move_item(item_id=a.pk, section_id=second.pk, position=0, by=by)

    assert printed(plan) == ["（一）乙", "（一）甲", "1.甲一", "（二）丙"]
    below.refresh_from_db()
    b.refresh_from_db()
    assert (below.section, b.position) == (second, 0)


def test_indent_and_outdent_keep_headings_true(plan, by):
    a, b, _c = add_items(plan_id=plan.pk, titles=["甲", "乙", "丙"], by=by)

    indent_item(item_id=b.pk, by=by)
    a.refresh_from_db()
    assert (a.has_children, printed(plan)) == (True, ["一、甲", "（一）乙", "二、丙"])
    outdent_item(item_id=b.pk, by=by)
    a.refresh_from_db()
    assert (a.has_children, printed(plan)) == (False, ["一、甲", "二、乙", "三、丙"])


def test_steps_beyond_the_edge_are_refused_in_words(plan, by):
    a, b = add_items(plan_id=plan.pk, titles=["甲", "乙"], by=by)

    for act in (
        lambda: shift_item(item_id=a.pk, step=-1, by=by),
        lambda: shift_item(item_id=b.pk, step=1, by=by),
        lambda: indent_item(item_id=a.pk, by=by),
        lambda: outdent_item(item_id=a.pk, by=by),
        lambda: move_item(item_id=a.pk, parent_id=a.pk, by=by),
    ):
        with pytest.raises(DomainError):
            act()
    assert printed(plan) == ["一、甲", "二、乙"]


def test_an_item_cannot_lie_below_its_own_subitem_nor_deeper_than_numbers_reach(plan, by):
    chain = [add_item(plan_id=plan.pk, title="1", by=by)]
    for level in range(2, 6):
        chain.append(add_item(plan_id=plan.pk, title=str(level), parent_id=chain[-1].pk, by=by))

    with pytest.raises(DomainError, match="下级"):
        move_item(item_id=chain[0].pk, parent_id=chain[2].pk, by=by)
    with pytest.raises(DomainError, match="最多"):
        add_item(plan_id=plan.pk, title="6", parent_id=chain[-1].pk, by=by)
    other = add_item(plan_id=plan.pk, title="另一项", by=by)
    with pytest.raises(DomainError, match="最多"):
        move_item(item_id=chain[0].pk, parent_id=other.pk, by=by)


def test_removing_takes_the_subtree_and_restoring_brings_exactly_it_back(plan, by):
    _a, b, _c = add_items(plan_id=plan.pk, titles=["甲", "乙", "丙"], by=by)
    _b1, b2 = add_items(plan_id=plan.pk, titles=["乙一", "乙二"], parent_id=b.pk, by=by)
    remove_item(item_id=b2.pk, by=by)

    remove_item(item_id=b.pk, by=by)
    assert printed(plan) == ["一、甲", "二、丙"]
    restore_item(item_id=b.pk, by=by)

    assert printed(plan) == ["一、甲", "二、乙", "（一）乙一", "三、丙"]


# -- sections ------


def test_a_section_goes_and_comes_back_with_what_is_under_it(plan, by):
    first = add_section(plan_id=plan.pk, title="主要工作", by=by)
    month = add_section(plan_id=plan.pk, title="3月份", parent_id=first.pk, by=by)
    add_section(plan_id=plan.pk, title="工作措施", by=by)
    add_item(plan_id=plan.pk, title="讲座", section_id=month.pk, by=by)
    gone = add_item(plan_id=plan.pk, title="早已删除", section_id=month.pk, by=by)
    remove_item(item_id=gone.pk, by=by)

    remove_section(section_id=first.pk, by=by)
    assert printed(plan) == []
    restore_section(section_id=first.pk, by=by)

    assert printed(plan) == ["1.讲座"]
    assert [node.number for node in load_outline(plan).walk_sections()] == ["一、", "", "二、"]


def test_sections_move_change_and_refuse_old_versions(plan, by):
    first, second = (add_section(plan_id=plan.pk, title=title, by=by) for title in ("甲", "乙"))

    shift_section(section_id=second.pk, step=-1, by=by)
    assert [node.section.title for node in load_outline(plan).sections] == ["乙", "甲"]
    change_section(section_id=first.pk, fields={"title": "改"}, by=by, expected_version=1)
    with pytest.raises(EditConflictError):
        change_section(section_id=first.pk, fields={"title": "又改"}, by=by, expected_version=1)
    assert Section.objects.get(pk=first.pk).title == "改"


# -- times and targets ------


def test_a_time_becomes_days_and_keeps_its_row_when_it_changes(plan, by):
    item = PlanItemFactory(plan=plan)
    set_windows(item_id=item.pk, windows=typed("3月8日"), by=by)
    window = item.windows.get()

    set_windows(item_id=item.pk, windows=typed("6月11日—13日；每季度"), by=by, expected_version=2)

    assert list(item.windows.values_list("text", "start", "end", "is_recurring")) == [
        ("6月11日—13日", date(2026, 6, 11), date(2026, 6, 13), False),
        ("每季度", date(2026, 1, 1), date(2026, 12, 31), True),
    ]
    assert item.windows.order_by("position").first().pk == window.pk
    assert Occurrence.objects.filter(item=item).count() == 1 + 4


def test_a_deadline_is_on_its_last_day(plan, by):
    item = PlanItemFactory(plan=plan)

    set_windows(item_id=item.pk, windows=typed("6月底前"), by=by)

    assert list(Occurrence.objects.values_list("start", "end")) == [(date(2026, 6, 30), date(2026, 6, 30))]


def test_an_unknown_time_is_kept_as_unknown(plan, by):
    item = PlanItemFactory(plan=plan)

    set_windows(item_id=item.pk, windows=typed("待定"), by=by)

    window = item.windows.get()
    assert (window.start, window.end, window.precision) == (None, None, "unspecified")
    assert not Occurrence.objects.exists()


def test_another_period_places_every_time_anew(plan, by):
    item = PlanItemFactory(plan=plan)
    set_windows(item_id=item.pk, windows=typed("春节前"), by=by)

    change_plan(
        plan_id=plan.pk,
        fields={"year": 2027, "period_start": date(2027, 1, 1), "period_end": date(2027, 12, 31)},
        by=by,
        expected_version=1,
    )

    assert item.windows.get().end == date(2027, 2, 5)  # the day before 6 February 2027


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("3月", date(2026, 3, 1), date(2026, 3, 31)),
        ("3月8日", date(2026, 3, 8), date(2026, 3, 8)),
        ("3—5月", date(2026, 3, 1), date(2026, 5, 31)),
        ("第二季度", date(2026, 4, 1), date(2026, 6, 30)),
        ("下半年", date(2026, 7, 1), date(2026, 12, 31)),
        ("全年", date(2026, 1, 1), date(2026, 12, 31)),
        ("4月上旬", date(2026, 4, 1), date(2026, 4, 10)),
        ("2027年1月", date(2027, 1, 1), date(2027, 1, 31)),
        ("中秋节", date(2026, 9, 25), date(2026, 9, 25)),
        ("10月前", date(2026, 1, 1), date(2026, 9, 30)),
    ],
)
def test_typed_times_mean_what_an_officer_means(plan, by, text, start, end):
    item = PlanItemFactory(plan=plan)

    set_windows(item_id=item.pk, windows=typed(text), by=by)

    window = item.windows.get()
    assert (window.start, window.end) == (start, end)


def test_words_that_name_no_time_are_not_guessed():
    with pytest.raises(DomainError, match="看懂"):
        read_time("有空的时候")


def test_hours_are_read_beside_the_day():
    found = read_time("3月8日14:30")[0]

    assert (found.start_time, found.end_time) == (time(14, 30), None)


def test_targets_keep_open_numbers_open_and_ranges_in_order(plan, by):
    item = PlanItemFactory(plan=plan)

    set_targets(
        item_id=item.pk,
        targets=[TargetInput(metric="发展会员", value=Decimal(30), unit="人"), TargetInput(metric="覆盖面", unit="%")],
        by=by,
        expected_version=1,
    )

    assert list(item.targets.values_list("text", "value")) == [
        ("发展会员 ≥ 30 人", Decimal(30)), ("覆盖面 ≥ 待定 %", None),
    ]  # fmt: skip
    wrong = TargetInput(comparator=Comparator.RANGE, value=Decimal(5), value_max=Decimal(3))
    with pytest.raises(DomainError, match="上限"):
        set_targets(item_id=item.pk, targets=[wrong], by=by)


# -- a plan's life ------


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
