"""Events as pages: who sees them, making one from a plan item, two taps to a place, the list and its ticks."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from activities.enums import EventState
from activities.models import Attendance, Event
from activities.tests.factories import EventFactory, EventSessionFactory, QuestionFactory, RegistrationFactory
from members.enums import Post
from members.tests.factories import MembershipFactory, OrganizationFactory, UserFactory, member_of, officer_of
from plans.tests.factories import OccurrenceFactory, PlanFactory, PlanItemFactory, TimeWindowFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def base():
    return OrganizationFactory(name="测试基层工会")


@pytest.fixture
def event(base):
    event = EventFactory(organization=base, title="春季健步走", capacity=30)
    EventSessionFactory(event=event)
    return event


def page(client, name, *args):
    return client.get(reverse(f"activities:{name}", args=args))


def typed(**changes):
    starts_at = timezone.localtime(timezone.now() + timedelta(days=5)).replace(minute=0)
    form = {
        "title": "春季健步走",
        "kind": "sport",
        "for_whom": "all",
        "needs_sign_up": "on",
        "capacity": "30",
        "sessions-TOTAL_FORMS": "1",
        "sessions-INITIAL_FORMS": "0",
        "sessions-0-starts_at": starts_at.strftime("%Y-%m-%dT%H:%M"),
        "sessions-0-ends_at": (starts_at + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M"),
        "questions-TOTAL_FORMS": "1",
        "questions-INITIAL_FORMS": "0",
        "questions-0-text": "",
    }
    return form | changes


def test_members_see_what_is_meant_for_them(client, base, event):
    EventFactory(organization=base, title="还在筹备", state=EventState.DRAFT)
    EventFactory(organization=OrganizationFactory(), title="别家的活动")
    county = OrganizationFactory()
    base.parent = county
    base.save()
    EventFactory(organization=county, title="全县的活动")
    client.force_login(member_of(base))

    text = page(client, "event-list").text

    assert "春季健步走" in text
    assert "全县的活动" in text
    assert "还在筹备" not in text
    assert "别家的活动" not in text


def test_the_list_of_another_union_stays_there(client, event):
    client.force_login(member_of(OrganizationFactory()))

    assert page(client, "event-detail", event.pk).status_code == 404
    assert page(client, "place-take", event.pk).status_code == 404


@pytest.mark.parametrize("count", [1, 6])
def test_the_list_costs_the_same_for_one_event_and_for_many(client, base, count, django_assert_num_queries):
    for event in EventFactory.create_batch(count, organization=base):
        EventSessionFactory(event=event)
    client.force_login(member_of(base))

    page(client, "event-list")
    with django_assert_num_queries(8):  # session, user, offices, memberships, count, page, own places, unread
        response = page(client, "event-list")

    assert len(response.context["rows"]) == count


def test_an_item_becomes_an_event_in_one_click(client, base):
    client.force_login(officer_of(base))
    item = PlanItemFactory(plan=PlanFactory(organization=base), title="三八节插花", place="职工之家")
    window = TimeWindowFactory(item=item)
    day = timezone.localdate() + timedelta(days=20)
    OccurrenceFactory(window=window, item=item, start=day, end=day)
    address = f"{reverse('activities:event-create')}?item={item.pk}"

    offered = client.get(address)
    client.post(address, typed(title="三八节插花"))

    assert "三八节插花" in offered.text
    assert f"{day.isoformat()}T14:30" in offered.text
    event = Event.objects.get()
    assert (event.plan_item, event.organization, event.state) == (item, base, EventState.DRAFT)
    assert item.title in page(client, "event-detail", event.pk).text
    text = client.get(item.get_absolute_url()).text
    assert event.get_absolute_url() in text
    assert address.replace("&", "&amp;") in text


def test_items_of_others_are_not_found(client, base):
    client.force_login(officer_of(base))
    foreign = PlanItemFactory(plan=PlanFactory(organization=OrganizationFactory()))

    assert client.get(f"{reverse('activities:event-create')}?item={foreign.pk}").status_code == 404


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": ""}, "必填"),
        ({"capacity": "0"}, "大于或等于"),
        ({"sessions-0-starts_at": "", "sessions-0-ends_at": ""}, "请至少写一个时间"),
        ({"sessions-0-ends_at": "2020-01-01T10:00"}, "结束应晚于开始"),
        ({"questions-0-text": "尺码", "questions-0-kind": "choice", "questions-0-choices": "大"}, "至少写两个选项"),
        ({"opens_at": "2026-03-02T10:00", "closes_at": "2026-03-01T10:00"}, "报名截止应晚于报名开始"),
    ],
)
def test_bad_input_is_told_beside_the_field_and_stays(client, base, changes, said):
    client.force_login(officer_of(base))

    response = client.post(reverse("activities:event-create"), typed(place="湖滨公园", **changes))

    assert response.status_code == 422
    assert said in response.text
    assert "湖滨公园" in response.text
    assert not Event.objects.exists()


def test_the_second_saver_is_told_and_keeps_the_words(client, base, event):
    client.force_login(officer_of(base))
    Event.objects.filter(pk=event.pk).update(version=2, title="已被改名")

    response = client.post(reverse("activities:event-change", args=[event.pk]), typed(version="1", place="我写的地点"))

    assert response.status_code == 409
    assert "我写的地点" in response.text
    assert Event.objects.get().title == "已被改名"


def test_two_taps_to_a_place(client, base, event):
    client.force_login(member_of(base))
    address = reverse("activities:place-take", args=[event.pk])

    assert address in page(client, "event-detail", event.pk).text
    response = client.post(address, {}, follow=True)

    assert "报名成功" in response.text
    assert "取消报名" in response.text


def test_a_full_event_offers_the_waiting_list(client, base, event):
    event.capacity = 1
    event.save()
    RegistrationFactory(event=event, member=MembershipFactory(organization=base).member)
    Event.objects.update(next_position=1000)
    client.force_login(member_of(base))

    assert "排候补" in page(client, "event-detail", event.pk).text
    response = client.post(reverse("activities:place-take", args=[event.pk]), {}, follow=True)

    assert "候补第 1 位" in response.text


def test_a_missing_answer_is_told_beside_its_question(client, base, event):
    question = QuestionFactory(event=event, text="衣服尺码")
    client.force_login(member_of(base))

    response = client.post(reverse("activities:place-take", args=[event.pk]), {})

    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {f"question_{question.pk}"}


def test_nobody_gives_back_the_place_of_somebody_else(client, base, event):
    other = RegistrationFactory(event=event, member=MembershipFactory(organization=base).member)
    client.force_login(member_of(base))

    assert client.post(reverse("activities:place-leave", args=[other.pk])).status_code == 403
    other.refresh_from_db()
    assert other.state == "confirmed"


def test_names_are_for_those_who_keep_the_list(client, base, event):
    registration = RegistrationFactory(event=event, member=MembershipFactory(organization=base).member)
    client.force_login(member_of(base))
    assert page(client, "place-list", event.pk).status_code == 403
    assert registration.member.name not in page(client, "event-detail", event.pk).text

    client.force_login(officer_of(base, post=Post.COMMITTEE))
    assert registration.member.name in page(client, "place-list", event.pk).text


def test_ticks_say_who_came_and_can_be_taken_back(client, base, event):
    registration = RegistrationFactory(event=event, member=MembershipFactory(organization=base).member, companions=1)
    session = event.sessions.get()
    client.force_login(officer_of(base))
    address = reverse("activities:attendance-tick", args=[session.pk, registration.member_id])

    client.post(address, {"came": "1"})
    client.post(address, {"came": "1"})
    assert list(Attendance.objects.values_list("member", "companions")) == [(registration.member_id, 1)]

    client.post(address, {})
    assert not Attendance.objects.exists()


def test_the_code_at_the_door_counts_only_while_it_is_on_and_by_a_press(client, base, event):
    user = member_of(base)
    RegistrationFactory(event=event, member=user.member)
    client.force_login(user)
    address = reverse("activities:arrive", args=[event.door_code])

    assert client.post(address).status_code == 409
    session = event.sessions.get()
    session.starts_at, session.ends_at = timezone.now() - timedelta(minutes=5), timezone.now() + timedelta(hours=1)
    session.save()
    client.get(address)
    assert not Attendance.objects.exists()
    assert "已登记到场" in client.post(address).text
    assert client.post(reverse("activities:arrive", args=["no-such-code"])).status_code == 409


def test_officers_of_the_federation_see_and_do_not_change(client, base, event):
    county = OrganizationFactory()
    base.parent = county
    base.save()
    client.force_login(officer_of(county, post=Post.CHAIR))

    assert page(client, "event-detail", event.pk).status_code == 200
    assert page(client, "event-change", event.pk).status_code == 403
    assert client.post(reverse("activities:event-publish", args=[event.pk])).status_code == 403


def test_an_account_without_archive_is_told_what_is_missing(client, base, event):
    officer = officer_of(base)
    client.force_login(officer)

    assert client.post(reverse("activities:place-take", args=[event.pk])).status_code == 403


def test_publishing_shows_it_to_members(client, base):
    event = EventFactory(organization=base, state=EventState.DRAFT, title="新的活动")
    EventSessionFactory(event=event)
    reader = member_of(base)
    client.force_login(reader)
    assert "新的活动" not in page(client, "event-list").text

    client.force_login(officer_of(base))
    client.post(reverse("activities:event-publish", args=[event.pk]))

    client.force_login(reader)
    assert "新的活动" in page(client, "event-list").text


def test_a_stranger_sees_nothing(client, event):
    client.force_login(UserFactory())

    assert "春季健步走" not in page(client, "event-list").text


def test_the_calendar_shows_what_is_meant_for_the_reader(client, base, event):
    EventSessionFactory(event=EventFactory(organization=base, title="还在筹备", state=EventState.DRAFT))
    EventSessionFactory(event=EventFactory(organization=OrganizationFactory(), title="别家的活动"))
    client.force_login(member_of(base))
    day = timezone.localdate(event.sessions.get().starts_at)

    text = client.get(reverse("pages:calendar"), {"view": "list", "on": day.isoformat()}).text

    assert "春季健步走" in text
    assert event.get_absolute_url() in text
    assert "还在筹备" not in text
    assert "别家的活动" not in text


def test_my_calendar_is_what_i_signed_up_for(client, base, event):
    other = EventFactory(organization=base, title="没有报名的活动")
    EventSessionFactory(event=other)
    user = member_of(base)
    RegistrationFactory(event=event, member=user.member)
    client.force_login(user)
    day = timezone.localdate(event.sessions.get().starts_at)

    text = client.get(reverse("pages:calendar"), {"view": "list", "on": day.isoformat(), "mine": "1"}).text

    assert "春季健步走" in text
    assert "没有报名的活动" not in text
