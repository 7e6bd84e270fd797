"""Charging a period: one set-based statement, whatever the number of members (limits.md: 200,000 in one go)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from members.models import DuesPeriod
from members.services.dues.periods import overlapping

# The standard nearest to each organization on the period's first day, and the days of its window. Organizations that
# collect in another rhythm, or have closed these books, are left out.
_BOOKS = """
    SELECT organization_id, rule_id, day,
           least(day + (window_to - window_from), (date_trunc('month', day) + interval '1 month - 1 day')::date)
    FROM (
        SELECT DISTINCT ON (o.id) o.id AS organization_id, r.id AS rule_id, r.cycle, r.window_from, r.window_to,
               (%(starts_on)s::date + make_interval(months => r.window_month - 1))::date + (r.window_from - 1) AS day
        FROM members_organization o
        JOIN members_duesrule r ON r.starts_on <= %(starts_on)s AND (r.ends_on IS NULL OR r.ends_on >= %(starts_on)s)
        LEFT JOIN members_organization a ON a.id = r.organization_id
        WHERE o.id = ANY(%(organizations)s) AND (a.id IS NULL OR a.path @> o.path)
        ORDER BY o.id, a.path DESC NULLS LAST
    ) nearest
    WHERE cycle = %(cycle)s AND NOT EXISTS (
        SELECT 1 FROM members_duessheet c
        WHERE c.period_id = %(period)s AND c.organization_id = nearest.organization_id AND c.closed_at IS NOT NULL)
"""
# Members of full standing on the first day of the window who are not charged yet; a counted component nobody knows
# makes the base null, and null is never charged. The books come as arrays, so that the planner knows how many there are
# and reads each table once; OFFSET 0 keeps each step of the arithmetic from being worked out several times.
_LIABLE = """
    FROM (
        SELECT c.*, coalesce(c.flat_amount, floor(c.base / c.step) * c.step * c.rate) * c.months AS exact
        FROM (
            SELECT b.organization_id, b.rule_id, b.day, b.payable_by, r.rate, r.step, r.flat_amount, r.rounding,
                   s.member_id, {months} AS months,
                   CASE WHEN r.flat_amount IS NULL THEN
                        (CASE WHEN r.monthly THEN w.monthly ELSE 0 END) + (CASE WHEN r.post THEN w.post ELSE 0 END)
                      + (CASE WHEN r.grade THEN w.grade ELSE 0 END)
                      + (CASE WHEN r.performance THEN w.performance ELSE 0 END) END AS base
            FROM unnest(%(bodies)s::bigint[], %(rules)s::bigint[], %(days)s::date[], %(payable)s::date[])
                 AS b(organization_id, rule_id, day, payable_by)
            JOIN (
                SELECT id, rate, step, flat_amount, rounding, exempt_forms,
                       'monthly' = ANY(base) AS monthly, 'post' = ANY(base) AS post,
                       'grade' = ANY(base) AS grade, 'performance' = ANY(base) AS performance
                FROM members_duesrule OFFSET 0
            ) r ON r.id = b.rule_id
            JOIN members_membership s ON s.organization_id = b.organization_id AND s.standing = 'full'
                 AND s.starts_on <= b.day AND (s.ends_on IS NULL OR s.ends_on >= b.day)
            LEFT JOIN members_wage w ON w.member_id = s.member_id
                 AND w.starts_on <= b.day AND (w.ends_on IS NULL OR w.ends_on >= b.day)
            WHERE (r.exempt_forms = '{{}}' OR NOT EXISTS (
                      SELECT 1 FROM members_member m
                      WHERE m.id = s.member_id AND m.employment_form = ANY(r.exempt_forms)))
              AND NOT EXISTS (
                      SELECT 1 FROM members_duesrecord d
                      WHERE d.member_id = s.member_id AND d.period_id = ANY(%(taken)s))
            OFFSET 0
        ) c OFFSET 0
    ) l
