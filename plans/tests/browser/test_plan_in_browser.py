"""Plans in a real Chromium: editing in place, taking back, conflicts, keyboard, phone, and what axe-core finds."""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from members.enums import Post
from members.models import User
from members.tests.factories import OrganizationFactory, officer_of
from plans.enums import ItemState
from plans.forms.item import ITEM_FORMS
from plans.models import Plan, PlanItem
from plans.services import items, plans, sections, states, targets, windows
from plans.services.timetext import read_time
from plans.tests.factories import PlanFactory
from unionplan.tests.browser import PHONE, assert_accessible, assert_no_sideways_scroll, expect_console, login, speak

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def times(text: str) -> list[windows.WindowInput]:
    return [windows.WindowInput(text=found.text, spec=found.spec) for found in read_time(text)]


@pytest.fixture
def by() -> User:
    return officer_of(OrganizationFactory(name="清河厂工会", short_name="清河厂"))


@pytest.fixture
def plan(by: User) -> Plan:
    """A small plan with everything a page can show: headings, months, levels, times, targets, states."""
    plan = PlanFactory(
        title="清河厂工会年度工作计划", organization=by.offices.get().organization, preamble="一段前言。"
    )
    work = sections.add_section(plan_id=plan.pk, title="主要工作", by=by)
    schedule = sections.add_section(plan_id=plan.pk, title="活动安排", section_type="schedule", by=by)
    march = sections.add_section(plan_id=plan.pk, title="3月份", parent_id=schedule.pk, by=by)
    above, contest = items.add_items(
        plan_id=plan.pk, titles=["夯实组织", "开展岗位技能比武，覆盖一线全部班组"], section_id=work.pk, by=by
    )
    below = items.add_item(plan_id=plan.pk, title="新建班组小家", parent_id=above.pk, by=by)
    lecture, show = items.add_items(plan_id=plan.pk, titles=["健康讲座", "手工展"], section_id=march.pk, by=by)
    windows.set_windows(item_id=contest.pk, windows=times("第二季度"), by=by)
    windows.set_windows(item_id=lecture.pk, windows=times("3月8日"), by=by)
    targets.set_targets(item_id=below.pk, targets=[targets.TargetInput(metric="新建小家", unit="个")], by=by)
    states.change_item_state(item_id=lecture.pk, to=ItemState.DONE, by=by)
    states.change_item_state(item_id=show.pk, to=ItemState.CANCELLED, reason="合并举办", by=by)
    return plan


def row(page: Page, title: str) -> str:
    return f"#item-{PlanItem.objects.get(title__startswith=title, removed_at=None).pk}"


def test_an_officer_edits_a_time_in_place_and_takes_it_back(browser_page: Page, plan, by):
    login(browser_page, by)
    browser_page.goto(plan.get_absolute_url())
    contest = browser_page.locator(row(browser_page, "开展岗位"))

    contest.locator(".chip-time").click()
    field = contest.locator("input[name=text]")
    expect(field).to_be_focused()
    field.fill("5月20日")
    contest.get_by_role("button", name="保存").click()

    expect(contest.locator(".chip-time")).to_contain_text("5月20日")
    expect(browser_page.locator("#saved-note")).to_contain_text("已保存")
    expect(contest).to_be_focused()
    assert list(PlanItem.objects.get(title__startswith="开展岗位").windows.values_list("start")) == [
        (date(2026, 5, 20),)
    ]

    browser_page.locator("#toasts").get_by_role("button", name="撤销").click()
    expect(browser_page.locator("#toasts")).to_contain_text("已撤销")
    expect(browser_page.locator(row(browser_page, "开展岗位")).locator(".chip-time")).to_contain_text("第二季度")


