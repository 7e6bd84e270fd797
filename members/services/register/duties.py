"""Whether a union must be set up, worked out by the rules that hold where the employer is (rules.md §8, OB-02)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from members.models import EmployerFigures, Rule, SetupCandidate
from members.services.register.rulebook import (
    SALES_THRESHOLD,
    UNION_MEMBERS,
    nearest_rules,
    source_of,
    yuan_in_words,
)


@dataclass(frozen=True, slots=True)
class Duty:
    """What the rules say about one candidate; `is_must`: a threshold is reached. Sums run over its employers."""

    is_must: bool = False
    sales: Decimal | None = None
    staff: int | None = None
    reasons: tuple[str, ...] = ()


def duties_of(candidates: Iterable[SetupCandidate], *, on: date) -> dict[int, Duty]:
    """By candidate id. Three queries, whatever the number; the candidates come with `employers` prefetched and `parent`
    joined."""
    rows = list(candidates)
    parents = {row.parent_id: row.parent for row in rows}
    sales_rules = nearest_rules(SALES_THRESHOLD, parents.values(), on)
    size_rules = nearest_rules(UNION_MEMBERS, parents.values(), on)
    latest = _latest_figures({employer.pk for row in rows for employer in row.employers.all()})
    return {row.pk: _duty(row, latest, sales_rules[row.parent_id], size_rules[row.parent_id]) for row in rows}


def _latest_figures(employer_ids: set[int]) -> dict[int, EmployerFigures]:
    rows = EmployerFigures.objects.filter(employer__in=employer_ids).order_by("employer_id", "-year")
    return {row.employer_id: row for row in rows.distinct("employer_id")}


def _duty(
    candidate: SetupCandidate, latest: dict[int, EmployerFigures], by_sales: Rule | None, by_size: Rule | None
) -> Duty:
    figures = [latest[employer.pk] for employer in candidate.employers.all() if employer.pk in latest]
    sales = [row.sales for row in figures if row.sales is not None]
    staff = sum(row.staff for row in figures) if figures else None
    reasons: dict[bool, list[str]] = defaultdict(list)
    threshold = Decimal(by_sales.value) if by_sales else None
    if by_sales and threshold is not None and any(amount >= threshold for amount in sales):
        reasons[True].append(_sales_in_words(max(sales), threshold, by_sales))
    expected = candidate.expected_members if candidate.expected_members is not None else staff
    if by_size and expected is not None:
        reached = expected >= int(by_size.value)
        reasons[reached].append(_size_in_words(expected, int(by_size.value), by_size, reached=reached))
    return Duty(
        is_must=bool(reasons[True]),
        sales=sum(sales, Decimal(0)) if sales else None,
        staff=staff,
        reasons=(*reasons[True], *reasons[False]),
    )


def _sales_in_words(sales: Decimal, threshold: Decimal, rule: Rule) -> str:
    return _("年销售额 %(sales)s，达到 %(threshold)s 必须建会（%(source)s）") % {
        "sales": yuan_in_words(sales),
        "threshold": yuan_in_words(threshold),
        "source": source_of(rule),
    }


def _size_in_words(expected: int, least: int, rule: Rule, *, reached: bool) -> str:
    facts = {"expected": expected, "least": least, "source": source_of(rule)}
    if reached:
        return _("预计会员 %(expected)s 人，满 %(least)s 人应当建立基层工会委员会（%(source)s）") % facts
    return _("预计会员 %(expected)s 人，不足 %(least)s 人可以单独建立，也可以联合建立（%(source)s）") % facts
