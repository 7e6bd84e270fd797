"""From a spec and a plan's period to dates: the one resolver (product.md Time, systems.md PL-06).

Nothing is guessed silently: what cannot be known stays without dates, and what rests on a convention or lies outside
the plan says so in ``warnings``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from unionplan.core.calendar.lunar import FIRST_YEAR, LAST_YEAR
from unionplan.core.calendar.placing import DAYS_AFTER, Spot, offset, place, term
from unionplan.core.calendar.ranges import DateRange, joined
from unionplan.core.calendar.specs import Form, Part, Reason, Relation, WindowSpec

_ONE_DAY = timedelta(days=1)


class Precision(StrEnum):
    """How exactly a time is known."""

    DAY = "day"
    DAYS = "days"
    WEEK = "week"
    MONTH_PART = "month_part"
    MONTH = "month"
    MONTHS = "months"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    SEASON = "season"
    TERM = "term"
    YEAR = "year"
    YEARS = "years"
    FESTIVAL = "festival"
    UNSPECIFIED = "unspecified"


class Doubt(StrEnum):
    """What a person should look at before a window is trusted."""

    BLANK = "blank"
    VAGUE = "vague"
    NOT_GIVEN = "not_given"
    YEAR_UNKNOWN = "year_unknown"  # neither the text nor the plan names a year
    YEAR_AMBIGUOUS = "year_ambiguous"  # the plan runs over several years
    YEAR_OUT_OF_RANGE = "year_out_of_range"
    MONTH_UNKNOWN = "month_unknown"  # “第二周” in a plan of several months
    TERM_UNKNOWN = "term_unknown"  # “本学期” in a plan that is not for one term
    IMPOSSIBLE_DATE = "impossible_date"  # 30 February
    OUTSIDE_PERIOD = "outside_period"
    DEFAULT_DATES = "default_dates"  # school dates by convention; to be confirmed
    HOLIDAYS_NOT_ANNOUNCED = "holidays_not_announced"


# doubts that leave the dates usable without asking anybody
_MILD = frozenset({Doubt.HOLIDAYS_NOT_ANNOUNCED})


@dataclass(frozen=True, slots=True)
class Window:
    """A time as dates. ``start`` and ``end`` are inclusive; both are ``None`` when the time is unknown.

    ``known`` is false when somebody has to supply or confirm the dates. ``parts`` lists the runs of a window with gaps
    (March and May), empty otherwise. ``deadline`` marks 月底前: only the end was said, the start is the plan's.
    """

    start: date | None
    end: date | None
    precision: Precision
    known: bool
    warnings: tuple[Doubt, ...] = ()
    parts: tuple[DateRange, ...] = ()
    deadline: bool = False

    @property
    def span(self) -> DateRange | None:
        """Start and end together, or ``None``."""
        return DateRange(self.start, self.end) if self.start and self.end else None

    @property
    def ranges(self) -> tuple[DateRange, ...]:
        """Every unbroken run of days; empty when the time is unknown."""
        return self.parts or ((self.span,) if self.span else ())

    @property
    def is_dated(self) -> bool:
        """Whether reminders count days before it (a day, some days, a festival) rather than its month."""
        return self.precision in (Precision.DAY, Precision.DAYS, Precision.FESTIVAL)


def resolve(spec: WindowSpec, *, period: DateRange | None) -> Window:
    """The dates a spec means within a plan.

    ``period`` is the plan's own span, ``None`` when its year is unknown. A time lies in the year in which it begins
    inside the period, else in the one that reaches into it; failing both, a festival is the next one after the period
    begins and any other time is that of the period's first year, with ``Doubt.OUTSIDE_PERIOD``. A written year or 明年
    wins over all of this. Never raises for a valid spec.
    """
    if spec.form is Form.UNSPECIFIED:
        return _unknown(Doubt(spec.reason or Reason.NOT_GIVEN))
    doubt = _year_doubt(spec, period)
    if doubt:
        return _unknown(doubt)
    if spec.form is Form.MONTHS and len(spec.months) > 1:
        return _several_months(spec, period)
    if period and _is_period_itself(spec, period):
        return _window(spec, period, period, [])
    return _resolve_one(spec, period)


def _resolve_one(spec: WindowSpec, period: DateRange | None) -> Window:
    if spec.form in (Form.DAY, Form.MONTH_PART, Form.WEEK) and spec.month is None:
        if period is None or not _within_month(period):
            return _unknown(Doubt.MONTH_UNKNOWN)
        spec = replace(spec, month=period.start.month)
    if spec.form is Form.TERM and spec.number is None:
        number = _term_of(period)
        if number is None:
            return _unknown(Doubt.TERM_UNKNOWN)
        spec = replace(spec, number=number)
    spots = _candidates(spec, period)
    if not spots:
        return _unknown(Doubt.IMPOSSIBLE_DATE)
    return _choose(spec, period, spots)


def _year_doubt(spec: WindowSpec, period: DateRange | None) -> Doubt | None:
    """Why no year can be told, if so."""
    if period is None and spec.year is None:
        return Doubt.YEAR_UNKNOWN
    years = [year for year in (spec.year, spec.end_year) if year is not None]
    if period is not None:
        years += [period.start.year + spec.year_offset, period.end.year + spec.year_offset]
    # one year of room at either end, for festivals and terms that begin in a neighbouring year
    return None if all(FIRST_YEAR < year < LAST_YEAR - 1 for year in years) else Doubt.YEAR_OUT_OF_RANGE


def _within_month(period: DateRange) -> bool:
    return (period.start.year, period.start.month) == (period.end.year, period.end.month)


def _is_period_itself(spec: WindowSpec, period: DateRange) -> bool:
    """全年 in a plan of a year or less is that plan's period, and so is 本学期 in a plan for about half a year."""
    if spec.year is not None or spec.year_offset:
        return False
    if spec.form is Form.YEAR:
        return period.length <= 366
    return spec.form is Form.TERM and spec.number is None and 100 <= period.length <= 220


