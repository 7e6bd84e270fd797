"""Editing the parts of an item by plain forms and in place: words kept, reasons asked, conflicts shown."""

from datetime import date

import pytest
from django.urls import reverse
from pytest_django.asserts import assertRedirects

from members.tests.factories import officer_of
from plans.models import Plan, Revision, Section
from plans.services import items
from plans.tests.doing import HTMX, approve, edit_url
from plans.tests.factories import (
    TimeWindowFactory,
)

pytestmark = pytest.mark.django_db


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
