"""The inbox and a person's own settings, as pages."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from members.mailfiles import kept_mail
from members.models import Delivery, Message
from members.services.delivery import deliver
from members.services.scanning import scan
from members.tests.factories import OrganizationFactory, UserFactory, member_of, officer_of
from members.tests.reminding import due_reminder, item_on
from plans.tests.factories import PlanFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def organization():
    return OrganizationFactory()


@pytest.fixture
def officer(organization, client):
    user = officer_of(organization)
    client.force_login(user)
    return user


def digest_for(person, *items, days_ago=0):
    now = timezone.now() - timedelta(days=days_ago)
    for item in items:
        due_reminder(item, person, due_at=now - timedelta(minutes=1))
    scan(now=now)
    return Message.objects.inbox_of(person).get(context__day=timezone.localdate(now).isoformat())


def test_the_inbox_shows_ones_own_messages_newest_first(client, organization, officer):
    stranger = officer_of(organization)
    older = digest_for(officer, item_on(organization, date(2026, 3, 8), title="女职工读书会"), days_ago=1)
    newer = digest_for(officer, item_on(organization, date(2026, 3, 9), title="消防演练"))
    digest_for(stranger, item_on(organization, date(2026, 3, 9), title="别人的事项"))

    response = client.get(reverse("members:inbox"))

    assert [entry.message for entry in response.context["entries"]] == [newer, older]
    assert "女职工读书会" in response.text
    assert "别人的事项" not in response.text
    assert response.text.count("（未读）") == 2
    assert "unsafe-inline" not in response.headers["Content-Security-Policy"]


def test_the_inbox_filters_unread_and_says_when_nothing_is_there(client, organization, officer):
    response = client.get(reverse("members:inbox"))
    assert "还没有消息" in response.text
    message = digest_for(officer, item_on(organization, date(2026, 3, 8)))
    client.get(reverse("members:message-detail", args=[message.pk]))
    assert "没有未读消息" in client.get(reverse("members:inbox"), {"show": "unread"}).text
    assert client.get(reverse("members:inbox")).context["entries"][0].message == message


@pytest.mark.parametrize("count", [1, 12])
def test_the_inbox_costs_the_same_for_one_message_and_for_many(
    client, organization, officer, django_assert_num_queries, count
):
    items = [item_on(organization, date(2026, 3, 8)) for _ in range(2)]
    for days_ago in range(count):
        digest_for(officer, *items, days_ago=days_ago)
    # session, user, count, page, reminders, offices, memberships, items, occurrences, unread
    with django_assert_num_queries(10):
        response = client.get(reverse("members:inbox"))
    assert len(response.context["entries"]) == count


@pytest.mark.parametrize("count", [1, 12])
def test_a_digest_costs_the_same_for_one_line_and_for_many(
    client, organization, officer, django_assert_num_queries, count
):
    message = digest_for(officer, *(item_on(organization, date(2026, 3, 8)) for _ in range(count)))
    # session, user, message, mark, reminders, offices, memberships, items, occurrences, mail, unread
    with django_assert_num_queries(11):
        response = client.get(reverse("members:message-detail", args=[message.pk]))
    assert response.context["entry"].digest.count == count


def test_a_digest_groups_its_items_by_plan_with_links_and_is_read_by_opening(client, organization, officer):
    plan = PlanFactory(organization=organization, approved=True, title="年度计划")
    other = PlanFactory(organization=organization, approved=True, title="专项方案")
    items = [
        item_on(organization, date(2026, 3, 20), plan=plan, title="春季运动会", place="体育馆"),
        item_on(organization, date(2026, 3, 8), plan=plan, title="女职工读书会"),
        item_on(organization, date(2026, 3, 9), plan=other, title="消防演练", responsible="安全委员"),
    ]
    message = digest_for(officer, *items)

    response = client.get(reverse("members:message-detail", args=[message.pk]))

    sections = response.context["entry"].digest.sections
    assert [(section.title.split(" · ")[1], [line.title for line in section.lines]) for section in sections] == [
        ("年度计划", ["女职工读书会", "春季运动会"]),
        ("专项方案", ["消防演练"]),
    ]
    assert all(item.get_absolute_url() in response.text for item in items)
    assert "体育馆" in response.text
    assert "责任：安全委员" in response.text
    message.refresh_from_db()
    assert message.read_at is not None


def test_items_the_reader_lost_sight_of_are_counted_but_not_named(client, organization, officer):
    message = digest_for(officer, item_on(organization, date(2026, 3, 8), title="女职工读书会"))
    hidden = item_on(OrganizationFactory(), date(2026, 3, 8), title="别家的事项")
    due_reminder(hidden, officer, state="dispatched", message=message)
    response = client.get(reverse("members:message-detail", args=[message.pk]))
    assert "另有 1 项" in response.text
    assert "别家的事项" not in response.text


def test_a_member_without_office_has_an_inbox_too(client):
    client.force_login(member_of(OrganizationFactory()))
    assert "还没有消息" in client.get(reverse("members:inbox")).text


def test_messages_can_be_marked_unread_again_and_all_read_at_once(client, organization, officer):
    first = digest_for(officer, item_on(organization, date(2026, 3, 8)), days_ago=1)
    digest_for(officer, item_on(organization, date(2026, 3, 8)))
    stranger = officer_of(organization)
    theirs = digest_for(stranger, item_on(organization, date(2026, 3, 8)))

    client.post(reverse("members:message-read-all"))
    assert not Message.objects.inbox_of(officer).unread().exists()
    client.post(reverse("members:message-unread", args=[first.pk]))

    assert list(Message.objects.inbox_of(officer).unread()) == [first]
    theirs.refresh_from_db()
    assert theirs.read_at is None


@pytest.mark.parametrize("name", ["message-detail", "message-mail"])
def test_somebody_elses_message_does_not_exist(client, organization, officer, name):
    theirs = digest_for(officer_of(organization), item_on(organization, date(2026, 3, 8)))
    assert client.get(reverse(f"members:{name}", args=[theirs.pk])).status_code == 404
    assert client.post(reverse("members:message-unread", args=[theirs.pk])).status_code == 404


def test_marks_are_set_by_post_only(client, organization, officer):
    message = digest_for(officer, item_on(organization, date(2026, 3, 8)))
    assert client.get(reverse("members:message-unread", args=[message.pk])).status_code == 405
    assert client.get(reverse("members:message-read-all")).status_code == 405


@pytest.fixture
def mail_files(settings):
    settings.EMAIL_BACKEND = "members.mailfiles.MailFileBackend"


@pytest.mark.usefixtures("mail_files")
def test_in_the_trial_the_mail_can_be_read_from_the_inbox(client, organization, officer):
    message = digest_for(officer, item_on(organization, date(2026, 3, 8), title="女职工读书会"))
    deliver()
    detail = client.get(reverse("members:message-detail", args=[message.pk]))
    address = reverse("members:message-mail", args=[message.pk])
    assert address in detail.text

    page = client.get(address)
    assert officer.email in page.text
    assert "女职工读书会" in page.text
    kept = client.get(address, {"download": ""})
    assert kept.headers["Content-Type"] == "message/rfc822"
    assert str(message.deliveries.get().event_id).encode() in kept.content


@pytest.mark.usefixtures("mail_files")
def test_the_same_mail_handed_over_again_stays_one_file(organization, officer, settings):
    digest_for(officer, item_on(organization, date(2026, 3, 8)))
    deliver()
    Delivery.objects.update(state="queued")
    deliver()
    delivery = Delivery.objects.get()
    assert kept_mail(delivery.event_id)["To"] == officer.email
    assert [path.name for path in Path(settings.EMAIL_FILE_PATH).iterdir()] == [f"{delivery.event_id}.eml"]


def test_with_a_mail_server_there_is_no_mail_to_look_at(client, organization, officer):
    message = digest_for(officer, item_on(organization, date(2026, 3, 8)))
    deliver()
    detail = client.get(reverse("members:message-detail", args=[message.pk]))
    assert "已发送" in detail.text
    assert client.get(reverse("members:message-mail", args=[message.pk])).status_code == 404


def test_mail_can_be_switched_off_and_on_again(client, officer):
    address = reverse("members:notification-settings")
    assert client.get(address).context["form"]["email"].value() is True
    client.post(address, {})
    officer.refresh_from_db()
    assert officer.muted_channels == ["email"]
    client.post(address, {"email": "on"})
    officer.refresh_from_db()
    assert officer.muted_channels == []


def test_the_settings_page_says_when_there_is_no_address(client):
    client.force_login(UserFactory(email=""))
    assert "没有登记邮箱" in client.get(reverse("members:notification-settings")).text


def test_pages_speak_english_to_who_asks_for_it(client, organization, officer, settings):
    message = digest_for(officer, item_on(organization, date(2026, 3, 8)))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert '<html lang="en"' in client.get(reverse("members:message-detail", args=[message.pk])).text
