"""The register in a real browser: the tree by keyboard and by hand, every page readable, nothing wider than a phone."""

import re
from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from members.choices.register import Committee
from members.enums import OrganizationKind, Post
from members.models import Organization
from members.services.register.terms import Standing, begin_term, record_election
from members.tests.factories import OfficeFactory, OrganizationFactory, officer_of
from members.tests.factories_register import (
    AreaGroupFactory,
    AreaGroupMemberFactory,
    EmployerFactory,
    EmployerFiguresFactory,
    GradeAwardFactory,
    GradeSchemeFactory,
    HeadcountFactory,
    SetupCandidateFactory,
    UnionEmployerFactory,
)
from unionplan.tests.browser import DESKTOP, PHONE, assert_accessible, assert_no_sideways_scroll, login, speak

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def county():
    return OrganizationFactory(name="云溪县总工会", code="C", kind=OrganizationKind.FEDERATION)


@pytest.fixture
def chair(county):
    return officer_of(county, post=Post.CHAIR, writes_below=True)


@pytest.fixture
def towns(county):
    made = [
        OrganizationFactory(parent=county, name=f"{name}镇总工会", code=f"C{name}", kind="federation")
        for name in "东西"
    ]
    OrganizationFactory(parent=made[0], name="织造厂工会", code="C东1")
    return made


def node(page, name):
    return page.get_by_role("treeitem", name=re.compile(f"^{name}"))


def test_the_tree_is_walked_by_arrow_keys(browser_page, chair, towns):
    login(browser_page, chair)
    browser_page.goto(reverse("members:organization-list"))
    expect(node(browser_page, "织造厂工会")).to_have_count(0)

    node(browser_page, "云溪县总工会").focus()
    browser_page.keyboard.press("ArrowDown")
    expect(node(browser_page, "东镇总工会")).to_be_focused()
    browser_page.keyboard.press("ArrowRight")
    expect(node(browser_page, "东镇总工会")).to_have_attribute("aria-expanded", "true")
    expect(node(browser_page, "织造厂工会")).to_have_attribute("aria-level", "3")
    browser_page.keyboard.press("ArrowRight")
    expect(node(browser_page, "织造厂工会")).to_be_focused()
    assert_accessible(browser_page)
    browser_page.keyboard.press("ArrowLeft")
    browser_page.keyboard.press("ArrowLeft")
    expect(node(browser_page, "织造厂工会")).to_be_hidden()
    browser_page.keyboard.press("End")
    expect(node(browser_page, "西镇总工会")).to_be_focused()
    browser_page.keyboard.press("Enter")
    expect(browser_page.get_by_role("heading", level=1)).to_have_text("西镇总工会")


def test_a_body_is_dragged_to_another_one_and_taken_back(browser_page, chair, towns):
    east, west = towns
    factory = Organization.objects.get(parent=east)
    login(browser_page, chair)
    browser_page.goto(f"{reverse('members:organization-list')}?at={east.pk}")

    handle = browser_page.locator(f"#org-{factory.pk} > .tree-row .tree-handle")
    start = handle.bounding_box()
    browser_page.mouse.move(start["x"] + 4, start["y"] + 8)
    browser_page.mouse.down()
    browser_page.mouse.move(start["x"], start["y"] + 20, steps=4)
    goal = browser_page.locator(f"#org-{west.pk} > .tree-row").bounding_box()
    browser_page.mouse.move(goal["x"] + 60, goal["y"] + 12, steps=12)
    expect(browser_page.locator(f"#org-{west.pk}")).to_have_class(re.compile("is-aim"))
    browser_page.mouse.up()

    note = browser_page.locator("#toasts")
    expect(note).to_contain_text("“织造厂工会”已移到“西镇总工会”下面")
    factory.refresh_from_db()
    assert factory.parent_id == west.pk
    expect(browser_page.locator(f"#org-{west.pk} #org-{factory.pk}")).to_have_count(1)
    note.get_by_role("button", name="撤销").click()
    expect(browser_page.locator("#toasts")).to_contain_text("已撤销")
    factory.refresh_from_db()
    assert factory.parent_id == east.pk