def test_what_was_typed_stays_when_it_is_wrong_and_escape_gives_the_focus_back(browser_page: Page, plan, by):
    expect_console(browser_page, "422")
    login(browser_page, by)
    browser_page.goto(plan.get_absolute_url())
    contest = browser_page.locator(row(browser_page, "开展岗位"))

    contest.locator(".chip-time").click()
    contest.locator("input[name=text]").fill("有空的时候")
    contest.get_by_role("button", name="保存").click()

    expect(contest.locator(".field-error")).to_contain_text("没有看懂时间")
    expect(contest.locator("input[name=text]")).to_have_value("有空的时候")
    assert_accessible(browser_page)
    questions: list[str] = []
    browser_page.on("dialog", lambda dialog: (questions.append(dialog.message), dialog.accept()))
    contest.locator("input[name=text]").press("Escape")
    expect(contest.locator(".editor")).to_have_count(0)
    expect(contest.locator(".chip-time")).to_be_focused()
    assert questions == ["有未保存的修改，确定离开吗？"]


def test_two_people_at_one_item_see_both_texts_and_nothing_is_lost(browser_page: Page, plan, by):
    expect_console(browser_page, "409")
    login(browser_page, by)
    browser_page.goto(plan.get_absolute_url())
    contest = browser_page.locator(row(browser_page, "开展岗位"))
    pk = PlanItem.objects.get(title__startswith="开展岗位").pk
    contest.locator(".doc-title").click()
    expect(contest.locator("textarea[name=text]")).to_be_focused()
    items.change_item(item_id=pk, fields={"title": "同事先存的标题"}, by=officer_of(plan.organization))

    contest.locator("textarea[name=text]").fill("我后填的标题")
    contest.get_by_role("button", name="保存").click()

    expect(contest.locator(".conflict")).to_contain_text("同事先存的标题")
    expect(contest.locator("textarea[name=text]")).to_have_value("我后填的标题")
    assert_accessible(browser_page)
    contest.get_by_role("button", name="用我的内容保存").click()
    expect(contest.locator(".doc-title")).to_have_text("我后填的标题")
    assert PlanItem.objects.get(pk=pk).title == "我后填的标题"


def test_keeping_theirs_brings_the_row_as_it_is(browser_page: Page, plan, by):
    expect_console(browser_page, "409")
    login(browser_page, by)
    browser_page.goto(plan.get_absolute_url())
    contest = browser_page.locator(row(browser_page, "开展岗位"))
    pk = PlanItem.objects.get(title__startswith="开展岗位").pk
    contest.locator(".doc-title").click()
    expect(contest.locator("textarea[name=text]")).to_be_focused()
    items.change_item(item_id=pk, fields={"title": "同事先存的标题"}, by=officer_of(plan.organization))
    contest.locator("textarea[name=text]").fill("我后填的标题")
    contest.get_by_role("button", name="保存").click()

    contest.get_by_role("link", name="保留现在的内容").click()

    expect(contest.locator(".doc-title")).to_have_text("同事先存的标题")
    expect(contest.locator(".editor")).to_have_count(0)


def test_lines_are_added_moved_and_removed_in_place(browser_page: Page, plan, by):
    login(browser_page, by)
    browser_page.goto(plan.get_absolute_url())
    section = browser_page.locator("section.doc-section", has_text="主要工作")

    section.get_by_role("link", name="添加事项").click()
    section.locator("textarea[name=lines]").fill("1、走访慰问\n2、座谈交流")
    section.get_by_role("button", name="添加").click()
    expect(browser_page.locator("#document")).to_contain_text("走访慰问")
    expect(browser_page.locator(row(browser_page, "走访慰问"))).to_be_focused()
    expect(browser_page.locator(row(browser_page, "座谈交流")).locator("> .doc-num")).to_have_text("（四）")

    talk = browser_page.locator(row(browser_page, "座谈交流"))
    talk.locator(".chip-more").click()
    talk.get_by_role("button", name="上移").click()
    expect(browser_page.locator(row(browser_page, "座谈交流")).locator("> .doc-num")).to_have_text("（三）")

    talk.locator(".chip-more").click()
    talk.get_by_role("button", name="删除").click()
    expect(browser_page.locator("#document")).not_to_contain_text("座谈交流")
    browser_page.locator("#toasts").get_by_role("button", name="撤销").last.click()
    expect(browser_page.locator("#document")).to_contain_text("座谈交流")


