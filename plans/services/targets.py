"""Targets of items: what is promised in numbers (systems.md PL-07)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from members.models import User
from plans.enums import Comparator, EditKind, TargetKind
from plans.models import PlanItem, Target
from plans.services.locking import check_version, lock_item
from plans.services.trace import check_reason, leave_trace
from unionplan.core.errors import DomainError

_QUOTES = str.maketrans("", "", "“”‘’\"'《》")  # the words counted are kept without them


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetInput:
    """A target to be kept. `value` None means the number is still open, which is not zero."""

    text: str = ""
    metric: str = ""
    kind: str = TargetKind.COUNT
    comparator: str = Comparator.AT_LEAST
    value: Decimal | None = None
    value_max: Decimal | None = None
    unit: str = ""
    is_approximate: bool = False


def target_rows(item: PlanItem, targets: Sequence[TargetInput]) -> list[Target]:
    """Unsaved rows of one item's targets. Pure: no query."""
    return [
        Target(item=item, position=position, **{**asdict(given), "text": given.text or describe_target(given)})
        for position, given in enumerate(targets)
    ]


def describe_target(target: Target | TargetInput) -> str:
    """A target in words: 发展会员 ≥ 30 人; an open number as 待定."""
    return " ".join(part for part in (target.metric, _amount(target, " "), str(target.unit)) if part)


def brief_target(target: Target | TargetInput, beside: str) -> str:
    """A target as a chip beside the words `beside`: ≥30人, 2—3个, 待定.

    What is counted is named only where those words do not say it already; a milestone without a number is its own
    words."""
    if target.value is None and target.kind == TargetKind.MILESTONE:
        return target.text or target.metric
    amount = _("待定") if target.value is None else f"{_amount(target, '')}{target.unit}"
    said = target.metric in beside.translate(_QUOTES)
    return amount if said else f"{target.metric} {amount}"


def _amount(target: Target | TargetInput, gap: str) -> str:
    value = _number(target.value)
    match target.comparator:
        case Comparator.RANGE:
            return f"{value}—{_number(target.value_max)}"
        case Comparator.AT_LEAST:
            return f"≥{gap}{value}"
        case Comparator.AT_MOST:
            return f"≤{gap}{value}"
        case _other:
            return value


def _number(value: Decimal | None) -> str:
    if value is None:
        return _("待定")
    return number_format(value.normalize() if value % 1 else value.to_integral_value(), use_l10n=True)


def inputs_of(targets: Iterable[Target]) -> list[TargetInput]:
    """Kept targets as they were given, to be put back by undo."""
    names = [field.name for field in fields(TargetInput)]
    return [TargetInput(**{name: getattr(target, name) for name in names}) for target in targets]


def as_json(targets: Sequence[TargetInput]) -> list[dict[str, Any]]:
    """Plain values for an undo step."""
    return [
        {name: str(value) if isinstance(value, Decimal) else value for name, value in asdict(given).items()}
        for given in targets
    ]


def from_json(kept: Sequence[Mapping[str, Any]]) -> list[TargetInput]:
    """What `as_json` wrote."""
    return [TargetInput(**{name: _value(name, value) for name, value in given.items()}) for given in kept]


def _value(name: str, kept: Any) -> Any:
    return Decimal(kept) if name in {"value", "value_max"} and kept is not None else kept


def words_of(targets: Sequence[TargetInput]) -> str:
    """All targets of an item as one line of text."""
    return "；".join(given.text or describe_target(given) for given in targets)


def _check(targets: Sequence[TargetInput]) -> None:
    for given in targets:
        is_range = given.comparator == Comparator.RANGE
        if is_range and (given.value is None or given.value_max is None):
            raise DomainError(_("区间目标请写明下限和上限。"), field="value_max")
        if given.value_max is not None and given.value is not None and given.value_max < given.value:
            raise DomainError(_("上限不能小于下限。"), field="value_max")


@transaction.atomic
def set_targets(
    *,
    item_id: int,
    targets: Sequence[TargetInput],
    by: User,
    expected_version: int | None = None,
    reason: str = "",
) -> PlanItem:
    """Give an item other targets.

    Raises EditConflictError when somebody saved first, DomainError for a range without limits, a locked plan or a
    missing reason.
    """
    item = lock_item(item_id)
    before = inputs_of(item.targets.all())
    check_version(item, expected_version, {"targets": words_of(targets)})
    _check(targets)
    if before == list(targets):
        return item
    check_reason(item.plan, reason)
    item.targets.all().delete()
    Target.objects.bulk_create(target_rows(item, targets))
    item.version += 1
    item.save(update_fields=["version", "updated_at"])
    leave_trace(
        "plans.item.targets_changed",
        plan=item.plan,
        target=item,
        by=by,
        kind=EditKind.EDIT,
        undo={"op": "set_targets", "item": item.pk, "targets": as_json(before)},
        rows=[item],
        changes={"targets": [words_of(before), words_of(targets)]},
        reason=reason,
    )
    return item
