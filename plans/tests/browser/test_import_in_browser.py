"""The import preview in a real browser: picking, correcting in place, phone width, accessibility, both languages."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from members.tests.factories import OrganizationFactory, officer_of
from plans.models import ImportPreview, Plan
from plans.services.imports.previews import create_previews_of_text
from plans.tests.import_examples import ANNUAL, TWO_PLANS, YEARLESS
from unionplan.tests.browser import (
    PHONE,
    assert_accessible,
    assert_no_sideways_scroll,
    expect_console,
    login,
    speak,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def officer(browser_page):
    user = officer_of(OrganizationFactory(name="某某镇总工会"))
    login(browser_page, user)
    return user


def preview_of(officer, text: str = ANNUAL) -> ImportPreview:
    organization = officer.access.offices[0].organization
    return create_previews_of_text(text=text, organization=organization, by=officer).previews.get(document_index=0)


def address(preview: ImportPreview) -> str:
    return reverse("plans:import-preview", args=[preview.pk])


def test_from_pasted_text_to_a_plan(browser_page: Page, officer):
    page = browser_page
    page.goto(reverse("plans:import-start"))
    page.get_by_label("或粘贴文字").fill(ANNUAL)
    page.get_by_role("button", name="读取并预览").click()
    expect(page.get_by_role("heading", name="还有 1 处待确认")).to_be_visible()
    page.get_by_role("button", name="建立 1 份计划、7 项工作、6 个时间节点").click()
    page.wait_for_url("**/plans/*/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("某某镇总工会2026年工作计划")
    assert Plan.objects.get().year == 2026


def test_a_picked_item_shows_its_sentence_with_a_hairline(browser_page: Page, officer):
    page = browser_page
    page.goto(address(preview_of(officer)))
    page.get_by_role("link", name=re.compile(r"1、\s*职工运动会")).click()
    expect(page.locator(".piece.is-picked")).to_have_text("1、职工运动会。\n\n")
    expect(page.locator("#n-n14")).to_have_class("branch is-picked")
    assert page.locator(".import-line path").get_attribute("d")
    page.locator(".piece", has_text="春节前走访困难职工").click()
    expect(page.locator("#n-n7")).to_have_class("branch is-picked")
    assert page.locator(".is-picked[data-node=n14]").count() == 0


def test_a_heading_that_is_work_itself_shows_its_own_sentence(browser_page: Page, officer):
    page = browser_page
    text = "某某工会2026年工作计划\n\n一、帮扶\n1、春节前走访。\n二、5月召开职代会。会前征求提案。\n"
    page.goto(address(preview_of(officer, text)))
    page.locator("#n-n3t a.branch-title").click()
    expect(page.locator("#n-n3t")).to_have_class("branch is-picked")
    expect(page.locator(".piece.is-picked").first).to_contain_text("5月召开职代会")


def test_correcting_in_place_counts_on(browser_page: Page, officer):
    page = browser_page
    page.goto(address(preview_of(officer)))
    page.get_by_role("link", name=re.compile(r"修改\s*“举办干部培训班____期”")).click()
    page.get_by_label("时间").fill("到时候再说")
    expect_console(page, "422")
    page.locator("#r-n5").get_by_role("button", name="保存").click()
    expect(page.locator("#r-n5 .field-error")).to_contain_text("没有看懂时间")
    page.get_by_label("时间").fill("5月")
    page.locator("#n5_title").fill("举办干部培训班2期")
    page.locator("#id_t-n5-0-value").fill("2")
    page.locator("#r-n5").get_by_role("button", name="保存").click()
    expect(page.locator("#n-n5")).to_contain_text("举办干部培训班2期")
    expect(page.locator("#import-doubts h2")).to_have_text("没有待确认的内容")
    expect(page.locator("#import-bar button")).to_contain_text("7 个时间节点")
    expect(page.locator("mark.doubt")).to_have_class("doubt is-settled")


def test_a_part_left_out_comes_back(browser_page: Page, officer):
    page = browser_page
    page.goto(address(preview_of(officer)))
    page.get_by_role("button", name=re.compile(r"不导入\s*“文体活动”")).click()
    expect(page.locator("#import-bar button")).to_contain_text("5 项工作")
    page.get_by_role("button", name=re.compile(r"恢复\s*“文体活动”")).click()
    expect(page.locator("#import-bar button")).to_contain_text("7 项工作")


def test_another_kind_of_section_changes_what_is_made(browser_page: Page, officer):
    page = browser_page
    page.goto(address(preview_of(officer)))
    page.get_by_label("“主要工作”的章节类型").select_option("review")
    expect(page.locator("#import-bar button")).to_contain_text("3 项工作")
    expect(page.locator("#n-n4")).to_contain_text("作正文")


def test_on_a_phone_source_and_tree_take_turns(browser_page: Page, officer):
    page = browser_page
    page.set_viewport_size(PHONE)
    page.goto(address(preview_of(officer)))
    expect(page.locator(".import-tree")).to_be_visible()
    expect(page.locator(".import-source")).to_be_hidden()
    page.get_by_role("link", name=re.compile(r"1、\s*职工运动会")).click()
    expect(page.locator(".piece.is-picked")).to_be_in_viewport()
    expect(page.locator(".import-tree")).to_be_hidden()
    page.locator(".import-sides").get_by_role("button", name="计划内容").click()
    expect(page.locator(".import-tree")).to_be_visible()
    assert_no_sideways_scroll(page)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_of_the_import_is_accessible_and_fits(browser_page: Page, officer, language, width):
    page = browser_page
    page.set_viewport_size({"width": width, "height": 800})
    speak(page, language)
    several = preview_of(officer, TWO_PLANS)
    one = preview_of(officer)
    for shown in (
        reverse("plans:import-start"),
        reverse("plans:import-source", args=[several.source_id]),
        address(one),
        address(preview_of(officer, YEARLESS)),
        reverse("plans:import-part", args=[one.pk, "n5"]),
    ):
        page.goto(shown)
        assert_no_sideways_scroll(page)
        assert_accessible(page)


def test_an_open_editor_is_accessible(browser_page: Page, officer):
    page = browser_page
    page.goto(address(preview_of(officer)))
    page.get_by_role("link", name=re.compile(r"修改\s*“举办干部培训班____期”")).click()
    expect(page.locator("#n5_title")).to_be_focused()
    assert_accessible(page)
    page.locator("#r-n5").get_by_role("link", name="取消").click()
    expect(page.locator("#n5_title")).to_have_count(0)


def test_what_cannot_be_read_is_said_beside_the_field(browser_page: Page, officer):
    page = browser_page
    expect_console(page, "422")
    page.goto(reverse("plans:import-start"))
    page.get_by_label("上传文件").set_input_files(
        {
            "name": "旧.doc",
            "mimeType": "application/msword",
            "buffer": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        }
    )
    page.get_by_role("button", name="读取并预览").click()
    expect(page.locator(".field-error")).to_contain_text("旧格式")
    assert_accessible(page)
