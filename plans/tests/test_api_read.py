"""Pulling plans: the same rows, scopes and sentences as the pages, in constant queries."""

import json
from datetime import date, timedelta

import pytest
from django.utils import timezone

from members.enums import Post, TokenScope
from members.services.keys import create_token
from members.tests.factories import OrganizationFactory, UserFactory, member_of, officer_of
from plans.api.serializers import (
    EntrySerializer,
    ItemSerializer,
    PlanSerializer,
    SectionSerializer,
    TargetSerializer,
)
from plans.enums import Audience, ItemState
from plans.models import Occurrence, Plan, PlanItem, Section, Target
from plans.tests.factories import (
    OccurrenceFactory,
    PlanFactory,
    PlanItemFactory,
    SectionFactory,
    TargetFactory,
    TimeWindowFactory,
)

pytestmark = pytest.mark.django_db

# session, user, offices, memberships, rows
READ_QUERIES = 5


@pytest.fixture
def organization():
    return OrganizationFactory()


@pytest.fixture
def officer(organization):
    return officer_of(organization)


@pytest.fixture
def plan(organization):
    return PlanFactory(organization=organization, approved=True)


def fill(plan: Plan, *, items: int = 1) -> list[PlanItem]:
    """Items that use every field an answer can hold."""
    section = SectionFactory(plan=plan, title="重点工作")
    made = [
        PlanItemFactory(
            plan=plan,
            section=section,
            title=f'“三八”活动|"{n}"\\',
            owner=UserFactory(),
            state=ItemState.DONE,
            done_at=timezone.now(),
        )
        for n in range(items)
    ]
    for item in made:
        window = TimeWindowFactory(item=item)
        OccurrenceFactory(window=window)
        TargetFactory(item=item, value="12.5", value_max=20, comparator="range")
        TargetFactory(item=item, value=None, kind="unknown", position=1)
    return made


@pytest.mark.parametrize(
    ("name", "serializer", "model"),
    [
        ("plans", PlanSerializer, Plan),
        ("sections", SectionSerializer, Section),
        ("items", ItemSerializer, PlanItem),
        ("targets", TargetSerializer, Target),
        ("entries", EntrySerializer, Occurrence),
    ],
)
def test_what_the_database_writes_is_what_the_serializer_declares(client, officer, plan, name, serializer, model):
    fill(plan, items=2)
    PlanItemFactory(plan=plan)  # an item with nothing but a title
    client.force_login(officer)

    answer = client.get(f"/api/v1/{name}/").json()["results"]

    declared = [serializer(row).data for row in model.objects.order_by("id")]
    assert answer == json.loads(json.dumps(declared, default=str))
    assert [list(row) for row in answer] == [list(row) for row in declared]
    first = model.objects.order_by("id").first()
    assert client.get(f"/api/v1/{name}/{first.pk}/").json() == answer[0]


@pytest.mark.parametrize("count", [1, 4])
@pytest.mark.parametrize("name", ["plans", "sections", "items", "targets", "entries", "organizations"])
def test_a_list_costs_the_same_queries_for_one_row_and_for_many(
    client, officer, plan, django_assert_num_queries, name, count
):
    fill(plan, items=count)
    client.force_login(officer)
    with django_assert_num_queries(READ_QUERIES):
        assert client.get(f"/api/v1/{name}/").status_code == 200


@pytest.mark.parametrize("count", [1, 30])
def test_the_whole_tree_is_one_answer_of_one_query(client, officer, plan, django_assert_num_queries, count):
    fill(plan, items=count)
    client.force_login(officer)
    with django_assert_num_queries(READ_QUERIES):
        tree = client.get(f"/api/v1/plans/{plan.pk}/tree/").json()
    assert [item["id"] for item in tree["sections"][0]["items"]] == list(PlanItem.objects.values_list("id", flat=True))


