"""The list of members at the size of a county: one page by its place in the order, never by counting from the start.

A page is a range of the index (pinyin, id); the address names the last person of the page before by id alone, so that
page 100 costs what page 1 costs and no name stands in a cursor. Search is by pieces of the name (an index of terms), by
pinyin (a range of the same order) or by initials; numbers of people are looked up by POST (`find_by_identity`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Concat
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.choices.people import Education, EmploymentForm, Gender, IdentityKind, MemberState, PoliticalStatus
from members.enums import Right
from members.models import Member, Organization, User
from members.models.people import MemberQuerySet
from members.services.archive.completeness import incomplete, lacks
from members.services.archive.rulebook import FIELDS
from unionplan.core.names import beginnings_of, initials_of, pieces_of, readings_of

PAGE = 50
# Counting stops here; a page that wants the exact number asks for it by itself.
COUNT_LIMIT = 1000
_LAST = "\U0010ffff"
_ORDER = ("pinyin", "pk")
# The same order, but not the index's: the planner takes hits of a term to be spread evenly over the order and would
# walk it from the start, past every other name, to where all the 张 stand (170 ms instead of 3).
_ORDER_OF_HITS = (Concat("pinyin", Value("")), "pk")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the list: heading, the value it reads, and how a stored choice is said."""

    key: str
    label: str | Promise
    source: str
    words: Mapping[str, str | Promise] = field(default_factory=dict)


def _choices(kind: Any) -> dict[str, str | Promise]:
    return {member.value: member.label for member in kind}


COLUMNS: dict[str, Column] = {
    column.key: column
    for column in (
        Column("number", _("会员号"), "number"),
        Column("home", _("所在工会"), "home_label"),
        Column("gender", _("性别"), "gender", _choices(Gender)),
        Column("form", _("用工形式"), "employment_form", _choices(EmploymentForm)),
        Column("state", _("状态"), "state", _choices(MemberState)),
        Column("joined", _("入会日期"), "joined_on"),
        Column("workplace", _("部门或班组"), "workplace"),
        Column("post", _("工会职务"), "union_post"),
        Column("staff", _("职工编号"), "staff_number"),
        Column("education", _("学历"), "education", _choices(Education)),
        Column("political", _("政治面貌"), "political_status", _choices(PoliticalStatus)),
        Column("skill", _("技能等级或职称"), "skill_level"),
        Column("paper", _("证件"), "identity__kind", _choices(IdentityKind)),
        Column("identity", _("证件号码"), "identity__number_mask"),
        Column("phone", _("手机"), "identity__phone_mask"),
    )
}
DEFAULT_COLUMNS = ("number", "home", "gender", "form", "joined", "state")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list shall show; every part may be left out."""

    organization: Organization | None = None
    state: str = ""
    gender: str = ""
    form: str = ""
    joined_from: date | None = None
    joined_to: date | None = None
    missing: str = ""
    incomplete: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One person of the page: `cells` are words, in the order of the columns asked for."""

    pk: int
    name: str
    cells: tuple[str, ...]
    state: str


@dataclass(frozen=True, slots=True)
class Page:
    """Rows in order; `before` and `after` name the persons a neighbouring page starts from, 0 where there is none."""

    rows: tuple[Row, ...]
    before: int = 0
    after: int = 0


def people(user: User, asked: Asked, *, on: date) -> MemberQuerySet:
    """Who the reader may see and asked for, in the order of the list, without any page."""
    rows = within_reach(user, asked.organization)
    plain = {"state": asked.state, "gender": asked.gender, "employment_form": asked.form}
    rows = rows.filter(**{name: value for name, value in plain.items() if value})
    if asked.joined_from:
        rows = rows.filter(joined_on__gte=asked.joined_from)
    if asked.joined_to:
        rows = rows.filter(joined_on__lte=asked.joined_to)
    if asked.missing in FIELDS:
        rows = rows.filter(lacks(asked.missing))
    if asked.incomplete:
        place = asked.organization or Organization.objects.below(user.access.paths(Right.READ_MEMBERS)).first()
        rows = rows.filter(incomplete(str(place.path), on)) if place else rows.none()
    begun = _begun_with(asked.text)
    if begun is not None and (surnames := rows.filter(begun)).exists():
        return surnames.order_by(*_ORDER)
    return rows.filter(matching(asked.text)).order_by(*(_ORDER_OF_HITS if _by_terms(asked.text) else _ORDER))


def _begun_with(text: str) -> Q | None:
    """A single character is looked for as a surname first: fifteen thousand are called 张, and their range of the
    order is the page already. Only where nobody's name begins with it, it may stand anywhere."""
    character = text.strip()
    if len(character) != 1 or character.isascii():
        return None
    readings = (Q(pinyin__gte=one, pinyin__lt=one + _LAST) for one in readings_of(character))
    return reduce(or_, readings) & Q(name__startswith=character)


