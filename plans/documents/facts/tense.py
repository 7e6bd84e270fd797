"""Is a clause a report of what was done, or a plan?

Chinese does not mark the future, and a report often drops 了. So the signs are weighed: hard signs of the past beat
words of intention, words of intention beat soft signs, an unmarked clause follows its sentence, and an unmarked
sentence follows its passage (annotation.md: reported work is not scheduled and its figures are not goals).
"""

import re
from typing import Final, Literal

from .clauses import Passage, read_passage
from .model import Tense

Mark = Literal["done", "state", "intent", "future", "fresh", ""]

# What a congress 提出了 or a year 带来了 is background, not work of one's own that was done.
_BACKGROUND: Final = (
    r"(?<!提出)(?<!指明)(?<!明确)(?<!确立)(?<!奠定)(?<!提供)(?<!带来)(?<!赋予)(?<!注入)(?<!创造)(?<!面临)(?<!出现)(?<!发生)"
    r"(?<!进入)(?<!迎来)(?<!规定)(?<!揭示)(?<!阐述)(?<!阐明)(?<!描绘)(?<!吹响)(?<!开启)(?<!成为)(?<!决定)(?<!强调)(?<!指出)(?<!打下)"
)
_DONE: Final = re.compile(
    r"(?=[了荣喜被圆先曾完一半多几近今开上年回共总累顺重过])(?:"
    rf"(?=了){_BACKGROUND}(?<=[\u4e00-\u9fff”\"])(?<![为除有])了(?![解如然望却结断]|不[起得])"
    r"|荣获|喜获|被[^,]{0,8}(?:评为|评选为|授予|表彰|推荐|命名|确定)|圆满(?:完成|结束|举行|落幕)|先后(?!顺序|次序)"
    r"|曾经?(?=[\u4e00-\u9fff])|完毕|(?:一|半|多|几|近)年来|今年以来|开展以来|上任以来|年度以来|回顾"
    r"|(?:共|总共|累计)(?:征集|收到|募集|募得|筹得|接待|化解|受理)|顺利(?:召开|通过|举行)|重新选举产生|过[^,]{0,8}的好评)"
)
# 已建会企业 says which firms are meant, not what was done.
_ATTRIBUTE: Final = r"(?:建会|建工会|组建工会|建立工会|入会|参保|签订|成立工会)(?:的)?(?:企业|单位|职工|会员|村)"
_STATE: Final = re.compile(
    rf"(?<![而不])已(?!婚|故|知|退|达龄|{_ATTRIBUTE})|(?<![以对据合照于])目前|现有|现已|至今|截至|截止|迄今|共有|拥有|下辖|所辖|(?<![比较同])(?:去年|上年|往年)(?!度?的?(?:决算|结转|结余|遗留))"
    r"|(?:全[镇县市区乡街校院局]|共|先后|已经?)[^,]{0,6}评选?出|共计?(?:募捐|捐款|投入|发放|走访|慰问|支出|使用|补助)"
    r"|全(?:镇|县|市|区|乡|院|校|局|公司|系统|街道)(?:共|现)?有|(?<!没)有(?:近|约)?\d+[多余]?[名人位][^,。]{0,10}参[加与]"
    r"|参加人数(?:达|约)(?![^,。]{0,10}(?:%|以上))|成功调解|调解成功(?!率)|取得[^,。]{0,10}(?:成绩|成效|效果|成功|佳绩)"
    r"|(?:受到|得到|赢得)[^,。]{0,10}(?:好评|肯定|赞扬|认可|赞誉|称赞)|获得?[^,。]{0,12}(?:[一二三]等奖|称号|冠军|亚军|季军|第[一二三]名)"
)
_FUTURE: Final = re.compile(
    r"(?<![即])将(?!近|士|军|领|心比心)|拟(?=[\u4e00-\u9fff])|打算|明年|来年|今后|下一步|下一阶段|下阶段|还要|还将|接下来|新的一年"
)
_INTENT: Final = re.compile(
    r"(?<![重主需必首紧次摘纪简扼概提只])要(?![求点素闻害领件务情目职义事么好])|(?:今年|明年|本年|全年)[^,]{0,4}要求"
    r"|力争|争取(?!行政|政府|到)|确保(?!了)|力求|努力|必须|(?<![相响适供反效对])应(?:当|该)?(?![用对急届聘邀变付有得收缴])|继续|进一步|做到"
    r"|保证(?!了|金)|着力|计划(?=[^,]{0,4}(?:培训|举办|组织|开展|召开|新?建|发展|投入|安排|完成|慰问|走访|吸收|创建))|不(?:低|少)于|至少"
    r"|前(?:须|务必)?(?:全部|全面|基本)?完成(?!了)|准备(?=[^,]{0,3}(?:开展|组织|召开|举办|建立))|(?:坚持|实行)(?=每)"
)
_FRESH: Final = re.compile(r"今年(?!以来|初|年初|上半年|\d)|本年度?|全年|年内|新年度")
_LOCAL: Final = re.compile(
    r"(?:针对|对|在|总结|根据|结合|巩固|延续|按照|参照|吸取|借鉴|发扬|保持)[^,。;]{0,6}(?:去年|上年|往年|上一年|(?<![以对据合照于])目前|现有|已)"
)
# A round number is a wish, an exact one was counted: 53人次, 86%.
_EXACT: Final = re.compile(
    r"(?=\d)(?:(?<![\d.,])(?:[2-9]|[1-9]\d+)[1-46-9]\s?(?:人次|人|名|位|家|户|件|份|篇|条|项|起|次|场|元|万元|册|本|例)"
    r"|(?<![\d.,])(?:[1-8][1-46-9]|9[1-4]|\d\d\.\d+)%(?!以上)|(?<![\d.,])\d{4,5}[1-9]元)"
)