def test_the_tree_nests_and_numbers_as_the_page_does(client, officer, plan):
    work = SectionFactory(plan=plan, title="重点工作", position=0)
    march = SectionFactory(plan=plan, parent=work, title="3月份", position=0)
    top = PlanItemFactory(plan=plan, section=work, position=0)
    below = PlanItemFactory(plan=plan, section=work, parent=top, position=0)
    monthly = PlanItemFactory(plan=plan, section=march, position=0)
    PlanItemFactory(plan=plan, section=work, removed_at=timezone.now())
    client.force_login(officer)

    tree = client.get(f"/api/v1/plans/{plan.pk}/tree/").json()

    (section,) = tree["sections"]
    assert section["number"] == "一、"
    (item,) = section["items"]
    assert (item["id"], item["number"]) == (top.pk, "（一）")
    assert [(row["id"], row["number"]) for row in item["items"]] == [(below.pk, "1.")]
    (month,) = section["sections"]
    assert (month["title"], month["number"]) == ("3月份", "")
    assert [row["id"] for row in month["items"]] == [monthly.pk]


def test_reach_is_the_subtree_and_nothing_beside_or_above(client):
    county = OrganizationFactory()
    town, sibling = OrganizationFactory(parent=county), OrganizationFactory(parent=county)
    factory = OrganizationFactory(parent=town)
    plans = {place: PlanFactory(organization=place) for place in (county, town, sibling, factory)}
    client.force_login(officer_of(town))

    listed = [row["id"] for row in client.get("/api/v1/plans/").json()["results"]]

    assert listed == [plans[town].pk, plans[factory].pk]
    for place in (county, sibling):
        for address in ("", "tree/"):
            assert client.get(f"/api/v1/plans/{plans[place].pk}/{address}").status_code == 404
    codes = [row["code"] for row in client.get("/api/v1/organizations/").json()["results"]]
    assert codes == [town.code, factory.code]
    assert client.get(f"/api/v1/organizations/{sibling.code}/").status_code == 404


def test_a_filter_narrows_the_scope_and_never_widens_it(client):
    county = OrganizationFactory()
    town, sibling = OrganizationFactory(parent=county), OrganizationFactory(parent=county)
    PlanFactory(organization=sibling)
    own = PlanFactory(organization=town)
    client.force_login(officer_of(town))

    for asked in (f"below={county.code}", f"organization={sibling.code}", f"below={sibling.code}"):
        found = [row["id"] for row in client.get(f"/api/v1/plans/?{asked}").json()["results"]]
        assert found == ([own.pk] if asked == f"below={county.code}" else [])


def test_a_member_sees_what_an_approved_plan_shows_to_members(client, plan, organization):
    shown, inside = PlanItemFactory(plan=plan), PlanItemFactory(plan=plan, audience=Audience.OFFICERS)
    PlanItemFactory(plan=PlanFactory(organization=organization))  # a draft shows nothing
    client.force_login(member_of(organization))

    assert [row["id"] for row in client.get("/api/v1/items/").json()["results"]] == [shown.pk]
    assert client.get(f"/api/v1/items/{inside.pk}/").status_code == 404
    assert client.get("/api/v1/plans/").json()["results"] == []


def test_filters_of_items(client, officer, plan):
    march, april = PlanItemFactory(plan=plan, title="春游"), PlanItemFactory(plan=plan, title="技能比武")
    OccurrenceFactory(window__item=march)
    OccurrenceFactory(window__item=april, start=date(2026, 4, 1), end=date(2026, 4, 30))
    april.state, april.owner = ItemState.IN_PROGRESS, officer
    april.save()
    client.force_login(officer)

    def ids(asked: str) -> list[int]:
        return [row["id"] for row in client.get(f"/api/v1/items/?{asked}").json()["results"]]

    assert ids("month=2026-03") == [march.pk]
    assert ids("state=in_progress") == [april.pk]
    assert ids(f"owner={officer.username}") == [april.pk]
    assert ids("search=比武") == [april.pk]
    assert ids("year=2026&kind=annual") == [march.pk, april.pk]
    assert ids(f"updated_since={(timezone.now() + timedelta(hours=1)).strftime('%Y-%m-%dT%H:%M:%SZ')}") == []
    entries = client.get("/api/v1/entries/?from=2026-04-01&to=2026-04-30").json()["results"]
    assert [row["item"] for row in entries] == [april.pk]


