"""Two hundred people press for fifty places at once over real HTTP: fifty get one, a hundred and fifty wait, in the
order in which they were taken; without the lock the same crowd gets more places than there are."""

import http.client
import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from activities.models import Event
from activities.services import registrations
from activities.tests.factories import EventFactory, EventSessionFactory
from members.models import User
from members.tests.factories import OrganizationFactory, member_of

PEOPLE, PLACES, AT_ONCE = 200, 50, 20
pytestmark = pytest.mark.django_db(transaction=True)


def press_all(live_server, event) -> list[int]:
    """Everybody's button; the answers' codes."""
    crowd = [member_of(event.organization) for _ in range(PEOPLE)]
    path = reverse("activities:place-take", args=[event.pk])
    ready = [(cookies_of(user), token) for user, token in ((user, "t" * 32) for user in crowd)]
    start = threading.Barrier(AT_ONCE)

    def work(mine: list[tuple[str, str]]) -> list[int]:
        server = http.client.HTTPConnection(urlsplit(live_server.url).netloc, timeout=120)
        start.wait()
        codes = [press(server, path, cookies, token) for cookies, token in mine]
        server.close()
        return codes

    with ThreadPoolExecutor(AT_ONCE) as pool:
        shares = [pool.submit(work, ready[number::AT_ONCE]) for number in range(AT_ONCE)]
        return [code for share in shares for code in share.result()]


def cookies_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    session = client.cookies["sessionid"].value
    return f"sessionid={session}; csrftoken={'t' * 32}"


def press(server: http.client.HTTPConnection, path: str, cookies: str, token: str) -> int:
    headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
    server.request("POST", path, body=urlencode({"csrfmiddlewaretoken": token}), headers=headers)
    response = server.getresponse()
    response.read()
    return response.status


@pytest.fixture
def event():
    event = EventFactory(organization=OrganizationFactory(), capacity=PLACES)
    EventSessionFactory(event=event)
    return event


def test_fifty_get_a_place_and_the_others_wait_in_order(live_server, event):
    codes = press_all(live_server, event)

    assert codes == [302] * PEOPLE
    standing = list(event.registrations.standing().values_list("position", "state"))
    assert [position for position, _state in standing] == list(range(1, PEOPLE + 1))
    assert [state for _position, state in standing] == ["confirmed"] * PLACES + ["waiting"] * (PEOPLE - PLACES)


def test_without_the_lock_the_same_crowd_breaks_the_order(live_server, event, monkeypatch):
    monkeypatch.setattr(registrations, "lock_event", lambda pk: Event.objects.select_related("organization").get(pk=pk))

    codes = press_all(live_server, event)

    # Two who read the same next position collide: somebody is turned away with an error or the places overflow.
    confirmed = event.registrations.filter(state="confirmed").count()
    assert codes != [302] * PEOPLE or confirmed != PLACES
