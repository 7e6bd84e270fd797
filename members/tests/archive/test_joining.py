"""From the application to the number: states, days, batches, and numbers without gaps when many decide at once."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connections
from django.utils import timezone

from members.choices.archive import StepKind
from members.choices.people import MemberState
from members.models import Application, Member, MemberStep
from members.services.archive.joining import apply_to_join, approve, approve_many, hear_group, refuse
from members.services.archive.numbering import next_numbers, scheme_for, set_scheme
from members.services.archive.standing import record_death
from members.tests.archive.people import county, member_in, numbered
from members.tests.factories import UserFactory
from unionplan.core.errors import DomainError
from unionplan.core.models import AuditEntry

DAY = date(2026, 3, 2)


def applied(place, serial=1, **values):
    values = {"name": "林可", "phone": "13800138000"} | values
    application, _doubts = apply_to_join(
        organization=place.first, number=numbered(serial), applied_on=DAY, by=place.leader, **values
    )
    return application


@pytest.mark.django_db
def test_a_person_joins_on_the_day_of_the_committees_decision():
    place = county()
    application = applied(place, person={"gender": "female", "employment_form": "contract"}, statement="我自愿加入")
    member = application.member
    assert (member.state, member.home, member.number) == (MemberState.APPLIED, place.first, None)
    hear_group(application_id=application.pk, opinion="同意", in_favour=True, heard_on=DAY, by=place.leader)
    decided = approve(application_id=application.pk, decided_on=date(2026, 3, 9), document="第三次会议", by=place.chair)
    member = Member.objects.get(pk=member.pk)
    assert (member.state, member.joined_on, member.number) == (MemberState.ACTIVE, date(2026, 3, 9), "YX01202600001")
    stay = member.memberships.get()
    assert (stay.organization, stay.starts_on, stay.ends_on) == (place.first, date(2026, 3, 9), None)
    assert [step.kind for step in member.steps.order_by("pk")] == [StepKind.GROUP_HEARD, StepKind.APPROVED]
    assert (decided.approved, decided.document, decided.decided_by) == (True, "第三次会议", place.chair)
    assert set(AuditEntry.objects.filter(subject=f"member:{member.pk}").values_list("action", flat=True)) == {
        "members.member.applied",
        "members.identity.changed",
        "members.member.group_heard",
        "members.member.approved",
    }


@pytest.mark.django_db
def test_a_refusal_names_its_reason_and_the_person_may_apply_again_with_the_same_archive():
    place = county()
    application = applied(place)
    with pytest.raises(DomainError, match="原因"):
        refuse(application_id=application.pk, decided_on=DAY, document="会议", reason="", by=place.chair)
    refuse(application_id=application.pk, decided_on=DAY, document="会议", reason="不在本单位工作", by=place.chair)
    member = Member.objects.get(pk=application.member_id)
    assert (member.state, member.number, member.memberships.count()) == (MemberState.REFUSED, None, 0)
    again = applied(place)
    assert again.member_id == member.pk
    approve(application_id=again.pk, decided_on=DAY, document="会议", by=place.chair)
    assert Member.objects.get(pk=member.pk).state == MemberState.ACTIVE


@pytest.mark.django_db
def test_who_belongs_already_is_sent_to_a_transfer_without_being_named():
    place = county()
    member_in(place.second, name="周一一", number=numbered(1))
    with pytest.raises(DomainError) as refused:
        applied(place)
    assert refused.value.field == "number"
    assert "转接" in refused.value.message
    assert "周一一" not in refused.value.message
    assert "第二中学" not in refused.value.message
    dead = member_in(place.second, number=numbered(2))
    record_death(member_id=dead.pk, on=DAY, by=place.chair)
    with pytest.raises(DomainError, match="身故"):
        applied(place, serial=2)
    applied(place, serial=3)
    with pytest.raises(DomainError, match="正在办理"):
        applied(place, serial=3)
    assert Application.objects.count() == 1


@pytest.mark.django_db
def test_decisions_lie_neither_in_the_future_nor_before_the_application_and_name_their_paper():
    place = county()
    application = applied(place)
    tomorrow = timezone.localdate() + timedelta(days=1)
    for day, document, field in (
        (tomorrow, "会议", "decided_on"),
        (DAY - timedelta(days=1), "会议", "decided_on"),
        (DAY, " ", "document"),
    ):
        with pytest.raises(DomainError) as refused:
            approve(application_id=application.pk, decided_on=day, document=document, by=place.chair)
        assert refused.value.field == field
    assert Member.objects.get(pk=application.member_id).state == MemberState.APPLIED


@pytest.mark.django_db
def test_a_batch_tells_for_each_what_became_of_it():
    place = county()
    applications = [applied(place, serial, name=f"学员{serial}") for serial in (1, 2, 3)]
    approve(application_id=applications[1].pk, decided_on=DAY, document="会议", by=place.chair)
    results = approve_many(
        application_ids=[one.pk for one in applications], decided_on=DAY, document="第三次会议", by=place.chair
    )
    assert [(one.name, one.number, bool(one.problem)) for one in results] == [
        ("学员1", "YX01202600002", False),
        ("学员2", "", True),
        ("学员3", "YX01202600003", False),
    ]
    assert "已经决定" in results[1].problem


@pytest.mark.django_db
def test_numbers_follow_the_nearest_scheme_and_step_over_taken_ones():
    place = county()
    set_scheme(organization=place.root, prefix="云溪", with_year=False, digits=4, by=place.chair)
    assert scheme_for(place.group).prefix == "云溪"
    member_in(place.second, name="旧号", number="").__class__.objects.filter(name="旧号").update(number="云溪0002")
    assert next_numbers(organization=place.group, year=2026, count=3) == ["云溪0001", "云溪0003", "云溪0004"]
    with pytest.raises(DomainError) as refused:
        set_scheme(organization=place.second, prefix="云溪", with_year=True, digits=4, by=place.chair)
    assert refused.value.field == "prefix"


@pytest.mark.django_db
def test_an_approval_that_fails_gives_its_number_back():
    place = county()
    first, second = applied(place, 1), applied(place, 2)
    with pytest.raises(DomainError):
        approve(application_id=first.pk, decided_on=DAY, document="", by=place.chair)
    assert approve(application_id=second.pk, decided_on=DAY, document="会议", by=place.chair).member.number == (
        "YX01202600001"
    )


@pytest.mark.django_db(transaction=True)
def test_many_deciding_at_once_give_neighbouring_numbers_and_each_application_is_decided_once():
    place = county()
    applications = [applied(place, serial, name=f"学员{serial}").pk for serial in range(1, 9)]
    start, results = Barrier(4), []

    def decide():
        start.wait()
        try:
            results.extend(approve_many(application_ids=applications, decided_on=DAY, document="会议", by=place.chair))
        finally:
            connections.close_all()

    threads = [Thread(target=decide) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    numbers = sorted(
        Member.objects.filter(pk__in=Application.objects.values("member")).values_list("number", flat=True)
    )
    assert numbers == [f"YX012026{serial:05d}" for serial in range(1, 9)]
    assert len([one for one in results if not one.problem]) == 8
    assert len(results) == 32
    assert MemberStep.objects.filter(kind=StepKind.APPROVED).count() == 8


@pytest.mark.django_db
def test_a_person_with_an_account_applies_for_the_own_self():
    place = county()
    account = UserFactory(full_name="林可")
    application, _doubts = apply_to_join(
        organization=place.first,
        name=account.full_name,
        number=numbered(1),
        phone="13800138000",
        applied_on=DAY,
        by=account,
        account=account,
    )
    assert application.member.user == account
    assert application.filed_by == account
