"""Small manners of every page: keyboard, notes, scheme and rail remembered, words not lost, no script needed."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from members.enums import Post
from members.models import Organization
from members.tests.factories import MessageFactory, OrganizationFactory, UserFactory, member_of, officer_of
from unionplan.tests.browser import (
    PHONE,
    assert_accessible,
    assert_no_sideways_scroll,
    expect_console,
    login,
    speak,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "correct-horse-battery"


@pytest.fixture
def county():
    return OrganizationFactory(name="测试县总工会", short_name="县总")


@pytest.fixture
def chair(county):
    return officer_of(county, post=Post.CHAIR)


def with_password(username: str):
    user = UserFactory(username=username)
    user.set_password(PASSWORD)
    user.save()
    return user


def test_letters_lead_to_places_but_not_while_typing(browser_page, chair):
    login(browser_page, chair)
    browser_page.goto(reverse("pages:desk"))

    browser_page.keyboard.press("?")
    expect(browser_page.get_by_role("dialog", name="键盘快捷键")).to_be_visible()
    assert_accessible(browser_page)
    browser_page.keyboard.press("Escape")
    expect(browser_page.get_by_role("dialog")).to_be_hidden()

    browser_page.keyboard.press("/")
    browser_page.keyboard.type("go?")
    search = browser_page.get_by_role("searchbox", name="搜索计划和事项")
    expect(search).to_have_value("go?")
    expect(browser_page.get_by_role("dialog")).to_be_hidden()

    search.blur()
    browser_page.keyboard.press("g")
    browser_page.keyboard.press("o")
    expect(browser_page).to_have_url(re.compile(reverse("members:organization-list")))


def test_letters_of_an_input_method_are_not_shortcuts(browser_page, chair):
    login(browser_page, chair)
    browser_page.goto(reverse("pages:desk"))

    browser_page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: '?', isComposing: true, bubbles: true}))"
    )

    expect(browser_page.get_by_role("dialog")).to_be_hidden()


def test_the_skip_link_is_the_first_stop_and_leads_to_the_content(browser_page, chair):
    login(browser_page, chair)
    browser_page.goto(reverse("pages:desk"))

    browser_page.keyboard.press("Tab")
    expect(browser_page.get_by_role("link", name="跳到正文")).to_be_focused()
    browser_page.keyboard.press("Enter")

    expect(browser_page.locator("#main")).to_be_focused()


def test_rail_and_scheme_are_remembered(browser_page, chair):
    login(browser_page, chair)
    browser_page.goto(reverse("pages:me"))

    browser_page.get_by_role("button", name="收起菜单").click()
    browser_page.get_by_label("深色").check()
    browser_page.goto(reverse("pages:desk"))

    assert browser_page.locator("html").get_attribute("data-bs-theme") == "dark"
    assert browser_page.locator(".rail").bounding_box()["width"] == 64
    assert_accessible(browser_page)


def test_the_switcher_finds_an_organization_and_narrows_the_desk(browser_page, county, chair):
    OrganizationFactory(name="东镇总工会", short_name="东镇", parent=county)
    OrganizationFactory(name="西镇总工会", short_name="西镇", parent=county)
    login(browser_page, chair)
    browser_page.goto(reverse("pages:desk"))

    browser_page.get_by_text("切换组织").locator("..").click()
    expect(browser_page.get_by_role("link", name="西镇")).to_be_visible()
    browser_page.get_by_label("查找组织").fill("东镇")
    expect(browser_page.get_by_role("link", name="西镇")).to_be_hidden()
    assert_accessible(browser_page)
    browser_page.get_by_role("link", name="东镇").click()

    expect(browser_page.locator(".filter-pill")).to_contain_text("东镇")
    browser_page.locator(".filter-pill").click()
    expect(browser_page.locator(".filter-pill")).to_have_count(0)


def test_a_session_that_ended_leads_to_the_login(browser_page, chair):
    login(browser_page, chair)
    browser_page.goto(reverse("pages:desk"))
    browser_page.context.clear_cookies()

    browser_page.get_by_text("切换组织").locator("..").click()

    expect(browser_page.get_by_role("heading", name="登录")).to_be_visible()


def test_words_typed_after_the_session_ended_stay_on_the_page(browser_page, chair):
    login(browser_page, chair)
    browser_page.goto(reverse("pages:desk"))
    browser_page.evaluate(
        """() => {
            const form = document.createElement("form");
            form.setAttribute("hx-post", "/organization-menu/");
            form.innerHTML = "<textarea name=words>写了很久的话</textarea><button>存</button>";
            document.getElementById("main").append(form);
            htmx.process(form);
        }"""
    )
    browser_page.context.clear_cookies()
    speak(browser_page, "zh-hans")
    browser_page.route("**/organization-menu/", lambda route: route.continue_(method="GET"))

    browser_page.get_by_role("button", name="存", exact=True).click()

    expect(browser_page.locator(".note-error")).to_contain_text("内容还在页面上")
    expect(browser_page.locator("[name=words]")).to_have_value("写了很久的话")


def test_a_note_about_a_step_offers_to_take_it_back(browser_page, chair):
    login(browser_page, chair)
    browser_page.goto(reverse("pages:desk"))

    browser_page.evaluate("htmx.trigger(document.body, 'notice', {text: '已删除', undo: '/language/'})")

    note = browser_page.locator(".note", has_text="已删除")
    expect(note.get_by_role("button", name="撤销")).to_be_visible()
    assert note.locator("form").get_attribute("action").endswith("/language/")
    assert len(note.locator("[name=csrfmiddlewaretoken]").input_value()) > 30
    assert_accessible(browser_page)
    note.get_by_role("button", name="关闭").click()
    expect(note).to_have_count(0)


def test_leaving_a_half_filled_form_is_asked_about_and_saving_it_is_not(browser_page, county, chair):
    asked = []
    browser_page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    login(browser_page, chair)
    browser_page.goto(reverse("members:organization-change", args=[county.pk]))

    browser_page.get_by_label("简称").fill("县总工会")
    browser_page.get_by_role("link", name="工作台", exact=True).first.click()
    browser_page.wait_for_timeout(200)
    assert asked == ["beforeunload"]
    browser_page.get_by_label("简称").press("Control+Enter")

    expect(browser_page.locator(".note")).to_contain_text("已保存")
    assert asked == ["beforeunload"]
    assert Organization.objects.get(pk=county.pk).short_name == "县总工会"


def test_a_refused_form_tells_beside_the_field_and_keeps_the_words(browser_page, county, chair):
    login(browser_page, chair)
    expect_console(browser_page, "422")
    browser_page.goto(reverse("members:office-appoint", args=[county.pk]))

    browser_page.get_by_label("用户名").fill("nobody")
    browser_page.get_by_label("分工").fill("宣传教育")
    browser_page.get_by_role("button", name="任命").click()

    field = browser_page.get_by_label("用户名")
    expect(field).to_have_attribute("aria-invalid", "true")
    assert "没有这个用户名的账号" in browser_page.locator(f"#{field.get_attribute('aria-describedby')}").inner_text()
    expect(browser_page.get_by_label("分工")).to_have_value("宣传教育")
    assert_accessible(browser_page)


def test_the_count_of_unread_messages_stands_where_the_eye_is(browser_page, county):
    member = member_of(county)
    MessageFactory.create_batch(3, recipient=member)
    login(browser_page, member)
    browser_page.set_viewport_size(PHONE)

    browser_page.goto(reverse("pages:desk"))

    expect(browser_page.get_by_role("navigation", name="底部菜单").locator(".count")).to_contain_text("3")
    assert browser_page.get_by_role("navigation", name="主菜单").is_hidden()
    heights = browser_page.locator(".phone-bar a").evaluate_all("links => links.map(l => l.offsetHeight)")
    assert min(heights) >= 44
    assert_accessible(browser_page)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_way_in_is_accessible_and_fits_a_phone(browser_page, language):
    speak(browser_page, language)
    for name in ("account_login", "account_reset_password", "account_reset_password_done", "account_signup"):
        browser_page.goto(reverse(name))
        assert_accessible(browser_page)
        browser_page.set_viewport_size(PHONE)
        assert_no_sideways_scroll(browser_page)


def test_logging_in_and_out_by_hand(browser_page):
    with_password("zhou")
    browser_page.goto(reverse("pages:desk"))

    browser_page.get_by_label("用户名").fill("zhou")
    browser_page.get_by_label("密码").fill(PASSWORD)
    browser_page.get_by_role("button", name="登录", exact=True).click()
    expect(browser_page).to_have_url(re.compile(r"/$"))

    browser_page.get_by_role("button", name="甲").click()
    browser_page.get_by_role("button", name="退出登录").click()
    expect(browser_page.get_by_role("heading", name="登录")).to_be_visible()


def test_a_passkey_is_made_and_opens_the_door_under_the_content_policy(browser_page):
    with_password("zhou")
    device = browser_page.context.new_cdp_session(browser_page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    browser_page.goto(reverse("account_login"))
    browser_page.get_by_label("用户名").fill("zhou")
    browser_page.get_by_label("密码").fill(PASSWORD)
    browser_page.get_by_role("button", name="登录", exact=True).click()

    browser_page.goto(reverse("mfa_add_webauthn"))
    expect(browser_page.get_by_role("heading", name="再次确认身份")).to_be_visible()
    browser_page.get_by_label("密码").fill(PASSWORD)
    browser_page.get_by_role("button", name="确认").click()
    assert_accessible(browser_page)
    browser_page.locator("[name=passwordless]").check()
    browser_page.get_by_role("button", name="添加").click()
    expect(browser_page.get_by_role("heading", name="恢复码")).to_be_visible()

    browser_page.context.clear_cookies()
    browser_page.goto(reverse("account_login"))
    browser_page.get_by_role("button", name="用通行密钥登录").click()

    expect(browser_page).to_have_url(re.compile(r"/$"))


def test_pages_work_without_script(chromium, live_server, county, chair):
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.live_url = live_server.url
    login(page, chair)

    page.goto(reverse("members:organization-change", args=[county.pk]))
    page.get_by_label("简称").fill("县总工会")
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".note")).to_contain_text("已保存")
    page.get_by_role("button", name="English").click()

    assert page.locator("html").get_attribute("lang") == "en"
    context.close()
