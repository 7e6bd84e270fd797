"""Yearly reviews, reminders, copies that leave, and figures."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from docx import Document
from python_calamine import CalamineWorkbook

from members.choices.hardship import AidKind, AidSource, ExportState, ReviewResult
from members.enums import Post
from members.models import FileOpening, HardshipCase, Reminder
from members.services import kinds
from members.services.hardship import counting, reviews
from members.services.hardship.exporting import ask_for_export, decide_export, fetch_export
from members.services.hardship.figures import FIGURES
from members.services.hardship.reminding import KIND
from members.services.hardship.reviews import review_case
from members.services.hardship.steps import take_step
from members.tests.factories import OrganizationFactory, officer_of
from members.tests.factories_hardship import AidRecordFactory, CaseReviewFactory, HardshipCaseFactory, StudyAidFactory
from members.tests.hardship.world import FORM, person, resident
from unionplan.core.counting import Window
from unionplan.core.errors import DomainError, NotAllowedError

YEAR = Window(date(2026, 1, 1), date(2026, 12, 31))


def test_the_lists_of_the_year_find_what_nobody_touched_and_nobody_helped(world):
    today = timezone.localdate()
    stale, helped = world.filed(), world.filed(person(world.union, name="麦谷雨", order=33))
    HardshipCase.objects.filter(pk=stale.pk).update(touched_on=today - timedelta(days=366), review_due_on=today)
    AidRecordFactory(case=helped, member=helped.member, organization=world.union, state="given", given_on=today)
    cases = HardshipCase.objects.openable_by(world.officer)

    assert list(reviews.stale(cases, today)) == [stale]
    assert list(reviews.never_helped(cases)) == [stale]
    assert list(reviews.due(cases, today)) == [stale]
    review_case(case_id=stale.pk, on=today, result=ReviewResult.CONTINUES, findings="仍在治疗", by=world.officer)
    assert not reviews.stale(cases, today).exists()
    assert not reviews.due(cases, today).exists()


def test_a_review_reminds_by_case_number_and_moves_with_the_next_one(world):
    case = world.filed()
    review_case(
        case_id=case.pk, on=timezone.localdate(), result=ReviewResult.CONTINUES, findings="仍在治疗", by=world.officer
    )
    case.refresh_from_db()

    waiting = Reminder.objects.filter(kind=KIND, state="waiting")
    assert {(r.subject_id, r.subject_on, r.recipient_id) for r in waiting} == {
        (case.pk, case.review_due_on, world.officer.pk)
    }
    assert waiting.count() == 2
    kind = kinds.known(KIND)
    subject = (case.pk, case.review_due_on)
    line = kind.lines([subject], world.officer)[subject]
    assert case.number in line.title
    assert world.member.name not in f"{line.title}{line.note}{line.section}"
    assert kind.lines([subject], officer_of(OrganizationFactory())) == {}
    assert kind.lines([subject], None) == {}
    take_step(case_id=case.pk, step="exit", on=timezone.localdate(), by=world.officer, reason="脱困")
    assert not Reminder.objects.filter(kind=KIND, state="waiting").exists()


def test_the_judge_skips_what_was_reviewed_meanwhile(world):
    case = world.filed()
    other_day = case.review_due_on - timedelta(days=5)
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH claimed AS (SELECT * FROM (VALUES "
            "(1::bigint, %s, %s::bigint, %s::date, %s::bigint, %s::bigint), (2, %s, %s, %s, %s, %s)) "
            "AS c(id, kind, subject_id, subject_on, recipient_id, organization_id)) "
            + kinds.known(KIND).judge_sql.replace("%(today)s", "current_date"),
            [
                *(KIND, case.pk, case.review_due_on, world.officer.pk, world.union.pk),
                *(KIND, case.pk, other_day, world.officer.pk, world.union.pk),
            ],
        )
        assert dict(cursor.fetchall()) == {1: "", 2: "reviewed"}


# -- copies ------


def many(world, count):
    return [world.filed(person(world.union, name=f"禾{n}", order=200 + n)) for n in range(count)]


def test_a_small_copy_is_ready_at_once_and_a_large_one_waits_for_another_person(world):
    world.rule("hardship.export_second_over", "2")
    cases = many(world, 3)
    assert (
        ask_for_export(organization=world.union, cases=cases[:2], purpose="年度上报", by=world.officer).state == "ready"
    )
    export = ask_for_export(organization=world.union, cases=cases, purpose="年度上报", by=world.chair)
    assert export.state == ExportState.WAITING

    with pytest.raises(DomainError, match="还没有批准"):
        fetch_export(export_id=export.pk, by=world.chair, now=timezone.now())
    with pytest.raises(DomainError, match="自己"):
        decide_export(export_id=export.pk, is_approved=True, by=world.chair)
    decide_export(export_id=export.pk, is_approved=True, by=world.vice)
    with pytest.raises(NotAllowedError):
        fetch_export(export_id=export.pk, by=world.vice, now=timezone.now())
    copy = fetch_export(export_id=export.pk, by=world.chair, now=timezone.now())

    assert copy.filename.endswith(".xlsx")
    assert {opening.case for opening in FileOpening.objects.filter(what=f"export:{export.pk}")} == set(cases)


def test_the_list_carries_the_mark_the_forms_fields_and_no_formula(world):
    cases = many(world, 2)
    world_case = cases[0]
    from members.services.hardship.cases import write_form

    write_form(case_id=world_case.pk, answers=FORM | {"narrative": '=HYPERLINK("x")'}, version=2, by=world.officer)
    export = ask_for_export(organization=world.union, cases=cases, purpose="年度上报", by=world.officer)

    copy = fetch_export(export_id=export.pk, by=world.officer, now=timezone.now())

    rows = CalamineWorkbook.from_filelike(BytesIO(copy.data)).get_sheet_by_name("档案").to_python()
    assert str(world.officer) in rows[0][0]
    assert "年度上报" in rows[0][0]
    facts = dict(zip(rows[1], rows[2], strict=True))
    assert facts["家庭住址"] == FORM["address"]
    assert facts["健康状况"] == "尿毒症、终末期肾病"
    assert facts["困难情况"] == '\'=HYPERLINK("x")'
    assert facts["身份证号"] == "••••"  # beside birth date and address a mask would tell too much
    assert resident(order=200).encode() not in copy.data


def test_one_file_is_a_form_to_print_with_the_mark_on_every_page(world):
    case = world.filed()
    export = ask_for_export(organization=world.union, cases=[case], purpose="报送民政", by=world.chair)

    document = Document(BytesIO(fetch_export(export_id=export.pk, by=world.chair, now=timezone.now()).data))

    facts = {row.cells[0].text: row.cells[1].text for row in document.tables[0].rows}
    assert facts["姓名"] == world.member.name
    assert facts["身份证号"] == resident()  # the chair may export full numbers
    assert "报送民政" in document.sections[0].footer.paragraphs[0].text


@pytest.mark.parametrize("purpose", ["", "用"])
def test_a_copy_needs_a_purpose_and_files(world, purpose):
    with pytest.raises(DomainError, match="用途"):
        ask_for_export(organization=world.union, cases=[], purpose=purpose, by=world.officer)
    with pytest.raises(DomainError, match="没有符合条件"):
        ask_for_export(organization=world.union, cases=[], purpose="年度上报", by=world.officer)


def test_a_page_fetches_once_by_the_person_who_asked(client, world):
    case = world.filed()
    client.force_login(world.officer)
    client.post(reverse("members:hardship-export-new"), {"purpose": "年度上报"})
    from members.models import HardshipExport

    export = HardshipExport.objects.get()
    address = reverse("members:hardship-export-fetch", args=[export.pk])
    assert client.get(address).status_code == 405
    answer = client.post(address)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert case.number.encode() not in answer.headers["Content-Disposition"].encode()
    client.force_login(officer_of(OrganizationFactory(), post=Post.CHAIR))
    assert client.post(address).status_code == 404


# -- figures ------


def test_figures_count_the_subtree_in_the_window_and_nothing_else(world):
    case = world.filed()
    HardshipCase.objects.filter(pk=case.pk).update(filed_on=date(2026, 2, 1))
    HardshipCaseFactory(
        organization=world.union, state="exited", filed_on=date(2025, 1, 1), exited_on=date(2026, 6, 30)
    )
    HardshipCaseFactory(state="filed", filed_on=date(2026, 1, 1))
    for amount, day, kind in (("100.50", 5, AidKind.LIVING), ("200", 6, AidKind.MEDICAL), ("300", 7, AidKind.LIVING)):
        AidRecordFactory(
            member=world.member,
            organization=world.union,
            amount=Decimal(amount),
            kind=kind,
            state="given",
            given_on=date(2026, 3, day),
        )
    AidRecordFactory(organization=world.union, state="approved")
    AidRecordFactory(organization=world.union, state="given", given_on=date(2025, 12, 31))
    AidRecordFactory(state="given", given_on=date(2026, 3, 5))
    given = AidRecordFactory(organization=world.union, kind=AidKind.SCHOOLING, state="given", given_on=date(2026, 9, 1))
    StudyAidFactory(organization=world.union, aid=given, state="approved")
    CaseReviewFactory(case=case, on=date(2026, 5, 5))
    CaseReviewFactory(case=case, on=date(2026, 6, 5))
    path = str(world.county.path)

    values = {key: query(path=path, window=YEAR).value for key, _label, query in FIGURES}

    assert values == {
        "files_in_force": 1,
        "people_helped": 2,
        "times_helped": 4,
        "aid_given": Decimal("1600.50"),
        "students_helped": 1,
        "people_placed": 0,
        "reviews_done": 1,
    }
    assert counting.aid_given(path=path, window=YEAR, kind=AidKind.LIVING).value == Decimal("400.50")
    assert counting.aid_given(path=path, window=YEAR, source=AidSource.CENTRAL).value == 0
    assert counting.files_in_force(path=path, window=Window(date(2026, 1, 1), date(2026, 6, 29))).value == 2
    assert sum(yuan for *_rest, yuan in counting.by_kind_and_source(path=path, window=YEAR)) == Decimal("1600.50")


def test_rest_clients_get_sums_and_no_row_about_anybody(client, world):
    world.filed()
    address = reverse("api-hardship-figure-list")
    client.force_login(world.officer)

    answer = client.get(address, {"organization": world.union.code, "start": "2026-01-01", "end": "2099-12-31"})

    assert {row["key"]: row["value"] for row in answer.json()}["files_in_force"] == "1"
    assert world.member.name not in answer.text
    assert client.get(address, {"organization": world.union.code, "start": "gestern"}).status_code == 400
    client.force_login(officer_of(world.union, post=Post.FINANCE))
    assert client.get(address, {"organization": world.union.code}).status_code == 403
    client.force_login(officer_of(OrganizationFactory()))
    assert client.get(address, {"organization": world.union.code}).status_code == 404
