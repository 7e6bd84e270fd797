"""Mutual-aid insurance: dated premiums, rosters under doubt and at once, renewals, claims, figures."""

import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection, connections

from members.choices.insurance import Audience, ClaimDocument, ClaimState, Payer, PolicyKind
from members.choices.people import Gender, MemberState
from members.enums import OrganizationKind, Post
from members.models import Claim, Policy, Reminder
from members.services.insurance.claims import ClaimFields, Step, move_claim, report_claim, tick_documents
from members.services.insurance.counting import claims_paid, people_insured, premiums, renewal_rate
from members.services.insurance.enrolment import enrol, roster_of
from members.services.insurance.policies import Roll, cancel_policy, roll_of
from members.services.insurance.renewals import lines, replan_campaigns
from members.services.insurance.schemes import close_campaign, open_campaign, premium_on, set_premium, share_of
from members.tests.factories import OrganizationFactory, officer_of
from members.tests.factories_care import (
    ClaimFactory,
    InsuranceCampaignFactory,
    InsurancePremiumFactory,
    InsuranceSchemeFactory,
    LifeEventFactory,
    PolicyFactory,
    member_in,
)
from unionplan.core.counting import Window
from unionplan.core.errors import DomainError, EditConflictError

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 10)


@pytest.fixture(autouse=True)
def spring():
    with time_machine.travel("2026-03-10T10:00:00+08:00", tick=True):
        yield


@pytest.fixture
def base():
    return OrganizationFactory()


@pytest.fixture
def officer(base):
    return officer_of(base)


@pytest.fixture
def campaign(base):
    campaign = InsuranceCampaignFactory(scheme__organization=base)
    InsurancePremiumFactory(scheme=campaign.scheme)
    return campaign


def enrol_all(campaign, officer, **fields):
    unit = fields.pop("unit", campaign.organization)
    seal = fields.pop("seal", None) or roster_of(campaign, unit).seal
    defaults = {"left_out": (), "today": TODAY}
    return enrol(campaign_id=campaign.pk, unit=unit, seal=seal, by=officer, **defaults | fields)


def refused(act, *words, field=None):
    with pytest.raises(DomainError) as refusal:
        act()
    assert all(word in refusal.value.message for word in words)
    assert refusal.value.field == field


def test_premiums_hold_from_their_day_and_history_is_not_rewritten(base, officer):
    scheme = InsuranceSchemeFactory(organization=base)
    for day, amount in ((date(2024, 1, 1), "30"), (date(2026, 1, 1), "36")):
        set_premium(scheme=scheme, effective_from=day, amount=Decimal(amount), source_document="互助办法", by=officer)
    assert premium_on(scheme, date(2023, 12, 31)) is None
    assert [premium_on(scheme, day).amount for day in (date(2025, 12, 31), date(2026, 1, 1))] == [30, 36]
    earlier = {"scheme": scheme, "effective_from": date(2025, 1, 1), "amount": Decimal(1), "by": officer}
    refused(lambda: set_premium(source_document="互助办法", **earlier), "更晚", field="effective_from")


def test_a_round_runs_as_long_as_its_scheme_and_needs_a_premium(base, officer):
    scheme = InsuranceSchemeFactory(organization=base, term_months=24)
    values = {
        "scheme": scheme,
        "organization": base,
        "opens_on": TODAY,
        "closes_on": TODAY,
        "starts_on": date(2026, 2, 28),
        "payer": Payer.UNION,
        "by": officer,
    }
    refused(lambda: open_campaign(**values), "保费", field="starts_on")
    InsurancePremiumFactory(scheme=scheme)
    assert open_campaign(**values).expires_on == date(2028, 2, 27)
    refused(lambda: open_campaign(**values), "已经开办", field="starts_on")
    refused(lambda: open_campaign(**values | {"organization": OrganizationFactory()}), "不在本单位")


