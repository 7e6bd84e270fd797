"""The pages of plans as a reader uses them: scope, rights, words, forms without script and the fragments with it."""

from datetime import date

import pytest
from django.urls import reverse
from pytest_django.asserts import assertRedirects

from members.enums import Post
from members.models import User
from members.tests.factories import OrganizationFactory, member_of, officer_of
from plans.enums import Audience, ItemState, PlanKind, PlanState
from plans.models import Plan, PlanItem, Revision, Section
from plans.services import items, plans, states, windows
from plans.services.timetext import read_time
from plans.tests.factories import (
    BudgetLineFactory,
    PlanFactory,
    PlanItemFactory,
    RiskFactory,
    SectionFactory,
    TimeWindowFactory,
)

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def plan() -> Plan:
    return PlanFactory(title="清河厂工会年度计划", organization=OrganizationFactory(name="清河厂工会"))


@pytest.fixture
def by(plan: Plan, client) -> User:
    officer = officer_of(plan.organization)
    client.force_login(officer)
    return officer


@pytest.fixture
def item(plan: Plan) -> PlanItem:
    return PlanItemFactory(plan=plan, section=SectionFactory(plan=plan, title="主要工作"), title="技能比武")


def edit_url(item: PlanItem, part: str) -> str:
    return reverse("plans:item-edit", args=[item.pk, part])


def approve(plan: Plan, by: User) -> None:
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.APPROVED, approver=by, approved_at=plan.created_at)
    plan.refresh_from_db()


# -- who sees what ------

PLAN_PAGES = ("plan-detail", "plan-edit", "plan-history", "plan-revisions", "item-add", "section-add")


@pytest.mark.parametrize("name", PLAN_PAGES)
@pytest.mark.parametrize("place", ["parent", "sibling", "foreign"])
def test_a_plan_out_of_reach_does_not_exist(client, name, place):
    county = OrganizationFactory()
    own = OrganizationFactory(parent=county)
    organization = {"parent": county, "sibling": OrganizationFactory(parent=county), "foreign": OrganizationFactory()}
    hidden = PlanFactory(organization=organization[place], title="机密计划")
    PlanItemFactory(plan=hidden, title="机密事项")
    client.force_login(officer_of(own, post=Post.CHAIR))

    response = client.get(reverse(f"plans:{name}", args=[hidden.pk]))

    assert response.status_code == 404
    assert "机密" not in response.text


@pytest.mark.parametrize("part", ["text", "time", "owner", "target", "state", "details"])
def test_an_item_out_of_reach_does_not_exist_for_reading_or_writing(client, part):
    hidden = PlanItemFactory(title="机密事项")
    client.force_login(officer_of(OrganizationFactory(), post=Post.CHAIR))

    for response in (
        client.get(edit_url(hidden, part)),
        client.post(edit_url(hidden, part), {"version": 1, "text": "改"}),
        client.get(reverse("plans:item-detail", args=[hidden.pk])),
        client.get(reverse("plans:item-row", args=[hidden.pk])),
        client.get(reverse("plans:item-menu", args=[hidden.pk])),
        client.post(reverse("plans:item-move", args=[hidden.pk]), {"to": "up"}),
        client.post(reverse("plans:item-remove", args=[hidden.pk])),
        client.post(reverse("plans:section-move", args=[hidden.section_id]), {"to": "up"}),
        client.post(reverse("plans:section-remove", args=[hidden.section_id])),
        client.post(reverse("plans:plan-step", args=[hidden.plan_id, "submit"]), {"version": 1}),
    ):
        assert response.status_code == 404
        assert "机密" not in response.text
    hidden.refresh_from_db()
    assert (hidden.title, hidden.version, hidden.removed_at) == ("机密事项", 1, None)


def test_the_federation_above_reads_but_is_told_why_it_may_not_edit(client):
    county = OrganizationFactory(name="县总工会")
    item = PlanItemFactory(plan__organization=OrganizationFactory(parent=county, name="下级工会"), title="走访")
    client.force_login(officer_of(county))

    page = client.get(reverse("plans:plan-detail", args=[item.plan_id]))
    refused = client.post(edit_url(item, "text"), {"version": 1, "text": "改"})

    assert "走访" in page.text
    assert "修改需要在“下级工会”担任有编辑权限的职务" in page.text
    assert edit_url(item, "text") not in page.text
    assert refused.status_code == 403
    item.refresh_from_db()
    assert item.title == "走访"


