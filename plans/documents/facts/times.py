"""Times inside an item's text (systems.md PL-06; annotation.md, Schedule)."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from .clauses import Passage, read_passage
from .clocks import find_clocks
from .dates import DateWord, find_dates, relation_after
from .festivals import FestivalWord, find_festivals
from .model import Relation, Tense, TimeExpression, TimeHeading
from .recurrences import Rhythm, find_rhythms
from .tense import clause_tenses

Word = Rhythm | DateWord | FestivalWord

_FILLER: Final = re.compile(
    r"[\s\d、,.:;。()〔〕\[\]【】\-—–]|工作|活动|安排|计划|重点|主要|任务|内容|具体|份|月度|季度|全部|事项|一览表|表|的|部分"
)
_ARABIC_MARKER: Final = re.compile(r"^\s*(?:[(（]?\d{1,2}[)）.、])\s*")
_WEEK: Final = re.compile(r"第(?P<week>[一二三四五1-5])(?:个)?(?:周|星期)")
_UNTIL: Final = re.compile(r"(?<![做达得感看办受遇直])(?:到|截至|截止到?|赶在)$")
_DOCUMENT_DATE: Final = re.compile(r"\s*(?:19|20)\d\d年\d{1,2}月(?:\d{1,2}日)?\s*")
_HEADING_MARKER: Final = re.compile(r"\s*(?:[(〔]?[一二三四五六七八九十]{1,3}[)〕、]|[(〔]?\d{1,2}[)〕])\s*")
_HEADING_LENGTH: Final = 40
_MIN_REST: Final = 3
_SETS: Final = frozenset({"year_end_pair", "autumn_pair", "undefined_set"})


def read_time_heading(title: str) -> TimeHeading | None:
    """The time a heading names when it names nothing else, else None.

    ``title`` is the heading's text with or without its number. 「7月8月份:」 gives months (7, 8), 「第一周」 gives
    week 1 of every month.
    """
    plain = read_passage(title).plain
    week = _WEEK.fullmatch(plain.strip(" :、,.。"))
    if week:
        number = "一二三四五".find(week["week"]) + 1 or int(week["week"])
        return TimeHeading(title.strip(" :：、，,.。"), (), "week", "monthly", number)
    if len(plain) > _HEADING_LENGTH:
        return None
    marker = _HEADING_MARKER.match(plain)
    words = [w for w in _settle(find_dates(plain), find_rhythms(plain), []) if not marker or w.start >= marker.end()]
    if not words or _FILLER.sub("", _without(plain, words, marker.end() if marker else 0)):
        return None
    word = words[0]
    label = title[word.start : word.end]
    if isinstance(word, Rhythm):
        return TimeHeading(label, (), "unspecified", word.name, None) if word.name else None
    if isinstance(word, DateWord) and word.core and word.months:
        return TimeHeading(label, word.months, word.precision, None, word.week)
    return None


def _without(plain: str, words: list[Word], start: int) -> str:
    kept = []
    for word in words:
        kept.append(plain[start : word.start])
        start = word.end
    return "".join([*kept, plain[start:]])


def find_times(
    text: str,
    *,
    start: int = 0,
    heading_months: tuple[int, ...] = (),
    heading_label: str = "",
    tense: Tense = "plan",
) -> list[TimeExpression]:
    """Every time in ``text``, one entry per time expression and festival.

    ``text`` is the full text of one item; ``start`` is added to all offsets. Under a time heading
    (``heading_months``/``heading_label``) the whole item is one entry in those months, or one per festival it names.
    ``tense`` is the tense of the section. Never raises.
    """
    passage = read_passage(text)
    heading = _heading(heading_months, heading_label)
    words = _settle(find_dates(passage.plain), find_rhythms(passage.plain), find_festivals(passage.plain))
    tenses = clause_tenses(passage, tense)
    if heading:
        found = _under_heading(passage, words, heading, tenses)
    else:
        found = [_entry(passage, word, words, tenses) for word in _in_running_text(passage, words)]
    return [_moved(entry, start) for entry in found] if start else found


def _heading(months: tuple[int, ...], label: str) -> TimeHeading | None:
    read = read_time_heading(label) if label else None
    if read and not (months and read.months != months):
        return read
    return TimeHeading(label, months, "month", None, None) if months else None


def _settle(dates: Iterable[DateWord], rhythms: Iterable[Rhythm], festivals: Iterable[FestivalWord]) -> list[Word]:
    """All words in reading order; where two overlap the festival, then the rhythm, then the longer date stays."""
    groups: tuple[Iterable[Word], ...] = (festivals, rhythms, dates)
    ranked = [(rank, word) for rank, group in enumerate(groups) for word in group]
    ranked.sort(key=lambda row: (row[1].start, row[0], -row[1].end))
    kept: list[tuple[int, Word]] = []
    for rank, word in ranked:
        while kept and kept[-1][1].end > word.start and kept[-1][0] > rank:
            kept.pop()
        if not kept or kept[-1][1].end <= word.start:
            kept.append((rank, word))
    return [word for _, word in kept]


def _in_running_text(passage: Passage, words: list[Word]) -> list[Word]:
    kept: list[Word] = []
    for index, word in enumerate(words):
        if _is_swallowed(passage, words, index):
            continue
        clause = passage.clauses[passage.index_at(word.start)]
        if isinstance(word, DateWord) and _is_document_date(passage, clause.start, clause.end):
            continue
        kept.append(word)
    return kept


def _is_document_date(passage: Passage, start: int, end: int) -> bool:
    return bool(_DOCUMENT_DATE.fullmatch(passage.plain, start, end)) and not passage.plain.startswith(",", end)


def _is_swallowed(passage: Passage, words: list[Word], index: int) -> bool:
    """Whether a neighbour says the same time more exactly: 3月…三八节, 中秋国庆“双节”, a year's end inside 12月."""
    word = words[index]
    place = passage.index_at(word.start)
    near = [other for other in words if other is not word and passage.index_at(other.start) == place]
    if isinstance(word, FestivalWord):
        named = [other for other in near if isinstance(other, FestivalWord) and other.key not in _SETS]
        return (word.key in _SETS and bool(named)) or any(
            other.key == word.key and other.start < word.start and other.end + 6 >= word.start for other in named
        )
    if isinstance(word, Rhythm) and word.name == "yearly":
        return any(isinstance(other, DateWord) and other.core and other.start == word.end for other in near)
    if isinstance(word, DateWord) and word.months and not word.day_end:
        return any(
            isinstance(other, FestivalWord) and set(other.months) & set(word.months) and len(word.months) <= 2
            for other in near
        )
    return False


