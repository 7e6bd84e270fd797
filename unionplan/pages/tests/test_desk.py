"""The desk says what to do now: late before today before this month; plans that wait; nothing of anybody else."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from members.enums import Post
from members.models import User
from members.tests.factories import OfficeFactory, OrganizationFactory, member_of, officer_of
from plans.enums import Audience, ItemState, PlanKind, PlanState
from plans.models import PlanItem
from plans.tests.factories import OccurrenceFactory, PlanFactory, PlanItemFactory, TimeWindowFactory

pytestmark = pytest.mark.django_db
DESK = reverse("pages:desk")
TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2026-11-20T10:00:00+08:00", tick=False):
        yield


def on(plan, start: date, end: date, **extra) -> PlanItem:
    """An item of the plan that takes place from a day to a day."""
    item = PlanItemFactory(plan=plan, **extra)
    OccurrenceFactory(window=TimeWindowFactory(item=item, start=start, end=end), start=start, end=end)
    return item


def desk_of(client, user: User, **query: object):
    client.force_login(user)
    return client.get(DESK, query).context["desk"]


@pytest.fixture
def county():
    return OrganizationFactory(name="测试县总工会", short_name="县总")


@pytest.fixture
def plan(county):
    return PlanFactory(organization=county, approved=True)


def test_late_comes_before_today_and_both_before_this_month(client, county, plan):
    today_item = on(plan, TODAY, TODAY, title="今天开会")
    very_late = on(plan, date(2026, 3, 1), date(2026, 3, 31), title="三月的事")
    late = on(plan, date(2026, 11, 1), date(2026, 11, 19), title="昨天到期")
    whole_month = on(plan, date(2026, 11, 1), date(2026, 11, 30), title="整月的事")
    dated = on(plan, date(2026, 11, 28), date(2026, 11, 28), title="下周六")
    on(plan, date(2026, 12, 1), date(2026, 12, 31), title="下个月")

    desk = desk_of(client, officer_of(county))

    assert list(desk.now.rows) == [very_late, late, today_item]
    assert list(desk.month.rows) == [dated, whole_month]
    assert (desk.now.total, desk.month.total) == (3, 2)


def test_the_last_day_of_a_long_stretch_is_due_today(client, county, plan):
    ends_today = on(plan, date(2026, 11, 1), TODAY)

    desk = desk_of(client, officer_of(county))

    assert list(desk.now.rows) == [ends_today]
    assert desk.now.rows[0].is_late is False


def test_recurring_work_is_late_only_when_its_last_time_is_over(client, county, plan):
    item = on(plan, date(2026, 10, 1), date(2026, 10, 31))
    window = item.windows.get()
    OccurrenceFactory(window=window, item=item, start=date(2026, 12, 1), end=date(2026, 12, 31))

    assert desk_of(client, officer_of(county)).now.total == 0


@pytest.mark.parametrize(
    "extra",
    [
        {"state": ItemState.DONE, "done_at": timezone.now()},
        {"state": ItemState.CANCELLED, "state_reason": "不办了"},
        {"has_children": True},
        {"removed_at": timezone.now()},
    ],
    ids=["done", "cancelled", "heading", "removed"],
)
def test_what_is_not_open_work_stays_off_the_desk(client, county, plan, extra):
    on(plan, date(2026, 3, 1), date(2026, 3, 31), **extra)
    on(plan, TODAY, TODAY, **extra)

    assert desk_of(client, officer_of(county)).now.total == 0


def test_a_draft_is_nobodys_duty_yet(client, county):
    on(PlanFactory(organization=county), date(2026, 3, 1), date(2026, 3, 31))

    assert desk_of(client, officer_of(county)).now.total == 0


def test_an_officers_desk_is_about_the_own_organization_until_another_is_chosen(client, county, plan):
    town = OrganizationFactory(parent=county)
    own = on(plan, TODAY, TODAY, title="本级的事")
    below = on(PlanFactory(organization=town, approved=True), TODAY, TODAY, title="镇里的事")
    on(PlanFactory(approved=True), TODAY, TODAY, title="外县的事")
    officer = officer_of(county)

    assert list(desk_of(client, officer).now.rows) == [own]
    assert list(desk_of(client, officer, organization=town.pk).now.rows) == [below]
    assert list(desk_of(client, officer, organization=county.code).now.rows) == [own, below]
    assert "外县的事" not in client.get(DESK, {"organization": county.pk}).text


def test_an_organization_out_of_reach_cannot_be_chosen(client, county):
    client.force_login(officer_of(county))

    for asked in (OrganizationFactory().pk, "no-such-code"):
        assert client.get(DESK, {"organization": asked}).status_code == 404


def test_work_of_the_own_name_shows_wherever_it_stands(client, county):
    officer = officer_of(county)
    town = OrganizationFactory(parent=county)
    mine = on(PlanFactory(organization=town, approved=True), TODAY, TODAY, owner=officer)

    assert list(desk_of(client, officer).now.rows) == [mine]


def test_plans_wait_for_those_who_may_approve_them(client, county):
    waiting = PlanFactory(organization=county, state=PlanState.SUBMITTED, submitted_at=timezone.now())
    PlanFactory(organization=OrganizationFactory(parent=county), state=PlanState.SUBMITTED)
    PlanFactory(state=PlanState.SUBMITTED)

    assert desk_of(client, officer_of(county, post=Post.CHAIR)).to_approve == [waiting]
    assert desk_of(client, officer_of(county)).to_approve == []
    with_below = officer_of(county, post=Post.CHAIR, writes_below=True)
    assert len(desk_of(client, with_below).to_approve) == 2


def test_a_plan_sent_back_goes_to_its_author_and_to_who_edits_but_not_to_who_sent_it_back(client, county):
    author = officer_of(county)
    back = PlanFactory(organization=county, author=author, returned_reason="请补充目标")
    women = PlanFactory(organization=county, author=author, kind=PlanKind.WOMEN, returned_reason="请补充时间")
    own_draft = PlanFactory(organization=county, author=author)

    assert set(desk_of(client, author).drafts[:2]) == {back, women}
    assert desk_of(client, author).drafts[2] == own_draft
    assert set(desk_of(client, officer_of(county)).drafts) == {back, women}
    assert desk_of(client, officer_of(county, post=Post.WOMEN_OFFICER)).drafts == [women]
    assert desk_of(client, officer_of(county, post=Post.CHAIR)).drafts == []


def test_the_year_is_told_in_figures(client, county, plan):
    on(plan, TODAY, TODAY)
    PlanItemFactory(plan=plan, state=ItemState.DONE, done_at=timezone.now())
    PlanItemFactory(plan=plan, state=ItemState.CANCELLED, state_reason="不办了")
    PlanItemFactory(plan=plan, has_children=True)
    PlanItemFactory(plan=PlanFactory(organization=county, approved=True, year=2025))

    client.force_login(officer_of(county))

    assert "本年度 2 项工作，已完成 1 项" in client.get(DESK).text


def test_a_member_sees_what_the_own_union_and_those_above_show_to_members(client, county, plan):
    base = OrganizationFactory(parent=county)
    from_above = on(plan, TODAY, TODAY, title="全县职工运动会", audience=Audience.MEMBERS)
    own = on(PlanFactory(organization=base, approved=True), date(2026, 11, 23), date(2026, 11, 23))
    later = on(plan, date(2026, 11, 1), date(2026, 11, 30), title="整月阅读")
    on(plan, TODAY, TODAY, title="班子会议", audience=Audience.OFFICERS)
    on(PlanFactory(organization=OrganizationFactory(parent=county), approved=True), TODAY, TODAY, title="邻单位的事")
    on(PlanFactory(organization=base), TODAY, TODAY, title="草稿里的事")

    desk = desk_of(client, member_of(base))
    text = client.get(DESK).text

    assert list(desk.week.rows) == [from_above, own]
    assert list(desk.after_week.rows) == [later]
    for hidden in ("班子会议", "邻单位的事", "草稿里的事", "待我处理"):
        assert hidden not in text


@pytest.mark.parametrize("count", [1, 20])
def test_the_officers_desk_costs_the_same_for_few_and_for_many(client, county, plan, django_assert_num_queries, count):
    for number in range(count):
        on(plan, date(2026, 3, 1), date(2026, 3, 31), owner=officer_of(county))
        on(plan, date(2026, 11, 25), date(2026, 11, 25), title=f"活动{number}")
        PlanFactory(organization=county, state=PlanState.SUBMITTED)
        PlanFactory(organization=county, returned_reason="请补充")
    client.force_login(officer_of(county, post=Post.CHAIR))

    # session, account, offices, memberships, figures of the year, late and today, month, to approve, drafts, unread
    with django_assert_num_queries(10):
        response = client.get(DESK)

    assert response.context["desk"].now.more == max(0, count - 12)


@pytest.mark.parametrize("count", [1, 20])
def test_the_members_desk_costs_the_same_for_few_and_for_many(client, county, plan, django_assert_num_queries, count):
    for _number in range(count):
        on(plan, TODAY, TODAY)
        on(plan, date(2026, 11, 1), date(2026, 11, 30))
    client.force_login(member_of(county))

    # session, account, offices, memberships, week, rest of the month, unread
    with django_assert_num_queries(7):
        client.get(DESK)


def test_an_empty_desk_says_the_next_step(client, county):
    client.force_login(officer_of(county))

    text = client.get(DESK).text

    assert "没有逾期，今天也没有安排。" in text
    assert "没有等您处理的计划。" in text


def test_the_switcher_lists_what_the_reader_reaches_and_nothing_else(client, county):
    town = OrganizationFactory(name="东镇总工会", parent=county)
    OrganizationFactory(name="外县总工会")
    client.force_login(officer_of(county))
    menu = reverse("pages:organization-menu")

    assert [str(o) for o in client.get(menu).context["organizations"]] == [county.name, town.name]
    assert [str(o) for o in client.get(menu, {"q": "东镇"}).context["organizations"]] == [town.name]
    assert "外县总工会" not in client.get(menu, {"q": "外县"}).text


def test_the_frame_offers_only_what_the_person_may_open(client, county):
    def places(user):
        client.force_login(user)
        return [entry.place.url_name for entry in client.get(DESK).context["frame"].entries]

    assert "members:organization-list" not in places(member_of(county))
    assert "plans:plan-list" not in places(member_of(county))
    assert "members:policy-list" in places(officer_of(county))
    assert "members:policy-list" not in places(officer_of(county, post=Post.FINANCE))
    assert "admin:index" not in places(officer_of(county, post=Post.CHAIR))


def test_the_language_switch_speaks_to_the_person_and_to_the_mail(client, county):
    officer = OfficeFactory(organization=county).user
    client.force_login(officer)

    answer = client.post(reverse("pages:switch-language"), {"language": "en", "next": DESK})

    assert (answer.status_code, answer.url) == (302, DESK)
    assert '<html lang="en"' in client.get(DESK).text
    officer.refresh_from_db()
    assert officer.language == "en"
