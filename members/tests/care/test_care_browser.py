"""Care in a real browser: three taps on a phone, with and without a script; every page readable for everybody."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from members.enums import OrganizationKind, Post
from members.models import LifeEvent
from members.tests.factories import OrganizationFactory, officer_of
from members.tests.factories_care import (
    CareRoomFactory,
    CheckCampaignFactory,
    CheckEntryFactory,
    CheckProviderFactory,
    ClaimFactory,
    InsuranceCampaignFactory,
    InsurancePremiumFactory,
    LifeEventFactory,
    LifeEventWordFactory,
    PolicyFactory,
    RestApplicationFactory,
    RestQuotaFactory,
    RestTripFactory,
    SpecialPeriodFactory,
    member_in,
)
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
def group():
    base = OrganizationFactory(name="云溪县第二人民医院工会委员会", short_name="县二院工会")
    return OrganizationFactory(name="护理小组", parent=base, kind=OrganizationKind.GROUP)


@pytest.fixture
def person(group):
    return member_in(group, name="买买提·阿卜杜拉", gender="female", born_on=date(1990, 5, 1))


def test_a_group_leader_reports_in_three_taps_on_a_phone(browser_page, group, person):
    leader = officer_of(group, post=Post.GROUP_LEADER)
    login(browser_page, leader)
    browser_page.set_viewport_size(PHONE)
    browser_page.goto(reverse("members:lifeevent-report"))
    assert_accessible(browser_page)
    browser_page.get_by_role("link", name=person.name).click()
    assert_no_sideways_scroll(browser_page)
    assert_accessible(browser_page)
    browser_page.get_by_role("radio", name="住院").check()
    browser_page.get_by_role("button", name="今天").click()
    expect(browser_page.get_by_text("已报告，负责的干部会收到消息。")).to_be_visible()
    event = LifeEvent.objects.get()
    assert (event.member, event.kind, event.happened_on) == (person, "hospital", timezone.localdate())
    for target in browser_page.locator(".care-people a").all():
        assert target.bounding_box()["height"] >= 44


def test_the_same_three_taps_work_without_a_script(chromium, live_server, group, person):
    context = chromium.new_context(
        base_url=live_server.url, viewport=PHONE, locale="zh-CN", timezone_id="Asia/Shanghai", java_script_enabled=False
    )
    page = context.new_page()
    page.live_url = live_server.url
    login(page, officer_of(group, post=Post.GROUP_LEADER))
    page.goto(reverse("members:lifeevent-report"))
    page.get_by_role("link", name=person.name).click()
    page.get_by_text("结婚", exact=True).click()
    page.get_by_role("button", name="昨天").click()
    page.get_by_role("heading", name="谁家有事").wait_for()
    context.close()
    assert LifeEvent.objects.get().happened_on == timezone.localdate() - timedelta(days=1)


@pytest.fixture
def addresses(group, person):
    """Every page of care with something on it."""
    base, today = group.parent, timezone.localdate()
    days = {"starts_on": today - timedelta(days=20), "expires_on": today + timedelta(days=30)}
    common = {"organization": group, "member": person}
    event = LifeEventFactory(**common, kind="hospital", facts="阑尾手术")
    LifeEventWordFactory(organization=base, label="重症大病必访")
    campaign = InsuranceCampaignFactory(
        scheme__organization=base,
        opens_on=today - timedelta(days=30),
        closes_on=today + timedelta(days=9),
        starts_on=today + timedelta(days=40),
        expires_on=today + timedelta(days=400),
    )
    InsurancePremiumFactory(scheme=campaign.scheme)
    claim = ClaimFactory(policy=PolicyFactory(campaign=campaign, member=person, organization=group, **days))
    member_in(group, name="乙清明")
    check = CheckCampaignFactory(organization=base)
    CheckProviderFactory(campaign=check)
    for unit in (base, group):
        CheckEntryFactory(campaign=check, member=member_in(unit), organization=unit)
    year = {"year": today.year}
    RestQuotaFactory(organization=base, **year)
    trip = RestTripFactory(organization=base, starts_on=today, ends_on=today)
    placed = RestApplicationFactory(**common, **year, state="placed", trip=trip)
    waiting = RestApplicationFactory(organization=base, member=member_in(base), **year)
    nursing = '{"kind": "nursing"}'
    special = SpecialPeriodFactory(**common, fact=nursing, starts_on=today, ends_on=today + timedelta(days=99))
    CareRoomFactory(organization=base)
    named = [
        ("lifeevent-list", []),
        ("lifeevent-detail", [event.pk]),
        ("lifeevent-correct", [event.pk]),
        ("lifeword-list", []),
        ("scheme-list", []),
        ("scheme-create", []),
        ("scheme-detail", [campaign.scheme_id]),
        ("campaign-create", [campaign.scheme_id]),
        ("campaign-detail", [campaign.pk]),
        ("campaign-enrol", [campaign.pk, group.pk]),
        ("policy-roll", []),
        ("policy-detail", [claim.policy_id]),
        ("claim-list", []),
        ("claim-detail", [claim.pk]),
        ("check-list", []),
        ("check-detail", [check.pk]),
        ("rest-list", []),
        ("rest-rotation", []),
        ("rest-trip", [placed.trip_id]),
        ("rest-place", [waiting.pk]),
        ("women-home", []),
        ("women-roster", []),
        ("special-list", []),
        ("special-detail", [special.pk]),
        ("special-create", [person.pk]),
        ("room-list", []),
    ]
    return [reverse(f"members:{name}", args=arguments) for name, arguments in named]


@pytest.mark.parametrize(("size", "language"), [(DESKTOP, "zh-hans"), (PHONE, "zh-hans"), (PHONE, "en")])
def test_the_pages_are_accessible_and_fit_every_screen(browser_page, group, addresses, size, language):
    login(browser_page, officer_of(group.parent, post=Post.CHAIR))
    speak(browser_page, language)
    browser_page.set_viewport_size(size)
    for address in addresses:
        answer = browser_page.goto(address)
        assert answer.status == 200, address
        assert_no_sideways_scroll(browser_page)
        assert_accessible(browser_page)
