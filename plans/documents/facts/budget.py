"""Lines of money in a plan: category, amount, source (systems.md PL-09)."""

import re
from decimal import Decimal
from typing import Final

from .clauses import Passage, read_passage
from .model import BudgetLine
from .numbers import ARABIC, BLANK

_WORD: Final = re.compile(r"预算|经费|费用|资金|开支|支出|拨款|补贴|补助费?|专款")
_AMOUNT: Final = re.compile(
    rf"(?P<about>约|近|大约)?\s?(?:(?P<value>{ARABIC})\s?(?P<more>[多余])?\s?(?P<scale>[万亿千])?元|(?P<blank>{BLANK})\s?万?元)"
)
_HEADING_LINE: Final = re.compile(r"[^,。;:\n]{2,16}(?:预算|经费|费用)$")
_SOURCES: Final[tuple[tuple[str, str], ...]] = (
    ("union_funds", r"工会经费|会费|本级经费"),
    ("employer_grant", r"行政拨款|行政补助|行政经费|行政支持|行政拔款|单位行政"),
    ("special_fund", r"专项基金|专项资金|基金"),
    ("higher_union", r"上级(?:工会)?(?:补助|拨款|支持|回拨)|总工会(?:补助|拨款)"),
    ("society", r"社会力量|社会捐助|社会资金|赞助|募捐|捐款"),
    ("personal", r"个人(?:承担|自筹|负担|出资)|自费|AA"),
)
_SCALES: Final = {"千": 1_000, "万": 10_000, "亿": 100_000_000}
_TRIM: Final = re.compile(r"(?:预算|约|共计|合计|为|计|需|共|安排|:|:|,)+$")


def find_budget_lines(text: str, *, start: int = 0, in_budget_section: bool = False) -> list[BudgetLine]:
    """Budget lines of ``text``: clauses that name money for something, and bare headings such as 「…活动预算」.

    Inside a budget section (``in_budget_section``) any clause with an amount counts. Amounts are in yuan. Never raises.
    """
    passage = read_passage(text)
    lines: list[BudgetLine] = []
    for index, clause in enumerate(passage.clauses):
        first, last = passage.trimmed(clause.start, clause.end)
        plain = passage.plain[first:last]
        amounts = list(_AMOUNT.finditer(plain))
        worded = bool(_WORD.search(plain)) or (index > 0 and bool(_WORD.search(_previous(passage, index))))
        if amounts and (worded or in_budget_section):
            lines += [_line(passage, index, first, last, amount) for amount in amounts]
        elif not amounts and _HEADING_LINE.fullmatch(plain) and "预算" in plain:
            lines.append(BudgetLine(passage.raw[first:last], first + start, last + start, plain, None, _source(plain)))
            continue
    return [_moved(line, start) if line.amount is not None or line.masked else line for line in lines]


def _previous(passage: Passage, index: int) -> str:
    before, here = passage.clauses[index - 1], passage.clauses[index]
    joined = before.sentence == here.sentence and passage.plain[before.end : here.start] in (":", ",")
    return passage.plain[before.start : before.end] if joined else ""


def _line(passage: Passage, index: int, first: int, last: int, amount: re.Match[str]) -> BudgetLine:
    plain = passage.plain[first:last]
    category = _TRIM.sub("", plain[: amount.start()]).strip() or _TRIM.sub("", _previous(passage, index)).strip()
    value = None
    if amount["value"]:
        value = Decimal(amount["value"].replace(",", "")) * _SCALES.get(amount["scale"] or "", 1)
    return BudgetLine(
        passage.raw[first:last], first, last, category, value, _source(plain), amount["blank"] is not None,
        bool(amount["about"] or amount["more"]),
    )  # fmt: skip


def _source(plain: str) -> str | None:
    return next((source for source, pattern in _SOURCES if re.search(pattern, plain)), None)


def _moved(line: BudgetLine, by: int) -> BudgetLine:
    return BudgetLine(
        line.text,
        line.start + by,
        line.end + by,
        line.category,
        line.amount,
        line.source,
        line.masked,
        line.approximate,
    )