def test_a_person_whose_office_ended_loses_the_plan_with_the_next_request(client, plan, by):
    address = reverse("plans:plan-detail", args=[plan.pk])
    assert client.get(address).status_code == 200

    by.offices.update(ends_on=date(2021, 1, 1))

    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("post", "kind", "expected"),
    [
        (Post.OFFICER, PlanKind.ANNUAL, 200),
        (Post.CHAIR, PlanKind.ANNUAL, 200),
        (Post.COMMITTEE, PlanKind.ANNUAL, 403),
        (Post.AUDITOR, PlanKind.ANNUAL, 403),
        (Post.WOMEN_OFFICER, PlanKind.ANNUAL, 403),
        (Post.WOMEN_OFFICER, PlanKind.WOMEN, 200),
        (Post.OFFICER, PlanKind.WOMEN, 200),
        (Post.CHAIR, PlanKind.PERSONAL, 403),
    ],
)
def test_who_may_edit_hangs_on_post_and_kind(client, post, kind, expected):
    item = PlanItemFactory(plan__kind=kind)
    client.force_login(officer_of(item.plan.organization, post=post))

    assert client.get(edit_url(item, "text")).status_code == expected


def test_a_personal_plan_is_edited_by_its_author_alone(client):
    item = PlanItemFactory(plan__kind=PlanKind.PERSONAL)
    client.force_login(item.plan.author)

    assert client.get(reverse("plans:plan-detail", args=[item.plan_id])).status_code == 200
    assert client.get(edit_url(item, "text")).status_code == 200


def test_the_owner_and_the_committee_mark_progress_though_they_may_not_edit(client, plan, item):
    owner, other = officer_of(plan.organization, post=Post.AUDITOR), officer_of(plan.organization, post=Post.AUDITOR)
    PlanItem.objects.filter(pk=item.pk).update(owner=owner)

    for reader, expected in ((owner, 200), (officer_of(plan.organization, post=Post.COMMITTEE), 200), (other, 403)):
        client.force_login(reader)
        assert client.get(edit_url(item, "state")).status_code == expected
        assert client.get(edit_url(item, "text")).status_code == 403


def test_a_member_sees_what_is_meant_for_members_and_nothing_of_the_trail(client, plan, by):
    approve(plan, by)
    shown = PlanItemFactory(plan=plan, title="健步走", audience=Audience.MEMBERS)
    inside = PlanItemFactory(plan=plan, title="内部研判", parent=shown, audience=Audience.OFFICERS)
    PlanItem.objects.filter(pk=shown.pk).update(has_children=True)
    items.change_item(item_id=shown.pk, fields={"body": "集合地点另行通知"}, by=by, reason="领导批示原因")
    client.force_login(member_of(plan.organization))

    page = client.get(shown.get_absolute_url())

    assert page.status_code == 200
    assert "集合地点另行通知" in page.text
    for hidden in ("内部研判", "领导批示原因", "操作记录", plan.title):
        assert hidden not in page.text
    assert client.get(inside.get_absolute_url()).status_code == 404
    assert client.get(reverse("plans:item-row", args=[shown.pk])).status_code == 404
    assert client.get(plan.get_absolute_url()).status_code == 404
    assert "看日历" in client.get(reverse("plans:plan-list")).text


# -- the list ------


def test_the_list_shows_what_is_in_reach_with_counts(client, plan, by, item):
    states.change_item_state(item_id=item.pk, to=ItemState.DONE, by=by)
    PlanItemFactory(plan=plan)
    PlanFactory(title="别家的计划")
    below = PlanFactory(title="分会计划", organization=OrganizationFactory(parent=plan.organization))

    page = client.get(reverse("plans:plan-list"))

    assert [row["plan"] for row in page.context["rows"]] == [plan, below]
    assert (page.context["rows"][0]["tally"].done, page.context["rows"][0]["tally"].total) == (1, 2)
    assert "别家的计划" not in page.text
    assert "共 2 份计划" in page.text


