"""Time headings and the items below them: a month table, a plan by quarters, weeks of every month (PL-06)."""

import re
from dataclasses import replace
from itertools import pairwise
from typing import Final

from .clauses import Passage, read_passage
from .clocks import find_clocks
from .dates import DateWord, relation_after
from .festivals import FestivalWord
from .model import Tense, TimeExpression, TimeHeading
from .recurrences import Rhythm
from .words import UNDEFINED_SETS, Word, find_words

_FILLER: Final = re.compile(
    r"[\s\d、,.:;。()〔〕\[\]【】\-—–]|工作|活动|安排|计划|重点|主要|任务|内容|具体|份|月度|季度|全部|事项|一览表|表|的|部分"
)
_ARABIC_MARKER: Final = re.compile(r"^\s*(?:[(（]?\d{1,2}[)）.、])\s*")
_WEEK: Final = re.compile(r"第(?P<week>[一二三四五1-5])(?:个)?(?:周|星期)")
_HEADING_MARKER: Final = re.compile(r"\s*(?:[(〔]?[一二三四五六七八九十]{1,3}[)〕、]|[(〔]?\d{1,2}[)〕])\s*")
_HEADING_LENGTH: Final = 40


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
    words = find_words(plain, festivals=False)
    if marker and not _is_pair_of_months(words):
        words = [word for word in words if word.start >= marker.end()]
    else:
        marker = None
    if not words or _FILLER.sub("", _without(plain, words, marker.end() if marker else 0)):
        return None
    word = words[0]
    label = title[word.start : word.end]
    if isinstance(word, Rhythm):
        return TimeHeading(label, (), "unspecified", word.name, None) if word.name else None
    if isinstance(word, DateWord) and word.core and word.months:
        return TimeHeading(label, word.months, word.precision, None, word.week)
    return None


def _is_pair_of_months(words: list[Word]) -> bool:
    """六、七月 are two months, 一、四月 is item one about April."""
    first = words[0] if words else None
    if not isinstance(first, DateWord) or first.start or len(first.months) < 2:
        return False
    return all(after == before + 1 for before, after in pairwise(first.months))


def _without(plain: str, words: list[Word], start: int) -> str:
    kept = []
    for word in words:
        kept.append(plain[start : word.start])
        start = word.end
    return "".join([*kept, plain[start:]])


def times_under_heading(
    passage: Passage, words: list[Word], heading: TimeHeading, tenses: list[Tense]
) -> list[TimeExpression]:
    """The one entry of an item below a time heading, or one for each festival that the item names."""
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
    named = [w for w in words if isinstance(w, FestivalWord) and w.key not in UNDEFINED_SETS]
    keys = list(dict.fromkeys(w.key for w in named))
    if keys:
        return [_festival_in_table(passage, base, next(w for w in named if w.key == key)) for key in keys]
    return [_narrowed(base, words, heading)]


def _festival_in_table(passage: Passage, base: TimeExpression, word: FestivalWord) -> TimeExpression:
    relation, _ = relation_after(passage.plain, word.end)
    shared = tuple(month for month in base.months if month in word.months)
    fits = bool(shared) or not base.months
    return replace(
        base, festival=word.key, relation=relation, day_start=word.day if fits else None,
        months=shared or base.months or word.months, warnings=() if fits else ("festival_outside_month",),
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
