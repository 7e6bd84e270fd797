"""The tree a few levels at a time: a county has two thousand unions, a page shows what somebody looks at."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from members.enums import Right
from members.models import Office, Organization, User
from members.services.organizations import reachable_matching

BRANCH_SIZE = 200
HITS = 100


@dataclass(slots=True)
class Node:
    """A body in the tree: how many hang below it, who holds office there, and the branch as far as it is shown."""

    organization: Organization
    level: int
    child_count: int = 0
    holders: list[Office] = field(default_factory=list)
    children: list["Node"] = field(default_factory=list)
    is_open: bool = False
    # The code after which the branch goes on; empty when it is shown to its end.
    more_after: str = ""
    # May be hung elsewhere by this reader; may have others hung below it.
    is_movable: bool = False
    takes_others: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A body found by name, with the names above it."""

    organization: Organization
    above: tuple[str, ...]


def tops_of(user: User) -> list[str]:
    """Paths of the topmost bodies the person reads; an office below another office adds nothing."""
    paths = sorted(set(map(str, user.access.read_paths)), key=len)
    tops: list[str] = []
    for path in paths:
        if not any(f"{path}.".startswith(f"{top}.") for top in tops):
            tops.append(path)
    return tops


def tree_of(user: User, *, on: date, at: Organization | None = None) -> list[Node]:
    """The topmost bodies with their first level open, or open down to `at` and its children. Four queries."""
    tops = tops_of(user)
    roots = [Node(body, level=1) for body in Organization.objects.filter(path__in=tops).order_by("code")]
    opened = {int(part) for part in str(at.path).split(".")} if at else set()
    opened |= {root.organization.pk for root in roots}
    below = _children_of(opened, keep=opened)
    for root in roots:
        _hang_below(root, below, opened)
    _furnish(user, _every(roots), on=on)
    return roots


def branch_of(user: User, parent: Organization, *, level: int, on: date, after: str = "") -> list[Node]:
    """The bodies directly below `parent`, at most BRANCH_SIZE from the code `after` on. Three queries; the last node's
    `more_after` says whether there are more."""
    rows = list(Organization.objects.filter(parent=parent, code__gt=after).order_by("code")[: BRANCH_SIZE + 1])
    nodes = [Node(body, level=level) for body in rows[:BRANCH_SIZE]]
    for node in nodes:
        node.organization.parent = parent
    if len(rows) > BRANCH_SIZE:
        nodes[-1].more_after = nodes[-1].organization.code
    _furnish(user, nodes, on=on)
    return nodes


def _children_of(parents: Iterable[int], *, keep: Iterable[int]) -> dict[int, list[Organization]]:
    """The first BRANCH_SIZE + 1 bodies below each of these, and those to keep wherever they stand; one query."""
    place = Window(RowNumber(), partition_by=F("parent_id"), order_by=F("code").asc())
    rows = (
        Organization.objects.filter(parent__in=list(parents))
        .annotate(place=place)
        .filter(Q(place__lte=BRANCH_SIZE + 1) | Q(pk__in=list(keep)))
        .order_by("code")
    )
    found: dict[int, list[Organization]] = defaultdict(list)
    for body in rows:
        found[body.parent_id or 0].append(body)
    return found


def _hang_below(node: Node, below: dict[int, list[Organization]], opened: set[int]) -> None:
    rows = below.get(node.organization.pk, []) if node.organization.pk in opened else []
    node.is_open = bool(rows)
    node.children = [Node(body, level=node.level + 1) for body in rows[:BRANCH_SIZE]]
    if len(rows) > BRANCH_SIZE:
        node.children[-1].more_after = node.children[-1].organization.code
        shown = {child.organization.pk for child in node.children}
        node.children += [
            Node(body, level=node.level + 1)
            for body in rows[BRANCH_SIZE:]
            if body.pk in opened and body.pk not in shown
        ]
    for child in node.children:
        child.organization.parent = node.organization
        _hang_below(child, below, opened)


def _every(nodes: Sequence[Node]) -> list[Node]:
    return [each for node in nodes for each in (node, *_every(node.children))]


def _furnish(user: User, nodes: Sequence[Node], *, on: date) -> None:
    """How many hang below each, who holds office in it, and what the reader may do with it: two queries."""
    ids = [node.organization.pk for node in nodes]
    counts = dict(
        Organization.objects.filter(parent__in=ids).order_by().values_list("parent").annotate(count=Count("pk"))
    )
    holders: dict[int, list[Office]] = defaultdict(list)
    offices = Office.objects.in_force(on).filter(organization__in=ids).select_related("user").order_by("post", "id")
    for office in offices:
        holders[office.organization_id].append(office)
    for node in nodes:
        body = node.organization
        node.child_count = counts.get(body.pk, 0)
        node.holders = holders[body.pk]
        node.takes_others = user.access.may(Right.MANAGE_OFFICES, body)
        above = body.parent if "parent" in body._state.fields_cache else None
        node.is_movable = above is not None and user.access.may(Right.MANAGE_OFFICES, above)


def search_tree(user: User, text: str) -> list[Hit]:
    """Bodies whose name, short name or code contains the words, at most HITS + 1, each with what the reader may know of
    its place. Two queries."""
    rows = list(reachable_matching(user, text)[: HITS + 1])
    ids = {int(part) for body in rows for part in str(body.path).split(".")}
    names = {body.pk: body.label for body in Organization.objects.reachable_by(user).filter(pk__in=ids)}
    return [Hit(body, _names_above(body, names)) for body in rows]


def _names_above(body: Organization, names: dict[int, str]) -> tuple[str, ...]:
    above = [int(part) for part in str(body.path).split(".")][:-1]
    return tuple(names[pk] for pk in above if pk in names)


def nested(organizations: QuerySet[Organization]) -> list[dict[str, Any]]:
    """The bodies as plain values, each with those `below` it; superiors that are not among them are left out. One
    query."""
    columns = ("id", "code", "name", "short_name", "kind", "is_active")
    rows = organizations.select_related(None).order_by("code").values(*columns, "parent_id")
    nodes: dict[int, dict[str, Any]] = {}
    above: dict[int, int | None] = {}
    for row in rows:
        above[row["id"]] = row.pop("parent_id")
        nodes[row["id"]] = {**row, "below": []}
    top: list[dict[str, Any]] = []
    for pk, node in nodes.items():
        superior = nodes.get(above[pk] or 0)
        (superior["below"] if superior else top).append(node)
    return top
