"""Dues of a county: a month charged in one statement, books read while they are written, and who is behind."""

import time
from collections.abc import Callable
from datetime import date
from statistics import median

import pgtrigger
from django.db import connection, transaction

from members.choices.dues import Cycle, PaymentMethod
from members.models import DuesPeriod, DuesReceipt, Member, Organization
from members.services.dues.arrears import arrears_rows, with_names
from members.services.dues.charging import charge
from members.services.dues.figures import by_period_and_subtree
from members.services.dues.periods import period_for
from unionplan.bench.county import County, add_dues, grow, standing
from unionplan.bench.data import without_history
from unionplan.bench.figures import Figure, interleaved

_GOAL_CHARGE, _GOAL_AGAIN, _GOAL_WRITES = 0.9, 10, 0.7
_DASHBOARD_MS, _ARREARS_MS, _YEAR = 15, 100, 2025
_PAGE = 50
# The same rows by the shortest statement that counts them: no rules to choose, no exemptions, nobody left out.
_BARE = """
    INSERT INTO members_duesrecord (member_id, period_id, organization_id, rule_id, base, rate, months, due,
        payable_from, payable_by, adjusted, paid)
    SELECT s.member_id, %s, s.organization_id, (SELECT min(id) FROM members_duesrule), w.monthly, 0.005, 1,
        round(floor(w.monthly / 10) * 10 * 0.005, 2), %s, %s, 0, 0
    FROM members_membership s JOIN members_wage w ON w.member_id = s.member_id
    WHERE s.ends_on IS NULL AND w.ends_on IS NULL
    ON CONFLICT DO NOTHING
"""
_PAYMENTS = """
    INSERT INTO members_duesentry (record_id, kind, amount, booked_in_id, happened_on, method, receipt_id, reason,
        created_at)
    SELECT id, 'payment', -balance, period_id, payable_by, 'payroll', %s, '', now()
    FROM members_duesrecord WHERE balance > 0 ORDER BY id LIMIT %s
"""
# The payments and what is still owed, without books and without the proof that both agree.
_BARE_PAYMENTS = f"""
    WITH booked AS ({_PAYMENTS} RETURNING record_id, amount)
    UPDATE members_duesrecord r SET paid = r.paid - b.amount FROM booked b WHERE r.id = b.record_id
"""  # noqa: S608 - both parts are ours


def measure(*, organizations: int, members: int, months: int, rounds: int) -> list[Figure]:
    """One month charged for everybody, then a year of books with four in five paid."""
    county = standing(organizations)
    grow(county, members=members)
    figures = _charging(county, members, rounds)
    periods = add_dues(county, year=_YEAR, months=months)
    return [*figures, *_reading(county, periods, members * months), *_paying(county, members // 10, rounds)]


def _charging(county: County, members: int, rounds: int) -> list[Figure]:
    period = period_for(Cycle.MONTH, date(_YEAR - 1, 12, 1))
    if _charge(county, period) != members:
        raise RuntimeError("not everybody was charged")
    again: list[float] = []

    def ours() -> float:
        _forget_charges()
        seconds = _seconds(lambda: _charge(county, period))
        again.append(_seconds(lambda: _charge(county, period)))
        return members / seconds

    charged, bare = interleaved(ours, lambda: members / _bare_seconds(period), rounds=rounds)
    return [
        Figure(f"dues charged to {members:,} members", charged, bare, "rows/s", _GOAL_CHARGE),
        Figure("the same once more", median(again), members / charged, "s", _GOAL_AGAIN, smaller_is_better=True),
    ]


def _charge(county: County, period: DuesPeriod) -> int:
    return charge(period=period, organization_ids=county.homes)


def _bare_seconds(period: DuesPeriod) -> float:
    _forget_charges()
    with connection.cursor() as cursor:
        return _seconds(lambda: cursor.execute(_BARE, [period.pk, period.starts_on, period.ends_on]))


@without_history()
def _forget_charges() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE members_duesrecord, members_duessheet CASCADE")


def _reading(county: County, periods: list[DuesPeriod], rows: int) -> list[Figure]:
    on = date(_YEAR, 12, 31)
    town = Organization.objects.filter(parent=county.root).order_by("pk")[:1]
    some = Organization.objects.filter(parent__in=town)

    def dashboard() -> None:
        by_period_and_subtree(organization=county.root, periods=periods, picked=periods)

    def arrears() -> None:
        with_names(arrears_rows(some, on=on)[:_PAGE])

    _check(county, periods)
    return [
        Figure(f"books over {rows:,} charges", _median_ms(dashboard), _DASHBOARD_MS, "ms", 1, smaller_is_better=True),
        Figure("a page of arrears of one town", _median_ms(arrears), _ARREARS_MS, "ms", 1, smaller_is_better=True),
    ]


def _check(county: County, periods: list[DuesPeriod]) -> None:
    """The books must say what the charges say; a fast wrong figure is worth nothing."""
    months, _bodies = by_period_and_subtree(organization=county.root, periods=periods, picked=periods)
    said = {row.period.pk: row.figures.paid for row in months}
    with connection.cursor() as cursor:
        cursor.execute("SELECT period_id, sum(paid) FROM members_duesrecord GROUP BY 1")
        if not said.items() <= dict(cursor.fetchall()).items():
            raise RuntimeError("the books differ from the charges")


def _paying(county: County, payments: int, rounds: int) -> list[Figure]:
    """Payments with their sums carried to charge and books, beside bare rows."""
    receipt = _receipt(county)

    def run(statement: str) -> float:
        with transaction.atomic(), connection.cursor() as cursor:
            seconds = _seconds(lambda: cursor.execute(statement, [receipt, payments]))
            transaction.set_rollback(True)
        return payments / seconds

    def bare() -> float:
        with pgtrigger.ignore("members.DuesEntry:sums", "members.DuesRecord:kept"):
            return run(_BARE_PAYMENTS)

    booked, plain = interleaved(lambda: run(_PAYMENTS), bare, rounds=rounds)
    return [Figure(f"{payments:,} payments booked", booked, plain, "rows/s", _GOAL_WRITES)]


def _receipt(county: County) -> int:
    receipt = DuesReceipt.objects.create(
        organization_id=county.homes[0],
        year=_YEAR,
        number=1,
        member=Member.objects.order_by("pk")[0],
        amount=1,
        paid_on=date(_YEAR, 12, 31),
        method=PaymentMethod.PAYROLL,
    )
    return receipt.pk


def _seconds(job: Callable[[], object]) -> float:
    begin = time.perf_counter()
    job()
    return time.perf_counter() - begin


def _median_ms(job: Callable[[], None], times: int = 15) -> float:
    job()
    return median(_seconds(job) for _ in range(times)) * 1000
