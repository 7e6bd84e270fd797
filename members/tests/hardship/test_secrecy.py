"""What a stolen copy of the database, of the file store or of a log would show: nothing of anybody."""

import logging
from io import BytesIO

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from members.choices.hardship import EvidenceKind
from members.models import FileOpening
from members.services.hardship import notices
from members.services.hardship.cases import add_relative
from members.services.hardship.evidence import add_evidence, open_evidence
from members.services.hardship.openings import ask_to_open
from members.services.hardship.sizing import decide_category
from members.tests.hardship.world import FORM, PDF, resident
from unionplan.core.errors import DomainError

CANARIES = {
    "diagnosis": "透析三年",
    "illness code": "kidney",
    "address": "稻花巷",
    "card": FORM["bank_card"],
    "relative": "禾小雨",
    "relative's number": resident(order=88),
    "school": "禾溪一中",
    "income": "24017",
    "finding": "家中只有一张床",
    "officer's reason": "邻居都知道他欠债",
    "objection": "他家有两套房",
    "file name": "禾白露诊断书",
}


def everything_in_the_tables() -> str:
    """Every row of every table of hardship as text, the history included."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename ~ "
            "'hardship|household|incomeline|assessment|casefacts|casestep|casereview|objection|publicity|fileopening|"
            "aidrecord|studyaid|workreferral|core_auditentry|members_consent'"
        )
        tables = [name for (name,) in cursor.fetchall()]
        rows = []
        for table in tables:
            cursor.execute(f"SELECT t::text FROM {table} t")
            rows += [f"{table}: {text}" for (text,) in cursor.fetchall()]
    assert len(tables) > 18
    return "\n".join(rows)


@pytest.fixture
def told(world):
    """A file with every canary in it."""
    case = world.open()
    add_relative(
        case_id=case.pk,
        facts={
            "name": "禾小雨",
            "relation": "son",
            "health": "good",
            "work_status": "pupil",
            "month_income": "0",
            "place": "禾溪一中",
        },
        number=resident(order=88),
        guardian="",
        guardian_paper="",
        by=world.officer,
    )
    world.earn(case, amount="24017")
    decide_category(case_id=case.pk, category="relative", reason="邻居都知道他欠债", by=world.officer)
    add_evidence(case_id=case.pk, kind=EvidenceKind.DIAGNOSIS, filename="禾白露诊断书.pdf", data=PDF, by=world.officer)
    for kind in (EvidenceKind.APPLICATION, EvidenceKind.AUTHORISATION):
        add_evidence(case_id=case.pk, kind=kind, filename="a.pdf", data=PDF, by=world.officer)
    world.step(case, "check", result="agrees")
    world.step(case, "visit", result="agrees", who="甲", findings="家中只有一张床")
    world.step(case, "authorise")
    world.step(case, "compare", result="agrees")
    notice = world.published(case)
    notices.object_to(notice_id=notice.pk, words="他家有两套房", by=world.auditor)
    return case


def test_the_tables_hold_no_fact_in_plain_text(told):
    dump = everything_in_the_tables()

    assert told.number in dump
    assert [what for what, canary in CANARIES.items() if canary in dump] == []


def test_the_search_would_find_a_leak(told):
    told.national_number = CANARIES["card"]
    told.save()

    assert CANARIES["card"] in everything_in_the_tables()


def test_a_sealed_sheet_does_not_open_in_another_row(world, told):
    from members.models import CaseFacts
    from members.tests.hardship.world import person
    from unionplan.core.crypto import UnsealableError

    other = world.open(person(world.union, name="麦谷雨", order=33))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE members_casefacts SET sheet = (SELECT sheet FROM members_casefacts WHERE case_id = %s) "
            "WHERE case_id = %s",
            [told.pk, other.pk],
        )
    with pytest.raises(UnsealableError):
        _ = CaseFacts.objects.get(case=other).facts
    assert CaseFacts.objects.get(case=told).facts["narrative"].startswith("透析三年")


def picture(**extra) -> bytes:
    """A photograph that says where it was taken and by which telephone."""
    exif = Image.Exif()
    exif[0x010F] = "CANARYPHONE"
    exif.get_ifd(0x8825)[2] = (30.0, 15.0, 10.0)
    out = BytesIO()
    Image.new("RGB", (40, 20), "white").save(out, "JPEG", exif=exif, comment=b"CANARYPLACE", **extra)
    return out.getvalue()


def test_pictures_lose_place_and_device_and_lie_sealed_in_the_store(world):
    case = world.open()
    data = picture()
    assert b"CANARYPHONE" in data

    row = add_evidence(
        case_id=case.pk, kind=EvidenceKind.IDENTITY, filename="../../身份证.JPG", data=data, by=world.officer
    )

    plain = b"".join(open_evidence(row))
    assert b"CANARY" not in plain
    with Image.open(BytesIO(plain)) as kept:
        assert (kept.size, len(kept.getexif()), kept.info.get("comment")) == ((40, 20), 0, None)
    with row.file.open() as stored:
        assert plain[:20] not in stored.read()
    assert row.facts["filename"] == "身份证.jpg"
    assert "身份证" not in row.file.name


@pytest.mark.parametrize(
    "data",
    [b"MZ\x90\x00", b"<svg onload=alert(1)>", b"", b"PK\x03\x04", b"GIF89a" + b"0" * 50, b"%PDF-" + b"0" * 10_485_760],
)
def test_other_files_are_refused_beside_the_field(world, data):
    case = world.open()

    with pytest.raises(DomainError) as caught:
        add_evidence(case_id=case.pk, kind=EvidenceKind.OTHER, filename="x.jpg", data=data, by=world.officer)
    assert caught.value.field == "file"


def test_a_picture_of_absurd_size_is_refused_before_it_is_drawn(world):
    out = BytesIO()
    Image.new("1", (8_000, 8_000)).save(out, "PNG")

    with pytest.raises(DomainError, match="PDF、JPEG"):
        add_evidence(
            case_id=world.open().pk, kind=EvidenceKind.OTHER, filename="x.png", data=out.getvalue(), by=world.officer
        )


def test_a_paper_leaves_through_an_opened_file_only_and_the_look_is_kept(client, world):
    case = world.open()
    row = add_evidence(case_id=case.pk, kind=EvidenceKind.INCOME, filename="收入.pdf", data=PDF, by=world.officer)
    address = reverse("members:hardship-evidence", args=[case.pk, row.pk])
    client.force_login(world.chair)
    assert client.get(address).url.startswith(reverse("members:hardship-open", args=[case.pk]))
    ask_to_open(case=case, purpose="decision", note="", by=world.chair, now=timezone.now())

    answer = client.get(address)

    assert b"".join(answer.streaming_content) == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer.headers["Cache-Control"]
    assert FileOpening.objects.filter(opened_by=world.chair, what=f"evidence:{row.pk}").count() == 1


def test_refusals_and_logs_repeat_nothing_that_was_typed(client, world, caplog):
    caplog.set_level(logging.DEBUG)
    case = world.open()
    ask_to_open(case=case, purpose="intake", note="", by=world.officer, now=timezone.now())
    client.force_login(world.officer)
    wrong = resident(order=99)[:-1] + "?"

    answer = client.post(
        reverse("members:hardship-relative-add", args=[case.pk]),
        {
            "name": "禾小雨",
            "relation": "son",
            "number": wrong,
            "health": "good",
            "work_status": "pupil",
            "month_income": "0",
        },
    )

    assert answer.status_code == 422
    assert wrong not in caplog.text
    assert "禾小雨" not in caplog.text
