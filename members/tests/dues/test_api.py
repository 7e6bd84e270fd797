"""Dues over REST: sums and charges of what the reader may read, and nothing about wages."""

import pytest
from django.urls import reverse

from members.enums import Post
from members.tests.dues.doing import charge_of, charged, finance_of, joined, pay, union
from members.tests.factories import OrganizationFactory, UserFactory, officer_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["api-dues-sheet", "api-dues-charge"])
def test_only_books_within_reach_are_listed(client, name):
    county = OrganizationFactory(kind="federation")
    home, sibling = union(parent=county), union(parent=county)
    foreign = union()
    for body in (home, sibling, foreign):
        joined(body, wage="4321.09")
    charged(home, sibling, foreign)

    def codes(user):
        client.force_login(user)
        answer = client.get(reverse(f"{name}-list"))
        assert "4321" not in answer.text
        return {row["organization"] for row in answer.json()["results"]}

    assert codes(finance_of(home)) == {home.code}
    assert codes(finance_of(county)) == {home.code, sibling.code}
    assert codes(officer_of(home, post=Post.WOMEN_OFFICER)) == set()
    assert codes(UserFactory()) == set()


def test_a_charge_out_of_reach_is_not_there(client):
    home = union()
    foreign = joined(union())
    charged(home, foreign.home)
    client.force_login(finance_of(home))

    assert client.get(reverse("api-dues-charge-detail", args=[charge_of(foreign).pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 4])
def test_open_charges_in_constant_queries(client, django_assert_num_queries, count):
    home = union()
    members = [joined(home) for _ in range(count + 1)]
    charged(home)
    finance = finance_of(home)
    pay(charge_of(members[0]), "28.35", finance)
    client.force_login(finance)
    address = reverse("api-dues-charge-list")

    with django_assert_num_queries(6):
        answer = client.get(address, {"is_open": "true", "below": home.code})

    assert [row["balance"] for row in answer.json()["results"]] == [28.35] * count
