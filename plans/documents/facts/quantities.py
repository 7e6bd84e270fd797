"""Numbers with a unit: 300人, 2--3个, 1000多人次, 95%以上, 百分之九十, ____家 (systems.md PL-07, §24)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from .model import Comparator
from .numbers import ARABIC, BLANK, CHINESE, DASH, number_value

# A unit is a unit only when it does not begin another word: 5家 but not 5家庭, 3个 but not 3个人计划.
# What may not follow is written behind the unit; a unit without an entry there is safe as it stands.
_SAFE_UNITS: Final = (
    "人次 场次 课时 学时 平方米 公里 个百分点 家次 件次 户次 条次 篇次 期次 班次 批次 "
    "人份 册 辆 吨 亩 堂 盏 枚 株 棵 桌"
)
_STOPPED_UNITS: Final = """
人 才数心民均口大力事际文性格身生物类选工家代会行为流道和
家 庭属长园访政乡里电居具教
名 称字义牌誉录额单片优师
位 置于次居一
次 日要序数生品于
场 地所馆合景面
期 间末望待限刊盼
项 目标
件 套
篇 章幅
条 例件款文线理
份 额量内
户 外口籍主型
对 象于口策比照待外职困全企此各员我本应接新非
支 持部付出教援撑行委
本 地校院单次年学级市县区镇着职身质人来月周系统部局公司领行厂届期科
张 贴扬三李
套 路
批 评准示复次发
处 理室级长于置分罚境所
所 有在需属以谓长得致
间 接隔
台 阶账帐风前湾
起 来到步点草伏着了带源始见
例 会如行外子假
组 织建长成合团阁室队员
队 伍员长
幅 度
首 先次要席届
轮 流岗休训换
课 题堂件程时表外
门 户诊前票口店
部 门分署队长委位级属
块 状
面 向对临积试貌前上子授
节 日能假约目庆点俭省前后水电期气令奏课
只 有要能是
站 点位岗在式
村 民级委
岗 位前
"""
_PERSONAL: Final = "个(?!人(?:工作|计划|赛|自|所|先进|和|简|申|总)|月|性|别|体|工作日|小时|星期|学[期年]|季度|年)"
_MONEY_UNITS: Final = ("万元", "亿元", "元", "块钱")


def _unit_pattern() -> str:
    stopped = [line.split() for line in _STOPPED_UNITS.strip().splitlines()]
    return "|".join([*_SAFE_UNITS.split(), _PERSONAL, *(f"{unit}(?![{stops}])" for unit, stops in stopped)])


_NUMBER: Final = rf"(?:{ARABIC}\s?[百千万亿]?|{CHINESE})"
_UNIT: Final = rf"(?:{'|'.join(_MONEY_UNITS)}(?![旦月宵素岗化])|{_unit_pattern()})"
_MORE: Final = r"[多余来几]"
_QUANTITY: Final = re.compile(
    r"(?=[\d一二两三四五六七八九十百_xX×*○])"
    rf"(?:(?P<cent>百分之(?:(?P<cvalue>{CHINESE}|百)|{BLANK}))"
    rf"|(?P<low>{_NUMBER})\s?(?P<unit1>%|{_UNIT})?\s?{DASH}\s?(?P<high>{_NUMBER})\s?(?P<hmore>{_MORE})?(?P<hunit>%|{_UNIT})"
    rf"|(?P<pair>一两|两三|二三|三四|三五|四五|五六|六七|七八|八九)(?P<punit>{_UNIT})"
    rf"|(?P<value>{_NUMBER})\s?(?P<more>{_MORE})?\s?(?P<scale>万)?\s?(?P<unit>%|{_UNIT})"
    rf"|(?P<hundred>百)(?P<hunmore>[余多])(?P<hununit>{_UNIT})"
    rf"|(?P<blank>{BLANK})\s?(?P<bunit>%|{_UNIT}))"
    rf"(?P<half>半)?(?P<after>\s?(?:以上|以内|以下|左右|上下|之?内|[多余](?=[,。;、]|$)))?"
)
_PAIRS: Final = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_AT_LEAST: Final = re.compile(
    r"(?:(?:不|不得|不能|不应)(?:少|低)于|至少|最少|保底)[^,。;:、\d%]{0,10}$|(?<!不)(?:超过|突破|多于|大于|高于)(?:到|至)?\s?$|[≥>]=?\s?$"
)
_AT_MOST: Final = re.compile(
    r"(?:不|不得|不能)(?:超过|高于|多于|大于)\s?$|(?:至多|最多)[^,。;:、\d%]{0,4}$|(?<![不得能应])(?:少于|低于|小于)\s?$|控制在\s?$|[≤<]=?\s?$"
)
_ABOUT: Final = re.compile(r"(?:大约|约|近|将近|接近|大概|预计)\s?$")
_LOOK_BACK: Final = 14


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit at ``start``–``end``; ``value`` is None when the text leaves a blank."""

    start: int
    end: int
    value: float | None
    high: float | None
    unit: str
    comparator: Comparator
    approximate: bool
    chinese: bool
    threshold_word: bool

    @property
    def masked(self) -> bool:
        """Whether the number is blanked in the text."""
        return self.value is None

    @property
    def is_money(self) -> bool:
        """Whether the unit is money."""
        return self.unit in _MONEY_UNITS


