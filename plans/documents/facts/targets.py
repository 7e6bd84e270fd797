"""Goals inside an item's text (systems.md PL-07; annotation.md, Targets).

A number is a goal unless the text says otherwise. It says otherwise when the clause reports (tense), when the number
is a threshold (100人以上企业), a stock (现有会员500人), an ordinal (七届三次), a rate to be paid (按2%拨缴) or part of
a slogan (三个代表).
"""

import re
from dataclasses import replace
from decimal import Decimal
from typing import Final

from .clauses import Passage, read_passage
from .dates import find_dates
from .judging import GRADE, PER_ROUND, Setting, judge, rhythm_of
from .milestones import find_milestones
from .model import TargetExpression, TargetKind, Tense
from .quantities import Quantity, find_quantities
from .recurrences import Rhythm, find_rhythms
from .schemes import find_schemes
from .tense import clause_tenses
from .wording import LEAD, metric_of, stated_span

# So many numbers to either side are looked at for the words of a goal.
_NEAR: Final = 6
_QUOTA: Final = re.compile(r"一([^\W\d_年月季周天日人])")
_IMPLICIT: Final = re.compile(
    r"(?P<full>全覆盖|全部覆盖|全员参与|无遗漏|不漏一[人户家]|应建尽建|应保尽保|应入尽入|应签尽签)|(?P<zero>(?:无|零|杜绝)[^,。;、]{0,6}(?:事故|上访|投诉|违纪|案件|发生))"
)


def find_targets(text: str, *, start: int = 0, tense: Tense = "plan", reports: bool = True) -> list[TargetExpression]:
    """Every goal in ``text``, in reading order; reported figures, thresholds, stocks and slogans are left out.

    ``start`` is added to all offsets; ``tense`` is the tense of the section. ``reports`` says whether the document
    may tell of work done: only then is an exact number (53人次) in unmarked words taken for a result. Never raises.
    """
    passage = read_passage(text)
    setting = Setting(
        passage, clause_tenses(passage, tense, counted=reports, reports=reports), _rhythms_by_clause(passage)
    )
    blotted = _without_quotations(passage.plain)
    found: list[TargetExpression] = []
    quantities = list(find_quantities(blotted))
    for index, quantity in enumerate(quantities):
        place = passage.index_at(quantity.start)
        if setting.tenses[place] == "past":
            if found and quantity.value is not None:
                found[-1] = _with_progress(setting, found[-1], quantity, place)
            continue
        kind = judge(setting, quantity, place)
        if kind:
            near = [*quantities[max(0, index - _NEAR) : index], *quantities[index + 1 : index + _NEAR]]
            found.append(_target(setting, quantity, place, kind, near))
    found += _implicit(setting)
    found += find_milestones(passage, setting.tenses)
    found += _from_schemes(text, setting)
    found = sorted(_unique(found), key=lambda target: (target.quantity_start, target.quantity_end))
    return [_moved(target, start) for target in found] if start else found


_QUOTED: Final = re.compile(r"[“\"‘「'][^“”\"‘’「」'\n]{1,60}[”\"’」']")
_WHOLE_QUANTITY: Final = re.compile(r".[\d.]+\s?(?:%|[家个人名次])?.")


def _rhythms_by_clause(passage: Passage) -> dict[int, list[Rhythm]]:
    found: dict[int, list[Rhythm]] = {}
    for rhythm in find_rhythms(passage.plain):
        found.setdefault(passage.index_at(rhythm.start), []).append(rhythm)
    return found


def _without_quotations(plain: str) -> str:
    """Names in quotation marks hold no goals, except a bare figure such as “100%”."""

    def blot(found: re.Match[str]) -> str:
        text = found.group()
        return text if _WHOLE_QUANTITY.fullmatch(text) else text[0] + "□" * (len(text) - 2) + text[-1]

    return _QUOTED.sub(blot, plain)


