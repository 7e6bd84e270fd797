"""Times inside an item's text (systems.md PL-06; annotation.md, Schedule)."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from .clauses import Passage, read_passage
from .clocks import find_clocks
from .dates import DateWord, relation_after
from .festivals import FestivalWord
from .headings import read_time_heading, times_under_heading
from .model import Tense, TimeExpression, TimeHeading
from .recurrences import Rhythm
from .tense import clause_tenses
from .words import (
    MIN_REST,
    UNDEFINED_SETS,
    Word,
    find_words,
    neighbours,
    shared_relation,
    speaks_for_itself,
    yearly_word,
)

_UNTIL: Final = re.compile(r"(?<![做达得感看办受遇直])(?:到|截至|截止到?|赶在)$")


def find_times(
    text: str,
    *,
    start: int = 0,
    heading_months: tuple[int, ...] = (),
    heading_label: str = "",
    tense: Tense = "plan",
    reports: bool = True,
) -> list[TimeExpression]:
    """Every time in ``text``, one entry per time expression and festival.

    ``text`` is the full text of one item; ``start`` is added to all offsets. Under a time heading
    (``heading_months``/``heading_label``) the whole item is one entry in those months, or one per festival it names.
    ``tense`` is the tense of the section; ``reports`` says whether the document may tell of work done. Never raises.
    """
    passage = read_passage(text)
    heading = _heading(heading_months, heading_label)
    words = find_words(passage.plain)
    tenses = clause_tenses(passage, tense, reports=reports)
    if heading:
        found = times_under_heading(passage, words, heading, tenses)
    else:
        own = [index for index in range(len(words)) if speaks_for_itself(passage, words, index)]
        found = [_entry(passage, words, index, tenses) for index in own]
    return [_moved(entry, start) for entry in found] if start else found


def _heading(months: tuple[int, ...], label: str) -> TimeHeading | None:
    read = read_time_heading(label) if label else None
    if read and not (months and read.months != months):
        return read
    return TimeHeading(label, months, "month", None, None) if months else None


def _entry(passage: Passage, words: Sequence[Word], index: int, tenses: list[Tense]) -> TimeExpression:
    word = words[index]
    place = passage.index_at(word.start)
    relation, end = relation_after(passage.plain, word.end)
    if isinstance(word, DateWord) and _UNTIL.search(passage.plain[max(0, word.start - 3) : word.start]):
        relation = "before"
    end = max(word.end, min(end, passage.clauses[place].end))
    first, last = _stretch(passage, word, end)
    if relation is None and isinstance(word, FestivalWord):
        relation = shared_relation(passage, words, index)
    base = TimeExpression(
        text=passage.raw[word.start : end], start=word.start, end=end,
        clause=passage.raw[first:last], clause_start=first, clause_end=last, relation=relation,
        tense=tenses[max(place, passage.index_at(last - 1))], clock=find_clocks(passage.plain, first, last),
    )  # fmt: skip
    if isinstance(word, Rhythm):
        return _as_rhythm(base, word)
    yearly = yearly_word(words, index)
    if yearly:
        base = _as_rhythm(base, yearly)
    if isinstance(word, FestivalWord):
        return _as_festival(base, word, neighbours(passage, words, index))
    return _as_date(base, word)


def _stretch(passage: Passage, word: Word, end: int) -> tuple[int, int]:
    """The clause of a time; a clause that is little more than the time takes in the one it belongs to.

    「8月,组织座谈」 introduces what follows, 「检查食堂,每月一次」 closes what stands before.
    """
    first = passage.index_at(word.start)
    last = max(first, passage.index_at(max(word.start, end - 1)))
    rest = (passage.clauses[last].end - passage.clauses[first].start) - (end - word.start)
    if rest < MIN_REST:
        behind = _joined(passage, last, last + 1)
        ahead = _joined(passage, first, first - 1)
        if ahead and (isinstance(word, Rhythm) or not behind):
            first -= 1
        elif behind:
            last += 1
    return passage.trimmed(passage.clauses[first].start, passage.clauses[last].end)


def _joined(passage: Passage, place: int, other: int) -> bool:
    """Whether two clauses stand in one sentence."""
    if not 0 <= other < len(passage.clauses):
        return False
    return passage.clauses[place].sentence == passage.clauses[other].sentence


def _as_festival(base: TimeExpression, word: FestivalWord, near: list[Word]) -> TimeExpression:
    months = word.months
    for other in near:
        if isinstance(other, DateWord) and other.precision == "month" and set(other.months) & set(word.months):
            months = other.months
    unknown = word.key in UNDEFINED_SETS
    return replace(
        base, months=months, festival=None if unknown else word.key, precision="festival", core=True,
        day_start=word.day, known=bool(months), warnings=("undefined_festivals",) if unknown else (),
    )  # fmt: skip


def _as_rhythm(base: TimeExpression, word: Rhythm) -> TimeExpression:
    low, high = word.per_year
    return replace(
        base, recurrence=word.name, interval=word.interval, interval_unit=word.unit, per_year_min=low,
        per_year_max=high, weekdays=word.weekdays, day_start=word.day, week_of_month=word.week,
        precision="term" if word.unit == "term" else "unspecified", core=word.unit in ("month", "year"),
    )  # fmt: skip


def _as_date(base: TimeExpression, word: DateWord) -> TimeExpression:
    return replace(
        base, months=word.months, day_start=word.day_start, day_end=word.day_end, precision=word.precision,
        part=word.part, week_of_month=word.week, year=word.year, year_shift=word.year_shift, core=word.core,
        known=bool(word.months), warnings=word.warnings,
    )  # fmt: skip


def _moved(entry: TimeExpression, by: int) -> TimeExpression:
    return replace(
        entry, start=entry.start + by, end=entry.end + by, clause_start=entry.clause_start + by,
        clause_end=entry.clause_end + by,
    )  # fmt: skip
