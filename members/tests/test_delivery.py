"""Messages on their way out: leased one by one, sent in the reader's words, stopped when hopeless, never lost."""

import json
import logging
import threading
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import connection, connections, transaction
from django.utils import timezone

from members.enums import DeliveryChannel, DeliveryState
from members.models import MAX_LEASES, Delivery, Message, User
from members.services.channels import add_channel, switch_channel
from members.services.delivery import deliver, lease_one, send_leased, words_for
from members.services.scanning import scan
from members.services.transport import MailRoute
from members.tests.factories import DeliveryFactory, OrganizationFactory, officer_of
from members.tests.listeners import Hook, MailSink, mail_sink, web_hook
from members.tests.reminding import due_reminder, item_on
from plans.enums import PlanKind
from plans.models import PlanItem
from plans.tests.factories import PlanFactory


@pytest.fixture
def organization(db):
    return OrganizationFactory()


@pytest.fixture
def officer(organization):
    return officer_of(organization)


@pytest.fixture
def item(organization):
    return item_on(organization, date(2026, 3, 8), title="女职工读书会", place="二楼会议室")


@pytest.fixture
def smtp(settings):
    """A real mail server that counts."""
    with mail_sink(MailSink()) as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        yield sink


def queue_for(person, item):
    due_reminder(item, person)
    scan(now=timezone.now())
    return Delivery.objects.get(message__recipient=person)


def lease_in_the_past(turn=0):
    """A worker took the message, some time ago, and was not heard of again; `turn` workers after the first."""
    first = timezone.now() - timedelta(hours=5)
    Delivery.objects.filter(state=DeliveryState.QUEUED).update(next_try_at=first)
    return lease_one(now=first + turn * timedelta(minutes=10))


def make_due():
    Delivery.objects.filter(state=DeliveryState.QUEUED).update(next_try_at=timezone.now() - timedelta(seconds=1))


def test_a_mail_reads_like_its_digest_and_carries_the_id_of_its_row(officer, item, settings):
    settings.SITE_URL = "https://plan.unionplan.example"
    delivery = queue_for(officer, item)

    assert deliver() == 1

    (sent,) = mail.outbox
    assert sent.to == [officer.email]
    assert "工作提醒：1 项" in sent.subject
    assert "女职工读书会" in sent.body
    assert f"https://plan.unionplan.example{item.get_absolute_url()}" in sent.body
    assert sent.extra_headers["Message-ID"] == f"<{delivery.event_id}@plan.unionplan.example>"
    assert sent.extra_headers["X-Event-Id"] == str(delivery.event_id)
    html, kind = sent.alternatives[0]
    assert (kind, "女职工读书会" in html) == ("text/html", True)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.error, delivery.leased_until) == (DeliveryState.SENT, "", None)
    assert deliver() == 0


def test_each_reader_is_written_to_in_their_own_language(organization, officer, item):
    reader = officer_of(organization)
    User.objects.filter(pk=reader.pk).update(language="en")
    queue_for(officer, item)
    queue_for(reader, item)
    deliver()
    html = {sent.to[0]: sent.alternatives[0][0] for sent in mail.outbox}
    assert '<html lang="en">' in html[reader.email]
    assert '<html lang="zh-CN">' in html[officer.email]
    assert "3月8日" in html[officer.email]


def test_a_mail_shows_only_what_its_reader_may_see(officer, item):
    """Between the scan and the sending the office ended: the mail would have been a leak."""
    other = item_on(OrganizationFactory(), date(2026, 3, 8), title="别家的事项")
    delivery = queue_for(officer, item)
    due_reminder(other, officer, message=delivery.message, state="dispatched")
    deliver()
    (sent,) = mail.outbox
    assert "女职工读书会" in sent.body
    assert "别家的事项" not in sent.body + sent.alternatives[0][0]
    assert "另有 1 项" in sent.body


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"muted_channels": ["email"]}, "muted"),
        ({"email": ""}, "no_address"),
        ({"is_active": False}, "person_gone"),
    ],
)
def test_facts_that_changed_since_the_scan_stop_the_mail_with_a_reason(officer, item, change, code):
    delivery = queue_for(officer, item)
    User.objects.filter(pk=officer.pk).update(**change)
    deliver()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.error, mail.outbox) == (DeliveryState.SKIPPED, code, [])


def test_a_mail_of_which_nothing_is_left_is_not_sent(officer, item):
    delivery = queue_for(officer, item)
    PlanItem.objects.filter(pk=item.pk).update(removed_at=timezone.now())
    deliver()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.error) == (DeliveryState.SKIPPED, "nothing_left")


