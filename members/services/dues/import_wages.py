"""Wages as a kind of import: from a month on, by component, for members of the union's own books."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from members.choices.dues import LineReason, WageComponent
from members.choices.transfers import Outcome
from members.enums import Right
from members.models import DuesRecord, ImportChange, ImportJob, Wage
from members.models.dues_books import books_of
from members.services.dues.import_fields import FROM, NEEDS, PEOPLE, WAGES, batch_row, staged
from members.services.dues.matching import match_rows
from members.services.importing.kinds import CheckedRow, Checking, ImportKind, Obstacle, ParsedRow, Problem, register

_COLUMNS = ", ".join(WageComponent.values)
_REMEMBER = """
    INSERT INTO members_importchange (job_id, target, outcome, before)
    SELECT r.job_id, r.target, r.outcome, coalesce(to_jsonb(w) - 'recorded_at', '{}'::jsonb)
    FROM members_importrow r
    LEFT JOIN members_wage w ON w.member_id = r.target AND w.starts_on = %(starts_on)s
    WHERE r.job_id = %(job)s AND r.outcome IN ('new', 'changed')
"""
_WRITE = f"""
    INSERT INTO members_wage (member_id, starts_on, {_COLUMNS}, source, recorded_by_id, recorded_at)
    SELECT r.target, %(starts_on)s, {", ".join(f"(r.values->>'{name}')::numeric" for name in WageComponent.values)},
           %(source)s, %(by)s, now()
    FROM members_importrow r WHERE r.job_id = %(job)s AND r.outcome IN ('new', 'changed')
    ON CONFLICT (member_id, starts_on) DO UPDATE
    SET {", ".join(f"{name} = coalesce(EXCLUDED.{name}, members_wage.{name})" for name in WageComponent.values)},
        source = EXCLUDED.source, recorded_by_id = EXCLUDED.recorded_by_id
"""  # noqa: S608 - our own names only
_RESTORE = f"""
    UPDATE members_wage w
    SET {", ".join(f"{name} = (c.before->>'{name}')::numeric" for name in WageComponent.values)},
        source = c.before->>'source', recorded_by_id = (c.before->>'recorded_by_id')::bigint
    FROM members_importchange c
    WHERE c.job_id = %(job)s AND c.outcome = 'changed' AND w.member_id = c.target AND w.starts_on = %(starts_on)s
"""  # noqa: S608 - our own names only


def _check(checking: Checking, rows: Sequence[ParsedRow]) -> list[CheckedRow]:
    """One answer for each row; three queries for the batch."""
    if "books" not in checking.memory:
        checking.memory["books"] = books_of(checking.organization)
    values = {row.number: staged(row) for row in rows}
    matches = match_rows([batch_row(number, each) for number, each in values.items()], books=checking.memory["books"])
    found = [match.member_id for match in matches.values() if match.member_id]
    known = {
        wage.member_id: wage for wage in Wage.objects.filter(member__in=found, starts_on=checking.options["starts_on"])
    }
    return [
        _checked(row, values[row.number], matches[row.number].member_id, matches[row.number].reason, known)
        for row in rows
    ]


def _checked(
    row: ParsedRow, values: dict[str, str], member_id: int | None, reason: LineReason | None, known: dict[int, Wage]
) -> CheckedRow:
    amounts: dict[str, Decimal] = {key: row.values[key] for key in WageComponent.values if key in row.values}
    if member_id is None:
        return CheckedRow(row.number, Outcome.WRONG, problems=(Problem("", str(reason or LineReason.NOT_FOUND)),))
    if not amounts or min(amounts.values()) < 0:
        return CheckedRow(row.number, Outcome.WRONG, problems=(Problem("", "no_wage"),))
    wage = known.get(member_id)
    outcome = Outcome.NEW
    if wage is not None:
        is_same = all(getattr(wage, key) == amount for key, amount in amounts.items())
        outcome = Outcome.SAME if is_same else Outcome.CHANGED
    kept = {key: values[key] for key in amounts}
    return CheckedRow(row.number, outcome, key=f"member:{member_id}", target=member_id, values=kept)


def _apply(job: ImportJob) -> None:
    facts = {**_facts(job), "source": job.filename[:100], "by": job.created_by_id}
    _run(_REMEMBER, facts)
    _run(_WRITE, facts)


def _undo(job: ImportJob) -> None:
    facts = _facts(job)
    added = ImportChange.objects.filter(job=job, outcome=Outcome.NEW).values("target")
    Wage.objects.filter(member__in=added, starts_on=facts["starts_on"]).delete()
    _run(_RESTORE, facts)


def _obstacles(job: ImportJob) -> list[Obstacle]:
    """Dues counted on these wages since stand on them."""
    targets = ImportChange.objects.filter(job=job).values("target")
    charged = DuesRecord.objects.filter(member__in=targets, payable_from__gte=_starts_on(job), base__isnull=False)
    return [Obstacle(_("据此生成的会费"), charged.count())]


def _starts_on(job: ImportJob) -> date:
    day: date = FROM.read(job.options["starts_on"].strip())
    return day


def _facts(job: ImportJob) -> dict[str, Any]:
    return {"job": job.pk, "starts_on": _starts_on(job)}


def _run(statement: str, facts: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, facts)


KIND = ImportKind(
    key="wages",
    label=_("工资基数表"),
    right=Right.MANAGE_DUES,
    fields=(*PEOPLE, *WAGES),
    options=(FROM,),
    needs=(*NEEDS, tuple(WageComponent.values)),
    check_rows=_check,
    apply=_apply,
    undo=_undo,
    obstacles=_obstacles,
    reasons={**dict(LineReason.choices), "no_wage": _("没有工资金额，或金额小于 0")},
    explanation=_("按职工编号、会员号或证件号码对应本单位会员；从所选月份起作为会费基数。"),
)


def register_wages() -> None:
    register(KIND)
