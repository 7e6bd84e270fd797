"""The main walk on a phone: a file in, its columns, its wrong cells, the good rows written, and everything back."""

from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from members.models import Member
from members.services.importing.running import run_waiting_imports
from members.tests.factories import OrganizationFactory, officer_of
from members.tests.importing.people import HEAD, person
from members.tests.sheets.tables import workbook
from unionplan.tests.browser import PHONE, assert_accessible, assert_no_sideways_scroll, login

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_a_roll_comes_in_on_a_phone_and_is_taken_back(browser_page: Page, live_server, tmp_path: Path):
    union = OrganizationFactory(name="第一基层工会")
    login(browser_page, officer_of(union))
    browser_page.set_viewport_size(PHONE)
    file = tmp_path / "名册.xlsx"
    file.write_bytes(workbook([HEAD, *(person(number) for number in range(5)), person(5, gender="不详")]))

    browser_page.goto(live_server.url + reverse("members:import-list"))
    assert_accessible(browser_page)
    browser_page.get_by_role("link", name="导入会员名册").click()
    browser_page.set_input_files("[name=file]", file)
    browser_page.get_by_role("button", name="上传并对应列名").click()
    assert_accessible(browser_page)
    assert_no_sideways_scroll(browser_page)
    browser_page.get_by_role("button", name="开始检查").click()
    expect(browser_page.get_by_text("正在逐行检查")).to_be_visible()
    run_waiting_imports()  # the page finds out by itself

    expect(browser_page.get_by_text("不在允许的取值之内")).to_be_visible(timeout=15_000)
    assert_accessible(browser_page)
    assert_no_sideways_scroll(browser_page)
    browser_page.get_by_role("button", name="写入：新增 5 行").click()
    run_waiting_imports()
    expect(browser_page.get_by_text("已写入：新增 5 行")).to_be_visible(timeout=15_000)
    assert Member.objects.count() == 5

    browser_page.get_by_role("button", name="整批撤回").click()
    browser_page.get_by_role("dialog").get_by_role("button", name="整批撤回").click()
    run_waiting_imports()
    expect(browser_page.get_by_text("整批撤回。")).to_be_visible(timeout=15_000)
    assert Member.objects.count() == 0
