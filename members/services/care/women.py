"""The roster of women members, unit by unit, with their committee or officer (systems.md WO-01, rules.md §8)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from members.choices.care import RoomGrade
from members.choices.people import ON_THE_ROLL, Gender
from members.enums import OrganizationKind, Post
from members.models import CareRoom, Member, Office, Organization, Rule, User
from members.services.care.rulebook import PERIOD_TEXTS, clause_of
from members.services.register.rulebook import WOMEN_COMMITTEE, nearest_rules
from members.services.rules import known, rule_for
from unionplan.core.audit import record
from unionplan.core.errors import DomainError


@dataclass(frozen=True, slots=True)
class WomenOfUnit:
    """One union: its women members (groups and branches included), its women's committee and officers; `is_missing`
    when the number asks for a committee and there is none."""

    organization: Organization
    women: int
    committee: Organization | None
    officers: tuple[str, ...]
    least: int | None

    @property
    def is_missing(self) -> bool:
        return self.committee is None and self.least is not None and self.women >= self.least

    @property
    def lacks_officer(self) -> bool:
        return self.committee is None and not self.officers and self.women > 0 and not self.is_missing


def women_in(paths: Collection[str]) -> QuerySet[Member]:
    """Women on the roll, by unit and name."""
    rows = Member.objects.filter(home__path__within=list(paths), gender=Gender.FEMALE, state__in=ON_THE_ROLL)
    return rows.select_related("home").defer("search_terms").order_by("home__path", "pinyin", "pk")


_INNER = (OrganizationKind.GROUP, OrganizationKind.BRANCH, OrganizationKind.WOMEN, OrganizationKind.AUDIT)


def women_by_union(paths: Collection[str], *, today: date) -> list[WomenOfUnit]:
    """Unions that have women members; five queries, whatever the number."""
    bodies = {str(body.path): body for body in Organization.objects.below(paths).in_tree_order()}
    counts = dict(women_in(paths).order_by().values_list("home__path").annotate(Count("pk")))
    numbers: dict[str, int] = {}
    for path, number in counts.items():
        union = _union_above(path, bodies)
        numbers[union] = numbers.get(union, 0) + number
    committees = {
        body.parent_id: body for body in bodies.values() if body.kind == OrganizationKind.WOMEN and body.is_active
    }
    officers = _women_officers(bodies.values(), today)
    unions = [bodies[path] for path in sorted(numbers, key=_as_numbers)]
    rules = nearest_rules(WOMEN_COMMITTEE, unions, today)
    return [
        WomenOfUnit(
            organization=union,
            women=numbers[str(union.path)],
            committee=committees.get(union.pk),
            officers=tuple(officers.get(union.pk, ())),
            least=_least(rules[union.pk]),
        )
        for union in unions
    ]


def _as_numbers(path: str) -> list[int]:
    return [int(step) for step in path.split(".")]


def _union_above(path: str, bodies: dict[str, Organization]) -> str:
    """Groups and branches count for the union they belong to, as far as the reader's reach goes."""
    while bodies[path].kind in _INNER and path.rpartition(".")[0] in bodies:
        path = path.rpartition(".")[0]
    return path


def _women_officers(bodies: Collection[Organization], today: date) -> dict[int, list[str]]:
    rows = Office.objects.in_force(today).filter(organization__in=list(bodies), post=Post.WOMEN_OFFICER)
    found: dict[int, list[str]] = {}
    for office in rows.select_related("user").order_by("pk"):
        found.setdefault(office.organization_id, []).append(str(office.user))
    return found


def _least(rule: Rule | None) -> int | None:
    return int(rule.value) if rule else None


@dataclass(frozen=True, slots=True)
class PeriodText:
    """One of the four periods: its name, what is laid down, and where."""

    title: str
    text: str
    source: str


def period_texts(organization: Organization, on: date) -> list[PeriodText]:
    """经期, 孕期, 产期, 哺乳期 as the rules in force say it."""
    found = []
    for key in PERIOD_TEXTS:
        rule, name = rule_for(key, organization, on), known(key)
        if rule is not None and name is not None:
            found.append(PeriodText(str(name.label), str(rule.value), clause_of(rule)))
    return found


@transaction.atomic
def open_room(
    *, organization: Organization, name: str, location: str, grade: RoomGrade, opened_on: date, by: User
) -> CareRoom:
    """Add a care room. Raises DomainError(field="name") when the organization has one of this name."""
    if CareRoom.objects.filter(organization=organization, name=name).exists():
        raise DomainError(_("已经有同名的母婴室。"), field="name")
    room = CareRoom.objects.create(
        organization=organization, name=name, place=location, grade=grade, opened_on=opened_on
    )
    record("members.room.opened", target=room, actor=by, organization_id=organization.pk)
    return room


@transaction.atomic
def change_room(*, room_id: int, grade: RoomGrade, closed_on: date | None, by: User) -> CareRoom:
    """A new grade, or the day it closed."""
    room = CareRoom.objects.select_for_update().get(pk=room_id)
    if closed_on is not None and closed_on < room.opened_on:
        raise DomainError(_("停用日期不能早于启用日期。"), field="closed_on")
    before = room.grade
    room.grade, room.closed_on = grade, closed_on
    room.save(update_fields=["grade", "closed_on"])
    changes = {"grade": [before, grade.value], "closed_on": ["", closed_on.isoformat() if closed_on else ""]}
    record("members.room.changed", target=room, actor=by, organization_id=room.organization_id, changes=changes)
    return room


def rooms_in(paths: Collection[str]) -> QuerySet[CareRoom]:
    """Care rooms, unit by unit, those that closed last."""
    rows = CareRoom.objects.filter(organization__path__within=list(paths)).select_related("organization")
    return rows.order_by("closed_on", "organization__path", "name")
