"""What each row of the roll would do: new, changed, unchanged, wrong, or perhaps somebody who is there already."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from members.choices.transfers import Outcome
from members.models import Member
from members.services.archive.identities import IDENTITY_COLUMNS, card_digest, sealed_rows
from members.services.importing.kinds import CheckedRow, Checking, ParsedRow, Problem
from members.services.importing.roll.candidates import Candidate, candidate_of
from members.services.importing.roll.fields import PLAIN
from members.services.importing.roll.matching import Known, has_other_name, known_about, match, namesake
from members.services.importing.roll.scope import place_ids
from unionplan.core.names import keys_of
from unionplan.core.sealed import allocate_keys

_MASK_OF = {"number": "number_mask", "phone": "phone_mask", "bank_card": "bank_card_mask"}


def check_rows(checking: Checking, rows: Sequence[ParsedRow]) -> list[CheckedRow]:
    """One answer for each row, in order; four queries for the whole batch, however many rows it has."""
    candidates = [candidate_of(checking, row) for row in rows]
    places = place_ids(checking)
    known = known_about(candidates, places)
    for candidate in candidates:
        if not candidate.problems:
            match(candidate, known, places)
    answers: dict[int, CheckedRow] = {}
    fresh: list[Candidate] = []
    changed: list[tuple[Candidate, dict[str, Any]]] = []
    for candidate in candidates:
        answer = _judged(candidate, known)
        if answer is not None:
            answers[candidate.row.number] = answer
        elif candidate.matched is None:
            fresh.append(candidate)
        else:
            changed.append((candidate, _changes(candidate, known)))
    answers |= _new(fresh) | _changed(changed, known)
    return [answers[row.number] for row in rows]


def _judged(candidate: Candidate, known: Known) -> CheckedRow | None:
    """Rows that write nothing: wrong ones and possible doubles."""
    if candidate.problems:
        return _answer(candidate, Outcome.WRONG, problems=candidate.problems)
    if candidate.matched is not None:
        if has_other_name(candidate, known):
            problem = Problem("name", "name_differs")
            return _answer(candidate, Outcome.DOUBLE, target=candidate.matched, problems=[problem])
        return None
    other = namesake(candidate, known, {})
    if other is not None:
        return _answer(candidate, Outcome.DOUBLE, target=other, problems=[Problem("name", "same_person")])
    return None


def _new(candidates: Sequence[Candidate]) -> dict[int, CheckedRow]:
    """People who are not there yet, with the key they will have."""
    if not candidates:
        return {}
    keys = allocate_keys(Member, len(candidates))
    sealed = _sealed(zip(candidates, keys, strict=True))
    answers = {}
    for candidate, key in zip(candidates, keys, strict=True):
        values = {
            "m": _plain(candidate.values) | _name_keys(candidate.values["name"]),
            "i": sealed[key],
            "o": candidate.place.id if candidate.place else 0,
        }
        answers[candidate.row.number] = _answer(
            candidate, Outcome.NEW, target=key, values=values, problems=candidate.doubts
        )
    return answers


def _sealed(pairs: Iterable[tuple[Candidate, int]]) -> dict[int, dict[str, Any]]:
    """Columns of members_memberidentity by member: tokens, hashes and masks, nothing in plain text."""
    rows = sealed_rows(candidate.identity_row(key) for candidate, key in pairs)
    return {row[0]: dict(zip(IDENTITY_COLUMNS, row, strict=True)) for row in rows}


def _changes(candidate: Candidate, known: Known) -> dict[str, Any]:
    """Columns of the member that the row gives another value; empty cells leave a value as it is."""
    member = known.members[candidate.matched or 0]
    return {
        key: value for key, value in _plain(candidate.values).items() if value != _stored(member[key]) and value != ""
    }


def _sealed_changes(candidate: Candidate, facts: dict[str, Any]) -> set[str]:
    """Sealed values the row gives anew. An address has no hash to compare with: a file gives one to new people only."""
    changes = set()
    if candidate.identity and not facts.get("number_hash"):
        changes.add("number")
    if candidate.given("phone") and candidate.phone_hash != facts.get("phone_hash"):
        changes.add("phone")
    if candidate.given("bank_card") and card_digest(candidate.given("bank_card")) != facts.get("bank_card_hash"):
        changes.add("bank_card")
    if candidate.values.get("bank_name", "") not in ("", facts.get("bank_name")):
        changes.add("bank_name")
    return changes


def _changed(pairs: Sequence[tuple[Candidate, dict[str, Any]]], known: Known) -> dict[int, CheckedRow]:
    """Members who are there already: what changes, or that nothing does."""
    sealed_changes = {c.row.number: _sealed_changes(c, known.identities.get(c.matched or 0, {})) for c, _ in pairs}
    sealed = _sealed((c, c.matched or 0) for c, _ in pairs if sealed_changes[c.row.number])
    answers = {}
    for candidate, plain in pairs:
        member = known.members[candidate.matched or 0]
        wanted = sealed_changes[candidate.row.number]
        if not plain and not wanted:
            answers[candidate.row.number] = _answer(candidate, Outcome.SAME, target=member["id"])
            continue
        values = {"m": plain, "version": member["version"]}
        if wanted:
            whole = sealed[member["id"]]
            is_first = member["id"] not in known.identities
            values["i"] = whole if is_first else _of_sealed(whole, wanted)
            values["first"] = is_first
        answers[candidate.row.number] = _answer(
            candidate, Outcome.CHANGED, target=member["id"], values=values, problems=candidate.doubts
        )
    return answers


def _of_sealed(whole: dict[str, Any], wanted: set[str]) -> dict[str, Any]:
    """The columns that belong to the values that change; a new number brings its kind with it."""
    columns = {name for each in wanted for name in (each, f"{each}_hash", f"{each}_mask")}
    columns |= {"kind"} if "number" in wanted else set()
    return {name: value for name, value in whole.items() if name in columns}


def _answer(
    candidate: Candidate,
    outcome: Outcome,
    *,
    target: int | None = None,
    values: dict[str, Any] | None = None,
    problems: Sequence[Problem] = (),
) -> CheckedRow:
    key = candidate.digests[0] if candidate.digests else candidate.values.get("number", "")
    if candidate.matched is not None:
        key = f"member {candidate.matched}"
    return CheckedRow(candidate.row.number, outcome, key, target, values or {}, tuple(problems))


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {key: _stored(values[key]) for key in PLAIN if key in values}


def _stored(value: Any) -> Any:
    """As JSON keeps it."""
    return value.isoformat() if isinstance(value, date) else value


def _name_keys(name: str) -> dict[str, Any]:
    keys = keys_of(name)
    return {"pinyin": keys.pinyin, "search_terms": list(keys.terms)}
