"""The own page on a phone: from the overview into every section and back, by thumb and by screen reader."""

import os
from pathlib import Path

import pytest
from django.urls import reverse

from members.choices.own import ConsentPurpose
from members.models import MemberIdentity, Membership
from members.services import consents
from members.services.own.copies import ask_copy, make_next
from members.tests.factories import MemberFactory, OrganizationFactory, UserFactory
from unionplan.core.identifiers import mask_identity, mask_phone
from unionplan.tests.browser import DESKTOP, PHONE, assert_accessible, assert_no_sideways_scroll, login

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NUMBER, PHONE_NUMBER, PASSWORD = "11010519491231002X", "+8619973510164", "walks-by-the-river-77"


@pytest.fixture
def member():
    user = UserFactory(full_name="会员甲")
    user.set_password(PASSWORD)
    user.save()
    found = MemberFactory(user=user, name="会员甲", number="H000001", gender="female", workplace="装配车间")
    home = OrganizationFactory(name="测试机械有限公司工会", short_name="机械公司工会")
    Membership.objects.create(member=found, organization=home, starts_on="2024-05-01")
    MemberIdentity.objects.create(
        member=found,
        number=NUMBER,
        number_mask=mask_identity(NUMBER),
        phone=PHONE_NUMBER,
        phone_mask=mask_phone(PHONE_NUMBER),
        address="测试路甲乙丙号",
    )
    found.refresh_from_db()
    return found


def keep_picture(page, name):
    """A picture for the eye, where somebody wants to look."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def test_a_member_finds_everything_on_a_phone(browser_page, member):
    consents.give(member=member, purpose=ConsentPurpose.PICTURE, by=member.user)
    ask_copy(member=member, by=member.user)
    while make_next(now=member.changed_at):
        pass
    login(browser_page, member.user)
    for size, width in ((PHONE, "360"), (DESKTOP, "1280")):
        browser_page.set_viewport_size(size)
        browser_page.goto(reverse("pages:me"))
        keep_picture(browser_page, f"me-{width}")
        links = browser_page.locator(".own-lines a")
        addresses = [links.nth(place).get_attribute("href") for place in range(links.count())]
        assert reverse("members:own-archive") in addresses
        for address in [reverse("pages:me"), *addresses]:
            browser_page.goto(address)
            assert_accessible(browser_page)
            assert_no_sideways_scroll(browser_page)
            keep_picture(browser_page, f"{address.strip('/').replace('/', '-')}-{width}")


def test_a_number_shows_after_the_password_and_is_gone_afterwards(browser_page, member):
    login(browser_page, member.user)
    browser_page.set_viewport_size(PHONE)
    browser_page.goto(reverse("members:own-archive"))
    assert NUMBER not in browser_page.content()

    browser_page.get_by_role("button", name="显示 证件号码").click()
    browser_page.get_by_label("密码").fill(PASSWORD)
    browser_page.get_by_role("button", name="确认").click()

    assert browser_page.get_by_text(NUMBER).is_visible()
    assert "测试路" not in browser_page.content()
    assert_accessible(browser_page)
    keep_picture(browser_page, "shown-360")
    browser_page.goto(reverse("members:own-archive"))
    assert NUMBER not in browser_page.content()


def test_a_consent_is_taken_back_in_one_tap(browser_page, member):
    consents.give(member=member, purpose=ConsentPurpose.PICTURE, by=member.user)
    login(browser_page, member.user)
    browser_page.set_viewport_size(PHONE)
    browser_page.goto(reverse("members:own-consents"))

    browser_page.get_by_role("button", name="撤回同意").click()

    assert browser_page.get_by_role("heading", name="已撤回").is_visible()
    assert not consents.has(member, ConsentPurpose.PICTURE)