def _entry(passage: Passage, word: Word, words: list[Word], tenses: list[Tense]) -> TimeExpression:
    place = passage.index_at(word.start)
    relation, end = relation_after(passage.plain, word.end)
    if isinstance(word, DateWord) and _UNTIL.search(passage.plain[max(0, word.start - 3) : word.start]):
        relation = "before"
    end = min(end, passage.clauses[place].end) if end > word.end else word.end
    first, last = _stretch(passage, place, word.start, end)
    if relation is None and isinstance(word, FestivalWord):
        relation = _shared_relation(passage, words, word)
    base = TimeExpression(
        text=passage.raw[word.start : end], start=word.start, end=end,
        clause=passage.raw[first:last], clause_start=first, clause_end=last,
        relation=relation, tense=tenses[_tense_place(passage, place, last)],
    )  # fmt: skip
    base = replace(base, clock=find_clocks(passage.plain, first, last))
    if isinstance(word, FestivalWord):
        return _as_festival(base, word, words, passage)
    if isinstance(word, Rhythm):
        return _as_rhythm(base, word)
    yearly = next((w for w in words if isinstance(w, Rhythm) and w.end == word.start and w.name == "yearly"), None)
    return _as_date(_as_rhythm(base, yearly) if yearly else base, word)


def _shared_relation(passage: Passage, words: list[Word], word: FestivalWord) -> Relation | None:
    """In 三八、五一期间 the last festival's relation holds for those listed before it."""
    end = word.end
    for other in words:
        if isinstance(other, FestivalWord) and other.start >= end:
            if passage.plain[end : other.start].strip("”\"'’」“‘「、和与及或 "):
                return None
            end = other.end
            relation, _ = relation_after(passage.plain, end)
            if relation:
                return relation
    return None


def _tense_place(passage: Passage, place: int, last: int) -> int:
    return max(place, passage.index_at(last - 1))


