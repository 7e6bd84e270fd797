"""The calendar: one reading for every view, nobody's foreign work in it, the same queries for one entry and many."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from members.enums import Post
from members.models import CalendarFeed
from members.tests.factories import OrganizationFactory, member_of, officer_of
from plans.enums import Audience, ItemState
from plans.models import PlanItem
from plans.tests.factories import OccurrenceFactory, PlanFactory, PlanItemFactory, TimeWindowFactory
from unionplan.core.calendar import DateRange
from unionplan.pages.calendar.entries import CalendarEntry
from unionplan.pages.calendar.grid import build_weeks
from unionplan.tests.browser import assert_accessible, assert_no_sideways_scroll, login, speak

# session, user, offices, memberships, work, activities, undated, organizations of the filter, unread messages
PAGE_QUERIES = 9
VIEWS = ["month", "week", "year", "list"]


@pytest.fixture
def spring():
    with time_machine.travel(datetime(2026, 3, 2, 1, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def plan(db):
    return PlanFactory(organization=OrganizationFactory(), approved=True)


def on_days(plan, start=date(2026, 3, 4), end=None, **fields):
    item = PlanItemFactory(plan=plan, **fields)
    window = TimeWindowFactory(item=item, start=start, end=end or start)
    OccurrenceFactory(window=window)
    return item


def page(client, user, **asked):
    client.force_login(user)
    return client.get(reverse("pages:calendar"), asked)


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_shows_what_is_on_and_nothing_foreign(client, plan, spring, view):
    item = on_days(plan, title="三八健步走")
    on_days(PlanFactory(approved=True), title="别家的活动")
    on_days(PlanFactory(organization=plan.organization), title="没批准的活动")
    answer = page(client, officer_of(plan.organization), view=view)
    assert item.title in answer.text
    assert "别家的活动" not in answer.text
    assert "没批准的活动" not in answer.text


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("count", [1, 12])
def test_a_view_costs_the_same_queries_for_one_entry_and_for_many(
    client, plan, spring, django_assert_num_queries, view, count
):
    for _ in range(count):
        on_days(plan)
    client.force_login(officer_of(plan.organization))
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(reverse("pages:calendar"), {"view": view})


def test_a_member_sees_what_is_for_members(client, plan, spring):
    on_days(plan, title="会员活动")
    on_days(plan, title="内部会议", audience=Audience.OFFICERS)
    county_plan = PlanFactory(organization=OrganizationFactory(), approved=True)
    plan.organization.parent = county_plan.organization
    plan.organization.save()
    on_days(county_plan, title="全县活动")
    on_days(
        PlanFactory(organization=OrganizationFactory(parent=county_plan.organization), approved=True), title="邻居活动"
    )

    answer = page(client, member_of(plan.organization))

    assert ("会员活动" in answer.text, "全县活动" in answer.text) == (True, True)
    assert ("内部会议" in answer.text, "邻居活动" in answer.text) == (False, False)
    assert "个人的事" not in answer.text
    assert not PlanItem.objects.public().exists()


def test_filters_narrow_stay_in_the_address_and_can_be_taken_off(client, plan, spring):
    officer = officer_of(plan.organization)
    mine = on_days(plan, title="我的事", owner=officer)
    on_days(plan, title="别人的事")
    done = on_days(plan, title="办完的事", state=ItemState.DONE, done_at=datetime(2026, 3, 1, tzinfo=UTC))

    answer = page(client, officer, mine="1")
    assert (mine.title in answer.text, "别人的事" in answer.text) == (True, False)
    assert 'class="filter-pill" href="?"' in answer.text
    assert done.title in page(client, officer, state="done").text
    assert mine.title not in page(client, officer, state="done").text
    assert mine.title in page(client, officer, q="我").text
    foreign = OrganizationFactory()
    assert mine.title in page(client, officer, organization=foreign.code).text  # not a choice: narrows nothing


@pytest.mark.parametrize("asked", [{"on": "2026-02-30"}, {"on": "9999-01-01"}, {"view": "decade"}, {"on": ""}])
def test_an_address_nobody_can_mean_shows_the_present_month(client, plan, spring, asked):
    answer = page(client, officer_of(plan.organization), **asked)
    assert (answer.status_code, answer.context["period"].on) == (200, date(2026, 3, 2))


def test_a_month_of_work_stands_above_the_grid_instead_of_filling_it(client, plan, spring):
    item = on_days(plan, start=date(2026, 3, 1), end=date(2026, 3, 31))
    answer = page(client, officer_of(plan.organization))
    assert [entry.url for entry in answer.context["long"]] == [item.get_absolute_url()]
    assert all(not week.bars for week in answer.context["weeks"])


def test_what_has_no_time_is_counted_not_hidden(client, plan, spring):
    item = PlanItemFactory(plan=plan, title="没写时间的事")
    answer = page(client, officer_of(plan.organization))
    assert list(answer.context["undated"]) == [item]
    assert item.title in answer.text


def test_what_is_late_says_so_in_words(client, plan, spring):
    on_days(plan, start=date(2026, 3, 1))
    answer = page(client, officer_of(plan.organization), view="list")
    assert '<span class="state state-late">逾期</span>' in answer.text


def test_work_that_recurs_is_late_only_when_its_last_time_is_over(client, plan, spring):
    item = PlanItemFactory(plan=plan, title="每周下基层")
    window = TimeWindowFactory(item=item, start=date(2026, 3, 1), end=date(2026, 3, 29), is_recurring=True)
    for day in (1, 8):
        OccurrenceFactory(window=window, start=date(2026, 3, day), end=date(2026, 3, day))
    officer = officer_of(plan.organization)
    assert "state-late" not in page(client, officer, view="list").text
    with time_machine.travel(datetime(2026, 4, 2, tzinfo=UTC), tick=False):
        assert "state-late" in page(client, officer, view="list", on="2026-03-01").text


def test_holidays_make_up_days_and_lunar_days_stand_in_the_cells(client, plan):
    with time_machine.travel(datetime(2026, 2, 10, tzinfo=UTC), tick=False):
        weeks = page(client, officer_of(plan.organization)).context["weeks"]
    cells = {cell.day: cell for week in weeks for cell in week.days}
    assert (cells[date(2026, 2, 17)].note, cells[date(2026, 2, 17)].mark) == ("春节", "off")
    assert cells[date(2026, 2, 14)].mark == "work"
    assert cells[date(2026, 2, 18)].note == "初二"


def test_a_year_without_announced_days_off_says_so(client, plan, spring):
    answer = page(client, officer_of(plan.organization), on="2027-10-01")
    assert "2027 年的放假和调休安排尚未公布" in answer.text
    assert "2026 年的放假" not in page(client, officer_of(plan.organization)).text


def entry(number: int, start: date, days: int = 1) -> CalendarEntry:
    end = start + timedelta(days=days - 1)
    return CalendarEntry(f"{number}", start, end, None, "", "neutral", "", "", "", "/")


def test_bars_never_overlap_and_what_does_not_fit_is_counted():
    monday = date(2026, 3, 2)
    entries = [entry(n, monday + timedelta(days=n % 3), days=1 + n % 4) for n in range(12)]
    entries.sort(key=lambda row: row.start)
    weeks, _years = build_weeks(DateRange(monday, monday + timedelta(days=6)), entries, today=monday, lanes=3)
    (week,) = weeks
    taken = [(bar.lane, bar.column + offset) for bar in week.bars for offset in range(bar.width)]
    assert len(taken) == len(set(taken))
    assert max(bar.lane for bar in week.bars) == 3
    for number, cell in enumerate(week.days):
        on_day = sum(row.start <= cell.day <= row.end for row in entries)
        shown = sum(bar.column - 1 <= number < bar.column - 1 + bar.width for bar in week.bars)
        assert shown + cell.hidden == on_day


def test_a_bar_over_the_weekend_goes_on_in_the_next_week():
    friday = date(2026, 3, 6)
    weeks, _years = build_weeks(DateRange.month(2026, 3), [entry(1, friday, days=5)], today=friday, lanes=5)
    bars = [bar for week in weeks for bar in week.bars]
    assert [(bar.column, bar.width, bar.begins_before, bar.ends_after) for bar in bars] == [
        (5, 3, False, True),
        (1, 2, True, False),
    ]


def test_a_personal_address_is_shown_once_and_can_be_ended(client, plan):
    officer = officer_of(plan.organization)
    client.force_login(officer)
    made = client.post(reverse("pages:subscriptions"), {"make": ""})
    address = made.context["address"]
    assert address in made.text
    assert client.get(address).status_code == 200
    assert address not in client.get(reverse("pages:subscriptions")).text
    client.post(reverse("pages:subscriptions"), {"end": ""})
    assert client.get(address).status_code == 404


def test_who_keeps_the_settings_opens_the_public_calendar(client, plan):
    organization = plan.organization
    address = reverse("pages:public-calendar", args=[organization.pk])
    for user, code in (
        (officer_of(organization, post=Post.AUDITOR), 403),
        (member_of(organization), 403),
        (officer_of(OrganizationFactory()), 404),
        (officer_of(organization, post=Post.CHAIR), 302),
    ):
        client.force_login(user)
        assert client.post(address, {"on": ""}).status_code == code
        assert CalendarFeed.objects.filter(organization=organization).exists() is (code == 302)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_calendar_in_a_browser(browser_page, language):
    plan = PlanFactory(organization=OrganizationFactory(), approved=True)
    today = timezone.localdate()
    on_days(plan, start=today, title="职工健步走")
    on_days(plan, start=today, end=today + timedelta(days=2), title="技能比武周")
    login(browser_page, officer_of(plan.organization))
    speak(browser_page, language)
    for view in VIEWS:
        for width in (1440, 360):
            browser_page.set_viewport_size({"width": width, "height": 900})
            browser_page.goto(reverse("pages:calendar") + f"?view={view}")
            assert browser_page.get_by_text("职工健步走").locator("visible=true").count() >= 1
            assert_no_sideways_scroll(browser_page)
            assert_accessible(browser_page)
    browser_page.goto(reverse("pages:subscriptions"))
    assert_accessible(browser_page)
