"""The import in the browser, without script: what comes in, what is asked, who may, what a mistake answers."""

import io
import json
import re
import zipfile
from datetime import timedelta

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from members.tests.factories import OrganizationFactory, officer_of
from plans.documents.reading.tests.samples import plan_workbook
from plans.enums import PlanKind
from plans.models import ImportPreview, Plan, PlanItem, SourceDocument
from plans.services.drafts import PlanDraft
from plans.tests.import_examples import ANNUAL, TWO_PLANS, YEARLESS, long_plan
from plans.tests.importing import confirm, part, preview_of

pytestmark = pytest.mark.django_db
NEW = "plans:import-start"
PREVIEW_QUERIES = 7  # session, user, offices, memberships, preview, plans made of the same file, unread messages


@pytest.fixture
def organization():
    return OrganizationFactory(name="某某镇总工会")


@pytest.fixture
def officer(organization, client):
    user = officer_of(organization)
    client.force_login(user)
    return user


def word_of(text: str) -> bytes:
    document = docx.Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def web_page_of(text: str) -> bytes:
    lines = "".join(f"<p>{line}</p>" for line in text.splitlines())
    return f"<!doctype html><html><head><meta charset='utf-8'></head><body>{lines}</body></html>".encode()


def upload(client, organization, data: bytes, name: str, **more):
    file = SimpleUploadedFile(name, data)
    return client.post(reverse(NEW), {"organization": organization.pk, "file": file, "text": "", **more}, follow=True)


def paste(client, organization, text: str):
    return client.post(reverse(NEW), {"organization": organization.pk, "text": text}, follow=True)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("计划.txt", ANNUAL.encode()),
        ("计划.txt", ANNUAL.encode("utf-8-sig")),
        ("计划.txt", ANNUAL.encode("gb18030")),
        ("计划.txt", ANNUAL.encode("utf-16")),
        ("计划.txt", ANNUAL.replace("\n", "\r\n").encode()),
        ("计划.md", ANNUAL.encode()),
        ("计划.html", web_page_of(ANNUAL)),
        ("计划.docx", word_of(ANNUAL)),
    ],
    ids=["utf-8", "bom", "gb18030", "utf-16", "crlf", "md", "html", "docx"],
)
def test_every_kind_of_source_becomes_the_same_plan(client, officer, organization, name, data):
    page = upload(client, organization, data, name)
    assert page.status_code == 200
    preview = ImportPreview.objects.get()
    assert confirm(client, preview).status_code == 302
    plan = Plan.objects.get()
    assert (plan.title, plan.year, plan.organization) == ("某某镇总工会2026年工作计划", 2026, organization)
    work = PlanItem.objects.filter(plan=plan, has_children=False).values_list("title", flat=True)
    assert {"春节前走访困难职工", "3月12日组织植树", "职工运动会"} <= set(work)
    with plan.source.file.open() as kept:
        assert kept.read() == data
    assert plan.source.filename == name


def test_a_sheet_becomes_a_plan_with_one_item_a_row(client, officer, organization):
    upload(client, organization, plan_workbook(), "安排.xlsx")
    assert confirm(client, ImportPreview.objects.get()).status_code == 302
    plan = Plan.objects.get()
    dated = PlanItem.objects.filter(plan=plan, has_children=False).order_by("occurrences__start")
    assert [(item.title[:7], item.occurrences.get().start.month) for item in dated] == [
        ("女职工手工展", 3),
        ("女职工健康讲座", 3),
        ("职工趣味运动会", 5),
    ]


def test_pasted_text_leads_to_its_preview(client, officer, organization):
    page = paste(client, organization, ANNUAL)
    assert page.redirect_chain[-1][0] == reverse("plans:import-preview", args=[ImportPreview.objects.get().pk])
    text = re.sub(r"\s+", " ", page.content.decode())
    assert "还有 1 处待确认" in text
    assert "建立 1 份计划、7 项工作、6 个时间节点" in text
    assert '<mark class="doubt" data-doubts="w1">____</mark>' in text


