"""Section headings: the fixed vocabulary and its dozen canonical types (systems.md PL-03)."""

from __future__ import annotations

import re
from enum import StrEnum


class SectionType(StrEnum):
    """What a section is for, whatever its printed title says."""

    GUIDING = "guiding"
    BACKGROUND = "background"
    GOALS = "goals"
    TASKS = "tasks"
    MEASURES = "measures"
    SCHEDULE = "schedule"
    BUDGET = "budget"
    RISKS = "risks"
    EVALUATION = "evaluation"
    SUPPORT = "support"
    REVIEW = "review"
    OUTLOOK = "outlook"
    CONTENT = "content"


class Role(StrEnum):
    """What a leaf of the outline is good for."""

    GUIDING = "guiding"
    SUPPORT = "support"
    EMPTY = "empty"
    WORK = "work"


_TYPES = (
    (
        SectionType.GUIDING,
        re.compile(r"指导思想|总体思路|基本思路|总体要求|总的要求|总要求|工作思路$|工作主线|工作方针"),
    ),
    (SectionType.BACKGROUND, re.compile(r"背景|前言|引言|形势分析|现状分析|基本情况$")),
    (SectionType.RISKS, re.compile(r"风险")),
    (SectionType.BUDGET, re.compile(r"预算|经费(?:安排|来源|保障|概算)|资金(?:安排|来源)")),
    (SectionType.EVALUATION, re.compile(r"评估|评价|监控|监督检查机制|考核(?:办法|机制|评比|标准)?$|绩效")),
    (SectionType.OUTLOOK, re.compile(r"展望|结束语|结语|结尾|总结与展望")),
    (
        SectionType.REVIEW,
        re.compile(
            r"(?:工作|情况)(?:总结|回顾|小结)|(?:半|全|去)年.{0,6}(?:总结|回顾|完成情况)|主要成绩|存在(?:的)?(?:问题|不足)"
        ),
    ),
    (
        SectionType.SCHEDULE,
        re.compile(
            r"(?:活动|时间|工作计划|工作|进度|日程|具体|行事|每月|月度|季度|逐月|各月).{0,4}(?:安排|进度|日程)表?$|(?:月度|季度|逐月|每周|周)(?:工作)?计划|每月安排|行事历|实施步骤|月份?$|第.季度|第.周$|第.阶段"
        ),
    ),
    (
        SectionType.GOALS,
        re.compile(r"目标(?:任务)?(?:与方向|和方向|与任务)?$|工作目标|总体目标|奋斗目标|预期(?:目标|成果|效果)"),
    ),
    (
        SectionType.SUPPORT,
        re.compile(r"^附[件表]|组织领导|保障|组织(?:机构|保证)|工作要求$|有关要求|几点要求|领导小组$"),
    ),
    (SectionType.TASKS, re.compile(r"要点|重点|任务|主要工作|工作内容|具体工作|工作计划|工作打算|活动内容|工作安排")),
    (SectionType.MEASURES, re.compile(r"措施|做法|办法$|工作方法|实施(?:方案|细则)")),
)
_NAME_LENGTH = 16


def section_type(title: str) -> SectionType:
    """The canonical type of a heading; a heading that is itself a sentence or an item is plain content."""
    bare = re.sub(r"[\s,。:;、]+$", "", title)
    if len(bare) > _NAME_LENGTH or re.search(r"[,。;]", bare):
        return SectionType.CONTENT
    return next((kind for kind, pattern in _TYPES if pattern.search(bare)), SectionType.CONTENT)


_WHOSE = (
    r"(?:工会|妇联|妇女|妇委会|女工委?|女职工|女教工|机关|基层|乡镇|学校|公司|我会|我校|本会|本单位|全年|本年度?|今年|明年|来年|下一年度?|年度|20[\dxX*_-]{2}年度?|_{2,8}年度?"
    r"|上半年|下半年|本学期|本学年|下一步|今后|近期|当前|主要|重点|具体|总体|基本|总的?|几项|一些|有关|工作|活动|的)"
)
_WHAT = (
    r"(?:指导思想|总体思路|基本思路|思路|总体要求|要求|背景(?:[和与及](?:目的|目标|意义))?|目标(?:任务)?(?:[和与及](?:方向|任务|要求))?|要点|重点|任务(?:[和与及]措施)?|工作(?:内容|[和与及]?措施)?|内容"
    r"|措施|保障(?:措施)?|安排表?|一览表|活动|计划(?:安排)?|打算|总结|回顾|预算(?:[和与及]资源)?|经费(?:预算|安排)|风险(?:[和与及](?:应对)?措施|评估|分析)?|评估(?:[和与及]监控|机制)?|监控|考核"
    r"|展望|结束语|结语|前言|引言|附件|附表|组织(?:领导|保障|机构)|(?:实施|工作)步骤|(?:每|各|逐)月(?:工作|活动)?安排|(?:月|季|周|年)度?(?:工作)?(?:计划|安排)|进度(?:安排|表)|存在(?:的)?(?:问题|不足))"
)
NAME = rf"{_WHOSE}{{0,6}}{_WHAT}(?:[和与及]{_WHOSE}{{0,3}}{_WHAT})?"
# A table in the middle of a plan under a full name of its own (某某厂工会2025年活动安排表).
TABLE = r"[^,。;:!?、\n]{2,24}(?:安排表|一览表|进度表|时间表|计划表|行事历|活动安排)"
# Names that nothing but a heading begins with, so that they are known even when glued to a sentence.
COMPOUND = (
    r"(?:工作背景|工作目标(?!任务|责任|考核|管理|完成|实现|体系|要求|达|清)|背景[和与及](?:目的|目标|意义)|预算[和与及]资源|风险[和与及](?:应对)?措施|评估[和与及]监控|目标与方向|工作评估机制|工作展望|结束语|结语"
    r"|(?:明年|来年|[上下]半年|下一步|20[\dxX*_-]{2}年)(?:的)?(?:主要|重点)?工作(?:计划|打算|安排|思路|重点|要点)|主要活动安排表?|具体活动安排表?|每月安排|总体思路|指导思想|总体目标|保障措施)"
)
