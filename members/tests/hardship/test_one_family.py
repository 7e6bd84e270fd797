"""One family, one file: also between two officers at the same moment, and without telling whose file it is."""

import threading
from datetime import date

import pytest
from django.db import connection

from members.choices.hardship import Scheme, Step
from members.models import HardshipCase, HouseholdKey, HouseholdMember
from members.services.hardship.cases import add_relative, open_case, remove_relative
from members.services.hardship.households import AlreadyFiledError
from members.tests.factories import OrganizationFactory, member_of, officer_of
from members.tests.hardship.world import World, person, resident
from unionplan.core.errors import DomainError

FACTS = {"name": "禾小雨", "relation": "spouse", "health": "good", "work_status": "at_work", "month_income": "0"}


def marry(case, number, by, **more):
    return add_relative(case_id=case.pk, facts=FACTS | more, number=number, guardian="", guardian_paper="", by=by)


def test_a_member_is_filed_once(world):
    world.open()

    with pytest.raises(AlreadyFiledError, match="在办"):
        world.open()


def test_a_relative_who_is_filed_elsewhere_is_refused_without_a_word_about_the_other_file(world):
    elsewhere = World(order=12)
    other = person(elsewhere.union, name="稻立秋", order=22)
    filed = elsewhere.open(other)
    case = world.open(person(world.union, name="麦谷雨", order=33))

    with pytest.raises(AlreadyFiledError) as caught:
        marry(case, resident(order=22), world.officer)

    for secret in (filed.number, elsewhere.union.name, other.name, resident(order=22)):
        assert secret not in caught.value.message
    assert not HouseholdMember.objects.exists()


def test_a_worker_who_stands_as_relative_in_another_file_is_refused(world):
    case = world.open(person(world.union, name="麦谷雨", order=33))
    marry(case, resident(), world.officer)

    with pytest.raises(AlreadyFiledError, match="一户一档"):
        world.open()
    assert HardshipCase.objects.count() == 1


def test_a_household_that_let_go_may_be_filed_again_and_does_not_come_back_twice(world):
    case = world.open(person(world.union, name="麦谷雨", order=33))
    marry(case, resident(), world.officer)
    HardshipCase.objects.filter(pk=case.pk).update(state="filed", filed_on=case.opened_on)
    world.step(case, Step.EXIT, reason="收入稳定")
    world.open()

    with pytest.raises(AlreadyFiledError):
        world.step(case, Step.RETURN, reason="返困")
    case.refresh_from_db()
    assert (case.state, case.round) == ("exited", 1)


def test_who_leaves_the_household_leaves_no_number_behind(world):
    case = world.open()
    relative = marry(case, resident(order=55), world.officer)

    remove_relative(relative_id=relative.pk, by=world.officer)

    assert not HouseholdMember.objects.exists()
    assert HouseholdKey.objects.count() == 1


@pytest.mark.parametrize("guardian", ["", "禾白露"])
def test_a_child_under_fourteen_needs_the_guardian_on_paper(world, guardian):
    case = world.open()

    with pytest.raises(DomainError, match="监护人") as caught:
        add_relative(
            case_id=case.pk,
            facts=FACTS | {"relation": "son", "born_on": "2020-01-01"},
            number="",
            guardian=guardian,
            guardian_paper="",
            by=world.officer,
        )
    assert caught.value.field == "guardian"


def test_an_application_needs_a_number_and_the_consent_on_paper(world):
    unknown = person(world.union, name="桑叶", order=66)
    unknown.identity.delete()
    with pytest.raises(DomainError, match="证件号码"):
        world.open(type(unknown).objects.get(pk=unknown.pk))

    with pytest.raises(DomainError, match="纸质同意书"):
        open_case(
            member=world.member,
            organization=world.union,
            scheme=Scheme.CURRENT,
            level="base",
            opened_on=date(2026, 1, 1),
            consent_paper=" ",
            by=world.officer,
        )
    assert not HardshipCase.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_officers_filing_one_household_at_once_make_one_file():
    world = World()
    spouse = person(world.union, name="麦谷雨", order=33)
    first, second = world.open(), world.open(spouse)
    outcome = []
    start = threading.Barrier(2)

    def add(case):
        try:
            start.wait()
            marry(case, resident(order=77), world.officer)
            outcome.append("kept")
        except AlreadyFiledError:
            outcome.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=add, args=(case,)) for case in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcome) == ["kept", "refused"]
    assert HouseholdMember.objects.count() == 1
    assert HouseholdKey.objects.filter(holds=True).count() == 3


def test_a_stranger_has_no_list_to_find_out_from(client, world):
    case = world.open()
    for user in (member_of(world.union), officer_of(OrganizationFactory())):
        client.force_login(user)
        assert case.number not in client.get("/members/hardship/").text
