"""Due reminders become messages: once, whoever scans, however often, and by the facts of the day."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connections, transaction

from members.enums import DeliveryChannel, DeliveryState, ReminderState
from members.models import Delivery, Message, Office, Reminder, User
from members.services import kinds
from members.services.scanning import scan, scan_batch
from members.tests.factories import (
    OrganizationChannelFactory,
    OrganizationFactory,
    ReminderFactory,
    officer_of,
)
from members.tests.reminding import due_reminder, item_on, shanghai
from plans.enums import PlanKind
from plans.models import Occurrence, Plan, PlanItem
from plans.tests.factories import PlanFactory

NINE = shanghai(2026, 3, 6)


@pytest.fixture
def organization(db):
    return OrganizationFactory()


@pytest.fixture
def officer(organization):
    return officer_of(organization)


@pytest.fixture
def item(organization):
    return item_on(organization, date(2026, 3, 8))


def test_what_is_due_for_a_person_on_a_day_is_one_message_with_one_mail(organization, officer, item):
    other_item = item_on(organization, date(2026, 3, 9))
    stranger = officer_of(organization)
    mine = [due_reminder(one, officer, due_at=NINE) for one in (item, other_item)]
    theirs = due_reminder(item, stranger, due_at=NINE)
    later = due_reminder(item, officer, due_at=NINE + timedelta(seconds=1))

    done = scan(now=NINE)

    assert (done.dispatched, done.skipped) == (3, 0)
    digest = Message.objects.get(recipient=officer)
    assert digest.dedupe_key == f"digest:{officer.pk}:2026-03-06"
    assert set(digest.reminders.all()) == set(mine)
    assert Message.objects.get(recipient=stranger).reminders.get() == theirs
    assert sorted(Delivery.objects.values_list("message__recipient", "channel", "state")) == sorted(
        (person.pk, DeliveryChannel.EMAIL, DeliveryState.QUEUED) for person in (officer, stranger)
    )
    later.refresh_from_db()
    assert later.state == ReminderState.WAITING


def test_scanning_again_changes_nothing(officer, item):
    due_reminder(item, officer, due_at=NINE)
    scan(now=NINE)
    before = (list(Message.objects.values()), list(Delivery.objects.values()), list(Reminder.objects.values()))
    assert scan(now=NINE + timedelta(hours=2)).total == 0
    assert (list(Message.objects.values()), list(Delivery.objects.values()), list(Reminder.objects.values())) == before


def test_a_late_reminder_joins_the_digest_of_its_day_and_makes_it_unread_without_a_second_mail(officer, item):
    due_reminder(item, officer, due_at=NINE)
    scan(now=NINE)
    Message.objects.update(read_at=NINE)
    Delivery.objects.update(state=DeliveryState.SENT, sent_at=NINE)
    late = due_reminder(item, officer, due_at=NINE)

    scan(now=NINE + timedelta(hours=3))

    digest = Message.objects.get()
    assert late.pk in digest.reminders.values_list("pk", flat=True)
    assert digest.read_at is None
    assert Delivery.objects.get().state == DeliveryState.SENT


def test_the_day_of_a_digest_is_the_day_in_shanghai(officer, item):
    due_reminder(item, officer, due_at=NINE)
    scan(now=NINE)
    due_reminder(item, officer, due_at=NINE)
    scan(now=shanghai(2026, 3, 7, 0, 30))  # still 6 March in London
    assert sorted(Message.objects.values_list("context__day", flat=True)) == ["2026-03-06", "2026-03-07"]


@pytest.mark.parametrize("jump", [timedelta(hours=-2), timedelta(days=-1), timedelta(hours=2), timedelta(days=300)])
def test_a_jump_of_the_clock_repeats_nothing_and_loses_nothing(officer, item, jump):
    due_reminder(item, officer, due_at=NINE)
    waiting = due_reminder(item, officer, due_at=NINE + timedelta(days=1))
    scan(now=NINE)
    scan(now=NINE + jump)
    scan(now=NINE)
    scan(now=NINE + timedelta(days=1))
    waiting.refresh_from_db()
    assert waiting.state == ReminderState.DISPATCHED
    assert Reminder.objects.filter(message__isnull=False).count() == 2
    assert Delivery.objects.count() == Message.objects.count()


SKIPPED = {
    "item_closed": lambda item, officer: PlanItem.objects.filter(pk=item.pk).update(
        state="cancelled", state_reason="不再举办"
    ),
    "item_gone": lambda item, officer: PlanItem.objects.filter(pk=item.pk).update(removed_at=NINE),
    "plan_not_live": lambda item, officer: Plan.objects.filter(pk=item.plan_id).update(state="closed"),
    "moved": lambda item, officer: Occurrence.objects.filter(item=item).update(
        start=date(2026, 3, 20), end=date(2026, 3, 20)
    ),
    "out_of_office": lambda item, officer: Office.objects.filter(user=officer).update(ends_on=date(2026, 3, 5)),
    "person_gone": lambda item, officer: User.objects.filter(pk=officer.pk).update(is_active=False),
}


@pytest.mark.parametrize("reason", SKIPPED)
def test_a_reminder_nobody_needs_any_more_is_skipped_with_the_reason(organization, officer, item, reason):
    still_wanted = due_reminder(item_on(organization, date(2026, 3, 8)), officer_of(organization), due_at=NINE)
    unwanted = due_reminder(item, officer, due_at=NINE)
    SKIPPED[reason](item, officer)

    done = scan(now=NINE)

    assert (done.dispatched, done.skipped) == (1, 1)
    unwanted.refresh_from_db()
    assert (unwanted.state, unwanted.reason, unwanted.message) == (ReminderState.SKIPPED, reason, None)
    assert kinds.reason_in_words(unwanted.kind, reason) not in {"", reason, kinds.reason_in_words("", "absent")}
    assert Message.objects.get().recipient == still_wanted.recipient


def test_an_office_above_or_below_keeps_its_holder_in_reach_and_a_neighbours_does_not(organization, item):
    below = officer_of(OrganizationFactory(parent=organization))
    neighbour = officer_of(OrganizationFactory())
    for person in (below, neighbour):
        due_reminder(item, person, due_at=NINE)
    scan(now=NINE)
    assert [message.recipient for message in Message.objects.all()] == [below]


def test_a_kind_whose_app_is_gone_blocks_nobody(officer, item):
    orphan = ReminderFactory(kind="dues", recipient=officer, due_at=NINE - timedelta(days=1))
    due_reminder(item, officer, due_at=NINE)
    assert scan(now=NINE).dispatched == 1
    orphan.refresh_from_db()
    assert orphan.reason == kinds.UNKNOWN_KIND


def test_a_person_without_address_or_without_wish_gets_no_mail_but_the_message(organization, item):
    muted, addressless = officer_of(organization), officer_of(organization)
    User.objects.filter(pk=muted.pk).update(muted_channels=["email"])
    User.objects.filter(pk=addressless.pk).update(email="")
    for person in (muted, addressless):
        due_reminder(item, person, due_at=NINE)
    scan(now=NINE)
    assert Message.objects.count() == 2
    assert not Delivery.objects.exists()


def test_an_organizations_channel_gets_one_post_a_day_however_many_officers_are_reminded(organization, item):
    on, off = (
        OrganizationChannelFactory(organization=organization),
        OrganizationChannelFactory(organization=organization, is_enabled=False),
    )
    OrganizationChannelFactory()
    for _ in range(3):
        due_reminder(item, officer_of(organization), due_at=NINE)
    scan_batch(now=NINE, limit=2)
    scan(now=NINE)

    post = Message.objects.get(recipient=None)
    assert (post.organization, post.dedupe_key) == (organization, f"post:{organization.pk}:2026-03-06")
    assert post.deliveries.get().organization_channel == on
    assert not Delivery.objects.filter(organization_channel=off).exists()


def test_nobody_is_reminded_of_a_personal_plan_that_is_not_theirs(organization, officer):
    author = officer_of(organization)
    plan = PlanFactory(organization=organization, approved=True, kind=PlanKind.PERSONAL, author=author)
    due_reminder(item_on(organization, date(2026, 3, 8), plan=plan), author, due_at=NINE)
    scan(now=NINE)
    assert [message.recipient for message in Message.objects.all()] == [author]


def test_a_batch_is_one_statement(officer, item, django_assert_num_queries):
    for _ in range(5):
        due_reminder(item, officer, due_at=NINE)
    # savepoint, the statement, savepoint
    with django_assert_num_queries(3):
        assert scan_batch(now=NINE).dispatched == 5


@pytest.mark.django_db(transaction=True)
def test_a_scanner_takes_what_another_one_does_not_hold():
    organization = OrganizationFactory()
    item = item_on(organization, date(2026, 3, 8))
    first, second = (due_reminder(item, officer_of(organization), due_at=NINE) for _ in range(2))
    taken = []

    def other():
        taken.append(scan_batch(now=NINE).dispatched)
        connections.close_all()

    with transaction.atomic():
        Reminder.objects.select_for_update().get(pk=first.pk)
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
        assert taken == [1]
    assert scan(now=NINE).dispatched == 1
    assert set(Message.objects.values_list("recipient", flat=True)) == {first.recipient_id, second.recipient_id}


@pytest.mark.django_db(transaction=True)
def test_four_scanners_at_once_make_each_message_once():
    organization = OrganizationFactory()
    item = item_on(organization, date(2026, 3, 8))
    people = [officer_of(organization) for _ in range(30)]
    for person in people * 6:
        due_reminder(item, person, due_at=NINE)
    start = threading.Barrier(4)
    done = []

    def scanner():
        start.wait()
        done.append(scan(now=NINE, batch=7))
        connections.close_all()

    threads = [threading.Thread(target=scanner) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    # what one scanner held while another looked is left to the next tick
    assert sum(each.dispatched for each in done) + scan(now=NINE).dispatched == 180
    assert Message.objects.count() == Delivery.objects.count() == 30
    assert Reminder.objects.filter(state=ReminderState.DISPATCHED, message__recipient=None).count() == 0
