"""Half a year of dues in the demo: wages, charges mostly paid, a file with open rows, and a few who are behind."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256

from members.choices.dues import BatchKind, Cycle, EntryKind, PaymentMethod, Rounding, WageComponent
from members.models import DuesPeriod, DuesRecord, Organization, User, Wage
from members.models.dues_books import books_of
from members.services import rules
from members.services.dues.batches import take_batch
from members.services.dues.benefits import BENEFITS
from members.services.dues.booking import Payment, book
from members.services.dues.charging import charge
from members.services.dues.closing import close_period
from members.services.dues.correcting import ask_correction
from members.services.dues.matching import BatchRow
from members.services.dues.periods import period_for
from members.services.dues.planning import plan_period
from members.services.dues.standards import set_standard
from unionplan.core.calendar import at_nine
from unionplan.demo.federation import COUNTY

HOSPITAL, MILL = "HX-01", "HX-07"
_MONTHS = 6
# Every how many charges one stays open, by how many months ago the period was: people pay late, and then they pay.
_OPEN_EVERY = (2, 9, 14, 19, 23, 29)
_WITHOUT_WAGE = 41


def load_dues(bodies: Mapping[str, Organization], people: Mapping[str, User], *, today: date) -> None:
    """Standards, wages and the last six months for every union. `bodies` by code, `people` by login name."""
    _set_rules(bodies, people, today)
    _record_wages(bodies, today)
    everywhere = [body.pk for body in bodies.values()]
    for ago, first in enumerate(_months(today)):
        period = period_for(Cycle.MONTH, first)
        charge(period=period, organization_ids=everywhere)
        _pay(people["finance"], period, every=_OPEN_EVERY[ago], today=today)
    _leave_work(bodies, people, today)
    this_month = period_for(Cycle.MONTH, today)
    plan_period(period=this_month, organization_ids=everywhere, now=at_nine(today))


def _months(today: date) -> list[date]:
    """The first days of this month and the five before, the latest first."""
    first = today.replace(day=1)
    months = [first]
    while len(months) < _MONTHS:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return months


def _set_rules(bodies: Mapping[str, Organization], people: Mapping[str, User], today: date) -> None:
    """The hospital counts post and grade and drops what is below a jiao; the county ties benefits to dues."""
    set_standard(
        organization=bodies[HOSPITAL],
        starts_on=date(today.year - 1, 1, 1),
        by=people["hospital"],
        base=[WageComponent.POST, WageComponent.GRADE],
        rounding=Rounding.JIAO_DOWN,
        source_document="县中心医院工会会费收缴办法",
        source_clause="第三条",
    )
    rules.set_rule(
        key=BENEFITS,
        organization=bodies[COUNTY],
        value=3,
        effective_from=date(today.year, 1, 1),
        source_document="禾溪县基层工会经费收支管理实施细则",
        source_clause="第十一条",
        by=people["chair"],
    )


def _record_wages(bodies: Mapping[str, Organization], today: date) -> None:
    """A wage for nearly everybody; a few are unknown, and are asked for."""
    from_day = date(today.year - 1, 1, 1)
    hospital = set(books_of(bodies[HOSPITAL]))
    wages = []
    for body in bodies.values():
        for member in body.members.order_by("pk"):
            if member.pk % _WITHOUT_WAGE == 0:
                continue
            monthly = Decimal(3200 + member.pk * 137 % 4100) + Decimal("0.60")
            if body.pk in hospital:
                parts = {"post": monthly * Decimal("0.6"), "grade": monthly * Decimal("0.4")}
            else:
                parts = {"monthly": monthly}
            wages.append(Wage(member=member, starts_on=from_day, source="年度工资表", **parts))
    Wage.objects.bulk_create(wages)


def _pay(by: User, period: DuesPeriod, *, every: int, today: date) -> None:
    charges: Sequence[DuesRecord] = list(DuesRecord.objects.unpaid().filter(period=period).order_by("pk"))
    paid = [row for row in charges if row.pk % every and row.payable_from <= today]
    day = min(today, period.starts_on + timedelta(days=11))
    if paid:
        payments = [Payment(row.pk, row.balance) for row in paid]
        book(payments=payments, paid_on=day, method=PaymentMethod.PAYROLL, by=by)


def _leave_work(bodies: Mapping[str, Organization], people: Mapping[str, User], today: date) -> None:
    """An old month is closed, a waiver waits for its second look, and a bank file has rows nobody can place."""
    oldest = period_for(Cycle.MONTH, _months(today)[-1])
    close_period(organization=bodies[HOSPITAL], period=oldest, by=people["hospital"])
    behind = DuesRecord.objects.unpaid().filter(organization__in=books_of(bodies[MILL])).order_by("payable_by", "pk")
    late = behind.first()
    if late is not None:
        ask_correction(
            charge=late,
            kind=EntryKind.WAIVER,
            amount=-late.balance,
            reason="长期病假，按规定减免",
            by=people["spinning"],
        )
    take_batch(
        organization=bodies[MILL],
        kind=BatchKind.BANK,
        rows=[
            BatchRow(2, Decimal("21.40"), name="禾某", transfer="D0001", remark="会费"),
            BatchRow(3, Decimal("300.00"), name="桐记商店", transfer="D0002", remark="货款"),
        ],
        file_name="银行流水.xlsx",
        file_digest=sha256(b"demo bank file").hexdigest(),
        paid_on=today - timedelta(days=2),
        by=people["chair"],
    )
