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
# Neighbours are looked for this many words away, which keeps a page without stops linear.
_REACH: Final = 6
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
    """The other time words of the same clause, as far as they stand near."""
    place = passage.index_at(words[index].start)
    return [
        words[other]
        for other in range(max(0, index - _REACH), min(len(words), index + _REACH + 1))
        if other != index and passage.index_at(words[other].start) == place
    ]


def speaks_for_itself(passage: Passage, words: Sequence[Word], index: int) -> bool:
    """Whether a word is an entry of its own: no neighbour says the same time more exactly, no bare document date."""
    word = words[index]
    near = neighbours(passage, words, index)
    if isinstance(word, FestivalWord):
        return not _is_repeated(word, near)
    if isinstance(word, Rhythm):
        yearly = word.name == "yearly"
        return not (yearly and any(isinstance(o, DateWord) and o.core and 0 <= o.start - word.end <= 1 for o in near))
    exact = word.months and not word.day_end and len(word.months) <= 2
    if exact and any(isinstance(o, FestivalWord) and set(o.months) & set(word.months) for o in near):
        return False
    return not (_is_document_date(passage, word) or _IN_FORCE.match(passage.plain, word.end))


def _is_repeated(word: FestivalWord, near: list[Word]) -> bool:
    named = [other for other in near if isinstance(other, FestivalWord) and other.key not in UNDEFINED_SETS]
    if word.key in UNDEFINED_SETS:
        return bool(named)
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
