"""Where items and headings lie, when items take place, and what they promise in numbers."""

from datetime import date, time
from decimal import Decimal

import pytest

from plans.enums import Comparator
from plans.models import Occurrence, Section
from plans.services.items import add_item, add_items
from plans.services.moves import indent_item, move_item, outdent_item, shift_item
from plans.services.outline import load_outline
from plans.services.plans import (
    change_plan,
)
from plans.services.removal import remove_item, restore_item
from plans.services.sections import add_section, change_section, remove_section, restore_section, shift_section
from plans.services.targets import TargetInput, set_targets
from plans.services.timetext import read_time
from plans.services.windows import set_windows
from plans.tests.doing import printed, typed
from plans.tests.factories import PlanItemFactory, SectionFactory
from unionplan.core.errors import DomainError, EditConflictError

pytestmark = pytest.mark.django_db


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
