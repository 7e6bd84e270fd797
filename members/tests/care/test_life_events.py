"""Life events: reported in turn, answered, counted, put right; health facts sealed and seen by nobody by accident."""

import threading
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection, connections
from django.urls import reverse

from members.choices.life import AnswerWay, ChangeReason, LifeEventKind, OpenReason, Relation
from members.enums import OrganizationKind, Post
from members.models import LifeEvent, Message, Reminder, Rule
from members.services.life.answers import AnswerSource, answer_event, answers_of, register, take_back_answer
from members.services.life.counting import counts_by_kind, events_answered_in_time, events_learned, events_of_kind
from members.services.life.opening import open_health_fact
from members.services.life.reminding import lines
from members.services.life.reporting import (
    PossibleDoubleError,
    Told,
    correct_event,
    report_event,
    withdraw_event,
)
from members.tests.factories import OrganizationFactory, officer_of
from members.tests.factories_care import LifeEventFactory, LifeEventWordFactory, member_in
from unionplan.core.counting import Window
from unionplan.core.errors import DomainError, EditConflictError
from unionplan.core.models import AuditEntry

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 10)  # a Tuesday
CANARY = "左股骨颈骨折术后"
SPRING = Window(date(2026, 1, 1), date(2026, 3, 31))


@pytest.fixture(autouse=True)
def spring():
    with time_machine.travel("2026-03-10T10:00:00+08:00", tick=True):
        yield


@pytest.fixture
def base():
    return OrganizationFactory(name="云溪县第二人民医院工会委员会", short_name="县二院工会")


@pytest.fixture
def group(base):
    return OrganizationFactory(name="护理小组", parent=base, kind=OrganizationKind.GROUP)


@pytest.fixture
def leader(group):
    return officer_of(group, post=Post.GROUP_LEADER)


@pytest.fixture
def chair(base):
    return officer_of(base, post=Post.CHAIR)


def told(kind=LifeEventKind.HOSPITAL, **fields):
    return Told(
        kind=kind,
        relation=fields.pop("relation", Relation.SELF),
        happened_on=fields.pop("happened_on", TODAY),
        learned_on=fields.pop("learned_on", TODAY),
        **fields,
    )


def report(group, leader, kind=LifeEventKind.HOSPITAL, **fields):
    person = fields.pop("person", None) or member_in(group, name="乙春分")
    return report_event(member=person, told=told(kind, **fields), by=leader, today=TODAY)


def test_words_about_health_are_sealed_and_other_words_are_not(group, leader):
    sealed = report(group, leader, details=CANARY)
    plain = report(group, leader, LifeEventKind.MARRIAGE, details="在老家办酒")

    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(e)::text FROM members_lifeevent e ORDER BY id")
        rows = [row for (row,) in cursor.fetchall()]
        cursor.execute("SELECT row_to_json(e)::text FROM members_lifeeventevent e")
        history = "".join(row for (row,) in cursor.fetchall())
    assert CANARY not in "".join(rows) + history
    assert "在老家办酒" in rows[1]
    assert (sealed.note, plain.facts.reveal()) == ("", "")
    assert LifeEvent.objects.get(pk=sealed.pk).facts.reveal() == CANARY
    assert CANARY not in "".join(str(entry.changes) + entry.note for entry in AuditEntry.objects.all())


def test_the_rule_says_by_when_an_answer_is_due(base, group, leader):
    assert report(group, leader).answer_by == date(2026, 3, 13)
    Rule.objects.create(
        key="life.answer_days", organization=base, value="1", effective_from=TODAY, source_document="本院办法"
    )
    assert report(group, leader).answer_by == date(2026, 3, 11)


