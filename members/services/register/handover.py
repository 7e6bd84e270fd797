"""Open work of people whose office ends, and handing it on in one step (systems.md OB-05).

Apps above register what they own: each kind lists open rows by owner within a subtree and gives rows to another person.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from members.models import Office, Organization, User
from members.services.register.trace import note
from unionplan.core.errors import DomainError

ENDING_SOON = timedelta(days=90)
ENDED_LATELY = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class OpenWork:
    """One open row somebody is responsible for; `url` is a path on this site."""

    owner_id: int
    pk: int
    title: str
    url: str
    organization: str
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class HandoverKind:
    """One kind of work that belongs to a person.

    `open_of(user_ids, path)` lists the open rows of these people in the subtree at `path` in constant queries.
    `hand_over(ids, to, by)` gives these rows to another person, each with its own trace, inside the caller's
    transaction; rows that are closed meanwhile are left alone. It answers how many went over and raises DomainError
    when the person cannot own them."""

    key: str
    label: str | Promise
    open_of: Callable[[Sequence[int], str], list[OpenWork]]
    hand_over: Callable[[Sequence[int], User, User], int]


_kinds: dict[str, HandoverKind] = {}


def register(kind: HandoverKind) -> None:
    """Make a kind of work known to this process; registering the same key again replaces it."""
    _kinds[kind.key] = kind


def registered() -> tuple[HandoverKind, ...]:
    """Every kind, in the order of registration."""
    return tuple(_kinds.values())


@dataclass(slots=True)
class Pile:
    """What one person has open, by kind."""

    kind: HandoverKind
    rows: list[OpenWork] = field(default_factory=list)


@dataclass(slots=True)
class Leaver:
    """An office that ended lately or ends soon, and how much its holder has open in the organization and below."""

    office: Office
    open_count: int
    is_over: bool


def open_work(user: User, organization: Organization) -> list[Pile]:
    """Everything the person has open in the organization and below it, by kind; kinds without any are left out."""
    piles = [Pile(kind, kind.open_of([user.pk], str(organization.path))) for kind in registered()]
    return [pile for pile in piles if pile.rows]


def leavers_of(organization: Organization, *, on: date) -> list[Leaver]:
    """Offices of the organization that ended within a year or end within ninety days and whose holder has open work
    and no other office there that goes on. Two queries beside one round of each kind."""
    offices = list(
        Office.objects.filter(organization=organization, ends_on__gte=on - ENDED_LATELY, ends_on__lte=on + ENDING_SOON)
        .select_related("user")
        .order_by("ends_on", "id")
    )
    staying = set(_staying(organization, on=on + ENDING_SOON))
    leaving = {office.user_id: office for office in offices if office.user_id not in staying}
    counts = dict.fromkeys(leaving, 0)
    for kind in registered():
        for row in kind.open_of(list(leaving), str(organization.path)):
            counts[row.owner_id] += 1
    return [
        Leaver(office, counts[user_id], is_over=bool(office.ends_on and office.ends_on < on))
        for user_id, office in leaving.items()
        if counts[user_id]
    ]


def _staying(organization: Organization, *, on: date) -> Iterable[int]:
    return Office.objects.in_force(on).filter(organization=organization).values_list("user_id", flat=True)


def successors_for(organization: Organization, leaver: User, *, on: date) -> list[User]:
    """Who can take the work over: active people in office in the organization or above it today."""
    holders = Office.objects.in_force(on).filter(organization__path__above=[str(organization.path)]).values("user")
    return list(User.objects.filter(pk__in=holders, is_active=True).exclude(pk=leaver.pk).order_by("full_name", "pk"))


@transaction.atomic
def hand_over(*, office_id: int, to: User, by: User, on: date) -> int:
    """Give everything the office's holder has open in the organization and below it to another person; how many rows
    went over. Raises DomainError when that person is nobody who can take it over, or nothing is open."""
    office = Office.objects.select_for_update(of=("self",)).select_related("user", "organization").get(pk=office_id)
    if to not in successors_for(office.organization, office.user, on=on):
        raise DomainError(_("接手人须在本单位或上级单位任职。"), field="to")
    moved = 0
    for pile in open_work(office.user, office.organization):
        moved += pile.kind.hand_over([row.pk for row in pile.rows], to, by)
    if not moved:
        raise DomainError(_("没有未完成的工作需要移交。"))
    changes = {"owner": [str(office.user), str(to)], "count": [0, moved]}
    note("office.work_handed_over", office, organization=office.organization, by=by, changes=changes)
    return moved
