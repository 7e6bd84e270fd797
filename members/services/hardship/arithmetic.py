"""How poor a household is, line by line (rules.md 4.1). Pure arithmetic: the rules come in with their sources, nothing
is read or written here. The result is a proposal; people decide."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from members.choices.hardship import RIGID_LINES, Category, MoneyLine, Scheme
from members.services.hardship import rulebook
from members.services.hardship.rulebook import Measure
from unionplan.core.errors import DomainError

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Money:
    """One line of the household's year, in yuan."""

    kind: MoneyLine
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of a household. `persons` counts the worker; `event_loss` is what an accident or a major illness
    cost in the year (None: no such event); `years_employed` is asked of migrant workers only."""

    scheme: Scheme
    money: tuple[Money, ...]
    persons: int
    homes: int = 0
    owns_company: bool = False
    high_fee_school: bool = False
    has_vehicle: bool = False
    is_migrant: bool = False
    years_employed: Decimal = Decimal(0)
    event_loss: Decimal | None = None
    on_allowance: bool = False

    def total(self, *, rigid: bool) -> Decimal:
        return sum((line.amount for line in self.money if (line.kind in RIGID_LINES) is rigid), Decimal(0))


@dataclass(frozen=True, slots=True)
class Line:
    """One line as a person checks it: what, how it was worked out, what came out, whether a condition holds (None: it
    is no condition), and by which rule."""

    label: str
    working: str
    outcome: str
    holds: bool | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """`category` is "" when no category fits or something excludes the household."""

    category: Category | None
    lines: tuple[Line, ...]
    exclusions: tuple[str, ...] = field(default=())


Measures = Mapping[str, Measure]


def propose(situation: Situation, measures: Measures) -> Proposal:
    """Work out every line. Raises DomainError while income, persons or the local line are unknown: nothing is
    assumed."""
    _require(situation, measures)
    fitting, lines = _fitting(situation, measures)
    against = _exclusions(situation, measures)
    exclusions = tuple(line.label for line in against if line.holds is False)
    category = fitting[0] if fitting and not exclusions else None
    return Proposal(category, (*_sums(situation, measures), *lines, *against), exclusions)


def _require(situation: Situation, measures: Measures) -> None:
    if situation.persons < 1:
        raise DomainError(_("请先填写家庭人口。"))
    if not any(line.kind not in RIGID_LINES for line in situation.money):
        raise DomainError(_("请先登记家庭收入；没有收入的，登记一行 0 元。"))
    if rulebook.LIVING_LINE not in measures:
        raise DomainError(_("还没有登记当地最低生活保障标准，请先在“规则”里登记，并写明依据。"))


def _yuan(amount: Decimal) -> str:
    return f"{amount.quantize(_CENT, ROUND_HALF_UP):,.2f}"


def net_of(situation: Situation) -> Decimal:
    """What the household has in a year after what it cannot avoid."""
    return situation.total(rigid=False) - situation.total(rigid=True)


def quotient_of(situation: Situation) -> Decimal:
    """(income − rigid expenses) ÷ 12 ÷ persons, to the cent: for people to read. Comparisons use the exact numbers."""
    return (net_of(situation) / 12 / situation.persons).quantize(_CENT, ROUND_HALF_UP)


def _sum_line(label: str, situation: Situation, *, rigid: bool) -> Line:
    parts = [_yuan(line.amount) for line in situation.money if (line.kind in RIGID_LINES) is rigid]
    return Line(label, " + ".join(parts) or "0", _("%(yuan)s 元") % {"yuan": _yuan(situation.total(rigid=rigid))})


def _sums(situation: Situation, measures: Measures) -> Iterable[Line]:
    line = measures[rulebook.LIVING_LINE]
    yield _sum_line(_("家庭年收入"), situation, rigid=False)
    yield _sum_line(_("家庭年刚性支出"), situation, rigid=True)
    working = _("（%(income)s − %(rigid)s）÷ 12 ÷ %(persons)s 人") % {
        "income": _yuan(situation.total(rigid=False)),
        "rigid": _yuan(situation.total(rigid=True)),
        "persons": situation.persons,
    }
    yield Line(_("月人均余额"), working, _("%(yuan)s 元") % {"yuan": _yuan(quotient_of(situation))})
    yield Line(line.label, "", _("%(yuan)s 元") % {"yuan": _yuan(line.number)}, None, line.source)


def _fitting(situation: Situation, measures: Measures) -> tuple[list[Category], list[Line]]:
    """Categories that fit, the neediest first, and the line of each test."""
    if situation.scheme == Scheme.CURRENT:
        tests = [
            (Category.DEEP, _below(situation, measures, rulebook.DEEP, Category.DEEP, strict=True)),
            (Category.DEEP, _allowance(situation)),
            (Category.RELATIVE, _below(situation, measures, rulebook.RELATIVE, Category.RELATIVE, strict=True)),
            (Category.UNEXPECTED, _event(situation, measures)),
        ]
    else:
        older = Category.UNEXPECTED_OLDER
        hit = _below(situation, measures, rulebook.OLDER_UNEXPECTED, older, strict=False)
        tests = [
            (Category.LOW_INCOME, _low_income(situation)),
            (Category.LOW_EDGE, _below(situation, measures, rulebook.EDGE, Category.LOW_EDGE, strict=False)),
            (older, hit if hit and situation.event_loss else None),
        ]
    found = [(category, line) for category, line in tests if line is not None]
    return [category for category, line in found if line.holds], [line for _category, line in found]


def _below(situation: Situation, measures: Measures, key: str, category: Category, *, strict: bool) -> Line | None:
    """Compared without dividing, so that no rounding decides about anybody."""
    rule = measures.get(key)
    if rule is None:
        return None
    limit = measures[rulebook.LIVING_LINE].number * rule.number
    whole = limit * 12 * situation.persons
    holds = net_of(situation) < whole if strict else net_of(situation) <= whole
    mine, line = _yuan(quotient_of(situation)), _yuan(measures[rulebook.LIVING_LINE].number)
    times = f"{rule.number.normalize():f}"
    working = f"{mine} {_sign(holds, strict=strict)} {line} × {times} = {_yuan(limit)}"
    return Line(str(category.label), working, _verdict(holds), holds, rule.source)


def _sign(holds: bool, *, strict: bool) -> str:
    if strict:
        return "<" if holds else "≥"
    return "≤" if holds else ">"


def _verdict(holds: bool) -> str:
    return _("符合") if holds else _("不符合")


def _allowance(situation: Situation) -> Line | None:
    if not situation.on_allowance:
        return None
    rigid = situation.total(rigid=True)
    label = _("享受低保且仍有疾病、就学、残疾等支出")
    return Line(label, _("刚性支出 %(yuan)s 元") % {"yuan": _yuan(rigid)}, _verdict(rigid > 0), rigid > 0)


def _low_income(situation: Situation) -> Line:
    held = situation.on_allowance
    return Line(str(Category.LOW_INCOME.label), _("持有低保证：%(held)s") % {"held": _yes(held)}, _verdict(held), held)


def _said(label: str, value: bool) -> str:
    return _("%(label)s：%(value)s") % {"label": label, "value": _yes(value)}


def _yes(value: bool) -> str:
    return _("是") if value else _("否")


def _event(situation: Situation, measures: Measures) -> Line | None:
    rule = measures.get(rulebook.UNEXPECTED_SHARE)
    if rule is None or situation.event_loss is None:
        return None
    income = situation.total(rigid=False)
    holds = situation.event_loss * 100 > income * rule.number
    working = _("支出或损失 %(loss)s 元 %(sign)s 年收入 %(income)s 元 × %(share)s%%") % {
        "loss": _yuan(situation.event_loss),
        "sign": ">" if holds else "≤",
        "income": _yuan(income),
        "share": f"{rule.number.normalize():f}",
    }
    return Line(str(Category.UNEXPECTED.label), working, _verdict(holds), holds, rule.source)


def _exclusions(situation: Situation, measures: Measures) -> list[Line]:
    """Lines that must hold; a False one excludes the household."""
    homes, vehicle = measures.get(rulebook.MAX_HOMES), measures.get(rulebook.VEHICLE)
    years = measures.get(rulebook.MIGRANT_YEARS)
    lines = [
        _must(
            _("未开办企业、未雇工"),
            _said(_("开办企业或雇工"), situation.owns_company),
            not situation.owns_company,
            homes,
        ),
        _must(
            _("子女未就读高收费学校、未自费留学"),
            _said(_("高收费学校或自费留学"), situation.high_fee_school),
            not situation.high_fee_school,
            homes,
        ),
    ]
    if homes is not None:
        working = _("%(homes)s 套，上限 %(most)s 套") % {"homes": situation.homes, "most": homes.value}
        lines.insert(0, _must(_("住房套数未超过上限"), working, situation.homes <= homes.number, homes))
    if vehicle is not None and vehicle.value == "yes":
        lines.append(
            _must(_("没有机动车"), _said(_("有机动车"), situation.has_vehicle), not situation.has_vehicle, vehicle)
        )
    if situation.is_migrant and years is not None:
        working = _("已就业 %(have)s 年，须满 %(need)s 年") % {"have": situation.years_employed, "need": years.value}
        lines.append(_must(_("农民工就业年限"), working, situation.years_employed >= years.number, years))
    return lines


def _must(label: str, working: str, holds: bool, rule: Measure | None) -> Line:
    return Line(label, working, _verdict(holds), holds, rule.source if rule else "")