def test_the_same_occasion_twice_is_asked_about_once(group, leader, chair):
    person = member_in(group)
    report(group, leader, person=person)
    with pytest.raises(PossibleDoubleError):
        report(group, chair, person=person, happened_on=TODAY - timedelta(days=3))
    report(group, leader, LifeEventKind.MARRIAGE, person=person)
    report(group, leader, person=person, relation=Relation.PARENT)
    report_event(member=person, told=told(), by=chair, today=TODAY, confirmed=True)
    assert LifeEvent.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_two_who_report_at_once_make_one_event(group, leader, chair):
    person = member_in(group)
    start, refused = threading.Barrier(2), []

    def run(by):
        start.wait()
        try:
            report(group, by, person=person)
        except PossibleDoubleError as error:
            refused.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[by]) for by in (leader, chair)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (LifeEvent.objects.count(), len(refused)) == (1, 1)


def test_those_responsible_hear_of_it_at_once_and_again_before_the_day(group, leader, chair):
    event = report(group, leader, details=CANARY)
    assert list(Message.objects.values_list("recipient", "context__subject")) == [(chair.pk, event.pk)]
    due = Reminder.objects.order_by("due_at").values_list("recipient", "due_at", "subject_on")
    assert [(person, moment.date(), on) for person, moment, on in due] == [
        (chair.pk, date(2026, 3, 11), event.answer_by),
        (chair.pk, date(2026, 3, 13), event.answer_by),
    ]
    answer_event(event_id=event.pk, on=TODAY, by=chair, today=TODAY)
    assert not Reminder.objects.exists()


def test_a_reminder_tells_no_health_fact_and_a_channel_no_name(group, leader, chair):
    event = report(group, leader, details=CANARY)
    wedding = report(group, leader, LifeEventKind.MARRIAGE)
    subjects = [(event.pk, event.answer_by), (wedding.pk, wedding.answer_by)]
    told_to_chair = lines(subjects, chair)
    assert [told_to_chair[subject].title for subject in subjects] == [
        "有会员需要看望或问候",
        "会员需要看望或问候：乙春分",
    ]
    everything = str(told_to_chair) + str(lines(subjects, None))
    assert CANARY not in everything
    assert "住院" not in everything
    assert "乙春分" not in str(lines(subjects, None))
    assert lines(subjects, officer_of(OrganizationFactory())) == {}


def test_a_visit_of_an_app_above_answers_an_event_and_can_be_taken_back(group, leader, chair):
    register(AnswerSource("visit", "走访记录", lambda ids, reader: {pk: f"/visits/{pk}/" for pk in ids}))
    event = report(group, leader, learned_on=TODAY - timedelta(days=2))
    answer_event(event_id=event.pk, on=TODAY, by=chair, today=TODAY, source="visit", source_id=7)
    answer_event(event_id=event.pk, on=TODAY - timedelta(days=1), by=chair, today=TODAY, way=AnswerWay.PHONE)
    event.refresh_from_db()
    assert (event.answered_on, event.days_to_answer) == (TODAY - timedelta(days=1), 1)
    assert [(shown.label, shown.url, shown.days) for shown in answers_of(event, chair)] == [
        ("手工登记", "", 1),
        ("走访记录", "/visits/7/", 2),
    ]
    take_back_answer(event_id=event.pk, source="manual", source_id=1, by=chair)
    take_back_answer(event_id=event.pk, source="visit", source_id=7, by=chair)
    event.refresh_from_db()
    assert event.answered_on is None


@pytest.mark.parametrize(("on", "field"), [(TODAY + timedelta(days=1), "on"), (TODAY - timedelta(days=1), "on")])
def test_an_answer_lies_between_hearing_of_it_and_today(group, leader, on, field):
    event = report(group, leader)
    with pytest.raises(DomainError) as refusal:
        answer_event(event_id=event.pk, on=on, by=leader, today=TODAY)
    assert refusal.value.field == field


def test_a_correction_says_why_keeps_sealed_words_and_refuses_an_old_version(group, leader):
    event = report(group, leader, details=CANARY)
    corrected = correct_event(
        event_id=event.pk,
        expected_version=1,
        told=told(LifeEventKind.MARRIAGE),
        because=ChangeReason.MISTAKEN,
        by=leader,
        today=TODAY,
    )
    corrected = LifeEvent.objects.get(pk=corrected.pk)
    assert (corrected.kind, corrected.note, corrected.facts.reveal()) == ("marriage", "", CANARY)
    assert AuditEntry.objects.get(action="members.lifeevent.corrected").note == "填写有误"
    with pytest.raises(EditConflictError):
        correct_event(
            event_id=event.pk, expected_version=1, told=told(), because=ChangeReason.OTHER, by=leader, today=TODAY
        )


