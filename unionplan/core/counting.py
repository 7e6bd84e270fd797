"""What a counting query answers: a value with its unit, its day and the records behind it (product.md, way 4).

Targets of plans measure themselves from such figures; so do the pages of each register. A ratio carries both of its
parts; a part nobody knows makes the value None, which is asked for and never assumed (systems.md PL-07)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Window:
    """Days from `start` to `end`; both count."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value. `unit` names what is counted (人, 人次, 元, %); `records` are the rows behind it."""

    value: Decimal | None
    unit: str
    as_of: date
    records: QuerySet[Any] | None = None
    numerator: "Figure | None" = None
    denominator: "Figure | None" = None


def share(part: Figure, whole: Figure) -> Figure:
    """`part` of `whole` in percent with two decimals; None when either is unknown or the whole is nothing."""
    value = None
    if part.value is not None and whole.value:
        value = (part.value * 100 / whole.value).quantize(Decimal("0.01"))
    as_of = min(part.as_of, whole.as_of)
    return Figure(value=value, unit="%", as_of=as_of, records=part.records, numerator=part, denominator=whole)
