"""The words of a goal: the clause that states it and what it counts."""

import re
from typing import Final

from .clauses import Passage, fold
from .quantities import Quantity, find_quantities

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


def metric_of(passage: Passage, quantity: Quantity, place: int) -> str:
    """What is counted, in the words of the clause; a bare 「共6-8期」 borrows them from the clause before."""
    clause = passage.clauses[place]
    first = clause.start
    if _shared(passage, clause.start, quantity):
        first = passage.plain.rfind("、", clause.start, quantity.start) + 1
    stop = passage.plain.find("、", quantity.end, clause.end)
    last = stop if stop >= 0 else clause.end
    before = _TIDY.sub("", LEAD.sub("", _without_figures(passage.raw[first : quantity.start].strip())))
    after = _TIDY.sub("", _without_figures(passage.raw[quantity.end : last].strip(" 、")))
    metric = before + after
    if len(metric) < 2 and place and passage.clauses[place - 1].sentence == clause.sentence:
        previous = passage.clauses[place - 1]
        metric = _TIDY.sub("", LEAD.sub("", passage.plain[previous.start : previous.end].strip())) + metric
    return metric


def _without_figures(text: str) -> str:
    for other in reversed(list(find_quantities(fold(text)))):
        text = text[: other.start] + text[other.end :]
    return text


def _shared(passage: Passage, start: int, quantity: Quantity) -> bool:
    """Whether an earlier number stands in the same clause, so that only what follows the last 、 is meant."""
    cut = passage.plain.rfind("、", start, quantity.start)
    return cut > start and any(True for _ in find_quantities(passage.plain[start:cut]))
