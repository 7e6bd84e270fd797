"""Consents: one in force for each purpose and occasion, taken back with its effects, kept in the words shown."""

from threading import Barrier, Thread

import pytest
from django.db import connection
from django.urls import reverse

from members.choices.own import ConsentPurpose
from members.models import Consent
from members.services import consents
from members.tests.factories import MemberFactory, UserFactory
from members.tests.factories_own import ConsentFactory
from unionplan.core.errors import DomainError
from unionplan.core.models import AuditEntry

pytestmark = pytest.mark.django_db
PICTURE, PUBLICITY = ConsentPurpose.PICTURE, ConsentPurpose.PUBLICITY


@pytest.fixture
def member():
    return MemberFactory(user=UserFactory())


@pytest.fixture
def occasions():
    """One case the member may be asked about; forgotten afterwards."""
    consents.on_asking(PUBLICITY, lambda member: [("hardship:12", "2026年帮扶")])
    yield
    del consents._occasions[PUBLICITY]


@pytest.fixture
def taken_down():
    """Who shows names says what happens when they may no longer be shown."""
    seen = []
    consents.on_withdrawal(PICTURE, lambda consent, by: seen.append((consent.member_id, consent.scope, by.pk)))
    yield seen
    del consents._handlers[PICTURE]


def test_a_yes_holds_until_it_is_taken_back_and_a_new_yes_is_a_new_row(member):
    first = consents.give(member=member, purpose=PICTURE, by=member.user)
    assert consents.has(member, PICTURE)
    assert not consents.has(member, ConsentPurpose.HEALTH)
    assert not consents.has(member, PICTURE, scope="hardship:1")
    assert not consents.has(MemberFactory(), PICTURE)

    consents.withdraw(member=member, purpose=PICTURE, by=member.user)
    assert not consents.has(member, PICTURE)
    second = consents.give(member=member, purpose=PICTURE, by=member.user)

    assert second.pk != first.pk
    assert first.text == str(consents.TEXTS[PICTURE].body)
    assert list(AuditEntry.objects.order_by("id").values_list("action", flat=True)) == [
        "members.consent.given",
        "members.consent.withdrawn",
        "members.consent.given",
    ]


def test_somebody_else_says_yes_only_with_a_paper_and_the_guardians_name_is_sealed(member):
    officer = UserFactory()
    with pytest.raises(DomainError):
        consents.give(member=member, purpose=PICTURE, by=officer)

    given = consents.give(member=member, purpose=PICTURE, by=officer, paper="2026-7", guardian="监护人甲乙丙")

    assert Consent.objects.get(pk=given.pk).guardian.reveal() == "监护人甲乙丙"
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(c)::text FROM members_consent c")
        assert "监护人" not in cursor.fetchone()[0]


def test_withdrawal_reaches_those_who_use_the_data(member, taken_down):
    consents.give(member=member, purpose=PICTURE, by=member.user)
    consents.withdraw(member=member, purpose=PICTURE, by=member.user)

    assert taken_down == [(member.pk, "", member.user_id)]
    assert consents.withdraw(member=member, purpose=PICTURE, by=member.user) is None
    assert len(taken_down) == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_consent():
    member = MemberFactory(user=UserFactory())
    start = Barrier(2)

    def say_yes():
        start.wait()
        consents.give(member=member, purpose=PICTURE, by=member.user)
        connection.close()

    people = [Thread(target=say_yes) for _ in range(2)]
    for person in people:
        person.start()
    for person in people:
        person.join()

    assert Consent.objects.in_force().filter(member=member).count() == 1


def test_the_page_gives_and_withdraws_for_the_reader_only(client, member):
    other = ConsentFactory(member__user=UserFactory(), purpose=PICTURE)
    client.force_login(member.user)

    client.post(reverse("members:own-consent-give", args=["picture"]))
    assert consents.has(member, PICTURE)
    client.post(reverse("members:own-consent-withdraw", args=["picture"]))

    assert not consents.has(member, PICTURE)
    assert consents.has(other.member, PICTURE)
    page = client.get(reverse("members:own-consents"))
    assert "已撤回" in page.text
    assert client.post(reverse("members:own-consent-give", args=["nothing"])).status_code == 404


def test_publicity_is_asked_about_case_by_case(client, member, occasions):
    client.force_login(member.user)
    give = reverse("members:own-consent-give", args=["publicity"])

    assert "2026年帮扶" in client.get(reverse("members:own-consents")).text
    assert client.post(give).status_code == 404
    assert client.post(give, {"scope": "hardship:13"}).status_code == 404
    assert client.post(give, {"scope": "hardship:12"}).status_code == 302
    assert consents.has(member, PUBLICITY, scope="hardship:12")


def test_an_account_without_member_has_no_own_pages(client):
    client.force_login(UserFactory())

    names = ["own-archive", "own-consents", "own-copies"]
    assert [client.get(reverse(f"members:{name}")).status_code for name in names] == [404, 404, 404]
    assert client.get(reverse("pages:me")).status_code == 200