def find_quantities(plain: str) -> Iterator[Quantity]:
    """Numbers with units in folded text, left to right, never overlapping. Ordinals are left out."""
    for found in _QUANTITY.finditer(plain):
        quantity = _read(plain, found)
        if quantity and not _is_ordinal(plain, found.start()):
            yield quantity


_ORDINAL: Final = re.compile(r"第\s?(?:[\d一二三四五六七八九十]+[、,至到-])*$")
_TAIL_OF_NUMBER: Final = frozenset("0123456789.零〇一二三四五六七八九十百千万第")


def _is_ordinal(plain: str, start: int) -> bool:
    before = plain[start - 1 : start]
    if before and before in _TAIL_OF_NUMBER:
        return True
    return "第" in plain[max(0, start - 6) : start] and bool(_ORDINAL.search(plain[max(0, start - 8) : start]))


def _read(plain: str, found: re.Match[str]) -> Quantity | None:
    low, high, unit, more = _numbers(found)
    start = found.start()
    before = plain[max(0, start - _LOOK_BACK) : start]
    after = (found["after"] or "").strip()
    comparator: Comparator = "="
    if high is not None:
        comparator = "range"
    elif more or after in ("以上", "多", "余") or _AT_LEAST.search(before):
        comparator = ">="
    elif after in ("以内", "以下", "内", "之内") or _AT_MOST.search(before):
        comparator = "<="
    about = bool(_ABOUT.search(before)) or after in ("左右", "上下") or more in ("来", "几")
    end = found.end()
    written = found.group().strip()
    return Quantity(
        start, end, low, high, unit, comparator, about,
        chinese=not re.search(r"[\d_xX×*○]", written), threshold_word=after in ("以上", "以下"),
    )  # fmt: skip


def _numbers(found: re.Match[str]) -> tuple[float | None, float | None, str, str]:
    if found["cent"]:
        written = found["cvalue"]
        return (100.0 if written == "百" else number_value(written or "")), None, "%", ""
    if found["high"]:
        low, high = number_value(found["low"].replace(" ", "")), number_value(found["high"].replace(" ", ""))
        return low, high, found["hunit"], ""
    if found["pair"]:
        return float(_PAIRS[found["pair"][0]]), float(_PAIRS[found["pair"][1]]), found["punit"], ""
    if found["hundred"]:
        return 100.0, None, found["hununit"], "多"
    if found["blank"]:
        return None, None, found["bunit"], ""
    value, unit = number_value(found["value"].replace(" ", "")), found["unit"]
    written = found["value"]
    if unit == "元" and (found["scale"] or written.endswith("万")):
        value = number_value(written.removesuffix("万").strip()) if written.endswith("万") else value
        unit = "万元"
    elif found["scale"] and value is not None:
        value *= 10_000
    if found["half"] and value is not None:
        value += 0.5
    return value, None, unit, found["more"] or ""