def test_a_roster_tells_every_doubt_and_who_renews(base):
    women = InsuranceSchemeFactory(organization=base, audience=Audience.WOMEN, least_age=16, most_age=60)
    InsurancePremiumFactory(scheme=women)
    campaign = InsuranceCampaignFactory(scheme=women)
    group = OrganizationFactory(parent=base, kind=OrganizationKind.GROUP)

    def woman(unit=base, born_on=date(1990, 1, 1), gender=Gender.FEMALE, **fields):
        return member_in(unit, gender=gender, born_on=born_on, **fields)

    new, renewing, insured = woman(unit=group), woman(), woman()
    past = {"starts_on": date(2024, 4, 1), "expires_on": date(2026, 3, 31)}
    PolicyFactory(campaign=campaign, member=renewing, **past)
    PolicyFactory(campaign=campaign, member=insured)
    doubts = {
        woman(born_on=None): "no_birthday",
        woman(born_on=date(1965, 4, 1)): "too_old",  # 61 on the first day of April
        woman(born_on=date(2010, 4, 2)): "too_young",
        woman(gender=""): "no_gender",
        insured: "insured",
    }
    at_the_limit = woman(born_on=date(1965, 4, 2))  # 60 until the second of April
    woman(gender=Gender.MALE)
    woman(state=MemberState.RETAINED)
    woman(unit=OrganizationFactory())
    roster = roster_of(campaign, base)
    kinds = {one.member: one.kind for one in roster.joining}
    assert kinds == {new: PolicyKind.NEW, renewing: PolicyKind.RENEWAL, at_the_limit: PolicyKind.NEW}
    assert {one.member: one.doubt for one in roster.doubtful} == doubts
    assert roster.total == Decimal("150.00")
    assert [one.member for one in roster_of(campaign, group).joining] == [new]


def test_enrolment_stays_in_its_window_and_in_its_organization(base, campaign, officer):
    member_in(base)
    refused(lambda: enrol_all(campaign, officer, today=date(2026, 4, 1)), "不在办理时间内")
    refused(lambda: enrol_all(campaign, officer, unit=OrganizationFactory()), "不在这次参保")
    assert enrol_all(campaign, officer) == 1
    refused(lambda: enrol_all(campaign, officer), "没有选中")


@pytest.mark.django_db(transaction=True)
def test_a_roster_that_is_confirmed_twice_at_once_insures_everybody_once(base, campaign, officer):
    for _ in range(5):
        member_in(base)
    seal = roster_of(campaign, base).seal
    start, outcomes = threading.Barrier(2), []

    def run():
        start.wait()
        try:
            outcomes.append(enrol_all(campaign, officer, seal=seal))
        except DomainError:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes, key=str) == [5, "refused"]
    assert Policy.objects.count() == 5


def test_a_round_is_handed_in_only_when_enough_have_joined(base, campaign, officer):
    people = [member_in(base) for _ in range(5)]
    member_in(base, state=MemberState.RETAINED)
    enrol_all(campaign, officer, left_out={person.pk for person in people[:2]})
    assert (share_of(campaign).joined, share_of(campaign).expected) == (3, 5)
    refused(lambda: close_campaign(campaign_id=campaign.pk, on=TODAY, by=officer), "80%", "依据")
    enrol_all(campaign, officer, left_out={people[0].pk})
    assert close_campaign(campaign_id=campaign.pk, on=TODAY, by=officer).closed_on == TODAY
    refused(lambda: enrol_all(campaign, officer), "已经办结")


def test_the_roll_tells_what_ends_and_what_has_lapsed(base, campaign, officer):
    def cover(starts_on, expires_on, **fields):
        return PolicyFactory(campaign=campaign, starts_on=starts_on, expires_on=expires_on, **fields)

    ending = cover(date(2025, 6, 1), date(2026, 5, 31))
    far = cover(date(2026, 1, 1), date(2026, 12, 31))
    lapsed = cover(date(2024, 3, 1), date(2026, 2, 28))
    renewed = cover(date(2025, 4, 1), date(2026, 3, 31))
    later = cover(date(2026, 4, 1), date(2027, 3, 31), member=renewed.member)
    elsewhere = PolicyFactory(starts_on=date(2025, 6, 1), expires_on=date(2026, 5, 31))

    def roll(which):
        return set(roll_of(officer, which, today=TODAY))

    assert roll(Roll.CURRENT) == {ending, far, renewed}
    assert roll(Roll.ENDING) == {ending}
    assert roll(Roll.LAPSED) == {lapsed}
    assert elsewhere not in roll(Roll.ENDING) | roll(Roll.CURRENT)
    window = Window(date(2026, 2, 1), date(2026, 3, 31))
    rate = renewal_rate(path=base.path, window=window)
    assert (rate.value, rate.numerator.value, rate.denominator.value) == (50, 1, 2)
    assert people_insured(path=base.path, window=Window(TODAY, TODAY)).value == 3
    assert premiums(path=base.path, window=Window(date(2026, 4, 1), date(2026, 4, 30))).records.get() == later


