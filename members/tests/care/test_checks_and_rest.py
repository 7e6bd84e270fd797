"""Medical checks without a result, rest cures in turn and within their caps, women's care, the own page, the API."""

import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection, connections
from django.urls import reverse

from members.choices.care import CheckGroup, CheckKind, CostBearer, RestGroup, RestState, SpecialPeriodKind
from members.choices.people import EmploymentForm, Gender, MemberState
from members.enums import OrganizationKind, Post
from members.models import CheckEntry, Reminder, RestApplication, Rule
from members.services.care.checks import (
    CheckFields,
    choose_provider,
    close_checks,
    create_campaign,
    invite,
    mark_entries,
    progress_by_unit,
    shortlist,
)
from members.services.care.counting import care_rooms, checks_done, rest_cures, women_members
from members.services.care.rest import TripFields, apply, create_trip, move_application, place, set_quota
from members.services.care.rotation import longest_ago, never_been, waiting
from members.services.care.special import PeriodFact, last_day, report_period
from members.services.care.women import women_by_union
from members.services.own.sections import section_of
from members.services.rules import known
from members.tests.factories import OrganizationFactory, UserFactory, officer_of
from members.tests.factories_care import (
    CareRoomFactory,
    CheckEntryFactory,
    LifeEventFactory,
    PolicyFactory,
    RestApplicationFactory,
    RestQuotaFactory,
    RestTripFactory,
    member_in,
)
from unionplan.core.counting import Window
from unionplan.core.errors import DomainError

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 10)
YEAR = Window(date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture(autouse=True)
def spring():
    with time_machine.travel("2026-03-10T10:00:00+08:00", tick=True):
        yield


@pytest.fixture
def base():
    return OrganizationFactory(name="县二院工会")


@pytest.fixture
def officer(base):
    return officer_of(base)


def refused(act, *words, field=None):
    with pytest.raises(DomainError) as refusal:
        act()
    assert all(word in refusal.value.message for word in words), refusal.value.message
    assert refusal.value.field == field


def check(base, officer, **fields):
    values = {
        "name": "春季体检",
        "kind": CheckKind.STAFF,
        "groups": [CheckGroup.SERVING],
        "opens_on": date(2026, 3, 1),
        "deadline": date(2026, 6, 30),
        "cost_bearer": CostBearer.EMPLOYER,
    }
    return create_campaign(organization=base, fields=CheckFields(**values | fields), by=officer)


def test_a_check_has_no_column_for_a_result():
    assert {field.name for field in CheckEntry._meta.fields} == {
        "id",
        "campaign",
        "member",
        "organization",
        "group",
        "done_on",
    }


def test_only_those_the_rule_names_pay_for_a_check(base, officer):
    for bearer in (CostBearer.UNION, CostBearer.MEMBER):
        refused(lambda bearer=bearer: check(base, officer, cost_bearer=bearer), "不得列支", field="cost_bearer")
    Rule.objects.create(
        key="care.check_cost_bearers",
        organization=base,
        value=["employer", "member"],
        effective_from=date(2026, 1, 1),
        source_document="本地办法",
    )
    assert check(base, officer, cost_bearer=CostBearer.MEMBER).pk


def test_groups_are_invited_once_and_nobody_else(base, officer):
    group = OrganizationFactory(parent=base, kind=OrganizationKind.GROUP)
    serving, retired = member_in(group), member_in(base, state=MemberState.RETAINED)
    formerly = member_in(base, employment_form=EmploymentForm.RETIRED)
    member_in(base, state=MemberState.WITHDRAWN)
    member_in(OrganizationFactory())
    campaign = check(base, officer)
    assert invite(campaign_id=campaign.pk, by=officer) == 1
    campaign.groups = [CheckGroup.SERVING, CheckGroup.RETIRED]
    campaign.save()
    assert invite(campaign_id=campaign.pk, by=officer) == 2
    assert set(campaign.entries.values_list("member", "group")) == {
        (serving.pk, "serving"),
        (retired.pk, "retired"),
        (formerly.pk, "retired"),
    }
    women = check(base, officer, name="妇科检查", kind=CheckKind.WOMEN)
    assert invite(campaign_id=women.pk, by=officer) == 0
    woman = member_in(base, gender=Gender.FEMALE)
    assert invite(campaign_id=women.pk, by=officer) == 1
    assert women.entries.get().member == woman


def test_progress_counts_units_and_marks_only_their_own_round(base, officer):
    group = OrganizationFactory(parent=base, kind=OrganizationKind.GROUP)
    campaign = check(base, officer)
    entries = [
        CheckEntryFactory(campaign=campaign, member=member_in(unit), organization=unit) for unit in (base, group, group)
    ]
    foreign = CheckEntryFactory()
    ids = [entries[1].pk, foreign.pk]
    marked = {"campaign_id": campaign.pk, "entry_ids": ids, "by": officer, "today": TODAY}
    refused(lambda: mark_entries(done_on=TODAY + timedelta(days=1), **marked), field="done_on")
    assert mark_entries(done_on=TODAY, **marked) == 1
    assert [(each.organization, each.done, each.total) for each in progress_by_unit(campaign, [base.path])] == [
        (base, 0, 1),
        (group, 1, 2),
    ]
    figure = checks_done(path=base.path, window=YEAR)
    assert (str(figure.value), figure.numerator.value, figure.denominator.value) == ("33.33", 1, 3)
    assert mark_entries(done_on=None, **marked) == 1
    close_checks(campaign_id=campaign.pk, on=TODAY, by=officer)
    refused(lambda: mark_entries(done_on=TODAY, **marked), "已经结束")


def test_one_of_the_shortlist_is_chosen_with_who_approved_it(base, officer):
    campaign = check(base, officer)
    one, two = (
        shortlist(campaign=campaign, name=name, price=Decimal(300), visited_on=None, by=officer) for name in "甲乙"
    )
    decide = {"decided_on": TODAY, "by": officer}
    refused(lambda: choose_provider(provider_id=one.pk, approved_by=" ", **decide), field="approved_by")
    for provider in (one, two):
        choose_provider(provider_id=provider.pk, approved_by="主席办公会", **decide)
    assert list(campaign.providers.filter(is_chosen=True)) == [two]


def test_a_deadline_is_reminded_of_before_it_comes(base, officer):
    campaign = check(base, officer)
    days = list(Reminder.objects.order_by("due_at").values_list("due_at__date", flat=True))
    assert days == [date(2026, 5, 29), date(2026, 6, 23)]  # 31 May is a Sunday
    close_checks(campaign_id=campaign.pk, on=TODAY, by=officer)
    assert not Reminder.objects.exists()


def trip(base, officer, **fields):
    values = {
        "name": "第一批",
        "base": "湖滨基地",
        "is_outside": False,
        "starts_on": date(2026, 5, 10),
        "ends_on": date(2026, 5, 14),
        "price": Decimal("400.00"),
        "places": 2,
    }
    return create_trip(organization=base, fields=TripFields(**values | fields), by=officer)


def test_trips_keep_to_the_caps_and_a_refusal_names_them(base, officer):
    assert trip(base, officer).days == 5
    refused(lambda: trip(base, officer, ends_on=date(2026, 5, 15)), "6 天", "5 天", "依据", field="ends_on")
    assert trip(base, officer, is_outside=True, ends_on=date(2026, 5, 16)).days == 7
    refused(lambda: trip(base, officer, is_outside=True, ends_on=date(2026, 5, 17)), "7 天", field="ends_on")
    refused(lambda: trip(base, officer, price=Decimal("400.01")), "400", "依据", field="price")


def wish(base, officer, member=None, **fields):
    values = {"year": 2026, "group": RestGroup.NONE, "on": TODAY} | fields
    return apply(member=member or member_in(base), by=officer, **values)


def test_places_are_given_within_quota_and_group(base, officer):
    first, second, third = (wish(base, officer) for _ in range(3))
    group = trip(base, officer)
    refused(lambda: place(application_id=first.pk, trip_id=group.pk, by=officer), "名额")
    set_quota(organization=base, year=2026, places=1, by=officer)
    place(application_id=first.pk, trip_id=group.pk, by=officer)
    refused(lambda: place(application_id=second.pk, trip_id=group.pk, by=officer), "1 个名额")
    refused(lambda: set_quota(organization=base, year=2026, places=0, by=officer), "1 人", field="places")
    set_quota(organization=base, year=2026, places=9, by=officer)
    place(application_id=second.pk, trip_id=group.pk, by=officer)
    refused(lambda: place(application_id=third.pk, trip_id=group.pk, by=officer), "已满 2 人")
    refused(lambda: wish(base, officer, member=first.member), "已经申请", field="member")


@pytest.mark.django_db(transaction=True)
def test_the_last_place_goes_to_one_of_two_who_ask_at_once(base, officer):
    set_quota(organization=base, year=2026, places=1, by=officer)
    trips = [trip(base, officer, name=name) for name in ("甲批", "乙批")]
    wishes = [wish(base, officer) for _ in range(2)]
    start, outcomes = threading.Barrier(2), []

    def run(application, group):
        start.wait()
        try:
            place(application_id=application.pk, trip_id=group.pk, by=officer)
            outcomes.append("placed")
        except DomainError:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in zip(wishes, trips, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["placed", "refused"]


@pytest.mark.parametrize(("ended", "is_free"), [(date(2023, 5, 9), True), (date(2023, 5, 11), False)])
def test_nobody_crosses_the_province_twice_within_three_years(base, officer, ended, is_free):
    RestQuotaFactory(organization=base)
    member = member_in(base)
    earlier = RestTripFactory(organization=base, is_outside=True, starts_on=date(2023, 5, 7), ends_on=ended)
    RestApplicationFactory(organization=base, member=member, year=2023, state=RestState.WENT, trip=earlier)
    application = wish(base, officer, member=member)
    outside = trip(base, officer, is_outside=True)
    if is_free:
        assert place(application_id=application.pk, trip_id=outside.pk, by=officer).state == RestState.PLACED
    else:
        refused(lambda: place(application_id=application.pk, trip_id=outside.pk, by=officer), "3 年内", "依据")
        assert place(application_id=application.pk, trip_id=trip(base, officer).pk, by=officer).trip


def been(base, year):
    member = member_in(base)
    done = RestTripFactory(organization=base, starts_on=date(year, 5, 1), ends_on=date(year, 5, 5))
    RestApplicationFactory(organization=base, member=member, year=year, state=RestState.WENT, trip=done)
    return member


def test_rotation_asks_first_who_has_never_been_then_whose_time_is_longest_ago(base, officer):
    never, recent, long_ago = member_in(base), been(base, 2024), been(base, 2019)
    been(OrganizationFactory(), 2010)
    member_in(base, state=MemberState.RETAINED)
    assert list(never_been([base.path])) == [never]
    assert list(longest_ago([base.path])) == [long_ago, recent]
    miner = been(base, 2025)
    for member in (recent, long_ago, never):
        wish(base, officer, member=member)
    wish(base, officer, member=miner, group=RestGroup.HAZARDOUS)
    order = [each.member for each in waiting(RestApplication.objects.visible_to(officer).filter(year=2026))]
    assert order == [miner, never, long_ago, recent]


def test_a_trip_is_over_before_anybody_was_there(base, officer):
    RestQuotaFactory(organization=base)
    application = wish(base, officer)
    place(application_id=application.pk, trip_id=trip(base, officer).pk, by=officer)
    move = {"application_id": application.pk, "by": officer}
    refused(lambda: move_application(to=RestState.WENT, today=TODAY, **move), "还没有出发")
    move_application(to=RestState.WENT, today=date(2026, 5, 20), **move)
    assert rest_cures(path=base.path, window=YEAR).value == 1
    refused(lambda: move_application(to=RestState.WITHDRAWN, today=TODAY, **move), "不能改为")


@pytest.mark.parametrize(
    ("fact", "last"),
    [
        (PeriodFact(SpecialPeriodKind.LEAVE), date(2026, 6, 15)),
        (PeriodFact(SpecialPeriodKind.LEAVE, difficult=True), date(2026, 6, 30)),
        (PeriodFact(SpecialPeriodKind.LEAVE, children=3), date(2026, 7, 15)),
        (PeriodFact(SpecialPeriodKind.NURSING), date(2027, 3, 9)),
    ],
)
def test_periods_last_as_long_as_the_law_says(base, fact, last):
    assert last_day(base, fact, TODAY) == last


def test_no_organization_may_go_back_to_ninety_days():
    refused(lambda: known("care.women_leave_days").read("90"), "98", field="value")
    assert known("care.women_leave_days").read("158") == "158"


def test_which_period_it_is_cannot_be_read_in_the_database(base, officer):
    woman = member_in(base, gender=Gender.FEMALE)
    report_period(member=woman, fact=PeriodFact(SpecialPeriodKind.PREGNANCY), starts_on=TODAY, by=officer)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT row_to_json(s)::text FROM members_specialperiod s)"
            " || (SELECT row_to_json(e)::text FROM members_specialperiodevent e)"
            " || (SELECT string_agg(row_to_json(a)::text, '') FROM core_auditentry a)"
        )
        assert "pregnancy" not in cursor.fetchone()[0]
    man = member_in(base, gender=Gender.MALE)
    nursing = PeriodFact(SpecialPeriodKind.NURSING)
    refused(lambda: report_period(member=man, fact=nursing, starts_on=TODAY, by=officer), field="member")


