"""Changing items through the API: the page's rights, rules and sentences; repeats have one effect."""

import threading

import pytest
from django.db import connection
from django.test import Client

from members.enums import Post, TokenScope
from members.services.keys import create_token
from members.tests.factories import OrganizationFactory, member_of, officer_of
from plans.enums import ItemState
from plans.models import PlanItem, Revision
from plans.tests.factories import PlanFactory, PlanItemFactory, SectionFactory


@pytest.fixture
def organization(db):
    return OrganizationFactory()


@pytest.fixture
def officer(organization):
    return officer_of(organization)


@pytest.fixture
def item(organization):
    return PlanItemFactory(plan=PlanFactory(organization=organization), title="组织春游")


def bearer(user, scope=TokenScope.WRITE):
    _token, secret = create_token(by=user, name="测试", scope=scope, days=1)
    return {"Authorization": f"Bearer {secret}"}


def patch(client, item, headers, **body):
    return client.patch(f"/api/v1/items/{item.pk}/", body, content_type="application/json", headers=headers)


def post(client, address, headers, **body):
    return client.post(f"/api/v1/items/{address}", body, content_type="application/json", headers=headers)


def test_a_change_answers_the_row_as_it_stands(client, officer, item):
    answer = patch(client, item, bearer(officer), version=1, title="组织秋游", place="湿地公园")
    assert (answer.status_code, answer.json()["title"], answer.json()["version"]) == (200, "组织秋游", 2)
    item.refresh_from_db()
    assert (item.title, item.place) == ("组织秋游", "湿地公园")


def test_the_second_of_two_savers_gets_both_texts(client, officer, item):
    headers = bearer(officer)
    patch(client, item, headers, version=1, title="组织秋游")

    answer = patch(client, item, headers, version=1, title="组织冬训")

    assert answer.status_code == 409
    problem = answer.json()
    assert (problem["yours"], problem["current"], problem["version"]) == (
        {"title": "组织冬训"},
        {"title": "组织秋游"},
        2,
    )
    item.refresh_from_db()
    assert item.title == "组织秋游"


def test_nothing_is_written_that_is_not_declared(client, officer, item):
    before = PlanItem.objects.filter(pk=item.pk).values().get()
    foreign = PlanItemFactory()
    answer = patch(
        client,
        item,
        bearer(officer),
        version=1,
        title="组织秋游",
        state="done",
        plan=foreign.plan_id,
        section=foreign.section_id,
        owner=foreign.plan.author_id,
        removed_at="2026-01-01T00:00:00Z",
        id=foreign.pk,
    )
    assert answer.status_code == 200
    after = PlanItem.objects.filter(pk=item.pk).values().get()
    assert {name for name in after if after[name] != before[name]} == {"title", "version", "updated_at"}


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("officer", 200),
        ("auditor", 403),
        ("officer above", 403),
        ("sibling", 404),
        ("member", 403),
        ("read token", 403),
    ],
)
def test_who_may_change_an_item(client, organization, item, who, code):
    county = OrganizationFactory()
    organization.parent = county
    organization.save()
    users = {
        "officer": officer_of(organization),
        "auditor": officer_of(organization, post=Post.AUDITOR),
        "officer above": officer_of(county),
        "sibling": officer_of(OrganizationFactory(parent=county)),
        "member": member_of(organization),
        "read token": officer_of(organization),
    }
    item.plan.state, item.plan.approver, item.plan.approved_at = "approved", users["officer"], item.created_at
    item.plan.save()
    headers = bearer(users[who], TokenScope.READ if who == "read token" else TokenScope.WRITE)

    answer = patch(client, item, headers, version=1, title="改", reason="上级要求")

    assert answer.status_code == code
    item.refresh_from_db()
    assert item.title == ("改" if code == 200 else "组织春游")
    if code == 403:
        assert answer.json()["title"]


