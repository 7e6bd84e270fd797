"""Headings without a number: names of sections, and months, quarters, weeks, half years, years (PL-05, PL-06)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from .numerals import ordinal
from .sections import COMPOUND, NAME, TABLE
from .tokens import MARKED, Rank, Token

_LONGEST_HEADING = 60
_HAN = "[一二三四五六七八九十]"
_N = rf"(?:(?<!_)_{{2,8}}(?=月)|1[0-2]|[1-9]|十[一二]|{_HAN})"
_MONTH = (
    rf"(?:20[\dxX*_-]{{2}}年)?{_N}(?:月份?)?(?:[ ]?[、—–\-~至到和]{{0,2}}[ ]?{_N}){{0,3}}月份?(?:\([^)\n]{{0,12}}\))?"
)
_SPAN = {
    "month": rf"{_MONTH}(?:工作|活动)?(?:计划|安排|重点)?",
    "quarter": r"第?[一二三四1-4]季度(?:\([^)\n]{0,12}\))?(?:工作|活动)?(?:计划|安排|重点)?",
    "week": r"第[一二三四五1-5]周",
    "half": r"(?:20[\dxX*_-]{2}年)?[上下]半年(?:\([^)\n]{0,12}\))?(?:工作|活动)?(?:计划|安排|重点)?",
    "year": r"第[一二三四五1-5]年(?:\([^)\n]{0,12}\))?(?:的)?(?:工作)?(?:计划|目标|任务|重点)?",
    "stage": r"第[一二三四五]阶段(?:\([^)\n]{0,20}\))?",
}
_TIME = "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _SPAN.items())
_FIRST_MARK = r"(?:一、|\(一\)|1[、.](?!\d)|\(1\)|1\)|①|[-•][ ]?|1[、.]\d{1,2}[、.月])"
_EDGE = r"(?:(?<=[\n。!?;])|\A)[ ]*(?:#{1,6}[ ]|\*\*|【)?"
_EDGE_OR_COLON = r"(?:(?<=[\n。!?;:])|\A)[ ]*(?:#{1,6}[ ]|\*\*|【)?"
_CLOSE = r"(?:\*\*|】)?"
# A whole line; a line head with a colon; in front of a first marker; glued, for names nothing else begins with.
_LINE_HEAD = r"(?m:^)[ ]*(?:#{1,6}[ ]|\*\*|【)?"
_OWN_LINE = re.compile(rf"{_LINE_HEAD}(?:{_TIME}|(?P<section>{NAME}|(?![\d(①-⑳]){TABLE}))[ ]*:?{_CLOSE}[ ]*(?=\n|\Z)")
_RUN_IN = re.compile(rf"{_EDGE_OR_COLON}(?:{_TIME}|(?P<section>{NAME})){_CLOSE}[ ]*:")
_BEFORE_MARK = re.compile(rf"{_EDGE_OR_COLON}(?P<section>{NAME}){_CLOSE}[ ]*:?[ ]*(?={_FIRST_MARK})")
_YEAR_BEFORE_MARK = re.compile(rf"{_EDGE}(?P<year>{_SPAN['year']}){_CLOSE}[ ]*:?[ ]*(?={_FIRST_MARK})")
_TIME_BEFORE_MARK = re.compile(
    rf"(?<![\d一二三四五六七八九十年第至到\-—~、])(?:{_TIME})[ ]*:?[ ]*(?=1[、.]|\(1\)|①|1\))"
)
_PREDICATE = (
    r"(?![的是为中将要应以在,、。和与及明清突落完已很更有得需由对上下方等内外:;)”》]"
    r"|如下|进行|工作|情况|制定|实施|执行)|(?=中[国央心])"
)
_GLUED = re.compile(rf"{_EDGE}(?P<section>{COMPOUND})(?:{_PREDICATE})(?=[^\s])")
_LINE_END = re.compile(rf"{_EDGE}(?P<section>{COMPOUND}){_CLOSE}[ ]*:?[ ]*(?=\n|\Z)")
# Nouns that no sentence uses: headings wherever they stand, glued on both sides.
_CLOSING = re.compile(r"(?<=[^\s“《(的])(?P<section>结束语)(?=[^\s:、,。”》)的])")
# Such names also stand glued between the last entry of a list and the text of their own section.
_BEHIND_LIST = re.compile(
    r"(?<=[^\s“《(的、和与及或])(?P<section>预算[和与及]资源|风险[和与及](?:应对)?措施|评估[和与及]监控)(?![\s、,。;”》)的]|管理|配置|分配|分析|体系|机制)"
)
BEHIND_LIST = "behind_list"  # variant of such a heading: it needs a list entry in front
_PAIR = re.compile(rf"[ ]*({_HAN}{{1,2}}|\d{{1,2}})[、.]({_HAN}{{1,2}}|\d{{1,2}})月")
_STRONG = re.compile(COMPOUND)


def find_heads(text: str) -> Iterator[Token]:
    """Every possible heading without a number in a plan's text (in one width); may overlap, in no order."""
    for found in _OWN_LINE.finditer(text):
        if not _is_numbered_month(text, found.start()):
            yield _head(text, found, own_line=True)
    for found in _RUN_IN.finditer(text):
        if _runs_in(text, found) and not _is_numbered_month(text, found.start()):
            yield _head(text, found)
    for pattern in (_BEFORE_MARK, _YEAR_BEFORE_MARK, _TIME_BEFORE_MARK, _GLUED, _LINE_END, _CLOSING):
        for found in pattern.finditer(text):
            yield _head(text, found)
    for found in _BEHIND_LIST.finditer(text):
        yield replace(_head(text, found), variant=BEHIND_LIST)


def _is_numbered_month(text: str, start: int) -> bool:
    """`一、四月份` is item one about April; only neighbours (七、八月份) are two months in one heading."""
    pair = _PAIR.match(text, start)
    if pair is None:
        return False
    first, second = ordinal(pair[1]), ordinal(pair[2])
    return first is not None and second is not None and second != first + 1


def _runs_in(text: str, found: re.Match[str]) -> bool:
    """A section name with a colon in front of running text is a heading only at the head of a line."""
    if found.lastgroup != "section":
        return True
    if found.start() == 0:
        return bool(_STRONG.fullmatch(found["section"]))
    return text[found.start() - 1] == "\n"


def _head(text: str, found: re.Match[str], *, own_line: bool = False) -> Token:
    start = found.start()
    at_line_start = start == 0 or text[start - 1] == "\n"
    return Token(
        rank=Rank.HEAD,
        ordinal=0,
        start=start,
        end=found.end(),
        at_line_start=at_line_start,
        head=found.lastgroup or "section",
        own_line=own_line,
    )


def marked_heads(text: str, levels: Mapping[int, int]) -> Iterator[Token]:
    """Lines without a number that the file marks as headings; a whole paragraph in heading style is none."""
    for start, level in levels.items():
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if level > 0 and end - start <= _LONGEST_HEADING and text[end - 1] not in "。;":
            yield Token(Rank.HEAD, 0, start, end, variant=str(level), head=MARKED, own_line=True)
