"""Terms: judged by dated rules with their clause, kept with a remark where one is broken, turned into offices."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from members.choices.register import Committee
from members.enums import OrganizationKind, Post, Right
from members.models import Office, Organization, Term, User
from members.services.register.elections import end_after
from members.services.register.rulebook import PRESENT_SHARE, TERM_YEARS
from members.services.register.terms import (
    Standing,
    begin_term,
    change_end,
    establish_offices,
    findings,
    record_election,
)
from members.services.rules import set_rule
from members.tests.factories import MembershipFactory, OfficeFactory, OrganizationFactory, UserFactory, officer_of
from members.tests.factories_register import TermFactory
from members.tests.reminding import shanghai
from unionplan.core.errors import DomainError, EditConflictError

pytestmark = pytest.mark.django_db
START = date(2026, 4, 1)


@pytest.fixture
def county():
    return OrganizationFactory(name="测试县总工会", kind=OrganizationKind.FEDERATION)


@pytest.fixture
def union(county):
    return OrganizationFactory(parent=county, name="测试厂工会")


@pytest.fixture
def chair(union):
    return officer_of(union, post=Post.CHAIR)


@pytest.fixture
def term(union, chair):
    return begin_term(
        organization=union, committee=Committee.UNION, number=3, starts_on=START, years=3, seats=5, by=chair
    )


def stood(*votes: int, elected: int = 5, **names: str) -> list[Standing]:
    return [
        Standing(name=f"候选{n}", votes=number, is_elected=n < elected, **(names if n == 0 else {}))
        for n, number in enumerate(votes)
    ]


GOOD = {"elected_on": START, "seats": 5, "entitled": 90, "present": 60, "reported_on": None, "approval": ""}


def record(term, chair, facts=None, candidates=None, **more):
    term.refresh_from_db()
    return record_election(
        term_id=term.pk,
        expected_version=more.pop("version", term.version),
        facts=GOOD | (facts or {}),
        candidates=candidates or stood(60, 58, 55, 50, 46, 20),
        by=chair,
        **more,
    )


@pytest.mark.parametrize(
    ("start", "years", "end"),
    [
        (date(2026, 4, 1), 3, date(2029, 3, 31)),
        (date(2026, 1, 1), 5, date(2030, 12, 31)),
        (date(2024, 2, 29), 3, date(2027, 2, 28)),
    ],
)
def test_a_term_ends_the_day_before_the_same_date(start, years, end):
    assert end_after(start, years) == end


def test_an_election_by_the_book_meets_every_rule(term, chair):
    saved = record(term, chair)

    assert saved.meets_rules is True
    assert [(finding.key, finding.is_kept) for finding in findings(saved)] == [
        ("register.term_years", True),
        ("register.candidate_surplus", True),
        ("register.present_share", True),
        ("register.elected_share", True),
    ]


@pytest.mark.parametrize(
    ("facts", "candidates", "says"),
    [
        ({"present": 59}, None, "应到 90 人，实到 59 人；至少 60 人到会（2/3）"),
        ({}, stood(60, 58, 55, 50, 46), "候选人 5 人，应选 5 人；差额不少于 5%，至少 6 人"),
        ({}, stood(60, 58, 55, 50, 45, 20), "得票不足 46 票（应到 90 人的过半数）：候选4 45"),
    ],
)
def test_a_broken_rule_is_named_and_kept_with_a_remark_only(term, chair, facts, candidates, says):
    with pytest.raises(DomainError) as refused:
        record(term, chair, facts, candidates)
    assert says in refused.value.message
    assert refused.value.field == "remark"
    assert not term.candidates.exists()

    saved = record(term, chair, facts, candidates, remark="上级工会已同意，下次补选")

    assert saved.meets_rules is False
    assert [finding.text for finding in findings(saved) if finding.is_kept is False] == [says]


def test_a_stricter_local_rule_counts_from_its_day(term, chair, union, county):
    set_rule(
        key=PRESENT_SHARE,
        organization=county,
        value="3/4",
        effective_from=START - timedelta(days=1),
        source_document="县总工会选举办法",
        source_clause="第五条",
        by=chair,
    )

    with pytest.raises(DomainError, match="至少 68 人到会"):
        record(term, chair)

    assert findings(term)[2].source == "县总工会选举办法第五条"


def test_a_length_the_rule_does_not_know_is_refused_with_its_clause(union, chair):
    wish = {"organization": union, "committee": Committee.UNION, "starts_on": START, "seats": 5, "by": chair}
    with pytest.raises(DomainError, match="不能是 4 年（《中华人民共和国工会法》（2021年修正）第十六条）"):
        begin_term(number=3, years=4, **wish)
    set_rule(key=TERM_YEARS, organization=union, value=[4], effective_from=START, source_document="批复", by=chair)

    assert begin_term(number=3, years=4, **wish).ends_on == date(2030, 3, 31)


def test_terms_of_one_committee_never_overlap(union, chair, term):
    wish = {"organization": union, "years": 3, "seats": 3, "by": chair}
    with pytest.raises(DomainError, match="与第 3 届（2026-04-01 至 2029-03-31）重叠"):
        begin_term(committee=Committee.UNION, number=4, starts_on=date(2029, 3, 31), **wish)
    with pytest.raises(DomainError, match="已登记第 3 届"):
        begin_term(committee=Committee.UNION, number=3, starts_on=date(2029, 4, 1), **wish)

    begin_term(committee=Committee.UNION, number=4, starts_on=date(2029, 4, 1), **wish)
    begin_term(committee=Committee.AUDIT, number=3, starts_on=START, **wish)


@pytest.fixture
def audit(union, chair):
    return begin_term(
        organization=union, committee=Committee.AUDIT, number=1, starts_on=START, years=3, seats=3, by=chair
    )


def test_finance_staff_may_not_sit_on_the_audit_committee(union, chair, audit):
    clerk = officer_of(union, post=Post.FINANCE)

    with pytest.raises(
        DomainError, match="是本单位工会财务人员，不能担任经费审查委员会委员（工会经费审查组织的有关规定）"
    ):
        record(audit, chair, {"seats": 3}, stood(60, 55, 50, 20, elected=3, username=clerk.username))

    Office.objects.filter(user=clerk).update(ends_on=START - timedelta(days=1))
    assert record(audit, chair, {"seats": 3}, stood(60, 55, 50, 20, elected=3, username=clerk.username)).meets_rules


def test_the_chair_may_sit_on_it_but_not_head_it(chair, audit):
    rows = stood(60, 55, 50, 20, elected=3)
    as_head = [Standing(name="主席", username=chair.username, votes=60, is_elected=True, is_head=True), *rows[1:]]

    with pytest.raises(DomainError, match="不能兼任经费审查委员会主任"):
        record(audit, chair, {"seats": 3}, as_head)
    record(
        audit,
        chair,
        {"seats": 3},
        [Standing(name="主席", username=chair.username, votes=60, is_elected=True), *rows[1:]],
    )

    assert audit.candidates.get(user=chair).post == Post.AUDITOR


def test_a_second_saver_is_told_and_overwrites_nothing(term, chair):
    record(term, chair)

    with pytest.raises(EditConflictError):
        record(term, chair, {"entitled": 10, "present": 10}, version=1)

    term.refresh_from_db()
    assert term.entitled == 90


def test_offices_are_made_for_everybody_elected_but_oneself(county, union, chair, term):
    upper = officer_of(county, post=Post.CHAIR, writes_below=True)
    old = OfficeFactory(organization=union, post=Post.COMMITTEE)
    rows = [
        Standing("主席", chair.username, Post.CHAIR, votes=60, is_elected=True),
        Standing("委员", old.user.username, Post.COMMITTEE, field_of_work="宣传", votes=60, is_elected=True),
        Standing("没有账号", votes=60, is_elected=True),
        *stood(60, 55, 20, elected=2),
    ]
    record(term, chair, candidates=rows)

    first = establish_offices(term_id=term.pk, by=chair)
    again = establish_offices(term_id=term.pk, by=chair)
    second = establish_offices(term_id=term.pk, by=upper)

    assert (first.made, first.own) == (1, ("主席",))
    assert first.without_account == ("没有账号", "候选0", "候选1")
    assert (again.made, second.made) == (0, 1)
    old.refresh_from_db()
    assert old.ends_on == START - timedelta(days=1)
    new = Office.objects.get(user=old.user, starts_on=START)
    assert (new.ends_on, new.field_of_work) == (term.ends_on, "宣传")


def test_rights_end_at_midnight_after_the_last_day_of_the_term(client, union, term, chair):
    elected = UserFactory()
    rows = [
        Standing("委员", elected.username, Post.CHAIR, votes=60, is_elected=True),
        *stood(60, 60, 60, 60, 20, elected=4),
    ]
    record(term, chair, candidates=rows)
    establish_offices(term_id=term.pk, by=chair)

    def may(year, month, day, hour, minute):
        with time_machine.travel(shanghai(year, month, day, hour, minute), tick=False):
            return User.objects.get(pk=elected.pk).access.may(Right.MANAGE_OFFICES, union)

    assert not may(2026, 3, 31, 23, 59)
    assert may(2026, 4, 1, 0, 0)
    assert may(2029, 3, 31, 23, 59)
    assert not may(2029, 4, 1, 0, 0)
    with time_machine.travel(shanghai(2029, 3, 31, 23, 58), tick=False):
        client.force_login(elected)
        assert client.get(reverse("members:organization-detail", args=[union.pk])).status_code == 200
    with time_machine.travel(shanghai(2029, 4, 1, 0, 1), tick=False):
        assert client.get(reverse("members:organization-detail", args=[union.pk])).status_code == 404


def test_a_term_that_is_lengthened_takes_its_offices_along_but_not_the_own(county, union, term, chair):
    upper = officer_of(county, post=Post.CHAIR, writes_below=True)
    other = UserFactory()
    rows = [
        Standing("主席", chair.username, Post.CHAIR, votes=60, is_elected=True),
        Standing("委员", other.username, Post.COMMITTEE, votes=60, is_elected=True),
        *stood(60, 60, 60, 20, elected=3),
    ]
    record(term, chair, candidates=rows)
    establish_offices(term_id=term.pk, by=upper)
    term.refresh_from_db()
    later = term.ends_on + timedelta(days=90)
    with pytest.raises(DomainError, match="请说明"):
        change_end(term_id=term.pk, ends_on=later, remark=" ", by=chair, expected_version=term.version)

    changed = change_end(term_id=term.pk, ends_on=later, remark="疫情防控延期", by=chair, expected_version=term.version)

    assert changed.meets_rules is False
    assert other.offices.get().ends_on == later
    assert chair.offices.get(starts_on=START).ends_on == date(2029, 3, 31)


def test_the_page_writes_the_record_and_shows_every_rule_with_its_source(client, union, term, chair):
    client.force_login(chair)
    address = reverse("members:term-election", args=[term.pk])
    typed = {"elected_on": "2026-04-01", "seats": "5", "entitled": "90", "present": "59", "version": str(term.version)}
    typed |= {"stood-TOTAL_FORMS": "6", "stood-INITIAL_FORMS": "0"}
    for number in range(6):
        typed |= {
            f"stood-{number}-name": f"候选{number}",
            f"stood-{number}-votes": "50",
            f"stood-{number}-post": "committee",
        }
        if number < 5:
            typed[f"stood-{number}-is_elected"] = "on"

    refused = client.post(address, typed)
    kept = client.post(address, typed | {"remark": "两人临时出差，上级工会同意"})

    assert refused.status_code == 422
    assert "至少 60 人到会" in refused.text
    assert 'value="候选3"' in refused.text
    assert kept.url == reverse("members:term-detail", args=[term.pk])
    page = client.get(kept.url).text
    assert page.count('class="state state-late"') == 1
    assert "《工会基层组织选举工作条例》" in page
    assert "两人临时出差" in page


@pytest.mark.parametrize("count", [1, 6])
def test_the_list_names_what_is_over_in_constant_queries(
    client, county, union, chair, django_assert_num_queries, count
):
    reader = officer_of(county)
    for _number in range(count):
        TermFactory(organization=OrganizationFactory(parent=county), ends_on=date(2025, 12, 31))
    followed = TermFactory(organization=union, ends_on=date(2025, 6, 30))
    TermFactory(organization=union, number=2, starts_on=date(2025, 7, 1), ends_on=date(2030, 6, 30))
    TermFactory(organization__name="别的县工会", ends_on=date(2025, 12, 31))
    client.force_login(reader)

    with time_machine.travel(shanghai(2026, 3, 1), tick=False), django_assert_num_queries(7):
        text = client.get(reverse("members:term-list"), {"ends": "over"}).text

    assert text.count("已届满</span>") == count
    assert reverse("members:term-detail", args=[followed.pk]) not in text
    assert "别的县" not in text


def test_ten_women_ask_for_a_womens_committee(client, union, chair):
    MembershipFactory.create_batch(9, organization=union, member__gender="female")
    client.force_login(chair)
    address = reverse("members:organization-detail", args=[union.pk])
    assert "应当建立女职工委员会" not in client.get(address).text

    MembershipFactory(organization=union, member__gender="female")

    assert (
        "女会员 10 人，满 10 人应当建立女职工委员会（《工会女职工委员会工作条例》第十一条）" in client.get(address).text
    )
    today = date.today()  # noqa: DTZ011 - only the year matters
    begin_term(
        organization=union,
        committee=Committee.WOMEN,
        number=1,
        starts_on=today.replace(day=1),
        years=3,
        seats=3,
        by=chair,
    )
    assert "应当建立女职工委员会" not in client.get(address).text


def test_the_audit_committee_belongs_to_the_union_committee(client, union, chair):
    today = date.today()  # noqa: DTZ011 - only the year matters
    wish = {"organization": union, "starts_on": today.replace(day=1), "number": 1, "years": 3, "seats": 3, "by": chair}
    client.force_login(chair)
    address = reverse("members:organization-detail", args=[union.pk])
    assert "应与工会委员会同时选举" not in client.get(address).text
    begin_term(committee=Committee.UNION, **wish)
    assert "应与工会委员会同时选举" in client.get(address).text

    begin_term(committee=Committee.AUDIT, **wish)

    assert "应与工会委员会同时选举" not in client.get(address).text


def test_a_term_that_was_followed_is_over_and_in_order(client, union, chair):
    TermFactory(organization=union, starts_on=date(2020, 1, 1), ends_on=date(2022, 12, 31))
    client.force_login(chair)
    assert "已届满" in client.get(reverse("members:term-list")).text

    TermFactory(organization=union, number=2, starts_on=date(2023, 1, 1), ends_on=date(2090, 12, 31))

    text = client.get(reverse("members:term-list")).text
    assert "已换届" in text
    assert 'state-late">已届满' not in text


def test_a_term_of_another_county_is_not_found(client, chair):
    foreign = TermFactory()
    client.force_login(chair)

    for name in ("term-detail", "term-election", "term-end"):
        assert client.get(reverse(f"members:{name}", args=[foreign.pk])).status_code == 404
    assert client.post(reverse("members:term-offices", args=[foreign.pk])).status_code == 404
    assert Term.objects.get().version == 1
    assert Organization.objects.filter(pk=foreign.organization_id).exists()