@pytest.fixture
def addresses(county, chair, towns):
    """Every page of the register with something on it."""
    union = Organization.objects.get(code="C东1")
    employer = EmployerFactory(area=county, name="云溪县织造有限责任公司", industry="03", ownership="170")
    EmployerFiguresFactory(employer=employer, sales=8_000_000)
    tie = UnionEmployerFactory(employer=employer, organization=union)
    HeadcountFactory(organization=union, women=30)
    setup = SetupCandidateFactory(parent=county, state="paused", reason="厂房搬迁，明年再建")
    setup.employers.set([employer])
    term = begin_term(
        organization=union, committee=Committee.UNION, number=3, starts_on=date(2026, 1, 1), years=3, seats=2, by=chair
    )
    record_election(
        term_id=term.pk,
        expected_version=1,
        facts={"elected_on": date(2026, 1, 1), "seats": 2, "entitled": 30, "present": 10},
        candidates=[Standing("候选人甲", votes=9, is_elected=True), Standing("候选人乙", votes=5)],
        remark="多数人出差，下次补选",
        by=chair,
    )
    scheme = GradeSchemeFactory(organization=county, name="三星级")
    GradeAwardFactory(scheme=scheme, organization=union)
    group = AreaGroupFactory(keeper=county)
    AreaGroupMemberFactory(group=group, organization=union, role="lead")
    leaver = OfficeFactory(organization=county, ends_on=date(2026, 1, 31))
    SetupCandidateFactory(parent=county, in_charge=leaver.user)
    rows = [
        ("organization-list", []),
        ("organization-detail", [union.pk]),
        ("organization-record", [union.pk]),
        ("headcount-report", [union.pk]),
        ("employer-list", []),
        ("employer-detail", [employer.pk]),
        ("employer-figures", [employer.pk]),
        ("employer-tie", [employer.pk]),
        ("tie-end", [tie.pk]),
        ("setup-list", []),
        ("setup-detail", [setup.pk]),
        ("setup-change", [setup.pk]),
        ("setup-advance", [setup.pk]),
        ("term-list", []),
        ("term-detail", [term.pk]),
        ("term-election", [term.pk]),
        ("grade-list", []),
        ("grade-award", [scheme.pk]),
        ("group-list", []),
        ("group-detail", [group.pk]),
        ("handover-list", []),
        ("office-handover", [leaver.pk]),
    ]
    return [reverse(f"members:{name}", args=args) for name, args in rows]


@pytest.mark.parametrize(("language", "scheme"), [("zh-hans", "light"), ("en", "dark")])
def test_every_page_of_the_register_is_readable(browser_page, chair, addresses, language, scheme):
    login(browser_page, chair)
    speak(browser_page, language)
    browser_page.emulate_media(color_scheme=scheme)
    for address in addresses:
        browser_page.set_viewport_size(DESKTOP)
        assert browser_page.goto(address).status == 200
        assert_accessible(browser_page)
        browser_page.set_viewport_size(PHONE)
        assert_no_sideways_scroll(browser_page)


def test_a_field_offers_unions_while_somebody_types(browser_page, chair, county, towns):
    employer = EmployerFactory(area=county)
    login(browser_page, chair)
    browser_page.set_viewport_size(PHONE)
    browser_page.goto(reverse("members:employer-tie", args=[employer.pk]))

    browser_page.get_by_label("工会", exact=True).press_sequentially("织造")
    expect(browser_page.locator("#organization-options option")).to_have_attribute("value", "织造厂工会（C东1）")
    browser_page.get_by_label("工会", exact=True).fill("织造厂工会（C东1）")
    browser_page.get_by_role("button", name="登记所属工会").click()

    expect(browser_page.locator("#toasts")).to_contain_text("已登记所属工会")
    assert employer.ties.get().organization.code == "C东1"