def test_the_end_of_a_round_is_reminded_of_90_60_and_30_days_before(base, campaign, officer):
    PolicyFactory(campaign=campaign)
    replan_campaigns([campaign.pk])
    due = Reminder.objects.order_by("due_at").values_list("recipient", "due_at__date")
    # 2026-12-31 is a Thursday; 2027-01-30 and 2027-03-01 are a Saturday and a Monday
    assert list(due) == [
        (officer.pk, date(2026, 12, 31)),
        (officer.pk, date(2027, 1, 29)),
        (officer.pk, date(2027, 3, 1)),
    ]
    subject = (campaign.pk, campaign.expires_on)
    assert lines([subject], officer)[subject].title == f"{campaign.scheme.name}：1 份即将到期"
    assert lines([subject], officer_of(OrganizationFactory())) == {}


def test_a_mistaken_policy_goes_unless_a_claim_rests_on_it(base, campaign, officer):
    policy, claimed = PolicyFactory(campaign=campaign), PolicyFactory(campaign=campaign)
    ClaimFactory(policy=claimed)
    refused(lambda: cancel_policy(policy_id=claimed.pk, because="重复", on=TODAY, by=officer), "理赔")
    refused(lambda: cancel_policy(policy_id=policy.pk, because=" ", on=TODAY, by=officer), field="because")
    cancel_policy(policy_id=policy.pk, because="重复登记", on=TODAY, by=officer)
    assert set(roll_of(officer, Roll.CANCELLED, today=TODAY)) == {policy}


@pytest.fixture
def policy(campaign):
    return PolicyFactory(campaign=campaign, starts_on=date(2026, 1, 1), expires_on=date(2026, 12, 31))


def claim_of(policy, officer, **fields):
    values = {"happened_on": date(2026, 3, 1), "asked": Decimal("3000.00")} | fields
    return report_claim(policy_id=policy.pk, fields=ClaimFields(**values), by=officer, today=TODAY)


def test_a_claim_lies_within_the_cover_and_its_diagnosis_is_sealed(policy, officer):
    refused(lambda: claim_of(policy, officer, happened_on=date(2025, 12, 31)), "保障期", field="happened_on")
    refused(lambda: claim_of(policy, officer, happened_on=TODAY + timedelta(days=1)), field="happened_on")
    refused(lambda: claim_of(policy, officer, event=LifeEventFactory()), "不是这位会员", field="event")
    claim_of(policy, officer, diagnosis="急性阑尾炎")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT string_agg(row_to_json(c)::text, '') FROM members_claim c)"
            " || (SELECT string_agg(row_to_json(e)::text, '') FROM members_claimevent e)"
            " || (SELECT string_agg(row_to_json(a)::text, '') FROM core_auditentry a)"
        )
        assert "阑尾炎" not in cursor.fetchone()[0]
    assert Claim.objects.get().diagnosis.reveal() == "急性阑尾炎"


def test_a_claim_takes_its_steps_with_its_papers_and_is_paid_once(policy, officer):
    policy.scheme.documents = [ClaimDocument.BILLS, ClaimDocument.DISCHARGE]
    policy.scheme.save()
    claim = claim_of(policy, officer, documents=[ClaimDocument.BILLS])

    def move(to, version, **fields):
        step = Step(to, **fields)
        return move_claim(claim_id=claim.pk, step=step, expected_version=version, by=officer, today=TODAY)

    refused(lambda: move(ClaimState.PAID, 1), "不能改为")
    refused(lambda: move(ClaimState.SUBMITTED, 1), "出院记录", field="documents")
    tick_documents(claim_id=claim.pk, documents=list(ClaimDocument)[:5], expected_version=1, by=officer)
    move(ClaimState.SUBMITTED, 2)
    with pytest.raises(EditConflictError):
        move(ClaimState.REFUSED, 2)
    refused(lambda: move(ClaimState.PAID, 3), "赔付金额", field="paid")
    refused(lambda: move(ClaimState.PAID, 3, paid=Decimal("3000.01")), "不能超过", field="paid")
    paid = move(ClaimState.PAID, 3, paid=Decimal("1200.00"))
    assert (paid.state, paid.paid_on) == ("paid", TODAY)
    refused(lambda: move(ClaimState.WITHDRAWN, 4), "不能改为")
    window = Window(date(2026, 1, 1), TODAY)
    figure = claims_paid(path=policy.organization.path, window=window)
    assert (figure.value, figure.records) == (Decimal("1200.00"), None)
    assert claims_paid(path=OrganizationFactory().path, window=window).value == 0


def test_claims_are_seen_with_the_right_to_health_only(policy, base):
    claim = ClaimFactory(policy=policy)
    assert Claim.objects.visible_to(officer_of(base, post=Post.WOMEN_OFFICER)).get() == claim
    assert not Claim.objects.visible_to(officer_of(base, post=Post.FINANCE)).exists()
    assert not Claim.objects.visible_to(officer_of(OrganizationFactory())).exists()
