"""Festivals as plans write them, and the names that only look like them (systems.md PL-05, PL-06; rules.md §11.2)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_MONTHS: Final[dict[str, tuple[int, ...]]] = {
    "new_year": (1,),
    "spring_festival": (1, 2),
    "lantern": (2, 3),
    "women_day": (3,),
    "arbor_day": (3,),
    "qingming": (4,),
    "reading_day": (4,),
    "labour_day": (5,),
    "youth_day": (5,),
    "nurses_day": (5,),
    "mothers_day": (5,),
    "dragon_boat": (5, 6),
    "children_day": (6,),
    "fathers_day": (6,),
    "party_day": (7,),
    "army_day": (8,),
    "qixi": (8,),
    "doctors_day": (8,),
    "teachers_day": (9,),
    "mid_autumn": (9, 10),
    "national_day": (10,),
    "double_ninth": (10,),
    "journalists_day": (11,),
    "fire_day": (11,),
    "laba": (1,),
    "year_end_pair": (1, 2),
    "undefined_set": (),
}

#: Keys that annotation.md knows; other festivals are reported by their months alone.
ANNOTATED_FESTIVALS: Final = frozenset(
    {
        "women_day", "labour_day", "nurses_day", "children_day", "teachers_day", "mid_autumn", "double_ninth",
        "national_day", "new_year", "spring_festival",
    }
)  # fmt: skip

_FIXED_DAYS: Final = {
    "new_year": 1, "women_day": 8, "arbor_day": 12, "reading_day": 23, "labour_day": 1, "youth_day": 4,
    "nurses_day": 12, "children_day": 1, "party_day": 1, "army_day": 1, "teachers_day": 10, "national_day": 1,
    "journalists_day": 8, "fire_day": 9, "doctors_day": 19,
}  # fmt: skip

# Pages set their quotation marks the wrong way round as often as not.
_OPEN: Final = r"[“”\"'‘’「]"
_CLOSE: Final = r"[“”\"'‘’」]"
# What must follow two bare digits so that they are a day and no ordinal, price or item number.
_AFTER: Final = (
    rf"{_CLOSE}?(?:节|前|后|期间|之际|来临|当天|当日|活动|系列|庆祝|慰问|表彰|文艺|文体|联欢|黄金周|假期|长假"
    r"|小长假|妇女|维权)"
)
_LISTED: Final = (
    rf"(?:[、和与及]\s?{_OPEN}?(?:[三五六七八十][.·•]?[一四八]|元旦|国庆|中秋|春节|教师节|重阳|端午|妇女节"
    r"|劳动节))|等"
)
_HAIL: Final = r"(?<=[庆迎贺祝])"


def _digits(cn: str, ar: str, name: str) -> str:
    """Pattern of a day such as 三八: quoted, hailed, followed by a word of time or a second day, or spelled out."""
    month, day = ar.split(".")
    signs = f"{cn[0]}[.·•]?{cn[1:]}"
    figures = rf"(?<![\d.]){month}\s?[.·•、/,\-]?\s?{day}(?!\d)"
    spelled = f"(?:{signs}|{figures})"
    return (
        rf"{_OPEN}{spelled}(?:{name}|节)?{_CLOSE}(?:国际)?(?:{name})?节?"
        rf"|{spelled}\s?(?:国际)?{name}"
        rf"|{_HAIL}(?:{signs}|(?<![\d.]){month}[.·]{day}(?!\d))节?"
        rf"|{signs}(?=(?:{_AFTER})|{_LISTED})节?"
        rf"|(?<![\d.]){month}[.·•]{day}节"
    )


_NATIONAL: Final = (
    rf"{_OPEN}(?:十[.·]?一|10[.·]1){_CLOSE}(?:国庆)?节?|十一国庆节?|国庆节?|{_HAIL}十一节?"
    rf"|(?<=[、和与及])十一节?(?={_CLOSE}?(?:前|期间|等|黄金周|假期|长假|节))|十一(?={_CLOSE}?(?:期间|黄金周|长假|假期|前后|前夕|节))节?"
)

_NAMED: Final[tuple[tuple[str, str], ...]] = (
    ("women_day", _digits("三八", "3.8", "(?:劳动)?妇女节") + r"|(?:国际劳动)?妇女节|女神节|女王节"),
    ("nurses_day", _digits("五一二", "5.12", "护士节") + r"|国际护士节|护士节"),
    ("labour_day", _digits("五一", "5.1", "劳动节") + r"|(?:国际)?劳动节"),
    ("youth_day", _digits("五四", "5.4", "青年节") + r"|青年节"),
    ("children_day", _digits("六一", "6.1", "儿童节") + r"|儿童节"),
    ("party_day", _digits("七一", "7.1", "建党节") + r"|建党节"),
    ("army_day", _digits("八一", "8.1", "建军节") + r"|建军节"),
    ("teachers_day", r"教师节"),
    ("national_day", _NATIONAL),
    ("new_year", r"元旦节?|(?<![全更])新年(?![度级来初伊货龄])"),
    ("spring_festival", r"春节(?!联欢晚会)|新春|除夕|农历新年|过年期间"),
    ("lantern", r"元宵节?|正月十五"),
    ("arbor_day", r"植树节"),
    ("qingming", r"清明(?:节)?(?=[节前后期、和祭扫])|清明节"),
    ("reading_day", r"世界读书日|读书日"),
    ("mothers_day", r"母亲节"),
    ("fathers_day", r"父亲节"),
    ("dragon_boat", r"(?:农历)?五月初五(?!日)(?:的?端[午阳]节?)?|端午节?|端阳节"),
    ("qixi", r"七夕节?"),
    ("doctors_day", r"(?:中国)?医师节"),
    ("mid_autumn", r"(?:农历)?八月十五(?![日至到、—~-])(?:的?中秋节?)?|中秋节?"),
    (
        "double_ninth",
        r"(?:农历)?九月(?:初)?九(?![日号至到、—~-])(?:的?(?:重阳|老人|敬老|老年)节?)?|重阳节?|(?:老人|敬老|老年)节",
    ),
    ("journalists_day", r"记者节"),
    ("fire_day", r"消防日|消防宣传日"),
    ("laba", r"腊八节?"),
    ("year_end_pair", _OPEN + r"?两节" + _CLOSE + r"?(?=期间|前|来临|慰问|送温暖|活动|、)"),
    ("undefined_set", _OPEN + r"?[三双四五]大?节" + _CLOSE + r"?(?=期间|前|来临|慰问|送|发放|活动|福利)"),
)  # fmt: skip

# Every name begins with one of these signs; looking first makes reading ten times as fast.
_FIRST: Final = r"(?=[“\"'‘「\d三五六七八九十农妇女国护劳青儿建教元新春除过植清世读母父端中医重老敬记消腊两双四])"
_PATTERN: Final = re.compile(_FIRST + "(?:" + "|".join(f"(?P<{key}>{pattern})" for key, pattern in _NAMED) + ")")
# Honours, movements and places named after a day are no time; a bare 五一 before 届 or 家 is a number.
_NAME_AFTER: Final = re.compile(
    r"[”\"'’」]?\s?(?:红旗|绿色奖章|劳动奖|奖[章状]|巾帼|先锋|标兵|先进(?:集体|个人|工作者)|运动(?!会)|新文化|青年奖章|学校|小学"
    r"|中学|公园|路|广场|村)"
)
_COUNT_AFTER: Final = re.compile(r"届|大(?!型)|次|五|月|年|个|项|家|条|名|人|位|种|岁|级|号|分")
_FALSE_BEFORE: Final = re.compile(r"(?:第|[\d.]|[一二三四五六七八九]十|二〇)$")
_DIGIT_DAYS: Final = frozenset(
    {"women_day", "labour_day", "nurses_day", "youth_day", "party_day", "army_day", "children_day", "national_day"}
)


@dataclass(frozen=True, slots=True)
class FestivalWord:
    """A festival found at ``start``–``end``; ``day`` is None for lunar days and sets of days."""

    key: str
    start: int
    end: int

    @property
    def months(self) -> tuple[int, ...]:
        """Months the day can fall into."""
        return _MONTHS[self.key]

    @property
    def day(self) -> int | None:
        """Day of the month of a solar festival."""
        return _FIXED_DAYS.get(self.key)


def find_festivals(plain: str) -> Iterator[FestivalWord]:
    """Festivals in folded text, left to right, without those that are names of honours, schools or congresses."""
    last = 0
    for found in _PATTERN.finditer(plain):
        key = found.lastgroup or ""
        start, end = found.span()
        if start < last or _is_name(plain, key, start, end):
            continue
        last = end
        yield FestivalWord(key, start, end)


def _is_name(plain: str, key: str, start: int, end: int) -> bool:
    if key not in _DIGIT_DAYS or plain[start:end].rstrip("”\"'’」").endswith("节") or plain.startswith("国庆", start):
        return False
    if _NAME_AFTER.match(plain, end):
        return True
    if plain[start] in "“”\"'‘’「":
        return False
    return bool(_COUNT_AFTER.match(plain, end) or _FALSE_BEFORE.search(plain[max(0, start - 3) : start]))
