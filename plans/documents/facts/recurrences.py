"""Rhythms: 每月, 一年一次, 每两月, 季度例会, 每周一三五 (systems.md PL-06)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from .model import IntervalUnit, Recurrence
from .numbers import number_value

_NUM: Final = r"(?:\d{1,2}|十[一二]?|[一二两三四五六七八九])"
_MEETING: Final = (
    r"(?=(?:工会)?(?:工作|安全生产|安全|质量)?大?(?:例会|会议|通报|分析|检查|考核|评比|学习|小结|座谈|督查|报表|主席会|联席|碰头会|调度|考评"
    r"|评选|总结会|汇报|点评|之星|走访|巡查|工作会))"
)

_PATTERN: Final = re.compile(
    rf"(?P<each>每(?:隔)?(?P<many>{_NUM}|半)?(?:个)?(?P<unit>年(?!级|龄)度?|季度|季(?!节)|学期|学年|月份?|周|星期|日(?!常)|天)"
    r"(?P<weekday>(?:[一二三四五六日天]|末)(?:[、,和及至\-—]\s?(?:周|星期)?[一二三四五六日天](?![\u4e00-\u9fff]期))*)?)"
    rf"|(?<![第前上下近过])(?P<rate>(?P<rmany>{_NUM}|半)(?:个)?(?P<runit>年|季度?|月|学期|周|星期|天)(?:举行|召开|开展|组织|进行|举办|出刊|出版|编印|集中)?"
    rf"(?:至少|不少于|一般)?(?P<rlow>{_NUM})(?:\s?(?:-{{1,2}}|—|–|~|至|到|或)\s?(?P<rhigh>{_NUM}))?(?:[次期回场轮遍度查评考学报讲训]|主题|活动|小结|总结|检查|走访))"
    rf"|(?<![一二三四1-4个每])(?P<named>季度|月度|半年度)(?:性)?{_MEETING}|(?P<meeting>月(?=例会)|周(?=例会))"
    r"|(?P<by>[按逐](?:月|季度?|半年|年|学期|周)(?![份内底初节龄级轮岁]))|(?P<gap>隔月|双月(?![刊份报])|月月|季季)|(?P<halves>上[、和]?下半年(?=各))"
)
_AMOUNT: Final = re.compile(
    rf"[^,。;!?\n]{{0,14}}?(?P<low>{_NUM})(?:\s?(?:-{{1,2}}|—|–|~|至|到|或)\s?(?P<high>{_NUM}))?[次期回场轮遍]"
)

_PLACE_DAY: Final = re.compile(r"的?(?P<day>[12]\d|3[01]|0?[1-9])\s?[日号]")
_PLACE_WEEK: Final = re.compile(r"的?第(?P<week>[一二三四五])(?:个)?(?:周|星期)")

_UNITS: Final[dict[str, tuple[int, IntervalUnit]]] = {
    "年": (1, "year"), "季": (3, "month"), "月": (1, "month"), "半": (6, "month"), "学": (1, "term"),
    "周": (1, "week"), "星": (1, "week"), "日": (1, "day"), "天": (1, "day"),
}  # fmt: skip
_NAMES: Final[dict[tuple[int, IntervalUnit], Recurrence]] = {
    (1, "month"): "monthly",
    (3, "month"): "quarterly",
    (6, "month"): "half_yearly",
    (12, "month"): "yearly",
    (1, "year"): "yearly",
}
_PER_YEAR: Final[dict[IntervalUnit, float]] = {"day": 365.0, "week": 52.0, "month": 12.0, "year": 1.0, "term": 2.0}
_WEEKDAYS: Final = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "日": 7, "天": 7, "末": 6}


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A rhythm found at ``start``–``end``: every ``interval`` ``unit``, ``low`` to ``high`` times each."""

    start: int
    end: int
    interval: int
    unit: IntervalUnit
    low: float | None = None
    high: float | None = None
    weekdays: tuple[int, ...] = ()
    day: int | None = None
    week: int | None = None

    @property
    def name(self) -> Recurrence | None:
        """One of the four named rhythms, else None."""
        return _NAMES.get((self.interval, self.unit))

    @property
    def per_year(self) -> tuple[float | None, float | None]:
        """How often a year this makes, least and most."""
        rounds = _PER_YEAR[self.unit] / self.interval * (len(self.weekdays) or 1)
        low = 1.0 if self.low is None else self.low
        return round(rounds * low, 2), round(rounds * (low if self.high is None else self.high), 2)

    @property
    def label(self) -> str:
        """Chinese name of one round, for units such as 次/季度."""
        named = {(1, "month"): "月", (3, "month"): "季度", (6, "month"): "半年", (1, "year"): "年", (12, "month"): "年"}
        plain = {"day": "日", "week": "周", "month": "月", "year": "年", "term": "学期"}[self.unit]
        known = named.get((self.interval, self.unit))
        return known or (f"{'两' if self.interval == 2 else self.interval}{plain}" if self.interval > 1 else plain)


def find_rhythms(plain: str) -> Iterator[Rhythm]:
    """Rhythms in folded text, left to right, never overlapping."""
    for found in _PATTERN.finditer(plain):
        if found["each"]:
            yield _each(plain, found)
        elif found["rate"]:
            if not _is_month_of_year(plain, found):
                yield _rate(found)
        else:
            yield _named(found)


def _scale(many: str | None, unit: str) -> tuple[int, IntervalUnit]:
    step, kind = _UNITS[unit[0]]
    if many == "半":
        return (6, "month") if kind == "year" else (1, "week") if kind == "month" else (step, kind)
    count = number_value(many) if many else 1
    return step * int(count or 1), kind


def _each(plain: str, found: re.Match[str]) -> Rhythm:
    interval, unit = _scale(found["many"], found["unit"])
    weekdays: tuple[int, ...] = ()
    end = found.end("each")
    if found["weekday"]:
        if unit == "week":
            weekdays = tuple(dict.fromkeys(_WEEKDAYS[sign] for sign in found["weekday"] if sign in _WEEKDAYS))
        else:
            end = found.start("weekday")
    day, week = _PLACE_DAY.match(plain, end), _PLACE_WEEK.match(plain, end)
    if unit == "month" and (day or week):
        end = (day or week or found).end()
    amount = _AMOUNT.match(plain, end)
    low = number_value(amount["low"]) if amount else None
    high = number_value(amount["high"]) if amount and amount["high"] else None
    return Rhythm(
        found.start(), end, interval, unit, low, high, weekdays,
        int(day["day"]) if day and unit == "month" else None,
        "一二三四五".find(week["week"]) + 1 if week and unit == "month" else None,
    )  # fmt: skip


def _rate(found: re.Match[str]) -> Rhythm:
    interval, unit = _scale(found["rmany"], found["runit"])
    high = number_value(found["rhigh"]) if found["rhigh"] else None
    return Rhythm(found.start(), found.end(), interval, unit, number_value(found["rlow"]), high)


def _named(found: re.Match[str]) -> Rhythm:
    word = found.group().lstrip("按逐隔")
    if found["halves"]:
        return Rhythm(found.start(), found.end(), 6, "month")
    if found.group() in ("隔月", "双月"):
        return Rhythm(found.start(), found.end(), 2, "month")
    interval, unit = _UNITS[word[0]]
    return Rhythm(found.start(), found.end(), interval, unit)


def _is_month_of_year(plain: str, found: re.Match[str]) -> bool:
    """3月一次… is a month unless it reads 一月一次; 个月 is always a length of time."""
    month = found["runit"] == "月" and "个" not in found.group()
    return month and found["rmany"] not in ("一", "两", "半")
