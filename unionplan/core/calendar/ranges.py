"""Spans of whole days: the one shape in which every part of the time engine speaks of time."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True, order=True)
class DateRange:
    """Whole days from ``start`` to ``end``, both included; never empty.

    Raises ``ValueError`` when ``end`` lies before ``start``.
    """

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"a range cannot end ({self.end}) before it starts ({self.start})")

    @classmethod
    def day(cls, day: date) -> DateRange:
        """One single day."""
        return cls(day, day)

    @classmethod
    def months(cls, year: int, first: int, last: int) -> DateRange:
        """Whole months of one year, ``first`` to ``last`` (1–12), both included."""
        return cls(date(year, first, 1), month_end(year, last))

    @classmethod
    def month(cls, year: int, month: int) -> DateRange:
        """One whole month (1–12)."""
        return cls.months(year, month, month)

    @classmethod
    def quarter(cls, year: int, number: int) -> DateRange:
        """One calendar quarter, ``number`` 1–4."""
        return cls.months(year, 3 * number - 2, 3 * number)

    @classmethod
    def half(cls, year: int, number: int) -> DateRange:
        """First (1) or second (2) half of a year."""
        return cls.months(year, 6 * number - 5, 6 * number)

    @classmethod
    def year(cls, year: int) -> DateRange:
        """One calendar year."""
        return cls.years(year, year)

    @classmethod
    def years(cls, first: int, last: int) -> DateRange:
        """Whole calendar years, both included."""
        return cls(date(first, 1, 1), date(last, 12, 31))

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> DateRange:
        """Read ``{"start": "2026-03-01", "end": "2026-03-31"}``; ``ValueError`` when it is anything else."""
        start, end = data.get("start"), data.get("end")
        if not isinstance(start, str) or not isinstance(end, str):
            raise ValueError("a date range needs start and end as ISO dates")
        return cls(date.fromisoformat(start), date.fromisoformat(end))

    def to_dict(self) -> dict[str, str]:
        """The JSON form that ``from_dict`` reads."""
        return {"start": self.start.isoformat(), "end": self.end.isoformat()}

    @property
    def length(self) -> int:
        """Number of days, at least 1."""
        return (self.end - self.start).days + 1

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def days(self) -> Iterator[date]:
        """Every day in order."""
        return (self.start + timedelta(days=n) for n in range(self.length))

    def meet(self, other: DateRange) -> DateRange | None:
        """The days both share, or ``None``."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return DateRange(start, end) if start <= end else None

    def widen(self, before: int, after: int) -> DateRange:
        """The same span with days added at either side."""
        return DateRange(self.start - timedelta(days=before), self.end + timedelta(days=after))


def month_end(year: int, month: int) -> date:
    """The last day of a month (1–12)."""
    return date(year, month, calendar.monthrange(year, month)[1])


def joined(ranges: Iterable[DateRange]) -> list[DateRange]:
    """Sorted ranges, those that touch or overlap run together: July and August become one, March and May stay two."""
    runs: list[DateRange] = []
    for item in sorted(ranges):
        if runs and item.start <= runs[-1].end + timedelta(days=1):
            runs[-1] = DateRange(runs[-1].start, max(runs[-1].end, item.end))
        else:
            runs.append(item)
    return runs