def test_unions_with_ten_women_want_a_committee_and_others_an_officer(base):
    group = OrganizationFactory(parent=base, kind=OrganizationKind.GROUP)
    small = OrganizationFactory()
    for number in range(10):
        member_in(group if number % 2 else base, gender=Gender.FEMALE)
    member_in(small, gender=Gender.FEMALE)
    paths = [base.path, small.path]
    found = {each.organization: each for each in women_by_union(paths, today=TODAY)}
    assert (found[base].women, found[base].is_missing, found[small].lacks_officer) == (10, True, True)
    OrganizationFactory(parent=base, kind=OrganizationKind.WOMEN)
    women_officer = officer_of(small, post=Post.WOMEN_OFFICER)
    found = {each.organization: each for each in women_by_union(paths, today=TODAY)}
    assert (found[base].is_missing, found[small].lacks_officer) == (False, False)
    assert found[small].officers == (str(women_officer),)
    assert women_members(path=base.path, window=YEAR).value == 10


def test_rooms_are_counted_while_they_are_open(base):
    CareRoomFactory(organization=base)
    CareRoomFactory(organization=base, closed_on=date(2026, 2, 1))
    CareRoomFactory()
    assert care_rooms(path=base.path, window=YEAR).value == 1


def test_members_see_their_own_care_and_nobody_elses(client, base):
    user = UserFactory()
    own = member_in(base, user=user)
    LifeEventFactory(organization=base, member=own, kind="hospital")
    LifeEventFactory(organization=base, kind="bereavement")
    PolicyFactory(member=own, campaign__scheme__name="安康互助")
    PolicyFactory(campaign__scheme__name="别人的互助")
    CheckEntryFactory(member=own, campaign__name="春季体检")
    client.force_login(user)
    for key, words, foreign in (
        ("insurance", "安康互助", "别人的互助"),
        ("life-events", "住院", "丧事"),
        ("care", "春季体检", "住院"),
    ):
        section = section_of(key)
        text = str(section.blocks(own, TODAY)) + str(section.summary(own, TODAY))
        assert words in text
        assert foreign not in text
        assert words in client.get(reverse("members:own-section", args=[key])).text


@pytest.mark.parametrize(("post", "sees_claims"), [(Post.OFFICER, True), (Post.FINANCE, False)])
def test_the_api_tells_figures_to_those_who_may_know(client, base, post, sees_claims):
    for _ in range(3):
        LifeEventFactory(organization=base, kind="hospital", learned_on=TODAY)
    client.force_login(officer_of(base, post=post))
    found = client.get("/api/v1/care-figures/", {"organization": base.code}).json()
    values = {figure["key"]: figure["value"] for figure in found}
    assert (values["life_events"], values["life_events_hospital"]) == ("3", None)
    assert ("claims_paid" in values) is sees_claims
    assert client.get("/api/v1/care-figures/", {"organization": OrganizationFactory().code}).status_code == 404


def test_the_api_refuses_figures_to_those_without_the_right(client, base):
    client.force_login(officer_of(base, post=Post.AUDITOR))
    assert client.get("/api/v1/care-figures/", {"organization": base.code}).status_code == 403
