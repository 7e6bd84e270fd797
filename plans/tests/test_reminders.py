"""Reminder rows of plan items: made, moved, handed on, taken back."""

from datetime import date, timedelta

import pytest
import time_machine

from members.enums import Post, ReminderState
from members.models import Reminder, ReplanRequest
from members.services.offices import appoint, end_office
from members.services.organizations import move_organization
from members.services.planning import ask_replan_for_new_day, serve_replan_requests
from members.services.policies import inherit_policy, set_policy
from members.tests.factories import OrganizationFactory, UserFactory, officer_of
from members.tests.reminding import item_on, shanghai
from plans.enums import PlanKind, PlanState
from plans.models import Occurrence
from plans.services.moments import DATED, MONTHLY
from plans.services.reminders import replan_item, replan_items, replan_organizations, replan_plan
from plans.tests.factories import OccurrenceFactory, PlanFactory, PlanItemFactory, TimeWindowFactory

pytestmark = pytest.mark.django_db

LONG_BEFORE = shanghai(2026, 1, 5)


def waiting(**filters):
    rows = Reminder.objects.filter(state=ReminderState.WAITING, **filters).order_by("due_at", "recipient_id")
    return [(row.recipient_id, row.due_at) for row in rows]


def move(item, day):
    item.windows.update(start=day, end=day)
    Occurrence.objects.filter(item=item).update(start=day, end=day)


@pytest.fixture
def organization():
    return OrganizationFactory()


@pytest.fixture
def officer(organization):
    return officer_of(organization)


def test_an_item_without_owner_is_reminded_to_the_officers_in_force(organization, officer):
    second = officer_of(organization)
    officer_of(organization, ends_on=date(2025, 12, 31))
    officer_of(organization, post=Post.CHAIR)
    officer_of(OrganizationFactory())

    replan_item(item_on(organization, date(2026, 3, 8)), now=LONG_BEFORE)

    moments = [shanghai(2026, 2, 14), shanghai(2026, 3, 5), shanghai(2026, 3, 6)]
    assert waiting() == [(person.pk, moment) for moment in moments for person in (officer, second)]


def test_an_owner_in_office_is_reminded_alone(organization, officer):
    owner = officer_of(OrganizationFactory(parent=organization), post=Post.GROUP_LEADER)
    replan_item(item_on(organization, date(2026, 3, 8), owner=owner), now=LONG_BEFORE)
    assert {person for person, _moment in waiting()} == {owner.pk}


def test_an_owner_who_left_office_is_replaced_by_the_officers(organization, officer):
    gone = officer_of(organization, ends_on=date(2025, 12, 31))
    replan_item(item_on(organization, date(2026, 3, 8), owner=gone), now=LONG_BEFORE)
    assert {person for person, _moment in waiting()} == {officer.pk}


def test_without_officers_the_chairs_are_reminded_and_womens_plans_go_to_the_womens_officer(organization):
    chair = officer_of(organization, post=Post.CHAIR)
    women = officer_of(organization, post=Post.WOMEN_OFFICER)
    item = item_on(organization, date(2026, 3, 8))
    plan = PlanFactory(organization=organization, approved=True, kind=PlanKind.WOMEN)
    womens = item_on(organization, date(2026, 3, 8), plan=plan)

    replan_items([item.pk, womens.pk], now=LONG_BEFORE)

    assert {person for person, _moment in waiting(subject_id=item.pk)} == {chair.pk}
    assert {person for person, _moment in waiting(subject_id=womens.pk)} == {women.pk}


def test_a_personal_plan_reminds_its_author_only(organization, officer):
    author = officer_of(organization, post=Post.COMMITTEE)
    plan = PlanFactory(organization=organization, approved=True, kind=PlanKind.PERSONAL, author=author)
    replan_item(item_on(organization, date(2026, 3, 8), plan=plan), now=LONG_BEFORE)
    assert {person for person, _moment in waiting()} == {author.pk}


def test_moving_an_item_moves_its_waiting_reminders_and_leaves_spent_ones(organization, officer):
    item = item_on(organization, date(2026, 3, 8))
    replan_item(item, now=LONG_BEFORE)
    spent = Reminder.objects.earliest("due_at")
    Reminder.objects.filter(pk=spent.pk).update(state=ReminderState.DISPATCHED)

    move(item, date(2026, 4, 15))
    replan_item(item, now=shanghai(2026, 2, 20))

    assert [moment for _person, moment in waiting()] == [
        shanghai(2026, 4, 1),
        shanghai(2026, 4, 10),
        shanghai(2026, 4, 14),
    ]
    spent.refresh_from_db()
    assert (spent.state, spent.due_at) == (ReminderState.DISPATCHED, shanghai(2026, 2, 14))


