"""A small federation with one row of every model in each place, and one person for every role.

    federation (root) ── parent ─┬─ own ── child        foreign (a tree of its own)
                                 └─ sibling             absent (an id nobody has)

Every role but two holds its office in "own"; the federation's officer holds it at the root, the administrator nowhere.
The text of a row ends with the mark of its place, so that a page which tells too much is caught by its words."""

import time
from dataclasses import dataclass, field
from datetime import timedelta

from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.utils import timezone

from members.enums import OrganizationKind, Post, TokenScope
from members.models import ApiToken, HardshipCase, Organization, User
from members.services.keys import create_token
from members.tests.factories import OrganizationFactory, UserFactory, member_of, officer_of
from members.tests.factories_hardship import FileOpeningFactory
from unionplan.tests.samples import NAME, SECRET, Place, Samples, make_body, make_samples
from unionplan.tests.walking import KEY, UUID

# Where a row stands, seen from "own"; `crossed` takes the outer id of an address from there, the inner from "foreign".
MARKS = {"own": "甲", "parent": "乙", "child": "丙", "sibling": "丁", "foreign": "戊"}
RELATIONS = (*MARKS, "absent", "crossed")
KEYS = {relation: KEY + number for number, relation in enumerate([*MARKS, "absent"])}
UUIDS = {relation: UUID[:-1] + str(1 + number) for number, relation in enumerate([*MARKS, "absent"])}

# Which post each role holds, and where.
POSTS = {
    "group_leader": Post.GROUP_LEADER,
    "officer": Post.OFFICER,
    "finance": Post.FINANCE,
    "auditor": Post.AUDITOR,
    "women_officer": Post.WOMEN_OFFICER,
    "chair": Post.CHAIR,
}
INSIDE = ("member", *POSTS, "federation_officer", "administrator")
OUTSIDE = ("anonymous", "disabled", "bad_token", "expired_token")
ROLES = (*INSIDE, *OUTSIDE)
# What each role's office reaches for reading.
REACH = dict.fromkeys(POSTS, ("own", "child")) | {"federation_officer": ("own", "parent", "child", "sibling")}


@dataclass
class World:
    """Rows by place, and how each role knocks: headers and session key."""

    rows: dict[str, Samples] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def client(self, role: str, *, api: bool) -> Client:
        """A browser or program of this role. People use their session, API roles their token."""
        if api and role in self.tokens:
            return Client(raise_request_exception=False, headers={"Authorization": f"Bearer {self.tokens[role]}"})
        client = Client(raise_request_exception=False)
        if role in self.sessions:
            client.cookies["sessionid"] = self.sessions[role]
        return client

    def unseen(self, role: str, *, besides: tuple[str, ...] = ()) -> list[str]:
        """Texts that must not appear in an answer to this role, unless they stand in one of the places `besides`."""
        seen = (*REACH.get(role, ()), *besides)
        names = [NAME + MARKS["foreign"]] if role != "administrator" else []
        return names + [SECRET + mark for relation, mark in MARKS.items() if relation not in seen]


def make_tree() -> World:
    """The bodies, without content, and the people."""
    world = World()
    root = OrganizationFactory(name="县总工会", kind=OrganizationKind.FEDERATION)
    bodies: dict[str, Organization] = {}
    for relation, above in (("parent", None), ("own", "parent"), ("sibling", "parent"), ("child", "own")):
        place = _place(relation, bodies[above] if above else root)
        world.rows[relation] = make_body(place)
        bodies[relation] = world.rows[relation][Organization]  # type: ignore[assignment]
    _appoint(world, root=root, own=bodies["own"])
    return world


def fill(world: World, *relations: str) -> None:
    """One row of every model in each of these places."""
    for relation in relations:
        body = world.rows.get(relation)
        place = _place(relation, body[Organization].parent if body else None)  # type: ignore[attr-defined]
        world.rows[relation] = make_samples(place, body)
        _open_files(world, relation)


def _open_files(world: World, relation: str) -> None:
    """Files of hardship stay shut without a reason; whoever may open this one has given it a moment ago."""
    case = world.rows[relation].get(HardshipCase)
    for role in ("officer", "chair", "federation_officer"):
        if relation in REACH[role]:
            FileOpeningFactory(case=case, opened_by=world.users[role])


def _place(relation: str, above: Organization | None) -> Place:
    return Place(key=KEYS[relation], uuid=UUIDS[relation], mark=MARKS[relation], above=above)


def _appoint(world: World, *, root: Organization, own: Organization) -> None:
    people = {role: officer_of(own, post=post) for role, post in POSTS.items()}
    people |= {
        "member": member_of(own),
        "federation_officer": officer_of(root, post=Post.OFFICER),
        "administrator": UserFactory(is_staff=True, is_superuser=True),
        "disabled": officer_of(own, post=Post.CHAIR),
    }
    for role, user in people.items():
        user.set_unusable_password()  # nobody is asked for a password again: the view itself answers
        user.save()
        world.users[role] = user
        world.sessions[role] = _session(user)
        world.tokens[role] = create_token(by=user, name=role, scope=TokenScope.WRITE, days=1)[1]
    User.objects.filter(pk=people["disabled"].pk).update(is_active=False)
    _wrong_tokens(world, people["chair"])


def _wrong_tokens(world: World, chair: User) -> None:
    """A token nobody made, and a chair's token whose day is over."""
    world.tokens["bad_token"] = "upt_" + "x" * 43
    token, secret = create_token(by=chair, name="expired", scope=TokenScope.WRITE, days=1)
    ApiToken.objects.filter(pk=token.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    world.tokens["expired_token"] = secret


def _session(user: User) -> str:
    """A session as the login makes it, without the cost of one."""
    client = Client()
    client.force_login(user)
    session = SessionStore(client.cookies["sessionid"].value)
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return str(session.session_key)
