"""Who may bring documents in, and who never learns that they are there."""

import pytest
from django.urls import reverse

from members.enums import Post
from members.tests.factories import OrganizationFactory, member_of, officer_of
from plans.enums import PlanKind
from plans.models import ImportPreview, Plan
from plans.services.imports.confirming import confirm_preview
from plans.tests.import_examples import ANNUAL, TWO_PLANS, YEARLESS
from plans.tests.importing import confirm, part, preview_of

pytestmark = pytest.mark.django_db
START = "plans:import-start"


@pytest.fixture
def organization():
    return OrganizationFactory(name="某某镇总工会")


@pytest.fixture
def officer(organization, client):
    user = officer_of(organization)
    client.force_login(user)
    return user


def addresses(preview: ImportPreview) -> list[tuple[str, str]]:
    return [
        ("get", reverse("plans:import-source", args=[preview.source_id])),
        ("get", reverse("plans:import-preview", args=[preview.pk])),
        ("post", reverse("plans:import-confirm", args=[preview.pk])),
        ("get", part(preview, "n7")),
        ("post", part(preview, "n7")),
        ("post", part(preview, "n9", "plans:import-retype")),
        ("post", part(preview, "n7", "plans:import-step", "drop")),
        ("post", reverse("plans:import-doubt", args=[preview.pk, "w1"])),
    ]


def test_a_foreign_preview_does_not_exist(client, organization):
    preview = preview_of(officer_of(organization))
    client.force_login(officer_of(OrganizationFactory()))
    for method, address in [*addresses(preview), ("get", reverse("plans:import-file", args=[preview.source_id]))]:
        assert getattr(client, method)(address).status_code == 404, address
    assert not Plan.objects.exists()


@pytest.mark.parametrize("post", [Post.AUDITOR, Post.COMMITTEE])
def test_who_reads_but_may_not_write_is_told_so(client, organization, post):
    preview = preview_of(officer_of(organization))
    client.force_login(officer_of(organization, post=post))
    for method, address in addresses(preview):
        assert getattr(client, method)(address).status_code == 403, address
    assert client.get(reverse(START)).status_code == 403


def test_a_member_imports_nothing(client, organization):
    client.force_login(member_of(organization))
    assert client.get(reverse(START)).status_code == 403


def test_the_federation_above_reads_and_does_not_import_for_others(client, organization):
    county = OrganizationFactory()
    organization.parent = county
    organization.save()
    organization.refresh_from_db()
    preview = preview_of(officer_of(organization))
    client.force_login(officer_of(county))
    assert client.get(reverse("plans:import-preview", args=[preview.pk])).status_code == 403
    page = client.post(reverse(START), {"organization": organization.pk, "text": ANNUAL})
    assert page.status_code == 422
    assert "organization" in page.context["form"].errors


def test_the_womens_officer_imports_womens_plans_only(client, organization):
    user = officer_of(organization, post=Post.WOMEN_OFFICER)
    preview = preview_of(user)
    client.force_login(user)
    assert confirm(client, preview).status_code == 403
    assert not Plan.objects.exists()
    assert confirm(client, preview, kind=PlanKind.WOMEN).status_code == 302
    assert Plan.objects.get().kind == PlanKind.WOMEN


def test_the_list_of_open_previews_is_the_persons_own(client, officer, organization):
    own = preview_of(officer)
    preview_of(officer_of(organization), YEARLESS)
    done = preview_of(officer, TWO_PLANS)
    confirm_preview(preview_id=done.pk, by=officer)
    page = client.get(reverse(START))
    shown = [shown.preview.pk for shown in page.context["waiting"]]
    other = ImportPreview.objects.get(source=done.source, document_index=1)
    assert set(shown) == {own.pk, other.pk}
