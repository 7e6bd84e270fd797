"""Knocking at every address as every role, one request at a time, each undone afterwards."""

import contextlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.urls import resolve, reverse

from unionplan.tests.authorisation.policy import Line, Table, expected, may_tell
from unionplan.tests.authorisation.world import INSIDE, KEYS, RELATIONS, UUIDS, World
from unionplan.tests.walking import KEY, UUID, every_address

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# Asked as a chair and as a stranger only: HEAD answers as GET does, OPTIONS tells nothing of rows.
ASIDE = ("HEAD", "OPTIONS")
# Addresses of our own code; what a library's pages answer to methods nobody uses is its own affair.
OURS = ("pages:", "members:", "plans:", "activities:", "api-")
# Words an address needs beside ids: a step of a plan, a part of a form, the key of a rule.
WORDS: dict[str, dict[str, str]] = {
    "plans:plan-step": {"step": "submit"},
    "plans:item-edit": {"part": "text"},
    "members:policy-change": {"rule": "plan-item.dated"},
    "members:policy-inherit": {"rule": "plan-item.dated"},
    "members:rule-detail": {"key": "archive.silent_months"},
    "members:rule-set": {"key": "archive.silent_months"},
    "members:own-reveal": {"part": "number"},
    "members:own-consent-give": {"purpose": "picture"},
    "members:own-consent-withdraw": {"purpose": "picture"},
    "members:own-section": {"key": "consents"},
    "members:member-reveal": {"field": "number"},
    "members:member-step": {"verb": "family"},
    "members:application-decide": {"answer": "approve"},
    "members:transfer-act": {"act": "release"},
    "members:leaving-act": {"act": "decide"},
    "members:import-new": {"kind": "members"},
    "members:import-template": {"kind": "members"},
    "members:import-step": {"step": "cancel"},
    "members:export-new": {"kind": "members"},
    "members:hardship-step": {"step": "withdraw"},
}
# Wishes that more than one outcome fulfils.
ACCEPTED = {"refused": ("403", "404")}
# Ids beside the first that name no row of their own: a kind of answer, a year.
NO_KEYS = {"members:lifeevent-unanswer": "source_id"}


@dataclass(frozen=True, slots=True)
class Door:
    """A pattern, and how its address is made for a row in one place."""

    name: str
    path: str
    kwargs: tuple[tuple[str, Any], ...]

    @property
    def keys(self) -> int:
        """How many ids the address carries."""
        return sum(_is_key(value) for name, value in self.kwargs if NO_KEYS.get(self.name) != name)

    @property
    def api(self) -> bool:
        return self.path.startswith("/api/")

    @property
    def relations(self) -> tuple[str, ...]:
        if not self.keys or self.name.startswith("admin:"):
            return ("own",)
        return RELATIONS if self.keys > 1 else RELATIONS[:-1]

    def address(self, relation: str) -> str:
        """The address that leads to the row standing there."""
        if not self.kwargs or self.name.startswith("admin:"):
            return self.path
        filled, place = {}, "own" if relation == "crossed" else relation
        for name, value in self.kwargs:
            filled[name] = _in_place(value, place) if _is_key(value) else value
            place = "foreign" if relation == "crossed" and _is_key(value) else place
        return reverse(self.name, kwargs=filled)


def doors() -> dict[str, Door]:
    """Every pattern of the portal by its full name."""
    found: dict[str, Door] = {}
    for address in every_address():
        words = WORDS.get(address.name, {})
        kwargs = tuple((name, words.get(name, value)) for name, value in resolve(address.path).kwargs.items())
        found.setdefault(address.name, Door(address.name, address.path, kwargs))
    return found


def _is_key(value: Any) -> bool:
    return str(value) in {str(KEY), UUID}


def _in_place(value: Any, relation: str) -> Any:
    return UUIDS[relation] if str(value) == UUID else type(value)(KEYS[relation])


@dataclass(frozen=True, slots=True)
class Answer:
    """What one request met."""

    status: int
    outcome: str
    text: str


def knock(world: World, role: str, door: Door, method: str, relation: str = "own", **sent: Any) -> Answer:
    """One request; whatever it wrote is undone."""
    client = world.client(role, api=door.api)
    with transaction.atomic():
        # A program sends JSON; a form sends fields.
        kind = {"content_type": "application/json"} if door.api and method != "GET" else {}
        response = getattr(client, method.lower())(sent.pop("path", door.address(relation)), **{**kind, **sent})
        text = "" if response.streaming else response.content.decode(errors="replace")
        if response.streaming:
            with contextlib.suppress(FileNotFoundError):  # the file of a sample row lies nowhere
                text = b"".join(response.streaming_content).decode(errors="replace")
        transaction.set_rollback(True)
    return Answer(response.status_code, outcome_of(response), text)


def outcome_of(response: HttpResponse) -> str:
    """ok, login, or the status that refuses."""
    status = response.status_code
    if status in {301, 302} and response.headers["Location"].split("?")[0] in _login_pages():
        return "login"
    return str(status) if status in {401, 403, 404, 405} or status >= 500 else "ok"


def _login_pages() -> set[str]:
    return {reverse("account_login"), reverse("admin:login")}


@dataclass
class Tally:
    """How much was compared, and what was wrong."""

    cases: int = 0
    wrong: list[str] = field(default_factory=list)

    def note(self, *, case: str, answer: Answer, wanted: str, unseen: list[str]) -> None:
        """One answer against the table, and against the words that may not be in it."""
        self.cases += 1
        if wanted and answer.outcome not in ACCEPTED.get(wanted, (wanted,)):
            self.wrong.append(f"{case} answers {answer.status}, not {wanted}")
        self.wrong += [f"{case} tells {word}" for word in unseen if word in answer.text]


def compare(world: World, table: Table, role: str, *, only: Collection[str] | None = None) -> Tally:
    """Every address, method and place as this role, against the table."""
    tally = Tally()
    for name, door in doors().items():
        if name in table.exempt or (only is not None and name not in only):
            continue
        unseen = world.unseen(role, besides=may_tell(name, role))
        for method, line in _methods(table, door, role):
            for relation in door.relations if line and role in INSIDE else ("own",):
                answer = knock(world, role, door, method, relation)
                wanted = _wanted(line, role, relation, door) if line else _unknown_method(table, role, door, method)
                tally.note(case=f"{role}: {method} {name} ({relation})", answer=answer, wanted=wanted, unseen=unseen)
    return tally


def _methods(table: Table, door: Door, role: str) -> Iterator[tuple[str, Line | None]]:
    """The table's lines for an address; for a chair and a stranger also the methods it should not know."""
    asks_all = role in {"chair", "anonymous"} and door.name.startswith(OURS)
    for method in (*METHODS, *ASIDE) if asks_all else METHODS:
        line = table.line(door.name, "GET" if method == "HEAD" else method)
        if line is not None or asks_all:
            yield method, line


def _wanted(line: Line, role: str, relation: str, door: Door) -> str:
    """What the table says; nothing where an "ok" cannot be asked for."""
    wanted = expected(line, role, relation, api=door.api, takes_key=door.keys > 0)
    if line.is_fit or wanted not in {"ok", "403"}:
        return wanted
    return "refused" if wanted == "403" else ""  # the row's state answers before the right is asked


def _unknown_method(table: Table, role: str, door: Door, method: str) -> str:
    """A method no line speaks of: not known, or the door is shut before anybody asks. A program may ask an address of
    the API what it offers."""
    if door.api and method == "OPTIONS" and role in INSIDE:
        return ""
    if role in INSIDE or table.is_open(door.name):
        return "405"
    return "401" if door.api else "login"
