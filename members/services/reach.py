"""A person's reach as columns of a query about something of theirs: the same facts as `members.access`, in one trip."""

from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, TextField
from django.db.models.functions import Cast

from members.models import Membership, Office

# Stands for today while such a query is compiled (unionplan/core/prepared.py).
ANY_DAY = date(2999, 1, 1)


def reach_columns(person: str) -> tuple[ArraySubquery, ArraySubquery]:
    """The paths the person's offices in force on ANY_DAY reach, and the paths of the memberships in force; `person` is
    the column of the outer query that holds the account's id."""
    offices = Office.objects.filter(user=OuterRef(person)).in_force(ANY_DAY)
    memberships = Membership.objects.filter(member__user=OuterRef(person)).in_force(ANY_DAY)
    return _paths(offices), _paths(memberships)


def _paths(rows: QuerySet) -> ArraySubquery:  # type: ignore[type-arg]
    path = Cast("organization__path", TextField())
    return ArraySubquery(rows.order_by(path).values_list(path, flat=True).distinct())
