"""The ledger: entries are only added, every sum is right at every moment, and two people cannot book the same money."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from members.choices.dues import EntryKind, PaymentMethod
from members.models import DuesEntry, DuesReceipt, DuesRecord, DuesSheet
from members.services.dues.booking import NothingDueError, Payment, book
from members.services.dues.checking import differences
from members.services.dues.closing import close_period, reopen_period
from members.services.dues.collecting import collect, owing_in
from members.services.dues.correcting import approve_correction, ask_correction, refuse_correction
from members.services.dues.receipts import print_receipt
from members.tests.dues.doing import (
    PAID_ON,
    at_once,
    charge_of,
    charged,
    finance_of,
    group_of,
    joined,
    pay,
    union,
)
from unionplan.core.errors import DomainError

pytestmark = pytest.mark.django_db
HALF = Decimal("14.17")


@pytest.fixture
def home():
    return union()


def test_charges_and_entries_cannot_be_changed_or_removed(home):
    member, finance = joined(home), finance_of(home)
    charged(home)
    pay(charge_of(member), "10", finance)

    for change in (
        lambda: DuesRecord.objects.update(paid=0),
        lambda: DuesRecord.objects.all().delete(),
        lambda: DuesEntry.objects.update(amount=-1),
        lambda: DuesEntry.objects.all()._raw_delete("default"),
        lambda: DuesReceipt.objects.update(amount=1),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert charge_of(member).balance == Decimal("18.35")


@settings(max_examples=25, deadline=None)
@given(
    steps=st.lists(
        st.tuples(
            st.integers(min_value=0, max_value=1),
            st.sampled_from(EntryKind),
            st.decimals(min_value="-30", max_value="30", places=2).filter(bool),
        ),
        max_size=12,
    )
)
@pytest.mark.django_db(transaction=True)
def test_every_balance_is_the_charge_and_its_entries_whatever_happens(steps):
    home = union()
    finance, second = finance_of(home), finance_of(home)
    members = [joined(home), joined(home)]
    charged(home)
    for which, kind, amount in steps:
        record = charge_of(members[which])
        try:
            if kind == EntryKind.PAYMENT:
                pay(record, str(amount), finance)
            else:
                asked = ask_correction(charge=record, kind=kind, amount=amount, reason="测试", by=finance)
                approve_correction(correction_id=asked.pk, by=second, on=PAID_ON)
        except DomainError:
            continue

    assert not differences()
    for record in DuesRecord.objects.filter(organization=home):
        assert record.balance == record.due + sum(entry.amount for entry in record.entries.all()) >= 0


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_take_the_same_money_one_is_refused(home):
    member = joined(home)
    charged(home)
    record, people = charge_of(member), [finance_of(home) for _ in range(4)]

    answers = at_once(*[lambda by=by: pay(record, "28.35", by) for by in people])

    assert sum(isinstance(answer, NothingDueError) for answer in answers) == 3
    assert [entry.amount for entry in DuesEntry.objects.all()] == [Decimal("-28.35")]
    assert not differences()


@pytest.mark.django_db(transaction=True)
def test_receipt_numbers_have_no_gap_even_when_payments_fail_or_come_at_once(home):
    parts = [group_of(home) for _ in range(4)]
    members = [joined(part) for part in parts for _ in range(3)]
    charged(*parts)
    by = finance_of(home)

    def round_of(part):
        for owing in owing_in(part, on=PAID_ON):
            collect(
                organization=part,
                expected={owing.member.pk: owing.amount},
                paid_on=PAID_ON,
                by=by,
                method=PaymentMethod.CASH,
            )
            with pytest.raises(NothingDueError):
                pay(charge_of(owing.member), "1", by)

    assert at_once(*[lambda part=part: round_of(part) for part in parts]) == [None] * 4
    receipts = DuesReceipt.objects.order_by("number")
    assert [receipt.number for receipt in receipts] == list(range(1, len(members) + 1))
    assert {receipt.organization for receipt in receipts} == {home}
    assert str(receipts[0]) == "会费2026-000001"
    assert not differences()


def test_one_amount_for_several_members_is_all_or_nothing(home):
    first, second, finance = joined(home), joined(home), finance_of(home)
    charged(home)
    pay(charge_of(second), "28.35", finance)

    with pytest.raises(NothingDueError, match=r"欠缴 0\.00 元"):
        book(
            payments=[Payment(charge_of(each).pk, Decimal("28.35")) for each in (first, second)],
            paid_on=PAID_ON,
            method=PaymentMethod.CASH,
            by=finance,
        )
    assert charge_of(first).paid == 0


def test_a_collector_whose_page_is_old_is_told_who_has_changed(home):
    member, finance = joined(home, member__name="乙甲"), finance_of(home)
    charged(home)
    pay(charge_of(member), "10", finance)

    with pytest.raises(DomainError, match=r"乙甲.*18\.35.*28\.35"):
        collect(
            organization=home,
            expected={member.pk: Decimal("28.35")},
            paid_on=PAID_ON,
            by=finance,
            method=PaymentMethod.CASH,
        )


def test_a_counter_entry_needs_a_second_person_and_a_reason(home):
    member, finance, chair = joined(home), finance_of(home), finance_of(home)
    charged(home)
    record = charge_of(member)
    pay(record, "28.35", finance)

    with pytest.raises(DomainError, match="不能超过"):
        ask_correction(charge=record, kind=EntryKind.REFUND, amount=Decimal("30"), reason="多收", by=finance)
    asked = ask_correction(charge=record, kind=EntryKind.REFUND, amount=HALF, reason="多收", by=finance)
    with pytest.raises(DomainError, match="另一个人"):
        approve_correction(correction_id=asked.pk, by=finance, on=PAID_ON)
    approve_correction(correction_id=asked.pk, by=chair, on=PAID_ON)
    with pytest.raises(DomainError, match="已经处理"):
        refuse_correction(correction_id=asked.pk, by=chair, answer="重复")

    assert charge_of(member).balance == HALF
    assert [(e.kind, e.amount) for e in record.entries.all()] == [("payment", Decimal("-28.35")), ("refund", HALF)]


def test_closed_books_take_nothing_and_late_money_stands_in_the_open_period(home):
    member, finance = joined(home), finance_of(home)
    other = joined(home, wage=None)
    period = charged(home)
    pay(charge_of(member), "10", finance)

    assert close_period(organization=home, period=period, by=finance) == 1
    with pytest.raises(IntegrityError, match="closed"), transaction.atomic():
        DuesEntry.objects.create(
            record=charge_of(member),
            kind=EntryKind.WAIVER,
            amount=-1,
            booked_in=period,
            happened_on=PAID_ON,
            reason="测",
        )
    pay(charge_of(member), "18.35", finance, on=date(2026, 6, 3))
    charged(home)

    sheet = DuesSheet.objects.get(period=period)
    assert (sheet.paid, sheet.closed_by) == (Decimal("10"), finance)
    june = DuesSheet.objects.get(period__starts_on=date(2026, 6, 1))
    assert (june.paid, june.late_paid) == (0, Decimal("18.35"))
    assert charge_of(member).balance == 0
    assert not DuesRecord.objects.filter(member=other).exists()
    with pytest.raises(DomainError, match="原因"):
        reopen_period(organization=home, period=period, reason=" ", by=finance)
    assert reopen_period(organization=home, period=period, reason="漏记一笔", by=finance) == 1
    assert not differences()


@pytest.mark.django_db(transaction=True)
def test_a_payment_that_meets_the_closing_is_in_the_books_or_in_the_next_ones(home):
    members = [joined(home) for _ in range(6)]
    period = charged(home)
    finance = finance_of(home)

    at_once(
        lambda: close_period(organization=home, period=period, by=finance),
        *[lambda m=m: pay(charge_of(m), "28.35", finance) for m in members],
    )

    sheet = DuesSheet.objects.get(period=period, organization=home)
    late = DuesSheet.objects.exclude(pk=sheet.pk).filter(organization=home)
    paid = DuesRecord.objects.filter(balance=0).count() * Decimal("28.35")
    assert sheet.closed_at is not None
    assert sheet.paid + sum(each.late_paid for each in late) == paid
    assert not differences()


def test_a_receipt_printed_again_says_so(home):
    member, finance = joined(home), finance_of(home)
    charged(home)
    pay(charge_of(member), "28.35", finance)
    receipt = DuesReceipt.objects.get()

    assert [print_receipt(receipt=receipt, by=finance) for _ in range(2)] == [1, 2]


def test_a_sum_somebody_forced_is_found(home, capsys):
    joined(home)
    period = charged(home)
    call_command("check_dues")
    DuesSheet.objects.filter(period=period).update(paid=1)

    with pytest.raises(CommandError, match=str(home.pk)):
        call_command("check_dues")
    assert "right" in capsys.readouterr().out
