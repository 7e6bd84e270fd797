"""What a member owes, counted out line by line. The statement in charging.py says the same in SQL; a test compares."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from members.choices.dues import Rounding, WageComponent
from members.models import DuesRule

_CENT = Decimal("0.01")
_JIAO = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Fee:
    """One charge with the steps it was counted in, in yuan.

    `parts` are the counted components, `base` their sum (None with a flat amount), `counted` what is left of it after
    the part below the step is dropped, `months` how many months are charged."""

    parts: tuple[tuple[WageComponent, Decimal], ...]
    base: Decimal | None
    counted: Decimal | None
    rate: Decimal
    months: int
    amount: Decimal


def fee_of(rule: DuesRule, wage: Mapping[str, Decimal | None], *, months: int = 1) -> Fee | None:
    """The dues of `months` months on this wage (rules.md 1.1): floor(base / step) x step x rate x months, or the flat
    amount; None when a counted component is unknown. `wage` maps component to yuan a month."""
    if rule.flat_amount is not None:
        return Fee((), None, None, rule.rate, months, rounded(rule.flat_amount * months, rule.rounding))
    parts = tuple((WageComponent(key), wage.get(key)) for key in rule.base)
    known = tuple((key, value) for key, value in parts if value is not None)
    if len(known) < len(parts):
        return None
    base = sum((value for _key, value in known), Decimal(0))
    counted = (base / rule.step).to_integral_value(ROUND_FLOOR) * rule.step
    return Fee(known, base, counted, rule.rate, months, rounded(counted * rule.rate * months, rule.rounding))


def rounded(amount: Decimal, how: str) -> Decimal:
    """To the 0.1 yuan where the rule says so (rules.md 1.7); cents are the smallest that is paid."""
    if how == Rounding.JIAO_DOWN:
        return amount.quantize(_JIAO, ROUND_DOWN).quantize(_CENT)
    if how == Rounding.JIAO_HALF_UP:
        return amount.quantize(_JIAO, ROUND_HALF_UP).quantize(_CENT)
    return amount.quantize(_CENT, ROUND_HALF_UP)
