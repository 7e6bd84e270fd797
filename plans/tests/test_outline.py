"""The tree of a plan, its derived numbers, and its history in words."""

from datetime import date

import pytest
from django.utils import translation

from members.tests.factories import officer_of
from plans.enums import ItemState, SectionType
from plans.models import PlanItem
from plans.services.history import history_of_item, history_of_plan, in_words
from plans.services.items import add_items, change_item
from plans.services.numbering import chinese_numeral, is_time_heading, printed_number
from plans.services.outline import load_outline
from plans.services.removal import remove_item
from plans.services.states import change_item_state
from plans.tests.factories import (
    OccurrenceFactory,
    PlanFactory,
    PlanItemFactory,
    SectionFactory,
    TargetFactory,
    TimeWindowFactory,
)

# -- numbers ------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (35, "三十五"),
        (100, "一百"),
        (101, "一百零一"),
        (110, "一百一十"),
    ],
)
def test_numerals_are_written_as_documents_write_them(value, text):
    assert chinese_numeral(value) == text


def test_levels_follow_the_official_order():
    assert [printed_number(level, 3) for level in range(6)] == ["三、", "（三）", "3.", "（3）", "③", "③"]
    assert printed_number(4, 21) == "(21)"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("3月份", True),
        ("7月8月份", True),
        ("第一季度", True),
        ("第二周", True),
        ("主要工作", False),
        ("三项重点", False),
    ],
)
def test_headings_that_are_only_a_time_are_told_apart(title, expected):
    assert is_time_heading(title) is expected


@pytest.mark.django_db
def test_numbers_come_from_places_and_skip_months_and_closing_words():
    plan = PlanFactory()
    goals = SectionFactory(plan=plan, title="工作目标", section_type=SectionType.GOALS)
    schedule = SectionFactory(plan=plan, title="活动安排", section_type=SectionType.SCHEDULE)
    march = SectionFactory(plan=plan, parent=schedule, title="3月份")
    april = SectionFactory(plan=plan, parent=schedule, title="4月份")
    SectionFactory(plan=plan, title="结束语", section_type=SectionType.CLOSING)
    last = SectionFactory(plan=plan, title="工作措施", section_type=SectionType.MEASURES)
    above = PlanItemFactory(plan=plan, section=goals, title="建家", has_children=True)
    PlanItemFactory(plan=plan, section=goals, parent=above, title="建小家")
    PlanItemFactory(plan=plan, section=march, title="讲座")
    PlanItemFactory(plan=plan, section=april, title="踏青")
    PlanItemFactory(plan=plan, section=april, title="读书")
    PlanItemFactory(plan=plan, section=last, title="分工")

    outline = load_outline(plan)

    assert [node.number for node in outline.walk_sections()] == ["一、", "二、", "", "", "", "三、"]
    assert [f"{node.number}{node.item.title}" for node in outline.walk_items()] == [
        "（一）建家", "1.建小家", "1.讲座", "1.踏青", "2.读书", "（一）分工",
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_plan_without_headings_numbers_its_items_from_the_top():
    plan = PlanFactory()
    section = SectionFactory(plan=plan, title="")
    PlanItemFactory.create_batch(2, plan=plan, section=section)

    assert [node.number for node in load_outline(plan).walk_items()] == ["一、", "二、"]


# -- the tree ------


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 30])
def test_the_tree_is_read_in_five_queries(count, django_assert_num_queries):
    plan = PlanFactory()
    owner = officer_of(plan.organization)
    for item in PlanItemFactory.create_batch(count, plan=plan, owner=owner):
        OccurrenceFactory(window=TimeWindowFactory(item=item))
        TargetFactory(item=item)

    with django_assert_num_queries(5):
        outline = load_outline(plan)
        seen = [
            (
                node.item.owner.full_name,
                node.item.plan.title,
                len(node.windows),
                len(node.targets),
                len(node.occurrences),
            )
            for node in outline.walk_items()
        ]

    assert seen == [(owner.full_name, plan.title, 1, 1, 1)] * count


@pytest.mark.django_db
def test_removed_rows_and_other_plans_stay_out_of_the_tree():
    plan = PlanFactory()
    kept = PlanItemFactory(plan=plan, title="在册")
    PlanItemFactory(title="别的计划")
    by = officer_of(plan.organization)
    remove_item(item_id=PlanItemFactory(plan=plan, title="已删").pk, by=by)

    assert [node.item for node in load_outline(plan).walk_items()] == [kept]


@pytest.mark.django_db
def test_late_means_open_and_every_planned_day_over():
    plan = PlanFactory()
    today = date(2026, 4, 10)
    for title, state, ends in (
        ("逾期", ItemState.PLANNED, [date(2026, 3, 31)]),
        ("延到以后", ItemState.IN_PROGRESS, [date(2026, 3, 31), date(2026, 5, 31)]),
        ("今天到期", ItemState.PLANNED, [today]),
        ("没有时间", ItemState.PLANNED, []),
    ):
        item = PlanItemFactory(plan=plan, title=title, state=state)
        for end in ends:
            TimeWindowFactory(item=item, start=end.replace(day=1), end=end)
    done = PlanItemFactory(plan=plan, title="办完了")
    TimeWindowFactory(item=done, end=date(2026, 3, 31))
    change_item_state(item_id=done.pk, to=ItemState.DONE, by=officer_of(plan.organization))

    outline = load_outline(plan)

    assert [node.item.title for node in outline.walk_items() if node.is_late(today)] == ["逾期"]
    assert (outline.late_count(today), outline.done_count(), len(outline.leaves)) == (1, 1, 5)


# -- history ------


@pytest.mark.django_db
def test_history_says_who_did_what_and_from_what_to_what():
    plan = PlanFactory()
    by = officer_of(plan.organization)
    item = add_items(plan_id=plan.pk, titles=["讲座"], by=by)[0]
    change_item(item_id=item.pk, fields={"title": "健康讲座", "audience": "public"}, by=by)
    change_item_state(item_id=item.pk, to=ItemState.CANCELLED, reason="经费未到位", by=by)
    add_items(plan_id=plan.pk, titles=["别的"], by=by)

    lines = in_words(history_of_item(item))

    assert [(line.who, line.what, line.reason) for line in lines] == [
        (by.full_name, "登记了进展", "经费未到位"),
        (by.full_name, "修改了事项", ""),
        (by.full_name, "添加了事项", ""),
    ]
    assert [(change.label, change.old, change.new) for change in lines[0].changes] == [("状态", "计划中", "已取消")]
    assert {(change.label, change.old, change.new) for change in lines[1].changes} == {
        ("标题", "讲座", "健康讲座"),
        ("可见范围", "会员可见", "公开"),
    }
    assert len(in_words(history_of_plan(plan))) == 4


@pytest.mark.django_db
def test_history_is_told_in_the_readers_language():
    plan = PlanFactory()
    item = PlanItem.objects.get(pk=add_items(plan_id=plan.pk, titles=["讲座"], by=officer_of(plan.organization))[0].pk)

    with translation.override("en"):
        line = in_words(history_of_item(item))[0]

    assert line.way_in == str(line.way_in)
    assert line.changes[0].new == "讲座"