@pytest.mark.parametrize("word", ["武", "技能", "技能比武", "清河厂工会年度"])
def test_search_finds_titles_and_items_from_one_character_on(client, plan, by, item, word):
    PlanItemFactory(plan=PlanFactory(organization=plan.organization, title="另一份"), title="走访")
    PlanItemFactory(title="外单位的技能比武")

    page = client.get(reverse("plans:plan-list"), {"q": word})

    assert [row["plan"] for row in page.context["rows"]] == [plan]
    assert ("技能比武" in page.text) is (word in "技能比武")
    assert "外单位" not in page.text


def test_filters_stay_in_the_address_and_come_off_one_by_one(client, plan, by):
    PlanFactory(organization=plan.organization, year=2025, period_start=date(2025, 1, 1), period_end=date(2025, 12, 31))

    page = client.get(reverse("plans:plan-list"), {"year": "2026", "kind": "annual", "order": "period"})

    assert [row["plan"] for row in page.context["rows"]] == [plan]
    assert [(pill.value, pill.remove_url) for pill in page.context["pills"]] == [
        ("2026", "?kind=annual&order=period"),
        ("年度计划", "?year=2026&order=period"),
    ]
    empty = client.get(reverse("plans:plan-list"), {"year": "2019"})
    assert "没有符合这些条件的计划" in empty.text


def test_filters_reach_subtrees_owners_and_states(client, plan, by, item):
    branch = OrganizationFactory(parent=plan.organization)
    below = PlanFactory(organization=branch, state=PlanState.SUBMITTED)
    items.assign_owner(item_id=item.pk, owner_id=by.pk, by=by)
    address = reverse("plans:plan-list")

    def found(**query: object) -> list[Plan]:
        return [row["plan"] for row in client.get(address, query).context["rows"]]

    assert found(organization=plan.organization_id) == [plan, below]
    assert found(organization=branch.pk) == [below]
    assert found(owner=by.pk) == [plan]
    assert found(state="submitted") == [below]


def test_what_is_late_comes_first_when_asked(client, plan, by, item):
    approve(plan, by)
    windows.set_windows(item_id=item.pk, windows=[typed("3月")], by=by, reason="排期")
    Plan.objects.filter(pk=plan.pk).update(period_start=date(2020, 1, 1))
    item.windows.update(start=date(2020, 3, 1), end=date(2020, 3, 31))
    newer = PlanFactory(organization=plan.organization)

    page = client.get(reverse("plans:plan-list"), {"order": "late"})

    assert [row["plan"] for row in page.context["rows"]] == [plan, newer]
    assert "逾期 1 项" in page.text


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
@pytest.mark.parametrize("count", [1, 20])
def test_the_list_costs_the_same_for_one_plan_and_for_many(client, by, plan, headers, count, django_assert_num_queries):
    for _number in range(count):
        PlanItemFactory(plan=PlanFactory(organization=plan.organization))
    # session, user, offices, memberships; count, plans, tallies, hits; organizations and owners to choose from, and the
    # pieces of the frame: unread messages
    with django_assert_num_queries(8 if headers else 11):
        page = client.get(reverse("plans:plan-list"), {"q": "事"}, headers=headers)

    assert len(page.context["rows"]) == count
    assert ("<html" in page.text) is (not headers)


def typed(text: str) -> windows.WindowInput:
    found = read_time(text)[0]
    return windows.WindowInput(text=found.text, spec=found.spec)


# -- the plan page ------


@pytest.mark.parametrize("count", [1, 40])
def test_the_plan_page_costs_the_same_for_one_item_and_for_many(client, plan, by, count, django_assert_num_queries):
    section = SectionFactory(plan=plan)
    for _number in range(count):
        TimeWindowFactory(item=PlanItemFactory(plan=plan, section=section, owner=by))

    # session, user, offices, memberships; plan; five for the outline; last steps, budget, risks; unread messages
    with django_assert_num_queries(14):
        page = client.get(plan.get_absolute_url())

    assert page.text.count('class="doc-title"') == count


def test_the_plan_page_reads_as_a_document(client, plan, by, item):
    PlanItemFactory(plan=plan, section=item.section, title="走访慰问")
    windows.set_windows(item_id=item.pk, windows=[typed("3月8日")], by=by)

    page = client.get(plan.get_absolute_url()).text

    assert page.index("一、") < page.index("主要工作") < page.index("（一）") < page.index("技能比武")
    assert "（周日）" in page or "2026年3月8日" in page
    assert "提交审批" in page