def test_a_page_of_several_plans_asks_which(client, officer, organization):
    page = paste(client, organization, TWO_PLANS)
    assert [shown.title for shown in page.context["pages"]] == ["甲厂工会2026年工作计划", "乙校工会2026年工作计划"]
    second = ImportPreview.objects.get(document_index=1)
    assert reverse("plans:import-preview", args=[second.pk]) in page.content.decode()
    confirm(client, second)
    assert Plan.objects.get().title == "乙校工会2026年工作计划"


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"\0" * 20_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("炸弹.docx", bomb(), "压缩比"),
        ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧格式"),
        ("文件.pdf", b"%PDF-1.7", "PDF"),
        ("空.txt", b"", "空的"),
        ("图.txt", b"\x89PNG\r\n\x1a\n" + b"\0" * 200, "扩展名"),
    ],
)
def test_what_cannot_be_read_is_said_beside_the_field(client, officer, organization, name, data, sentence):
    page = upload(client, organization, data, name)
    assert page.status_code == 422
    assert sentence in page.context["form"].errors["file"][0]
    assert page.context["form"].errors["file"][0] in page.content.decode()
    assert not SourceDocument.objects.exists()


def test_a_file_above_the_limit_is_refused_with_a_sentence(client, officer, organization):
    page = upload(client, organization, b"a" * (10 * 1024 * 1024 + 1), "大.txt")
    assert page.status_code == 413
    assert "超过 10 MB 的上限" in page.content.decode()
    assert not SourceDocument.objects.exists()


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"text": ""}, "file", "请选择文件"),
        ({"text": " \n "}, "file", "请选择文件"),
        ({"text": ANNUAL, "organization": ""}, "organization", "必填"),
    ],
)
def test_a_form_without_a_document_says_what_is_missing(client, officer, organization, fields, field, sentence):
    page = client.post(reverse(NEW), {"organization": organization.pk, **fields})
    assert page.status_code == 422
    assert sentence in page.context["form"].errors[field][0]


def test_an_unknown_year_is_asked_for_beside_its_field(client, officer):
    preview = preview_of(officer, YEARLESS)
    page = confirm(client, preview)
    assert page.status_code == 422
    assert "原文没有写明年度" in page.context["form"].errors["year"][0]
    assert not Plan.objects.exists()
    assert confirm(client, preview, year="2027").status_code == 302
    assert Plan.objects.get().year == 2027


def test_a_half_year_has_to_say_which_half(client, officer):
    preview = preview_of(officer, YEARLESS)
    page = confirm(client, preview, year="2026", kind=PlanKind.HALF_YEAR)
    assert page.status_code == 422
    assert "第几期" in page.context["form"].errors["part"][0]
    confirm(client, preview, year="2026", kind=PlanKind.HALF_YEAR, part="2")
    assert (Plan.objects.get().period_start.month, Plan.objects.get().period_end.month) == (7, 12)


def test_keeping_the_head_makes_no_plan(client, officer):
    preview = preview_of(officer, YEARLESS)
    assert confirm(client, preview, year="2028", keep="1").status_code == 302
    preview.refresh_from_db()
    draft = PlanDraft.from_dict(preview.draft)
    assert (draft.year, draft.open_warnings()) == (2028, [])
    assert not Plan.objects.exists()


def test_confirming_again_leads_to_the_same_plan(client, officer):
    preview = preview_of(officer)
    first = confirm(client, preview)
    again = confirm(client, preview)
    assert first.url == again.url == Plan.objects.get().get_absolute_url()
    page = client.get(reverse("plans:import-preview", args=[preview.pk]))
    assert page.url == first.url


def node_fields(key: str, *, version: int = 1, targets: int = 0, **fields) -> dict[str, object]:
    """What the form of one part sends."""
    management = {f"t-{key}-TOTAL_FORMS": targets, f"t-{key}-INITIAL_FORMS": 0}
    return {"version": version, "title": "改过的事项", "time": "", "body": "", **management, **fields}