def test_a_mail_waits_until_everything_due_for_its_reader_is_in_it(organization, officer, item):
    first = due_reminder(item, officer)
    due_reminder(item_on(organization, date(2026, 3, 9), title="消防演练"), officer)
    scan(now=first.due_at)
    Message.objects.update(created_at=timezone.now())
    late = due_reminder(item_on(organization, date(2026, 3, 10), title="法律讲座"), officer)
    assert deliver() == 0
    scan(now=timezone.now())
    deliver()
    (sent,) = mail.outbox
    assert "法律讲座" in sent.body
    late.refresh_from_db()
    assert late.message == Message.objects.get()


def test_the_third_failure_stops_and_each_pause_is_longer(smtp, officer, item):
    smtp.answer = lambda recipient: "550 no such person"
    delivery = queue_for(officer, item)
    pauses = []
    for _ in range(3):
        make_due()
        deliver()
        delivery.refresh_from_db()
        pauses.append(delivery.next_try_at - timezone.now())
    assert (delivery.state, delivery.failures, delivery.error) == (DeliveryState.FAILED, 3, "smtp_550")
    assert pauses[0] < timedelta(minutes=2) < timedelta(minutes=7) < pauses[1] < timedelta(minutes=13)
    make_due()
    assert (deliver(), smtp.mails) == (0, [])
    assert words_for("smtp_550") == "对方返回错误 550"


def test_one_bad_address_does_not_hold_up_the_others(smtp, organization, item):
    people = [officer_of(organization) for _ in range(4)]
    smtp.answer = lambda recipient: "550 no" if recipient == people[1].email else "250 OK"
    for person in people:
        queue_for(person, item)
    assert deliver() == 3
    assert sorted(sent["To"] for sent in smtp.mails) == sorted(p.email for p in people if p is not people[1])


def test_a_mail_server_that_is_away_costs_delay_and_no_attempt(settings, officer, item):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    delivery = queue_for(officer, item)
    for _ in range(5):
        make_due()
        assert deliver() == 0
    delivery.refresh_from_db()
    assert (delivery.state, delivery.failures, delivery.error) == (DeliveryState.QUEUED, 0, "mail_server_down")
    with mail_sink(MailSink()) as sink:
        settings.EMAIL_PORT = sink.port
        make_due()
        assert deliver() == 1
    assert [sent["To"] for sent in sink.mails] == [officer.email]


def test_a_lease_that_ran_out_goes_to_the_next_worker_under_the_same_id(smtp, officer, item):
    queue_for(officer, item)
    dead = lease_in_the_past()
    with MailRoute() as route:
        route.send(dead.delivery)  # handed over, and then the worker died
    assert deliver() == 1
    assert len({sent["Message-ID"] for sent in smtp.mails}) == 1
    assert len(smtp.mails) == 2


def test_a_worker_that_comes_back_late_does_not_overwrite_the_outcome(officer, item):
    delivery = queue_for(officer, item)
    slow = lease_in_the_past()
    Delivery.objects.filter(pk=delivery.pk).update(leased_until=timezone.now() + timedelta(minutes=1))
    with MailRoute() as route:
        send_leased(slow, mail=route)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENDING


def test_a_message_that_kills_every_worker_stops_in_the_end(officer, item):
    delivery = queue_for(officer, item)
    for turn in range(MAX_LEASES):
        assert lease_in_the_past(turn)
    deliver()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.error, mail.outbox) == (DeliveryState.FAILED, "worker_died", [])


