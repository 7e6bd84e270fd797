"""The job around an import: leases, cancelling, refusals, rights that ended, and files that must not stay."""

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from members.choices.transfers import ImportMode, ImportState
from members.models import ImportChange, ImportJob, ImportMapping, ImportRow, Member, Office
from members.services.importing.applying import confirm
from members.services.importing.intake import cancel, start_check, take_in
from members.services.importing.purging import purge_imports
from members.services.importing.roll import ROLL
from members.services.importing.running import run_waiting_imports
from members.sheets.fields import Field, read_month
from members.tests.importing.people import HEAD, brought_in, counts, identity, person, roll, written
from members.tests.sheets.tables import raw_workbook, workbook
from unionplan.core.crypto import UnsealableError
from unionplan.core.errors import DomainError
from unionplan.core.sealed_files import open_sealed

pytestmark = pytest.mark.django_db


def kept_files() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_the_file_is_kept_sealed_and_goes_when_the_import_ends(union, officer, django_capture_on_commit_callbacks):
    job = brought_in(roll(5), organization=union, by=officer)
    kept = kept_files()
    assert len(kept) == 1
    content = kept[0].read_bytes()
    assert b"PK\x03\x04" not in content
    assert identity(1).encode() not in content
    with kept[0].open("rb") as sealed, pytest.raises(UnsealableError):
        list(open_sealed(sealed, bound_to="importjob.file.of-another-job"))

    with django_capture_on_commit_callbacks(execute=True):
        written(job, by=officer)
    assert kept_files() == []


def test_staged_rows_hold_nothing_personal_in_plain_text(union, officer):
    job = brought_in(roll(20), organization=union, by=officer)

    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(r::text, ' ') FROM members_importrow r WHERE job_id = %s", [job.pk])
        staged = cursor.fetchone()[0]
    assert person(3)[0] in staged
    assert not [n for n in range(20) if identity(n) in staged or f"139{n:08d}" in staged]


def test_columns_are_remembered_under_a_name_for_the_same_headings(union, sibling, officer, county, chair):
    odd = [("名字啊", "号码啊"), (person(1)[0], identity(1))]
    job = take_in(data=workbook(odd), filename="a.xlsx", kind=ROLL, organization=union, by=officer)
    assert job.columns == ["", ""]
    with pytest.raises(DomainError, match="还缺少：姓名、会员号或证件号码"):
        start_check(job=job, kind=ROLL, columns=["", ""], name="", by=officer)
    start_check(job=job, kind=ROLL, columns=["name", "identity"], name="人事系统", by=officer)

    again = take_in(data=workbook(odd), filename="b.xlsx", kind=ROLL, organization=union, by=officer)
    elsewhere = take_in(data=workbook(odd), filename="c.xlsx", kind=ROLL, organization=county, by=chair)
    assert (again.columns, elsewhere.columns) == (["name", "identity"], ["", ""])
    assert ImportMapping.objects.get().name == "人事系统"


def test_the_head_line_is_found_below_titles_and_notices(union, officer):
    rows = [("测试县第一基层工会会员名册",), ("制表：甲", "2026年11月"), HEAD, person(1)]

    job = brought_in(workbook(rows), organization=union, by=officer)

    assert (job.head_line, counts(job)) == (3, (1, 0, 0, 0, 0))


def test_a_file_that_cannot_be_read_is_refused_and_nothing_stays(union, officer):
    for data, name in ((b"", "a.xlsx"), (raw_workbook(), "a.xlsx"), (roll(2)[:500], "a.xlsx"), (b"MZ" * 99, "a.csv")):
        with pytest.raises(DomainError):
            take_in(data=data, filename=name, kind=ROLL, organization=union, by=officer)
    assert (ImportJob.objects.count(), kept_files()) == (0, [])


def test_what_is_asked_for_the_whole_file_is_checked_with_the_upload(union, officer):
    month = Field("month", "月份", read_month, is_required=True)
    kind = replace(ROLL, options=(month,))
    for options in ({}, {"month": "去年"}):
        with pytest.raises(DomainError) as refused:
            take_in(data=roll(1), filename="a.xlsx", kind=kind, organization=union, by=officer, options=options)
        assert refused.value.field == "month"
    assert ImportJob.objects.count() == 0


def test_a_cancelled_import_leaves_no_row_and_no_file(union, officer, django_capture_on_commit_callbacks):
    job = brought_in(roll(5), organization=union, by=officer)
    with django_capture_on_commit_callbacks(execute=True):
        cancel(job=job, by=officer)

    assert (ImportRow.objects.count(), kept_files()) == (0, [])
    with pytest.raises(DomainError):
        confirm(job=job, mode=ImportMode.ALL, by=officer)


def test_a_right_that_ended_while_the_job_waited_stops_it(union, officer):
    job = brought_in(roll(5), organization=union, by=officer)
    confirm(job=job, mode=ImportMode.ALL, by=officer)
    Office.objects.filter(user=officer).update(ends_on=timezone.localdate() - timedelta(days=1))

    run_waiting_imports()

    job.refresh_from_db()
    assert (job.state, Member.objects.count()) == (ImportState.CHECKED, 0)
    assert "没有导入的权限" in job.failure


def test_a_job_nobody_can_finish_is_given_up(union, officer):
    job = take_in(data=roll(3), filename="a.xlsx", kind=ROLL, organization=union, by=officer)
    start_check(job=job, kind=ROLL, columns=job.columns, name="", by=officer)
    ImportJob.objects.filter(pk=job.pk).update(attempts=3)

    assert run_waiting_imports() == 1
    job.refresh_from_db()
    assert job.state == ImportState.FAILED
    assert run_waiting_imports() == 0


def test_staged_rows_that_are_not_all_there_are_never_written(union, officer):
    job = brought_in(roll(5), organization=union, by=officer)
    ImportRow.objects.filter(job=job).first().delete()

    job = written(job, by=officer)

    assert (job.state, Member.objects.count()) == (ImportState.CHECKED, 0)


def test_what_nobody_came_back_to_goes(union, officer, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        done = written(brought_in(roll(2), organization=union, by=officer), by=officer)
    brought_in(roll(3, start=10), organization=union, by=officer)
    assert (ImportRow.objects.count(), ImportChange.objects.count()) == (3, 2)

    with django_capture_on_commit_callbacks(execute=True):
        purge_imports(now=timezone.now() + timedelta(days=8))
    assert (ImportRow.objects.count(), ImportChange.objects.count(), kept_files()) == (0, 2, [])

    purge_imports(now=timezone.now() + timedelta(days=31))
    assert ImportChange.objects.count() == 0
    assert ImportJob.objects.get(pk=done.pk).state == ImportState.DONE
    assert Member.objects.count() == 2


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_workers_take_a_job_once(union, officer):
    job = brought_in(roll(50), organization=union, by=officer)
    confirm(job=job, mode=ImportMode.ALL, by=officer)
    taken: list[int] = []

    def work() -> None:
        taken.append(run_waiting_imports())
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (sum(taken), Member.objects.count()) == (1, 50)
