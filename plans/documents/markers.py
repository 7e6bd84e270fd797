"""Candidates for list markers, judged by the characters around them alone; their order is judged in `sequence`.

What only looks like a marker is left out here: decimals (1.5), dates (3.8 and `1、3、8妇女节`, where 1、 is the item
and 3、8 the eighth of March), references (第(一)条), enumerations (一、二年级) (systems.md PL-05, §24.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .numerals import BRACKETED, BRACKETED_CHINESE, CIRCLED, DOTTED, ordinal
from .tokens import Rank, Token

_HAN = "[一二三四五六七八九十]"
_ORNAMENT = r"(?:[ ]|#{1,6}(?=[ ])|\*\*|>(?=[ ]))*"
_MARK = re.compile(
    rf"(?P<part>第{_HAN}{{1,3}}(?:部分|章|节)(?:[、:.]|(?=[ \n一-龥])))"
    rf"|(?P<one>{_HAN}{{1,3}})[ ]?(?P<one_sign>[、.,])"
    rf"|\([ ]?(?P<two>{_HAN}{{1,3}})[ ]?\)[、.]?|(?P<two_sign>[{BRACKETED_CHINESE}])[、.]?"
    r"|(?<![\d.])(?P<decimal>\d{1,2}\.\d{1,2})(?:[、.](?!\d)|(?=[ ])|(?=[一-龥])(?![月年日号万亿千元倍个小公米吨度]))"
    r"|(?<![\d.])(?<!\d:)(?P<three>\d{1,3})[ ]?(?P<three_sign>[、.])"
    rf"|(?P<three_dot>[{DOTTED}])[、.]?"
    rf"|\([ ]?(?P<four>\d{{1,2}})[ ]?\)[、.]?|(?P<four_sign>[{BRACKETED}])[、.]?"
    r"|(?<![\d(.A-Za-z])(?P<open>\d{1,2})\)[、.]?"
    rf"|(?P<circle>[{CIRCLED}])[、.]?"
    r"|(?<![A-Za-z0-9])(?P<letter>[a-zA-Z])(?P<letter_sign>[.、)])(?![A-Za-z0-9])"
    rf"|(?P<shi>{_HAN}{{1,2}}是)"
    r"|(?P<bullet>•|-(?=[ ]|(?<=\n-)|(?<=\A-))|(?<=\n)[*·](?=[ ]))(?!\d)"
    r"|(?P<dash>[–—](?![–—\d]))"
)
_LINE_HEAD = re.compile(rf"(?:\A|\n){_ORNAMENT}\Z")
_RANKS = {
    "part": Rank.PART,
    "one": Rank.ONE,
    "two": Rank.TWO,
    "two_sign": Rank.TWO,
    "decimal": Rank.DECIMAL,
    "three": Rank.THREE,
    "three_dot": Rank.THREE,
    "four": Rank.FOUR,
    "four_sign": Rank.FOUR,
    "open": Rank.FOUR_OPEN,
    "circle": Rank.CIRCLE,
    "letter": Rank.LETTER,
    "shi": Rank.SHI,
    "bullet": Rank.BULLET,
    "dash": Rank.DASH,
}
_SIGNS = {"one": "one_sign", "three": "three_sign", "letter": "letter_sign"}

# Days that are written like list numbers: month, day.
_DAYS = frozenset(
    {
        (1, 1),
        (3, 5),
        (3, 8),
        (3, 12),
        (3, 15),
        (4, 22),
        (5, 1),
        (5, 4),
        (5, 12),
        (6, 1),
        (6, 5),
        (6, 26),
        (7, 1),
        (8, 1),
        (9, 10),
        (10, 1),
        (11, 9),
        (12, 4),
        (12, 9),
    }
)
_DAY_WORD = (
    r"[”\"]?(?:国际|世界|全国|妇女|三八|劳动|青年|护士|儿童|党|建党|建军|教师|国庆|消防|宪法|植树|学雷锋|消费者"
    r"|环境|禁毒|节|日|活动|庆|前|期间)"
)
_OWN_DAY = re.compile(rf"(\d{{1,2}}){_DAY_WORD}")
_REST_DAY = re.compile(rf"(\d{{1,2}})[、.](\d{{1,2}}){_DAY_WORD}")
_REST_TIME = re.compile(r"20[\dxX_*-]{2}年?|\d{1,2}月(?!个)|\d{1,2}(?:[-—~至、和]\d{1,2}){1,3}月")
_REST_LIST = re.compile(r"\d+[、.]")
_LARGEST = 60  # inside a line a larger number is an amount
_LARGEST_ON_A_LINE = 999
_HAN_DIGITS = tuple("一二三四五六七八九十")


def find_markers(text: str) -> Iterator[Token]:
    """Every possible marker in a plan's text (in one width), in order of place."""
    for found in _MARK.finditer(text):
        kind = found.lastgroup or ""
        kind = next((name for name, sign in _SIGNS.items() if sign == kind), kind)
        token = _token(text, found, kind)
        if token and _could_be(text, token):
            yield token


def _token(text: str, found: re.Match[str], kind: str) -> Token | None:
    label = found[kind]
    value = _value(kind, label)
    if value is None:
        return None
    head = _LINE_HEAD.search(text, max(found.start() - 12, 0), found.start())
    start = head.start() + (text[head.start() : head.start() + 1] == "\n") if head else found.start()
    end = found.end()
    while end < len(text) and text[end] == " ":
        end += 1
    return Token(
        rank=_RANKS[kind],
        ordinal=value,
        start=start,
        end=end,
        number=found[0].strip(),
        variant=found[_SIGNS[kind]] if kind in _SIGNS else label if kind in ("bullet", "dash") else "",
        at_line_start=head is not None,
    )


def _value(kind: str, label: str) -> int | None:
    if kind in ("bullet", "dash"):
        return 0
    if kind == "decimal":
        return int(label.split(".")[1])
    return ordinal(label.strip("第部分章节、:.是"))


def _could_be(text: str, token: Token) -> bool:
    before = text[token.start - 1 : token.start] if not token.at_line_start else ""
    after = text[token.end : token.end + 16]
    if token.rank is Rank.THREE:
        return _numbered(token, after)
    if token.rank is Rank.ONE:
        return token.at_line_start or (
            before not in "第之其唯统专同每任逐单万初○" and token.variant != "," and after[:1] not in _HAN_DIGITS
        )
    if token.rank in (Rank.TWO, Rank.FOUR, Rank.FOUR_OPEN):
        return token.at_line_start or before not in tuple("第条款项见表图附")
    if token.rank is Rank.PART or token.rank is Rank.DECIMAL:
        return token.at_line_start
    return True


def _numbered(token: Token, after: str) -> bool:
    """1、 and 1.: neither part of a decimal nor of a date."""
    largest = _LARGEST_ON_A_LINE if token.at_line_start else _LARGEST
    if token.ordinal > largest or token.ordinal == 0:
        return False
    if not after[:1].isdigit():
        return True
    own = _OWN_DAY.match(after)
    if own and (token.ordinal, int(own[1])) in _DAYS:
        return False
    day = _REST_DAY.match(after)
    if day and (int(day[1]), int(day[2])) in _DAYS:
        return True
    if _REST_TIME.match(after):
        return True
    return token.variant == "、" and token.at_line_start and not _REST_LIST.match(after)