# 30余人 and 占总数的40% are mostly counted, but a plan that reports nothing may also write so.
_ROUGH: Final = re.compile(r"\d余|占[^,]{0,4}(?:总数|总人数|人数)的?\d")


def _exact(clause: str) -> Mark:
    return "state" if _EXACT.search(clause) else ""


def _mark(clause: str, *, reports: bool = True) -> Mark:
    if _DONE.search(clause):
        return "done"
    if _FUTURE.search(clause):
        return "future"
    if _INTENT.search(clause):
        return "intent"
    if _STATE.search(clause) or (reports and _ROUGH.search(clause)):
        return "state"
    return "fresh" if _FRESH.search(clause) else ""


def passage_tense(text: str, default: Tense = "plan", *, reports: bool = True) -> Tense:
    """Tense of a whole section: ``past`` when its marked sentences report and none, or few, intend.

    ``text`` is any stretch of body text; ``default`` is answered when nothing speaks. Without ``reports`` a rough
    number (30余人) alone tells nothing. Never raises.
    """
    passage = read_passage(text)
    marks = [_mark(passage.plain[c.start : c.end], reports=reports) for c in passage.clauses]
    return "past" if _only_told(marks, default) else _lean(passage, marks, default)


def _only_told(marks: list[Mark], default: Tense) -> bool:
    """Whether something is told and nothing intended: then the unmarked rest is told too."""
    return default == "plan" and "state" in marks and not {"done", "intent", "future"} & set(marks)


def _lean(passage: Passage, marks: list[Mark], default: Tense) -> Tense:
    reports: set[int] = set()
    intends: set[int] = set()
    for clause, mark in zip(passage.clauses, marks, strict=True):
        if mark == "done":
            reports.add(clause.sentence)
        elif mark == "future" or (mark == "intent" and default == "plan"):
            intends.add(clause.sentence)
    intends -= reports
    if default == "past":
        return "past"
    return "past" if len(reports) > 2 * len(intends) else "plan"


def clause_tenses(
    passage: Passage, default: Tense = "plan", *, counted: bool = False, reports: bool = True
) -> list[Tense]:
    """Tense of each clause of ``passage``, in order.

    ``default`` is what the surrounding section is. In a report only words of the future (将, 明年, 下一步) turn a
    clause into a plan, since reports are full of 要 and 继续. ``counted`` also takes an exact number in an otherwise
    unmarked clause for a result. ``reports`` says whether the document may tell of work done.
    """
    texts = [passage.plain[c.start : c.end] for c in passage.clauses]
    marks = [_mark(text, reports=reports) or (_exact(text) if counted else "") for text in texts]
    lean = "past" if counted and _only_told(marks, default) else _lean(passage, marks, default)
    tenses: list[Tense] = []
    first = 0
    while first < len(marks):
        last = first
        while last + 1 < len(marks) and passage.clauses[last + 1].sentence == passage.clauses[first].sentence:
            last += 1
        tenses += _sentence(passage, marks, first, last, lean, default)
        first = last + 1
    return tenses


def _sentence(passage: Passage, marks: list[Mark], first: int, last: int, lean: Tense, default: Tense) -> list[Tense]:
    settled = [_settle(marks[i], default) for i in range(first, last + 1)]
    current: Tense = next((tense for tense in settled if tense), lean)
    tenses: list[Tense] = []
    for offset, tense in enumerate(settled):
        mark = marks[first + offset]
        if mark == "fresh" and "state" in marks[first : first + offset]:
            current = default
        if tense and mark == "state" and _LOCAL.search(passage.plain, *_bounds(passage, first + offset)):
            tenses.append(tense)
            current = lean if offset == 0 else current
            continue
        current = tense or current
        tenses.append(current)
    return tenses


def _bounds(passage: Passage, index: int) -> tuple[int, int]:
    return passage.clauses[index].start, passage.clauses[index].end


def _settle(mark: Mark, default: Tense) -> Tense | None:
    if mark in ("done", "state"):
        return "past"
    if mark == "future" or (mark == "intent" and default == "plan"):
        return "plan"
    return None
