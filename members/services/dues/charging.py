"""Charging a period: one set-based statement, whatever the number of members (limits.md: 200,000 in one go)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from members.models import DuesPeriod
from members.services.dues.periods import overlapping

# The standard nearest to each organization on the period's first day, with the days of its window. Organizations that
# collect in another rhythm, or have closed these books, are left out.
_BOOKS = """
    books AS MATERIALIZED (
        SELECT * FROM (
            SELECT DISTINCT ON (o.id) o.id AS organization_id, r.id AS rule_id, r.rate, r.step, r.flat_amount,
                   r.rounding, r.cycle, r.exempt_forms, w.day,
                   least(w.day + (r.window_to - r.window_from),
                         (date_trunc('month', w.day) + interval '1 month - 1 day')::date) AS payable_by,
                   'monthly' = ANY(r.base) AS monthly, 'post' = ANY(r.base) AS post,
                   'grade' = ANY(r.base) AS grade, 'performance' = ANY(r.base) AS performance
            FROM members_organization o
            JOIN members_duesrule r
              ON r.starts_on <= %(starts_on)s AND (r.ends_on IS NULL OR r.ends_on >= %(starts_on)s)
            LEFT JOIN members_organization a ON a.id = r.organization_id
            CROSS JOIN LATERAL (
                SELECT (%(starts_on)s::date + make_interval(months => r.window_month - 1))::date
                       + (r.window_from - 1) AS day
            ) w
            WHERE o.id = ANY(%(organizations)s) AND (a.id IS NULL OR a.path @> o.path)
            ORDER BY o.id, a.path DESC NULLS LAST
        ) nearest
        WHERE cycle = %(cycle)s AND NOT EXISTS (
            SELECT 1 FROM members_duessheet c
            WHERE c.period_id = %(period)s AND c.organization_id = nearest.organization_id AND c.closed_at IS NOT NULL)
    )
"""
# Members of full standing on the first day of the window who are not charged yet; a counted component nobody knows
# makes the base null, and null is never charged.
_LIABLE = """
    FROM (
        SELECT b.*, s.member_id, {months} AS months,
               CASE WHEN b.flat_amount IS NULL THEN
                    (CASE WHEN b.monthly THEN w.monthly ELSE 0 END) + (CASE WHEN b.post THEN w.post ELSE 0 END)
                  + (CASE WHEN b.grade THEN w.grade ELSE 0 END)
                  + (CASE WHEN b.performance THEN w.performance ELSE 0 END) END AS base
        FROM books b
        JOIN members_membership s ON s.organization_id = b.organization_id AND s.standing = 'full'
             AND s.starts_on <= b.day AND (s.ends_on IS NULL OR s.ends_on >= b.day)
        LEFT JOIN members_wage w ON w.member_id = s.member_id
             AND w.starts_on <= b.day AND (w.ends_on IS NULL OR w.ends_on >= b.day)
        WHERE (b.exempt_forms = '{{}}' OR NOT EXISTS (
                  SELECT 1 FROM members_member m WHERE m.id = s.member_id AND m.employment_form = ANY(b.exempt_forms)))
          AND NOT EXISTS (
                  SELECT 1 FROM members_duesrecord d WHERE d.member_id = s.member_id AND d.period_id = ANY(%(taken)s))
    ) l
    CROSS JOIN LATERAL (
        SELECT coalesce(l.flat_amount, floor(l.base / l.step) * l.step * l.rate) * l.months AS exact
    ) f
"""
# Months of the period in which the member was of full standing on at least one day.
_MONTHS = """(
    SELECT count(*) FROM generate_series(%(starts_on)s::date, %(ends_on)s::date, interval '1 month') AS g(first)
    WHERE EXISTS (
        SELECT 1 FROM members_membership h
        WHERE h.member_id = s.member_id AND h.standing = 'full' AND h.starts_on < g.first + interval '1 month'
          AND (h.ends_on IS NULL OR h.ends_on >= g.first)))"""
_CHARGE = """
    WITH {books}
    INSERT INTO members_duesrecord
        (member_id, period_id, organization_id, rule_id, base, rate, months, due, payable_from, payable_by,
         adjusted, paid)
    SELECT l.member_id, %(period)s, l.organization_id, l.rule_id, l.base, l.rate, l.months,
           CASE l.rounding WHEN 'jiao_down' THEN trunc(f.exact, 1) WHEN 'jiao_half_up' THEN round(f.exact, 1)
                ELSE round(f.exact, 2) END,
           l.day, l.payable_by, 0, 0
    {liable}
    WHERE f.exact IS NOT NULL
    ON CONFLICT DO NOTHING
"""
_LEFT_OUT = """
    WITH {books}
    SELECT l.member_id, l.organization_id {liable} WHERE f.exact IS NULL ORDER BY l.organization_id, l.member_id
    LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A member who should pay and could not be charged, because a counted part of the wage is unknown."""

    member_id: int
    organization_id: int


def charge(*, period: DuesPeriod, organization_ids: Sequence[int]) -> int:
    """Charge the period to every member of full standing of these organizations who is not charged yet; returns how
    many were. One statement: safe to repeat and to run twice at once; closed books take nothing."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off")
        cursor.execute(_statement(_CHARGE, period), _facts(period, organization_ids))
        return cursor.rowcount


def left_out(*, period: DuesPeriod, organization_ids: Sequence[int], limit: int = 500) -> list[LeftOut]:
    """Who still waits for a wage: listed, never guessed. Counted from today's facts at every call."""
    with connection.cursor() as cursor:
        cursor.execute(_statement(_LEFT_OUT, period), {**_facts(period, organization_ids), "limit": limit})
        return [LeftOut(*row) for row in cursor.fetchall()]


def _statement(frame: str, period: DuesPeriod) -> str:
    months = "1" if period.months == 1 else _MONTHS
    return frame.format(books=_BOOKS, liable=_LIABLE.format(months=months))


def _facts(period: DuesPeriod, organization_ids: Sequence[int]) -> dict[str, Any]:
    return {
        "period": period.pk,
        "starts_on": period.starts_on,
        "ends_on": period.ends_on,
        "cycle": period.cycle,
        "organizations": list(organization_ids),
        "taken": overlapping(period),
    }
