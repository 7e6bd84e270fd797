"""What became of a piece of work by a day, as pure rules."""

from datetime import date

import pytest

from plans.enums import ItemState
from unionplan.demo.importing import audience_of
from unionplan.demo.moments import at_work, course_of
from unionplan.demo.progress import Leaf, step_in_closed, step_in_force

TODAY = date(2026, 11, 20)
YEAR_END = date(2026, 12, 31)


def leaf(number: int, start: date | None, end: date | None) -> Leaf:
    return Leaf(number, start, end)


def states_of(start: date, end: date, today: date = TODAY) -> set[ItemState | None]:
    steps = [step_in_force(leaf(number, start, end), YEAR_END, today) for number in range(1, 200)]
    return {step and step.to for step in steps}


def test_work_of_the_spring_is_over_and_work_of_last_month_may_lie_about():
    spring = states_of(date(2026, 3, 1), date(2026, 3, 31))
    october = states_of(date(2026, 10, 1), date(2026, 10, 31))

    assert spring == {ItemState.DONE, ItemState.CANCELLED}
    assert october == {ItemState.DONE, ItemState.CANCELLED, ItemState.IN_PROGRESS, ItemState.POSTPONED, None}


def test_work_ahead_is_untouched_and_long_work_is_under_way():
    assert states_of(date(2026, 12, 1), date(2026, 12, 31)) == {None}
    assert states_of(date(2026, 11, 1), date(2026, 11, 30)) == {ItemState.IN_PROGRESS}
    assert states_of(date(2026, 11, 19), date(2026, 11, 21)) == {None}


def test_nothing_is_put_off_beyond_the_end_of_its_plan():
    assert ItemState.POSTPONED not in states_of(date(2026, 11, 1), date(2026, 11, 30), date(2026, 12, 20))


@pytest.mark.parametrize("number", range(1, 23))
def test_a_closed_year_leaves_nothing_open_and_says_why_something_was_dropped(number):
    step = step_in_closed(leaf(number, None, None), YEAR_END)

    assert step.to in {ItemState.DONE, ItemState.CANCELLED}
    assert bool(step.reason) == (step.to == ItemState.CANCELLED)


def test_people_work_in_office_hours_on_workdays():
    moments = [at_work(date(2026, 10, 4), number) for number in range(500)]

    assert {moment.date() for moment in moments} == {date(2026, 9, 30)}
    assert min(moment.hour for moment in moments) == 9
    assert max(moment.hour for moment in moments) == 16


def test_nothing_happened_after_today():
    course = course_of(date(2026, 11, 20), YEAR_END, TODAY)

    assert course.written < course.submitted < course.decided < course.closed == TODAY


@pytest.mark.parametrize(
    ("title", "audience"),
    [
        ("对6家基层工会开展经费审计", "officers"),
        ("走访困难职工家庭35户", "officers"),
        ("举办职工象棋比赛决赛", "public"),
        ("为夜班职工改造宿舍浴室", "members"),
    ],
)
def test_money_and_troubles_stay_inside(title, audience):
    assert audience_of(title) == audience