def test_everything_in_a_row_is_reached_by_keyboard(browser_page: Page, plan, by):
    login(browser_page, by)
    browser_page.goto(plan.get_absolute_url())
    contest = browser_page.locator(row(browser_page, "开展岗位"))
    contest.locator(".doc-title").focus()

    reached = []
    for _step in range(4):
        browser_page.keyboard.press("Tab")
        reached.append(browser_page.evaluate("document.activeElement.className"))

    for name, chip in zip(reached, ("chip-time", "chip-owner", "chip-state", "chip-more"), strict=True):
        assert chip in name.split()
    browser_page.keyboard.press("Enter")
    expect(contest.get_by_role("link", name="打开事项")).to_be_focused()


def test_the_page_works_without_script(chromium, live_server, plan, by):
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.live_url = live_server.url
    login(page, by)
    page.goto(plan.get_absolute_url())

    page.locator(row(page, "开展岗位")).locator(".chip-time").click()
    page.locator("input[name=text]").fill("9月")
    page.get_by_role("button", name="保存").click()

    expect(page.locator(row(page, "开展岗位")).locator(".chip-time")).to_contain_text("9月")
    page.get_by_role("button", name="撤销").first.click()
    expect(page.locator(row(page, "开展岗位")).locator(".chip-time")).to_contain_text("第二季度")
    context.close()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_no_page_of_plans_has_a_violation_or_scrolls_sideways(browser_page: Page, plan, by, language, width):
    if width == "phone":
        browser_page.set_viewport_size(PHONE)
    speak(browser_page, language)
    login(browser_page, by)
    item = PlanItem.objects.get(title__startswith="开展岗位")
    for address in _addresses(plan, item):
        browser_page.goto(address)
        assert_no_sideways_scroll(browser_page)
        if (language, width) != ("en", "phone"):  # the same structure as in Chinese, the same colours as on a desk
            assert_accessible(browser_page)


def _addresses(plan: Plan, item: PlanItem) -> list[str]:
    return [
        reverse("plans:plan-list"),
        f"{reverse('plans:plan-list')}?q=比&year=2026&order=period",
        f"{reverse('plans:plan-list')}?year=2001",
        plan.get_absolute_url(),
        item.get_absolute_url(),
        *(reverse("plans:item-edit", args=[item.pk, part]) for part in ITEM_FORMS),
        reverse("plans:item-move", args=[item.pk]),
        reverse("plans:item-add", args=[plan.pk]),
        reverse("plans:section-edit", args=[item.section_id]),
        reverse("plans:plan-create"),
        reverse("plans:plan-edit", args=[plan.pk]),
        reverse("plans:plan-step", args=[plan.pk, "submit"]),
        reverse("plans:plan-history", args=[plan.pk]),
        reverse("plans:plan-revisions", args=[plan.pk]),
    ]  # fmt: skip


@pytest.mark.parametrize("part", ["text", "time", "owner", "target", "state"])
def test_forms_in_a_row_fit_a_phone_and_have_no_violation(browser_page: Page, plan, by, part):
    plans.submit_plan(plan_id=plan.pk, by=by)
    plans.approve_plan(plan_id=plan.pk, by=officer_of(plan.organization, post=Post.CHAIR))
    browser_page.set_viewport_size(PHONE)
    login(browser_page, by)
    browser_page.goto(plan.get_absolute_url())
    contest = browser_page.locator(row(browser_page, "开展岗位"))

    if part == "target":
        contest.locator(".chip-more").click()
        contest.get_by_role("link", name="目标").click()
    else:
        contest.locator(".doc-title" if part == "text" else f".chip-{part}").click()
    expect(contest.locator("form.editor")).to_be_visible()

    assert_accessible(browser_page)
    assert_no_sideways_scroll(browser_page)


def test_opening_a_form_moves_no_text_under_the_cursor(browser_page: Page, plan, by):
    login(browser_page, by)
    browser_page.goto(plan.get_absolute_url())
    contest = browser_page.locator(row(browser_page, "开展岗位"))
    before = contest.locator(".doc-title").bounding_box()

    contest.locator(".chip-time").click()
    expect(contest.locator("input[name=text]")).to_be_focused()

    assert contest.locator(".doc-title").bounding_box() == before
