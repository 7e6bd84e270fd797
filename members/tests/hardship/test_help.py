"""Help: limits by dated rules, decided by somebody else, against a receipt; children once a year."""

import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from members.choices.hardship import (
    AidKind,
    AidSource,
    ReferralResult,
    StudyExclusion,
    StudyLevel,
    StudyState,
    TemporaryOutcome,
    WorkNeed,
)
from members.choices.own import ConsentPurpose
from members.models import AidRecord, StudyAid
from members.services import consents
from members.services.hardship import rulebook
from members.services.hardship.aid import ask_for_aid, decide_aid, give_aid, settle_temporary
from members.services.hardship.referrals import note_need, note_result, refer
from members.services.hardship.study import apply_for_study, approve_study, review_study
from members.tests.factories import OrganizationFactory, officer_of
from members.tests.hardship.world import World, at, person, resident
from unionplan.core.errors import DomainError


def ask(world, amount="1000", *, kind=AidKind.WARMTH, source=AidSource.UNION, member=None, case=None, year=2026):
    return ask_for_aid(
        member=member or world.member,
        organization=world.union,
        kind=kind,
        source=source,
        amount=Decimal(amount),
        year=year,
        by=world.officer,
        case=case,
    )


def capped(world):
    world.rule(rulebook.VISIT_CAP, "3000", document="测试省送温暖办法", clause="第六条")
    world.rule(rulebook.YEAR_CAP, "6000", document="测试省送温暖办法", clause="第六条")
    world.rule(rulebook.TEMPORARY_CAP, "2000", document="测试市补助办法", clause="第二条")


def test_a_limit_is_told_with_amount_clause_and_day(world):
    capped(world)
    ask(world, "3000")
    ask(world, "3000")

    with pytest.raises(DomainError) as caught:
        ask(world, "0.01")
    for told in ("0.01", "6000.01", "6000", "测试省送温暖办法", "第六条", "2020-01-01 起"):
        assert told in caught.value.message
    with pytest.raises(DomainError, match="送温暖每次上限"):
        ask(world, "3000.01", year=2027)
    assert ask(world, "3000", year=2027).pk


def test_a_refused_proposal_frees_its_amount_and_a_union_without_the_rule_has_no_limit(world):
    capped(world)
    first = ask(world, "3000")
    ask(world, "3000")
    decide_aid(aid_id=first.pk, is_approved=False, reason="重复", by=world.chair)

    assert ask(world, "3000").pk
    assert ask(World(order=12), "9000").pk


def test_the_same_help_from_the_same_money_comes_once_a_year(world):
    case = world.filed()
    ask(world, kind=AidKind.MEDICAL, case=case)

    with pytest.raises(DomainError, match="不重复救助"):
        ask(world, kind=AidKind.MEDICAL, case=case)
    assert ask(world, kind=AidKind.MEDICAL, case=case, source=AidSource.CENTRAL).pk
    assert ask(world, kind=AidKind.MEDICAL, case=case, year=2027).pk
    assert ask(world, kind=AidKind.LIVING, case=case).pk
    assert ask(world, kind=AidKind.LIVING, case=case).pk


def test_nobody_approves_their_own_request_and_money_goes_out_after_approval_only(world):
    aid = ask(world)

    with pytest.raises(DomainError, match="批准后"):
        give_aid(aid_id=aid.pk, given_on=timezone.localdate(), receipt_number="LQ-1", by=world.officer)
    with pytest.raises(DomainError, match="申请人不能审批"):
        decide_aid(aid_id=aid.pk, is_approved=True, by=world.officer)
    decide_aid(aid_id=aid.pk, is_approved=True, by=world.chair)
    with pytest.raises(DomainError, match="凭证号"):
        give_aid(aid_id=aid.pk, given_on=timezone.localdate(), receipt_number=" ", by=world.officer)
    with pytest.raises(DomainError, match="发放日期"):
        give_aid(aid_id=aid.pk, given_on=timezone.localdate() + timedelta(days=1), receipt_number="1", by=world.officer)
    given = give_aid(aid_id=aid.pk, given_on=timezone.localdate(), receipt_number="LQ-1", by=world.officer)
    assert (given.state, given.decided_by) == ("given", world.chair)