def test_moving_back_does_not_repeat_what_went_out(organization, officer):
    item = item_on(organization, date(2026, 3, 8))
    replan_item(item, now=LONG_BEFORE)
    first = Reminder.objects.earliest("due_at")
    Reminder.objects.filter(pk=first.pk).update(state=ReminderState.DISPATCHED)

    move(item, date(2026, 4, 15))
    replan_item(item, now=LONG_BEFORE)
    move(item, date(2026, 3, 8))
    replan_item(item, now=LONG_BEFORE)

    assert [moment for _person, moment in waiting()] == [shanghai(2026, 3, 5), shanghai(2026, 3, 6)]
    assert Reminder.objects.count() == 3


def test_moments_already_past_are_not_created(organization, officer):
    replan_item(item_on(organization, date(2026, 3, 8)), now=shanghai(2026, 3, 5, 9, 30))
    assert [moment for _person, moment in waiting()] == [shanghai(2026, 3, 6)]


def test_an_edit_just_after_nine_keeps_the_reminder_of_nine(organization, officer):
    item = item_on(organization, date(2026, 3, 8))
    replan_item(item, now=LONG_BEFORE)
    replan_item(item, now=shanghai(2026, 3, 5, 9, 0) + timedelta(seconds=5))
    assert [moment for _person, moment in waiting()] == [
        shanghai(2026, 2, 14),
        shanghai(2026, 3, 5),
        shanghai(2026, 3, 6),
    ]


@pytest.mark.parametrize(
    "end_it",
    [
        lambda item: item.plan.__class__.objects.filter(pk=item.plan_id).update(state=PlanState.CLOSED),
        lambda item: item.__class__.objects.filter(pk=item.pk).update(state="cancelled", state_reason="不再举办"),
        lambda item: item.__class__.objects.filter(pk=item.pk).update(removed_at=LONG_BEFORE),
        lambda item: Occurrence.objects.filter(item=item).delete(),
    ],
    ids=["plan closed", "cancelled", "removed", "time unknown"],
)
def test_what_ends_an_item_ends_its_waiting_reminders(organization, officer, end_it):
    item, other = item_on(organization, date(2026, 3, 8)), item_on(organization, date(2026, 3, 8))
    replan_items([item.pk, other.pk], now=LONG_BEFORE)
    end_it(item)
    replan_item(item, now=LONG_BEFORE)
    assert {row.subject_id for row in Reminder.objects.all()} == {other.pk}


def test_a_draft_waits_for_its_approval(organization, officer):
    plan = PlanFactory(organization=organization)
    item_on(organization, date(2026, 3, 8), plan=plan)
    replan_plan(plan, now=LONG_BEFORE)
    assert waiting() == []
    plan.state, plan.approver, plan.approved_at = PlanState.APPROVED, officer, LONG_BEFORE
    plan.save()
    replan_plan(plan, now=LONG_BEFORE)
    assert len(waiting()) == 3


def test_a_heading_is_left_to_its_dated_subitems(organization, officer):
    parent = item_on(organization, date(2026, 3, 8), has_children=True)
    child = PlanItemFactory(plan=parent.plan, section=parent.section, parent=parent)
    replan_items([parent.pk, child.pk], now=LONG_BEFORE)
    assert {row.subject_id for row in Reminder.objects.all()} == {parent.pk}

    OccurrenceFactory(
        window=TimeWindowFactory(item=child, start=date(2026, 3, 6), end=date(2026, 3, 6), precision="day")
    )
    replan_items([parent.pk, child.pk], now=LONG_BEFORE)
    assert {row.subject_id for row in Reminder.objects.all()} == {child.pk}