def test_an_item_is_corrected_on_a_small_page_without_script(client, officer):
    preview = preview_of(officer)
    page = client.get(part(preview, "n7"))
    assert page.context["form"].initial["time"] == "春节前"
    fields = node_fields(
        "n7",
        targets=1,
        title="走访困难职工30户",
        time="1月；5月20日",
        **{"t-n7-0-metric": "走访", "t-n7-0-comparator": ">=", "t-n7-0-value": "30", "t-n7-0-unit": "户"},
    )
    saved = client.post(part(preview, "n7"), fields)
    assert saved.url == f"{reverse('plans:import-preview', args=[preview.pk])}#n-n7"
    confirm(client, preview)
    item = PlanItem.objects.get(title="走访困难职工30户")
    assert [window.text for window in item.windows.order_by("position")] == ["1月", "5月20日"]
    assert str(item.targets.get().value) == "30.00"


def test_a_time_that_is_none_is_said_beside_its_field_and_nothing_is_lost(client, officer):
    preview = preview_of(officer)
    page = client.post(part(preview, "n7"), node_fields("n7", title="新写的事项", time="到时候再说"))
    assert page.status_code == 422
    assert "没有看懂时间" in page.context["form"].errors["time"][0]
    assert "新写的事项" in page.content.decode()
    preview.refresh_from_db()
    assert PlanDraft.from_dict(preview.draft).node("n7").title == "春节前走访困难职工"


def test_a_range_needs_both_ends(client, officer):
    preview = preview_of(officer)
    fields = {"t-n7-0-metric": "走访", "t-n7-0-comparator": "range", "t-n7-0-value": "30"}
    page = client.post(part(preview, "n7"), node_fields("n7", targets=1, **fields))
    assert page.status_code == 422
    assert "下限和上限" in page.content.decode()


def test_two_who_correct_one_item_both_see_both_texts(client, officer):
    preview = preview_of(officer)
    client.post(part(preview, "n7"), node_fields("n7", title="甲的写法"))
    page = client.post(part(preview, "n7"), node_fields("n7", title="乙的写法"))
    assert page.status_code == 409
    assert {"甲的写法", "乙的写法"} <= {row.theirs for row in page.context["conflict_rows"]} | {
        row.yours for row in page.context["conflict_rows"]
    }
    assert page.context["form"]["version"].value() == "2"
    client.post(part(preview, "n7"), node_fields("n7", version=2, title="乙的写法"))
    preview.refresh_from_db()
    assert PlanDraft.from_dict(preview.draft).node("n7").title == "乙的写法"


def test_a_heading_is_corrected_and_has_no_time(client, officer):
    preview = preview_of(officer)
    assert "time" not in client.get(part(preview, "n2")).context["form"].fields
    client.post(part(preview, "n2"), node_fields("n2", title="重点工作"))
    page = client.post(part(preview, "n2"), node_fields("n2", title="中心工作"))
    assert [(row.theirs, row.yours) for row in page.context["conflict_rows"]] == [("重点工作", "中心工作")]
    preview.refresh_from_db()
    assert PlanDraft.from_dict(preview.draft).node("n2").title == "重点工作"


def test_a_part_is_left_out_and_taken_in_again(client, officer):
    preview = preview_of(officer)
    client.post(part(preview, "n3", "plans:import-step", "drop"))
    page = client.get(reverse("plans:import-preview", args=[preview.pk]))
    assert page.context["page"].totals.items == 5
    assert page.context["page"].dropped_count == 1
    assert page.context["page"].open_doubts == []
    client.post(part(preview, "n3", "plans:import-step", "keep"))
    page = client.get(reverse("plans:import-preview", args=[preview.pk]))
    assert page.context["page"].totals.items == 7


def test_a_section_gets_another_kind(client, officer):
    preview = preview_of(officer)
    client.post(part(preview, "n9", "plans:import-retype"), {"version": 1, "section_type": "review"})
    confirm(client, preview)
    section = Plan.objects.get().sections.get(title="具体安排")
    assert section.section_type == "review"
    assert "3月12日组织植树" in section.body
    assert not PlanItem.objects.filter(title="3月12日组织植树").exists()