def test_words_that_become_health_facts_are_sealed(group, leader):
    event = report(group, leader, LifeEventKind.OTHER, details=CANARY)
    correct_event(
        event_id=event.pk, expected_version=1, told=told(), because=ChangeReason.MISTAKEN, by=leader, today=TODAY
    )
    event = LifeEvent.objects.get(pk=event.pk)
    assert (event.note, event.facts.reveal()) == ("", CANARY)


def test_what_is_withdrawn_is_neither_counted_nor_answered(group, leader, chair):
    event = report(group, leader)
    withdraw_event(event_id=event.pk, because=ChangeReason.DOUBLE, by=leader)
    assert events_learned(path=group.path, window=SPRING).value == 0
    assert not Reminder.objects.exists()
    with pytest.raises(DomainError):
        answer_event(event_id=event.pk, on=TODAY, by=chair, today=TODAY)


def test_opening_a_health_fact_is_recorded_with_its_reason(group, leader, chair):
    event = report(group, leader, details=CANARY)
    opened = open_health_fact(target=event, column="facts", organization_id=group.pk, reason=OpenReason.VISIT, by=chair)
    entry = AuditEntry.objects.get(action="members.health.opened")
    assert (opened, entry.actor, entry.note, entry.organization_id) == (CANARY, chair, "准备走访慰问", group.pk)
    assert CANARY not in entry.target_label


def test_counts_show_small_health_numbers_to_nobody_and_nothing_to_those_without_the_right(base, group, leader, chair):
    for _ in range(4):
        report(group, leader)
    report(group, leader, LifeEventKind.MARRIAGE)
    elsewhere = LifeEventFactory(kind=LifeEventKind.MARRIAGE)
    path = base.path
    assert events_learned(path=path, window=SPRING).value == 5
    assert elsewhere not in events_learned(path=path, window=SPRING).records
    assert events_of_kind(LifeEventKind.MARRIAGE, path=path, window=SPRING).value == 1
    few = events_of_kind(LifeEventKind.HOSPITAL, path=path, window=SPRING)
    assert (few.value, few.records) == (None, None)
    report(group, leader)
    assert events_of_kind(LifeEventKind.HOSPITAL, path=path, window=SPRING).value == 5
    assert counts_by_kind(chair, path=path, window=SPRING) == {"hospital": 5, "marriage": 1}
    finance = officer_of(base, post=Post.FINANCE)
    assert counts_by_kind(finance, path=path, window=SPRING) == {"marriage": 1}


def test_the_share_answered_in_time_has_both_its_parts(group, leader):
    late, _open, good = (report(group, leader, learned_on=TODAY - timedelta(days=9)) for _ in range(3))
    answer_event(event_id=good.pk, on=TODAY - timedelta(days=6), by=leader, today=TODAY)
    answer_event(event_id=late.pk, on=TODAY, by=leader, today=TODAY)
    figure = events_answered_in_time(path=group.path, window=SPRING)
    assert (str(figure.value), figure.numerator.value, figure.denominator.value) == ("33.33", 1, 3)


def test_an_organizations_own_words_hold_for_its_groups(client, base, group, leader):
    LifeEventWordFactory(organization=base, label="家有丧事必访", kind=LifeEventKind.BEREAVEMENT)
    person = member_in(group)
    client.force_login(leader)
    page = client.get(reverse("members:lifeevent-tell", args=[person.pk]))
    assert "家有丧事必访" in page.text
    assert "权益受损" not in page.text
    value = next(iter(page.context["form"].occasions))
    client.post(page.request["PATH_INFO"], {"occasion": value, "when": "today"})
    event = LifeEvent.objects.get()
    assert (event.words, event.kind) == ("家有丧事必访", "bereavement")
