"""Transfers, retained membership, ends: each move by the table, with stays that neither overlap nor leave a hole."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from members.choices.archive import MOVES, LeavingKind, LeavingState, StepKind, TransferState
from members.choices.people import MemberState, Standing
from members.enums import ReminderState
from members.models import DuesSheet, FamilyMember, Leaving, Member, MemberStep
from members.services.archive import evidence
from members.services.archive.family import add_family_member, forget_families
from members.services.archive.known_of_dues import reminders_of
from members.services.archive.leaving import (
    add_to_evidence,
    ask_to_leave,
    decide_leaving,
    dismiss_leaving,
    months_before,
    propose_leaving,
    propose_silent,
)
from members.services.archive.standing import expel, record_death, resume, retain
from members.services.archive.transferring import (
    accept,
    ask_transfer,
    cancel_transfer,
    come_in,
    leave_for_outside,
    refuse_transfer,
    release,
)
from members.services.dues.planning import KIND
from members.tests.archive.people import county, member_in
from members.tests.factories import ReminderFactory, UserFactory
from members.tests.factories_dues import DuesRecordFactory
from unionplan.core.errors import DomainError

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 4)


def stays(member):
    return [
        (stay.organization.code, stay.standing, stay.starts_on, stay.ends_on, stay.end_reason)
        for stay in member.memberships.order_by("starts_on", "pk")
    ]


def test_a_transfer_is_released_by_the_old_and_accepted_by_the_new_union():
    place = county()
    member = member_in(place.first)
    transfer = ask_transfer(member_id=member.pk, target=place.second, reason="调动工作", by=place.officer)
    with pytest.raises(DomainError, match="待转出单位办理"):
        accept(transfer_id=transfer.pk, from_day=DAY, by=place.chair)
    release(transfer_id=transfer.pk, by=place.officer)
    assert Member.objects.get(pk=member.pk).home == place.first
    accept(transfer_id=transfer.pk, from_day=DAY, by=place.chair)
    moved = Member.objects.get(pk=member.pk)
    assert (moved.home, moved.state, moved.joined_on) == (place.second, MemberState.ACTIVE, member.joined_on)
    assert stays(member) == [
        ("YX01", Standing.FULL, member.joined_on, DAY - timedelta(days=1), "transferred"),
        ("YX02", Standing.FULL, DAY, None, ""),
    ]
    step = member.steps.get()
    assert (step.from_organization, step.to_organization, step.reason) == (place.first, place.second, "调动工作")


def test_one_transfer_at_a_time_and_none_to_where_one_is():
    place = county()
    member = member_in(place.first)
    with pytest.raises(DomainError) as here:
        ask_transfer(member_id=member.pk, target=place.first, reason="调动", by=place.officer)
    assert here.value.field == "target"
    transfer = ask_transfer(member_id=member.pk, target=place.second, reason="调动", by=place.officer)
    with pytest.raises(DomainError, match="已有一项转接"):
        ask_transfer(member_id=member.pk, target=place.root, reason="调动", by=place.officer)
    with pytest.raises(DomainError, match="原因"):
        refuse_transfer(transfer_id=transfer.pk, answer="", by=place.chair)
    assert refuse_transfer(transfer_id=transfer.pk, answer="未到岗", by=place.chair).state == TransferState.REFUSED
    again = ask_transfer(member_id=member.pk, target=place.second, reason="调动", by=place.officer)
    assert cancel_transfer(transfer_id=again.pk, by=place.officer).state == TransferState.CANCELLED
    assert stays(member) == [("YX01", Standing.FULL, member.joined_on, None, "")]


def test_a_transfer_before_the_stay_began_is_refused_and_nothing_is_left_half_done():
    place = county()
    member = member_in(place.first)
    transfer = ask_transfer(member_id=member.pk, target=place.second, reason="调动", by=place.officer)
    release(transfer_id=transfer.pk, by=place.officer)
    with pytest.raises(DomainError, match="晚于会籍开始"):
        accept(transfer_id=transfer.pk, from_day=member.joined_on, by=place.chair)
    assert stays(member) == [("YX01", Standing.FULL, member.joined_on, None, "")]
    assert not MemberStep.objects.exists()


def test_retired_members_keep_membership_and_come_back_with_all_rights():
    place = county()
    member = member_in(place.first)
    with pytest.raises(DomainError) as refused:
        retain(member_id=member.pk, on=DAY, reason="", by=place.chair)
    assert refused.value.field == "reason"
    retain(member_id=member.pk, on=DAY, reason="退休", by=place.chair)
    assert Member.objects.get(pk=member.pk).state == MemberState.RETAINED
    with pytest.raises(DomainError, match="保留会籍"):
        retain(member_id=member.pk, on=DAY, reason="退休", by=place.chair)
    resume(member_id=member.pk, on=DAY + timedelta(days=31), reason="返聘", by=place.chair)
    assert stays(member) == [
        ("YX01", Standing.FULL, member.joined_on, DAY - timedelta(days=1), "retained"),
        ("YX01", Standing.RETAINED, DAY, DAY + timedelta(days=30), "resumed"),
        ("YX01", Standing.FULL, DAY + timedelta(days=31), None, ""),
    ]


def test_retained_membership_stays_retained_in_the_new_union():
    place = county()
    member = member_in(place.first)
    retain(member_id=member.pk, on=DAY, reason="退休", by=place.chair)
    transfer = ask_transfer(member_id=member.pk, target=place.second, reason="迁居", by=place.officer)
    release(transfer_id=transfer.pk, by=place.officer)
    accept(transfer_id=transfer.pk, from_day=DAY + timedelta(days=5), by=place.chair)
    moved = Member.objects.get(pk=member.pk)
    assert (moved.state, moved.home) == (MemberState.RETAINED, place.second)
    assert stays(member)[-1][:2] == ("YX02", Standing.RETAINED)


def test_who_left_for_another_union_comes_back_with_the_same_archive():
    place = county()
    member = member_in(place.first)
    leave_for_outside(member_id=member.pk, destination="邻县某厂工会", on=DAY, document="介绍信", by=place.chair)
    assert Member.objects.get(pk=member.pk).state == MemberState.TRANSFERRED
    with pytest.raises(DomainError) as refused:
        come_in(member_id=member.pk, target=place.second, origin="邻县", from_day=DAY, document="", by=place.chair)
    assert refused.value.field == "from_day"
    come_in(
        member_id=member.pk,
        target=place.second,
        origin="邻县某厂工会",
        from_day=DAY + timedelta(days=9),
        document="介绍信",
        by=place.chair,
    )
    back = Member.objects.get(pk=member.pk)
    assert (back.state, back.home) == (MemberState.ACTIVE, place.second)


def test_expulsion_names_reason_document_and_the_union_it_was_reported_to():
    place = county()
    member = member_in(place.first)
    for lacking in ("reason", "document", "reported_to"):
        words = {"reason": "判刑", "document": "委员会决定", "reported_to": "县总工会"} | {lacking: ""}
        with pytest.raises(DomainError) as refused:
            expel(member_id=member.pk, on=DAY, by=place.chair, **words)
        assert refused.value.field == lacking
        assert "章程" in refused.value.message
    expel(member_id=member.pk, on=DAY, reason="判刑", document="委员会决定", reported_to="县总工会", by=place.chair)
    assert Member.objects.get(pk=member.pk).state == MemberState.EXPELLED
    assert "县总工会" in member.steps.get().reason


def test_death_ends_the_stay_with_its_day_and_closes_what_was_under_way():
    place = county()
    member = member_in(place.first)
    transfer = ask_transfer(member_id=member.pk, target=place.second, reason="调动", by=place.officer)
    record_death(member_id=member.pk, on=DAY, by=place.chair)
    assert stays(member) == [("YX01", Standing.FULL, member.joined_on, DAY, "deceased")]
    transfer.refresh_from_db()
    assert transfer.state == TransferState.CANCELLED
    with pytest.raises(DomainError):
        retain(member_id=member.pk, on=DAY, reason="退休", by=place.chair)


def test_the_table_of_moves_never_leads_out_of_death():
    assert not [kind for kind, moves in MOVES.items() if MemberState.DECEASED in moves]
    assert set(MOVES) == set(StepKind)


def test_history_can_only_be_added_to():
    place = county()
    member = member_in(place.first)
    record_death(member_id=member.pk, on=DAY, by=place.chair)
    with pytest.raises(Exception, match="Cannot update"):
        MemberStep.objects.update(reason="改写")


def test_leaving_on_request_is_free_and_counts_from_the_decision():
    place = county()
    member = member_in(place.first)
    leaving = ask_to_leave(member_id=member.pk, on=DAY, reason="个人原因", by=place.leader)
    assert Member.objects.get(pk=member.pk).state == MemberState.ACTIVE
    with pytest.raises(DomainError, match="已有一项退会"):
        ask_to_leave(member_id=member.pk, on=DAY, reason="个人原因", by=place.leader)
    decide_leaving(leaving_id=leaving.pk, decided_on=DAY, document="会议记录", by=place.chair)
    assert Member.objects.get(pk=member.pk).state == MemberState.WITHDRAWN
    assert stays(member)[-1][-1] == "withdrawn"


@pytest.fixture
def known(monkeypatch):
    """What other areas would answer: member → (months unpaid, last activity, reminders)."""
    facts = {}
    for place in ("_unpaid", "_activity", "_reminders"):
        monkeypatch.setattr(evidence, place, {})
    evidence.register(
        "test",
        unpaid_months=lambda ids, on: {pk: facts[pk][0] for pk in ids if pk in facts},
        last_activity=lambda ids, on: {pk: facts[pk][1] for pk in ids if pk in facts and facts[pk][1]},
        reminders=lambda ids, on: {pk: facts[pk][2] for pk in ids if pk in facts},
    )
    return facts


def test_the_night_only_proposes_those_whose_evidence_reaches_and_changes_nobody(known):
    place = county()
    silent, short, active, unasked, paid = (member_in(place.first) for _number in range(5))
    reminded = [DAY - timedelta(days=40)]
    known[silent.pk] = (6, date(2025, 1, 1), reminded)
    known[short.pk] = (5, None, reminded)
    known[active.pk] = (9, DAY - timedelta(days=10), reminded)
    known[unasked.pk] = (9, None, [])
    assert propose_silent(on=DAY, batch=2) == 1
    assert propose_silent(on=DAY, batch=2) == 0
    proposal = Leaving.objects.get()
    assert (proposal.member, proposal.kind, proposal.evidence["months_unpaid"]) == (silent, LeavingKind.SILENT, 6)
    assert proposal.evidence["reminders"] == [reminded[0].isoformat()]
    assert set(Member.objects.values_list("state", flat=True)) == {MemberState.ACTIVE}
    with pytest.raises(DomainError, match="催缴 0 次"):
        propose_leaving(member_id=unasked.pk, on=DAY, by=place.chair)
    asked = propose_leaving(member_id=unasked.pk, on=DAY, by=place.chair, reminded_on=DAY)
    assert asked.evidence["reminders"] == [DAY.isoformat()]
    assert paid.pk not in Leaving.objects.values_list("member_id", flat=True)


def test_nothing_is_proposed_while_nobody_knows_about_dues(monkeypatch):
    monkeypatch.setattr(evidence, "_unpaid", {})
    member_in(county().first)
    assert propose_silent(on=DAY) == 0


def test_a_reminder_of_what_one_owes_is_evidence_and_nothing_else_is():
    place = county()
    member = member_in(place.first)
    member.user = UserFactory()
    member.save()
    owed = DuesRecordFactory(member=member, organization=place.first)
    others = DuesRecordFactory(organization=place.second, period=owed.period)
    sheets = {sheet.organization_id: sheet.pk for sheet in DuesSheet.objects.all()}

    def remind(day, sheet, state=ReminderState.DISPATCHED):
        ReminderFactory(
            kind=KIND,
            subject_id=sheet,
            recipient=member.user,
            state=state,
            due_at=datetime.combine(day, time(1), tzinfo=UTC),
        )

    remind(DAY, sheets[place.first.pk])
    remind(DAY + timedelta(days=1), sheets[place.first.pk], ReminderState.WAITING)
    remind(DAY + timedelta(days=3), sheets[place.first.pk])
    remind(DAY, sheets[others.organization_id])
    assert reminders_of([member.pk, 10**9], DAY + timedelta(days=1)) == {member.pk: [DAY]}


def test_the_committee_decides_on_silence_only_with_all_three_kinds_of_evidence(known):
    place = county()
    member = member_in(place.first)
    known[member.pk] = (7, None, [DAY])
    proposal = propose_leaving(member_id=member.pk, on=DAY, by=place.chair)
    with pytest.raises(DomainError, match="三项俱全"):
        decide_leaving(leaving_id=proposal.pk, decided_on=DAY, document="会议", by=place.chair)
    add_to_evidence(leaving_id=proposal.pk, absence_record="三次未到", education_talk="谈话两次未改", by=place.officer)
    with pytest.raises(DomainError) as refused:
        decide_leaving(leaving_id=proposal.pk, decided_on=DAY, document="", by=place.chair)
    assert refused.value.field == "document"
    decide_leaving(leaving_id=proposal.pk, decided_on=DAY, document="第五次会议", by=place.chair)
    assert Member.objects.get(pk=member.pk).state == MemberState.WITHDRAWN
    assert member.steps.get().kind == StepKind.REGARDED


def test_whom_a_committee_kept_is_left_in_peace_for_the_months_of_the_rule(known):
    place = county()
    member = member_in(place.first)
    known[member.pk] = (7, None, [DAY])
    proposal = propose_leaving(member_id=member.pk, on=DAY, by=None)
    dismiss_leaving(leaving_id=proposal.pk, decided_on=DAY, decision_note="已补缴", by=place.chair)
    assert Leaving.objects.get().state == LeavingState.DISMISSED
    assert propose_silent(on=DAY + timedelta(days=30)) == 0
    assert propose_silent(on=DAY + timedelta(days=200)) == 1


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 8, 31), 6, date(2026, 2, 28)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 12, 31), 12, date(2025, 12, 31)),
    ],
)
def test_months_before(day, months, before):
    assert months_before(day, months) == before


def test_family_members_are_few_facts_and_gone_some_days_after_the_member_left():
    place = county()
    stays_here, leaves = member_in(place.first), member_in(place.first)
    values = {"relation": "child", "name": "小林", "purpose": "children", "by": place.officer, "born_year": 2020}
    with pytest.raises(DomainError) as refused:
        add_family_member(member_id=leaves.pk, was_told=False, **values)
    assert refused.value.field == "was_told"
    for member in (stays_here, leaves):
        row = add_family_member(member_id=member.pk, was_told=True, phone="13800138000", **values)
        assert (row.is_minor, row.phone_mask, str(row.name)) == (True, "1*******000", "••••")
    record_death(member_id=leaves.pk, on=DAY, by=place.chair)
    with pytest.raises(DomainError, match="在会"):
        add_family_member(member_id=leaves.pk, was_told=True, **values)
    assert forget_families(on=DAY + timedelta(days=29)) == 0
    assert forget_families(on=DAY + timedelta(days=30)) == 1
    assert [row.member for row in FamilyMember.objects.all()] == [stays_here]
