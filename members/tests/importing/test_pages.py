"""Imports in the browser's requests: who may, what is said, and what a stranger learns."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from members.choices.transfers import ImportState
from members.enums import Post
from members.models import ImportJob, Member
from members.services.importing.running import run_waiting_imports
from members.tests.factories import OrganizationFactory, member_of, officer_of
from members.tests.factories_transfers import ImportJobFactory
from members.tests.importing.people import HEAD, brought_in, identity, person, roll, written
from members.tests.sheets.tables import workbook

pytestmark = pytest.mark.django_db


def address(job: ImportJob, name: str = "detail", *more: str) -> str:
    return reverse(f"members:import-{name}", args=[job.pk, *more])


def upload(client, union, data: bytes, name: str = "名册.xlsx"):
    return client.post(
        reverse("members:import-new", args=[union.pk, "members"]),
        {"file": SimpleUploadedFile(name, data), "encoding": ""},
    )


def test_the_way_from_file_to_members(client, union, officer):
    client.force_login(officer)
    sent = upload(client, union, workbook([HEAD, *(person(number) for number in range(9)), person(9, gender="不详")]))
    job = ImportJob.objects.get()
    assert sent.url == address(job)

    mapping = client.get(address(job))
    assert "表头在第 1 行" in mapping.text
    columns = {f"column_{place}": key for place, key in enumerate(job.columns)}
    assert client.post(address(job, "columns"), columns | {"name": "花名册"}).url == address(job)
    assert "正在逐行检查" in client.get(address(job, "progress"), headers={"HX-Request": "true"}).text

    run_waiting_imports()
    assert client.get(address(job, "progress"), headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    preview = client.get(address(job)).text
    assert "写入：新增 9 行，更新 0 行" in preview
    assert "不在允许的取值之内" in preview
    assert identity(3) not in preview
    assert client.get(address(job, "errors"))["Cache-Control"] == "private, no-store"

    assert client.post(address(job, "confirm"), {"mode": "all"}).status_code == 422
    client.post(address(job, "confirm"), {"mode": "good"})
    run_waiting_imports()
    assert "已写入：新增 9 行" in client.get(address(job)).text
    assert Member.objects.count() == 9

    client.post(address(job, "step", "back"))
    run_waiting_imports()
    assert "整批撤回" in client.get(address(job)).text
    assert Member.objects.count() == 0


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "a.xlsx", "文件是空的"),
        (b"PK", "a.xlsm", "宏"),
        (b"%PDF-1.7", "a.csv", "PDF"),
        (b"x", "a.txt", ".xlsx 或 .csv"),
    ],
)
def test_what_cannot_be_read_is_said_beside_the_file(client, union, officer, data, name, words):
    client.force_login(officer)

    answer = upload(client, union, data, name)

    assert (answer.status_code, ImportJob.objects.count()) == (422, 0)
    assert words in answer.text


def test_a_refusal_stands_on_the_page(client, union, officer):
    job = written(brought_in(roll(2), organization=union, by=officer), by=officer)
    client.force_login(officer)

    assert client.post(address(job, "step", "cancel")).status_code == 409
    assert client.post(address(job, "confirm"), {"mode": "all"}).status_code == 422
    assert client.post(address(job, "step", "nonsense")).status_code == 404


READ = ("detail", "progress", "errors")
WRITE = (("columns",), ("confirm",), ("step", "again"), ("step", "cancel"), ("step", "back"))


def test_who_may_touch_an_import(client, county, union, sibling, officer):
    """Own, above with and without writing below, beside, foreign, a member, the union's committee member."""
    job = brought_in(roll(2), organization=union, by=officer)
    expected = {
        officer: 200,
        officer_of(county, post=Post.CHAIR, writes_below=True): 200,
        officer_of(county, post=Post.CHAIR): 403,
        officer_of(union, post=Post.COMMITTEE): 403,
        officer_of(union, post=Post.FINANCE): 403,
        officer_of(sibling, post=Post.CHAIR): 404,
        officer_of(OrganizationFactory(), post=Post.CHAIR, writes_below=True): 404,
        member_of(union): 404,
    }
    for user, code in expected.items():
        client.force_login(user)
        assert client.get(address(job)).status_code == code
        for name in READ:
            assert client.get(address(job, name)).status_code in ({code} if code > 400 else {200, 302, 403})
        if code > 400:
            for name, *more in WRITE:
                assert client.post(address(job, name, *more)).status_code == code
        assert client.get(reverse("members:import-new", args=[union.pk, "members"])).status_code == code
    job.refresh_from_db()
    assert job.state == ImportState.CHECKED


def test_only_the_uploader_gets_the_wrong_rows(client, union, officer):
    job = brought_in(workbook([HEAD, person(1, gender="不详")]), organization=union, by=officer)
    client.force_login(officer_of(union, post=Post.CHAIR))

    assert client.get(address(job)).status_code == 200
    assert client.get(address(job, "errors")).status_code == 403


# session, account, offices, memberships, count, page, unread messages
LIST_QUERIES = 7


@pytest.mark.parametrize("count", [1, 12])
def test_the_list_costs_the_same_for_one_import_and_for_many(client, union, officer, django_assert_num_queries, count):
    ImportJobFactory.create_batch(count, organization=union, created_by=officer)
    ImportJobFactory(filename="别家的名册.xlsx")
    client.force_login(officer)

    with django_assert_num_queries(LIST_QUERIES):
        page = client.get(reverse("members:import-list"))

    assert page.text.count("名册.xlsx") == count
    assert "别家" not in page.text
