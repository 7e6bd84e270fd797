"""What is compiled once for all readers answers each of them as the scope itself would, at the very next request."""

from datetime import timedelta

import pytest
from django.utils import timezone

from members.enums import Post, TokenScope
from members.models import ApiToken, Membership, Office
from members.reach import Reach
from members.services.keys import create_token, find_token
from members.tests.factories import MembershipFactory, OfficeFactory, OrganizationFactory, UserFactory, officer_of
from plans.api.views import EntryViewSet, ItemViewSet, PlanViewSet, SectionViewSet, TargetViewSet
from plans.enums import Audience, PlanKind
from plans.tests.factories import (
    OccurrenceFactory,
    PlanFactory,
    PlanItemFactory,
    SectionFactory,
    TargetFactory,
    TimeWindowFactory,
)

pytestmark = pytest.mark.django_db
LISTS = {
    "plans": PlanViewSet,
    "sections": SectionViewSet,
    "items": ItemViewSet,
    "targets": TargetViewSet,
    "entries": EntryViewSet,
}


@pytest.fixture
def county():
    return OrganizationFactory()


@pytest.fixture
def town(county):
    return OrganizationFactory(parent=county)


def bearer_of(user) -> dict[str, str]:
    _token, secret = create_token(by=user, name="汇总", scope=TokenScope.READ, days=30)
    return {"Authorization": f"Bearer {secret}"}


def filled_plan(organization, **fields):
    plan = PlanFactory(organization=organization, **fields)
    section = SectionFactory(plan=plan)
    for audience in (Audience.OFFICERS, Audience.MEMBERS):
        item = PlanItemFactory(plan=plan, section=section, audience=audience)
        OccurrenceFactory(window=TimeWindowFactory(item=item))
        TargetFactory(item=item)
    PlanItemFactory(plan=plan, section=section, removed_at=timezone.now())
    return plan


def people(county, town) -> list:
    """Nobody, an officer above, one beside with two offices, one whose office ended, members, an author."""
    today = timezone.localdate()
    sibling = OrganizationFactory(parent=county)
    beside, gone, waiting, member, left, author = (UserFactory() for _ in range(6))
    OfficeFactory(user=beside, organization=sibling)
    OfficeFactory(user=beside, organization=town, post=Post.AUDITOR)
    OfficeFactory(user=gone, organization=county, ends_on=today - timedelta(days=1))
    OfficeFactory(user=waiting, organization=county, starts_on=today + timedelta(days=1))
    MembershipFactory(member__user=member, organization=town)
    MembershipFactory(member__user=left, organization=town, ends_on=today - timedelta(days=1))
    for place in (county, town, sibling):
        filled_plan(place, approved=True)
        filled_plan(place)
        filled_plan(place, kind=PlanKind.PERSONAL, author=author)
    return [UserFactory(), officer_of(county), beside, gone, waiting, member, left, author]


def test_every_list_shows_each_reader_exactly_the_scope(client, county, town):
    seen = {}
    for user in people(county, town):
        bearer = bearer_of(user)
        for name, view in LISTS.items():
            wanted = list(view.scope(user).order_by("id").values_list("id", flat=True))
            page = client.get(f"/api/v1/{name}/", headers=bearer).json()["results"]
            assert [row["id"] for row in page] == wanted, (name, user.pk)
            seen.setdefault(name, set()).add(tuple(wanted))
    assert all(len(found) >= 3 for found in seen.values()), "the readers must differ for this to say anything"


def test_a_token_brings_the_reach_its_persons_access_has(county, town):
    for user in people(county, town):
        _token, secret = create_token(by=user, name="汇总", scope=TokenScope.READ, days=30)
        found = find_token(secret, now=timezone.now())
        assert found.user == user
        assert found.reach == Reach.of(user)


@pytest.mark.parametrize("name", [*LISTS, "plans/{plan}/tree"])
def test_with_a_token_reading_is_two_queries(client, county, django_assert_num_queries, name):
    plan = filled_plan(county)
    bearer = bearer_of(officer_of(county))
    address = f"/api/v1/{name.format(plan=plan.pk)}/"
    client.get(address, headers=bearer)  # the first use of a token is noted
    with django_assert_num_queries(2):
        assert client.get(address, headers=bearer).status_code == 200


@pytest.mark.parametrize(
    ("change", "status"),
    [
        (lambda user: Office.objects.filter(user=user).delete(), 404),
        (lambda user: Office.objects.filter(user=user).update(ends_on=timezone.localdate() - timedelta(days=1)), 404),
        (lambda user: type(user).objects.filter(pk=user.pk).update(is_active=False), 401),
        (lambda user: ApiToken.objects.filter(user=user).update(revoked_at=timezone.now()), 401),
        (lambda user: ApiToken.objects.filter(user=user).update(expires_at=timezone.now()), 401),
    ],
    ids=["office removed", "office ended", "account closed", "token stopped", "token expired"],
)
def test_what_was_taken_away_is_gone_at_the_very_next_request(client, county, change, status):
    plan = filled_plan(county)
    user = officer_of(county)
    bearer = bearer_of(user)
    for address in (f"/api/v1/plans/{plan.pk}/", f"/api/v1/plans/{plan.pk}/tree/"):
        assert client.get(address, headers=bearer).status_code == 200
    change(user)
    for address in (f"/api/v1/plans/{plan.pk}/", f"/api/v1/plans/{plan.pk}/tree/"):
        assert client.get(address, headers=bearer).status_code == status


def test_a_membership_that_ended_shows_nothing_more(client, town):
    filled_plan(town, approved=True)
    user = UserFactory()
    MembershipFactory(member__user=user, organization=town)
    bearer = bearer_of(user)
    assert len(client.get("/api/v1/items/", headers=bearer).json()["results"]) == 1
    Membership.objects.update(ends_on=timezone.localdate() - timedelta(days=1))
    assert client.get("/api/v1/items/", headers=bearer).json()["results"] == []


def test_pages_lead_forward_and_back_over_the_same_rows(client, county):
    plan = PlanFactory(organization=county)
    ids = [PlanItemFactory(plan=plan).pk for _ in range(7)]
    bearer = bearer_of(officer_of(county))

    def get(address):
        return client.get(address, headers=bearer).json()

    for address in ("/api/v1/items/?page_size=3", f"/api/v1/items/?page_size=3&plan={plan.pk}"):
        pages = [get(address)]
        while pages[-1]["next"]:
            pages.append(get(pages[-1]["next"]))
        assert [[row["id"] for row in page["results"]] for page in pages] == [ids[:3], ids[3:6], ids[6:]]
        assert pages[0]["previous"] is None
        back = get(pages[2]["previous"])
        assert back["results"] == pages[1]["results"]
        first = get(back["previous"])
        assert (first["results"], first["previous"]) == (pages[0]["results"], None)
        assert get(first["next"])["results"] == pages[1]["results"]


@pytest.mark.parametrize("cursor", ["cD1sb3Jk", "cD0xJm89eA==", "cD05OTk5OTk5OTk5OTk5OTk5OTk5OTk5"])
def test_a_cursor_of_nobodys_making_is_404(client, county, cursor):
    answer = client.get(f"/api/v1/items/?cursor={cursor}", headers=bearer_of(officer_of(county)))
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
