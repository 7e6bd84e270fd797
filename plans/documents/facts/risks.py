"""Risks with their measures: 「•风险:…–措施:…」 (systems.md PL-10)."""

import re
from typing import Final

from .clauses import fold
from .model import RiskLine

_RISK: Final = re.compile(
    r"(?:潜在|可能的?|主要)?(?:风险|隐患|困难)(?:点|描述|因素)?\s?(?:[一二三四五六七八九十]|\d{1,2})?\s?:\s?"
)
_MEASURE: Final = re.compile(
    r"(?:应对|防范|化解|解决|控制|预防|改进)?(?:措施|对策|办法|方案)\s?(?:[一二三四五六七八九十]|\d{1,2})?\s?:\s?"
)
_STOP: Final = "。;\n!•●"
_EDGE: Final = " \t\n\r\u3000-–—•●·,,;;。"
_REACH: Final = 200


def find_risks(text: str, *, start: int = 0) -> list[RiskLine]:
    """Risks named with 「风险:」 and the measure that follows with 「措施:」, in reading order.

    ``start`` is added to all offsets. A risk without a measure keeps ``measure`` empty. Never raises.
    """
    plain = fold(text)
    heads = list(_RISK.finditer(plain))
    risks: list[RiskLine] = []
    for number, head in enumerate(heads):
        limit = heads[number + 1].start() if number + 1 < len(heads) else len(plain)
        measure = _MEASURE.search(plain, head.end(), min(limit, head.end() + 2 * _REACH))
        first, last = _trim(plain, head.end(), measure.start() if measure else _until_stop(plain, head.end(), limit))
        if first >= last:
            continue
        if measure is None:
            risks.append(RiskLine(text[first:last], first + start, last + start))
            continue
        begin, end = _trim(plain, measure.end(), _until_stop(plain, measure.end(), limit))
        risks.append(
            RiskLine(text[first:last], first + start, last + start, text[begin:end], begin + start, end + start)
        )
    return risks


def _until_stop(plain: str, begin: int, limit: int) -> int:
    end = begin
    while end < limit and end - begin < _REACH and plain[end] not in _STOP:
        end += 1
    return end


def _trim(plain: str, first: int, last: int) -> tuple[int, int]:
    while first < last and plain[first] in _EDGE:
        first += 1
    while last > first and plain[last - 1] in _EDGE:
        last -= 1
    return first, last
