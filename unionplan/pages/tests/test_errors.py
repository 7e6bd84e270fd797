"""Errors say what happened and what to do now, in both languages, also to strangers and when the database is gone."""

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import DatabaseError
from django.http import Http404
from django.test import Client
from django.urls import path

from members.tests.factories import OrganizationFactory, officer_of
from unionplan.urls import handler400, handler403, handler404, handler500
from unionplan.urls import urlpatterns as real_patterns

_ = (handler400, handler403, handler404, handler500)  # this module is the address book of these tests


def _raises(error: Exception):
    def view(request):
        raise error

    view.login_required = False
    return view


urlpatterns = [
    *real_patterns,
    path("raise/400/", _raises(SuspiciousOperation("broken"))),
    path("raise/403/", _raises(PermissionDenied("需要主席批准。"))),
    path("raise/404/", _raises(Http404("secret plan"))),
    path("raise/500/", _raises(DatabaseError("connection lost"))),
]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.mark.parametrize(
    ("status", "sentence"),
    [(400, "看不懂这个请求"), (403, "没有这项权限"), (404, "没有找到"), (500, "系统没能完成这一步")],
)
@pytest.mark.parametrize("is_known", [True, False], ids=["officer", "stranger"])
def test_an_error_page_names_the_error_and_the_next_step(status, sentence, is_known):
    client = Client(raise_request_exception=False)
    if is_known:
        client.force_login(officer_of(OrganizationFactory()))

    page = client.get(f"/raise/{status}/")

    assert page.status_code == status
    assert f"<h1>{sentence}</h1>" in page.text
    assert "回到工作台" in page.text
    assert "secret plan" not in page.text


def test_a_refusal_says_its_reason(client):
    assert "需要主席批准。" in client.get("/raise/403/").text


def test_a_server_error_asks_the_database_for_nothing_and_speaks_both_languages(django_assert_num_queries):
    client = Client(raise_request_exception=False)

    with django_assert_num_queries(0):
        page = client.get("/raise/500/")

    assert "Something went wrong" in page.text


def test_a_form_from_elsewhere_is_refused_with_advice(client):
    strict = Client(enforce_csrf_checks=True)

    page = strict.post("/accounts/login/", {"login": "x", "password": "y"})

    assert page.status_code == 403
    assert "页面停留太久" in page.text
