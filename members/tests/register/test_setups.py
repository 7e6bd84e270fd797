"""Set-up of unions: the moves are data, thresholds are dated rules, the last but one step founds the union."""

import threading
from datetime import date

import pytest
from django.db import connection
from django.urls import reverse

from members.choices.register import NEXT_SETUP_STATES, SetupForm, SetupState
from members.enums import OrganizationKind
from members.models import Organization, SetupCandidate, UnionEmployer
from members.services.register.counting import unions_set_up, unions_set_up_jointly
from members.services.register.duties import duties_of
from members.services.register.rulebook import SALES_THRESHOLD
from members.services.register.setups import Founding, advance_setup, setups_listed
from members.services.rules import set_rule
from members.tests.factories import OrganizationFactory, officer_of
from members.tests.factories_register import EmployerFactory, EmployerFiguresFactory, SetupCandidateFactory
from unionplan.core.counting import Window
from unionplan.core.errors import DomainError

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 10)
WINDOW = Window(date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def town():
    return OrganizationFactory(name="测试镇总工会", kind=OrganizationKind.FEDERATION)


@pytest.fixture
def officer(town):
    return officer_of(town)


def candidate_of(town, *employers, **fields):
    candidate = SetupCandidateFactory(parent=town, **fields)
    candidate.employers.set(employers)
    return candidate


def walk(candidate, officer, *states, **last):
    for state in states[:-1]:
        advance_setup(candidate_id=candidate.pk, to=state, on=TODAY, by=officer)
    return advance_setup(candidate_id=candidate.pk, to=states[-1], on=TODAY, by=officer, **last)


TO_FOUNDED = (
    SetupState.PREPARING,
    SetupState.APPLIED,
    SetupState.APPROVED,
    SetupState.ELECTED,
    SetupState.FOUNDED,
)


def test_founding_makes_the_union_below_its_parent_and_ties_its_employers(town, officer):
    employers = [EmployerFactory(area=town), EmployerFactory(area=town)]
    candidate = candidate_of(town, *employers, name="织造片联合工会", form=SetupForm.JOINT)

    founded = walk(candidate, officer, *TO_FOUNDED, founding=Founding(code="ZZ-1", kind=OrganizationKind.REGIONAL))

    union = Organization.objects.get(code="ZZ-1")
    assert (union.parent, union.name, union.founded_on) == (town, "织造片联合工会", TODAY)
    assert founded.organization == union
    assert set(UnionEmployer.objects.filter(organization=union).values_list("employer", "starts_on")) == {
        (employer.pk, TODAY) for employer in employers
    }
    assert list(candidate.steps.values_list("after", flat=True)) == list(TO_FOUNDED)
    assert unions_set_up(path=str(town.path), window=WINDOW).value == 1
    assert unions_set_up_jointly(path=str(town.path), window=WINDOW).value == 1


def test_an_existing_union_is_taken_once_and_only_from_below(town, officer):
    union, elsewhere = OrganizationFactory(parent=town), OrganizationFactory()
    first, second = candidate_of(town), candidate_of(town)
    walk(first, officer, *TO_FOUNDED, founding=Founding(existing=union))

    for existing, says in ((union, "已由另一个建会对象登记"), (elsewhere, "不在“测试镇总工会”下面")):
        with pytest.raises(DomainError, match=says):
            walk(
                second if existing == union else candidate_of(town),
                officer,
                *TO_FOUNDED,
                founding=Founding(existing=existing),
            )


@pytest.mark.parametrize("before", list(SetupState))
def test_only_the_moves_of_the_table_are_taken(town, officer, before):
    for to in SetupState:
        union = OrganizationFactory(parent=town) if before in (SetupState.FOUNDED, SetupState.SETTLED) else None
        candidate = SetupCandidateFactory(parent=town, state=before, reason="等厂房", organization=union)
        step = {"candidate_id": candidate.pk, "to": to, "on": TODAY, "by": officer, "reason": "说明"}
        step["founding"] = Founding(code=f"N-{before}-{to}")
        if to in NEXT_SETUP_STATES[before]:
            assert advance_setup(**step).state == to
        else:
            with pytest.raises(DomainError, match="之后不能直接到"):
                advance_setup(**step)


def test_a_pause_asks_a_reason_beside_its_field_and_shows_it(client, town, officer):
    candidate = candidate_of(town)
    client.force_login(officer)
    address = reverse("members:setup-advance", args=[candidate.pk])

    silent = client.post(address, {"to": "paused", "on": "2026-03-10", "reason": " "})
    told = client.post(address, {"to": "paused", "on": "2026-03-10", "reason": "厂房搬迁"})

    assert silent.status_code == 422
    assert "请写明暂缓或放弃的原因" in silent.text
    assert told.status_code == 302
    assert "厂房搬迁" in client.get(reverse("members:setup-detail", args=[candidate.pk])).text


def test_founding_on_the_page_asks_the_code_and_refuses_a_taken_one(client, town, officer):
    taken = OrganizationFactory(parent=town, code="TAKEN")
    candidate = candidate_of(town)
    walk(candidate, officer, *TO_FOUNDED[:-1])
    client.force_login(officer)
    address = reverse("members:setup-advance", args=[candidate.pk])
    typed = {"to": "founded", "on": "2026-03-10", "kind": "base"}

    for extra, says in (({}, "请填写新工会的编码"), ({"code": taken.code}, "“TAKEN”已被使用")):
        answer = client.post(address, typed | extra)
        assert answer.status_code == 422
        assert says in answer.text
    assert client.post(address, typed | {"code": "NEW-1"}).status_code == 302
    candidate.refresh_from_db()
    assert candidate.organization.code == "NEW-1"


def test_no_threshold_is_assumed_and_the_nearest_dated_one_decides(town, officer, django_assert_num_queries):
    county = OrganizationFactory(kind=OrganizationKind.FEDERATION)
    Organization.objects.filter(pk=town.pk).update(parent=county)
    town.refresh_from_db()
    big, small = EmployerFactory(area=town), EmployerFactory(area=town)
    EmployerFiguresFactory(employer=big, sales=6_000_000, staff=20)
    EmployerFiguresFactory(employer=big, year=2023, sales=90_000_000, staff=900)
    EmployerFiguresFactory(employer=small, sales=4_000_000, staff=30)
    rich, modest = candidate_of(town, big), candidate_of(town, small)
    both = SetupCandidate.objects.filter(pk__in=[rich.pk, modest.pk])

    def duties(day):
        return duties_of(setups_listed(both), on=day)

    before = duties(TODAY)
    assert not before[rich.pk].is_must
    assert before[modest.pk].is_must  # 25 members: the national rule
    assert "满 25 人应当建立" in before[modest.pk].reasons[0]
    rule = {"key": SALES_THRESHOLD, "by": officer, "source_document": "县总工会文件", "source_clause": "第三条"}
    set_rule(organization=county, value="5000000", effective_from=date(2026, 1, 1), **rule)
    set_rule(organization=town, value="7000000", effective_from=date(2026, 6, 1), **rule)

    with django_assert_num_queries(5):  # candidates, employers, two rules, latest figures
        now = duties(TODAY)

    assert now[rich.pk].reasons[0] == "年销售额 600 万元，达到 500 万元 必须建会（县总工会文件第三条）"
    assert not duties(date(2026, 6, 1))[rich.pk].is_must


def test_two_people_changing_one_candidate_lose_nothing(client, town, officer):
    candidate = candidate_of(town, name="原名")
    client.force_login(officer)
    address = reverse("members:setup-change", args=[candidate.pk])
    typed = {"name": "甲的名称", "form": "single", "version": "1"}

    assert client.post(address, typed).status_code == 302
    late = client.post(address, typed | {"name": "乙的名称"})

    assert late.status_code == 409
    assert "甲的名称" in late.text
    assert 'value="乙的名称"' in late.text
    candidate.refresh_from_db()
    assert candidate.name == "甲的名称"
    assert client.post(address, typed | {"name": "乙的名称", "version": "2"}).status_code == 302


def test_form_and_employers_fit_together(client, town, officer):
    employers = [EmployerFactory(area=town, name=f"厂{n}") for n in range(2)]
    EmployerFactory(name="别的镇的厂")
    client.force_login(officer)
    address = reverse("members:setup-add", args=[town.pk])
    names = "\n".join(employer.name for employer in employers)

    single = client.post(address, {"name": "联合工会", "form": "single", "employers": names})
    foreign = client.post(address, {"name": "联合工会", "form": "joint", "employers": f"{names}\n别的镇的厂"})
    joint = client.post(address, {"name": "联合工会", "form": "joint", "employers": names})

    assert "单建只对应一个用人单位" in single.text
    assert "没有登记这些用人单位：别的镇的厂" in foreign.text
    assert joint.status_code == 302
    assert SetupCandidate.objects.get().employers.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_people_founding_at_once_found_one_union(town, officer):
    candidate = candidate_of(town)
    walk(candidate, officer, *TO_FOUNDED[:-1])
    start = threading.Barrier(2)
    outcomes: list[str] = []

    def found(code):
        start.wait()
        step = {"candidate_id": candidate.pk, "to": SetupState.FOUNDED, "on": TODAY, "by": officer}
        try:
            advance_setup(**step, founding=Founding(code=code))
            outcomes.append("founded")
        except DomainError as error:
            outcomes.append(error.message)
        finally:
            connection.close()

    threads = [threading.Thread(target=found, args=(code,)) for code in ("A-1", "A-2")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)

    assert sorted(outcomes) == ["founded", "“已建”之后不能直接到“已建”。"]
    assert Organization.objects.filter(parent=town).count() == 1
    assert candidate.steps.count() == len(TO_FOUNDED)


@pytest.mark.parametrize("count", [1, 5])
def test_the_list_counts_the_funnel_in_constant_queries(client, town, officer, django_assert_num_queries, count):
    for _number in range(count):
        employer = EmployerFactory(area=town)
        EmployerFiguresFactory(employer=employer, sales=1)
        candidate_of(town, employer, state=SetupState.APPLIED)
    candidate_of(town, name="还没动的工会")
    SetupCandidateFactory(name="别的镇拟建", state=SetupState.APPLIED)
    client.force_login(officer)

    # session, account, two for rights, count, rows, employers, two rules, figures, funnel, unread
    with django_assert_num_queries(12):
        text = client.get(reverse("members:setup-list"), {"state": "applied"}).text

    assert f"<strong>{count}</strong> 申请" in text
    assert "<strong>1</strong> 未建" in text
    assert "还没动的工会" not in text
    assert "别的镇" not in text
