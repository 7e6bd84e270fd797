"""Pages of care: who sees what (own, parent, child, sibling, foreign), what is never shown, what a list costs."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from members.choices.life import LifeEventKind
from members.choices.people import Gender
from members.enums import OrganizationKind, Post
from members.models import LifeEvent, SpecialPeriod
from members.tests.factories import OrganizationFactory, member_of, officer_of
from members.tests.factories_care import (
    CareRoomFactory,
    CheckCampaignFactory,
    CheckEntryFactory,
    CheckProviderFactory,
    ClaimFactory,
    InsuranceCampaignFactory,
    InsurancePremiumFactory,
    LifeEventFactory,
    LifeEventWordFactory,
    PolicyFactory,
    RestApplicationFactory,
    RestQuotaFactory,
    RestTripFactory,
    SpecialPeriodFactory,
    member_in,
)

pytestmark = pytest.mark.django_db
CANARY = "左股骨颈骨折术后"


@pytest.fixture(autouse=True)
def spring():
    with time_machine.travel("2026-03-10T10:00:00+08:00", tick=True):
        yield


class House:
    """County → base (own) → group; a sibling of the base; a foreign county. One row of everything in the base."""

    def __init__(self):
        self.county = OrganizationFactory(name="云溪县总工会")
        self.base = OrganizationFactory(name="县二院工会", parent=self.county)
        self.group = OrganizationFactory(name="护理小组", parent=self.base, kind=OrganizationKind.GROUP)
        self.sibling = OrganizationFactory(name="县纺织厂工会", parent=self.county)
        self.foreign = OrganizationFactory(name="外县总工会")
        self.person = member_in(self.base, name="乙春分", gender="female", born_on=date(1990, 5, 1))
        common = {"organization": self.base, "member": self.person}
        self.health = LifeEventFactory(**common, kind=LifeEventKind.HOSPITAL, facts=CANARY)
        self.plain = LifeEventFactory(**common, kind=LifeEventKind.MARRIAGE, note="回乡办酒")
        self.campaign = InsuranceCampaignFactory(scheme__organization=self.base)
        InsurancePremiumFactory(scheme=self.campaign.scheme)
        self.policy = PolicyFactory(campaign=self.campaign, member=self.person, starts_on=date(2026, 1, 1))
        self.claim = ClaimFactory(policy=self.policy, diagnosis=CANARY)
        self.check = CheckCampaignFactory(organization=self.base)
        CheckProviderFactory(campaign=self.check)
        CheckEntryFactory(campaign=self.check, member=self.person)
        self.quota = RestQuotaFactory(organization=self.base)
        self.trip = RestTripFactory(organization=self.base)
        self.application = RestApplicationFactory(**common)
        self.special = SpecialPeriodFactory(**common)
        self.room = CareRoomFactory(organization=self.base)
        self.word = LifeEventWordFactory(organization=self.base, label="新婚必贺")


@pytest.fixture
def house():
    return House()


def every_page(house):
    """Name, address, and the right it takes beside the reach: "" for reading the archive."""
    return [
        ("plain", reverse("members:lifeevent-detail", args=[house.plain.pk]), ""),
        ("health", reverse("members:lifeevent-detail", args=[house.health.pk]), "health"),
        ("scheme", reverse("members:scheme-detail", args=[house.campaign.scheme_id]), ""),
        ("campaign", reverse("members:campaign-detail", args=[house.campaign.pk]), ""),
        ("policy", reverse("members:policy-detail", args=[house.policy.pk]), ""),
        ("claim", reverse("members:claim-detail", args=[house.claim.pk]), "health"),
        ("check", reverse("members:check-detail", args=[house.check.pk]), ""),
        ("trip", reverse("members:rest-trip", args=[house.trip.pk]), ""),
        ("special", reverse("members:special-detail", args=[house.special.pk]), "health"),
    ]


# Reader → what the pages with and without health facts answer. Reading reaches down, never up or sideways.
READERS = {
    "own officer": (lambda h: officer_of(h.base), 200, 200),
    "own chair": (lambda h: officer_of(h.base, post=Post.CHAIR), 200, 200),
    "own women's officer": (lambda h: officer_of(h.base, post=Post.WOMEN_OFFICER), 200, 200),
    "own finance": (lambda h: officer_of(h.base, post=Post.FINANCE), 200, 404),
    "own auditor": (lambda h: officer_of(h.base, post=Post.AUDITOR), 404, 404),
    "officer above": (lambda h: officer_of(h.county), 200, 200),
    "finance above": (lambda h: officer_of(h.county, post=Post.FINANCE), 200, 404),
    "leader of a group below": (lambda h: officer_of(h.group, post=Post.GROUP_LEADER), 404, 404),
    "officer of a sibling": (lambda h: officer_of(h.sibling), 404, 404),
    "officer of a foreign county": (lambda h: officer_of(h.foreign), 404, 404),
    "member": (lambda h: member_of(h.base), 404, 404),
}


@pytest.mark.parametrize("reader", READERS)
def test_reading_reaches_down_and_health_takes_a_right_of_its_own(client, house, reader):
    make, plain, health = READERS[reader]
    client.force_login(make(house))
    wanted = {name: health if right else plain for name, _address, right in every_page(house)}
    if reader == "leader of a group below":
        wanted |= {"scheme": 200, "check": 200, "trip": 200}  # offered to the group from above, without a person on it
    found = {name: client.get(address).status_code for name, address, _right in every_page(house)}
    assert found == wanted


LISTS = ["lifeevent-list", "policy-roll", "claim-list", "check-list", "rest-list", "rest-rotation", "women-roster"]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", LISTS)
def test_lists_show_nobody_out_of_reach_and_no_health_fact(client, house, reader, name):
    make, plain, health = READERS[reader]
    client.force_login(make(house))
    text = client.get(reverse(f"members:{name}")).text
    assert CANARY not in text
    sees = (health if name == "claim-list" else plain) == 200
    rows = text.partition("<tbody>")[2]
    assert (house.person.name in rows) == (sees and name != "check-list")
    if name == "lifeevent-list":
        assert ("住院" in rows) == (health == 200)


WRITES = {
    "withdraw": lambda h: (reverse("members:lifeevent-withdraw", args=[h.plain.pk]), {"because": "wish"}),
    "answer": lambda h: (
        reverse("members:lifeevent-answer", args=[h.plain.pk]),
        {"on": "2026-03-10", "way": "visit"},
    ),
    "cancel": lambda h: (reverse("members:policy-cancel", args=[h.policy.pk]), {"because": "登记错误"}),
    "close": lambda h: (reverse("members:check-close", args=[h.check.pk]), {}),
    "move": lambda h: (reverse("members:rest-move", args=[h.application.pk]), {"to": "withdrawn"}),
    "special": lambda h: (reverse("members:special-withdraw", args=[h.special.pk]), {}),
}


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize(
    ("reader", "status"),
    [("own chair", 302), ("officer above", 403), ("officer of a sibling", 404), ("member", 404)],
)
def test_writing_stays_in_the_union(client, house, write, reader, status):
    client.force_login(READERS[reader][0](house))
    address, data = WRITES[write](house)
    if write == "cancel":
        house.claim.delete()
    assert client.post(address, data).status_code == status


def test_officers_of_a_union_act_for_its_groups_but_not_the_federation(client, house):
    event = LifeEventFactory(organization=house.group, member=member_in(house.group))
    address = reverse("members:lifeevent-answer", args=[event.pk])
    data = {"on": "2026-03-10", "way": "phone"}
    client.force_login(officer_of(house.county))
    assert client.post(address, data).status_code == 403
    client.force_login(officer_of(house.base))
    assert client.post(address, data).status_code == 302


def test_who_reported_a_hospital_stay_sees_the_report_and_not_its_words(client, house):
    leader = officer_of(house.group, post=Post.GROUP_LEADER)
    event = LifeEventFactory(
        organization=house.group, member=member_in(house.group), kind="hospital", facts=CANARY, reported_by=leader
    )
    client.force_login(leader)
    page = client.get(reverse("members:lifeevent-detail", args=[event.pk]))
    assert "••••" in page.text
    assert CANARY not in page.text
    refused = client.post(reverse("members:lifeevent-open", args=[event.pk]), {"reason": "visit"})
    assert refused.status_code == 403


@pytest.mark.parametrize("kind", ["lifeevent", "claim", "special"])
def test_a_sealed_fact_is_shown_once_for_a_reason(client, house, kind):
    client.force_login(officer_of(house.base, post=Post.WOMEN_OFFICER))
    row = {"lifeevent": house.health, "claim": house.claim, "special": house.special}[kind]
    shown = "孕期" if kind == "special" else CANARY
    detail = reverse(f"members:{kind}-detail", args=[row.pk])
    address = reverse(f"members:{kind}-open", args=[row.pk])
    assert shown not in client.get(detail).text
    assert client.post(address, {}).status_code == 422
    opened = client.post(address, {"reason": "check"})
    assert shown in opened.text
    assert "no-store" in opened["Cache-Control"]
    assert shown not in client.get(detail).text


def test_three_taps_report_without_a_script(client, house):
    leader = officer_of(house.group, post=Post.GROUP_LEADER)
    person = member_in(house.group, name="乙谷雨")
    client.force_login(leader)
    people = client.get(reverse("members:lifeevent-report"))
    tell = reverse("members:lifeevent-tell", args=[person.pk])
    assert f'href="{tell}"' in people.text
    assert house.person.name not in people.text
    occasion = next(iter(client.get(tell).context["form"].occasions))
    done = client.post(tell, {"occasion": occasion, "when": "yesterday"}, follow=True)
    assert "已报告" in done.text
    event = LifeEvent.objects.get(member=person)
    assert (event.happened_on, event.learned_on, event.reported_by) == (date(2026, 3, 9), date(2026, 3, 10), leader)
    again = client.post(tell, {"occasion": occasion, "when": "today"})
    assert (again.status_code, "仍然报告" in again.text) == (422, True)
    client.post(tell, {"occasion": occasion, "when": "today", "confirmed": "on"})
    assert LifeEvent.objects.filter(member=person).count() == 2


def test_what_is_wrong_in_a_report_stands_beside_its_field(client, house):
    client.force_login(officer_of(house.group, post=Post.GROUP_LEADER))
    tell = reverse("members:lifeevent-tell", args=[member_in(house.group).pk])
    missing = client.post(tell, {"when": "other"})
    assert missing.status_code == 422
    assert set(missing.context["form"].errors) == {"occasion", "happened_on"}
    word = f"w{house.word.pk}"
    later = {"occasion": word, "when": "today", "learned_on": "2026-03-11"}
    assert client.post(tell, later).context["form"].errors["learned_on"] == ["得知日期不能晚于今天。"]


def test_nobody_reports_for_people_of_another_union(client, house):
    client.force_login(officer_of(house.county))
    tell = reverse("members:lifeevent-tell", args=[house.person.pk])
    assert client.get(tell).status_code == 403
    client.force_login(officer_of(house.sibling))
    assert client.get(tell).status_code == 404


@pytest.mark.parametrize("count", [1, 7])
@pytest.mark.parametrize(
    ("name", "queries"),
    [("lifeevent-list", 10), ("policy-roll", 9), ("claim-list", 7), ("rest-list", 10), ("special-list", 9)],
)
def test_a_list_costs_the_same_for_one_row_and_for_many(client, django_assert_num_queries, house, name, queries, count):
    for _ in range(count - 1):
        common = {"organization": house.base, "member": member_in(house.base)}
        LifeEventFactory(**common)
        policy = PolicyFactory(campaign=house.campaign, member=common["member"], starts_on=date(2026, 1, 1))
        ClaimFactory(policy=policy)
        RestApplicationFactory(**common)
        SpecialPeriodFactory(**common)
    client.force_login(officer_of(house.base))
    client.get(reverse(f"members:{name}"))
    with django_assert_num_queries(queries):
        assert client.get(reverse(f"members:{name}")).status_code == 200


def test_a_roster_is_enrolled_as_it_was_shown(client, house):
    client.force_login(officer_of(house.base))
    one, two = member_in(house.group, name="丙一"), member_in(house.group, name="丙二")
    address = reverse("members:campaign-enrol", args=[house.campaign.pk, house.base.pk])
    seal = client.get(address).context["roster"].seal
    late = member_in(house.group, name="丙三")
    changed = client.post(address, {"seal": seal})
    assert (changed.status_code, "名单在您查看之后有变化" in changed.text) == (422, True)
    seal = changed.context["roster"].seal
    client.post(address, {"seal": seal, "left_out": [two.pk, late.pk]})
    assert list(one.policies.values_list("premium", "kind")) == [(Decimal("50.00"), "new")]
    assert not two.policies.exists()


def test_a_check_paid_by_the_union_is_refused_with_the_clause(client, house):
    client.force_login(officer_of(house.base))
    data = {
        "organization": house.base.pk,
        "name": "春季体检",
        "kind": "staff",
        "groups": ["serving"],
        "opens_on": "2026-03-01",
        "deadline": "2026-06-30",
        "cost_bearer": "union",
    }
    refused = client.post(reverse("members:check-create"), data)
    assert "不得列支工会经费" in refused.context["form"].errors["cost_bearer"][0]
    assert client.post(reverse("members:check-create"), data | {"cost_bearer": "employer"}).status_code == 302


def test_no_page_of_a_check_has_room_for_a_result(client, house):
    client.force_login(officer_of(house.base))
    text = client.get(reverse("members:check-detail", args=[house.check.pk])).text
    assert "<textarea" not in text
    roster = text.partition('id="roster"')[2].partition('id="providers"')[0]
    assert 'type="text"' not in roster


def test_protection_of_women_tells_who_works_no_overtime_and_not_why(client, house):
    nursing = SpecialPeriodFactory(
        organization=house.base,
        member=member_in(house.base, name="乙小满"),
        fact='{"kind": "nursing"}',
        starts_on=date(2026, 1, 5),
        ends_on=date(2027, 1, 4),
    )
    client.force_login(officer_of(house.base, post=Post.WOMEN_OFFICER))
    page = client.get(reverse("members:special-list"))
    assert [line.period for line in page.context["lines"]] == [nursing, house.special]
    assert "哺乳期" not in page.text
    assert "孕期" not in page.text


def test_a_leave_of_ninety_days_is_refused_with_the_clause(client, house):
    client.force_login(officer_of(house.base, post=Post.WOMEN_OFFICER))
    address = reverse("members:special-create", args=[house.person.pk])
    data = {"kind": "leave", "starts_on": "2026-03-10", "ends_on": "2026-06-07", "children": "1"}
    refused = client.post(address, data)
    assert "98" in refused.context["form"].errors["ends_on"][0]
    assert "第七条" in refused.context["form"].errors["ends_on"][0]
    client.post(address, data | {"ends_on": "", "difficult": "on", "children": "2"})
    assert SpecialPeriod.objects.latest("pk").ends_on == date(2026, 7, 15)  # 98 + 15 + 15 days, both ends counted


def test_a_county_of_unions_is_shown_fifty_at_a_time(client):
    county = OrganizationFactory()
    for number in range(51):
        member_in(OrganizationFactory(name=f"第{number:02}号女工多的工会", parent=county), gender=Gender.FEMALE)
    client.force_login(officer_of(county, post=Post.CHAIR))
    address = reverse("members:women-home")
    first, second = client.get(address).text, client.get(f"{address}?page=2").text
    assert (first.count("号女工多的工会"), second.count("号女工多的工会")) == (50, 1)
