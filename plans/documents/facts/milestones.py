"""Honours to win: 争创市模范职工之家, 争取进入先进行列 (systems.md PL-07, OB-07)."""

import re
from typing import Final

from .clauses import Passage
from .model import TargetExpression, Tense

_TITLE: Final = r"先进|模范|示范|优秀|文明|标兵|先锋号|红旗|合格|星级"
_HONOUR: Final = re.compile(
    r"(?P<verb>争创|争取(?:进入|获得|创建|评为|荣获|创成)|力争(?:进入|获得|创建|评为|荣获|被评为|创成)|创成|跻身|申报"
    r"|创建(?=(?:为|成)?(?:全国|国家|省|市|县|区)))"
    rf"(?P<what>[^,。;:\n]{{0,14}}?(?:{_TITLE})[^,。;:\n]{{0,12}})"
)
_LEVELS: Final = (("全国", "国家"), ("国家", "国家"), ("省", "省"), ("市", "市"), ("县", "县"), ("区", "区"))


def find_milestones(passage: Passage, tenses: list[Tense]) -> list[TargetExpression]:
    """Honours the plan wants to win, reports left out; ``grade`` is the level (国家, 省, 市, 县, 区) when written."""
    targets = []
    for found in _HONOUR.finditer(passage.plain):
        place = passage.index_at(found.start())
        if tenses[place] == "past" or re.search(r"\d|_|以", found["what"]):
            continue
        first, last = passage.trimmed(passage.clauses[place].start, passage.clauses[place].end)
        level = next((level for sign, level in _LEVELS if sign in found["what"]), "")
        target = TargetExpression(
            passage.raw[first:last], first, last, passage.raw[found.start() : found.end()], found.start(),
            found.end(), found["what"], "", "=", 1.0, kind="milestone", grade=level,
        )  # fmt: skip
        targets.append(target)
    return targets
