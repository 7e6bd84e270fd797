"""Rows of the roll on their way to a judgement: what the cells say, before the records are asked."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from members.choices.people import IdentityKind
from members.services.archive.identities import IdentityRow, number_digests, phone_digest, read_number
from members.services.importing.kinds import Checking, ParsedRow, Problem
from members.services.importing.roll.fields import MASKED
from members.services.importing.roll.scope import Place, places_of
from members.sheets.checking import hint
from unionplan.core.identifiers import IdentifierError


@dataclass(slots=True)
class Candidate:
    """One row: its values, where it belongs, its identity as read, what was wrong, and whom it was matched with."""

    row: ParsedRow
    values: dict[str, Any]
    place: Place | None = None
    identity_kind: str = IdentityKind.RESIDENT_ID
    identity: str = ""
    digests: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    doubts: list[Problem] = field(default_factory=list)
    matched: int | None = None

    @property
    def masked(self) -> dict[str, str]:
        """Values that came masked, as exports show them."""
        return {key: text for key in ("identity", "phone", "bank_card") if MASKED in (text := self.values.get(key, ""))}

    def given(self, key: str) -> str:
        """A personal value in plain text, "" when it is empty or masked."""
        text: str = self.values.get(key, "")
        return "" if MASKED in text else text

    @property
    def phone_hash(self) -> str:
        return phone_digest(self.given("phone"))

    def refuse(self, key: str, reason: str, **params: str | int) -> None:
        """Note that a cell, or the whole row (""), cannot be taken."""
        self.problems.append(Problem(key, reason, params))

    def identity_row(self, member_id: int) -> IdentityRow:
        """What is kept sealed, for this member."""
        return IdentityRow(
            member_id=member_id,
            kind=self.identity_kind,
            number=self.identity,
            phone=self.given("phone"),
            bank_name=self.values.get("bank_name", ""),
            bank_card=self.given("bank_card"),
            address=self.values.get("address", ""),
        )


def candidate_of(checking: Checking, row: ParsedRow) -> Candidate:
    """The row with its place and its identity read; the number also fills in birth date and gender."""
    values = dict(row.values)
    candidate = Candidate(row, values, identity_kind=values.get("identity_kind", IdentityKind.RESIDENT_ID))
    code = values.get("organization", "")
    candidate.place = places_of(checking).get(code)
    if candidate.place is None:
        candidate.problems.append(Problem("organization", "foreign_organization", {}, code[:40]))
    for key in ("born_on", "joined_on"):
        if key in values and values[key] > checking.today:
            candidate.problems.append(Problem(key, "future_day", {}, values[key].isoformat()))
    _read_identity(candidate, checking.today)
    return candidate


def _read_identity(candidate: Candidate, today: date) -> None:
    text = candidate.given("identity")
    if not text:
        return
    values = candidate.values
    try:
        found = read_number(
            candidate.identity_kind,
            text,
            gender=values.get("gender", ""),
            born_on=values.get("born_on"),
            today=today,
        )
    except IdentifierError as error:
        candidate.problems.append(Problem("identity", "identifier", {"text": error.message}, hint(text)))
        return
    candidate.identity = found.number
    candidate.digests = number_digests(candidate.identity_kind, found.number)
    candidate.doubts += [Problem("identity", f"doubt_{warning}", {}, hint(text)) for warning in found.warnings]
    if found.born_on is not None:
        values.setdefault("born_on", found.born_on)
    if found.gender:
        values.setdefault("gender", found.gender)