def _stretch(passage: Passage, place: int, start: int, end: int) -> tuple[int, int]:
    """The clause of a time; when the clause is little more than the time, the one it introduces belongs to it."""
    clause = passage.clauses[place]
    last = passage.index_at(max(start, end - 1))
    rest = (passage.clauses[last].end - clause.start) - (end - start)
    if rest < _MIN_REST and last + 1 < len(passage.clauses):
        following = passage.clauses[last + 1]
        if following.sentence == clause.sentence:
            last += 1
    return passage.trimmed(clause.start, passage.clauses[last].end)


def _as_festival(base: TimeExpression, word: FestivalWord, words: list[Word], passage: Passage) -> TimeExpression:
    months = word.months
    place = passage.index_at(word.start)
    for other in words:
        if isinstance(other, DateWord) and other.precision == "month" and passage.index_at(other.start) == place:
            months = other.months if set(other.months) & set(months) else months
    unknown = word.key in _SETS
    return replace(
        base, months=months, festival=None if unknown else word.key, precision="festival", core=True,
        day_start=word.day, known=bool(months), warnings=("undefined_festivals",) if unknown else (),
    )  # fmt: skip


def _as_rhythm(base: TimeExpression, word: Rhythm) -> TimeExpression:
    low, high = word.per_year
    return replace(
        base, recurrence=word.name, interval=word.interval, interval_unit=word.unit, per_year_min=low,
        per_year_max=high, weekdays=word.weekdays, precision="term" if word.unit == "term" else "unspecified",
        core=word.unit in ("month", "year"),
    )  # fmt: skip


def _as_date(base: TimeExpression, word: DateWord) -> TimeExpression:
    return replace(
        base, months=word.months, day_start=word.day_start, day_end=word.day_end, precision=word.precision,
        part=word.part, week_of_month=word.week, year=word.year, year_shift=word.year_shift, core=word.core,
        known=bool(word.months), warnings=word.warnings,
    )  # fmt: skip


def _under_heading(
    passage: Passage, words: list[Word], heading: TimeHeading, tenses: list[Tense]
) -> list[TimeExpression]:
    marker = _ARABIC_MARKER.match(passage.plain)
    begin = marker.end() if marker and not any(w.start < marker.end() for w in words) else 0
    first, last = passage.trimmed(begin, len(passage.plain))
    if first >= last:
        return []
    base = TimeExpression(
        text=passage.raw[first:last], start=first, end=last, clause=passage.raw[first:last], clause_start=first,
        clause_end=last, months=heading.months, recurrence=heading.recurrence, precision=heading.precision,
        week_of_month=heading.week_of_month, tense=tenses[-1] if len(set(tenses)) == 1 else "plan",
        core=True, known=bool(heading.months or heading.recurrence), clock=find_clocks(passage.plain, first, last),
    )  # fmt: skip
    named = [w for w in words if isinstance(w, FestivalWord) and w.key not in _SETS]
    keys = list(dict.fromkeys(w.key for w in named))
    if keys:
        return [_festival_in_table(passage, base, next(w for w in named if w.key == key)) for key in keys]
    return [_narrowed(base, words, heading)]


def _festival_in_table(passage: Passage, base: TimeExpression, word: FestivalWord) -> TimeExpression:
    relation, _ = relation_after(passage.plain, word.end)
    fits = bool(set(word.months) & set(base.months)) or not base.months
    return replace(
        base, festival=word.key, relation=relation, day_start=word.day if fits else None,
        months=base.months or word.months, warnings=() if fits else ("festival_outside_month",),
    )  # fmt: skip


def _narrowed(base: TimeExpression, words: list[Word], heading: TimeHeading) -> TimeExpression:
    """A day or a narrower month inside the item makes the heading's window smaller."""
    inner = [
        w for w in words if isinstance(w, DateWord) and w.core and w.months and set(w.months) <= set(heading.months)
    ]
    if len(inner) != 1:
        return base
    word = inner[0]
    return replace(
        base, months=word.months, day_start=word.day_start, day_end=word.day_end, precision=word.precision,
        part=word.part, week_of_month=word.week,
    )  # fmt: skip


def _moved(entry: TimeExpression, by: int) -> TimeExpression:
    return replace(
        entry, start=entry.start + by, end=entry.end + by, clause_start=entry.clause_start + by,
        clause_end=entry.clause_end + by,
    )  # fmt: skip
