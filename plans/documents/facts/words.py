"""The time words of a passage in reading order, each knowing its neighbours."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from .clauses import Passage
from .dates import DateWord, find_dates, relation_after
from .festivals import FestivalWord, find_festivals
from .model import Relation
from .recurrences import Rhythm, find_rhythms

Word = Rhythm | DateWord | FestivalWord

#: Festival words that stand for a set of days which the text does not spell out.
UNDEFINED_SETS: Final = frozenset({"year_end_pair", "undefined_set"})
# 两节 stands for these two; beside other festivals it says something of its own.
_SPELLED_OUT: Final = frozenset({"new_year", "spring_festival"})
#: A clause with fewer signs than this beside its time only introduces the next one.
MIN_REST: Final = 3
# Neighbours are looked for this many words away, which keeps a page without stops linear.
_REACH: Final = 6
_JOINT_LENGTH: Final = 2
_JOINTS: Final = "”\"'’」“‘「、和与及或 "
# The day a law came into force is no day of the plan.
_IN_FORCE: Final = re.compile(r"起?(?:正式|开始|已)?(?:施行|实施的|生效|颁布|出台的|印发的)")
_DOCUMENT_DATE: Final = re.compile(r"\s*(?:19|20)\d\d年\d{1,2}月(?:\d{1,2}日)?\s*")


def find_words(plain: str, *, festivals: bool = True) -> list[Word]:
    """All time words of folded text; where two overlap the festival, then the rhythm, then the longer date stays."""
    groups: tuple[Iterable[Word], ...] = (
        find_festivals(plain) if festivals else (),
        find_rhythms(plain),
        find_dates(plain),
    )
    ranked = [(rank, word) for rank, group in enumerate(groups) for word in group]
    ranked.sort(key=lambda row: (row[1].start, row[0], -row[1].end))
    kept: list[tuple[int, Word]] = []
    for rank, word in ranked:
        while kept and kept[-1][1].end > word.start and kept[-1][0] > rank:
            kept.pop()
        if not kept or kept[-1][1].end <= word.start:
            kept.append((rank, word))
    return [word for _, word in kept]


def neighbours(passage: Passage, words: Sequence[Word], index: int) -> list[Word]:
    """The other time words of the same clause, as far as they stand near; 「五月:庆五四」 counts as one clause."""
    return [
        words[other]
        for other in range(max(0, index - _REACH), min(len(words), index + _REACH + 1))
        if other != index and _together(passage, words[min(index, other)], words[max(index, other)])
    ]


def _together(passage: Passage, first: Word, second: Word) -> bool:
    here, there = passage.index_at(first.start), passage.index_at(second.start)
    if here == there:
        return True
    clause = passage.clauses[here]
    bare = clause.end - clause.start - (first.end - first.start) < MIN_REST
    return bare and there == here + 1 and passage.clauses[there].sentence == clause.sentence


def speaks_for_itself(passage: Passage, words: Sequence[Word], index: int) -> bool:
    """Whether a word is an entry of its own: no neighbour says the same time more exactly, no bare document date."""
    word = words[index]
    near = neighbours(passage, words, index)
    if isinstance(word, FestivalWord):
        return not _is_repeated(word, near)
    if isinstance(word, Rhythm):
        return word.name != "yearly" or yearly_word(words, index + 1) is not word
    if word.precision in ("half_year", "quarter") and _is_narrowed(words, index):
        return False
    exact = word.months and len(word.months) <= 2
    if exact and any(isinstance(o, FestivalWord) and set(o.months) & set(word.months) for o in near):
        return False
    return not (_is_document_date(passage, word) or _IN_FORCE.match(passage.plain, word.end))


def _is_narrowed(words: Sequence[Word], index: int) -> bool:
    """上半年4月: the half year only says which April."""
    word, after = words[index], words[index + 1] if index + 1 < len(words) else None
    return (
        isinstance(word, DateWord)
        and isinstance(after, DateWord)
        and after.start - word.end <= 1
        and set(after.months) < set(word.months)
    )


def yearly_word(words: Sequence[Word], index: int) -> Rhythm | None:
    """The 每年 in front of a date or a festival, which says the same rhythm once more: 每年3月, 每年春节、中秋."""
    end = None
    for place in range(index, max(-1, index - _REACH), -1):
        if place >= len(words):
            return None
        word = words[place]
        if end is not None and not 0 <= end - word.end <= _JOINT_LENGTH:
            return None
        if isinstance(word, Rhythm):
            return word if place < index and word.name == "yearly" else None
        if isinstance(word, DateWord) and (place < index or not word.core):
            return None
        end = word.start
    return None


def _is_repeated(word: FestivalWord, near: list[Word]) -> bool:
    named = [other for other in near if isinstance(other, FestivalWord) and other.key not in UNDEFINED_SETS]
    if word.key in UNDEFINED_SETS:
        return any(other.key in _SPELLED_OUT or not word.months for other in named)
    return any(o.key == word.key and o.start < word.start <= o.end + 6 for o in named)


def _is_document_date(passage: Passage, word: DateWord) -> bool:
    clause = passage.clauses[passage.index_at(word.start)]
    whole = _DOCUMENT_DATE.fullmatch(passage.plain, clause.start, clause.end)
    return bool(whole) and not passage.plain.startswith(",", clause.end)


def shared_relation(passage: Passage, words: Sequence[Word], index: int) -> Relation | None:
    """In 三八、五一期间 the last festival's relation holds for those listed before it."""
    end = words[index].end
    for other in words[index + 1 : index + 1 + _REACH]:
        if not isinstance(other, FestivalWord) or passage.plain[end : other.start].strip(_JOINTS):
            return None
        end = other.end
        relation, _ = relation_after(passage.plain, end)
        if relation:
            return relation
    return None
