"""Bodies that say more than their form asks, and bodies that name somebody else's rows (reliability.md S1, S2)."""

import pytest
from django.http import HttpResponse
from django.urls import get_resolver

from members.models import Employer, User
from unionplan.tests.authorisation.world import KEYS
from unionplan.tests.authorisation.writing import (
    FREE_CHOICE,
    bodies,
    extras,
    pointing_away,
    with_foreign_choices,
    written,
)

pytestmark = pytest.mark.django_db
LEAST = 60


def wrongly_written(world, table, only=None):
    """Addresses whose rows differ when the body names columns nobody asked for."""
    wrong, sent = [], 0
    for body in bodies(world, table, only=only):
        if body.form is None and only is None:
            continue  # without a form to look at nobody can tell which names it asks for
        plain = written(world, body, body.values())
        more = written(world, body, extras(body) | body.values())
        sent += 1
        if plain != more:
            tables = [name for name in {**plain[1], **more[1]} if plain[1].get(name) != more[1].get(name)]
            wrong.append(f"{body.method} {body.door.name}: {plain[0]} became {more[0]}, rows of {tables}")
    return wrong, sent


def test_nothing_is_written_that_was_not_asked_for(world, table):
    wrong, sent = wrongly_written(world, table)

    assert sent >= LEAST
    assert not wrong, "\n".join(wrong)


def test_no_body_reaches_into_another_union(world, table):
    wrong, sent = [], 0
    for body in bodies(world, table):
        sent += 1
        if body.door.name not in FREE_CHOICE and pointing_away(world, body, extras(body) | with_foreign_choices(body)):
            wrong.append(f"{body.method} {body.door.name}")

    assert sent >= LEAST
    assert wrong == []


def _takes_any_column(request, pk):
    """A planted mass assignment: whatever the body says about the account is believed."""
    if request.method == "POST" and "is_staff" in request.POST:
        User.objects.filter(pk=request.user.pk).update(is_staff=True)
    return HttpResponse()


def _takes_any_union(request, pk):
    """A planted insecure reference: the union is taken from the body."""
    if request.method == "POST" and "area" in request.POST:
        Employer.objects.create(name="x", area_id=request.POST["area"])
    return HttpResponse()


@pytest.fixture
def planted(monkeypatch):
    """`planted("members:employer-add", view)` puts a leaky view behind an address."""

    def plant(name, view):
        for pattern in patterns_named(get_resolver().url_patterns, name):
            monkeypatch.setattr(pattern, "callback", view)

    return plant


def patterns_named(patterns, name):
    """The patterns behind a full name."""
    for entry in patterns:
        if hasattr(entry, "url_patterns"):
            yield from patterns_named(entry.url_patterns, name)
        elif entry.name == name.rpartition(":")[2]:
            yield entry


def test_a_planted_mass_assignment_is_found(world, table, planted):
    planted("members:employer-add", _takes_any_column)

    wrong, _sent = wrongly_written(world, table, only={"members:employer-add"})

    assert len(wrong) == 1


def test_a_planted_reference_in_a_body_is_found(world, table, planted):
    planted("members:employer-add", _takes_any_union)
    (body,) = bodies(world, table, only={"members:employer-add"})

    assert pointing_away(world, body, {"area": KEYS["foreign"]}) == 1
