"""The register for REST clients: the reader's scope, filters, constant queries."""

from datetime import date

import pytest

from members.enums import OrganizationKind
from members.tests.factories import OrganizationFactory, officer_of
from members.tests.factories_register import (
    EmployerFactory,
    EmployerFiguresFactory,
    GradeAwardFactory,
    GradeSchemeFactory,
    TermCandidateFactory,
    TermFactory,
    UnionEmployerFactory,
)

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture
def county():
    return OrganizationFactory(code="C", name="测试县总工会", kind=OrganizationKind.FEDERATION)


@pytest.fixture
def reader(client, county):
    officer = officer_of(county)
    client.force_login(officer)
    return client


def results(answer):
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def test_organizations_are_a_tree_within_reach(reader, county, django_assert_num_queries):
    town = OrganizationFactory(parent=county, code="C1", kind=OrganizationKind.FEDERATION)
    union = OrganizationFactory(parent=town, code="C1-1", founded_on=date(2026, 5, 1), legal_status="registered")
    OrganizationFactory(parent=OrganizationFactory(code="X"), code="X1")

    with django_assert_num_queries(5):  # session, account, two for rights, rows
        tree = reader.get(f"{API}/organizations/tree/").json()

    assert [
        (top["code"], [(one["code"], [two["code"] for two in one["below"]]) for one in top["below"]]) for top in tree
    ] == [("C", [("C1", ["C1-1"])])]
    for asked, codes in (
        ({"above": "C"}, ["C1"]),
        ({"legal_status": "registered"}, ["C1-1"]),
        ({"founded_from": "2026-01-01", "founded_to": "2026-12-31"}, ["C1-1"]),
        ({"above": "X"}, []),
    ):
        assert [row["code"] for row in results(reader.get(f"{API}/organizations/", asked))] == codes
    assert reader.get(f"{API}/organizations/{union.code}/").json()["founded_on"] == "2026-05-01"
    assert reader.get(f"{API}/organizations/X1/").status_code == 404


@pytest.mark.parametrize("count", [1, 5])
def test_employers_come_with_years_and_unions_in_constant_queries(reader, county, django_assert_num_queries, count):
    for _number in range(count):
        employer = EmployerFactory(area=county, industry="03")
        EmployerFiguresFactory(employer=employer, sales=5)
        UnionEmployerFactory(employer=employer, organization=county)
    EmployerFactory(area=county, industry="03", name="没有工会")
    EmployerFactory(industry="03")

    with django_assert_num_queries(7):  # session, account, two for rights, rows, years, unions
        rows = results(reader.get(f"{API}/employers/", {"has_union": "true", "industry": "03"}))

    assert len(rows) == count
    assert rows[0]["figures"] == [
        {"year": 2025, "sales": "5.00", "as_of": "2025-12-31", "staff": 60, "women": 20, "migrant": 0, "dispatched": 0}
    ]
    assert rows[0]["unions"] == [{"organization": "C", "starts_on": "2020-01-01", "ends_on": None}]
    assert [row["name"] for row in results(reader.get(f"{API}/employers/", {"has_union": "false"}))] == ["没有工会"]


def test_terms_and_grades_are_narrowed_and_scoped(reader, county):
    union = OrganizationFactory(parent=county, code="C1")
    term = TermFactory(organization=union, ends_on=date(2026, 12, 31))
    TermCandidateFactory(term=term, name="甲", votes=9, is_elected=True)
    TermFactory(organization=county, ends_on=date(2029, 12, 31))
    foreign = TermFactory(ends_on=date(2026, 12, 31))
    GradeAwardFactory(organization=union, scheme=GradeSchemeFactory(organization=county, name="六好"), year=2026)
    GradeAwardFactory(scheme__name="六好", year=2026)

    terms = results(reader.get(f"{API}/terms/", {"ends_to": "2027-01-01", "below": "C"}))
    grades = results(reader.get(f"{API}/grades/", {"grade": "六好", "year": 2026}))

    assert [(row["id"], row["organization"], row["candidates"][0]["votes"]) for row in terms] == [(term.pk, "C1", 9)]
    assert [(row["organization"], row["grade"], row["awarded_by"]) for row in grades] == [("C1", "六好", "C")]
    assert reader.get(f"{API}/terms/{foreign.pk}/").status_code == 404


@pytest.mark.parametrize("part", ["employers", "terms", "grades", "organizations"])
def test_nothing_is_written_this_way_and_strangers_see_nothing(client, reader, county, part):
    assert reader.post(f"{API}/{part}/", {}, content_type="application/json").status_code == 405
    client.logout()
    assert client.get(f"{API}/{part}/").status_code == 401
