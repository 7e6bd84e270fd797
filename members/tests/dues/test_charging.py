"""What is charged to whom: the arithmetic of the notice, standards down the tree, and nothing twice."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from members.choices.dues import Cycle, Rounding, WageComponent
from members.choices.people import Standing
from members.models import DuesRecord, DuesRule, DuesSheet
from members.services.dues.arithmetic import fee_of
from members.services.dues.charging import charge, left_out
from members.services.dues.checking import differences
from members.services.dues.periods import period_for
from members.services.dues.standards import set_standard, standard_of
from members.tests.dues.doing import MARCH, at_once, charge_of, charged, finance_of, group_of, joined, union
from members.tests.factories import MembershipFactory
from members.tests.factories_dues import DuesRuleFactory, WageFactory
from unionplan.core.errors import DomainError

wages = st.decimals(min_value=0, max_value=99999, places=2)


@pytest.mark.parametrize(("wage", "due"), [("5678.90", "28.35"), ("9.99", "0.00"), ("10", "0.05"), ("19.99", "0.05")])
def test_the_notice_of_1978_is_counted_to_the_cent(wage, due):
    rule = DuesRule(base=[WageComponent.MONTHLY])

    assert fee_of(rule, {"monthly": Decimal(wage)}).amount == Decimal(due)


@given(wage=wages)
def test_the_national_fee_is_a_multiple_of_five_fen_and_never_more_than_the_rate(wage):
    amount = fee_of(DuesRule(base=[WageComponent.MONTHLY]), {"monthly": wage}).amount

    assert amount % Decimal("0.05") == 0
    assert wage * Decimal("0.005") - Decimal("0.05") < amount <= wage * Decimal("0.005")


@pytest.mark.django_db(transaction=True)
def test_the_statement_counts_what_the_arithmetic_counts():
    home = union()
    rule = DuesRuleFactory(organization=home, base=[WageComponent.POST, WageComponent.GRADE])
    member = joined(home, wage=None)
    wage = WageFactory(member=member, monthly=None)

    @settings(max_examples=40, deadline=None)
    @given(
        post=wages,
        grade=wages,
        rate=st.decimals(min_value="0.001", max_value="0.02", places=5),
        step=st.sampled_from(["0.01", "1", "10", "100"]),
        rounding=st.sampled_from(Rounding),
        months=st.integers(min_value=1, max_value=3),
    )
    def same(post, grade, rate, step, rounding, months):
        wage.post, wage.grade = post, grade
        wage.save()
        rule.rate, rule.step, rule.rounding = rate, Decimal(step), rounding
        rule.save()
        period = period_for(Cycle.MONTH, _next_month())
        charge(period=period, organization_ids=[home.pk])
        record = DuesRecord.objects.get(period=period)
        assert record.due == fee_of(rule, {"post": post, "grade": grade}).amount
        assert record.base == post + grade

    calendar = iter(date(2030 + n // 12, n % 12 + 1, 1) for n in range(400))

    def _next_month():
        return next(calendar)

    same()
    assert not differences()


@pytest.mark.django_db
def test_only_full_members_of_the_day_with_a_known_wage_are_charged():
    home = union()
    paying = joined(home)
    joined(home, standing=Standing.RETAINED)
    joined(home, ends_on=date(2026, 2, 28))
    joined(home, starts_on=date(2026, 3, 2))
    unknown = joined(home, wage=None)
    period = charged(home)

    assert [record.member for record in DuesRecord.objects.all()] == [paying]
    assert [row.member_id for row in left_out(period=period, organization_ids=[home.pk])] == [unknown.pk]


@pytest.mark.django_db
def test_a_second_run_adds_nothing_and_a_wage_that_comes_later_is_caught_up():
    home = union()
    joined(home)
    late = joined(home, wage=None)
    period = charged(home)

    assert charge(period=period, organization_ids=[home.pk]) == 0
    WageFactory(member=late, monthly=Decimal("4000"))
    assert charge(period=period, organization_ids=[home.pk]) == 1
    sheet = DuesSheet.objects.get(period=period, organization=home)
    assert (sheet.members, sheet.due) == (2, Decimal("48.35"))


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_charge_everybody_once():
    home = union()
    for _ in range(5):
        joined(home)
    period = period_for(Cycle.MONTH, MARCH)

    added = at_once(*[lambda: charge(period=period, organization_ids=[home.pk])] * 3)

    assert sum(added) == 5
    assert DuesRecord.objects.count() == 5
    assert not differences()


@pytest.mark.django_db
def test_the_nearest_standard_wins_and_another_rhythm_is_left_alone():
    county = union()
    school = union(parent=county)
    hospital = union(parent=county)
    set_standard(
        organization=school,
        starts_on=date(2026, 1, 1),
        by=finance_of(school),
        base=[WageComponent.POST],
        rounding=Rounding.JIAO_DOWN,
        cycle=Cycle.YEAR,
        window_month=12,
        source_document="校内办法",
    )
    teacher, doctor = joined(school), joined(hospital)
    WageFactory(member=teacher, starts_on=date(2026, 1, 1), monthly=None, post=Decimal("3217"))

    charged(county, school, hospital)
    assert [record.member for record in DuesRecord.objects.all()] == [doctor]
    charged(county, school, hospital, cycle=Cycle.YEAR)
    yearly = DuesRecord.objects.get(member=teacher)
    assert (yearly.months, yearly.due) == (12, Decimal("192.60"))
    assert (yearly.payable_from, yearly.payable_by) == (date(2026, 12, 1), date(2026, 12, 25))
    assert not DuesRecord.objects.filter(member=doctor, months=12).exists()


@pytest.mark.django_db
def test_a_year_charges_the_months_of_full_standing_and_never_a_month_twice():
    home = union()
    DuesRuleFactory(organization=home, cycle=Cycle.YEAR, window_month=12, flat_amount=Decimal("2"), base=[])
    newcomer = joined(home, starts_on=date(2026, 9, 15))
    arrived = joined(home)
    elsewhere = union()
    MembershipFactory._meta.model.objects.filter(member=arrived).update(organization=elsewhere)
    charged(elsewhere)
    MembershipFactory._meta.model.objects.filter(member=arrived).update(organization=home)

    charged(home, cycle=Cycle.YEAR)

    assert DuesRecord.objects.get(member=newcomer).due == Decimal("8")
    assert DuesRecord.objects.filter(member=arrived).count() == 1


@pytest.mark.django_db
def test_what_never_counts_is_refused_and_history_is_not_rewritten():
    home = union()
    finance = finance_of(home)
    values = {"source_document": "本单位办法", "by": finance, "organization": home}

    with pytest.raises(DomainError, match="奖金"):
        set_standard(starts_on=date(2026, 1, 1), base=[WageComponent.BONUS], **values)
    set_standard(starts_on=date(2026, 4, 1), base=[WageComponent.MONTHLY], **values)
    with pytest.raises(DomainError, match="更晚"):
        set_standard(starts_on=date(2026, 2, 1), base=[WageComponent.MONTHLY], **values)
    national = standard_of(home, date(2026, 3, 31))
    assert national.organization is None
    assert "工发〔1978〕101号" in national.source_document
    assert standard_of(group_of(home), date(2026, 4, 1)).organization == home


@pytest.mark.django_db
def test_wages_never_overlap_whatever_the_order_they_come_in():
    member = joined(union(), wage=None)
    later = WageFactory(member=member, starts_on=date(2026, 3, 1), monthly=Decimal("6000"))
    first = WageFactory(member=member, starts_on=date(2025, 1, 1))
    between = WageFactory(member=member, starts_on=date(2026, 1, 1))
    for wage in (later, first, between):
        wage.refresh_from_db()

    assert [first.ends_on, between.ends_on, later.ends_on] == [date(2025, 12, 31), date(2026, 2, 28), None]
    charged(member.home)
    assert charge_of(member).base == Decimal("6000")
