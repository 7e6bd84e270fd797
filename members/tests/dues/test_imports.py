"""Deductions, bank statements and wages through the import engine: matched by number and amount, nothing twice."""

from decimal import Decimal

import pytest

from members.choices.transfers import ImportMode, ImportState
from members.models import DuesBatch, DuesBatchLine, ImportJob, Wage
from members.services.archive.identities import card_digest
from members.services.dues.checking import differences
from members.services.importing import kinds
from members.services.importing.applying import ask_back, confirm
from members.services.importing.intake import known_columns, start_check, take_in
from members.services.importing.running import run_waiting_imports
from members.tests.dues.doing import MARCH, charge_of, charged, finance_of, joined, union
from members.tests.factories import MemberIdentityFactory
from members.tests.factories_dues import WageFactory
from unionplan.core.errors import DomainError

pytestmark = pytest.mark.django_db
PAYROLL = "工号,姓名,身份证号,会费\nA1,乙甲,,28.35\nA2,乙乙,,20.00\nA9,路人,,5.00\n"


@pytest.fixture
def home():
    return union()


def brought_in(kind_key, text, *, home, by, options, name="三月.csv", mode=ImportMode.ALL):
    """The job after the worker has checked the file and, when it may, written it."""
    kind = kinds.known(kind_key)
    job = take_in(kind=kind, organization=home, data=text.encode("utf-8"), filename=name, options=options, by=by)
    start_check(job=job, kind=kind, columns=known_columns(job, kind), name="", by=by)
    run_waiting_imports()
    job.refresh_from_db()
    if job.state == ImportState.CHECKED and job.count_new + job.count_changed:
        confirm(job=job, mode=mode, by=by)
        run_waiting_imports()
        job.refresh_from_db()
    return job


def test_a_payroll_file_books_what_fits_and_lists_the_rest(home):
    first = joined(home, member__staff_number="A1", member__name="乙甲")
    second = joined(home, member__staff_number="A2", member__name="乙乙", wage="4000")
    charged(home)
    by = finance_of(home)
    options = {"paid_on": "2026-03-12", "month": "2026-03"}

    job = brought_in("dues_payroll", PAYROLL, home=home, by=by, options=options)

    assert job.state == ImportState.DONE
    assert [charge_of(each, MARCH).balance for each in (first, second)] == [0, 0]
    assert DuesBatchLine.objects.get(state="open").name == "路人"
    again = brought_in("dues_payroll", PAYROLL, home=home, by=by, options=options)
    assert again.state == ImportState.CHECKED
    assert "已经登记过" in again.failure
    assert DuesBatch.objects.count() == 1
    assert not differences()


def test_a_bank_statement_finds_people_by_card_and_keeps_no_number(home):
    member = joined(home)
    MemberIdentityFactory(member=member, bank_card_hash=card_digest("6222021234567890128"))
    charged(home)
    text = (
        "流水号,对方账号,对方户名,金额,摘要\nT1,6222 0212 3456 7890 128,,28.35,会费\nT2,6217000000000000000,路人,0,\n"
    )

    job = brought_in(
        "dues_bank", text, home=home, by=finance_of(home), options={"paid_on": "2026-03-12"}, mode=ImportMode.GOOD
    )

    assert job.count_wrong == 1
    assert charge_of(member).balance == 0
    assert not any("6222" in str(vars(line)) for line in DuesBatchLine.objects.all())


def test_wages_come_from_a_table_and_can_be_taken_back_until_dues_stand_on_them(home):
    known, fresh = (
        joined(home, wage=None, member__staff_number="A1"),
        joined(home, wage=None, member__staff_number="A2"),
    )
    WageFactory(member=known, starts_on="2026-03-01", monthly=Decimal("1000"))
    by, options = finance_of(home), {"starts_on": "2026-03"}
    text = "工号,月工资\nA1,4567.80\nA2,3000\n"

    job = brought_in("wages", text, home=home, by=by, options=options)

    wages = dict(Wage.objects.values_list("member", "monthly"))
    assert wages == {known.pk: Decimal("4567.80"), fresh.pk: Decimal("3000.00")}
    assert brought_in("wages", text, home=home, by=by, options=options).count_same == 2
    ask_back(job=job, kind=kinds.known("wages"), by=by)
    run_waiting_imports()
    assert dict(Wage.objects.values_list("member", "monthly")) == {known.pk: Decimal("1000.00")}
    second = brought_in("wages", text, home=home, by=by, options=options, name="四月.csv")
    charged(home)
    with pytest.raises(DomainError):
        ask_back(job=second, kind=kinds.known("wages"), by=by)
    assert ImportJob.objects.get(pk=second.pk).state == ImportState.DONE
