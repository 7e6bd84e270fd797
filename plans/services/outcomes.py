"""What became of an item: apps above bring what they made from it, so that plans import nothing from above."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from members.models import User
from plans.models import PlanItem


@dataclass(frozen=True, slots=True)
class Outcome:
    """One thing made from an item: its name, a path on this site, when it is in words, and its state."""

    title: str
    url: str
    when: str
    state: str
    tone: str


@dataclass(frozen=True, slots=True)
class OutcomeKind:
    """One kind of thing items become. `made_from` answers what the reader may see; `make_url` is the page that makes a
    new one, empty for a reader without the right."""

    label: str | Promise
    made_from: Callable[[PlanItem, User], list[Outcome]]
    make_label: str | Promise
    make_url: Callable[[PlanItem, User], str]


@dataclass(frozen=True, slots=True)
class Outcomes:
    """One kind with what there is of an item."""

    kind: OutcomeKind
    rows: list[Outcome]
    make_url: str


_kinds: dict[str, OutcomeKind] = {}


def register(key: str, kind: OutcomeKind) -> None:
    """Make a kind known to this process; registering the same key again replaces it."""
    _kinds[key] = kind


def outcomes_of(item: PlanItem, reader: User) -> list[Outcomes]:
    """Every kind that has something to show or to offer."""
    found = [Outcomes(kind, kind.made_from(item, reader), kind.make_url(item, reader)) for kind in _kinds.values()]
    return [each for each in found if each.rows or each.make_url]