def test_budget_and_risks_are_read_with_the_plan(client, plan, by, item):
    BudgetLineFactory(plan=plan, head="文体活动", amount=12000, source="工会经费")
    BudgetLineFactory(plan=plan, head="慰问", amount=None)
    RiskFactory(plan=plan, text="雨天不能户外举办", measure="备用室内场地")
    BudgetLineFactory(head="别家的科目")

    page = client.get(plan.get_absolute_url()).text

    for words in ("文体活动", "12,000.00", "工会经费", "慰问", "待定", "雨天不能户外举办", "备用室内场地"):
        assert words in page
    assert "别家的科目" not in page


def test_each_state_says_what_can_be_done_now(client, plan, by, item):
    chair = officer_of(plan.organization, post=Post.CHAIR)

    def seen(reader: User) -> str:
        client.force_login(reader)
        return client.get(plan.get_absolute_url()).text

    plans.submit_plan(plan_id=plan.pk, by=by)
    assert "撤回送审" in seen(by)
    assert "内容已锁定" in seen(by)
    assert "担任主席或副主席" in seen(by)
    assert "批准计划" in seen(chair)
    plans.send_back_plan(plan_id=plan.pk, reason="经费请细化", by=chair)
    assert "经费请细化" in seen(by)
    plans.submit_plan(plan_id=plan.pk, by=by)
    plans.approve_plan(plan_id=plan.pk, by=chair)
    assert "修订记录" in seen(by)
    assert "总结归档" not in seen(by)
    plans.close_plan(plan_id=plan.pk, by=chair)
    assert "只供查阅" in seen(by)
    assert edit_url(item, "text") not in seen(by)


def test_an_empty_plan_says_the_next_step(client, plan, by):
    page = client.get(plan.get_absolute_url()).text

    assert "这份计划还是空的" in page
    assert reverse("plans:item-add", args=[plan.pk]) in page


# -- editing without script ------


@pytest.mark.parametrize(
    ("part", "data", "field", "value"),
    [
        ("text", {"text": "岗位技能比武"}, "title", "岗位技能比武"),
        ("details", {"body": "两天", "place": "礼堂", "audience": "public"}, "place", "礼堂"),
        ("owner", {"owner": "", "responsible": "生产部"}, "responsible", "生产部"),
        ("state", {"state": "in_progress", "state_reason": ""}, "state", "in_progress"),
    ],
)
def test_each_part_is_saved_by_a_plain_form_and_the_reader_returns_to_the_row(
    client, by, plan, item, part, data, field, value
):
    assert client.get(edit_url(item, part)).status_code == 200

    response = client.post(edit_url(item, part), {"version": 1, **data})

    assertRedirects(response, f"{plan.get_absolute_url()}#item-{item.pk}", fetch_redirect_response=False)
    item.refresh_from_db()
    assert getattr(item, field) == value
    assert reverse("plans:step-undo", args=[plan.edit_steps.get().pk]) in client.get(plan.get_absolute_url()).text


def test_time_is_typed_in_words_or_picked_as_dates(client, by, item):
    client.post(edit_url(item, "time"), {"version": 1, "text": "3月8日；每季度"})
    assert list(item.windows.values_list("text", flat=True)) == ["3月8日", "每季度"]

    client.post(edit_url(item, "time"), {"version": 2, "text": "3月8日", "start": "2026-05-06", "end": "2026-05-08"})
    assert list(item.windows.values_list("start", "end")) == [(date(2026, 5, 6), date(2026, 5, 8))]


def test_words_kept_as_they_are_keep_their_meaning(client, by, plan, item):
    window = TimeWindowFactory(item=item, text="三八节当天上午在礼堂", spec={"form": "day", "month": 3, "day": 8})

    response = client.post(edit_url(item, "time"), {"version": 1, "text": "三八节当天上午在礼堂；5月"})

    assert response.status_code == 302
    assert list(item.windows.values_list("text", "spec")) == [
        (window.text, {"form": "day", "month": 3, "day": 8}),
        ("5月", {"form": "months", "months": [5]}),
    ]


