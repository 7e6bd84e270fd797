"""Employers, their yearly figures and the unions in them (systems.md OB-01, OB-02)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from members.models import Employer, EmployerFigures, Headcount, Organization, UnionEmployer, User
from members.models.employers import EmployerQuerySet
from members.services.register.trace import changed_fields, note
from unionplan.core.errors import DomainError

CHANGEABLE = ("name", "credit_code", "industry", "ownership", "address", "phone", "closed_on", "note")


@dataclass(frozen=True, slots=True)
class Counts:
    """People at a place on a day: how many, and how many of them belong to each kind."""

    as_of: date
    staff: int
    women: int = 0
    migrant: int = 0
    dispatched: int = 0


def employers_listed(employers: EmployerQuerySet) -> EmployerQuerySet:
    """With the figures of the latest year, for a list: `last_year`, `last_sales`, `last_staff`."""
    latest = EmployerFigures.objects.filter(employer=OuterRef("pk")).order_by("-year")
    return employers.select_related("area").annotate(
        last_year=Subquery(latest.values("year")[:1]),
        last_sales=Subquery(latest.values("sales")[:1]),
        last_staff=Subquery(latest.values("staff")[:1]),
    )


@transaction.atomic
def add_employer(*, area: Organization, by: User, **values: Any) -> Employer:
    """Enter an employer into a union's register. Raises DomainError(field="credit_code") when it is known already."""
    _refuse_known_code(values.get("credit_code", ""), 0)
    employer = Employer.objects.create(area=area, **_allowed(values))
    note("employer.added", employer, organization=area, by=by, changes={"name": ["", employer.name]})
    return employer


@transaction.atomic
def change_employer(*, employer_id: int, by: User, **values: Any) -> Employer:
    """Change what is said about an employer: any of CHANGEABLE by name."""
    employer = Employer.objects.select_for_update(of=("self",)).select_related("area").get(pk=employer_id)
    _refuse_known_code(values.get("credit_code", ""), employer_id)
    changes = changed_fields(employer, _allowed(values))
    if changes:
        for name, pair in changes.items():
            setattr(employer, name, pair[1])
        employer.save(update_fields=list(changes))
        note("employer.changed", employer, organization=employer.area, by=by, changes=changes)
    return employer


def _allowed(values: dict[str, Any]) -> dict[str, Any]:
    if unknown := values.keys() - set(CHANGEABLE):
        raise TypeError(f"not to be changed here: {sorted(unknown)}")
    return values


def _refuse_known_code(code: str, own_id: int) -> None:
    known = Employer.objects.filter(credit_code=code).exclude(pk=own_id).first() if code else None
    if known is not None:
        raise DomainError(_("“%(name)s”已登记了这个统一社会信用代码。") % {"name": known.name}, field="credit_code")


def _refuse_wrong_parts(counts: Counts) -> None:
    for name in ("women", "migrant", "dispatched"):
        if getattr(counts, name) > counts.staff:
            raise DomainError(_("其中数不能大于职工数 %(staff)s。") % {"staff": counts.staff}, field=name)


@transaction.atomic
def record_figures(*, employer_id: int, year: int, sales: Decimal | None, counts: Counts, by: User) -> EmployerFigures:
    """What the employer reported for a year; a second report of the year replaces the first and is traced."""
    employer = Employer.objects.select_for_update(of=("self",)).select_related("area").get(pk=employer_id)
    _refuse_wrong_parts(counts)
    values = {
        "sales": sales,
        "as_of": counts.as_of,
        "staff": counts.staff,
        "women": counts.women,
        "migrant": counts.migrant,
        "dispatched": counts.dispatched,
    }
    known = EmployerFigures.objects.filter(employer=employer, year=year).first()
    figures = known or EmployerFigures(employer=employer, year=year)
    changes = changed_fields(figures, values)
    for name, value in values.items():
        setattr(figures, name, value)
    figures.save()
    if changes:
        note("employer.figures", figures, organization=employer.area, by=by, changes=changes)
    return figures


@transaction.atomic
def tie_union(
    *, employer_id: int, organization: Organization, starts_on: date, by: User, ends_on: date | None = None
) -> UnionEmployer:
    """From that day on the union organizes the employer's workers. Raises DomainError when it does already."""
    employer = Employer.objects.select_for_update(of=("self",)).get(pk=employer_id)
    if ends_on is not None and ends_on < starts_on:
        raise DomainError(_("止不能早于起。"), field="ends_on")
    held = UnionEmployer.objects.filter(employer=employer, organization=organization)
    for tie in held:
        if (ends_on is None or tie.starts_on <= ends_on) and (tie.ends_on is None or tie.ends_on >= starts_on):
            raise DomainError(_("这段时间已登记“%(union)s”。") % {"union": organization.label}, field="organization")
    tie = UnionEmployer.objects.create(
        employer=employer, organization=organization, starts_on=starts_on, ends_on=ends_on
    )
    note("employer.tied", tie, organization=organization, by=by, changes={"starts_on": ["", starts_on]})
    return tie


@transaction.atomic
def end_tie(*, tie_id: int, ends_on: date, by: User) -> UnionEmployer:
    """The union organizes the employer's workers for the last time on that day."""
    tie = (
        UnionEmployer.objects.select_for_update(of=("self",)).select_related("organization", "employer").get(pk=tie_id)
    )
    if ends_on < tie.starts_on:
        raise DomainError(_("止不能早于起。"), field="ends_on")
    changes = {"ends_on": [tie.ends_on, ends_on]}
    tie.ends_on = ends_on
    tie.save(update_fields=["ends_on"])
    note("employer.tie_ended", tie, organization=tie.organization, by=by, changes=changes)
    return tie


@transaction.atomic
def report_headcount(*, organization: Organization, counts: Counts, delegates: int, by: User) -> Headcount:
    """How many people work where the union is responsible, on a day; a second report of the day replaces the first."""
    _refuse_wrong_parts(counts)
    if delegates > counts.staff:
        raise DomainError(_("其中数不能大于职工数 %(staff)s。") % {"staff": counts.staff}, field="delegates")
    values = {
        "staff": counts.staff,
        "women": counts.women,
        "migrant": counts.migrant,
        "dispatched": counts.dispatched,
        "delegates": delegates,
    }
    known = Headcount.objects.select_for_update().filter(organization=organization, as_of=counts.as_of).first()
    headcount = known or Headcount(organization=organization, as_of=counts.as_of)
    changes = changed_fields(headcount, values)
    for name, value in values.items():
        setattr(headcount, name, value)
    headcount.save()
    if changes:
        note("headcount.reported", headcount, organization=organization, by=by, changes=changes)
    return headcount
