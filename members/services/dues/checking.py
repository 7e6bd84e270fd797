"""Proof that the kept sums are right: everything is counted again from charges and entries and compared."""

from dataclasses import dataclass

from django.db import connection

_RECORDS = """
    SELECT r.id FROM members_duesrecord r
    LEFT JOIN (SELECT record_id, sum(amount) AS total FROM members_duesentry GROUP BY 1) e ON e.record_id = r.id
    WHERE r.balance <> r.due + coalesce(e.total, 0) ORDER BY r.id LIMIT 100
"""
_SHEETS = """
    WITH counted AS (
        SELECT period_id, organization_id, sum(members) AS members, sum(due) AS due, sum(adjusted) AS adjusted,
               sum(paid) AS paid, sum(late_paid) AS late_paid, sum(late_adjusted) AS late_adjusted
        FROM (
            SELECT period_id, organization_id, count(*) AS members, sum(due) AS due, 0 AS adjusted, 0 AS paid,
                   0 AS late_paid, 0 AS late_adjusted
            FROM members_duesrecord GROUP BY 1, 2
            UNION ALL
            SELECT e.booked_in_id, r.organization_id, 0, 0,
                   coalesce(sum(e.amount) FILTER (WHERE NOT money AND own), 0),
                   coalesce(-sum(e.amount) FILTER (WHERE money AND own), 0),
                   coalesce(-sum(e.amount) FILTER (WHERE money AND NOT own), 0),
                   coalesce(sum(e.amount) FILTER (WHERE NOT money AND NOT own), 0)
            FROM members_duesentry e JOIN members_duesrecord r ON r.id = e.record_id
            CROSS JOIN LATERAL (SELECT e.kind IN ('payment', 'refund') AS money, e.booked_in_id = r.period_id AS own) k
            GROUP BY 1, 2
        ) parts GROUP BY 1, 2
    )
    SELECT coalesce(s.period_id, c.period_id), coalesce(s.organization_id, c.organization_id)
    FROM members_duessheet s
    FULL JOIN counted c ON c.period_id = s.period_id AND c.organization_id = s.organization_id
    WHERE (coalesce(s.members, 0), coalesce(s.due, 0), coalesce(s.adjusted, 0), coalesce(s.paid, 0),
           coalesce(s.late_paid, 0), coalesce(s.late_adjusted, 0))
       IS DISTINCT FROM (coalesce(c.members, 0), coalesce(c.due, 0), coalesce(c.adjusted, 0), coalesce(c.paid, 0),
           coalesce(c.late_paid, 0), coalesce(c.late_adjusted, 0))
    ORDER BY 1, 2 LIMIT 100
"""


@dataclass(frozen=True, slots=True)
class Differences:
    """Charges whose balance, and sheets (period id, organization id) whose sums, differ from the entries; at most a
    hundred of each. Both are empty, always."""

    records: list[int]
    sheets: list[tuple[int, int]]

    def __bool__(self) -> bool:
        return bool(self.records or self.sheets)


def differences() -> Differences:
    """Count everything again; two statements over the whole ledger."""
    with connection.cursor() as cursor:
        cursor.execute(_RECORDS)
        records = [pk for (pk,) in cursor.fetchall()]
        cursor.execute(_SHEETS)
        return Differences(records, cursor.fetchall())
