"""What a plan says about time, before anybody asks which dates that is (systems.md PL-06).

A spec keeps the meaning (“the third week of March”, “before 春节”), so the same spec gives the dates of any year. It is
stored as JSON through ``to_dict`` and ``from_dict``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from unionplan.core.calendar import plain
from unionplan.core.calendar.festivals import festival


class Form(StrEnum):
    """Every written form of time; the comment names the fields it reads."""

    DAY = "day"  # month, day (no month: the one month of the plan's period)
    DAYS = "days"  # month, day, end_month, end_day
    MONTHS = "months"  # months, one or several, neighbours or not
    SPAN = "span"  # month, end_month (an earlier end lies in the next year; end_year says so outright)
    MONTH_PART = "month_part"  # month, part
    WEEK = "week"  # month, number 1–5 or -1 for the last
    QUARTER = "quarter"  # number 1–4
    HALF_YEAR = "half_year"  # number 1–2
    YEAR = "year"  # year, end_year for several
    YEAR_PART = "year_part"  # part: 年初, 年中, 年底
    FESTIVAL = "festival"  # festival, end_festival
    SEASON = "season"  # number 1 spring – 4 winter
    VACATION = "vacation"  # number 1 summer, 2 winter
    TERM = "term"  # number 1 autumn, 2 spring, none: the term the plan is for
    SCHOOL_YEAR = "school_year"
    UNSPECIFIED = "unspecified"  # reason


class Relation(StrEnum):
    """How the work lies to the time named."""

    ON = "on"  # in it
    BY = "by"  # at the latest when it ends: 6月底前
    BEFORE = "before"  # before it begins: 春节前
    AROUND = "around"  # 前后
    DURING = "during"  # 期间
    AFTER = "after"  # 节后
    FROM = "from"  # 起: open to the end of the plan's period


class Part(StrEnum):
    """Part of a month (and of a year: start, middle, end)."""

    START = "start"  # 月初, 年初
    MIDDLE = "middle"  # 月中, 年中
    END = "end"  # 月底, 年底, 年终
    FIRST_TEN = "first_ten"  # 上旬
    SECOND_TEN = "second_ten"  # 中旬
    LAST_TEN = "last_ten"  # 下旬


class Reason(StrEnum):
    """Why a time is unknown."""

    BLANK = "blank"  # ____月, 20XX年X月
    VAGUE = "vague"  # 适时, 定期
    NOT_GIVEN = "not_given"  # nothing was said


WHOLE_YEAR_PARTS = (Part.START, Part.MIDDLE, Part.END)

# form → (fields it must have, fields it may have)
_FIELDS: dict[Form, tuple[frozenset[str], frozenset[str]]] = {
    form: (frozenset(must.split()), frozenset(may.split()))
    for form, must, may in (
        (Form.DAY, "day", "month"),
        (Form.DAYS, "month day end_month end_day", ""),
        (Form.MONTHS, "months", ""),
        (Form.SPAN, "month end_month", "end_year"),
        (Form.MONTH_PART, "part", "month"),
        (Form.WEEK, "number", "month"),
        (Form.QUARTER, "number", ""),
        (Form.HALF_YEAR, "number", ""),
        (Form.YEAR, "", "end_year"),
        (Form.YEAR_PART, "part", ""),
        (Form.FESTIVAL, "festival", "end_festival"),
        (Form.SEASON, "number", ""),
        (Form.VACATION, "number", ""),
        (Form.TERM, "", "number"),
        (Form.SCHOOL_YEAR, "", ""),
        (Form.UNSPECIFIED, "reason", ""),
    )
}
_DETAILS = frozenset(
    "month day end_month end_day months end_year part number festival end_festival reason".split()  # noqa: SIM905
)
_NUMBERS = {
    Form.WEEK: (-1, 1, 2, 3, 4, 5),
    Form.QUARTER: (1, 2, 3, 4),
    Form.HALF_YEAR: (1, 2),
    Form.SEASON: (1, 2, 3, 4),
    Form.VACATION: (1, 2),
    Form.TERM: (None, 1, 2),
}
_LIMITS = {"month": 12, "end_month": 12, "day": 31, "end_day": 31, "days": 366, "year": 9999, "end_year": 9999}


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowSpec:
    """One time as a plan means it. Make it with keywords: ``WindowSpec(form=Form.MONTHS, months=(7, 8))``.

    ``year`` is set only where the text writes a year; otherwise the plan's period decides. ``year_offset`` is 1 for
    明年, -1 for 去年, at most 2 either way. ``days`` overrides how far before, around or after reaches. ``Form`` says
    which other fields a form reads; a missing field, a field of another form or a value out of range raises
    ``ValueError``.
    """

    form: Form
    relation: Relation = Relation.ON
    days: int | None = None
    year: int | None = None
    year_offset: int = 0
    month: int | None = None
    day: int | None = None
    end_month: int | None = None
    end_day: int | None = None
    months: tuple[int, ...] = ()
    end_year: int | None = None
    part: Part | None = None
    number: int | None = None
    festival: str = ""
    end_festival: str = ""
    reason: Reason | None = None

    def __post_init__(self) -> None:
        self._check_fields()
        self._check_numbers()
        for key in filter(None, (self.festival, self.end_festival)):
            festival(key)

    def _check_fields(self) -> None:
        must, may = _FIELDS[self.form]
        given = {name for name in _DETAILS if getattr(self, name) not in (None, "", ())}
        if not must <= given <= must | may:
            odd = sorted((must - given) | (given - must - may))
            raise ValueError(f"form {self.form} does not go with what is said about {', '.join(odd)}")
        if self.form is Form.YEAR_PART and self.part not in WHOLE_YEAR_PARTS:
            raise ValueError(f"a year has no part {self.part}")
        if self.end_year is not None and (self.year is None or self.end_year < self.year):
            raise ValueError("end_year needs a year that does not lie after it")

    def _check_numbers(self) -> None:
        for name, limit in _LIMITS.items():
            value = getattr(self, name)
            if value is not None and not 1 <= value <= limit:
                raise ValueError(f"{name} {value} is not within 1–{limit}")
        if not all(1 <= month <= 12 for month in self.months):
            raise ValueError(f"months {self.months} are not within 1–12")
        if self.form in _NUMBERS and self.number not in _NUMBERS[self.form]:
            raise ValueError(f"form {self.form} has no number {self.number}")
        if not -2 <= self.year_offset <= 2:
            raise ValueError(f"year_offset {self.year_offset} is not within ±2")

    @classmethod
    def unknown(cls, reason: Reason) -> WindowSpec:
        """A time that has to be asked for."""
        return cls(form=Form.UNSPECIFIED, reason=reason)

    @classmethod
    def in_months(cls, *months: int, year: int | None = None) -> WindowSpec:
        """One or several whole months (1–12)."""
        return cls(form=Form.MONTHS, months=tuple(sorted(set(months))), year=year)

    @classmethod
    def at_festival(cls, key: str, relation: Relation = Relation.ON, days: int | None = None) -> WindowSpec:
        """A festival, or days before, around, during or after it."""
        return cls(form=Form.FESTIVAL, festival=key, relation=relation, days=days)

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> WindowSpec:
        """Read what ``to_dict`` wrote; ``ValueError`` for anything else."""
        return cls(**plain.read_fields(cls, _READERS, data))

    def to_dict(self) -> dict[str, object]:
        """Plain values for a JSON field; fields at their default are left out."""
        return plain.write_fields(self)


_READERS: dict[str, plain.Reader] = {
    "form": lambda value: Form(plain.text(value)),
    "relation": lambda value: Relation(plain.text(value)),
    "part": plain.maybe(lambda value: Part(plain.text(value))),
    "reason": plain.maybe(lambda value: Reason(plain.text(value))),
    "months": plain.wholes,
    "festival": plain.text,
    "end_festival": plain.text,
    "year_offset": plain.whole,
    **{name: plain.maybe(plain.whole) for name in ("number", *_LIMITS)},
}
