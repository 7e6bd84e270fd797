"""Times of day: 7:20—7:50, 每日早7:207:50 (its dash lost) (systems.md PL-06, §24)."""

import re
from typing import Final

from .model import ClockSpan
from .numbers import DASH

_CLOCK: Final = r"(?:[01]?\d|2[0-4])\s?:\s?[0-5]\d"
_SPAN: Final = re.compile(rf"(?P<first>{_CLOCK})(?:\s?{DASH}\s?(?P<second>{_CLOCK}))?")
_LOST: Final = re.compile(r"(?<!\d)(?P<h1>[01]?\d|2[0-4]):(?P<m1>[0-5]\d)(?P<h2>[01]?\d|2[0-4]):(?P<m2>[0-5]\d)(?!\d)")


def find_clocks(plain: str, start: int, end: int) -> tuple[ClockSpan, ...]:
    """Times of day between ``start`` and ``end``; a span whose dash is lost is not guessed (see ``doubts``)."""
    if ":" not in plain[start:end]:
        return ()
    lost = [found.span() for found in _LOST.finditer(plain, start, end)]
    return tuple(
        ClockSpan(_minutes(found["first"]), _minutes(found["second"]) if found["second"] else None)
        for found in _SPAN.finditer(plain, start, end)
        if not any(a < found.end() and found.start() < b for a, b in lost)
    )


def _minutes(written: str) -> int:
    hours, minutes = written.replace(" ", "").split(":")
    return int(hours) * 60 + int(minutes)