def test_after_approval_a_change_needs_a_reason_and_leaves_a_revision(client, organization):
    plan = PlanFactory(organization=organization, approved=True)
    item = PlanItemFactory(plan=plan)
    headers = bearer(officer_of(organization))
    assert patch(client, item, headers, version=1, title="改").status_code == 409
    assert patch(client, item, headers, version=1, title="改", reason="上级要求").status_code == 200
    assert Revision.objects.get().reason == "上级要求"


def test_progress_follows_the_moves_of_the_pages(client, organization):
    plan = PlanFactory(organization=organization, approved=True)
    item = PlanItemFactory(plan=plan)
    headers = bearer(officer_of(organization, post=Post.COMMITTEE))

    assert post(client, f"{item.pk}/state/", headers, version=1, state="cancelled").status_code == 409
    done = post(client, f"{item.pk}/state/", headers, version=1, state="done")

    assert (done.status_code, done.json()["state"]) == (200, ItemState.DONE)
    assert patch(client, item, headers, version=2, title="改").status_code == 403


def test_five_hundred_items_come_in_one_call_and_few_queries(client, officer, organization, django_assert_num_queries):
    section = SectionFactory(plan=PlanFactory(organization=organization))
    headers = bearer(officer)
    with django_assert_num_queries(18):
        answer = post(client, "bulk/", headers, section=section.pk, titles=[f"事项{n}" for n in range(500)])
    assert answer.status_code == 201
    assert [row["title"] for row in answer.json()] == [f"事项{n}" for n in range(500)]
    assert PlanItem.objects.count() == 500


def test_one_bad_title_refuses_the_whole_batch(client, officer, organization):
    section = SectionFactory(plan=PlanFactory(organization=organization))
    answer = post(client, "bulk/", bearer(officer), section=section.pk, titles=["好", "长" * 501])
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["titles"])
    assert not PlanItem.objects.exists()


def test_a_section_of_a_foreign_plan_is_not_found(client, officer):
    foreign = SectionFactory()
    assert post(client, "", bearer(officer), section=foreign.pk, title="混入").status_code == 404
    assert not PlanItem.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_twenty_parallel_posts_under_one_key_make_one_item():
    organization = OrganizationFactory()
    section = SectionFactory(plan=PlanFactory(organization=organization))
    headers = {**bearer(officer_of(organization)), "Idempotency-Key": "sync-2026-03"}
    answers = []

    def send() -> None:
        answers.append(post(Client(), "", headers, section=section.pk, title="一次"))
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert PlanItem.objects.count() == 1
    assert {answer.status_code for answer in answers} == {201}
    assert all(answer.json() == answers[0].json() for answer in answers)
    assert sum(answer.headers.get("Idempotent-Replayed") == "true" for answer in answers) == 19


def test_a_key_used_for_something_else_is_refused(client, officer, organization):
    section = SectionFactory(plan=PlanFactory(organization=organization))
    headers = {**bearer(officer), "Idempotency-Key": "one"}
    assert post(client, "", headers, section=section.pk, title="甲").status_code == 201
    assert post(client, "", headers, section=section.pk, title="乙").status_code == 422
    assert PlanItem.objects.count() == 1


def test_a_failed_write_leaves_no_answer_behind(client, officer, organization):
    section = SectionFactory(plan=PlanFactory(organization=organization, state="submitted"))
    headers = {**bearer(officer), "Idempotency-Key": "two"}
    assert post(client, "", headers, section=section.pk, title="甲").status_code == 409
    section.plan.state = "draft"
    section.plan.save()
    assert post(client, "", headers, section=section.pk, title="甲").status_code == 201


def test_what_is_no_json_is_refused_in_words(client, officer):
    answer = client.post("/api/v1/items/", "{not json", content_type="application/json", headers=bearer(officer))

    assert (answer.status_code, answer.json()["title"]) == (400, "提交的内容读不懂，请检查格式。")
