"""The tree a level at a time: quick at county size, within reach, moved by those who decide on both sides."""

import threading
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from members.enums import OrganizationKind, Post
from members.models import Organization, OrganizationMove
from members.services.organizations import move_organization
from members.services.register.moves import places_of, take_back_move
from members.services.register.tree import BRANCH_SIZE
from members.tests.factories import OfficeFactory, OrganizationFactory, officer_of
from members.tests.reminding import shanghai
from unionplan.core.errors import DomainError
from unionplan.core.models import AuditEntry

pytestmark = pytest.mark.django_db
TREE = "/members/organizations/"
HTMX = {"HX-Request": "true"}
# session, account, offices, memberships, topmost bodies, those below, how many below each, offices in force, unread
TREE_QUERIES = 9


@pytest.fixture
def county():
    return OrganizationFactory(name="测试县总工会", code="C", kind=OrganizationKind.FEDERATION)


@pytest.fixture
def chair(county):
    return officer_of(county, post=Post.CHAIR, writes_below=True)


def grow(county, *, towns: int, unions: int) -> list[Organization]:
    """Towns below the county and unions below each town."""
    made = Organization.objects.bulk_create(
        Organization(parent=county, name=f"乡镇{n}总工会", code=f"C{n:03d}", kind=OrganizationKind.FEDERATION)
        for n in range(towns)
    )
    Organization.objects.bulk_create(
        Organization(parent=town, name=f"{town.name}基层{n}", code=f"{town.code}-{n:03d}", kind=OrganizationKind.BASE)
        for town in made
        for n in range(unions)
    )
    return made


def test_two_thousand_bodies_cost_the_queries_of_two(client, county, chair, django_assert_num_queries):
    OrganizationFactory(name="别的县总工会")
    towns = grow(county, towns=40, unions=49)
    client.force_login(chair)

    with django_assert_num_queries(TREE_QUERIES):
        page = client.get(TREE)

    assert Organization.objects.count() == 2_002
    assert page.text.count('class="tree-node"') == 41
    assert "下级 49 个" in page.text
    assert "别的县" not in page.text
    with django_assert_num_queries(8):  # session, account, two for rights, the parent, its children, counts, offices
        branch = client.get(reverse("members:organization-branch", args=[towns[7].pk]), headers=HTMX)
    assert branch.text.count('class="tree-node"') == 49
    assert "<html" not in branch.text


def test_the_tree_opens_down_to_a_body_without_a_script(client, county, chair, django_assert_num_queries):
    towns = grow(county, towns=3, unions=2)
    deep = OrganizationFactory(parent=Organization.objects.get(code="C001-001"), name="第一小组", code="G1")
    client.force_login(chair)
    asked = reverse("members:organization-branch", args=[deep.parent_id])

    page = client.get(asked, follow=True)

    assert page.redirect_chain == [(f"{TREE}?at={deep.parent_id}", 302)]
    assert "第一小组" in page.text
    assert "乡镇0总工会基层0" not in page.text
    with django_assert_num_queries(TREE_QUERIES + 1):
        client.get(TREE, {"at": towns[0].pk})


def test_a_broad_branch_goes_on_where_it_stopped(client, county, chair):
    grow(county, towns=BRANCH_SIZE + 5, unions=0)
    client.force_login(chair)

    page = client.get(TREE)
    rest = client.get(
        reverse("members:organization-branch", args=[county.pk]), {"after": f"C{BRANCH_SIZE - 1:03d}"}, headers=HTMX
    )

    assert page.text.count('class="tree-node"') == BRANCH_SIZE + 1
    assert f"after=C{BRANCH_SIZE - 1:03d}" in page.text
    assert rest.text.count('class="tree-node"') == 5
    last = client.get(TREE, {"at": Organization.objects.get(code=f"C{BRANCH_SIZE + 4:03d}").pk})
    assert f"乡镇{BRANCH_SIZE + 4}总工会" in last.text


def test_search_finds_names_codes_and_their_place_within_reach(client, county, chair, django_assert_num_queries):
    grow(county, towns=3, unions=2)
    OrganizationFactory(name="别的乡镇1总工会基层")
    client.force_login(chair)

    with django_assert_num_queries(7):
        found = client.get(TREE, {"q": "基层1"})

    assert found.text.count('class="tree-hit"') == 3
    assert "测试县总工会 ›" in found.text
    assert "别的乡镇" not in found.text
    assert client.get(TREE, {"q": "C002-001"}).text.count('class="tree-hit"') == 1
    assert "没有找到" in client.get(TREE, {"q": "不存在的工会"}).text


def test_what_a_field_offers_stays_within_reach(client, county, chair):
    OrganizationFactory(name="别的乡镇总工会", code="X1")
    grow(county, towns=2, unions=0)
    client.force_login(chair)

    offered = client.get(reverse("members:organization-options"), {"q": "乡镇"}).text

    assert offered.count("<option") == 2
    assert "别的乡镇" not in offered


def drop(client, body, parent):
    return client.post(reverse("members:organization-drop", args=[body.pk]), {"parent": parent.pk})


