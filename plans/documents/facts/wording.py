"""The words of a goal: the clause that states it and what it counts."""

import re
from collections.abc import Sequence
from typing import Final

from .clauses import Passage
from .quantities import Quantity

# A clause with fewer signs than this beside its figure does not say what it counts.
_BARE: Final = 3
LEAD: Final = re.compile(
    r"^(?:\d{1,2}[.、)])?\s?(?:(?:并|同时|另外|此外|其中|要|将|拟|计划|争取|力争|确保|努力|今年要求|今年|全年|年内|明年"
    r"|本年度?|一共|总共|共计|共|累计|全面|继续|进一步|至少|做到|坚持|在|到|使|力求|保证|各|再|还要|还)[,、:]?)*"
)
_TIDY: Final = re.compile(r"[“”\"'‘’\s()（）]|(?:达到?|为|在|至|完成|不少于|不低于|不超过|至少|约|近|超过)$")


def stated_span(passage: Passage, quantity: Quantity, place: int) -> tuple[int, int]:
    """The clause of a goal; a bare 「共6-8期」 takes in the clauses that say what is counted."""
    clause = passage.clauses[place]
    first, last = passage.trimmed(clause.start, clause.end)
    other = place - 1
    while last - first - (quantity.end - quantity.start) < _BARE and other >= max(0, place - 3):
        if passage.clauses[other].sentence != clause.sentence:
            break
        first, _ = passage.trimmed(passage.clauses[other].start, clause.end)
        other -= 1
    return first, last


def metric_of(passage: Passage, quantity: Quantity, place: int, others: Sequence[Quantity]) -> str:
    """What is counted, in the words of the clause; a bare 「共6-8期」 borrows them from the clause before.

    ``others`` are the numbers that stand near: they belong to goals of their own and are left out.
    """
    clause = passage.clauses[place]
    first = max(clause.start, passage.plain.rfind("、", clause.start, quantity.start) + 1)
    if not any(clause.start <= other.start and other.end <= first for other in others):
        first = clause.start
    stop = passage.plain.find("、", quantity.end, clause.end)
    metric = _words(passage, first, quantity.start, others)
    metric += _words(passage, quantity.end, stop if stop >= 0 else clause.end, others, led=False)
    if len(metric) < 2 and place and passage.clauses[place - 1].sentence == clause.sentence:
        previous = passage.clauses[place - 1]
        metric = _words(passage, previous.start, previous.end, others) + metric
    return metric


def _words(passage: Passage, first: int, last: int, others: Sequence[Quantity], *, led: bool = True) -> str:
    kept = []
    for other in others:
        if first <= other.start and other.end <= last:
            kept.append(passage.raw[first : other.start])
            first = other.end
    text = "".join([*kept, passage.raw[first:last]]).strip(" 、")
    return _TIDY.sub("", LEAD.sub("", text) if led else text)