@pytest.mark.parametrize("switched_on", ["", "hashjoin", "mergejoin", "nestloop"])
def test_one_lease_takes_one_message_whatever_plan_the_database_chooses(organization, item, switched_on):
    """A plan that runs the choice once for each row of the update would lease every row and tell of one."""
    for _ in range(4):
        queue_for(officer_of(organization), item)
    others = {"hashjoin", "mergejoin", "nestloop", "material", "indexscan", "bitmapscan", "memoize"} - {switched_on}
    with connection.cursor() as cursor:
        for kind in others if switched_on else ():
            cursor.execute("SELECT set_config(%s, 'off', true)", [f"enable_{kind}"])
    assert lease_one(now=timezone.now())
    assert Delivery.objects.filter(state=DeliveryState.SENDING).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_senders_never_hold_the_same_message():
    organization = OrganizationFactory()
    item = item_on(organization, date(2026, 3, 8))
    for _ in range(12):
        queue_for(officer_of(organization), item)
    start, taken = threading.Barrier(3), []

    def sender():
        start.wait()
        while lease := lease_one(now=timezone.now()):
            taken.append(lease.delivery.pk)
        connections.close_all()

    threads = [threading.Thread(target=sender) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(Delivery.objects.values_list("pk", flat=True))


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_the_network_is_slow(settings):
    """A server that takes its time sees that our row is committed and free of locks."""
    organization = OrganizationFactory()
    seen = []

    class Curious(MailSink):
        async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
            def look():
                with transaction.atomic():
                    seen.append(Delivery.objects.select_for_update(nowait=True).get().state)
                connections.close_all()

            thread = threading.Thread(target=look)
            thread.start()
            thread.join()
            return await super().handle_DATA(server, session, envelope)

    queue_for(officer_of(organization), item_on(organization, date(2026, 3, 8)))
    with mail_sink(Curious()) as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        assert deliver() == 1
    assert seen == [DeliveryState.SENDING]


@pytest.fixture
def hook(settings):
    settings.ALLOW_PRIVATE_CHANNELS = True
    with web_hook(Hook()) as hook:
        yield hook


def channel_to(hook, organization, officer):
    url = f"json://127.0.0.1:{hook.port}/geheim"
    return add_channel(organization=organization, name="办公室群", url=url, by=officer)


def test_an_organizations_channel_gets_its_own_items_without_names(hook, organization, officer, item):
    channel_to(hook, organization, officer)
    elsewhere = item_on(OrganizationFactory(), date(2026, 3, 8), title="别家的事项")
    plan = PlanFactory(organization=organization, approved=True, kind=PlanKind.PERSONAL, author=officer)
    private = item_on(organization, date(2026, 3, 8), plan=plan, title="个人学习")
    for one in (item, elsewhere, private):
        due_reminder(one, officer)
    scan(now=timezone.now())
    deliver()

    ((path, headers, body),) = hook.requests
    text = json.loads(body)["message"]
    delivery = Delivery.objects.get(channel=DeliveryChannel.APPRISE)
    assert (path, headers["X-Event-Id"]) == ("/geheim", str(delivery.event_id))
    assert "女职工读书会" in text
    assert "别家的事项" not in text
    assert "个人学习" not in text
    assert officer.full_name not in text
    assert delivery.state == DeliveryState.SENT


def test_a_channel_that_answers_badly_is_tried_again_and_then_shown(hook, organization, officer, item):
    hook.status = 404
    channel_to(hook, organization, officer)
    queue_for(officer, item)
    for _ in range(3):
        make_due()
        deliver()
    delivery = Delivery.objects.get(channel=DeliveryChannel.APPRISE)
    assert (delivery.state, delivery.error, len(hook.requests)) == (DeliveryState.FAILED, "http_404", 3)
    assert {headers["X-Event-Id"] for _path, headers, _body in hook.requests} == {str(delivery.event_id)}


def test_a_channel_switched_off_meanwhile_is_skipped_with_the_reason(hook, organization, officer, item):
    channel = channel_to(hook, organization, officer)
    queue_for(officer, item)
    switch_channel(channel_id=channel.pk, is_enabled=False, by=officer)
    deliver()
    delivery = Delivery.objects.get(channel=DeliveryChannel.APPRISE)
    assert (delivery.state, delivery.error, hook.requests) == (DeliveryState.SKIPPED, "channel_off", [])


def test_an_address_sealed_for_another_row_is_not_used(hook, organization, officer, item):
    channel = channel_to(hook, organization, officer)
    sealed = channel_to(hook, OrganizationFactory(), officer).sealed_url
    channel.sealed_url = sealed
    channel.save()
    queue_for(officer, item)
    deliver()
    delivery = Delivery.objects.get(channel=DeliveryChannel.APPRISE)
    assert (delivery.state, delivery.error, hook.requests) == (DeliveryState.FAILED, "unsealable", [])


def test_logs_name_no_person_address_or_subject(hook, smtp, organization, officer, item, caplog):
    hook.status = 500
    smtp.answer = lambda recipient: f"550 {recipient} unknown"
    channel_to(hook, organization, officer)
    queue_for(officer, item)
    with caplog.at_level(logging.INFO):
        deliver()
    assert len(caplog.records) >= 2
    for secret in (officer.email, officer.full_name, officer.username, item.title, "geheim"):
        assert secret not in caplog.text


def test_a_delivery_that_breaks_the_sender_is_a_failure_of_its_own(officer, item):
    broken = DeliveryFactory(
        message__context={}, message__kind="digest", next_try_at=timezone.now() - timedelta(days=1)
    )
    queue_for(officer, item)
    assert deliver() == 1
    broken.refresh_from_db()
    assert (broken.state, broken.failures, broken.error) == (DeliveryState.QUEUED, 1, "internal")
