"""换届 reminders: 90, 60 and 30 days before, for chair and officers here and one level up, through the one engine."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from members.choices.register import Committee
from members.enums import Post, ReminderState
from members.models import Message, Reminder
from members.services import kinds
from members.services.offices import end_office
from members.services.planning import serve_replan_requests
from members.services.policies import set_policy
from members.services.register.term_reminders import KIND, RULE, replan_terms
from members.services.register.terms import begin_term, change_end
from members.services.scanning import scan
from members.tests.factories import OrganizationFactory, officer_of
from members.tests.factories_register import TermFactory
from members.tests.reminding import shanghai
from unionplan.core.calendar import at_nine

pytestmark = pytest.mark.django_db
NOW = shanghai(2026, 3, 2)
START = date(2024, 1, 1)


@pytest.fixture(autouse=True)
def spring():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def county():
    return OrganizationFactory(name="测试县总工会")


@pytest.fixture
def union(county):
    return OrganizationFactory(parent=county, name="测试厂工会")


@pytest.fixture
def people(county, union):
    officer_of(union, post=Post.FINANCE)
    officer_of(OrganizationFactory(parent=county), post=Post.CHAIR)
    return {
        officer_of(union, post=Post.CHAIR),
        officer_of(union),
        officer_of(county, post=Post.VICE_CHAIR),
    }


@pytest.fixture
def term(union, people):
    by = next(iter(people))
    return begin_term(organization=union, committee=Committee.UNION, number=1, starts_on=START, years=3, seats=5, by=by)


def waiting(term):
    return Reminder.objects.filter(kind=KIND, subject_id=term.pk, state=ReminderState.WAITING)


def test_everybody_concerned_is_reminded_three_times_on_workdays(term, people):
    # 2026-12-31 less 90, 60 and 30 days: 2 October (a holiday, so 30 September), 1 November (a Sunday, so Friday
    # 30 October), 1 December.
    days = {date(2026, 9, 30), date(2026, 10, 30), date(2026, 12, 1)}

    found = {(reminder.recipient, reminder.due_at) for reminder in waiting(term)}

    assert found == {(person, at_nine(day)) for person in people for day in days}


def test_what_is_due_becomes_a_message_that_opens_the_term(client, term, people):
    with time_machine.travel(shanghai(2026, 9, 30, 9, 1), tick=False):
        scan(now=shanghai(2026, 9, 30, 9, 1))
        messages = list(Message.objects.all())
        client.force_login(messages[0].recipient)
        text = client.get(reverse("members:message-detail", args=[messages[0].pk])).text

    assert {message.recipient for message in messages} == people
    assert "第 1 届工会委员会任期届满，应当换届" in text
    assert reverse("members:term-detail", args=[term.pk]) in text


def test_a_following_term_ends_the_reminders(term, people, union):
    begin_term(
        organization=union,
        committee=Committee.UNION,
        number=2,
        starts_on=term.ends_on + timedelta(days=1),
        years=3,
        seats=5,
        by=next(iter(people)),
    )

    assert not waiting(term).exists()


def test_a_moved_end_moves_the_reminders(term, people):
    change_end(
        term_id=term.pk, ends_on=date(2027, 3, 31), remark="延期", by=next(iter(people)), expected_version=term.version
    )

    assert set(waiting(term).values_list("subject_on", flat=True)) == {date(2027, 3, 31)}
    assert waiting(term).count() == 9


def test_facts_of_the_day_are_judged_again_when_due(term, people, union, county):
    chair = officer_of(county, post=Post.CHAIR)
    leaver = next(person for person in people if person.offices.get().post == Post.OFFICER)
    kept = Reminder.objects.filter(recipient=leaver)
    leaver.offices.update(ends_on=date(2026, 4, 1))
    TermFactory(organization=union, committee=Committee.AUDIT, ends_on=date(2026, 12, 31))
    assert kept.count() == 3
    assert chair.offices.exists()

    with time_machine.travel(shanghai(2026, 9, 30, 9, 1), tick=False):
        scan(now=shanghai(2026, 9, 30, 9, 1))

    skipped = kept.get(state=ReminderState.SKIPPED)
    assert kinds.reason_in_words(KIND, skipped.reason) == "本人已不在任"


def test_offices_and_policies_change_who_and_when(term, people, union, county):
    upper = officer_of(county, post=Post.CHAIR)
    leaver = next(person for person in people if person.offices.get().post == Post.OFFICER)
    end_office(office_id=leaver.offices.get().pk, ends_on=date(2026, 3, 1), by=upper)
    set_policy(organization=union, rule_key=RULE, is_enabled=True, days=[45], by=upper)

    serve_replan_requests(budget=20)

    assert {reminder.recipient for reminder in waiting(term)} == (people - {leaver}) | {upper}
    assert set(waiting(term).values_list("occurrence_key", flat=True)) == {
        f"{KIND}:{term.pk}:2026-12-31:d45:{person.pk}" for person in (people - {leaver}) | {upper}
    }


def test_planning_many_terms_costs_the_queries_of_one(union, people, django_assert_num_queries):
    def queries(number):
        bodies = [OrganizationFactory(parent=union) for _n in range(number)]
        for body in bodies:
            TermFactory(organization=body, ends_on=date(2027, 1, 31))
        with django_assert_num_queries(
            10
        ):  # two savepoints and their ends, lock, ids, terms, policies, people, one write
            replan_terms([body.pk for body in bodies], now=NOW)

    queries(1)
    queries(12)