def within_reach(user: User, organization: Organization | None = None) -> MemberQuerySet:
    """Members the reader's offices reach, of one body with everything below it or of all. The organizations are named
    by id: the planner then knows how many people that is, which a path does not tell."""
    bodies = Organization.objects.below(user.access.paths(Right.READ_MEMBERS))
    if organization is not None:
        bodies = bodies.below([str(organization.path)])
    keys = list(bodies.order_by().values_list("pk", flat=True))
    if len(keys) == Organization.objects.count():
        return Member.objects.filter(home__isnull=False)
    return Member.objects.filter(home__in=keys)


def matching(text: str) -> Q:
    """Members with this in their name, or whose pinyin begins so, or whose initials these are; a text with digits is a
    member number."""
    text = text.strip()
    if not text:
        return Q()
    if any(character.isdigit() for character in text):
        return Q(number=text.upper()) | Q(number=text)
    if not text.isascii():
        pieces = pieces_of(text)
        plain = "".join(text.lower().split())
        terms = [piece for piece in pieces if len(piece) == 2] or list(pieces)
        wanted = Q(search_terms__contains=terms)
        return wanted if len(plain) <= 2 else wanted & Q(name__icontains=text)
    return Q(search_terms__contains=[initials_of(text)]) if _by_terms(text) else _beginning_with(beginnings_of(text))


def _by_terms(text: str) -> bool:
    """Characters and initials are found by the index of terms; syllables and numbers stand in an order of their own."""
    text = text.strip()
    if not text.isascii():
        return not any(character.isdigit() for character in text)
    if not initials_of(text) or len(text) == 1 or _has_vowel(text):
        return False
    return not any(" " in one for one in beginnings_of(text))


def _beginning_with(beginnings: Sequence[str]) -> Q:
    """Any of them. Of readings close together (zhan g, zhang) there may be thousands: then one range of the index
    around all is walked, and each is asked as a value, for the planner would multiply conditions and expect nobody."""
    if not beginnings:
        return Q(pk__in=[])
    any_of = reduce(or_, (Q(pinyin__gte=one, pinyin__lt=one + _LAST) for one in beginnings))
    typed = beginnings[0].replace(" ", "")
    if len(beginnings) == 1 or any(not one.startswith(typed[:-1]) for one in beginnings):
        return any_of
    around = Q(pinyin__gte=min(beginnings), pinyin__lt=max(beginnings) + _LAST)
    return around & Q(Case(When(any_of, then=True), default=False))


def page_of(rows: MemberQuerySet, columns: Sequence[str], *, after: int = 0, before: int = 0, size: int = PAGE) -> Page:
    """The page behind the person `after`, or the one in front of `before`; one query. A person that is gone gives the
    first page."""
    wanted = [COLUMNS[key] for key in columns if key in COLUMNS]
    start = after or before
    place = Member.objects.filter(pk=start).values_list("pinyin", "pk").first() if start else None
    if place is not None:
        rows = rows.filter(_beyond(place, backwards=bool(before)))
    backwards = bool(before and place)
    if backwards:
        rows = rows.reverse()
    found = list(_values(rows, wanted)[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    made = tuple(_row(values, wanted) for values in found)
    if not made:
        return Page(made)
    has_before = more if backwards else place is not None
    has_after = True if backwards else more
    return Page(made, before=made[0].pk if has_before else 0, after=made[-1].pk if has_after else 0)


def count_up_to(rows: MemberQuerySet, limit: int = COUNT_LIMIT) -> tuple[int, bool]:
    """How many there are and whether that is all of them; counting stops at the limit."""
    counted = rows.order_by()[: limit + 1].count()
    return min(counted, limit), counted <= limit


def _values(rows: MemberQuerySet, columns: Sequence[Column]) -> Any:
    sources = [column.source for column in columns]
    if "home_label" in sources:
        rows = rows.annotate(home_short=F("home__short_name"), home_label=F("home__name"))
    extra = ["home_short"] if "home_label" in sources else []
    return rows.values_list("pk", "name", "state", *sources, *extra)


def _row(values: tuple[Any, ...], columns: Sequence[Column]) -> Row:
    pk, name, state, *rest = values
    cells = []
    for column, value in zip(columns, rest, strict=False):
        if column.source == "home_label":
            value = rest[-1] or value
        cells.append(_word(column, value))
    return Row(pk, name, tuple(cells), state)


def _word(column: Column, value: Any) -> str:
    if not value:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return str(column.words.get(value, value)) if column.words else str(value)


def _beyond(place: tuple[str, int], *, backwards: bool) -> Q:
    """A pair comparison in a form the index answers as one range."""
    pinyin, pk = place
    if backwards:
        return Q(pinyin__lte=pinyin) & (Q(pinyin__lt=pinyin) | Q(pk__lt=pk))
    return Q(pinyin__gte=pinyin) & (Q(pinyin__gt=pinyin) | Q(pk__gt=pk))


def _has_vowel(text: str) -> bool:
    return any(vowel in text.lower() for vowel in "aeiouvü")
