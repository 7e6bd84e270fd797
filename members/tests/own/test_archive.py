"""The own archive: masks until the person asks, in the answer to the asking and nowhere else."""

import pytest
from django.urls import reverse

from members.models import MemberIdentity
from members.tests.factories import MemberFactory, OrganizationFactory, UserFactory
from unionplan.core.models import AuditEntry

pytestmark = pytest.mark.django_db
NUMBER, ADDRESS = "11010519491231002X", "测试路甲乙丙号"
PASSWORD = "walks-by-the-river-77"


@pytest.fixture
def member():
    user = UserFactory()
    user.set_password(PASSWORD)
    user.save()
    found = MemberFactory(user=user, home=OrganizationFactory())
    MemberIdentity.objects.create(
        member=found, number=NUMBER, number_mask="1101**********002X", address=ADDRESS, phone=""
    )
    return found


def test_masks_stand_where_values_are_sealed(client, member):
    client.force_login(member.user)
    page = client.get(reverse("members:own-archive"))

    assert "1101**********002X" in page.text
    assert NUMBER not in page.text
    assert ADDRESS not in page.text
    assert page.text.count("未登记") == 2
    assert page.headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_showing_asks_the_password_first_and_shows_one_value(client, member):
    client.force_login(member.user)
    asked = client.post(reverse("members:own-reveal", args=["number"]))
    assert asked.status_code == 302
    assert asked.url.startswith(reverse("account_reauthenticate"))

    shown = client.post(asked.url, {"password": PASSWORD})

    assert shown.status_code == 200
    assert NUMBER in shown.text
    assert ADDRESS not in shown.text
    entry = AuditEntry.objects.get(action="members.identity.shown_to_owner")
    assert (entry.actor, entry.target_id, entry.changes) == (member.user, str(member.pk), {"part": ["", "number"]})
    assert NUMBER not in client.get(reverse("members:own-archive")).text


def test_a_wrong_password_shows_nothing(client, member):
    client.force_login(member.user)
    asked = client.post(reverse("members:own-reveal", args=["number"]))

    assert NUMBER not in client.post(asked.url, {"password": "wrong"}).text
    assert not AuditEntry.objects.filter(action="members.identity.shown_to_owner").exists()


def test_the_overview_names_every_section(client, member, django_assert_num_queries):
    client.force_login(member.user)
    page = client.get(reverse("pages:me"))

    assert [entry.section.key for entry in page.context["own"]][:1] == ["archive"]
    for entry in page.context["own"]:
        answer = client.get(entry.url, follow=True)
        assert answer.status_code == 200, entry.url
        assert str(entry.section.title) in answer.text
    assert client.get(reverse("members:own-section", args=["unknown"])).status_code == 404
