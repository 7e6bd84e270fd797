"""Offices begin and end; every right ends with its office on the next request, and everything leaves a trace."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from members.enums import OrganizationKind, Post
from members.models import Office, Organization
from members.services.offices import appoint, end_office
from members.services.organizations import change_organization, create_organization, move_organization
from members.tests.factories import LONG_AGO, OfficeFactory, OrganizationFactory, UserFactory, officer_of
from unionplan.core.errors import DomainError
from unionplan.core.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    return OrganizationFactory(name="测试县总工会", kind=OrganizationKind.FEDERATION)


@pytest.fixture
def chair(county):
    return officer_of(county, post=Post.CHAIR)


def page(name: str, *args: int) -> str:
    return reverse(f"members:{name}", args=args)


def test_a_person_whose_office_ended_has_no_right_on_the_next_request(client, county, chair):
    officer = officer_of(county)
    client.force_login(officer)
    assert client.get(page("organization-detail", county.pk)).status_code == 200

    end_office(office_id=officer.offices.get().pk, ends_on=timezone.localdate() - timedelta(days=1), by=chair)

    assert client.get(page("organization-detail", county.pk)).status_code == 404


def test_appointing_somebody_gives_the_rights_at_once_and_says_who_did_it(client, county, chair):
    newcomer = UserFactory(username="newcomer")
    client.force_login(chair)

    asked = {"username": "newcomer", "post": "officer", "field_of_work": "宣传", "starts_on": "2026-01-01"}
    response = client.post(page("office-appoint", county.pk), asked)

    assert response.url == page("organization-detail", county.pk)
    entry = AuditEntry.objects.get(action="members.office.appointed")
    assert (entry.actor, entry.subject, entry.channel) == (chair, f"organization:{county.pk}", "web")
    client.force_login(newcomer)
    assert county.name in client.get(page("organization-list")).text


def test_an_unknown_name_is_told_beside_its_field_and_nothing_typed_is_lost(client, county, chair):
    client.force_login(chair)

    asked = {"username": "nobody", "post": "officer", "field_of_work": "财务", "starts_on": "2026-01-01"}
    response = client.post(page("office-appoint", county.pk), asked)

    assert response.status_code == 422
    assert "没有这个用户名的账号" in response.text
    assert 'value="财务"' in response.text
    assert Office.objects.count() == 1


@pytest.mark.parametrize("name", ["organization-change", "organization-add", "office-appoint"])
def test_an_officer_without_the_right_is_told_who_has_it(client, county, chair, name):
    client.force_login(officer_of(county))

    for answer in (client.get(page(name, county.pk)), client.post(page(name, county.pk))):
        assert answer.status_code == 403
        assert "由该单位主席、副主席管理" in answer.text


def test_what_lies_outside_is_not_found(client, chair):
    elsewhere = OfficeFactory(organization__name="别的县总工会")
    client.force_login(chair)

    assert client.get(page("organization-detail", elsewhere.organization_id)).status_code == 404
    assert client.post(page("office-end", elsewhere.pk), {"ends_on": "2026-01-01"}).status_code == 404
    assert "别的县" not in client.get(page("organization-list")).text
    elsewhere.refresh_from_db()
    assert elsewhere.ends_on is None


def test_the_organization_below_is_read_but_not_managed_unless_the_office_says_so(client, county, chair):
    base = OrganizationFactory(parent=county)
    client.force_login(chair)
    assert client.get(page("organization-detail", base.pk)).status_code == 200
    assert client.get(page("office-appoint", base.pk)).status_code == 403

    chair.offices.update(writes_below=True)

    assert client.get(page("office-appoint", base.pk)).status_code == 200


def test_rights_below_are_handed_on_only_by_those_who_have_them(county, chair):
    UserFactory(username="helper")
    wish = {
        "username": "helper",
        "organization": county,
        "post": Post.OFFICER,
        "starts_on": LONG_AGO,
        "writes_below": True,
    }
    with pytest.raises(DomainError, match="不能授予他人"):
        appoint(by=chair, **wish)

    chair.offices.update(writes_below=True)
    del chair.access

    assert appoint(by=chair, **wish).writes_below is True


@pytest.mark.parametrize(
    ("held", "wished", "is_refused"),
    [
        ((date(2024, 1, 1), None), (date(2026, 1, 1), None), True),
        ((date(2024, 1, 1), date(2025, 12, 31)), (date(2026, 1, 1), None), False),
        ((date(2024, 1, 1), date(2026, 1, 1)), (date(2026, 1, 1), None), True),
        ((date(2026, 1, 1), None), (date(2025, 1, 1), date(2025, 12, 31)), False),
    ],
)
def test_one_post_is_held_once_at_a_time(county, chair, held, wished, is_refused):
    office = OfficeFactory(organization=county, starts_on=held[0], ends_on=held[1])
    wish = {"username": office.user.username, "organization": county, "post": Post.OFFICER, "by": chair}

    if is_refused:
        with pytest.raises(DomainError, match="已担任该职务"):
            appoint(starts_on=wished[0], ends_on=wished[1], **wish)
    else:
        appoint(starts_on=wished[0], ends_on=wished[1], **wish)


def test_nobody_ends_the_own_office(client, county, chair):
    client.force_login(chair)

    response = client.post(page("office-end", chair.offices.get().pk), {"ends_on": "2026-12-31"})

    assert response.status_code == 422
    assert "由上级工会或系统管理员结束" in response.text
    assert chair.offices.get().ends_on is None


def test_a_new_body_hangs_below_its_parent_and_a_taken_code_is_told(client, county, chair):
    client.force_login(chair)
    asked = {"name": "测试医院工会", "code": "HOSP-1", "kind": "base"}

    assert client.post(page("organization-add", county.pk), asked).status_code == 302
    again = client.post(page("organization-add", county.pk), asked)

    assert Organization.objects.get(code="HOSP-1").lies_within(county.path)
    assert again.status_code == 422
    assert "“HOSP-1”已被使用" in again.text


def test_a_moved_body_takes_everything_below_it_along_and_rights_follow(county, chair):
    east, west = OrganizationFactory(parent=county), OrganizationFactory(parent=county)
    base = create_organization(parent=east, name="小学工会", code="S1", kind=OrganizationKind.BASE, by=chair)
    group = create_organization(parent=base, name="第一小组", code="S1G1", kind=OrganizationKind.GROUP, by=chair)
    reader = officer_of(west)
    assert list(Organization.objects.reachable_by(reader)) == [west]

    move_organization(organization_id=base.pk, parent_id=west.pk, by=chair)

    assert set(Organization.objects.reachable_by(reader)) == {west, base, group}
    assert AuditEntry.objects.get(action="members.organization.moved").changes == {"parent": [str(east), str(west)]}
    with pytest.raises(DomainError, match="不能移到自己"):
        move_organization(organization_id=west.pk, parent_id=group.pk, by=chair)


def test_a_change_that_changes_nothing_leaves_no_trace(county, chair):
    same = {"name": county.name, "short_name": "", "kind": county.kind, "founded_on": None}

    change_organization(organization_id=county.pk, by=chair, **same)

    assert not AuditEntry.objects.filter(action="members.organization.changed").exists()


@pytest.mark.parametrize("count", [1, 6])
def test_the_tree_shows_who_holds_office_in_constant_queries(client, county, chair, django_assert_num_queries, count):
    for _number in range(count):
        OfficeFactory(organization=OrganizationFactory(parent=county))
    OfficeFactory(organization__name="别的县总工会")
    client.force_login(chair)

    # session, account, two for the person's access, topmost bodies, those below, how many below each, offices, unread
    with django_assert_num_queries(9):
        text = client.get(page("organization-list")).text

    assert text.count("干事") == count
    assert "别的县" not in text


def test_the_history_tells_who_did_what_to_those_who_may_read_it(client, county, chair):
    base = create_organization(parent=county, name="中学工会", code="M1", kind=OrganizationKind.BASE, by=chair)
    officer = officer_of(base)
    auditor = officer_of(base, post=Post.AUDITOR)

    client.force_login(auditor)
    assert "建立组织：中学工会" in client.get(page("organization-detail", base.pk)).text
    client.force_login(officer)
    assert "建立组织" not in client.get(page("organization-detail", base.pk)).text


def test_a_body_is_moved_by_those_who_decide_above_it_only(client, county, chair):
    east, west = OrganizationFactory(parent=county), OrganizationFactory(parent=county)
    own_chair = officer_of(east, post=Post.CHAIR)
    client.force_login(own_chair)
    assert client.post(page("organization-move", east.pk), {"parent": east.code}).status_code == 403

    client.force_login(chair)
    assert client.post(page("organization-move", east.pk), {"parent": west.code}).status_code == 422
    chair.offices.update(writes_below=True)
    assert client.post(page("organization-move", east.pk), {"parent": west.code}).status_code == 302

    east.refresh_from_db()
    assert east.parent == west
