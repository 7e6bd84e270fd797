"""What a person must look at before a parsed plan is taken over; nothing is repaired or guessed in silence.

Codes: those of `facts.find_doubts` (lost_dash, blank, masked_*, censored_word, …), `possible_name`, and
`numbering_gap`, `numbering_restart`, `scheme_count`, `announced_count`, `unknown_time`, `unknown_year`,
`chrome_in_sentence`, `cut_off`, `empty_heading` (systems.md PL-05, PL-08, §24).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from .chrome import Chrome
from .facts import find_doubts, find_names
from .findings import Findings
from .model import Doubt, Node, Places
from .numerals import chinese_ordinal
from .period import Period
from .sections import Role

_ANNOUNCED = re.compile(
    r"(?:以下|下列|如下|从|在|抓好|做好|突出|围绕|处理好|做到|实现)?([二两三四五六七八九十]|\d{1,2})(?:个|大|项|点)(?:方面|工作|任务|重点|结合|要点|措施|环节|到位|问题)[^。;\n]{0,12}[:。]"
)
_SENTENCE_END = re.compile(r"[。!?！？;；:：”’\"』」)）】》….、]\s*\Z")


def find_document_doubts(root: Node, findings: Findings, period: Period, chrome: Sequence[Chrome]) -> Iterator[Doubt]:
    """The doubts of one document, those of the whole first, then in the order of the tree."""
    nodes = list(root.walk())
    if period.year is None:
        yield Doubt("unknown_year", root.start, root.start, 0)
    yield from _of_chrome(nodes, chrome)
    for node in nodes:
        yield from _of_text(node)
        yield from _of_numbering(node)
        yield from _of_announcement(node)
        if node.role is Role.EMPTY:
            yield Doubt("empty_heading", node.start, node.end, node.key)
    yield from _of_findings(findings)
    yield from _of_end(nodes)


def _of_chrome(nodes: Sequence[Node], chrome: Sequence[Chrome]) -> Iterator[Doubt]:
    """What was taken out of the middle of a plan, at the last node that begins before it."""
    starts = [node.start if node.key else -1 for node in nodes]
    for item in chrome:
        node = nodes[bisect_right(starts, item.start) - 1]
        yield Doubt("chrome_in_sentence", item.start, item.end, node.key, {"reason": item.reason})


def _of_text(node: Node) -> Iterator[Doubt]:
    places = Places(node)
    for found in find_doubts(node.text):
        params: dict[str, str | int] = {"text": found.text}
        if found.guess:
            params["guess"] = found.guess
        yield Doubt(found.code, places.of(found.start), places.behind(found.end), node.key, params)
    for name in find_names(node.text):
        yield Doubt("possible_name", places.of(name.start), places.behind(name.end), node.key, {"name": name.text})


def _of_numbering(node: Node) -> Iterator[Doubt]:
    """Gaps and restarts among brothers of one style."""
    before: Node | None = None
    for child in node.children:
        if not child.ordinal:
            continue
        if child.restart:
            yield Doubt(
                "numbering_restart", child.start, child.start + len(child.number), child.key, {"number": child.number}
            )
        elif before is not None and child.ordinal > before.ordinal + 1 and _style(child) == _style(before):
            missing = before.ordinal + 1
            yield Doubt(
                "numbering_gap",
                child.start,
                child.start + len(child.number),
                child.key,
                {"number": child.number, "missing": missing},
            )
        before = child


def _style(node: Node) -> str:
    return re.sub(r"[\d一二三四五六七八九十]+", "", node.number)


def _of_announcement(node: Node) -> Iterator[Doubt]:
    """四个方面: announced, but another number of points follows."""
    points = sum(child.ordinal > 0 for child in node.children)
    announcements = list(_ANNOUNCED.finditer(node.text)) if points else []
    if not announcements:
        return
    found = announcements[-1]
    promised = 2 if found[1] == "两" else chinese_ordinal(found[1]) or int(found[1])
    if promised != points:
        params: dict[str, str | int] = {"promised": promised, "found": points}
        places = Places(node)
        yield Doubt("announced_count", places.of(found.start()), places.behind(found.end()), node.key, params)


def _of_findings(findings: Findings) -> Iterator[Doubt]:
    for scheme in findings.schemes:
        if scheme.fact.agrees is False:
            params: dict[str, str | int] = {
                "name": scheme.fact.name,
                "promised": scheme.fact.count,
                "found": len(scheme.fact.elements),
            }
            yield Doubt("scheme_count", scheme.fact.start, scheme.fact.end, scheme.node, params)
    for time in findings.schedule:
        if not time.fact.known:
            yield Doubt("unknown_time", time.fact.start, time.fact.end, time.node, {"text": time.fact.text})
        for code in time.fact.warnings:
            yield Doubt(code, time.fact.start, time.fact.end, time.node, {"text": time.fact.text})
    for target in findings.targets:
        for code in target.fact.warnings:
            yield Doubt(code, target.fact.start, target.fact.end, target.node, {"text": target.fact.text})


def _of_end(nodes: Sequence[Node]) -> Iterator[Doubt]:
    last = max(nodes, key=lambda node: node.end)
    if last.body and last.text.strip() and not _SENTENCE_END.search(last.text[-20:]):
        yield Doubt("cut_off", max(last.end - 10, last.start), last.end, last.key)
