"""The main walk in a real browser: from the list, with a reason, through the file to its arithmetic."""

import pytest
from django.urls import reverse

from members.models import FileOpening
from members.tests.factories import member_of
from members.tests.hardship.world import FORM, World
from unionplan.tests.browser import DESKTOP, PHONE, assert_accessible, assert_no_sideways_scroll, login

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("window", [DESKTOP, PHONE], ids=["wide", "phone"])
def test_an_officer_opens_a_file_with_a_reason_and_decides_its_category(browser_page, live_server, window):
    world = World()
    case = world.open()
    world.earn(case)
    page = browser_page
    page.set_viewport_size(window)
    login(page, world.officer)

    page.goto(live_server.url + reverse("members:hardship-list"))
    looks_right(page)
    page.get_by_role("link", name=case.number).click()
    page.get_by_label("查阅用途").select_option("decision")
    looks_right(page)
    page.get_by_role("button", name="打开档案").click()
    page.get_by_role("heading", name=world.member.name).wait_for()
    looks_right(page)
    page.get_by_role("link", name="困难测算").click()
    page.get_by_text("500.00 < 1,000.00 × 1 = 1,000.00").wait_for()
    looks_right(page)
    page.get_by_role("button", name="认定类别").click()
    page.get_by_text("已认定").wait_for()
    page.goto(live_server.url + reverse("members:hardship-form", args=[case.pk]))
    page.get_by_label("家庭住址").fill("禾溪县桑树街")
    looks_right(page)
    page.get_by_role("button", name="保存登记表").click()
    page.get_by_text("禾溪县桑树街").wait_for()

    case.refresh_from_db()
    assert case.category == "deep"
    assert FileOpening.objects.get().purpose == "decision"


def test_a_member_reads_the_notice_and_objects_on_a_phone(browser_page, live_server):
    world = World()
    notice = world.published()
    page = browser_page
    page.set_viewport_size(PHONE)
    login(page, member_of(world.union))

    page.goto(live_server.url + reverse("members:hardship-notices"))
    looks_right(page)
    assert FORM["address"] not in page.content()
    page.get_by_role("link", name="提出异议").click()
    page.get_by_label("异议内容").fill("他家有两套房")
    looks_right(page)
    page.get_by_role("button", name="提交异议").click()
    page.get_by_text("由建档工会核实处理").wait_for()

    assert notice.objections.get().facts["words"] == "他家有两套房"


def looks_right(page) -> None:
    assert_accessible(page)
    assert_no_sideways_scroll(page)