@pytest.mark.parametrize("asked", ["month=2026-13", "month=march", "state=lost", "updated_since=yesterday", "year=x"])
def test_a_filter_nobody_can_mean_is_400_beside_its_name(client, officer, asked):
    client.force_login(officer)
    answer = client.get(f"/api/v1/items/?{asked}")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert list(answer.json()["errors"]) == [asked.partition("=")[0]]


def test_pages_stay_stable_while_rows_are_added(client, officer, plan):
    first = fill(plan, items=4)
    client.force_login(officer)
    page = client.get("/api/v1/items/?page_size=2").json()
    PlanItemFactory(plan=plan)
    rest = client.get(page["next"]).json()
    assert [row["id"] for row in [*page["results"], *rest["results"]]] == [item.pk for item in first]


@pytest.mark.parametrize("address", ["/api/v1/items/", "/api/v1/plans/{plan}/tree/", "/api/v1/plans/{plan}/"])
def test_an_unchanged_answer_is_304_until_something_changes(client, officer, plan, address):
    (item,) = fill(plan)
    address = address.format(plan=plan.pk)
    client.force_login(officer)
    etag = client.get(address)["ETag"]

    again = client.get(address, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")

    item.delete()
    Plan.objects.filter(pk=plan.pk).update(title="改名")
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 200


def test_a_token_opens_the_api_and_its_end_closes_it(client, officer, plan):
    token, secret = create_token(by=officer, name="汇总", scope=TokenScope.READ, days=30)
    bearer = {"Authorization": f"Bearer {secret}"}
    assert [row["id"] for row in client.get("/api/v1/plans/", headers=bearer).json()["results"]] == [plan.pk]

    token.expires_at = timezone.now()
    token.save()
    ended = client.get("/api/v1/plans/", headers=bearer)
    assert (ended.status_code, ended.json()["type"]) == (401, "urn:unionplan:problem:authentication_failed")
    assert client.get("/api/v1/plans/", headers={"Authorization": "Bearer upt_wrong"}).status_code == 401
    assert client.get("/api/v1/plans/").status_code == 401


def test_an_office_that_ended_shows_nothing_on_the_next_request(client, officer, plan):
    _token, secret = create_token(by=officer, name="汇总", scope=TokenScope.READ, days=30)
    bearer = {"Authorization": f"Bearer {secret}"}
    assert len(client.get("/api/v1/plans/", headers=bearer).json()["results"]) == 1
    officer.offices.update(ends_on=timezone.localdate() - timedelta(days=1))
    assert client.get("/api/v1/plans/", headers=bearer).json()["results"] == []


def test_the_sentence_follows_the_readers_language(client, officer):
    client.force_login(officer)
    chinese, english = (
        client.get("/api/v1/plans/1/", headers={"Accept-Language": language}).json()["title"]
        for language in ("zh-CN", "en-GB,en;q=0.9")
    )
    assert chinese == "没有找到，或不在您的查看范围内。"
    assert english == "Not found, or outside what you may see."


def test_an_auditor_reads_and_the_schema_says_all_of_it(client, organization, plan, capsys):
    from django.core.management import call_command

    client.force_login(officer_of(organization, post=Post.AUDITOR))
    assert len(client.get("/api/v1/plans/").json()["results"]) == 1
    call_command("spectacular", "--validate", "--fail-on-warn")
    assert "/api/v1/plans/{id}/tree/" in capsys.readouterr().out
