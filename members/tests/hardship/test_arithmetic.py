"""How poor a household is: worked examples, borders, and what must hold for every household (rules.md 4.1)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.choices.hardship import Category, MoneyLine, Scheme
from members.services.hardship import rulebook
from members.services.hardship.arithmetic import Money, Situation, propose, quotient_of
from members.services.hardship.rulebook import Measure
from unionplan.core.errors import DomainError

VALUES = {
    rulebook.LIVING_LINE: "1000",
    rulebook.DEEP: "1",
    rulebook.RELATIVE: "2",
    rulebook.UNEXPECTED_SHARE: "80",
    rulebook.EDGE: "1.5",
    rulebook.OLDER_UNEXPECTED: "3",
    rulebook.MAX_HOMES: "1",
    rulebook.VEHICLE: "no",
    rulebook.MIGRANT_YEARS: "1",
}


def measures(**changed):
    values = VALUES | {getattr(rulebook, key): value for key, value in changed.items()}
    return {key: Measure(key, key, value, "测试办法", "第三条", date(2026, 1, 1)) for key, value in values.items()}


def household(income, rigid="0", *, persons=3, scheme=Scheme.CURRENT, **facts):
    money = (Money(MoneyLine.WAGE, Decimal(income)), Money(MoneyLine.MEDICAL, Decimal(rigid)))
    return Situation(scheme=scheme, money=money, persons=persons, **facts)


def category(situation, **changed):
    return propose(situation, measures(**changed)).category


@pytest.mark.parametrize(
    ("income", "rigid", "expected"),
    [
        ("35999.99", "0", Category.DEEP),  # a cent below 1 000 a head and month
        ("36000", "0", Category.RELATIVE),  # on the line is not below it
        ("60000", "24000.01", Category.DEEP),
        ("71999.99", "0", Category.RELATIVE),
        ("72000", "0", None),
        ("10000", "30000", Category.DEEP),  # more spent than earned
    ],
)
def test_the_quotient_is_compared_with_the_line_to_the_cent(income, rigid, expected):
    assert category(household(income, rigid)) == expected


@pytest.mark.parametrize(
    ("income", "facts", "expected"),
    [
        ("90000", {"on_allowance": True}, Category.LOW_INCOME),
        ("54000", {}, Category.LOW_EDGE),  # exactly one and a half times: at most is enough
        ("54000.01", {}, None),
        ("108000", {"event_loss": Decimal(1)}, Category.UNEXPECTED_OLDER),
        ("108000.01", {"event_loss": Decimal(1)}, None),
    ],
)
def test_the_older_scheme_has_its_own_borders(income, facts, expected):
    assert category(household(income, scheme=Scheme.OLDER, **facts)) == expected


@pytest.mark.parametrize(("loss", "expected"), [("80000", None), ("80000.01", Category.UNEXPECTED)])
def test_an_event_counts_above_the_share_of_income(loss, expected):
    assert category(household("100000", event_loss=Decimal(loss))) == expected


def test_an_event_counts_when_there_is_no_income_at_all():
    found = propose(household("0", persons=1, event_loss=Decimal(5)), measures(DEEP="0", RELATIVE="0"))

    assert found.category == Category.UNEXPECTED


@pytest.mark.parametrize(
    ("facts", "changed"),
    [
        ({"homes": 2}, {}),
        ({"owns_company": True}, {}),
        ({"high_fee_school": True}, {}),
        ({"has_vehicle": True}, {"VEHICLE": "yes"}),
        ({"is_migrant": True, "years_employed": Decimal("0.9")}, {}),
    ],
)
def test_what_excludes_a_household_is_named(facts, changed):
    found = propose(household("12000", **facts), measures(**changed))

    assert found.category is None
    assert len(found.exclusions) == 1


def test_a_vehicle_excludes_only_where_the_local_rule_says_so_and_a_year_of_work_is_enough():
    assert category(household("12000", has_vehicle=True)) == Category.DEEP
    assert category(household("12000", is_migrant=True, years_employed=Decimal(1))) == Category.DEEP


def test_every_line_shows_how_it_came_about_and_by_which_rule():
    lines = propose(household("24000", "6000"), measures()).lines

    assert [line.working for line in lines[:3]] == ["24,000.00", "6,000.00", "（24,000.00 − 6,000.00）÷ 12 ÷ 3 人"]
    assert lines[2].outcome == "500.00 元"
    assert lines[4].working == "500.00 < 1,000.00 × 1 = 1,000.00"
    assert lines[4].source == "测试办法，第三条，2026-01-01 起"


@pytest.mark.parametrize(
    ("situation", "missing"),
    [
        (household("1", persons=0), None),
        (Situation(Scheme.CURRENT, (Money(MoneyLine.MEDICAL, Decimal(5)),), 2), None),
        (household("1"), rulebook.LIVING_LINE),
    ],
)
def test_what_is_unknown_is_asked_for_and_never_assumed(situation, missing):
    known = {key: rule for key, rule in measures().items() if key != missing}

    with pytest.raises(DomainError):
        propose(situation, known)


yuan = st.decimals(min_value=0, max_value=500_000, places=2)


@given(income=yuan, rigid=yuan, more=yuan, persons=st.integers(1, 9))
def test_more_income_never_makes_anybody_needier_and_deep_is_always_below_relative(income, rigid, more, persons):
    order = [Category.DEEP, Category.RELATIVE, None]
    poorer = category(household(income, rigid, persons=persons))
    richer = category(household(income + more, rigid, persons=persons))

    assert order.index(poorer) <= order.index(richer)
    net = income - rigid
    assert (poorer == Category.DEEP) is (net < 12_000 * persons)
    assert (poorer is None) is (net >= 24_000 * persons)


@given(income=yuan, rigid=yuan, persons=st.integers(1, 9))
def test_the_shown_quotient_is_the_exact_one_to_the_cent(income, rigid, persons):
    shown = quotient_of(household(income, rigid, persons=persons))

    assert abs(shown * 12 * persons - (income - rigid)) <= Decimal("0.005") * 12 * persons