def test_somebody_without_a_file_gets_temporary_help_that_becomes_a_file_or_is_closed(world):
    with pytest.raises(DomainError, match="没有建档"):
        ask(world, kind=AidKind.LIVING)
    aid = ask(world, kind=AidKind.TEMPORARY)
    with pytest.raises(DomainError, match="先建档"):
        settle_temporary(aid_id=aid.pk, outcome=TemporaryOutcome.FILED, by=world.officer)
    case = world.open()

    assert settle_temporary(aid_id=aid.pk, outcome=TemporaryOutcome.FILED, by=world.officer).case == case
    with pytest.raises(DomainError, match="已经处理"):
        settle_temporary(aid_id=aid.pk, outcome=TemporaryOutcome.CLOSED, by=world.officer)


def test_a_file_that_is_not_in_force_gets_no_help(world):
    with pytest.raises(DomainError, match="建档后"):
        ask(world, kind=AidKind.LIVING, case=world.open())


@pytest.mark.django_db(transaction=True)
def test_two_officers_asking_at_once_do_not_pass_the_limit_together():
    world = World()
    capped(world)
    ask(world, "3000")
    outcome = []
    start = threading.Barrier(2)

    def press():
        try:
            start.wait()
            ask(world, "3000")
            outcome.append("kept")
        except DomainError:
            outcome.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _turn in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcome) == ["kept", "refused"]
    assert sum(aid.amount for aid in AidRecord.objects.all()) == 6000


# -- 金秋助学 ------

SUMMER = date(2026, 8, 10)


def schooling(world):
    world.rule(
        rulebook.STUDY_AMOUNTS,
        {
            "filed.university": "5000",
            "filed.high_school": "3000",
            "unfiled.university": "4000",
            "unfiled.high_school": "2000",
        },
    )
    world.rule(rulebook.STUDY_WINDOW, {"from": "07-01", "to": "08-27"}, document="测试市助学办法", clause="第五条")


def apply(world, *, order=101, on=SUMMER, **more):
    words = {
        "member": world.member, "organization": world.union, "level": StudyLevel.UNIVERSITY, "student": "禾苗",
        "student_number": resident(date(2008, 1, 2), order), "school": "测试大学", "applied_on": on,
        "guardian": "禾白露", "guardian_consent_on": on, "by": world.officer,
    }  # fmt: skip
    return apply_for_study(**(words | more))


def test_the_amount_follows_from_level_and_file_by_the_rule(world):
    schooling(world)

    assert apply(world).amount == 4000
    assert apply(world, order=102, level=StudyLevel.HIGH_SCHOOL).amount == 2000


@pytest.mark.parametrize(
    ("day", "is_open"), [(date(2026, 6, 30), False), (date(2026, 8, 27), True), (date(2026, 8, 28), False)]
)
def test_applications_are_taken_in_the_window_of_the_rule(world, day, is_open):
    schooling(world)
    if is_open:
        assert apply(world, on=day).year == 2026
        return
    with pytest.raises(DomainError, match="2026-07-01 至 2026-08-27") as caught:
        apply(world, on=day)
    assert "测试市助学办法，第五条" in caught.value.message


def test_excluded_schools_missing_consent_and_a_missing_letter_are_refused(world):
    schooling(world)
    for exclusion in set(StudyExclusion) - {StudyExclusion.NONE}:
        with pytest.raises(DomainError, match="不在助学范围"):
            apply(world, exclusion=exclusion)
    with pytest.raises(DomainError, match="监护人"):
        apply(world, guardian=" ")
    with pytest.raises(DomainError, match="录取通知书"):
        apply(world, case=world.filed())
    assert not StudyAid.objects.exists()


def test_a_child_is_helped_once_a_year_whichever_parent_and_union_asks(world):
    schooling(world)
    apply(world)
    elsewhere = World(order=12)
    schooling(elsewhere)

    with pytest.raises(DomainError, match="不重复资助") as caught:
        apply(elsewhere)
    assert world.union.name not in caught.value.message
    assert apply(elsewhere, on=date(2027, 8, 1)).pk


