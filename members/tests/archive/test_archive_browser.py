"""The archive in a real browser: readable for everybody, in both languages, on an office screen and on a phone; and the
walk from a search to an opened number."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from members.choices.archive import LeavingKind
from members.models import Leaving
from members.services.archive.corrections import ask_correction
from members.services.archive.family import add_family_member
from members.services.archive.joining import apply_to_join
from members.services.archive.titles import add_title
from members.services.archive.transferring import ask_transfer
from members.tests.archive.people import county, member_in, numbered
from members.tests.factories import UserFactory
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
    """A chair, and every page of the area with something on it."""
    place = county()
    member = member_in(place.first, name="阿卜杜热合曼·买买提", number=numbered(1), phone="13800138678", gender="male")
    member.user = UserFactory(full_name=member.name)
    member.save()
    add_title(member_id=member.pk, title="劳动模范", level="county", year=2024, document="某决定", by=place.chair)
    add_family_member(
        member_id=member.pk, relation="child", name="某", purpose="children", was_told=True, by=place.chair
    )
    ask_correction(member=member, field="education", proposed="本科", note_text="", by=member.user)
    ask_transfer(member_id=member.pk, target=place.second, reason="调动工作", by=place.chair)
    apply_to_join(
        organization=place.first,
        name="林可",
        number=numbered(2),
        phone="13800138000",
        applied_on=date(2026, 3, 2),
        by=place.chair,
    )
    Leaving.objects.create(
        member=member, organization=place.first, kind=LeavingKind.SILENT, opened_on=date(2026, 3, 2), evidence={}
    )
    return place, member


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_are_accessible_and_fit_every_screen(browser_page, world, language):
    place, member = world
    pages = [
        reverse("members:member-list") + "?gender=male&c=identity&c=home",
        reverse("members:member-list") + "?q=nobody",
        reverse("members:member-detail", args=[member.pk]),
        reverse("members:member-change", args=[member.pk]),
        reverse("members:member-step", args=[member.pk, "expel"]),
        reverse("members:application-list"),
        reverse("members:application-file", args=[place.first.pk]),
        reverse("members:transfer-list"),
        reverse("members:leaving-list"),
        reverse("members:correction-list"),
        reverse("members:archive-completeness"),
        reverse("members:title-list"),
    ]
    login(browser_page, place.chair)
    speak(browser_page, language)
    for path in pages:
        for size in (DESKTOP, PHONE):
            browser_page.set_viewport_size(size)
            browser_page.goto(path)
            assert_accessible(browser_page)
            assert_no_sideways_scroll(browser_page)


def test_from_a_number_in_the_search_box_to_an_opened_number(browser_page, world):
    place, member = world
    login(browser_page, place.chair)
    browser_page.set_viewport_size(PHONE)
    browser_page.goto(reverse("members:member-list"))
    browser_page.fill("#member-search", numbered(1))
    browser_page.press("#member-search", "Enter")
    browser_page.wait_for_url("**/archive/search/")
    assert numbered(1) not in browser_page.url
    browser_page.click(f"text={member.name}")
    expect(browser_page.locator("h1")).to_have_text(member.name)
    expect(browser_page.locator("main")).not_to_contain_text(numbered(1))
    browser_page.fill("#reason-number", "办理工会卡")
    browser_page.locator("li", has=browser_page.locator("#reason-number")).locator("button").click()
    expect(browser_page.locator("main")).to_contain_text(numbered(1))
    assert numbered(1) not in browser_page.url


def test_a_meeting_approves_on_a_phone(browser_page, world):
    place, _member = world
    login(browser_page, place.chair)
    browser_page.set_viewport_size(PHONE)
    browser_page.goto(reverse("members:application-list"))
    browser_page.check("input[name=picked]")
    browser_page.fill("input[name=document]", "第三次会议")
    browser_page.click("text=批准勾选的申请")
    expect(browser_page.locator("main")).to_contain_text("林可")
    expect(browser_page.locator("main")).to_contain_text(f"YX01{timezone.localdate().year}00001")
    assert place.first.members.filter(name="林可", state="active").exists()
