"""What others ask of dues: benefits, withdrawal, figures, reminders, and files of payments."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from members.choices.dues import BatchKind, Cycle, EntryKind, LineReason
from members.choices.people import Standing
from members.enums import Post, ReminderState
from members.models import DuesEntry, DuesReceipt, DuesRecord, Reminder, ReplanRequest
from members.services import rules
from members.services.dues import counting
from members.services.dues.arrears import unpaid_months
from members.services.dues.batches import take_batch
from members.services.dues.benefits import BENEFITS, benefits_allowed
from members.services.dues.checking import differences
from members.services.dues.correcting import approve_correction, ask_correction
from members.services.dues.matching import BatchRow
from members.services.dues.periods import period_for
from members.services.dues.planning import KIND, ask_replan_for_new_month, moments, plan_period, remind_all
from members.services.dues.reminder_kind import lines
from members.services.dues.runs import finish, start_run, step
from members.services.planning import serve_replan_request
from members.services.scanning import scan
from members.tests.dues.doing import PAID_ON, at_once, charge_of, charged, finance_of, group_of, joined, pay, union
from members.tests.factories import OrganizationFactory, UserFactory, officer_of
from unionplan.core.counting import Window
from unionplan.core.errors import DomainError

pytestmark = pytest.mark.django_db
MAY = date(2026, 5, 31)
SPRING = [date(2026, month, 1) for month in (1, 2, 3, 4)]


@pytest.fixture
def home():
    return union()


def _rows(*rows: BatchRow, home, by, digest="a" * 64, **extra):
    return take_batch(
        organization=home,
        kind=extra.pop("kind", BatchKind.BANK),
        rows=rows,
        file_name="三月.csv",
        file_digest=digest,
        paid_on=PAID_ON,
        by=by,
        **extra,
    )


def test_unpaid_months_end_with_the_last_settled_one(home):
    debtor, payer, waived = joined(home), joined(home), joined(home)
    finance, chair = finance_of(home), finance_of(home)
    for month in SPRING:
        charged(home, on=month)
    pay(charge_of(payer, SPRING[1]), "28.35", finance)
    record = charge_of(waived, SPRING[3])
    asked = ask_correction(charge=record, kind=EntryKind.WAIVER, amount=-record.balance, reason="困难", by=finance)
    approve_correction(correction_id=asked.pk, by=chair, on=PAID_ON)

    assert unpaid_months([debtor.pk, payer.pk, waived.pk], MAY) == {debtor.pk: 4, payer.pk: 2}
    assert unpaid_months([debtor.pk], date(2026, 3, 25)) == {debtor.pk: 2}


def test_benefits_are_refused_only_where_a_dated_rule_says_so(home):
    debtor = joined(home)
    kept = joined(home, standing=Standing.RETAINED)
    for month in SPRING[:3]:
        charged(home, on=month)

    assert benefits_allowed(debtor, MAY).allowed
    rules.set_rule(
        key=BENEFITS,
        organization=home,
        value=3,
        effective_from=date(2026, 5, 1),
        source_document="测试办法",
        source_clause="第九条",
        by=finance_of(home),
    )
    verdict = benefits_allowed(debtor, MAY)
    assert (verdict.allowed, verdict.months, verdict.clause) == (False, 3, "测试办法 第九条")
    assert benefits_allowed(debtor, date(2026, 4, 30)).allowed
    assert benefits_allowed(kept, MAY).allowed


def test_figures_say_what_came_in_and_who_is_behind(home):
    payer, debtor = joined(home), joined(home, wage="4000")
    joined(union())
    period = charged(home)
    pay(charge_of(payer), "28.35", finance_of(home))
    asked = {"path": str(home.path), "window": Window(date(2026, 3, 1), date(2026, 3, 31))}

    assert counting.dues_collected(**asked).value == Decimal("28.35")
    assert counting.dues_due(**asked).value == Decimal("48.35")
    assert counting.dues_collection_rate(**asked).value == Decimal("58.63")
    behind = counting.members_in_arrears(**asked)
    assert (behind.value, list(behind.records)) == (1, [debtor])
    assert counting.dues_collected(path=str(home.path), window=Window(period.ends_on, MAY)).value == 0


def test_moments_are_the_opening_the_middle_the_last_week_and_then_monthly():
    opens, closes = date(2026, 3, 2), date(2026, 3, 25)
    found = moments(opens, closes, before=(7,), monthly=(10,), today=opens)

    assert sorted(found.items()) == [
        (date(2026, 3, 2), "open"),
        (date(2026, 3, 13), "middle"),
        (date(2026, 3, 18), "d7"),
        (date(2026, 4, 10), "late202604"),
    ]


def test_members_and_the_leader_are_reminded_until_it_is_paid(home, time_machine):
    time_machine.move_to("2026-03-01T01:00:00Z", tick=False)
    user, paid_user = UserFactory(), UserFactory()
    joined(home, member__user=user)
    payer = joined(home, member__user=paid_user)
    leader = officer_of(home, post=Post.GROUP_LEADER)
    period = charged(home)
    plan_period(period=period, organization_ids=[home.pk], now=timezone.now())
    assert set(Reminder.objects.values_list("recipient", flat=True)) == {user.pk, paid_user.pk, leader.pk}

    pay(charge_of(payer), "28.35", leader)
    time_machine.move_to("2026-03-13T02:00:00Z", tick=False)
    scan(now=timezone.now())

    sent = Reminder.objects.filter(kind=KIND, state=ReminderState.DISPATCHED)
    assert set(sent.values_list("recipient", flat=True)) == {user.pk, leader.pk}
    assert set(Reminder.objects.filter(state=ReminderState.SKIPPED).values_list("reason", flat=True)) == {"paid"}
    subject = [(row.subject_id, row.subject_on) for row in sent[:1]]
    assert "28.35 元" in next(iter(lines(subject, user).values())).title
    assert "1 人未缴" in next(iter(lines(subject, leader).values())).title
    assert lines(subject, finance_of(union())) == {}


def test_everybody_behind_is_reminded_once_a_day(home, time_machine):
    time_machine.move_to("2026-04-02T02:00:00Z", tick=False)
    group, user = group_of(home), UserFactory()
    joined(group, member__user=user)
    joined(group)
    charged(group)
    by = finance_of(home)

    assert remind_all(organization=home, by=by, now=timezone.now()) == 1
    time_machine.move_to("2026-04-02T02:01:00Z", tick=False)
    scan(now=timezone.now())
    remind_all(organization=home, by=by, now=timezone.now())

    assert Reminder.objects.filter(recipient=user, state=ReminderState.DISPATCHED).count() == 1
    assert not Reminder.objects.filter(occurrence_key__contains="asked", state=ReminderState.WAITING).exists()


def test_a_file_books_what_fits_and_keeps_the_rest(home):
    by = finance_of(home)
    first = joined(home, member__staff_number="A1", member__name="乙甲")
    twin = joined(home, member__staff_number="A2", member__name="乙乙")
    joined(home, member__staff_number="A2", member__name="乙丙")
    outside = joined(union(), member__number="9001", member__name="外甲")
    charged(home, outside.home)

    batch = _rows(
        BatchRow(1, Decimal("28.35"), name="乙甲", staff_number="A1", transfer="T1"),
        BatchRow(2, Decimal("28.35"), name="乙甲", staff_number="A1", transfer="T2"),
        BatchRow(3, Decimal("28.35"), staff_number="A2"),
        BatchRow(4, Decimal("20"), name="乙乙", staff_number="A2"),
        BatchRow(5, Decimal("28.35"), member_number="9001"),
        BatchRow(6, Decimal("28.35"), name="乙丁", staff_number="A1"),
        BatchRow(7, Decimal("28.35"), staff_number="A9"),
        BatchRow(8, None, staff_number="A1"),
        BatchRow(9, Decimal("1"), staff_number="A1", transfer="T1"),
        home=home,
        by=by,
    )

    assert [line.reason for line in batch.lines.order_by("row")] == [
        "",
        LineReason.NOTHING_DUE,
        LineReason.SEVERAL,
        "",
        LineReason.OUTSIDE,
        LineReason.OTHER_NAME,
        LineReason.NOT_FOUND,
        LineReason.NO_AMOUNT,
        LineReason.SEEN,
    ]
    assert (batch.booked_rows, batch.booked_amount) == (2, Decimal("48.35"))
    assert charge_of(first).balance == 0
    assert charge_of(twin).balance == Decimal("8.35")
    with pytest.raises(DomainError, match="没有重复入账"):
        _rows(home=home, by=by)
    later = _rows(BatchRow(1, Decimal("8.35"), staff_number="A1", transfer="T1"), home=home, by=by, digest="b" * 64)
    assert later.lines.get().reason == LineReason.SEEN


@pytest.mark.django_db(transaction=True)
def test_the_same_file_from_two_people_at_once_is_booked_once(home):
    member, people = joined(home, member__number="77"), [finance_of(home) for _ in range(3)]
    charged(home)
    row = BatchRow(1, Decimal("10"), member_number="77")

    answers = at_once(*[lambda by=by: _rows(row, home=home, by=by) for by in people])

    assert sum(isinstance(answer, DomainError) for answer in answers) == 2
    assert charge_of(member).balance == Decimal("18.35")
    assert not differences()


def test_a_deduction_pays_its_own_month_and_a_round_sum_the_oldest(home):
    member, by = joined(home, member__number="77"), finance_of(home)
    for month in SPRING[:3]:
        charged(home, on=month)

    _rows(
        BatchRow(1, Decimal("28.35"), member_number="77"),
        BatchRow(2, Decimal("30"), member_number="77"),
        home=home,
        by=by,
        kind=BatchKind.PAYROLL,
        period=period_for(Cycle.MONTH, SPRING[2]),
    )

    assert [charge_of(member, month).balance for month in SPRING[:3]] == [0, Decimal("26.70"), 0]
    assert DuesReceipt.objects.get(member=member).amount == Decimal("58.35")
    assert DuesEntry.objects.count() == 3


def test_a_run_charges_where_its_starter_manages_dues_and_nowhere_else(home):
    county = OrganizationFactory(kind="federation")
    below = union(parent=county)
    group = group_of(below)
    joined(below)
    joined(group)
    foreign = joined(home)
    chair = officer_of(county, post=Post.CHAIR)
    wide = officer_of(county, post=Post.FINANCE, writes_below=True)

    alone = finish(start_run(organization=county, cycle=Cycle.MONTH, on=SPRING[2], by=chair))
    assert (alone.state, alone.added, alone.total) == ("done", 0, 1)
    run = start_run(organization=county, cycle=Cycle.MONTH, on=SPRING[2], by=wide)
    with pytest.raises(DomainError, match="正在生成"):
        start_run(organization=county, cycle=Cycle.MONTH, on=SPRING[2], by=wide)
    while step():
        pass
    run.refresh_from_db()

    assert (run.state, run.added, run.done) == ("done", 2, 3)
    assert not DuesRecord.objects.filter(member=foreign).exists()


@pytest.mark.django_db(transaction=True)
def test_workers_share_a_run_without_charging_twice(home):
    for _ in range(3):
        joined(home)
    start_run(organization=home, cycle=Cycle.MONTH, on=SPRING[2], by=finance_of(home))

    at_once(step, step, step)
    while step():
        pass

    assert DuesRecord.objects.count() == 3


def test_each_month_who_is_still_behind_is_reminded_again(home, time_machine):
    time_machine.move_to("2026-03-01T01:00:00Z", tick=False)
    user = UserFactory()
    joined(home, member__user=user)
    paid_up = union()
    joined(paid_up, wage="0")
    charged(home, paid_up)
    ask_replan_for_new_month(timezone.now())
    assert not Reminder.objects.filter(kind=KIND).exists()

    for month in ("04", "05"):
        time_machine.move_to(f"2026-{month}-01T01:00:00Z", tick=False)
        ask_replan_for_new_month(timezone.now())
        assert list(ReplanRequest.objects.values_list("organization", flat=True)) == [home.pk]
        ask_replan_for_new_month(timezone.now())
        while serve_replan_request():
            pass
    slots = Reminder.objects.filter(kind=KIND, recipient=user).values_list("occurrence_key", flat=True)
    assert sorted(key.split(":")[3] for key in slots) == ["late202605"]
