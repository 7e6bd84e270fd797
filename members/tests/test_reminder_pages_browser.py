"""Inbox, rules and channels in a real browser: readable for everybody, in both languages, on an office screen and on a
phone."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from members.models import Message, OrganizationChannel
from members.services.channels import add_channel
from members.services.policies import set_policy
from members.services.scanning import scan
from members.tests.factories import DeliveryFactory, OrganizationFactory, officer_of
from members.tests.reminding import due_reminder, item_on
from plans.services.moments import DATED
from unionplan.tests.browser import (
    DESKTOP,
    PHONE,
    assert_accessible,
    assert_no_sideways_scroll,
    login,
    speak,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def addresses():
    """Every page of the area with something on it, and the officer who reads them."""
    organization = OrganizationFactory(name="云溪县第二人民医院工会委员会")
    officer = officer_of(organization)
    titles = ["组织女职工读书分享会，邀请各科室代表参加，不少于三十人", "消防演练"]
    for title in titles:
        item = item_on(organization, date(2026, 3, 8), title=title, place="二楼会议室", responsible="宣传委员")
        due_reminder(item, officer)
        due_reminder(item, officer, due_at=timezone.now() + timedelta(days=1))
    scan(now=timezone.now())
    set_policy(organization=organization, rule_key=DATED, is_enabled=True, days=[30, 7, 2], by=officer)
    add_channel(organization=organization, name="办公室工作群", url="wecombot://geheim-geheim-geheim", by=officer)
    DeliveryFactory(
        message__recipient=officer, message__context={"day": "2026-03-06"}, state="failed", error="smtp_550"
    )
    message = Message.objects.inbox_of(officer).last()
    pages = [
        reverse("members:inbox"),
        reverse("members:inbox") + "?show=unread",
        reverse("members:message-detail", args=[message.pk]),
        reverse("members:notification-settings"),
        reverse("members:policy-list"),
        reverse("members:policy-change", args=[organization.pk, DATED]),
        reverse("members:channel-list", args=[organization.pk]),
    ]
    return officer, pages


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_are_accessible_and_fit_every_screen(browser_page, addresses, language):
    officer, pages = addresses
    login(browser_page, officer)
    speak(browser_page, language)
    for size in (DESKTOP, PHONE):
        browser_page.set_viewport_size(size)
        for address in pages:
            browser_page.goto(address)
            assert_no_sideways_scroll(browser_page)
            assert_accessible(browser_page)


def test_removing_a_channel_asks_first(browser_page, addresses):
    officer, pages = addresses
    login(browser_page, officer)
    browser_page.goto(pages[-1])
    browser_page.get_by_role("button", name="删除 办公室工作群").click()
    dialog = browser_page.get_by_role("dialog")
    expect(dialog).to_contain_text("删除渠道“办公室工作群”？")
    dialog.get_by_role("button", name="取消").click()
    assert OrganizationChannel.objects.exists()
    browser_page.get_by_role("button", name="删除 办公室工作群").click()
    dialog.get_by_role("button", name="删除渠道").click()
    expect(browser_page.get_by_text("还没有渠道")).to_be_visible()
    assert not OrganizationChannel.objects.exists()
