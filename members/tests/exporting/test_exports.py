"""Copies of the roll: who gets which, what stands in them, and what stays of them."""

import io
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from members.choices.transfers import ExportFormat, ExportState
from members.enums import OrganizationKind, Post
from members.models import ExportJob, Member, Office, Rule
from members.services.exporting.requests import ask_copy, decide
from members.services.exporting.roll import ROLL
from members.services.exporting.running import run_waiting_exports
from members.services.exporting.taking import take_copy, take_down
from members.services.importing.roll import ROLL as IMPORT
from members.sheets.marks import found_mark
from members.sheets.reading import open_table
from members.tests.factories import OrganizationFactory, member_of, officer_of
from members.tests.importing.people import HEAD, brought_in, counts, identity, person, written
from members.tests.sheets.tables import workbook
from members.tests.sheets.test_reading import RARE
from unionplan.core.errors import DomainError, NotAllowedError
from unionplan.core.models import AuditEntry

pytestmark = pytest.mark.django_db
USUAL = ("number", "name", "identity", "phone", "organization")
SECRET = [identity(number) for number in range(len(RARE))]


@pytest.fixture(autouse=True)
def national_rules():
    """As the migrations leave them; tests with real transactions empty the table for those after them."""
    for key, value in (("max_rows", "20000"), ("max_rows_unmasked", "2000"), ("keep_days", "7")):
        Rule.objects.get_or_create(
            key=f"members.export_{key}",
            organization=None,
            defaults={"value": value, "effective_from": date(2021, 11, 1), "source_document": "甲"},
        )


@pytest.fixture
def county():
    return OrganizationFactory(name="测试县总工会", code="C", kind=OrganizationKind.FEDERATION)


@pytest.fixture
def union(county):
    """A union with people of rare names, and one beside it."""
    made = OrganizationFactory(name="第一基层工会", code="C-1", parent=county)
    other = OrganizationFactory(name="第二基层工会", code="C-2", parent=county)
    for body, rows in (
        (made, [person(n, name=name) for n, name in enumerate(RARE)]),
        (other, [person(99, name="旁人")]),
    ):
        keeper = officer_of(body)
        written(brought_in(workbook([HEAD, *rows]), organization=body, by=keeper), by=keeper)
    return made


@pytest.fixture
def chair(union):
    return officer_of(union, post=Post.CHAIR)


@pytest.fixture
def vice(union):
    return officer_of(union, post=Post.VICE_CHAIR)


def asked(union, by, **more) -> ExportJob:
    return ask_copy(kind=ROLL, organization=union, purpose="春节慰问签收", columns=USUAL, by=by, **more)


def made(job: ExportJob) -> ExportJob:
    run_waiting_exports()
    job.refresh_from_db()
    return job


def table_of(job: ExportJob, by) -> list[list[object]]:
    data = b"".join(take_copy(job=job, kind=ROLL, by=by))
    return [row.cells for row in open_table(data, filename=f"a.{job.format}").rows()]


@pytest.mark.parametrize("form", [ExportFormat.XLSX, ExportFormat.CSV])
def test_a_copy_holds_the_roll_masked_and_says_whose_it_is(union, chair, form):
    job = made(asked(union, chair, format=form))
    assert (job.state, job.rows_done) == (ExportState.READY, len(RARE))

    notice, warning, headings, *rows = table_of(job, chair)
    assert f"{chair}（{chair.username}）" in str(notice[0])
    assert "用途：春节慰问签收" in str(notice[0])
    assert "不得转发" in str(warning[0])
    assert found_mark(str(notice[0])) == found_mark(str(headings[0])) == job.mark
    assert {row[1] for row in rows} == set(RARE)
    assert {row[3] for row in rows} == {"C-1"}
    flat = str(rows)
    assert not [number for number in SECRET if number in flat]
    assert "旁人" not in flat
    assert all("*" in str(row[2]) and "*" in str(row[4]) for row in rows)


def test_a_masked_copy_comes_in_again_and_changes_nothing(union, chair):
    job = made(asked(union, chair))
    data = b"".join(take_copy(job=job, kind=ROLL, by=chair))

    again = brought_in(data, organization=union, by=chair, kind=IMPORT)

    assert counts(again) == (0, 0, len(RARE), 0, 0)


def test_full_numbers_need_a_second_person(union, chair, vice):
    job = made(asked(union, chair, is_unmasked=True))
    assert job.state == ExportState.WAITING
    with pytest.raises(NotAllowedError):
        decide(job=job, kind=ROLL, approve=True, by=chair)
    with pytest.raises(NotAllowedError):
        decide(job=job, kind=ROLL, approve=True, by=officer_of(union))
    with pytest.raises(IntegrityError), transaction.atomic():  # the database holds to it as well
        ExportJob.objects.filter(pk=job.pk).update(state=ExportState.QUEUED)
    with pytest.raises(IntegrityError), transaction.atomic():
        ExportJob.objects.filter(pk=job.pk).update(decided_by=chair)

    decide(job=job, kind=ROLL, approve=True, by=vice)

    rows = table_of(made(job), chair)[3:]
    assert {str(row[2]) for row in rows} == set(SECRET)
    assert {str(row[4]) for row in rows} == {f"139{number:08d}" for number in range(len(RARE))}
    with pytest.raises(NotAllowedError):
        take_copy(job=job, kind=ROLL, by=vice)