"""
# Months of the period in which the member was of full standing on at least one day.
_MONTHS = """(
    SELECT count(*) FROM generate_series(%(starts_on)s::date, %(ends_on)s::date, interval '1 month') AS g(first)
    WHERE EXISTS (
        SELECT 1 FROM members_membership h
        WHERE h.member_id = s.member_id AND h.standing = 'full' AND h.starts_on < g.first + interval '1 month'
          AND (h.ends_on IS NULL OR h.ends_on >= g.first)))"""
_CHARGE = """
    INSERT INTO members_duesrecord
        (member_id, period_id, organization_id, rule_id, base, rate, months, due, payable_from, payable_by,
         adjusted, paid)
    SELECT l.member_id, %(period)s, l.organization_id, l.rule_id, l.base, l.rate, l.months,
           CASE l.rounding WHEN 'jiao_down' THEN trunc(l.exact, 1) WHEN 'jiao_half_up' THEN round(l.exact, 1)
                ELSE round(l.exact, 2) END,
           l.day, l.payable_by, 0, 0
    {liable}
    WHERE l.exact IS NOT NULL
    ON CONFLICT DO NOTHING
"""
_LEFT_OUT = """
    SELECT l.member_id, l.organization_id {liable} WHERE l.exact IS NULL ORDER BY l.organization_id, l.member_id
    LIMIT %(limit)s
"""
# The statement fills the very table it looks into: a plan made for the empty table would read it once for every member.
# So the way is said: a large tree reads each table once, a small one looks up by index.
_LARGE = 100
_PLAN_LARGE = "SET LOCAL jit = off; SET LOCAL enable_nestloop = off; SET LOCAL work_mem = '64MB'"
_PLAN_SMALL = "SET LOCAL jit = off; SET LOCAL enable_seqscan = off"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A member who should pay and could not be charged, because a counted part of the wage is unknown."""

    member_id: int
    organization_id: int


def charge(*, period: DuesPeriod, organization_ids: Sequence[int]) -> int:
    """Charge the period to every member of full standing of these organizations who is not charged yet; returns how
    many were. One statement writes them all: safe to repeat and to run twice at once; closed books take nothing."""
    with transaction.atomic(), connection.cursor() as cursor:
        facts = _facts(cursor, period, organization_ids)
        cursor.execute(_PLAN_LARGE if len(organization_ids) > _LARGE else _PLAN_SMALL)
        cursor.execute(_CHARGE.format(liable=_liable(period)), facts)
        return int(cursor.rowcount)


def left_out(*, period: DuesPeriod, organization_ids: Sequence[int], limit: int = 500) -> list[LeftOut]:
    """Who still waits for a wage: listed, never guessed. Counted from today's facts at every call."""
    with transaction.atomic(), connection.cursor() as cursor:
        facts = {**_facts(cursor, period, organization_ids), "limit": limit}
        cursor.execute(_PLAN_LARGE if len(organization_ids) > _LARGE else _PLAN_SMALL)
        cursor.execute(_LEFT_OUT.format(liable=_liable(period)), facts)
        return [LeftOut(*row) for row in cursor.fetchall()]


def _liable(period: DuesPeriod) -> str:
    return _LIABLE.format(months="1" if period.months == 1 else _MONTHS)


def _facts(cursor: Any, period: DuesPeriod, organization_ids: Sequence[int]) -> dict[str, Any]:
    facts = {
        "period": period.pk,
        "starts_on": period.starts_on,
        "ends_on": period.ends_on,
        "cycle": period.cycle,
        "organizations": list(organization_ids),
        "taken": overlapping(period),
    }
    cursor.execute(_BOOKS, facts)
    bodies, rules, days, payable = list(zip(*cursor.fetchall(), strict=True)) or ((), (), (), ())
    return {**facts, "bodies": list(bodies), "rules": list(rules), "days": list(days), "payable": list(payable)}