def test_targets_are_edited_as_rows(client, by, item):
    form = client.get(edit_url(item, "target"))
    assert 'name="metric_0"' in form.text

    typed_row = {"metric_0": "参赛职工", "comparator_0": ">=", "value_0": "60", "unit_0": "人"}
    client.post(edit_url(item, "target"), {"version": 1, "rows": 2, **typed_row, "metric_1": "", "comparator_1": ">="})

    assert [target.text for target in item.targets.all()] == ["参赛职工 ≥ 60 人"]


@pytest.mark.parametrize(
    ("part", "data", "sentence"),
    [
        ("text", {"text": "  "}, "必填"),
        ("time", {"text": "有空的时候"}, "没有看懂时间"),
        ("time", {"text": "", "start": "2026-05-06", "end": "2026-05-01"}, "结束日期不能早于开始日期"),
        ("state", {"state": "cancelled", "state_reason": ""}, "请写明原因"),
        ("state", {"state": "postponed", "state_reason": "等场地", "text": ""}, "请写明新的时间"),
        ("target", {"rows": 1, "comparator_0": "range", "value_0": "5", "value_max_0": "3"}, "上限不能小于下限"),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_a_wrong_form_comes_back_with_what_was_typed_and_why(client, by, item, part, data, sentence, headers):
    response = client.post(edit_url(item, part), {"version": 1, **data}, headers=headers)

    assert response.status_code == 422
    assert sentence in response.text
    for value in data.values():
        assert str(value).strip() in response.text
    if headers:
        assert response["HX-Retarget"] == f"#edit-{item.pk}"
    item.refresh_from_db()
    assert item.version == 1


def test_an_approved_plan_asks_for_the_reason_in_the_form(client, by, plan, item):
    approve(plan, by)

    missing = client.post(edit_url(item, "text"), {"version": 1, "text": "新事项"})
    assert missing.status_code == 422
    assert "修订原因" in missing.text
    assert "新事项" in missing.text
    client.post(edit_url(item, "text"), {"version": 1, "text": "新事项", "reason": "上级部署"})

    assert Revision.objects.get().reason == "上级部署"
    revisions = client.get(reverse("plans:plan-revisions", args=[plan.pk])).text
    for words in ("技能比武", "新事项", "上级部署", by.full_name):
        assert words in revisions


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_the_second_saver_sees_both_texts_and_decides(client, by, plan, item, headers):
    items.change_item(item_id=item.pk, fields={"title": "同事先存的"}, by=officer_of(plan.organization))

    conflict = client.post(edit_url(item, "text"), {"version": 1, "text": "我后填的"}, headers=headers)

    assert conflict.status_code == 409
    for words in ("同事先存的", "我后填的", "用我的内容保存", "保留现在的内容"):
        assert words in conflict.text
    item.refresh_from_db()
    assert item.title == "同事先存的"
    assert 'name="version" value="2"' in conflict.text
    client.post(edit_url(item, "text"), {"version": 2, "text": "我后填的"})
    item.refresh_from_db()
    assert item.title == "我后填的"


def test_conflicts_of_sections_and_plans_show_both_texts_too(client, by, plan, item):
    Section.objects.filter(pk=item.section_id).update(version=2, title="别人改的章节")
    Plan.objects.filter(pk=plan.pk).update(version=2, title="别人改的计划")

    section = client.post(
        reverse("plans:section-edit", args=[item.section_id]),
        {"version": 1, "title": "我改的章节", "section_type": "tasks", "body": ""},
    )
    whole = client.post(
        reverse("plans:plan-edit", args=[plan.pk]),
        {"version": 1, "title": "我改的计划", "kind": "annual", "year": 2026,
         "period_start": "2026-01-01", "period_end": "2026-12-31"},
    )  # fmt: skip

    for response, theirs, mine in ((section, "别人改的章节", "我改的章节"), (whole, "别人改的计划", "我改的计划")):
        assert response.status_code == 409
        assert theirs in response.text
        assert mine in response.text


# -- the shape, without script and with it ------


def test_lines_are_added_moved_removed_and_brought_back_by_plain_forms(client, by, plan, item):
    address = reverse("plans:item-add", args=[plan.pk])
    client.post(address, {"lines": "1、走访\n2、座谈\n", "section": item.section_id})
    visit, talk = PlanItem.objects.filter(title__in=["走访", "座谈"]).order_by("position")

    client.post(reverse("plans:item-move", args=[talk.pk]), {"to": "up"})
    client.post(reverse("plans:item-move", args=[visit.pk]), {"to": "in"})
    visit.refresh_from_db()
    assert visit.parent == talk
    assert "删除“座谈”" in client.get(reverse("plans:item-remove", args=[talk.pk])).text
    client.post(reverse("plans:item-remove", args=[talk.pk]))
    assert "座谈" not in document(client, plan)
    client.post(reverse("plans:step-undo", args=[plan.edit_steps.first().pk]))

    text = document(client, plan)
    assert text.index("技能比武") < text.index("座谈") < text.index("走访")


def document(client, plan: Plan) -> str:
    """The plan's text without the list of steps below it."""
    text = client.get(plan.get_absolute_url()).text
    return text[text.index('id="document"') : text.index('id="plan-steps"')]


def test_an_item_moves_to_any_other_place_by_a_form(client, by, plan, item):
    other = SectionFactory(plan=plan, title="工作措施")
    address = reverse("plans:item-move", args=[item.pk])
    assert "工作措施" in client.get(address).text

    client.post(address, {"version": 1, "place": f"section-{other.pk}"})

    item.refresh_from_db()
    assert item.section == other


def test_with_script_the_document_comes_back_with_note_and_focus(client, by, plan, item):
    response = client.post(reverse("plans:item-add", args=[plan.pk]), {"lines": "走访", "after": item.pk}, headers=HTMX)

    added = PlanItem.objects.get(title="走访")
    assert "<html" not in response.text
    assert 'id="plan-work"' in response.text
    assert f"/plans/steps/{plan.edit_steps.get().pk}/undo/" in response["HX-Trigger-After-Swap"]
    assert f"item-{added.pk}" in response["HX-Trigger-After-Settle"]


def test_with_script_a_saved_part_brings_its_row_and_the_counts(client, by, plan, item):
    response = client.post(edit_url(item, "state"), {"version": 1, "state": "done"}, headers=HTMX)

    assert response.status_code == 200
    assert f'id="item-{item.pk}"' in response.text
    assert 'id="plan-tally"' in response.text
    assert "1 / 1" in response.text
    assert "saved" in response["HX-Trigger-After-Swap"]


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_steps_on_an_approved_plan_ask_for_their_reason_first(client, by, plan, item, headers):
    approve(plan, by)
    address = reverse("plans:item-remove", args=[item.pk])

    asked = client.post(address, headers=headers)
    assert asked.status_code == 422
    assert "修订原因" in asked.text
    item.refresh_from_db()
    assert item.removed_at is None
    client.post(address, {"reason": "上级取消"}, headers=headers)

    item.refresh_from_db()
    assert item.removed_at is not None
    assert Revision.objects.get().reason == "上级取消"


def test_a_move_the_rules_refuse_says_why(client, by, item):
    response = client.post(reverse("plans:item-move", args=[item.pk]), {"to": "up"}, headers=HTMX)

    assert response.status_code == 422
    assert "已经在最前面" in response.text


def test_sections_are_added_changed_moved_and_removed_by_forms(client, by, plan, item):
    client.post(reverse("plans:section-add", args=[plan.pk]),
                {"version": 0, "title": "工作目标", "section_type": "goals", "body": "一段话"})  # fmt: skip
    added = Section.objects.get(title="工作目标")

    client.post(reverse("plans:section-move", args=[added.pk]), {"to": "up"})
    assert document(client, plan).index("工作目标") < document(client, plan).index("主要工作")
    client.post(reverse("plans:section-remove", args=[added.pk]))
    assert "工作目标" not in document(client, plan)


def test_a_month_hangs_under_its_chapter(client, by, plan, item):
    data = {"version": 0, "title": "3月份", "section_type": "schedule", "body": "", "parent": item.section_id}

    client.post(reverse("plans:section-add", args=[plan.pk]), data)

    assert Section.objects.get(title="3月份").parent_id == item.section_id


def test_an_undo_that_came_too_late_is_explained(client, by, plan, item):
    items.change_item(item_id=item.pk, fields={"title": "第一改"}, by=by)
    step = plan.edit_steps.get()
    items.change_item(item_id=item.pk, fields={"title": "第二改"}, by=officer_of(plan.organization))

    response = client.post(reverse("plans:step-undo", args=[step.pk]))

    assert response.status_code == 409
    assert "之后又有人修改过" in response.text


# -- the life of a plan ------


def test_a_plan_is_made_with_usual_title_and_period_where_the_person_may_write(client, plan, by):
    foreign = OrganizationFactory(name="外单位")
    address = reverse("plans:plan-create")
    form = client.get(address)
    assert "外单位" not in form.text

    client.post(address, {"organization": plan.organization_id, "kind": "quarter", "year": 2026, "part": 3})
    made = Plan.objects.exclude(pk=plan.pk).get()
    assert (made.title, made.period_start, made.period_end) == (
        "清河厂工会2026年第三季度工作计划",
        date(2026, 7, 1),
        date(2026, 9, 30),
    )
    refused = client.post(address, {"organization": foreign.pk, "kind": "annual", "year": 2026})
    assert refused.status_code == 422
    assert Plan.objects.count() == 2


def test_the_womens_officer_makes_womens_plans_only(client, plan):
    client.force_login(officer_of(plan.organization, post=Post.WOMEN_OFFICER))
    data = {"organization": plan.organization_id, "year": 2026}

    refused = client.post(reverse("plans:plan-create"), {**data, "kind": "annual"})
    assert refused.status_code == 422
    assert "只能起草女职工工作计划" in refused.text
    assert client.post(reverse("plans:plan-create"), {**data, "kind": "women"}).status_code == 302


def test_who_may_write_nowhere_is_told_so(client, plan):
    client.force_login(officer_of(plan.organization, post=Post.AUDITOR))

    assert client.get(reverse("plans:plan-create")).status_code == 403


def test_steps_ask_first_and_only_the_right_post_takes_them(client, plan, by, item):
    def step(name: str, **data: object):
        plan.refresh_from_db()
        return client.post(reverse("plans:plan-step", args=[plan.pk, name]), {"version": plan.version, **data})

    assert "送审后内容锁定" in client.get(reverse("plans:plan-step", args=[plan.pk, "submit"])).text
    assert step("submit").status_code == 302
    assert step("approve").status_code == 403
    client.force_login(officer_of(plan.organization, post=Post.VICE_CHAIR))
    assert step("send-back", reason="").status_code == 422
    assert step("send-back", reason="请补预算").status_code == 302
    assert step("approve").status_code == 409
    assert step("submit").status_code == 302
    assert step("approve").status_code == 302
    assert step("close").status_code == 302
    plan.refresh_from_db()
    assert plan.state == PlanState.CLOSED


def test_two_people_deciding_at_once_decide_once(client, plan, by, item):
    plans.submit_plan(plan_id=plan.pk, by=by)
    client.force_login(officer_of(plan.organization, post=Post.CHAIR))

    late = client.post(reverse("plans:plan-step", args=[plan.pk, "approve"]), {"version": 1})

    assert late.status_code == 409
    plan.refresh_from_db()
    assert plan.state == PlanState.SUBMITTED


def test_a_draft_goes_into_the_bin_and_the_note_brings_it_back(client, plan, by):
    client.post(reverse("plans:plan-step", args=[plan.pk, "remove"]), {"version": 1})
    restore = reverse("plans:plan-restore", args=[plan.pk])
    assert restore in client.get(reverse("plans:plan-list")).text
    assert client.get(plan.get_absolute_url()).status_code == 404

    client.post(restore)

    assert client.get(plan.get_absolute_url()).status_code == 200


# -- what happened ------


def test_history_pages_tell_it_in_words(client, plan, by, item):
    client.post(edit_url(item, "state"), {"version": 1, "state": "cancelled", "state_reason": "经费未到位"})

    for address in (item.get_absolute_url(), reverse("plans:plan-history", args=[plan.pk])):
        page = client.get(address).text
        for words in (by.full_name, "登记了进展", "计划中", "已取消", "经费未到位", "网页"):
            assert words in page


def test_the_item_page_costs_the_same_however_much_happened(client, plan, by, item, django_assert_num_queries):
    def count() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(item.get_absolute_url())
        return len(queries)

    few = count()
    for number in range(12):
        items.change_item(item_id=item.pk, fields={"title": f"第{number}稿"}, by=by)
    assert count() == few == 9
