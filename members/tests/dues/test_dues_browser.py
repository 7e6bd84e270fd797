"""Dues in a real browser: every page readable for everybody on an office screen and on a phone; and the walk of a group
leader who collects with the phone in hand."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from members.choices.dues import BatchKind, EntryKind
from members.enums import Post
from members.models import DuesReceipt, DuesRecord
from members.services.dues.batches import take_batch
from members.services.dues.correcting import ask_correction
from members.services.dues.matching import BatchRow
from members.tests.dues.doing import charged, group_of, joined, pay, union
from members.tests.factories import UserFactory, officer_of
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
def world():
    """A finance officer, and every page of the area with something on it."""
    home = union(name="云溪县第二人民医院工会委员会", short_name="县二院工会")
    chair = officer_of(home, post=Post.CHAIR)
    group = group_of(home, name="门诊部第一工会小组")
    account = UserFactory(full_name="阿卜杜热合曼·买买提")
    member = joined(group, member__user=account, member__name="阿卜杜热合曼·买买提", member__workplace="门诊收费处")
    joined(group, wage=None, member__name="待补工资")
    joined(group, member__name="乙乙")
    last = (timezone.localdate().replace(day=1) - date.resolution).replace(day=1)
    charged(home, group, on=last)
    charged(home, group, on=timezone.localdate())
    late = DuesRecord.objects.get(member=member, period__starts_on=last)
    pay(late, "10", chair, on=timezone.localdate())
    ask_correction(charge=late, kind=EntryKind.WAIVER, amount=Decimal("-1"), reason="长期病假", by=chair)
    batch = take_batch(
        organization=home,
        kind=BatchKind.BANK,
        rows=[BatchRow(2, Decimal("300"), name="路人", remark="货款")],
        file_name="银行流水.xlsx",
        file_digest="0" * 64,
        paid_on=timezone.localdate(),
        by=chair,
    )
    return home, group, member, late, batch


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_are_accessible_and_fit_every_screen(browser_page, world, language):
    home, group, member, late, batch = world
    login(browser_page, officer_of(home, post=Post.CHAIR))
    speak(browser_page, language)
    for name, *key in (
        ("dues-figures",),
        ("dues-collect", group.pk),
        ("dues-arrears",),
        ("dues-periods", home.pk),
        ("dues-standards", home.pk),
        ("dues-standard-set", home.pk),
        ("dues-batches", home.pk),
        ("dues-batch", batch.pk),
        ("dues-line-settle", batch.lines.get().pk),
        ("dues-corrections",),
        ("dues-member", member.pk),
        ("dues-wage", member.pk),
        ("dues-correct", late.pk),
        ("dues-receipt", DuesReceipt.objects.get().pk),
    ):
        for size in (DESKTOP, PHONE):
            browser_page.set_viewport_size(size)
            browser_page.goto(reverse(f"members:{name}", args=key))
            assert_accessible(browser_page)
            assert_no_sideways_scroll(browser_page)


def test_a_group_leader_collects_with_the_phone_in_hand(browser_page, world):
    _home, group, member, _late, _batch = world
    login(browser_page, officer_of(group, post=Post.GROUP_LEADER))
    browser_page.set_viewport_size(PHONE)
    browser_page.goto(reverse("members:dues-collect", args=[group.pk]))

    browser_page.get_by_label(member.name).check()
    expect(browser_page.get_by_text("已选 1 人，46.70 元")).to_be_visible()
    browser_page.get_by_role("button", name="登记已缴").click()

    expect(browser_page.get_by_text("已登记 1 人缴纳会费，共 46.70 元。")).to_be_visible()
    expect(browser_page.get_by_label(member.name)).to_have_count(0)
    assert not DuesRecord.objects.unpaid().filter(member=member).exists()


def test_a_member_sees_the_own_dues_on_the_phone(browser_page, world):
    member = world[2]
    login(browser_page, member.user)
    browser_page.set_viewport_size(PHONE)
    browser_page.goto(reverse("members:dues-own"))

    expect(browser_page.get_by_text("待缴 46.70 元")).to_be_visible()
    assert_accessible(browser_page)
    assert_no_sideways_scroll(browser_page)
    browser_page.goto(reverse("pages:me"))
    expect(browser_page.get_by_text("待缴 46.70 元")).to_be_visible()
