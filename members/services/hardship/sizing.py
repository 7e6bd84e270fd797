"""Measuring a household against the rules of the day, and deciding its category (rules.md 4.1)."""

import json
from dataclasses import asdict
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.choices.hardship import CATEGORIES_OF_SCHEME, Category, MoneyLine, Scheme
from members.choices.people import EmploymentForm
from members.models import Assessment, HardshipCase, User
from members.services.hardship.arithmetic import Line, Money, Proposal, Situation, propose
from members.services.hardship.cases import lock_case, require_open, touch
from members.services.hardship.rulebook import MEASURES, measures_for
from unionplan.core.errors import DomainError

_DAYS_OF_YEAR = Decimal("365.25")


def situation_of(case: HardshipCase, today: date) -> Situation:
    """What the file says, as the arithmetic needs it; opened in memory only."""
    facts = case.sheet_of_facts.facts
    lines = [line.facts for line in case.income_lines.all()]
    since = facts.get("employed_since", "")
    years = (today - date.fromisoformat(since)).days / _DAYS_OF_YEAR if since else Decimal(0)
    is_migrant = case.member.employment_form == EmploymentForm.MIGRANT or facts.get("work_status") == "migrant"
    return Situation(
        scheme=Scheme(case.scheme),
        money=tuple(Money(MoneyLine(line["kind"]), Decimal(line["amount"])) for line in lines),
        persons=int(facts.get("persons", 0) or 0),
        homes=int(facts.get("homes", 0) or 0),
        owns_company=facts.get("owns_company") == "yes",
        high_fee_school=facts.get("high_fee_school") == "yes",
        has_vehicle=facts.get("has_vehicle") == "yes",
        is_migrant=is_migrant,
        years_employed=Decimal(years).quantize(Decimal("0.1")),
        event_loss=Decimal(facts["event_loss"]) if facts.get("event_loss") else None,
        on_allowance=facts.get("on_allowance") == "yes",
    )


def measure_case(case: HardshipCase, today: date) -> Proposal:
    """The proposal with every line, by the rules in force today where the file is kept. Raises DomainError while a fact
    or the local line is unknown."""
    return propose(situation_of(case, today), measures_for(MEASURES, case.organization, today))


@transaction.atomic
def decide_category(*, case_id: int, category: Category, reason: str, by: User) -> Assessment:
    """The officer's word, kept with the proposal and all its lines. Raises DomainError for a category of the other
    scheme, and for a word that differs from the proposal without a reason."""
    case = lock_case(case_id)
    require_open(case)
    if category not in CATEGORIES_OF_SCHEME[Scheme(case.scheme)]:
        raise DomainError(_("这份档案采用另一套类别，请重新选择。"), field="category")
    proposal = measure_case(case, timezone.localdate())
    if category != proposal.category and not reason.strip():
        raise DomainError(_("认定结果与测算不一致，请写明理由。"), field="reason")
    assessment = Assessment(case=case, proposed=proposal.category or "", decided=category, made_by=by)
    lines = json.dumps([asdict(line) for line in proposal.lines], ensure_ascii=False)
    assessment.write_facts({"lines": lines, "reason": reason.strip()})
    assessment.save()
    before = case.category
    case.category = category
    case.save(update_fields=["category"])
    touch(case, by, "category_decided", category=[before, str(category)])
    return assessment


def lines_of(assessment: Assessment) -> list[Line]:
    """The lines as they were shown that day."""
    return [Line(**line) for line in json.loads(assessment.facts.get("lines", "[]"))]