def test_a_dragged_body_moves_and_comes_back_with_one_step(client, county, chair):
    east, west = grow(county, towns=2, unions=1)
    base = Organization.objects.get(parent=east)
    client.force_login(chair)

    answer = drop(client, base, west).json()

    base.refresh_from_db()
    assert base.lies_within(west.path)
    assert "已移到" in answer["text"]
    assert client.post(answer["undo"]).status_code == 302
    base.refresh_from_db()
    assert base.lies_within(east.path)
    again = client.post(answer["undo"])
    assert again.status_code == 409
    assert "已经撤销" in again.text
    assert [entry.action for entry in AuditEntry.objects.filter(target_id=str(base.pk)).order_by("pk")] == [
        "members.organization.moved",
        "members.organization.move_taken_back",
    ]


def test_a_move_into_oneself_is_refused_in_words(client, county, chair):
    (east,) = grow(county, towns=1, unions=1)
    client.force_login(chair)

    answer = drop(client, east, Organization.objects.get(parent=east))

    assert answer.status_code == 409
    assert answer.json() == {"text": "不能移到自己或自己的下级下面。", "tone": "error"}


def test_only_who_decides_on_both_sides_moves_or_takes_back(client, county, chair):
    east, west = grow(county, towns=2, unions=1)
    base = Organization.objects.get(parent=east)
    stranger = OrganizationFactory()
    client.force_login(officer_of(east, post=Post.CHAIR))
    assert drop(client, base, west).status_code == 404
    client.force_login(officer_of(county))
    assert drop(client, base, west).status_code == 403
    client.force_login(chair)
    assert drop(client, base, stranger).status_code == 404
    move = move_organization(organization_id=base.pk, parent_id=west.pk, by=chair)
    client.force_login(officer_of(west, post=Post.CHAIR))
    assert client.post(reverse("members:move-undo", args=[move.pk])).status_code == 403
    client.force_login(officer_of(stranger, post=Post.CHAIR))
    assert client.post(reverse("members:move-undo", args=[move.pk])).status_code == 404


def test_the_page_tells_under_whom_a_body_hung_from_when_to_when(client, county, chair):
    east, west = grow(county, towns=2, unions=1)
    base = Organization.objects.get(parent=east)
    Organization.objects.filter(pk=base.pk).update(founded_on=date(2019, 5, 1))
    base.refresh_from_db()
    for day, parent in ((3, west), (9, east)):
        move_organization(organization_id=base.pk, parent_id=parent.pk, by=chair, now=shanghai(2026, 3, day))
    with time_machine.travel(shanghai(2026, 3, 10), tick=False):
        mistake = move_organization(organization_id=base.pk, parent_id=west.pk, by=chair)
        take_back_move(move_id=mistake.pk, by=chair)

    stays = [(place.parent, place.since, place.until) for place in places_of(base)]

    assert stays == [
        (east, date(2026, 3, 9), None),
        (west, date(2026, 3, 3), date(2026, 3, 9)),
        (east, date(2019, 5, 1), date(2026, 3, 3)),
    ]
    client.force_login(chair)
    assert "上级的变更" in client.get(reverse("members:organization-detail", args=[base.pk])).text


def test_a_move_followed_by_another_is_not_taken_back(county, chair):
    east, west = grow(county, towns=2, unions=1)
    base = Organization.objects.get(parent=east)
    first = move_organization(organization_id=base.pk, parent_id=west.pk, by=chair)
    move_organization(organization_id=base.pk, parent_id=county.pk, by=chair)

    with pytest.raises(DomainError, match="之后又调整过"):
        take_back_move(move_id=first.pk, by=chair)


@pytest.mark.django_db(transaction=True)
def test_two_moves_at_once_never_hang_two_bodies_below_each_other():
    county = OrganizationFactory(code="C")
    by = officer_of(county, post=Post.CHAIR, writes_below=True)
    east, west = grow(county, towns=2, unions=1)
    start = threading.Barrier(2)
    outcomes: list[str] = []

    def move(body, parent):
        start.wait()
        try:
            move_organization(organization_id=body.pk, parent_id=parent.pk, by=by)
            outcomes.append("moved")
        except DomainError as error:
            outcomes.append(error.message)
        finally:
            connection.close()

    threads = [threading.Thread(target=move, args=pair) for pair in ((east, west), (west, east))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)

    assert sorted(outcomes) == ["moved", "不能移到自己或自己的下级下面。"]
    assert OrganizationMove.objects.count() == 1
    paths = dict(Organization.objects.values_list("pk", "path"))
    assert all(paths[body.pk].startswith(f"{county.pk}.") for body in (east, west))
    assert Organization.objects.below([str(county.pk)]).count() == 5


def test_who_holds_office_shows_beside_the_name(client, county, chair):
    (town,) = grow(county, towns=1, unions=0)
    OfficeFactory(organization=town, user__full_name="甲主席", post=Post.CHAIR)
    OfficeFactory(organization=town, user__full_name="前任", post=Post.CHAIR, ends_on=date(2021, 1, 1))
    client.force_login(chair)

    text = client.get(TREE).text

    assert "主席 甲主席" in text
    assert "前任" not in text
