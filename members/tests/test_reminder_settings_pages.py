"""Reminder rules and channels of an organization, as pages: who sees them, who changes them, what is said."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from members.enums import DeliveryState, Post
from members.models import Delivery, OrganizationChannel, ReminderPolicy, ReplanRequest
from members.services.channels import add_channel, address_of
from members.services.policies import set_policy
from members.services.scanning import scan
from members.tests.factories import DeliveryFactory, MessageFactory, OrganizationFactory, member_of, officer_of
from members.tests.listeners import Hook, web_hook
from members.tests.reminding import due_reminder, item_on
from plans.models import PlanItem
from plans.services.moments import DATED, MONTHLY, RECURRING
from unionplan.core.models import AuditEntry

pytestmark = pytest.mark.django_db

SECRET = "wecombot://geheim-geheim-geheim-geheim"


@pytest.fixture
def county():
    return OrganizationFactory(name="云溪县总工会")


@pytest.fixture
def base(county):
    return OrganizationFactory(name="测试基层工会", parent=county)


@pytest.fixture
def officer(base, client):
    user = officer_of(base)
    client.force_login(user)
    return user


def change(organization, rule=DATED):
    return reverse("members:policy-change", args=[organization.pk, rule])


def test_the_page_says_what_holds_and_whose_decision_it_is(client, county, base, officer):
    set_policy(organization=county, rule_key=MONTHLY, is_enabled=True, days=[5], by=officer)
    set_policy(organization=base, rule_key=RECURRING, is_enabled=False, days=[], by=officer)
    response = client.get(reverse("members:policy-list"))
    of_plans = [policy for policy in response.context["policies"] if policy.rule.key in {MONTHLY, DATED, RECURRING}]
    assert [(policy.rule.key, policy.days, policy.source_name) for policy in of_plans] == [
        (MONTHLY, (5,), "云溪县总工会"),
        (DATED, (14, 3, 1), ""),
        (RECURRING, (), "测试基层工会"),
    ]
    assert "沿用：云溪县总工会" in response.text
    assert "系统默认" in response.text
    assert "本单位规定" in response.text


def test_the_page_shows_what_comes_next_and_what_did_not_go_out(client, base, officer):
    coming = item_on(base, date(2026, 3, 8), title="女职工读书会")
    due_reminder(coming, officer, due_at=timezone.now() + timedelta(days=1))
    cancelled = item_on(base, date(2026, 3, 8), title="消防演练")
    due_reminder(cancelled, officer)
    PlanItem.objects.filter(pk=cancelled.pk).update(state="cancelled", state_reason="场地不可用")
    elsewhere = item_on(OrganizationFactory(), date(2026, 3, 8), title="别家的事项")
    due_reminder(elsewhere, officer, due_at=timezone.now() + timedelta(days=1))
    scan(now=timezone.now())

    response = client.get(reverse("members:policy-list"))

    outlook = response.context["outlook"]
    assert [row.line.title for row in outlook.coming] == ["女职工读书会"]
    assert [(row.line.title, row.reason) for row in outlook.skipped] == [("消防演练", "事项已完成或已取消")]
    assert "别家的事项" not in response.text


@pytest.mark.parametrize("count", [1, 9])
def test_the_page_costs_the_same_for_one_reminder_and_for_many(client, base, officer, django_assert_num_queries, count):
    for _ in range(count):
        due_reminder(item_on(base, date(2026, 3, 8)), officer, due_at=timezone.now() + timedelta(days=1))
    # session, user, offices, memberships, policies, coming, skipped, items, occurrences, unread
    with django_assert_num_queries(10):
        response = client.get(reverse("members:policy-list"))
    assert len(response.context["outlook"].coming) == count


def test_a_person_without_office_is_told_where_to_go(client, base):
    client.force_login(member_of(base))
    response = client.get(reverse("members:policy-list"))
    assert "您目前没有任职" in response.text
    assert reverse("members:notification-settings") in response.text


def test_a_change_is_kept_asks_for_replanning_below_and_is_on_record(client, county, base, officer):
    below = OrganizationFactory(parent=base)
    response = client.post(change(base), {"is_enabled": "on", "days": "10、 2,2"})
    assert response.status_code == 302
    policy = ReminderPolicy.objects.get()
    assert (policy.organization, policy.days_before) == (base, [10, 2])
    assert set(ReplanRequest.objects.values_list("organization", flat=True)) == {base.pk, below.pk}
    entry = AuditEntry.objects.get(action="members.policy.changed")
    assert (entry.actor, entry.changes["days_before"]) == (officer, [[14, 3, 1], [10, 2]])


@pytest.mark.parametrize(
    ("rule", "days", "sentence"),
    [
        (DATED, "三天", "只写数字"),
        (DATED, "", "请至少写一个天数"),
        (DATED, "400", "天数应在 0 到 365 之间"),
        (MONTHLY, "0", "天数应在 1 到 365 之间"),
    ],
)
def test_days_that_make_no_sense_are_refused_beside_the_field_and_stay_typed(
    client, base, officer, rule, days, sentence
):
    response = client.post(change(base, rule), {"is_enabled": "on", "days": days})
    assert response.status_code == 422
    assert sentence in response.text
    assert response.context["form"]["days"].value() == days
    assert not ReminderPolicy.objects.exists()


def test_a_rule_can_go_back_to_what_is_decided_above(client, county, base, officer):
    set_policy(organization=county, rule_key=DATED, is_enabled=True, days=[7], by=officer)
    client.post(change(base), {"days": ""})
    assert "已关闭" in client.get(reverse("members:policy-list")).text
    client.post(reverse("members:policy-inherit", args=[base.pk, DATED]))
    policies = {policy.rule.key: policy for policy in client.get(reverse("members:policy-list")).context["policies"]}
    assert (policies[DATED].days, policies[DATED].source_name) == ((7,), "云溪县总工会")


def test_an_unknown_rule_does_not_exist(client, base, officer):
    assert client.get(change(base, "nonsense")).status_code == 404


MANAGED = [
    lambda organization: ("get", reverse("members:policy-change", args=[organization.pk, DATED])),
    lambda organization: ("post", reverse("members:policy-inherit", args=[organization.pk, DATED])),
    lambda organization: ("get", reverse("members:channel-list", args=[organization.pk])),
    lambda organization: ("post", reverse("members:channel-test", args=[channel_of(organization).pk])),
    lambda organization: ("post", reverse("members:channel-switch", args=[channel_of(organization).pk])),
    lambda organization: ("post", reverse("members:channel-remove", args=[channel_of(organization).pk])),
    lambda organization: (
        "post",
        reverse("members:delivery-retry", args=[organization.pk, failed_post(channel_of(organization)).pk]),
    ),
]


def channel_of(organization):
    return add_channel(organization=organization, name="办公室群", url=SECRET, by=officer_of(organization))


def failed_post(channel):
    message = MessageFactory(recipient=None, organization=channel.organization, context={"day": "2026-03-06"})
    return DeliveryFactory(
        message=message, channel="apprise", organization_channel=channel, state=DeliveryState.FAILED, error="http_404"
    )


@pytest.mark.parametrize("ask", MANAGED)
def test_settings_are_absent_out_of_scope_and_refused_without_the_right(client, county, base, ask):
    method, url = ask(base)
    client.force_login(officer_of(OrganizationFactory()))
    assert getattr(client, method)(url).status_code == 404
    client.force_login(member_of(base))
    assert getattr(client, method)(url).status_code == 404
    client.force_login(officer_of(base, post=Post.FINANCE))
    assert getattr(client, method)(url).status_code == 403
    client.force_login(officer_of(county))  # sees the unions below, does not run them
    refused = getattr(client, method)(url)
    assert refused.status_code == 403
    assert "需要在该单位担任" in refused.text
    assert OrganizationChannel.objects.filter(is_enabled=False).count() == 0


def test_rules_may_be_read_by_everybody_who_reaches_the_organization(client, county, base):
    client.force_login(officer_of(county))
    page = client.get(reverse("members:policy-list"), {"organization": base.pk})
    assert "测试基层工会" in page.text
    assert change(base) not in page.text
    assert "修改需要在该单位担任" in page.text
    client.force_login(officer_of(OrganizationFactory()))
    assert client.get(reverse("members:policy-list"), {"organization": base.pk}).status_code == 404
    assert client.get(reverse("members:policy-list"), {"organization": "x"}).status_code == 404


def test_a_channels_address_is_sealed_and_never_shown_again(client, base, officer):
    address = reverse("members:channel-list", args=[base.pk])
    response = client.post(address, {"name": "办公室群", "url": SECRET}, follow=True)
    channel = OrganizationChannel.objects.get()
    assert address_of(channel) == SECRET
    assert "geheim" not in channel.sealed_url
    assert "办公室群" in response.text
    assert "geheim" not in response.text
    assert "geheim" not in str(list(AuditEntry.objects.values()))


@pytest.mark.parametrize(
    ("url", "sentence"), [("syslog://localhost", "不支持这种渠道"), ("dingtalk://", "渠道地址不完整"), ("", "必")]
)
def test_an_address_we_do_not_offer_is_refused_beside_the_field(client, base, officer, url, sentence):
    response = client.post(reverse("members:channel-list", args=[base.pk]), {"name": "办公室群", "url": url})
    assert response.status_code == 422
    assert sentence in str(response.context["form"].errors["url"])
    assert not OrganizationChannel.objects.exists()


def test_a_test_message_says_whether_it_arrived(client, base, officer, settings):
    settings.ALLOW_PRIVATE_CHANNELS = True
    with web_hook(Hook()) as hook:
        channel = add_channel(organization=base, name="群", url=f"json://127.0.0.1:{hook.port}/x", by=officer)
        address = reverse("members:channel-test", args=[channel.pk])
        assert "测试消息已发出" in client.post(address, follow=True).text
        hook.status = 500
        assert "对方返回错误 500" in client.post(address, follow=True).text
    assert "对方地址连接不上" in client.post(address, follow=True).text
    settings.ALLOW_PRIVATE_CHANNELS = False
    assert "不再支持这种渠道" in client.post(address, follow=True).text
    OrganizationChannel.objects.update(sealed_url=channel_of(base).sealed_url)
    assert "渠道地址无法读取" in client.post(address, follow=True).text


def test_a_channel_can_be_switched_off_on_and_removed(client, base, officer):
    channel = channel_of(base)
    switch = reverse("members:channel-switch", args=[channel.pk])
    client.post(switch, {"enabled": "0"})
    assert "已停用" in client.get(reverse("members:channel-list", args=[base.pk])).text
    client.post(switch, {"enabled": "1"})
    channel.refresh_from_db()
    assert channel.is_enabled
    client.post(reverse("members:channel-remove", args=[channel.pk]))
    assert not OrganizationChannel.objects.exists()
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == [
        "members.channel.added",
        "members.channel.switched",
        "members.channel.switched",
        "members.channel.removed",
    ]


def test_failures_are_shown_in_words_and_can_be_sent_again(client, base, officer):
    post = failed_post(channel_of(base))
    mail = DeliveryFactory(message__recipient=officer, state=DeliveryState.FAILED, error="smtp_550", failures=3)
    DeliveryFactory(message__recipient=officer_of(OrganizationFactory()), state=DeliveryState.FAILED, error="timeout")
    page = client.get(reverse("members:channel-list", args=[base.pk]))
    assert [(row.pk, row.reason) for row in page.context["failures"]] == [
        (mail.pk, "对方返回错误 550"),
        (post.pk, "对方返回错误 404"),
    ]
    retry = reverse("members:delivery-retry", args=[base.pk, mail.pk])
    client.post(retry)
    mail.refresh_from_db()
    assert (mail.state, mail.failures, mail.error) == (DeliveryState.QUEUED, 0, "")
    assert "已不在失败状态" in client.post(retry, follow=True).text


def test_a_failure_of_another_organization_cannot_be_sent_again(client, base, officer):
    theirs = failed_post(channel_of(OrganizationFactory()))
    assert client.post(reverse("members:delivery-retry", args=[base.pk, theirs.pk])).status_code == 404
    assert Delivery.objects.get(pk=theirs.pk).state == DeliveryState.FAILED


@pytest.mark.parametrize("count", [1, 6])
def test_the_channel_page_costs_the_same_for_one_failure_and_for_many(
    client, base, officer, django_assert_num_queries, count
):
    for _ in range(count):
        failed_post(channel_of(base))
    # session, user, offices, memberships, organization, failures, channels, unread
    with django_assert_num_queries(8):
        page = client.get(reverse("members:channel-list", args=[base.pk]))
    assert len(page.context["failures"]) == count
