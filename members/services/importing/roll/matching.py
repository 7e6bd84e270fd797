"""Who a row is about, and what it would change: found by identity, else by number; asked once for a whole batch."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from members.choices.people import ON_THE_ROLL
from members.models import Member, MemberIdentity
from members.services.importing.roll.candidates import Candidate
from members.services.importing.roll.fields import PLAIN

_FACTS = ("id", "home_id", "state", "version", *PLAIN)
_SEALED_FACTS = (
    "member_id", "kind", "number_hash", "number_mask", "phone_hash", "phone_mask", "bank_name", "bank_card_hash",
    "bank_card_mask",
)  # fmt: skip


@dataclass(slots=True)
class Known:
    """What the records say about everybody a batch may be about."""

    members: dict[int, dict[str, Any]] = field(default_factory=dict)
    identities: dict[int, dict[str, Any]] = field(default_factory=dict)
    by_hash: dict[str, int] = field(default_factory=dict)
    by_number: dict[str, int] = field(default_factory=dict)
    namesakes: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))


def known_about(candidates: Sequence[Candidate], places: Iterable[int]) -> Known:
    """Everything needed to judge these rows, for three queries: identities by hash, members by number, by identity or
    by name within `places`, and the identities of all of them."""
    known = Known()
    hashes = [digest for each in candidates for digest in each.digests]
    if hashes:
        found = MemberIdentity.objects.filter(number_hash__in=hashes).values_list("number_hash", "member_id")
        known.by_hash = {digest: member for digest, member in found if digest}
    numbers = [each.values["number"] for each in candidates if "number" in each.values]
    _load_members(known, numbers, {each.values["name"] for each in candidates}, places)
    for facts in MemberIdentity.objects.filter(member__in=list(known.members)).values(*_SEALED_FACTS):
        known.identities[facts["member_id"]] = facts
    return known


def _load_members(known: Known, numbers: Sequence[str], names: Iterable[str], places: Iterable[int]) -> None:
    """Three narrow questions in one union: each has its own index."""
    facts = Member.objects.order_by().values(*_FACTS)
    wanted = facts.filter(number__in=numbers).union(
        facts.filter(pk__in=list(known.by_hash.values())),
        facts.filter(home__in=list(places), name__in=list(names)),
    )
    for row in wanted:
        known.members[row["id"]] = row
        known.namesakes[row["name"]].append(row["id"])
        if row["number"]:
            known.by_number[row["number"]] = row["id"]


def match(candidate: Candidate, known: Known, places: set[int]) -> None:
    """Find the member the row is about; notes on the candidate what speaks against taking it."""
    by_hash = next((known.by_hash[digest] for digest in candidate.digests if digest in known.by_hash), None)
    by_number = known.by_number.get(candidate.values.get("number", ""))
    if by_hash is not None and by_number is not None and by_hash != by_number:
        candidate.refuse("number", "two_people")
        return
    candidate.matched = by_hash if by_hash is not None else by_number
    if candidate.matched is None:
        if candidate.masked:
            candidate.refuse(next(iter(candidate.masked)), "masked")
        return
    _judge(candidate, known, places)


def _judge(candidate: Candidate, known: Known, places: set[int]) -> None:
    """Whether the matched member may be changed by this row."""
    member = known.members[candidate.matched or 0]
    identity = known.identities.get(member["id"], {})
    if member["home_id"] not in places:
        candidate.refuse("", "elsewhere")
    elif member["state"] not in ON_THE_ROLL:
        candidate.refuse("", "not_on_the_roll")
    elif "organization" in candidate.values and candidate.place and candidate.place.id != member["home_id"]:
        candidate.refuse("organization", "transfer_needed")
    if candidate.identity and identity.get("number_hash") and identity["number_hash"] not in candidate.digests:
        candidate.refuse("identity", "number_of_other")
    masks = {"identity": "number_mask", "phone": "phone_mask", "bank_card": "bank_card_mask"}
    for key, text in candidate.masked.items():
        if identity.get(masks[key], "") != text:
            candidate.refuse(key, "masked")


def has_other_name(candidate: Candidate, known: Known) -> bool:
    """The number says one person, the name another: a question for people (rules.md §9)."""
    return bool(known.members[candidate.matched or 0]["name"] != candidate.values["name"])


def namesake(candidate: Candidate, known: Known, taken: Mapping[int, str]) -> int | None:
    """Somebody with the same name who may be the same person: born on the same day, reached by the same phone, or not
    to be told apart because one of the two has no identity number."""
    for member_id in known.namesakes.get(candidate.values["name"], ()):
        if member_id in taken:
            continue
        identity = known.identities.get(member_id, {})
        if candidate.identity and identity.get("number_hash"):
            continue  # two different papers: two people
        same_phone = candidate.phone_hash and identity.get("phone_hash") == candidate.phone_hash
        born: date | None = known.members[member_id]["born_on"]
        stated = candidate.values.get("born_on")
        if same_phone or born is None or stated is None or born == stated:
            return member_id
    return None
