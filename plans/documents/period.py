"""Kind, year, half and period of a plan, from its title first and its opening words second (systems.md PL-01)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .model import Kind

_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)\s*年?(?!\d)")
_HAN_YEAR = re.compile(r"二[〇○零O0]([一二三四])([〇○零O0一二三四五六七八九])年")
_PLAN_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)\s*年?度?(?=[^。;\n]{0,14}(?:计划|打算|安排|思路|要点|目标|任务|重点))")
# A year of other papers, meetings and reigns is not the year of the plan.
_OTHERS = r"(?![^,。;\n]{0,24}(?:会议|精神|文件|通知|规定|颁布|印发|出台|成立|以来|以前|之前|底以?前))"
_BODY_YEAR = re.compile(rf"(?<![\d至从自到(〔\[《])(20[0-4]\d)\s*年度?(?![、—\-至到]\s*20\d\d){_OTHERS}")
_WORK_YEAR = re.compile(
    rf"(?<![\d至从自到(〔\[《])(20[0-4]\d)\s*年度?{_OTHERS}[^。;\n]{{0,16}}?(?:工作|计划|目标|任务)"
)
_PERIOD = re.compile(
    r"(?:时间|计划(?:时间|期限|周期)|起止时间)[:]\s*(20\d\d年?[^。;,\n目]{0,24})|((?:20[\dxX*_-]{2}年|本|今年)?(?:[上下]半年|学年(?:度)?(?:第[一二]学期)?|学期))"
)
_REVIEW = re.compile(r"总结|小结|回顾|述职|(?:工作|完成|开展)情况")
_FORWARD = re.compile(r"计划|打算|安排|思路|要点|规划|方案|设想")
_REPORT = re.compile(
    r"(?:总结|汇报|小结|报告)如下|(?:工作|情况)(?:总结|回顾|汇报):|现将[^。\n]{0,40}(?:总结|汇报|情况)|做了(?:以下|下列|如下)"
)
_PROJECT = re.compile(
    r"(?:活动|竞赛|比赛|运动会|专项|评选|慰问|创建|实施|培训班?|技术比武|安康杯)(?:工作)?(?:的)?(?:实施)?方案"
)
_MANY_YEARS = re.compile(r"[三五]年(?:工作|发展|行动|建设)?(?:计划|规划|纲要|方案|目标|要点)|十[一二三四五六]五")
_YEAR_SPAN = re.compile(r"(20\d\d)年?\s*[-—–~至到]+\s*(20\d\d)")
# The opening words name the half year that the whole text plans, under a title that does not.
_HALF_LEAD = re.compile(
    r"\s*(?:在?(?:20[\dxX*_-]{2}|_{2,})年|今年|本年度?)?(?P<half>[上下])半年(?!度)[,，][^。;\n]{0,80}(?:将|要|以|做好|紧紧|围绕)"
)
_LEAD_LENGTH = 400
_OPENING_LENGTH = 160
_ALL_TOLD = 0.7
_WHOLE_YEAR = re.compile(r"年终|一年来|全年(?!任务|目标|计划)")
_PAST_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class Period:
    """What a plan says about its time: `year_source` is title, body or ""; `written` the words used."""

    kind: Kind
    year: int | None
    year_source: str
    half: int | None
    written: str


def read_period(titles: list[str], body: str, opening: str = "", *, past_share: float = 0.0) -> Period:
    """The period of a plan from its titles (its own first), its text and the `opening` before the first heading.

    `past_share` is the part of the text that reports work done. A year in a page heading or in the names and
    numbers of other papers does not count; what is blanked (20xx, ____) stays unknown.
    """
    title = " ".join(titles)
    lead = body[:_LEAD_LENGTH]
    kind = _kind(title, lead, past_share)
    told = body if past_share > _ALL_TOLD else (opening or body)[:_OPENING_LENGTH]
    year, source = _year(titles, opening, body)
    written = _PERIOD.search(" ".join([title, opening[:_LEAD_LENGTH]]))
    return Period(
        kind,
        year,
        source,
        _half(kind, title, lead, told),
        next(filter(None, written.groups()), "") if written else "",
    )


def _kind(title: str, lead: str, past_share: float) -> Kind:
    if _REVIEW.search(title) and _FORWARD.search(title):
        return Kind.SUMMARY_AND_PLAN
    if _spans_years(title):
        return Kind.FIVE_YEAR
    if "个人" in title:
        return Kind.PERSONAL
    if _REPORT.search(lead) or (_REVIEW.search(title) and not _FORWARD.search(title)):
        return Kind.SUMMARY_AND_PLAN
    if re.search(r"[上下]半年", title):
        return Kind.HALF_YEAR
    if past_share > _PAST_SHARE:
        return Kind.SUMMARY_AND_PLAN
    if _HALF_LEAD.match(lead):
        return Kind.HALF_YEAR
    if re.search(r"第?[一二三四1-4]季度", title):
        return Kind.QUARTER
    if re.search(r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})月份?(?:工作|份)|月度", title):
        return Kind.MONTH
    if _PROJECT.search(title):
        return Kind.PROJECT
    if "学期" in title:
        return Kind.TERM
    return Kind.ANNUAL


def _spans_years(title: str) -> bool:
    """Several years: 五年规划, 十四五, 2026—2030; a school year (2024—2025学年) is not several."""
    if _MANY_YEARS.search(title):
        return True
    span = _YEAR_SPAN.search(title)
    return bool(span) and int(span[2]) - int(span[1]) > 1 if span else False


def _half(kind: Kind, title: str, lead: str, told: str) -> int | None:
    """1 or 2; `told` is the text in which a report names its half year."""
    if kind is Kind.HALF_YEAR:
        named = re.search(r"([上下])半年", title) or _HALF_LEAD.match(lead)
        return 2 if named and named[1] == "下" else 1
    if kind is Kind.SUMMARY_AND_PLAN:
        if "下半年" in title:
            return 2
        if "上半年" in title or ("上半年" in told and not _WHOLE_YEAR.search(told)):
            return 1
    return None


def _year(titles: list[str], opening: str, body: str) -> tuple[int | None, str]:
    for title in titles:
        if found := _plan_year(title):
            return found, "title"
    named = _BODY_YEAR.findall(opening[:_LEAD_LENGTH]) or _WORK_YEAR.findall(body)[:1]
    return (max(map(int, named)), "body") if named else (None, "")


def _plan_year(title: str) -> int | None:
    """The year of the plan in a title that may also name the year of the summary."""
    han = _HAN_YEAR.search(title)
    if han:
        return (
            2000
            + 10 * "〇一二三四".index(han[1])
            + ("〇一二三四五六七八九".find(han[2]) if han[2] in "一二三四五六七八九" else 0)
        )
    planned = _PLAN_YEAR.findall(title)
    years = planned or _YEAR.findall(title)
    return int(years[-1] if _REVIEW.search(title) else years[0]) if years else None
