"""Which parts of a document report work done (systems.md §24.8: a summary and a plan can be one document)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .facts import passage_tense
from .outline import Branch

_PLAN_PART = re.compile(
    r"(?:明年|来年|下一年度?|[下]半年|下一步|下阶段|今后|20[\dxX*_-]{2}年|第二部分)[^,。;\n]{0,8}(?:工作)?(?:主要|重点)?(?:工作)?(?:计划|打算|安排|思路|重点|要点|目标|设想|措施)"
    r"|(?:工作|活动)?(?:计划|打算|思路|设想)[:]?$"
)
_REVIEW_PART = re.compile(
    r"(?:工作|情况)(?:总结|回顾|小结|汇报)|(?:上半年|全年|去年|一年来|半年来)[^,。;\n]{0,10}(?:总结|回顾|情况)|主要成绩|存在(?:的)?(?:问题|不足)"
)
_YEARS_WORK = re.compile(r"(20\d{2})年度?(?:的)?(?:工会)?(?:主要|重点)?(?:工作|任务|目标)(?:任务|重点|要点|目标)?$")
_REPORT_LEAD = re.compile(r"(?:总结|汇报|小结|报告)如下|现将[^。\n]{0,60}(?:总结|汇报|情况)|做了(?:以下|下列|如下)")
_ALL_PAST = 0.8
_TURN = re.compile(r"(?:20[\dxX*_-]{2}年|明年|来年|下半年|下一步|新的一年|今后)[^。\n]{0,240}?(?:将|要|继续|努力|重点)")
_TURN_END = re.compile(
    r"(?:抓好|做好|开展|完成|落实)(?:以下|下列|如下)|以下[^。\n]{0,12}(?:工作|任务)(?:的落实)?|重点(?:抓好|做好|工作)"
)


def is_report(titles: str, lead: str, share: float) -> bool:
    """Whether the document begins with a report: its title or its opening says so, or nearly all its items do.

    `share` is the part of its leaves that tell of work done; a look back in the opening of a plan is no report.
    """
    return (
        bool(re.search(r"总结|小结|回顾|(?:工作|完成|开展)情况", titles) or _REPORT_LEAD.search(lead))
        or share > _ALL_PAST
    )


def plan_begins(text: str, root: Branch) -> int:
    """Where, in a document that begins as a report, the plan begins; the end of the text when it never does."""
    reviewed: int | None = None
    for branch in walk(root):
        title = text[branch.title_start : branch.heading_end].strip(" :。\n")
        year = _YEARS_WORK.search(title)
        if branch.token and len(title) <= 40 and not _REVIEW_PART.search(title):
            next_year = year and reviewed is not None and int(year[1]) == reviewed + 1
            if next_year or _PLAN_PART.search(title):
                return branch.token.start
        elif said := re.search(r"20\d{2}(?=年)", title):
            reviewed = int(said[0])
        found = _turn(text, *branch.body)
        if found >= 0:
            return found
    return len(text)


def _turn(text: str, start: int, end: int) -> int:
    """A paragraph of a body that turns to the coming time and announces what will be done, or -1."""
    for line in re.finditer(r"[^\n]+", text[start:end]):
        if _TURN.match(line[0].lstrip()) and _TURN_END.search(line[0]):
            return start + line.start()
    return -1


def walk(branch: Branch) -> Sequence[Branch]:
    """A branch and all below it, in order."""
    found, waiting = [], [branch]
    while waiting:
        current = waiting.pop()
        found.append(current)
        waiting += reversed(current.children)
    return found


def told_as_done(text: str, root: Branch) -> frozenset[int]:
    """The starts of all marks whose own words tell of work done."""
    return frozenset(
        branch.token.start for branch in walk(root) if branch.token and passage_tense(own_text(text, branch)) == "past"
    )


def own_text(text: str, branch: Branch) -> str:
    """Title and body of a branch without its number and without what hangs below it."""
    return text[branch.title_start : max(branch.body[1], branch.heading_end)]


def past_share(root: Branch, done: frozenset[int]) -> float:
    """The part of the leaves (by their number) that tell of work done; 0 for a text without marks."""
    leaves = [branch.token.start for branch in walk(root) if branch.token and not branch.children]
    return sum(start in done for start in leaves) / len(leaves) if leaves else 0.0