def test_two_people_decide_and_neither_took_it_in(world):
    schooling(world)
    study = apply(world)

    with pytest.raises(DomainError, match="登记人"):
        review_study(study_id=study.pk, by=world.officer)
    review_study(study_id=study.pk, by=world.vice)
    for one in (world.vice, world.officer):
        with pytest.raises(DomainError, match="两个人"):
            approve_study(study_id=study.pk, source=AidSource.UNION, by=one)
    study = approve_study(study_id=study.pk, source=AidSource.UNION, by=world.chair)

    assert study.state == StudyState.APPROVED
    assert (study.aid.amount, study.aid.kind, study.aid.state) == (4000, AidKind.SCHOOLING, "approved")
    give_aid(aid_id=study.aid_id, given_on=timezone.localdate(), receipt_number="LQ-9", by=world.officer)
    study.refresh_from_db()
    assert study.state == StudyState.GIVEN


def test_the_list_hides_the_child_and_offers_the_decision_to_the_right_people(client, world):
    schooling(world)
    study = apply(world)
    decide = reverse("members:study-decide", args=[study.pk])
    client.force_login(world.chair)
    page = client.get(reverse("members:study-list"))
    assert "禾*" in page.text
    assert "禾苗" not in page.text
    assert decide in page.text
    client.force_login(world.officer)
    assert decide not in client.get(reverse("members:study-list")).text
    assert client.get(decide).status_code == 403
    client.force_login(officer_of(OrganizationFactory()))
    assert client.get(decide).status_code == 404


# -- referral to work ------


def test_an_employer_learns_of_nobody_without_consent(world):
    need = note_need(
        member=world.member,
        organization=world.union,
        need=WorkNeed.JOB,
        wishes="缝纫",
        asked_on=SUMMER,
        by=world.officer,
    )
    send = {"referral_id": need.pk, "to": "望禾织造厂", "referred_on": SUMMER, "by": world.officer}

    with pytest.raises(DomainError, match="本人同意"):
        refer(**send)
    with pytest.raises(DomainError, match="推荐去向"):
        note_result(referral_id=need.pk, result=ReferralResult.PLACED, result_on=SUMMER, note="", by=world.officer)
    consents.give(member=world.member, purpose=ConsentPurpose.REFERRAL, paper="JY-1", by=world.officer)
    refer(**send)
    done = note_result(referral_id=need.pk, result=ReferralResult.PLACED, result_on=SUMMER, note="", by=world.officer)
    assert done.result == ReferralResult.PLACED


@pytest.mark.parametrize(
    ("name", "post"),
    [("aid-decide", {"decision": "yes"}), ("aid-give", {"given_on": "2026-01-01", "receipt_number": "1"})],
)
def test_help_of_a_foreign_union_is_not_found_and_without_right_refused(client, world, name, post):
    aid = ask(world)
    address = reverse(f"members:{name}", args=[aid.pk])
    client.force_login(officer_of(OrganizationFactory(), post="chair"))
    assert client.post(address, post).status_code == 404
    client.force_login(world.auditor)
    assert client.post(address, post).status_code == 403
    aid.refresh_from_db()
    assert aid.state == "proposed"


def test_a_page_decides_and_hands_over(client, world):
    aid = ask(world)
    client.force_login(world.chair)
    client.post(reverse("members:aid-decide", args=[aid.pk]), {"decision": "yes"})
    client.force_login(world.officer)
    with at(timezone.localdate(), hour=18):
        client.force_login(world.officer)
        day = timezone.localdate().isoformat()
        client.post(reverse("members:aid-give", args=[aid.pk]), {"given_on": day, "receipt_number": "LQ-3"})
    aid.refresh_from_db()
    assert (aid.state, aid.receipt_number) == ("given", "LQ-3")


def test_a_second_worker_of_the_family_is_another_person(world):
    capped(world)
    ask(world, "3000")
    ask(world, "3000")

    assert ask(world, "3000", member=person(world.union, name="麦谷雨", order=33)).pk
