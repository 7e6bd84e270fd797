"""A failure is said in words and with the right code, also when the database is what failed."""

import pytest
from django.db import InterfaceError, OperationalError
from django.test import RequestFactory
from django.urls import reverse

from unionplan.pages.errors import server_error


@pytest.mark.parametrize(
    ("failure", "code"),
    [(OperationalError("gone"), 503), (InterfaceError("closed"), 503), (ValueError("a mistake of ours"), 500)],
)
def test_a_database_that_is_away_is_503_and_a_mistake_is_500(failure, code):
    try:
        raise failure
    except type(failure):
        answer = server_error(RequestFactory().get("/"))
    assert answer.status_code == code
    assert answer.headers.get("Retry-After") == ("10" if code == 503 else None)
    assert str(failure) not in answer.text


def test_an_unknown_address_of_the_api_is_answered_with_problem_details(client):
    answer = client.get("/api/v1/nothing-here/")

    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")
    assert answer.json()["title"] == "没有找到，或不在您的查看范围内。"


@pytest.mark.parametrize("name", ["api-docs", "api-redoc"])
def test_who_opens_the_api_pages_without_login_comes_to_the_login(client, name):
    answer = client.get(reverse(name))

    assert (answer.status_code, answer.url) == (302, f"{reverse('account_login')}?next={reverse(name)}")
