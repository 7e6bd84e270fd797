"""The copy of one's own data: complete, sealed at rest, taken by its owner within a day, gone afterwards."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from members.choices.own import CopyState
from members.models import DataCopy, MemberIdentity, Membership
from members.services.own.copies import ask_copy, make_next, purge_copies
from members.tests.factories import MemberFactory, OrganizationFactory, UserFactory
from members.tests.factories_own import ConsentFactory, DataCopyFactory
from unionplan.core.errors import DomainError
from unionplan.core.models import AuditEntry

pytestmark = pytest.mark.django_db
NUMBER = "11010519491231002X"
PASSWORD = "walks-by-the-river-77"


@pytest.fixture
def member():
    user = UserFactory(email="canary-copy@unionplan.example")
    user.set_password(PASSWORD)
    user.save()
    found = MemberFactory(user=user, name="副本测试", skill_level="高级技工")
    MemberIdentity.objects.create(member=found, number=NUMBER)
    Membership.objects.create(member=found, organization=OrganizationFactory(name="副本工会"), starts_on="2024-05-01")
    ConsentFactory(member=found)
    return found


def made(member):
    copy = ask_copy(member=member, by=member.user)
    while make_next(now=timezone.now()):
        pass
    copy.refresh_from_db()
    return copy


def taken(client, copy):
    """Download with the password given on the way."""
    asked = client.post(reverse("members:own-copy-take", args=[copy.pk]))
    return client.post(asked.url, {"password": PASSWORD})


def test_the_copy_holds_what_is_kept_and_nothing_of_anybody_else(client, member):
    stranger = MemberFactory(name="别人的姓名")
    MemberIdentity.objects.create(member=stranger, number="440524188001010014")
    copy = made(member)
    client.force_login(member.user)

    archive = zipfile.ZipFile(io.BytesIO(taken(client, copy).content))
    page, data = archive.read("我的资料.html").decode(), json.loads(archive.read("data.json"))

    for word in ("副本测试", NUMBER, "副本工会", "高级技工", "canary-copy@unionplan.example", "同意在宣传中使用照片。"):
        assert word in page
        assert word in json.dumps(data, ensure_ascii=False)
    assert "别人的姓名" not in page
    assert "440524188001010014" not in page
    assert data["tables"]["members.memberidentity"]["rows"][0]["number"] == NUMBER


def test_what_waits_in_the_database_is_sealed(member):
    copy = made(member)
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM members_datacopy WHERE id = %s", [copy.pk])
        raw = cursor.fetchone()[0]

    assert copy.state == CopyState.READY
    assert raw.split(":")[0] == "trial"
    assert "UEsDB" not in raw  # how every ZIP file begins in Base64


def test_nobody_else_takes_it_and_nobody_after_its_day(client, member):
    copy = made(member)
    other = MemberFactory(user=UserFactory())
    other.user.set_password(PASSWORD)
    other.user.save()
    client.force_login(other.user)
    assert taken(client, copy).status_code == 404
    client.logout()

    client.force_login(member.user)
    assert taken(client, copy).status_code == 200
    DataCopy.objects.update(expires_at=F("expires_at") - timedelta(hours=25))
    assert client.post(reverse("members:own-copy-take", args=[copy.pk])).status_code == 404
    assert purge_copies(now=timezone.now()) == 1
    copy.refresh_from_db()
    assert (copy.state, str(copy.content)) == (CopyState.OVER, "")


def test_asking_and_taking_are_recorded_without_values(client, member):
    copy = made(member)
    client.force_login(member.user)
    taken(client, copy)

    entries = AuditEntry.objects.filter(action__startswith="members.copy.").order_by("id")
    assert [entry.action for entry in entries] == ["members.copy.asked", "members.copy.taken"]
    assert NUMBER not in "".join(f"{entry.changes}{entry.target_label}{entry.note}" for entry in entries)


def test_asking_twice_waits_once_and_nobody_asks_for_another(member):
    first = ask_copy(member=member, by=member.user)

    assert ask_copy(member=member, by=member.user).pk == first.pk
    with pytest.raises(DomainError):
        ask_copy(member=member, by=UserFactory())


def test_a_copy_that_cannot_be_made_does_not_hold_up_the_next(member):
    broken = MemberFactory(user=UserFactory())
    MemberIdentity.objects.create(member=broken, number="440524188001010014")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE members_memberidentity SET number = 'trial:AAAA' WHERE member_id = %s", [broken.pk])
    failing = DataCopyFactory(member=broken, asked_by=broken.user)
    waiting = ask_copy(member=member, by=member.user)

    while make_next(now=timezone.now()):
        pass

    failing.refresh_from_db()
    waiting.refresh_from_db()
    assert (failing.state, waiting.state) == (CopyState.FAILED, CopyState.READY)