def _target(
    setting: Setting, quantity: Quantity, place: int, kind: TargetKind, near: list[Quantity]
) -> TargetExpression:
    passage = setting.passage
    clause = passage.clauses[place]
    first, last = stated_span(passage, quantity, place)
    unit = quantity.unit
    if kind == "frequency":
        rhythm = rhythm_of(setting, quantity, place)
        per = PER_ROUND.match(passage.plain, quantity.end)
        unit = f"{unit}/{rhythm.label}" if rhythm else f"{unit}/{per[1]}" if per else unit
    metric = metric_of(passage, quantity, place, near)
    grade = GRADE.search(passage.plain[clause.start : quantity.start])
    base, _, share = metric.rpartition("的") if kind == "percent" else ("", "", metric)
    return TargetExpression(
        text=passage.raw[first:last], start=first, end=last,
        quantity=passage.raw[quantity.start : quantity.end], quantity_start=quantity.start, quantity_end=quantity.end,
        metric=metric, unit=unit, comparator=quantity.comparator, value=quantity.value, value_max=quantity.high,
        kind=kind, approximate=quantity.approximate, masked=quantity.masked,
        numerator=share if kind == "percent" else "", denominator=base, grade=grade[1] if grade else "",
        yuan=_yuan(quantity), warnings=("masked_number",) if quantity.masked else (),
    )  # fmt: skip


def _yuan(quantity: Quantity) -> Decimal | None:
    if not quantity.is_money or quantity.value is None:
        return None
    scale = {"万元": 10_000, "亿元": 100_000_000}.get(quantity.unit, 1)
    return Decimal(str(quantity.value)) * scale


def _with_progress(setting: Setting, goal: TargetExpression, quantity: Quantity, place: int) -> TargetExpression:
    """「今年还要新建8家,截至5月份已建成3家」: the reported figure belongs to the goal just named in the sentence."""
    passage = setting.passage
    same_sentence = passage.clauses[passage.index_at(goal.start)].sentence == passage.clauses[place].sentence
    if not same_sentence or goal.unit != quantity.unit or goal.reached is not None:
        return goal
    clause = passage.clauses[place]
    months = next((d.months for d in find_dates(passage.plain[clause.start : clause.end]) if d.months), ())
    return replace(goal, reached=quantity.value, reached_months=months)


def _implicit(setting: Setting) -> list[TargetExpression]:
    passage = setting.passage
    targets = []
    for found in _IMPLICIT.finditer(passage.plain):
        place = passage.index_at(found.start())
        if setting.tenses[place] == "past":
            continue
        first, last = passage.trimmed(passage.clauses[place].start, passage.clauses[place].end)
        full = found["full"] is not None
        what = LEAD.sub("", passage.plain[first:last])
        target = TargetExpression(
            passage.raw[first:last], first, last, passage.raw[found.start() : found.end()], found.start(),
            found.end(), what, "%" if full else "起", "=", 100.0 if full else 0.0, kind="implicit",
        )  # fmt: skip
        targets.append(target)
    return targets


def _from_schemes(text: str, setting: Setting) -> list[TargetExpression]:
    """Each element of a spelled-out 「N个一」 is a quota of one (annotation.md: slogan_quota)."""
    targets = []
    for scheme in find_schemes(text):
        for element in scheme.elements:
            quota = _QUOTA.search(element.text)
            place = setting.passage.index_at(element.start)
            if not quota or not scheme.name.endswith(("一", "一”", '一"')) or setting.tenses[place] == "past":
                continue
            begin = element.start + quota.start()
            target = TargetExpression(
                element.text, element.start, element.end, quota.group(), begin, begin + 2, element.text, quota[1],
                "=", 1.0, kind="slogan_quota",
            )  # fmt: skip
            targets.append(target)
    return targets


def _unique(targets: list[TargetExpression]) -> list[TargetExpression]:
    taken: dict[tuple[int, int], TargetExpression] = {}
    for target in targets:
        key = (target.quantity_start, target.quantity_end)
        if key not in taken or target.kind == "slogan_quota":
            taken[key] = target
    return list(taken.values())


def _moved(target: TargetExpression, by: int) -> TargetExpression:
    return replace(
        target, start=target.start + by, end=target.end + by, quantity_start=target.quantity_start + by,
        quantity_end=target.quantity_end + by,
    )  # fmt: skip