def test_a_policy_holds_below_until_somebody_nearer_decides(organization, officer):
    base = OrganizationFactory(parent=OrganizationFactory(parent=organization))
    worker = officer_of(base)
    replan_item(item_on(base, date(2026, 3, 18)), now=LONG_BEFORE)

    set_policy(organization=organization, rule_key=DATED, is_enabled=True, days=[7], by=officer)
    serve_all()
    assert waiting() == [(worker.pk, shanghai(2026, 3, 11))]

    set_policy(organization=base, rule_key=DATED, is_enabled=True, days=[2, 2], by=worker)
    serve_all()
    assert waiting() == [(worker.pk, shanghai(2026, 3, 16))]

    set_policy(organization=base, rule_key=DATED, is_enabled=False, days=[], by=worker)
    serve_all()
    assert waiting() == []

    inherit_policy(organization=base, rule_key=DATED, by=worker)
    serve_all()
    assert waiting() == [(worker.pk, shanghai(2026, 3, 11))]


def test_an_organization_that_moves_comes_under_the_rules_of_its_new_parent(organization, officer):
    base = OrganizationFactory(parent=OrganizationFactory())
    worker = officer_of(base)
    set_policy(organization=organization, rule_key=DATED, is_enabled=True, days=[7], by=officer)
    replan_item(item_on(base, date(2026, 3, 18)), now=LONG_BEFORE)
    move_organization(organization_id=base.pk, parent_id=organization.pk, by=officer)
    serve_all()
    assert waiting() == [(worker.pk, shanghai(2026, 3, 11))]


def test_a_policy_of_a_neighbour_or_of_another_rule_changes_nothing(organization, officer):
    item = item_on(organization, date(2026, 3, 18))
    replan_item(item, now=LONG_BEFORE)
    before = waiting()
    neighbour = OrganizationFactory()
    set_policy(organization=neighbour, rule_key=DATED, is_enabled=False, days=[], by=officer)
    set_policy(organization=organization, rule_key=MONTHLY, is_enabled=True, days=[5], by=officer)
    serve_all()
    assert waiting() == before


def serve_all():
    """Requests are served as on the eve of everything."""
    with time_machine.travel(LONG_BEFORE, tick=False):
        serve_replan_requests(budget=60)


def test_who_comes_into_office_takes_over_the_reminders_of_who_leaves(organization):
    chair, leaving, coming = officer_of(organization, post=Post.CHAIR), officer_of(organization), UserFactory()
    replan_item(item_on(organization, date(2026, 3, 8)), now=LONG_BEFORE)
    assert {person for person, _moment in waiting()} == {leaving.pk}
    end_office(office_id=leaving.offices.get().pk, ends_on=date(2026, 1, 4), by=chair)
    appoint(
        username=coming.username, organization=organization, post=Post.OFFICER, starts_on=date(2026, 1, 5), by=chair
    )
    serve_all()
    assert {person for person, _moment in waiting()} == {coming.pk}


def test_offices_that_begin_or_end_by_date_are_noticed_the_next_morning():
    above = OrganizationFactory()
    organization = OrganizationFactory(parent=above)
    below = OrganizationFactory(parent=organization)
    leaving = officer_of(organization, ends_on=date(2026, 2, 10))
    OrganizationFactory(parent=above)  # a neighbour
    item = item_on(organization, date(2026, 3, 8))
    ask_replan_for_new_day(shanghai(2026, 2, 10))
    replan_item(item, now=shanghai(2026, 2, 10))
    coming = officer_of(organization, starts_on=date(2026, 2, 11))
    assert {person for person, _moment in waiting()} == {leaving.pk}

    ask_replan_for_new_day(shanghai(2026, 2, 10, 23))
    assert not ReplanRequest.objects.exists()
    ask_replan_for_new_day(shanghai(2026, 2, 11, 0, 1))
    assert {request.organization for request in ReplanRequest.objects.all()} == {organization, above, below}

    with time_machine.travel(shanghai(2026, 2, 11, 0, 1), tick=False):
        serve_replan_requests(budget=10)
    assert {person for person, _moment in waiting()} == {coming.pk}
    assert not ReplanRequest.objects.exists()


@pytest.mark.parametrize("count", [1, 12])
def test_planning_costs_the_same_for_one_item_and_for_many(organization, officer, django_assert_num_queries, count):
    items = [item_on(organization, date(2026, 3, 8), owner=officer) for _ in range(count)]
    # two savepoints in and out; organizations, lock, occurrences, policies, owners' offices, posts, write
    with django_assert_num_queries(11):
        replan_items([item.pk for item in items], now=LONG_BEFORE)
    # the same with the items instead of their organizations
    with django_assert_num_queries(11):
        replan_organizations([organization.pk])
