"""Leaks planted on purpose, each of a kind that happens: the very comparison of test_table.py finds every one."""

from datetime import timedelta

import pytest
from django.contrib.auth.backends import ModelBackend
from django.http import HttpResponse

from members.access import Access
from members.api import authentication
from members.models import Message, Organization
from members.models.organizations import OrganizationQuerySet
from members.models.people import MemberQuerySet
from members.models.reminders import MessageQuerySet
from members.services.keys import find_token
from plans.models import Plan
from unionplan.pages import views as pages
from unionplan.tests.authorisation.knocking import compare
from unionplan.tests.authorisation.test_writing import planted

__all__ = ["planted"]
pytestmark = pytest.mark.django_db


def found(world, table, role, *names):
    """What the comparison says about these addresses."""
    return compare(world, table, role, only=set(names)).wrong


def test_nothing_is_found_where_nothing_is_planted(world, table):
    names = ["members:organization-detail", "members:message-detail", "plans:plan-detail", "plans:plan-edit"]

    assert found(world, table, "officer", *names) == []


def test_a_scope_taken_away(world, table, monkeypatch):
    monkeypatch.setattr(OrganizationQuerySet, "reachable_by", lambda self, user: self)

    assert any("foreign" in line for line in found(world, table, "officer", "members:organization-detail"))


def test_rows_of_one_person_open_to_all(world, table, monkeypatch):
    monkeypatch.setattr(MessageQuerySet, "inbox_of", lambda self, user: self)

    assert found(world, table, "chair", "members:message-detail")


def test_a_predicate_that_always_says_yes(world, table, monkeypatch):
    monkeypatch.setattr(Access, "may", lambda self, right, organization: True)

    assert any("(child) answers 200, not 403" in line for line in found(world, table, "auditor", "plans:plan-edit"))


def test_plans_of_everybody_in_reach(world, table, monkeypatch):
    monkeypatch.setattr(type(Plan.objects.all()), "visible_to", lambda self, user: self)

    assert found(world, table, "member", "plans:plan-detail")


def test_a_search_over_everything(world, table, monkeypatch):
    monkeypatch.setattr(pages, "reachable_matching", lambda user, text: Organization.objects.all())

    assert any("tells" in line for line in found(world, table, "officer", "pages:organization-menu"))


def test_a_reading_right_that_reaches_every_tree(world, table, monkeypatch):
    every = [str(path) for path in Organization.objects.filter(parent=None).values_list("path", flat=True)]
    monkeypatch.setattr(Access, "paths", lambda self, right: every)

    assert any("(foreign)" in line for line in found(world, table, "officer", "members:check-detail"))


def test_an_archive_without_its_scope(world, table, monkeypatch):
    monkeypatch.setattr(MemberQuerySet, "reachable_with", lambda self, user, right=None: self)
    monkeypatch.setattr(Access, "organizations_with", lambda self, right: Organization.objects.all())

    assert any("(foreign)" in line for line in found(world, table, "finance", "members:dues-member"))


def test_a_view_that_fetches_by_id_alone(world, table, planted):
    planted("members:message-detail", lambda request, pk: HttpResponse(str(Message.objects.get(pk=pk).pk)))

    assert found(world, table, "officer", "members:message-detail")


def test_a_list_that_tells_what_lies_outside(world, table, planted):
    everything = "".join(Plan.objects.values_list("title", flat=True))
    planted("plans:plan-list", lambda request: HttpResponse(everything))

    assert any("tells" in line for line in found(world, table, "chair", "plans:plan-list"))


def test_an_export_of_more_than_the_reach(world, table, planted):
    everything = "".join(Plan.objects.values_list("title", flat=True))
    planted("members:dues-figures-csv", lambda request, pk: HttpResponse(everything, content_type="text/csv"))

    assert any("tells" in line for line in found(world, table, "chair", "members:dues-figures-csv"))


def test_a_method_nobody_thought_of(world, table, planted):
    planted("members:token-revoke", lambda request, pk: HttpResponse())

    assert any("not 405" in line for line in found(world, table, "chair", "members:token-revoke"))


def test_a_token_past_its_day(world, table, monkeypatch):
    earlier = timedelta(days=1)
    monkeypatch.setattr(authentication, "find_token", lambda secret, now: find_token(secret, now=now - earlier))

    assert found(world, table, "expired_token", "api-plan-list")


def test_an_account_that_was_switched_off(world, table, monkeypatch):
    monkeypatch.setattr(ModelBackend, "user_can_authenticate", lambda self, user: True)

    assert found(world, table, "disabled", "pages:desk")
