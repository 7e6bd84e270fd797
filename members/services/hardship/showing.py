"""A file as a page shows it: opened in memory for one reader, numbers masked, nothing kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from members.choices.hardship import MOVES, RIGID_LINES, CaseState, MoneyLine, Relation, Step
from members.choices.own import ConsentPurpose
from members.models import CaseStep, Consent, HardshipCase, HardshipEvidence, HouseholdMember, Objection
from members.services.hardship.arithmetic import Line, Proposal
from members.services.hardship.formfields import FAMILY_FIELDS, grouped
from members.services.hardship.sizing import lines_of, measure_case
from members.services.hardship.steps import possible_steps
from members.services.hardship.trace import subject_of
from unionplan.core.errors import DomainError
from unionplan.core.identifiers import mask_card, mask_name

_TONES = {
    CaseState.FILED: "done",
    CaseState.EXITED: "neutral",
    CaseState.REFUSED: "cancelled",
    CaseState.WITHDRAWN: "cancelled",
    CaseState.NOTICE: "soon",
}


@dataclass(frozen=True, slots=True)
class ListRow:
    """A file before anybody opened it."""

    case: HardshipCase
    shown_name: str
    tone: str


@dataclass(frozen=True, slots=True)
class Relative:
    pk: int
    name: str
    relation: str
    facts: tuple[tuple[str, str], ...]
    has_number: bool


@dataclass(frozen=True, slots=True)
class MoneyRow:
    pk: int
    label: str
    amount: Decimal
    is_rigid: bool
    about: str


@dataclass(frozen=True, slots=True)
class StepRow:
    entry: CaseStep
    words: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Paper:
    row: HardshipEvidence
    filename: str


@dataclass(frozen=True, slots=True)
class Words:
    objection: Objection
    words: str
    finding: str


@dataclass(frozen=True, slots=True)
class ShownCase:
    """Everything the page of an opened file shows."""

    name: str
    groups: list[tuple[str, list[tuple[str, str]]]]
    relatives: list[Relative]
    money: list[MoneyRow]
    papers: list[Paper]
    steps: list[StepRow]
    next_steps: list[tuple[str, str]]
    assessed: list[Line]
    assessed_reason: str
    objections: list[Words]
    consent: Consent | None
    tone: str
    progress: list[tuple[str, bool]]


def tone_of(state: str) -> str:
    """The tone of a state's badge."""
    return _TONES.get(CaseState(state), "neutral")


def rows_for_list(cases: Iterable[HardshipCase]) -> list[ListRow]:
    """Masked names; the list tells nothing else of a person."""
    return [ListRow(case, mask_name(case.member.name), tone_of(case.state)) for case in cases]


def shown_case(case: HardshipCase) -> ShownCase:
    """The file for somebody who has opened it."""
    facts = case.sheet_of_facts.facts
    assessment = case.assessments.first()
    return ShownCase(
        name=case.member.name,
        groups=_groups(facts),
        relatives=[relative_of(each) for each in case.family.select_related("key")],
        money=[_money(line.pk, line.facts) for line in case.income_lines.all()],
        papers=papers_of(case),
        steps=[_step(entry) for entry in case.steps.select_related("made_by")],
        next_steps=[(step.value, str(step.label)) for step in possible_steps(case)],
        assessed=lines_of(assessment) if assessment else [],
        assessed_reason=assessment.facts.get("reason", "") if assessment else "",
        objections=_objections(case),
        consent=consent_of(case),
        tone=tone_of(case.state),
        progress=_progress(case),
    )


def consent_of(case: HardshipCase) -> Consent | None:
    """The separate consent to the publicity of this file, while it is in force."""
    held = Consent.objects.in_force().filter(member=case.member, scope=subject_of(case.pk))
    return held.filter(purpose=ConsentPurpose.PUBLICITY).first()


def proposal_of(case: HardshipCase, today: date) -> tuple[Proposal | None, str]:
    """The measurement of today, or the sentence that says what is still unknown."""
    try:
        return measure_case(case, today), ""
    except DomainError as error:
        return None, error.message


def _groups(facts: dict[str, str]) -> list[tuple[str, list[tuple[str, str]]]]:
    shown = []
    for label, fields in grouped():
        rows = []
        for each in fields:
            value = facts.get(each.key, "")
            if each.kind == "card" and value:
                value = mask_card(value)
            if value:
                rows.append((str(each.label), each.in_words(value)))
        if rows:
            shown.append((label, rows))
    return shown


def relative_of(row: HouseholdMember) -> Relative:
    """A relative as the page shows it; the number stays hidden."""
    facts = row.facts
    shown = [
        (str(each.label), each.in_words(facts[each.key]))
        for each in FAMILY_FIELDS
        if each.key not in ("name", "relation", "gender", "political") and facts.get(each.key)
    ]
    relation = str(dict(Relation.choices).get(facts.get("relation", ""), ""))
    return Relative(row.pk, facts.get("name", ""), relation, tuple(shown), row.key_id is not None)


def _money(pk: int, facts: dict[str, str]) -> MoneyRow:
    kind = MoneyLine(facts["kind"])
    about = _("，").join(part for part in (facts.get("whose", ""), facts.get("note", "")) if part)
    return MoneyRow(pk, str(kind.label), Decimal(facts["amount"]), kind in RIGID_LINES, about)


def papers_of(case: HardshipCase) -> list[Paper]:
    """Papers that are there, with the names they came with."""
    rows = case.evidence.filter(removed_at__isnull=True).select_related("uploaded_by")
    return [Paper(row, row.facts.get("filename", "")) for row in rows]


def _step(entry: CaseStep) -> StepRow:
    labels = {"who": _("入户人员"), "findings": _("了解到的情况"), "reason": _("理由")}
    facts = entry.facts
    return StepRow(entry, tuple((label, facts[key]) for key, label in labels.items() if facts.get(key)))


def _objections(case: HardshipCase) -> list[Words]:
    rows = Objection.objects.filter(notice__case=case).select_related("notice")
    return [Words(row, row.facts.get("words", ""), row.facts.get("finding", "")) for row in rows]


_WAY = (Step.CHECK, Step.VISIT, Step.AUTHORISE, Step.COMPARE, Step.PUBLICISE, Step.REVIEW, Step.APPROVE, Step.FILE)


def _progress(case: HardshipCase) -> list[tuple[str, bool]]:
    """The way of this round, and how far the file has come."""
    order = [MOVES[step].target for step in _WAY]
    reached = order.index(CaseState(case.state)) if case.state in order else -1
    if case.state == CaseState.EXITED:
        reached = len(order)
    return [(str(step.label), place <= reached) for place, step in enumerate(_WAY)]