def test_a_doubt_is_settled_and_opened_again(client, officer):
    preview = preview_of(officer)
    address = reverse("plans:import-doubt", args=[preview.pk, "w1"])
    client.post(address, {"settled": "1"})
    assert "没有待确认的内容" in client.get(reverse("plans:import-preview", args=[preview.pk])).content.decode()
    client.post(address, {"settled": "0"})
    assert "还有 1 处待确认" in client.get(reverse("plans:import-preview", args=[preview.pk])).content.decode()


def test_a_step_answers_htmx_with_the_part_and_all_that_counts(client, officer):
    preview = preview_of(officer)
    answer = client.post(part(preview, "n3", "plans:import-step", "drop"), headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in text
    assert {'id="n-n3"', 'id="import-doubts"', 'id="import-bar"'} <= set(re.findall(r'id="[\w-]+"', text))
    assert "恢复" in text


def test_a_conflict_answers_htmx_where_it_was_typed(client, officer):
    preview = preview_of(officer)
    headers = {"HX-Request": "true"}
    client.post(part(preview, "n7"), node_fields("n7", title="甲的写法"), headers=headers)
    answer = client.post(part(preview, "n7"), node_fields("n7", title="乙的写法"), headers=headers)
    assert (answer.status_code, answer["HX-Retarget"]) == (409, "#r-n7")


@pytest.mark.parametrize(
    "name", ["plans:import-part", "plans:import-step", "plans:import-retype", "plans:import-doubt"]
)
def test_a_part_that_is_not_there_is_not_found(client, officer, name):
    preview = preview_of(officer)
    more = ["drop"] if name == "plans:import-step" else []
    args = [preview.pk, "n999", *more]
    answer = client.post(reverse(name, args=args), {"version": 1, "section_type": "tasks"})
    assert answer.status_code == 404


def test_an_expired_preview_says_so(client, officer):
    preview = preview_of(officer)
    ImportPreview.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    page = client.get(reverse("plans:import-preview", args=[preview.pk]))
    assert page.status_code == 410
    assert "7 天" in page.content.decode()
    assert confirm(client, preview).status_code == 410
    assert not Plan.objects.exists()


def test_a_file_that_came_before_offers_its_plan(client, officer, organization):
    paste(client, organization, ANNUAL)
    confirm(client, ImportPreview.objects.get())
    page = paste(client, organization, ANNUAL)
    assert list(page.context["page"].earlier_plans) == [Plan.objects.get()]
    assert f"打开《{Plan.objects.get().title}》" in page.content.decode()


def test_the_file_can_be_fetched_as_it_came_and_is_never_shown(client, officer):
    source = preview_of(officer).source
    answer = client.get(reverse("plans:import-file", args=[source.pk]))
    assert b"".join(answer.streaming_content) == ANNUAL.encode()
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"


@pytest.mark.parametrize("items", [20, 200])
def test_a_preview_costs_the_same_queries_for_any_length(client, officer, items, django_assert_num_queries):
    preview = preview_of(officer, long_plan(items))
    with django_assert_num_queries(PREVIEW_QUERIES):
        page = client.get(reverse("plans:import-preview", args=[preview.pk]))
    assert page.context["page"].totals.items == items


def test_a_kind_chosen_on_an_old_page_is_refused_and_said(client, officer):
    preview = preview_of(officer)
    stale = {"version": 1, "section_type": "review"}
    client.post(part(preview, "n9", "plans:import-retype"), {"version": 1, "section_type": "tasks"})
    answer = client.post(part(preview, "n9", "plans:import-retype"), stale, headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert "先保存" in json.loads(answer["HX-Trigger-After-Swap"])["notice"]["text"]
    page = client.post(part(preview, "n9", "plans:import-retype"), stale, follow=True)
    assert "有人先保存了" in page.content.decode()
    preview.refresh_from_db()
    assert PlanDraft.from_dict(preview.draft).node("n9").section_type == "tasks"


def test_steps_on_a_preview_that_became_a_plan_change_nothing(client, officer):
    preview = preview_of(officer)
    confirm(client, preview)
    answer = client.post(part(preview, "n3", "plans:import-step", "drop"), follow=True)
    assert answer.redirect_chain[-1][0] == Plan.objects.get().get_absolute_url()
    assert PlanItem.objects.filter(title="组织建设", removed_at__isnull=True).exists()
