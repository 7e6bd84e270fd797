"""REST tokens: shown once, kept as a digest, a person's own, ended by a click."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from members.models import ApiToken
from members.services.keys import create_token, digest_of, find_token
from members.tests.factories import UserFactory
from unionplan.core.models import AuditEntry

pytestmark = pytest.mark.django_db
PAGE = "members:token-list"


@pytest.fixture
def person(client):
    user = UserFactory()
    client.force_login(user)
    return user


def make(client, **changes):
    asked = {"name": "报表程序甲", "scope": "read", "days": "90", **changes}
    return client.post(reverse(PAGE), asked)


def test_the_secret_is_shown_once_and_never_kept(client, person):
    answer = make(client)
    secret = answer.context["secret"]
    token = ApiToken.objects.get()

    assert secret in answer.text
    assert secret not in client.get(reverse(PAGE)).text
    assert token.digest == digest_of(secret)
    assert secret not in str(list(ApiToken.objects.values()))
    assert "no-store" in answer["Cache-Control"]
    assert abs(token.expires_at - timezone.now() - timedelta(days=90)) < timedelta(minutes=1)
    assert AuditEntry.objects.get().action == "members.token.created"


def test_what_was_typed_is_still_there_beside_the_error(client, person):
    answer = make(client, name="长" * 61, scope="write")
    assert answer.status_code == 422
    assert "长" * 61 in answer.text
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize("days", ["0", "3650", "x"])
def test_a_life_that_is_not_offered_is_refused(client, person, days):
    assert make(client, days=days).status_code == 422
    assert not ApiToken.objects.exists()


def test_a_stopped_token_opens_nothing_any_more(client, person):
    secret = make(client).context["secret"]
    token = ApiToken.objects.get()
    client.post(reverse("members:token-revoke", args=[token.pk]))
    assert find_token(secret, now=timezone.now()) is None
    assert token.name not in client.get(reverse(PAGE)).text


def test_nobody_sees_or_stops_somebody_elses_token(client, person):
    foreign, secret = create_token(by=UserFactory(), name="别人的令牌", scope="read", days=30)
    assert "别人的令牌" not in client.get(reverse(PAGE)).text
    assert client.post(reverse("members:token-revoke", args=[foreign.pk])).status_code == 404
    assert find_token(secret, now=timezone.now()) == foreign


@pytest.mark.parametrize("count", [1, 5])
def test_the_page_costs_the_same_queries_for_one_token_and_for_many(client, person, django_assert_num_queries, count):
    for _ in range(count):
        create_token(by=person, name="汇总", scope="read", days=30)
    # session, user, offices, memberships, unread messages, tokens
    with django_assert_num_queries(6):
        client.get(reverse(PAGE))


def test_an_account_that_was_closed_closes_its_tokens(client, person):
    secret = make(client).context["secret"]
    person.is_active = False
    person.save()
    assert find_token(secret, now=timezone.now()) is None
