"""Named number-schemes, 五个一 and its kind, and whether they list as many elements as they promise (PL-08)."""

import re
from typing import Final

from .clauses import fold
from .model import Scheme, SchemeElement
from .numbers import number_value

_DIGIT: Final = r"[一二两三四五六七八九十双]"
_QUOTE: Final = "“”\"'‘’「」"
_PLAIN_NAME: Final = (
    rf"{_DIGIT}(?:个[{_QUOTE}]?(?:一|到位|结合|第一|率先|必须|突破|转变|满意|坚持|注重|加强|提高|确保|服务)[{_QUOTE}]?|个百分之百"
    rf"|种能力|项民主|必访|必谈|必到|心(?=[(:])|型班组|第一人|自(?=[、(:”\"精教])|到位)"
)
_NAME: Final = re.compile(
    rf"[{_QUOTE}](?P<quoted>{_DIGIT}[\u4e00-\u9fff]{{1,3}}(?:{_DIGIT}[\u4e00-\u9fff]{{1,3}})?[{_QUOTE}]?)[{_QUOTE}](?P<tail>能力|制度|活动)?"
    rf"|(?P<bare>{_PLAIN_NAME})"
)
_LIST: Final = re.compile(
    rf"(?:[{_QUOTE}])?(?:能力|活动|制度|要求|工作|目标|行动|竞赛|标准|教育)?(?:,)?\s?"
    rf"(?:(?P<paren>\()|(?:即|就是|也就是|分别是|分别为|指|为(?=[:“]))\s?[:,]?\s?|:\s?)(?P<open>[{_QUOTE}(])?"
)
_ORDINALS: Final = re.compile(r"(?:^|[,。;:\s])([一二三四五六七八九十]{1,2})是")
_SPLIT: Final = re.compile(r"[、,;]")
_TWO_NUMBERS: Final = re.compile(rf"({_DIGIT})([\u4e00-\u9fff]{{1,3}})({_DIGIT})([\u4e00-\u9fff]{{1,3}})")
_NOT_A_SCHEME: Final = re.compile(
    r"(?:三八|五一|五四|六一|七一|八一|十一|一日|一带|一路|一帮一|一线|一站|一把|一流|一家|一对一|三农|二[〇零])"
)
_BRACKET: Final = re.compile(r"\)")
_SENTENCE_END: Final = re.compile(r"[。;\n]")
_QUOTE_END: Final = re.compile(rf"[。;\n{_QUOTE}]")
_LIST_REACH: Final = 260
_COUNT_REACH: Final = 6000
_NEAR: Final = 30


def find_schemes(text: str, *, start: int = 0, listed: int = 0) -> list[Scheme]:
    """Number-schemes in ``text`` with the elements that follow their name.

    ``listed`` is the number of 一是/二是 nodes that the outline puts below this text: a scheme that lists nothing
    itself is compared with it. ``agrees`` is None when nothing is listed. Never raises.
    """
    plain = fold(text)
    schemes: list[Scheme] = []
    for found in _NAME.finditer(plain):
        name = (found["quoted"] or found["bare"]).strip(_QUOTE) + (found["tail"] or "").replace("活动", "").replace(
            "制度", ""
        )
        count = _promised(name)
        if count < 2 or _NOT_A_SCHEME.match(name):
            continue
        elements = _elements(text, plain, found.end(), count)
        number = len(elements) or _counted(plain, found.end()) or listed
        moved = tuple(SchemeElement(e.text, e.start + start, e.end + start) for e in elements)
        agrees = number == count if number else None
        schemes.append(Scheme(name, found.start() + start, found.end() + start, count, moved, agrees))
    return schemes


def _promised(name: str) -> int:
    double = _TWO_NUMBERS.fullmatch(name)
    if double:
        return _value(double[1]) + _value(double[3])
    return _value(name[0])


def _value(sign: str) -> int:
    return 2 if sign == "双" else int(number_value(sign) or 0)


def _elements(text: str, plain: str, position: int, count: int) -> list[SchemeElement]:
    """The list behind a name: 即…, ：… or (…), up to the sentence's end or the closing bracket."""
    head = _LIST.match(plain, position)
    if not head:
        return []
    begin = head.end()
    stop = _BRACKET if head["paren"] or head["open"] == "(" else _QUOTE_END if head["open"] else _SENTENCE_END
    limit = min(len(plain), begin + _LIST_REACH)
    found = stop.search(plain, begin, limit)
    end = found.start() if found else limit
    elements = _cut(text, plain, begin, end)
    if len(elements) < 2 or _ORDINALS.search(plain[begin:end]):
        return []
    return elements[:count] if len(elements) > count and not head["paren"] and not head["open"] else elements


def _cut(text: str, plain: str, begin: int, end: int) -> list[SchemeElement]:
    elements = []
    for cut in [*_SPLIT.finditer(plain, begin, end), None]:
        stop = cut.start() if cut else end
        first, last = begin, stop
        while first < last and (plain[first].isspace() or plain[first] in _QUOTE):
            first += 1
        while last > first and (plain[last - 1].isspace() or plain[last - 1] in _QUOTE):
            last -= 1
        if first < last:
            elements.append(SchemeElement(text[first:last], first, last))
        begin = cut.end() if cut else end
    return elements


def _counted(plain: str, position: int) -> int:
    """Number of 一是, 二是 … that follow close behind in the same text, as far as they run on."""
    if not _ORDINALS.search(plain, position, position + _NEAR):
        return 0
    number = 0
    for found in _ORDINALS.finditer(plain, position, position + _COUNT_REACH):
        if number_value(found[1]) != number + 1:
            break
        number += 1
    return number