def _term_of(period: DateRange | None) -> int | None:
    """The one term (1 autumn, 2 spring) a short period lies in: a month plan of March is in spring."""
    if period is None or period.length > 100:
        return None
    years = range(period.start.year - 1, period.end.year + 1)
    hits = [number for year in years for number in (1, 2) if term(year, number).meet(period) == period]
    return hits[0] if len(hits) == 1 else None


def _candidates(spec: WindowSpec, period: DateRange | None) -> list[Spot]:
    """The spec in every year that could be meant."""
    if spec.year is not None:
        years = [spec.year]
    elif period is None:
        years = []
    elif spec.year_offset:
        years = [period.start.year + spec.year_offset]
    else:
        years = list(range(period.start.year - 1, period.end.year + 2))
    return [spot for year in years if (spot := place(spec, year))]


def _choose(spec: WindowSpec, period: DateRange | None, spots: list[Spot]) -> Window:
    """The one meant, by the rule in ``resolve``."""
    if period is None or spec.year is not None or spec.year_offset:
        return _chosen(spec, spots[0], period)
    beginning = [spot for spot in spots if spot.span.start in period]
    if len(beginning) > 1 and period.length > 366:
        return _unknown(Doubt.YEAR_AMBIGUOUS)
    reaching = beginning or [spot for spot in spots if spot.span.meet(period)]
    if reaching:
        return _chosen(spec, reaching[0], period)
    if spec.form is Form.FESTIVAL:
        return _chosen(spec, next(spot for spot in spots if spot.span.start > period.start), period)
    same_year = place(spec, period.start.year)
    return _chosen(spec, same_year, period) if same_year else _unknown(Doubt.IMPOSSIBLE_DATE)


def _chosen(spec: WindowSpec, spot: Spot, period: DateRange | None) -> Window:
    doubts = []
    if spec.form in (Form.TERM, Form.SCHOOL_YEAR, Form.VACATION):
        doubts.append(Doubt.DEFAULT_DATES)
    if not spot.holidays_known:
        doubts.append(Doubt.HOLIDAYS_NOT_ANNOUNCED)
    return _window(spec, spot.span, period, doubts)


