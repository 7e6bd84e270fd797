"""Random but valid specs and periods for property tests."""

from datetime import date, time

from hypothesis import strategies as st

from unionplan.core.calendar import FESTIVALS, DateRange, Form, Freq, Part, Reason, RecurrenceSpec, Relation, WindowSpec

YEARS = st.integers(2020, 2049)
MONTHS = st.integers(1, 12)
SOME_MONTHS = st.lists(MONTHS, min_size=1, max_size=4, unique=True).map(lambda months: tuple(sorted(months)))
KEYS = st.sampled_from(sorted(FESTIVALS))

PERIODS = st.one_of(
    YEARS.map(DateRange.year),
    st.builds(DateRange.half, YEARS, st.integers(1, 2)),
    st.builds(DateRange.quarter, YEARS, st.integers(1, 4)),
    st.builds(DateRange.month, YEARS, MONTHS),
    YEARS.map(lambda year: DateRange(date(year, 9, 1), date(year + 1, 1, 31))),
    YEARS.map(lambda year: DateRange(date(year, 9, 1), date(year + 1, 8, 31))),
    YEARS.map(lambda year: DateRange.years(year, year + 4)),
)

_DETAILS = st.one_of(
    st.fixed_dictionaries({"form": st.just(Form.DAY), "day": st.integers(1, 31)}, optional={"month": MONTHS}),
    st.fixed_dictionaries(
        {
            "form": st.just(Form.DAYS),
            "month": MONTHS,
            "day": st.integers(1, 31),
            "end_month": MONTHS,
            "end_day": st.integers(1, 31),
        }
    ),
    st.fixed_dictionaries({"form": st.just(Form.MONTHS), "months": SOME_MONTHS}),
    st.fixed_dictionaries({"form": st.just(Form.SPAN), "month": MONTHS, "end_month": MONTHS}),
    st.fixed_dictionaries(
        {"form": st.just(Form.MONTH_PART), "part": st.sampled_from(Part)}, optional={"month": MONTHS}
    ),
    st.fixed_dictionaries(
        {"form": st.just(Form.WEEK), "number": st.sampled_from([1, 2, 3, 4, 5, -1])}, optional={"month": MONTHS}
    ),
    st.fixed_dictionaries({"form": st.sampled_from([Form.QUARTER, Form.SEASON]), "number": st.integers(1, 4)}),
    st.fixed_dictionaries({"form": st.sampled_from([Form.HALF_YEAR, Form.VACATION]), "number": st.integers(1, 2)}),
    st.fixed_dictionaries({"form": st.just(Form.TERM), "number": st.sampled_from([None, 1, 2])}),
    st.fixed_dictionaries({"form": st.sampled_from([Form.YEAR, Form.SCHOOL_YEAR])}),
    st.fixed_dictionaries(
        {"form": st.just(Form.YEAR_PART), "part": st.sampled_from([Part.START, Part.MIDDLE, Part.END])}
    ),
    st.fixed_dictionaries({"form": st.just(Form.FESTIVAL), "festival": KEYS}, optional={"end_festival": KEYS}),
    st.fixed_dictionaries({"form": st.just(Form.UNSPECIFIED), "reason": st.sampled_from(Reason)}),
)
_FRAMES = st.fixed_dictionaries(
    {"relation": st.sampled_from(Relation)},
    optional={"days": st.integers(1, 60), "year": YEARS, "year_offset": st.integers(-2, 2)},
)
WINDOWS = st.builds(lambda details, frame: WindowSpec(**details, **frame), _DETAILS, _FRAMES)
TIMED_WINDOWS = WINDOWS.filter(lambda spec: spec.form is not Form.UNSPECIFIED)

_RHYTHMS = st.one_of(
    st.fixed_dictionaries({"freq": st.sampled_from([freq for freq in Freq if freq is not Freq.TERMLY])}),
    st.just({"freq": Freq.TERMLY}),
    st.fixed_dictionaries(
        {
            "freq": st.sampled_from([Freq.MONTHLY, Freq.QUARTERLY, Freq.HALF_YEARLY, Freq.YEARLY]),
            "day": st.sampled_from([*range(1, 32), -1]),
        }
    ),
    st.fixed_dictionaries(
        {
            "freq": st.just(Freq.WEEKLY),
            "weekdays": st.lists(st.integers(1, 7), min_size=1, unique=True).map(lambda days: tuple(sorted(days))),
        },
        optional={"months": SOME_MONTHS},
    ),
    st.fixed_dictionaries(
        {"freq": st.just(Freq.MONTHLY), "day": st.sampled_from([*range(1, 32), -1]), "months": SOME_MONTHS}
    ),
    st.fixed_dictionaries({"freq": st.sampled_from([Freq.DAILY, Freq.WEEKLY, Freq.MONTHLY]), "months": SOME_MONTHS}),
    st.fixed_dictionaries(
        {"freq": st.just(Freq.MONTHLY), "week": st.sampled_from([1, 2, 3, 4, 5, -1])},
        optional={
            "weekdays": st.lists(st.integers(1, 7), min_size=1, max_size=3, unique=True).map(tuple),
            "months": SOME_MONTHS,
        },
    ),
    st.fixed_dictionaries(
        {"freq": st.just(Freq.YEARLY), "months": SOME_MONTHS}, optional={"day": st.sampled_from([*range(1, 32), -1])}
    ),
    st.fixed_dictionaries({"freq": st.just(Freq.YEARLY), "window": TIMED_WINDOWS}),
)
_INTERVALS = st.fixed_dictionaries(
    {},
    optional={
        "interval": st.integers(1, 5),
        "anchor": st.dates(date(2019, 1, 1), date(2030, 12, 31)),
        "workday_earlier": st.booleans(),
        "times_min": st.integers(1, 3),
        "starts_at": st.just(time(7, 20)),
        "ends_at": st.just(time(7, 50)),
    },
)


def _recurrence(rhythm: dict[str, object], more: dict[str, object]) -> RecurrenceSpec:
    if rhythm["freq"] is Freq.TERMLY:
        more = {name: value for name, value in more.items() if name != "interval"}
    return RecurrenceSpec(**rhythm, **more)  # type: ignore[arg-type]


RECURRENCES = st.builds(_recurrence, _RHYTHMS, _INTERVALS)
