"""Nobody looks into a file without saying why; every look is kept and shown to the auditor (rules.md 13.8)."""

from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from members.enums import Post
from members.models import FileOpening
from members.services.hardship.openings import ask_to_open
from members.tests.factories import OrganizationFactory, member_of, officer_of
from members.tests.hardship.world import FORM, person, resident


def url(name, *args):
    return reverse(f"members:{name}", args=args)


def say_why(client, case, **words):
    return client.post(url("hardship-open", case.pk), {"purpose": "yearly", "note": ""} | words)


@pytest.fixture
def case(world):
    return world.open()


PAGES = ("hardship-detail", "hardship-form", "hardship-assess", "hardship-evidence-add", "hardship-relative-add")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_a_file_asks_first_and_comes_back(client, world, case, page):
    client.force_login(world.officer)

    asked = client.get(url(page, case.pk))
    assert asked.status_code == 302
    assert asked.url == f"{url('hardship-open', case.pk)}?next={url(page, case.pk)}"
    assert FORM["address"] not in client.get(asked.url).text
    back = client.post(asked.url, {"purpose": "yearly", "note": "年度复核"})
    assert back.url == url(page, case.pk)
    shown = client.get(back.url)
    assert shown.status_code == 200
    assert "no-store" in shown.headers["Cache-Control"]
    opening = FileOpening.objects.get()
    assert (opening.opened_by, opening.case, opening.note) == (world.officer, case, "年度复核")


def test_an_opening_holds_for_one_person_one_file_and_half_an_hour(client, world, case):
    other = world.open(person(world.union, name="麦谷雨", order=33))
    client.force_login(world.officer)
    say_why(client, case)
    assert client.get(url("hardship-detail", case.pk)).status_code == 200

    assert client.get(url("hardship-detail", other.pk)).status_code == 302
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        client.force_login(world.officer)
        assert client.get(url("hardship-detail", case.pk)).status_code == 302
    client.force_login(world.chair)
    assert client.get(url("hardship-detail", case.pk)).status_code == 302


def test_what_was_typed_in_time_may_be_handed_in_late_and_a_stranger_hands_in_nothing(client, world, case):
    client.force_login(world.officer)
    typed = {"kind": "wage", "amount": "1200"}
    assert client.post(url("hardship-money-add", case.pk), typed).url.startswith(url("hardship-open", case.pk))
    assert not case.income_lines.exists()
    say_why(client, case)

    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        client.force_login(world.officer)
        assert client.post(url("hardship-money-add", case.pk), typed).url == url("hardship-detail", case.pk)
    assert case.income_lines.get().facts["amount"] == "1200.00"


@pytest.mark.parametrize("note", ["禾白露家里情况", f"证件 {resident()}", "电话 13800000000"])
def test_the_reason_names_nobody(client, world, case, note):
    client.force_login(world.officer)

    answer = say_why(client, case, note=note)

    assert answer.status_code == 422
    assert "不要写姓名" in answer.text
    assert not FileOpening.objects.exists()


def test_another_purpose_is_told_in_words_and_the_way_back_stays_in_the_file(client, world, case):
    client.force_login(world.officer)
    assert say_why(client, case, purpose="other").status_code == 422

    away = client.post(f"{url('hardship-open', case.pk)}?next=https://evil.example/", {"purpose": "visit"})
    assert away.url == url("hardship-detail", case.pk)


def test_the_auditor_reads_who_when_and_why_and_no_fact(client, world, case):
    ask_to_open(case=case, purpose="inspection", note="季度抽查", by=world.chair, now=timezone.now())
    client.force_login(world.auditor)

    page = client.get(url("hardship-openings"))

    for told in (case.number, str(world.chair), "上级检查", "季度抽查"):
        assert told in page.text
    for secret in (world.member.name, "禾**", resident(), FORM["address"]):
        assert secret not in page.text
    assert client.get(url("hardship-detail", case.pk)).status_code == 403
    for blind in (officer_of(world.union), officer_of(OrganizationFactory(), post=Post.AUDITOR)):
        client.force_login(blind)
        assert case.number not in client.get(url("hardship-openings")).text


def test_openings_are_added_to_and_never_changed(world, case):
    opening = ask_to_open(case=case, purpose="visit", note="", by=world.officer, now=timezone.now())

    for act in (opening.delete, lambda: FileOpening.objects.update(note="x"), FileOpening.objects.all()._raw_delete):
        with pytest.raises((DatabaseError, TypeError)), transaction.atomic():
            act()
    assert FileOpening.objects.get().note == ""


@pytest.mark.parametrize("name", ["hardship-open", *PAGES])
def test_the_scope_table(client, world, case, name):
    """Own officers and the federation above may ask; inside without the right 403; everybody else 404."""
    sibling = OrganizationFactory(parent=world.county)
    branch = OrganizationFactory(parent=world.union)
    writes = name not in ("hardship-open", "hardship-detail")
    expected = [
        (world.officer, {200, 302}),
        (officer_of(world.county), {403} if writes else {200, 302}),
        (officer_of(world.union, post=Post.FINANCE), {403}),
        (world.auditor, {403}),
        (officer_of(sibling, post=Post.CHAIR), {404}),
        (officer_of(branch, post=Post.CHAIR), {404}),
        (officer_of(OrganizationFactory(), post=Post.CHAIR), {404}),
        (member_of(world.union), {404}),
    ]
    for user, statuses in expected:
        client.force_login(user)
        assert client.get(url(name, case.pk)).status_code in statuses, (name, user)
        if statuses & {403, 404}:
            assert client.post(url(name, case.pk)).status_code in statuses | {405}, (name, user)
