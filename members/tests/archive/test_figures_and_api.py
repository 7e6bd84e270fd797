"""Figures with the records behind them, and the API: masked, scoped, paged."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.urls import reverse

from members.choices.people import MemberState, Standing
from members.enums import Post
from members.models import Headcount, Member
from members.services.archive.counting import (
    FIGURES,
    archives_complete,
    coverage,
    members_on,
    moves,
    new_members,
    women_on,
)
from members.services.archive.standing import record_death, retain
from members.services.archive.steps import StepKind
from members.tests.archive.people import county, member_in, numbered
from members.tests.factories import officer_of
from unionplan.core.counting import Window

pytestmark = pytest.mark.django_db
YEAR = Window(date(2026, 1, 1), date(2026, 6, 30))


def test_new_members_are_counted_by_the_day_of_approval_within_the_subtree():
    place = county()
    first, last = (member_in(place.first, joined_on=day) for day in (YEAR.start, YEAR.end))
    for day in (date(2025, 12, 31), date(2026, 7, 1)):
        member_in(place.first, joined_on=day)
    member_in(place.second, joined_on=YEAR.start)
    figure = new_members(path=str(place.first.path), window=YEAR)
    assert (figure.value, figure.unit, figure.as_of) == (2, "人", YEAR.end)
    assert list(figure.records) == [first, last]
    assert new_members(path=str(place.root.path), window=YEAR).value == 3


def test_members_on_a_day_follow_their_stays():
    place = county()
    stays, gone, retired = (member_in(place.first, gender="female") for _number in range(3))
    record_death(member_id=gone.pk, on=date(2026, 3, 1), by=place.chair)
    retain(member_id=retired.pk, on=date(2026, 5, 1), reason="退休", by=place.chair)
    path = str(place.first.path)
    assert members_on(path=path, window=Window(YEAR.start, date(2026, 3, 1))).value == 3
    assert set(women_on(path=path, window=YEAR).records) == {stays, retired}
    assert list(members_on(path=path, window=YEAR, standing=Standing.RETAINED).records) == [retired]
    assert moves(path=path, window=YEAR, kind=StepKind.DIED).value == 1


def test_coverage_is_unknown_until_somebody_reports_how_many_work_there():
    place = county()
    for _number in range(3):
        member_in(place.first)
    path = str(place.root.path)
    assert coverage(path=path, window=YEAR).value is None
    Headcount.objects.create(organization=place.first, as_of=date(2026, 1, 1), staff=4)
    known = coverage(path=path, window=YEAR)
    assert (known.value, known.numerator.value, known.denominator.value) == (Decimal("75.00"), 3, 4)


def test_archives_complete_is_a_share_of_the_roll():
    place = county()
    whole = {"gender": "male", "employment_form": "contract", "born_on": date(1990, 1, 1)}
    complete = member_in(place.first, number=numbered(1), phone="13800138000", **whole)
    for _number in range(3):
        member_in(place.first, **whole)
    member_in(place.first, state=MemberState.WITHDRAWN)
    figure = archives_complete(path=str(place.first.path), window=YEAR)
    assert figure.value == Decimal("25.00")
    assert list(figure.records) == [complete]


@pytest.mark.parametrize("count", [1, 5])
def test_the_api_gives_masks_and_no_birth_date_in_constant_queries(client, django_assert_num_queries, count):
    place = county()
    for serial in range(1, count + 1):
        member_in(place.first, name=f"甲{serial}", number=numbered(serial), phone="13800138678", household="建德市")
    member_in(place.second, name="外人", number=numbered(99))
    client.force_login(place.officer)
    client.get("/api/v1/members/")
    with django_assert_num_queries(7):
        response = client.get("/api/v1/members/")
    rows = response.json()["results"]
    assert len(rows) == count
    assert rows[0]["identity_mask"] == f"3{'*' * 15}{numbered(1)[-2:]}"
    assert rows[0]["phone_mask"] == "1*******678"
    assert rows[0]["organization"] == "YX01"
    for secret in (numbered(1), "13800138678", "1985", "建德市", "外人"):
        assert secret not in response.text


def test_the_api_pages_filters_and_keeps_the_scope(client):
    place = county()
    people = [member_in(place.first, name=name, gender="female") for name in ("陈丹", "阿卜杜热合曼·买买提", "𠮷田")]
    outside = member_in(place.second, name="陈丹")
    client.force_login(place.officer)
    first = client.get("/api/v1/members/", {"page_size": 2}).json()
    second = client.get(first["next"]).json()
    assert [row["id"] for row in first["results"] + second["results"]] == [member.pk for member in people]
    found = client.get("/api/v1/members/", {"search": "𠮷田"}).json()["results"]
    assert [row["name"] for row in found] == ["𠮷田"]
    assert len(client.get("/api/v1/members/", {"search": "cd"}).json()["results"]) == 1
    assert client.get("/api/v1/members/", {"state": "retained"}).json()["results"] == []
    assert client.get("/api/v1/members/", {"below": "YX02"}).json()["results"] == []
    assert client.get(f"/api/v1/members/{people[0].pk}/").json()["name"] == "陈丹"
    assert client.get(f"/api/v1/members/{outside.pk}/").status_code == 404
    assert client.post("/api/v1/members/", {"name": "甲"}).status_code == 405
    client.force_login(officer_of(place.first, post=Post.AUDITOR))
    assert client.get("/api/v1/members/").status_code == 403


def test_figures_over_the_api(client):
    place = county()
    member_in(place.first, joined_on=date(2026, 2, 1))
    client.force_login(place.officer)
    asked = {"organization": "YX01", "start": "2026-01-01", "end": "2026-06-30"}
    rows = {row["key"]: row for row in client.get("/api/v1/member-figures/", asked).json()}
    assert set(rows) == {key for key, _label, _query in FIGURES}
    assert (rows["members.new"]["value"], rows["members.coverage"]["value"]) == ("1.00", None)
    assert client.get("/api/v1/member-figures/", {"organization": "YX02"}).status_code == 404
    assert client.get("/api/v1/member-figures/", {"organization": "YX01", "end": "x"}).status_code == 400
    client.force_login(officer_of(place.first, post=Post.COMMITTEE))
    assert client.get("/api/v1/member-figures/", asked).status_code == 403
    assert Member.objects.count() == 1


def test_the_schema_knows_members_without_a_warning(tmp_path):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yml"))
    assert reverse("api-member-list") in (tmp_path / "schema.yml").read_text()
