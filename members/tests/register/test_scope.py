"""Who may open and change what of the register: rows of a table, so that a missing check shows as a wrong number."""

import pytest
from django.urls import reverse

from members.enums import OrganizationKind, Post
from members.tests.factories import OfficeFactory, OrganizationFactory, member_of, officer_of
from members.tests.factories_register import (
    AreaGroupFactory,
    AreaGroupMemberFactory,
    EmployerFactory,
    GradeAwardFactory,
    SetupCandidateFactory,
    TermFactory,
    UnionEmployerFactory,
)

pytestmark = pytest.mark.django_db

READERS = ("own chair", "own officer", "own finance", "parent chair", "sibling chair", "foreign chair", "member")
# Page → what it answers to each of READERS. Reading reaches down the tree, writing stays in the organization; outside
# is not found, inside without the right is refused.
READ = (200, 200, 200, 200, 404, 404, 404)
KEEP = (200, 200, 403, 403, 404, 404, 404)  # the register is kept by chair and officer of the organization itself
DECIDE = (200, 403, 403, 403, 404, 404, 404)  # about offices decides its chair
TABLE = {
    "organization-detail": ("union", READ),
    "organization-record": ("union", KEEP),
    "headcount-report": ("union", KEEP),
    "employer-add": ("union", KEEP),
    "group-add": ("union", KEEP),
    "setup-add": ("union", KEEP),
    "scheme-add": ("union", KEEP),
    "term-add": ("union", DECIDE),
    "employer-detail": ("employer", READ),
    "employer-change": ("employer", KEEP),
    "employer-figures": ("employer", KEEP),
    "employer-tie": ("employer", KEEP),
    "tie-end": ("tie", KEEP),
    "group-detail": ("group", READ),
    "group-change": ("group", KEEP),
    "group-join": ("group", KEEP),
    "group-leave": ("place", KEEP),
    "setup-detail": ("setup", READ),
    "setup-change": ("setup", KEEP),
    "setup-advance": ("setup", KEEP),
    "term-detail": ("term", READ),
    "term-election": ("term", DECIDE),
    "term-end": ("term", DECIDE),
    "grade-withdraw": ("award", KEEP),
    "office-handover": ("office", DECIDE),
}


@pytest.fixture
def rows():
    county = OrganizationFactory(kind=OrganizationKind.FEDERATION)
    union, sibling = OrganizationFactory(parent=county), OrganizationFactory(parent=county)
    employer = EmployerFactory(area=union)
    group = AreaGroupFactory(keeper=union)
    return {
        "county": county,
        "union": union,
        "sibling": sibling,
        "employer": employer,
        "tie": UnionEmployerFactory(employer=employer, organization=union),
        "group": group,
        "place": AreaGroupMemberFactory(group=group, organization=union),
        "setup": SetupCandidateFactory(parent=union),
        "term": TermFactory(organization=union),
        "award": GradeAwardFactory(scheme__organization=union, organization=union),
        "office": OfficeFactory(organization=union),
    }


@pytest.fixture
def people(rows):
    return {
        "own chair": officer_of(rows["union"], post=Post.CHAIR),
        "own officer": officer_of(rows["union"]),
        "own finance": officer_of(rows["union"], post=Post.FINANCE),
        "parent chair": officer_of(rows["county"], post=Post.CHAIR),
        "sibling chair": officer_of(rows["sibling"], post=Post.CHAIR),
        "foreign chair": officer_of(OrganizationFactory(), post=Post.CHAIR),
        "member": member_of(rows["union"]),
    }


@pytest.mark.parametrize("name", TABLE)
def test_each_page_answers_each_reader_as_the_table_says(client, rows, people, name):
    target, expected = TABLE[name]
    address = reverse(f"members:{name}", args=[rows[target].pk])

    answers = []
    for reader in READERS:
        client.force_login(people[reader])
        answers.append(client.get(address).status_code)

    assert dict(zip(READERS, answers, strict=True)) == dict(zip(READERS, expected, strict=True))


@pytest.mark.parametrize("name", [name for name, (_target, expected) in TABLE.items() if expected != READ])
def test_a_refused_reader_changes_nothing_either(client, rows, people, name):
    target, expected = TABLE[name]
    address = reverse(f"members:{name}", args=[rows[target].pk])

    for reader, answer in zip(READERS, expected, strict=True):
        if answer != 200:
            client.force_login(people[reader])
            assert client.post(address, {"name": "改", "ends_on": "2026-01-01", "reason": "改"}).status_code == answer


def test_an_upper_chair_whose_office_reaches_down_keeps_the_register_below(client, rows):
    upper = officer_of(rows["county"], post=Post.CHAIR, writes_below=True)
    client.force_login(upper)

    for name, (target, _expected) in TABLE.items():
        assert client.get(reverse(f"members:{name}", args=[rows[target].pk])).status_code == 200, name
