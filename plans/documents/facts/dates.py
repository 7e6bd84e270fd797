"""Months, days, quarters, half years, terms, seasons and the edges of a year (systems.md PL-06)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from .model import Precision, Relation
from .numbers import BLANK, DASH, DIGITS, month_value, number_value

_CN: Final = r"(?:十[一二]?|[一二三四五六七八九]|元(?=月))"
_ARABIC_MONTH: Final = r"(?:1[0-2]|0?[1-9](?!\d))"
_M: Final = rf"(?:{_ARABIC_MONTH}|{_CN})"


def _listed(month: str) -> str:
    """Pattern of months in a row in one script, so that 迎五一,9月 is no list: 6、7, 3—5, 7月8, 6月底、12."""
    sign = rf"(?:[、,/和及与]|{DASH})"
    return rf"{month}(?:(?:\s?月份?(?:[初底末中](?=[、,和及与]))?\s?{sign}?|\s?{sign})\s?{month}){{0,11}}"


_YEAR: Final = re.compile(
    r"(?:(?P<year>(?:19|20)\d\d|二[〇零○0][〇零一二三四五六七八九○]{2}|20(?:[xX×_*\-]{2}|\d[xX×_*])|_{2,8})\s?年度?的?"
    r"|(?P<shift>今年|明年|本年度?|来年|后年|去年|上年|次年|翌年|当年)的?)\s?$"
)
_YEAR_REACH: Final = 14
_DAY: Final = r"(?:[12]\d|3[01]|0?[1-9]|[一二]?十[一二三四五六七八九]?|三十一?|[一二三四五六七八九])"
_PART: Final = r"(?:上旬|中旬|下旬|月?初|月?底|月?末|月?中(?!旬|秋|华|国|心|小|层|学|央|式))"

_MONTH: Final = re.compile(
    rf"(?=[\d十一二三四五六七八九元])(?P<list>(?<![\d.个每近第逐半数]){_listed(_ARABIC_MONTH)}"
    rf"|(?<![个每近第逐半数三五六七八九十]){_listed(_CN)})\s?月(?![亮饼嫂薪租票色季]|的?鲜花|革命)份?"
    rf"(?P<part>{_PART})?(?:\s?第(?P<week>[一二三四五1-5])(?:个)?(?:周|星期))?"
    rf"(?:(?P<day>{_DAY})(?:\s?(?:日|号(?!召)))?(?:\s?(?:[、,]|(?P<to>{DASH}))\s?(?:(?P<month2>{_M})\s?月)?(?P<day2>{_DAY})){{0,6}}\s?(?:日|号(?!召)))?"
    rf"(?:\s?{DASH}\s?(?P<till>{_M})\s?月份?(?P<part2>{_PART})?)?"
)
_PIECE: Final = re.compile(rf"{_M}|元|{DASH}")
_BLANK_MONTH: Final = re.compile(rf"(?P<blank>{BLANK})\s?月份?(?:[、,和及]\s?{BLANK}\s?月份?)*(?:{BLANK}\s?[日号])?")
_QUOTED_DAY: Final = re.compile(
    r"[“\"'‘](?P<month>1[0-2]|[1-9])[.·](?P<day>3[01]|[12]\d|[1-9])[”\"'’](?=[\u4e00-\u9fff]{0,8}日)"
)
_OTHER: Final = re.compile(
    r"(?=[第一二三四1-4前上下本新这春秋学开期暑寒署年岁夏冬盛酷高三金全安敬科质维服宣读文教重传法节双逢])(?:"
    r"(?P<quarter>(?P<qth>第\s?)?(?P<q1>[一二三四1-4])(?:\s?(?:、|,|和|及|与|-|—|至|到)\s?(?:第)?(?P<q2>[一二三四1-4]))?\s?(?(qth)个?)季度(?P<qpart>初|末|底)?|前(?P<qn>[二两三])(?:个)?季度)"
    r"|(?P<half>[上下]半年)|(?P<term>(?:本|新|上|下|这|第[一二]|春季|秋季|春|秋)(?:一|个)?学(?:期|年)(?:伊?初|末|开始|结束|期间|内)?|开学(?:初|前|之?际|伊始)|期[中末](?=考|前|后|总|,)|学[期年]末)"
    r"|(?P<vacation>暑假|寒假|暑期|寒暑假|署假)|(?P<start>年初|岁首|年头)|(?P<close>年终|年底|年末|年尾|岁末年?初?)"
    r"|(?P<season>(?:春|夏|秋|冬)(?:季|天|日(?!暖阳)|令)|盛夏|酷暑|高温(?:季节|期间|天气)|三伏|金秋(?!助学))"
    r"|(?P<theme>(?:[全]国)?(?:安全生产|安全|敬老|学雷锋|科技活动|质量|维权|服务|宣传|读书|文化|教育)(?:活动|宣传|教育|警示|服务)?[月周](?![末一二三四五六日度]))"
    r"|(?P<generic>(?:重大|重要|传统|法定)?(?:节假日|节日)(?!福利|慰问[品费])|双休日|逢年过节)"
    r")"
)
_DOCUMENT_WORD: Final = re.compile(
    r"(?:年度?|度)?(?:的)?(?:各项)?(?:工会)?(?:各项)?工作?(?:计划|总结|思路|打算|安排|回顾|小结|要点|报告)"
)
_NAME_WORD: Final = re.compile(
    r"(?:的)?(?:工作)?(?:考核|工作总结|总结表彰|考评|决算|奖金|述职|分红|工作计划|计划|工作要点)"
)
_THEME_MONTHS: Final = {"安全": (6,), "敬老": (10,), "学雷": (3,), "科技": (5,), "质量": (9,)}
_SEASON_MONTHS: Final = {"春": (3, 4, 5), "夏": (6, 7, 8), "秋": (9, 10, 11), "冬": (12, 1, 2)}
_SHIFTS: Final = {"今": 0, "本": 0, "当": 0, "明": 1, "来": 1, "次": 1, "翌": 1, "后": 2, "去": -1, "上": -1}

_AFTER: Final = re.compile(
    r"(?P<quote>[”\"'’」]?)(?:节日?)?(?P<word>(?:来临)?(?:之?前夕|以前|之前|前(?![往来进提列沿台景途言辈端期后三两几])|来临之际|到来之际|以内|底前)"
    r"|前后|左右|期间|当天|当日|之际|起(?![来到步点草伏源])|开始|以后|之后|后(?=[,。]|$)|份?前(?![往来进提列沿台后]))"
)
_RELATIONS: Final[tuple[tuple[str, Relation], ...]] = (
    ("前后", "around"), ("左右", "around"), ("期间", "during"), ("当", "during"), ("之际", "before"), ("前", "before"),
    ("以内", "before"), ("起", "from"), ("开始", "from"), ("后", "from"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DateWord:
    """A stretch of the year found at ``start``–``end``."""

    start: int
    end: int
    precision: Precision
    months: tuple[int, ...] = ()
    day_start: int | None = None
    day_end: int | None = None
    part: str | None = None
    week: int | None = None
    year: int | None = None
    year_shift: int | None = None
    core: bool = False
    warnings: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class _Era:
    """The year named in front of a time, and where that time then begins."""

    start: int
    year: int | None = None
    shift: int | None = None
    warnings: tuple[str, ...] = ()
    named: bool = False


def relation_after(plain: str, end: int) -> tuple[Relation | None, int]:
    """Relation written behind a time (前, 前后, 期间, 起) and where it ends."""
    found = _AFTER.match(plain, end)
    if not found:
        return None, end
    word = found["word"]
    return next((relation for sign, relation in _RELATIONS if sign in word), None), found.end()


def find_dates(plain: str) -> Iterator[DateWord]:
    """Months, days, quarters, half years, terms, seasons of folded text, left to right within each family."""
    if "月" in plain:
        yield from _months(plain)
    for found in _QUOTED_DAY.finditer(plain):
        month, day = int(found["month"]), int(found["day"])
        yield DateWord(found.start(), found.end(), "day", (month,), day, core=True)
    for found in _OTHER.finditer(plain):
        word = _other(plain, found)
        if word:
            yield word


def _months(plain: str) -> Iterator[DateWord]:
    for found in _MONTH.finditer(plain):
        word = _month(plain, found)
        if word:
            yield word
    for found in _BLANK_MONTH.finditer(plain):
        era = _era(plain, found.start())
        yield DateWord(
            era.start,
            found.end(),
            "unspecified",
            year=era.year,
            year_shift=era.shift,
            core=True,
            warnings=("masked_month",),
        )


def _month(plain: str, found: re.Match[str]) -> DateWord | None:
    months = _span(found["list"])
    if not months:
        return None
    last = month_value(found["till"] or found["month2"] or "")
    if last:
        months = _between(months[-1], last)
    era = _era(plain, found.start())
    first_day, last_day = _days(found)
    precision: Precision = "month"
    if first_day:
        precision = "day_range" if last_day or found["till"] else "day"
    elif found["week"]:
        precision = "week"
    week = number_value(found["week"]) if found["week"] else None
    whole_year = len(months) == 12
    return DateWord(
        era.start, found.end(), "year" if whole_year else precision, months, first_day, last_day,
        found["part2"] or found["part"], int(week) if week else None, era.year, era.shift, not whole_year, era.warnings,
    )  # fmt: skip


def _span(written: str) -> tuple[int, ...]:
    """Months of ``3-5``, ``6、7、8``, ``7月8``, ``三至五``."""
    months: list[int] = []
    spanning = False
    for piece in _PIECE.finditer(written):
        value = month_value(piece.group())
        if value is None:
            spanning = bool(months)
        else:
            months += _between(months[-1], value)[1:] if spanning else (value,)
            spanning = False
    return tuple(dict.fromkeys(months))


def _between(first: int, last: int) -> tuple[int, ...]:
    count = (last - first) % 12 + 1
    return tuple((first - 1 + step) % 12 + 1 for step in range(count))


def _days(found: re.Match[str]) -> tuple[int | None, int | None]:
    first = number_value(found["day"]) if found["day"] else None
    last = number_value(found["day2"]) if found["day2"] else None
    return (int(first) if first else None), (int(last) if last else None)


def _era(plain: str, start: int) -> _Era:
    found = _YEAR.search(plain[max(0, start - _YEAR_REACH) : start])
    if not found:
        return _Era(start)
    begin = start - (found.end() - found.start())
    if found["shift"]:
        return _Era(begin, shift=_SHIFTS[found["shift"][0]])
    year = _year_value(found["year"])
    return _Era(begin, year, warnings=() if year else ("masked_year",), named=True)


def _year_value(written: str) -> int | None:
    digits = written.translate({ord(sign): str(value) for sign, value in DIGITS.items()} | {ord("○"): "0"})
    return int(digits) if re.fullmatch(r"(?:19|20)\d\d", digits) else None


def _other(plain: str, found: re.Match[str]) -> DateWord | None:
    end = found.end()
    era = _era(plain, found.start())
    if found["quarter"]:
        return replace(_word(era, end, "quarter", _quarter(found), core=True), part=found["qpart"])
    if found["half"]:
        if _DOCUMENT_WORD.match(plain, end):
            return None
        months = (1, 2, 3, 4, 5, 6) if found["half"] == "上半年" else (7, 8, 9, 10, 11, 12)
        whole_plan = era.named and plain[end : end + 1] in (",", "")
        return _word(era, end, "half_year", months, core=not whole_plan)
    if found["start"] or found["close"]:
        if _NAME_WORD.match(plain, end):
            return None
        return _word(era, end, "year_start", (1,)) if found["start"] else _word(era, end, "year_end", (12,))
    return _loose(found, era)


def _word(era: _Era, end: int, precision: Precision, months: tuple[int, ...] = (), *, core: bool = False) -> DateWord:
    return DateWord(
        era.start, end, precision, months, year=era.year, year_shift=era.shift, core=core, warnings=era.warnings
    )


def _quarter(found: re.Match[str]) -> tuple[int, ...]:
    if found["qn"]:
        return tuple(range(1, 10)) if found["qn"] == "三" else (1, 2, 3, 4, 5, 6)
    first = int(number_value(found["q1"]) or 1)
    last = int(number_value(found["q2"]) or first) if found["q2"] else first
    return tuple(range(first * 3 - 2, max(first, last) * 3 + 1))


def _loose(found: re.Match[str], era: _Era) -> DateWord | None:
    end, text = found.end(), found.group()
    if found["term"]:
        return _word(era, end, "term")
    if found["vacation"]:
        return _word(era, end, "vacation", (1, 2) if text.endswith("寒假") else (7, 8))
    if found["season"]:
        sign = next((season for season in _SEASON_MONTHS if season in text), "夏")
        return _word(era, end, "season", _SEASON_MONTHS[sign])
    if found["theme"]:
        return _word(era, end, "theme_month", _THEME_MONTHS.get(text.removeprefix("全国")[:2], ()))
    return _word(era, end, "festival") if found["generic"] else None
