"""Twenty officers save the same items at the same time over real HTTP: nothing is lost silently, and with the version
check taken out the same crowd loses edits, which shows that the crowd is real (reliability.md §0.2)."""

import http.client
import random
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from members.models import User
from members.tests.factories import officer_of
from plans.models import PlanItem
from plans.services import items, locking
from plans.tests.factories import PlanFactory, PlanItemFactory, SectionFactory
from unionplan.core.models import AuditEntry

SEED, OFFICERS, EDITS, ITEMS = 20261120, 20, 6, 3
pytestmark = pytest.mark.django_db(transaction=True)


def cookies_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    client.get(reverse("plans:plan-list"))
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


class Officer:
    """One person's browser: it reads the form, thinks, and saves what it read with one mark added."""

    def __init__(self, number: int, base: str, cookies: str, start: threading.Barrier) -> None:
        self.number, self.cookies, self.start = number, cookies, start
        self.server = http.client.HTTPConnection(urlsplit(base).netloc, timeout=60)
        self.dice = random.Random(SEED + number)
        self.accepted: list[str] = []
        self.refused = 0

    def request(self, method: str, path: str, body: str = "") -> tuple[int, str]:
        headers = {"Cookie": self.cookies, "Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true"}
        self.server.request(method, path, body=body, headers=headers)
        response = self.server.getresponse()
        return response.status, response.read().decode()

    def edit(self, pk: int, mark: str) -> None:
        path = reverse("plans:item-edit", args=[pk, "details"])
        _status, form = self.request("GET", path)
        version = re.search(r'name="version" value="(\d+)"', form)[1]
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)[1]
        body = re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", form, re.DOTALL)[1]
        fields = {"version": version, "body": f"{body}{mark};", "audience": "members", "csrfmiddlewaretoken": token}
        status, answer = self.request("POST", path, urlencode(fields))
        assert status in (200, 409), status
        if status == 200:
            self.accepted.append(mark)
        else:
            self.refused += 1
            assert mark in answer  # the words typed come back with the refusal

    def work(self, pks: list[int]) -> None:
        self.start.wait()
        for turn in range(EDITS):
            self.edit(self.dice.choice(pks), f"o{self.number}t{turn}")
        self.server.close()


def crowd(live_server) -> tuple[list[Officer], list[str]]:
    """Let everybody edit; the marks told as saved that are missing in the end were lost silently."""
    plan = PlanFactory()
    section = SectionFactory(plan=plan)
    pks = [item.pk for item in PlanItemFactory.create_batch(ITEMS, plan=plan, section=section)]
    start = threading.Barrier(OFFICERS)
    officers = [
        Officer(number, live_server.url, cookies_of(officer_of(plan.organization)), start) for number in range(OFFICERS)
    ]
    with ThreadPoolExecutor(OFFICERS) as pool:
        for done in [pool.submit(officer.work, pks) for officer in officers]:
            done.result()
    kept = "".join(PlanItem.objects.values_list("body", flat=True))
    lost = [mark for officer in officers for mark in officer.accepted if f"{mark};" not in kept]
    return officers, lost


def told(kind: str, officers: list[Officer], lost: list[str]) -> str:
    accepted = sum(len(officer.accepted) for officer in officers)
    refused = sum(officer.refused for officer in officers)
    return (
        f"{kind}: {OFFICERS} officers × {EDITS} edits of {ITEMS} items, seed {SEED}: "
        f"saved {accepted}, refused {refused}, lost silently {len(lost)}"
    )


def test_nothing_is_lost_silently_when_twenty_officers_save_at_once(live_server):
    officers, lost = crowd(live_server)

    print(told("with the version check", officers, lost))
    saved = sum(len(officer.accepted) for officer in officers)
    assert lost == []
    assert saved + sum(officer.refused for officer in officers) == OFFICERS * EDITS
    assert saved > 0
    # The trail knows every save that was told as one.
    assert AuditEntry.objects.filter(action="plans.item.changed").count() == saved
    assert sum(PlanItem.objects.values_list("version", flat=True)) == ITEMS + saved


def test_without_the_version_check_the_same_crowd_loses_edits(live_server, monkeypatch):
    monkeypatch.setattr(items, "check_version", lambda row, expected, yours: None)

    officers, lost = crowd(live_server)

    print(told("without the version check", officers, lost))
    assert lost != []
    assert locking.check_version is not items.check_version