def _several_months(spec: WindowSpec, period: DateRange | None) -> Window:
    """Months one by one, so that 11月、1月 of a school term lie in two years."""
    found = [
        _resolve_one(replace(spec, months=(month,), relation=Relation.ON, days=None), period) for month in spec.months
    ]
    for window in found:
        if window.span is None:
            return window
    runs = joined(window.span for window in found if window.span)
    whole = offset(DateRange(runs[0].start, runs[-1].end), spec.relation, spec.days)
    gaps = len(runs) > 1 and spec.relation in (Relation.ON, Relation.DURING)
    return _window(spec, whole, period, [], parts=tuple(runs) if gaps else ())


def _window(
    spec: WindowSpec, span: DateRange, period: DateRange | None, doubts: list[Doubt], parts: tuple[DateRange, ...] = ()
) -> Window:
    span = _stretch(spec, span, period)
    if period and not spec.year_offset and not any(part.meet(period) for part in parts or (span,)):
        doubts = [*doubts, Doubt.OUTSIDE_PERIOD]
    return Window(
        start=span.start,
        end=span.end,
        precision=_precision(spec),
        known=_MILD.issuperset(doubts),
        warnings=tuple(doubts),
        parts=parts,
        deadline=_is_deadline(spec),
    )


def _is_deadline(spec: WindowSpec) -> bool:
    """Whether only an end was said: 6月底前, 10月前; 春节前 is counted in days instead."""
    if spec.relation is Relation.BEFORE:
        return spec.form is not Form.FESTIVAL and spec.days is None
    return spec.relation is Relation.BY


def _is_open(spec: WindowSpec) -> bool:
    """Whether only a beginning was said: 9月起, 5月以后."""
    if spec.relation is Relation.AFTER:
        return spec.form is not Form.FESTIVAL and spec.days is None
    return spec.relation is Relation.FROM


def _stretch(spec: WindowSpec, span: DateRange, period: DateRange | None) -> DateRange:
    """A deadline begins with the plan, an open time ends with it."""
    if _is_deadline(spec):
        end = span.end if spec.relation is Relation.BY else span.start - _ONE_DAY
        start = period.start if period else span.start
        return DateRange(min(start, end), end)
    if _is_open(spec):
        start = span.start if spec.relation is Relation.FROM else span.end + _ONE_DAY
        end = period.end if period else span.end
        return DateRange(start, end if end >= start else start + timedelta(days=DAYS_AFTER - 1))
    return span


def _precision(spec: WindowSpec) -> Precision:
    if spec.form is Form.DAY and spec.days:
        return Precision.DAYS
    if spec.form is Form.MONTHS:
        return Precision.MONTH if len(spec.months) == 1 else Precision.MONTHS
    if spec.form is Form.YEAR_PART:
        return Precision.MONTHS if spec.part is Part.MIDDLE else Precision.MONTH
    if spec.form is Form.YEAR and spec.end_year not in (None, spec.year):
        return Precision.YEARS
    return _PRECISIONS[spec.form]


def _unknown(doubt: Doubt) -> Window:
    return Window(start=None, end=None, precision=Precision.UNSPECIFIED, known=False, warnings=(doubt,))


_PRECISIONS = {
    Form.DAY: Precision.DAY,
    Form.DAYS: Precision.DAYS,
    Form.SPAN: Precision.MONTHS,
    Form.MONTH_PART: Precision.MONTH_PART,
    Form.WEEK: Precision.WEEK,
    Form.QUARTER: Precision.QUARTER,
    Form.HALF_YEAR: Precision.HALF_YEAR,
    Form.YEAR: Precision.YEAR,
    Form.FESTIVAL: Precision.FESTIVAL,
    Form.SEASON: Precision.SEASON,
    Form.VACATION: Precision.TERM,
    Form.TERM: Precision.TERM,
    Form.SCHOOL_YEAR: Precision.TERM,
}
