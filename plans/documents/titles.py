"""What a document title looks like, and where a repeated title ends that is glued to the text.

A title names a body or a year and ends in a kind of paper: `某某镇总工会2025年工作计划(二)`. Numbered headings and
section headings such as `主要工作计划` are not titles (systems.md PL-01, PL-03, census).
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher

_PAPER = r"(?:计划|规划|方案|总结|小结|要点|安排|思路|打算|报告|汇报|纲要)"
_FURTHER = r"(?:计划|规划|方案|总结|小结|要点|安排|思路|打算|设想|目标|措施)"
_NOUN = rf"{_PAPER}(?:(?:和|与|及|暨|、)[^,。;:!?\n]{{0,16}}?{_FURTHER})*"
_COUNT = r"(?:\d{1,3}|[一二三四五六七八九十]{1,3})(?![、.\d年月是])"
# What collectors hang behind a title. A bare ordinal must not eat the first marker of the text (一、 or 1.).
_TAIL_WORD = (
    r"(?:书(?![记屋香面写])|表(?![彰扬示现])|[稿案版]|怎么写|集锦|大全|汇总|汇编|合集|锦集|汇集|精选|优选|最新|通用|简短|标准|完整|优秀|示例|格式"
    r"|参考|范文|范本|范例|模板|样本|样板|例文|文档|文案|工作(?:计划|总结|方案)"
    rf"|第?{_COUNT}[篇份]|篇{_COUNT}|[(【\[]?(?:精选|通用|最新|共|推荐|优选|范本)?{_COUNT}篇[)】\]]?"
    r"|[(【\[]\s*(?:续|范本|范文|模板|样本|精选|最新|通用|草案|讨论稿|征求意见稿|试行|上半年|下半年)\s*[)】\]])"
)
# On a line of its own a title may end in a bare ordinal; glued to the text, (一) may be its first marker.
_TAIL = rf"(?:{_TAIL_WORD}|[(]\s*20\d\d[^()\n]{{0,14}}[)]|[(【\[]\s*{_COUNT}\s*[)】\]]|\s?\d{{1,2}}$|\s*{_COUNT}$)"
_HEAD = r"(?:[(【\[]?\d{1,3}\s*篇[)】\]]?|\d{1,2}个|第.{1,3}篇:?|篇.{1,2}:|【|\[|《)?"
_TITLE = re.compile(rf"{_HEAD}(?P<name>[^。;:!?,\n]{{0,40}}?{_NOUN})(?P<tail>(?:\s?{_TAIL})*)[】\]》]?\s*")
_PHRASE = re.compile(rf"[^。;:!?,\n]{{0,30}}?{_NOUN}(?:\s?{_TAIL_WORD})*")
_BODY_NAME = re.compile(r"工会|妇联|妇女|妇委|女工|女职工|职工|工委|职代会|教代会|联合会|委员会|劳动竞赛|之家|个人")
_YEAR = re.compile(r"20\d\d|20[xX*_-]{2}|201[xX]|_{2,}年|年度|年初|年终|学年|学期|半年|五年|三年")
# An item that ends in such a word (制定工会工作计划) is no title.
_VERB = re.compile(
    r"(?:制定|制订|编制|拟定?|完成|做好|搞好|按照|根据|落实|组织(?![部人])|召开|认真|上报|报送|提交|撰写|学习(?!型)|执行|完善|加强"
    r"|开展|进一步|确保|实现|围绕|明确|总结|研究(?![院所会中])|讨论|审议|汇报|协助|配合|积极|努力|继续|坚持|以|为|把|将|对(?!外)|在"
    r"|全面|切实|深入)"
)
_MARKED = re.compile(r"(?:[一二三四五六七八九十]{1,3}[、.,]|\d{1,2}[、.](?!\d)|\(\d{1,2}\)|[-•–])")
_BARE_NUMBER = r"(?:计划|总结|方案|要点|思路|安排|打算|范文|范本|模板|样本)\s?(?:\d{1,2}|[一二三四五六七八九十]{1,2})$"
_SERIES = re.compile(
    rf"{_BARE_NUMBER}|篇{_COUNT}|第{_COUNT}[篇份]|{_COUNT}篇|(?:范文|范本|模板|样本|例文)[(\s]?(?:{_COUNT})?\)?|[(【\[]{_COUNT}[)】\]]$"
)
_NUMBERED = re.compile(rf"{_BARE_NUMBER}|篇{_COUNT}|第{_COUNT}篇|[(【\[]{_COUNT}[)】\]]$")
_ORDINAL_ONLY = re.compile(
    rf"(?:第{_COUNT}篇|篇{_COUNT}|[【\[(]?(?:第?{_COUNT}篇|篇{_COUNT})[】\])]?|范文{_COUNT}|\({_COUNT}\))[:、]?"
)
_GOES_ON = re.compile(r"[的是中将要,、。和与及]|为(?:主|基|依|重|中|抓|契|载|指)")
_LONGEST = 60
_ALIKE = 0.8

# A bracket that repeats the title: 【某某计划一】, [某某计划], (一)某某计划.
_BRACKET = re.compile(r"[【\[(《](?P<inner>[^】\])》\n]{1,40})[】\])》]\s*")
_BLANK = re.compile(r"[\s:]*")
_COPY_NUMBER = re.compile(r"(?:\s?\d{1,2}(?![\d、.,)年月日:%个级项xX*_-])|(?=))")
_TEXT_COUNT = re.compile(rf"[\s(【\[]*(?:精选|通用|最新|共|推荐|优选)*{_COUNT}篇[)】\]]?\s*$")
_COMPOUND = re.compile(
    r"[^,。;:!?\n]{2,20}(?:总结|小结|回顾)(?:和|与|及|暨|、)[^,。;:!?\n]{0,16}(?:计划|打算|安排|思路|要点)"
)
_NUMBERED_COPY = re.compile(rf"(?:第{_COUNT}篇|篇{_COUNT}|\({_COUNT}\))\s*:?\s*")


def looks_like_title(line: str) -> bool:
    """Whether a line (in one width) could head a document: a paper named by a body or a year, no sentence."""
    if not 4 <= len(line) <= _LONGEST or _MARKED.match(line):
        return False
    found = _TITLE.fullmatch(line)
    if found is None or _VERB.match(found["name"]):
        return False
    return bool(_BODY_NAME.search(line) or _YEAR.search(line) or has_series_mark(line))


def names_a_body(line: str) -> bool:
    """Whether the line names a union body or the people it serves."""
    return bool(_BODY_NAME.search(line))


def has_series_mark(line: str) -> bool:
    """Whether the title says that it is one of several texts: 篇三, (二), 范文, 精选6篇."""
    return bool(_SERIES.search(line))


def is_numbered_title(line: str) -> bool:
    """Whether the title carries its own number in a collection: …篇三, …(二), 第二篇…."""
    return bool(_NUMBERED.search(line)) or is_ordinal_title(line)


def is_ordinal_title(line: str) -> bool:
    """Whether the line is only the number of a text in a series: 篇三, 第二篇:, (二)."""
    return bool(_ORDINAL_ONLY.fullmatch(line))


def core(title: str) -> str:
    """The title without year, brackets and what collectors add, to compare repeated titles."""
    bare = re.sub(r"[(【\[][^)】\]]*[)】\]]|(?:20[\dxX*_-]{2}|201[xX]|_{2,})年?度?|[【】\[\]《》\s]", "", title)
    bare = re.sub(r"^\d{1,2}个|精选|范文|范本|模板|样本|最新|优秀|第.{1,2}篇|篇.{1,2}$|\d+篇", "", bare)
    return re.sub(r"[一二三四五六七八九十\d]+$", "", bare)


def repeats(phrase: str, title: str) -> bool:
    """Whether a phrase says the title again, give or take a few characters at either end."""
    a, b = core(phrase), core(title)
    if not a or not b:
        return False
    shorter, longer = sorted((a, b), key=len)
    if shorter in longer:
        return len(shorter) >= max(4, 0.5 * len(longer))
    return len(longer) <= _LONGEST and SequenceMatcher(None, a, b, autojunk=False).ratio() >= _ALIKE


def glued_title_end(text: str, titles: list[str]) -> int:
    """How many characters at the beginning of `text` only repeat one of `titles`; 0 when none do.

    `text` is the beginning of a document in one width; the first marker (一、, (一), 1.) is never eaten.
    """
    position = 0
    while step := _one_copy(text, position, titles):
        position = step
    return position


def _one_copy(text: str, position: int, titles: list[str]) -> int:
    """The end of one more repeated title at `position`, or 0."""
    start = _BLANK.match(text, position).end()  # type: ignore[union-attr]
    for title in sorted({*titles, *map(_without_count, titles)} - {""}, key=len, reverse=True):
        if text.startswith(title, start) and not _GOES_ON.match(text, start + len(title)):
            return _COPY_NUMBER.match(text, start + len(title)).end()  # type: ignore[union-attr]
    bracket = _BRACKET.match(text, start)
    if bracket and any(repeats(bracket["inner"], title) for title in titles):
        return bracket.end()
    numbered = _NUMBERED_COPY.match(text, start)
    if numbered and position and numbered[0].endswith(":"):
        return numbered.end()
    return _phrase_end(text, numbered.end() if numbered else start, titles)


def _without_count(title: str) -> str:
    """The title without what says how many texts follow: …方案(三篇), …计划精选5篇."""
    return _TEXT_COUNT.sub("", title)


def _phrase_end(text: str, start: int, titles: list[str]) -> int:
    phrase = _PHRASE.match(text, start)
    if phrase is None or _MARKED.match(text, start) or _GOES_ON.match(text, phrase.end()):
        return 0
    said_again = bool(_BODY_NAME.search(phrase[0]) or _YEAR.search(phrase[0])) or phrase[0].strip() in titles
    if (said_again and any(repeats(phrase[0], title) for title in titles)) or _is_compound(phrase[0]):
        return _COPY_NUMBER.match(text, phrase.end()).end()  # type: ignore[union-attr]
    return 0


def _is_compound(phrase: str) -> bool:
    """A summary and a plan named in one breath is a title wherever it stands."""
    return bool(_COMPOUND.fullmatch(phrase)) and looks_like_title(phrase)
