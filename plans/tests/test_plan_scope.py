"""Who sees which plan and item, and who may do what with it."""

from datetime import date

import pytest
from django.urls import reverse

from members.enums import Post
from members.tests.factories import OrganizationFactory, member_of, officer_of
from plans.enums import Audience, PlanKind
from plans.models import PlanItem
from plans.services import items
from plans.tests.doing import approve, edit_url
from plans.tests.factories import (
    PlanFactory,
    PlanItemFactory,
)

pytestmark = pytest.mark.django_db


PLAN_PAGES = ("plan-detail", "plan-edit", "plan-history", "plan-revisions", "item-add", "section-add")


@pytest.mark.parametrize("name", PLAN_PAGES)
@pytest.mark.parametrize("place", ["parent", "sibling", "foreign"])
def test_a_plan_out_of_reach_does_not_exist(client, name, place):
    county = OrganizationFactory()
    own = OrganizationFactory(parent=county)
    organization = {"parent": county, "sibling": OrganizationFactory(parent=county), "foreign": OrganizationFactory()}
    hidden = PlanFactory(organization=organization[place], title="机密计划")
    PlanItemFactory(plan=hidden, title="机密事项")
    client.force_login(officer_of(own, post=Post.CHAIR))

    response = client.get(reverse(f"plans:{name}", args=[hidden.pk]))

    assert response.status_code == 404
    assert "机密" not in response.text


@pytest.mark.parametrize("part", ["text", "time", "owner", "target", "state", "details"])
def test_an_item_out_of_reach_does_not_exist_for_reading_or_writing(client, part):
    hidden = PlanItemFactory(title="机密事项")
    client.force_login(officer_of(OrganizationFactory(), post=Post.CHAIR))

    for response in (
        client.get(edit_url(hidden, part)),
        client.post(edit_url(hidden, part), {"version": 1, "text": "改"}),
        client.get(reverse("plans:item-detail", args=[hidden.pk])),
        client.get(reverse("plans:item-row", args=[hidden.pk])),
        client.get(reverse("plans:item-menu", args=[hidden.pk])),
        client.post(reverse("plans:item-move", args=[hidden.pk]), {"to": "up"}),
        client.post(reverse("plans:item-remove", args=[hidden.pk])),
        client.post(reverse("plans:section-move", args=[hidden.section_id]), {"to": "up"}),
        client.post(reverse("plans:section-remove", args=[hidden.section_id])),
        client.post(reverse("plans:plan-step", args=[hidden.plan_id, "submit"]), {"version": 1}),
    ):
        assert response.status_code == 404
        assert "机密" not in response.text
    hidden.refresh_from_db()
    assert (hidden.title, hidden.version, hidden.removed_at) == ("机密事项", 1, None)


def test_the_federation_above_reads_but_is_told_why_it_may_not_edit(client):
    county = OrganizationFactory(name="县总工会")
    item = PlanItemFactory(plan__organization=OrganizationFactory(parent=county, name="下级工会"), title="走访")
    client.force_login(officer_of(county))

    page = client.get(reverse("plans:plan-detail", args=[item.plan_id]))
    refused = client.post(edit_url(item, "text"), {"version": 1, "text": "改"})

    assert "走访" in page.text
    assert "修改需要在“下级工会”担任有编辑权限的职务" in page.text
    assert edit_url(item, "text") not in page.text
    assert refused.status_code == 403
    item.refresh_from_db()
    assert item.title == "走访"


def test_a_person_whose_office_ended_loses_the_plan_with_the_next_request(client, plan, by):
    address = reverse("plans:plan-detail", args=[plan.pk])
    assert client.get(address).status_code == 200

    by.offices.update(ends_on=date(2021, 1, 1))

    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("post", "kind", "expected"),
    [
        (Post.OFFICER, PlanKind.ANNUAL, 200),
        (Post.CHAIR, PlanKind.ANNUAL, 200),
        (Post.COMMITTEE, PlanKind.ANNUAL, 403),
        (Post.AUDITOR, PlanKind.ANNUAL, 403),
        (Post.WOMEN_OFFICER, PlanKind.ANNUAL, 403),
        (Post.WOMEN_OFFICER, PlanKind.WOMEN, 200),
        (Post.OFFICER, PlanKind.WOMEN, 200),
        (Post.CHAIR, PlanKind.PERSONAL, 403),
    ],
)
def test_who_may_edit_hangs_on_post_and_kind(client, post, kind, expected):
    item = PlanItemFactory(plan__kind=kind)
    client.force_login(officer_of(item.plan.organization, post=post))

    assert client.get(edit_url(item, "text")).status_code == expected


def test_a_personal_plan_is_edited_by_its_author_alone(client):
    item = PlanItemFactory(plan__kind=PlanKind.PERSONAL)
    client.force_login(item.plan.author)

    assert client.get(reverse("plans:plan-detail", args=[item.plan_id])).status_code == 200
    assert client.get(edit_url(item, "text")).status_code == 200


def test_the_owner_and_the_committee_mark_progress_though_they_may_not_edit(client, plan, item):
    owner, other = officer_of(plan.organization, post=Post.AUDITOR), officer_of(plan.organization, post=Post.AUDITOR)
    PlanItem.objects.filter(pk=item.pk).update(owner=owner)

    for reader, expected in ((owner, 200), (officer_of(plan.organization, post=Post.COMMITTEE), 200), (other, 403)):
        client.force_login(reader)
        assert client.get(edit_url(item, "state")).status_code == expected
        assert client.get(edit_url(item, "text")).status_code == 403


def test_a_member_sees_what_is_meant_for_members_and_nothing_of_the_trail(client, plan, by):
    approve(plan, by)
    shown = PlanItemFactory(plan=plan, title="健步走", audience=Audience.MEMBERS)
    inside = PlanItemFactory(plan=plan, title="内部研判", parent=shown, audience=Audience.OFFICERS)
    PlanItem.objects.filter(pk=shown.pk).update(has_children=True)
    items.change_item(item_id=shown.pk, fields={"body": "集合地点另行通知"}, by=by, reason="领导批示原因")
    client.force_login(member_of(plan.organization))

    page = client.get(shown.get_absolute_url())

    assert page.status_code == 200
    assert "集合地点另行通知" in page.text
    for hidden in ("内部研判", "领导批示原因", "操作记录", plan.title):
        assert hidden not in page.text
    assert client.get(inside.get_absolute_url()).status_code == 404
    assert client.get(reverse("plans:item-row", args=[shown.pk])).status_code == 404
    assert client.get(plan.get_absolute_url()).status_code == 404
    assert "看日历" in client.get(reverse("plans:plan-list")).text
