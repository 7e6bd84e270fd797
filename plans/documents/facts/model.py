"""What a clause can say: the typed facts that leave this package.

Every fact carries the place it was read from: ``start`` and ``end`` are character offsets into the text given by
the caller, moved by the caller's ``start``, so that ``source[fact.start:fact.end] == fact.text`` always holds.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Tense = Literal["plan", "past"]
Relation = Literal["before", "around", "during", "from"]
Recurrence = Literal["monthly", "quarterly", "half_yearly", "yearly"]
IntervalUnit = Literal["day", "week", "month", "year", "term"]
Precision = Literal[
    "day",
    "day_range",
    "week",
    "month",
    "quarter",
    "half_year",
    "year",
    "term",
    "festival",
    "season",
    "vacation",
    "theme_month",
    "year_start",
    "year_end",
    "unspecified",
]
Comparator = Literal[">=", "=", "<=", "range"]
TargetKind = Literal[
    "count",
    "percent",
    "frequency",
    "one_off",
    "damaged",
    "slogan_quota",
    "implicit",
    "money",
    "milestone",
    "grade_count",
]


@dataclass(frozen=True, slots=True)
class ClockSpan:
    """A time of day, minutes after midnight; ``end`` is None for a single moment."""

    start: int
    end: int | None


@dataclass(frozen=True, slots=True)
class TimeHeading:
    """A heading that is nothing but a time (systems.md PL-06): 「3月份」, 「第一季度」, 「第一周」."""

    label: str
    months: tuple[int, ...]
    precision: Precision
    recurrence: Recurrence | None
    week_of_month: int | None


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """One time as written, with the clause it belongs to (systems.md PL-06).

    ``months`` are 1–12, empty when unknown; ``day_start``/``day_end`` are days of the first and the last month.
    ``interval`` counts ``interval_unit``; ``recurrence`` is only set for the four named rhythms. ``per_year_min`` and
    ``per_year_max`` say how often a year that makes. ``year_shift`` is 0 for 今年 and 1 for 明年. ``weekdays`` are ISO
    (Monday 1). ``known`` is False when the text leaves the time blank or undefined: ask, do not guess. ``core`` marks
    months, festivals, quarters, half years and named rhythms.
    """

    text: str
    start: int
    end: int
    clause: str
    clause_start: int
    clause_end: int
    months: tuple[int, ...] = ()
    day_start: int | None = None
    day_end: int | None = None
    festival: str | None = None
    relation: Relation | None = None
    recurrence: Recurrence | None = None
    interval: int | None = None
    interval_unit: IntervalUnit | None = None
    per_year_min: float | None = None
    per_year_max: float | None = None
    precision: Precision = "unspecified"
    part: str | None = None
    week_of_month: int | None = None
    weekdays: tuple[int, ...] = ()
    clock: tuple[ClockSpan, ...] = ()
    year: int | None = None
    year_shift: int | None = None
    tense: Tense = "plan"
    core: bool = False
    known: bool = True
    warnings: tuple[str, ...] = ()

    @property
    def told(self) -> bool:
        """Whether something can be put into a calendar: a month, a festival or a rhythm."""
        return bool(self.months or self.festival or self.recurrence)


@dataclass(frozen=True, slots=True)
class TargetExpression:
    """One measurable goal as written (systems.md PL-07).

    ``value`` and ``value_max`` are in ``unit`` exactly as written (8.1 and 万元, never 81000); ``yuan`` is the same
    amount in yuan when the unit is money. ``value`` is None when the text leaves a blank (``masked``). ``strict``
    marks counts and percentages with a value, the ones a measure can be compared with. ``reached`` is what the same
    sentence reports as done already, ``reached_months`` when.
    """

    text: str
    start: int
    end: int
    quantity: str
    quantity_start: int
    quantity_end: int
    metric: str
    unit: str
    comparator: Comparator
    value: float | None
    value_max: float | None = None
    kind: TargetKind = "count"
    approximate: bool = False
    masked: bool = False
    numerator: str = ""
    denominator: str = ""
    grade: str = ""
    yuan: Decimal | None = None
    reached: float | None = None
    reached_months: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def strict(self) -> bool:
        """A count or percentage of two or more with a value: what annotation.md calls the strict set."""
        return self.value is not None and self.kind in ("count", "percent", "grade_count", "money")


@dataclass(frozen=True, slots=True)
class SchemeElement:
    """One element of a named number-scheme, as written."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Scheme:
    """A slogan that is a checklist (systems.md PL-08): its name, the number it promises, the elements that follow.

    ``agrees`` is None when the text names the scheme without listing it.
    """

    name: str
    start: int
    end: int
    count: int
    elements: tuple[SchemeElement, ...] = ()
    agrees: bool | None = None


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """A line of money in a plan (systems.md PL-09). ``amount`` is in yuan, None when none is printed."""

    text: str
    start: int
    end: int
    category: str
    amount: Decimal | None
    source: str | None = None
    masked: bool = False
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class RiskLine:
    """A risk and what is to be done about it (systems.md PL-10); ``measure`` is empty when none is given."""

    description: str
    start: int
    end: int
    measure: str = ""
    measure_start: int | None = None
    measure_end: int | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something a person must look at, with its place (systems.md §24). ``guess`` is never used without asking."""

    code: str
    text: str
    start: int
    end: int
    guess: str = ""


@dataclass(frozen=True, slots=True)
class PossibleName:
    """A word that reads like a person's name, with the reason: title, list or label."""

    text: str
    start: int
    end: int
    reason: Literal["title", "label"]