def test_a_refused_copy_is_never_written(union, chair, vice):
    job = asked(union, chair, is_unmasked=True)
    with pytest.raises(DomainError):
        decide(job=job, kind=ROLL, approve=False, by=vice)
    decide(job=job, kind=ROLL, approve=False, by=vice, reason="用不着完整号码")

    assert made(job).state == ExportState.REFUSED


def test_a_purpose_columns_and_the_cap_are_asked_for(union, chair):
    for fields in ({"purpose": " "}, {"columns": ()}, {"columns": ("name", "identity", "born_on")}):
        with pytest.raises(DomainError):
            ask_copy(kind=ROLL, organization=union, by=chair, **{"purpose": "统计", "columns": USUAL} | fields)
    Rule.objects.create(
        key="members.export_max_rows",
        organization=union,
        value="3",
        effective_from=date(2022, 1, 1),
        source_document="甲",
    )
    with pytest.raises(DomainError, match="共 9 行，超过一次导出 3 行的上限"):
        asked(union, chair)
    assert ExportJob.objects.count() == 0


def test_rights_are_asked_again_when_the_copy_is_written_and_when_it_is_taken(union, chair):
    ready = made(asked(union, chair))
    waiting = asked(union, chair)
    Office.objects.filter(user=chair).update(ends_on=timezone.localdate() - timedelta(days=1))
    chair = type(chair).objects.get(pk=chair.pk)

    assert made(waiting).state == ExportState.FAILED
    with pytest.raises(NotAllowedError):
        take_copy(job=ready, kind=ROLL, by=chair)


def test_the_file_lies_sealed_and_goes_when_its_time_is_over(union, chair, vice, django_capture_on_commit_callbacks):
    job = asked(union, chair, is_unmasked=True)
    decide(job=job, kind=ROLL, approve=True, by=vice)
    made(job)
    kept = [path for path in Path(settings.MEDIA_ROOT).rglob("transfers/*") if job.file.name.endswith(path.name)]
    assert len(kept) == 1
    assert SECRET[0].encode() not in kept[0].read_bytes()
    assert not zipfile.is_zipfile(io.BytesIO(kept[0].read_bytes()))

    with django_capture_on_commit_callbacks(execute=True):
        take_down(now=timezone.now() + timedelta(days=8))

    job.refresh_from_db()
    assert (job.state, kept[0].exists()) == (ExportState.EXPIRED, False)
    with pytest.raises(DomainError):
        take_copy(job=job, kind=ROLL, by=chair)


def test_every_step_is_recorded_without_a_number(union, chair, vice):
    job = asked(union, chair, is_unmasked=True)
    decide(job=job, kind=ROLL, approve=True, by=vice)
    table_of(made(job), chair)

    entries = AuditEntry.objects.filter(target_id=str(job.pk))
    assert set(entries.values_list("action", flat=True)) == {
        "members.export.asked", "members.export.approved", "members.export.written", "members.export.taken",
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(a::text, ' ') FROM core_auditentry a")
        trail = cursor.fetchone()[0]
    assert not [number for number in SECRET if number in trail]
    job.refresh_from_db()
    assert job.downloads == 1


def test_who_may_have_a_copy(client, county, union, chair):
    """Own, above with and without writing below, beside, foreign, posts without the right, a member."""
    job = made(asked(union, chair))
    detail, file = (reverse(f"members:export-{name}", args=[job.pk]) for name in ("detail", "file"))
    expected = {
        chair: (200, 200),
        officer_of(union): (200, 403),
        officer_of(county, post=Post.CHAIR, writes_below=True): (200, 403),
        officer_of(county, post=Post.CHAIR): (403, 403),
        officer_of(union, post=Post.FINANCE): (403, 403),
        officer_of(union, post=Post.GROUP_LEADER): (403, 403),
        officer_of(Member.objects.get(name="旁人").home, post=Post.CHAIR): (404, 404),
        officer_of(OrganizationFactory(), post=Post.CHAIR, writes_below=True): (404, 404),
        member_of(union): (404, 404),
    }
    for user, codes in expected.items():
        client.force_login(user)
        answers = (client.get(detail), client.get(file))
        assert tuple(answer.status_code for answer in answers) == codes
        assert client.get(reverse("members:export-new", args=[union.pk, "members"])).status_code == codes[0]
        b"".join(answers[1].streaming_content if answers[1].streaming else [])


def test_the_way_from_purpose_to_file(client, union, chair, vice):
    client.force_login(chair)
    new = reverse("members:export-new", args=[union.pk, "members"])
    asked_for = {"purpose": "统计", "columns": ["name", "identity"], "format": "csv", "is_unmasked": "on"}
    assert client.post(new, asked_for | {"purpose": ""}).status_code == 422
    page = client.post(new, asked_for).url
    job = ExportJob.objects.get()

    client.force_login(vice)
    assert "同意导出" in client.get(page).text
    assert (
        client.post(reverse("members:export-decide", args=[job.pk]), {"refuse": "1", "reason": ""}).status_code == 422
    )
    client.post(reverse("members:export-decide", args=[job.pk]), {"approve": "1"})
    client.force_login(chair)
    assert "export-progress" in client.get(page).text
    run_waiting_exports()

    answer = client.get(reverse("members:export-file", args=[job.pk]))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer["Content-Disposition"]
    assert SECRET[0].encode() in b"".join(answer.streaming_content)
    assert "统计" in client.get(reverse("members:export-list")).text
