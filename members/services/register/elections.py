"""What the rules say about an election (rules.md §8): pure arithmetic over counts, every answer with its clause."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil

from django.utils.translation import gettext as _

from members.models import Rule
from members.services.register.rulebook import (
    CANDIDATE_SURPLUS,
    ELECTED_SHARE,
    PRESENT_SHARE,
    TERM_YEARS,
    source_of,
)

RULES = (TERM_YEARS, CANDIDATE_SURPLUS, PRESENT_SHARE, ELECTED_SHARE)


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule, asked: kept (True), broken (False) or not to be told from what was recorded (None)."""

    key: str
    is_kept: bool | None
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Stood:
    """Somebody who stood for election: votes (None while not recorded) and whether elected."""

    name: str
    votes: int | None
    is_elected: bool


@dataclass(frozen=True, slots=True)
class Election:
    """The counts an election is judged by."""

    committee: str
    starts_on: date
    ends_on: date
    seats: int
    entitled: int | None
    present: int | None
    candidates: Sequence[Stood]


def findings_of(election: Election, rules: Mapping[str, Rule]) -> list[Finding]:
    """One finding for each rule that has a value; rules nobody has given a value are not asked."""
    asked = (
        (TERM_YEARS, _years),
        (CANDIDATE_SURPLUS, _surplus),
        (PRESENT_SHARE, _present),
        (ELECTED_SHARE, _elected),
    )
    found = []
    for key, judge in asked:
        if key in rules:
            is_kept, text = judge(election, rules[key])
            found.append(Finding(key, is_kept, text, source_of(rules[key])))
    return found


def end_after(starts_on: date, years: int) -> date:
    """The last day of a term of so many years: the day before the same date, from 29 February the 28th."""
    leap_day = (starts_on.month, starts_on.day) == (2, 29)
    same_day = date(starts_on.year + years, 3, 1) if leap_day else starts_on.replace(year=starts_on.year + years)
    return date.fromordinal(same_day.toordinal() - 1)


def _years(election: Election, rule: Rule) -> tuple[bool | None, str]:
    allowed = [end_after(election.starts_on, years) for years in rule.value]
    words = _("、").join(str(years) for years in rule.value)
    is_kept = election.ends_on in allowed
    text = _("任期 %(start)s 至 %(end)s；每届应为 %(years)s 年") % {
        "start": election.starts_on.isoformat(),
        "end": election.ends_on.isoformat(),
        "years": words,
    }
    return is_kept, text


def _surplus(election: Election, rule: Rule) -> tuple[bool | None, str]:
    needed = election.seats + max(1, ceil(election.seats * Fraction(rule.value)))
    stood = len(election.candidates)
    text = _("候选人 %(stood)s 人，应选 %(seats)s 人；差额不少于 %(share)s，至少 %(needed)s 人") % {
        "stood": stood,
        "seats": election.seats,
        "share": in_percent(rule.value),
        "needed": needed,
    }
    return (stood >= needed if stood else None), text


def _present(election: Election, rule: Rule) -> tuple[bool | None, str]:
    if election.entitled is None or election.present is None:
        return None, _("没有登记应到和实到人数")
    needed = ceil(election.entitled * Fraction(rule.value))
    text = _("应到 %(entitled)s 人，实到 %(present)s 人；至少 %(needed)s 人到会（%(share)s）") % {
        "entitled": election.entitled,
        "present": election.present,
        "needed": needed,
        "share": rule.value,
    }
    return election.present >= needed, text


def _elected(election: Election, rule: Rule) -> tuple[bool | None, str]:
    elected = [person for person in election.candidates if person.is_elected]
    if election.entitled is None or not elected or any(person.votes is None for person in elected):
        return None, _("没有登记当选人的得票")
    needed = int(election.entitled * Fraction(rule.value)) + 1
    short = [person for person in elected if (person.votes or 0) < needed]
    facts = {"needed": needed, "entitled": election.entitled}
    if not short:
        return True, _("当选人得票都在 %(needed)s 票以上（应到 %(entitled)s 人的过半数）") % facts
    names = _("、").join(f"{person.name} {person.votes}" for person in short)
    text = _("得票不足 %(needed)s 票（应到 %(entitled)s 人的过半数）：%(names)s")
    return False, text % {**facts, "names": names}


def in_percent(share: str) -> str:
    """0.05 → 5%; 2/3 stays as it is."""
    value = Fraction(share) * 100
    return f"{value}%" if value.denominator == 1 else share
