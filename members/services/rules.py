"""Which value of a rule holds where and when. Each area registers the keys it asks for; officers keep the values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from members.choices.rules import RuleArea
from members.models import Organization, Rule, User
from unionplan.core.audit import record
from unionplan.core.errors import DomainError


class NoRuleError(DomainError):
    """Nobody on the way up has said which value holds on that day."""

    code = "no_rule"


@dataclass(frozen=True, slots=True)
class RuleKey:
    """One rule officers can give values to.

    `read` turns what was typed into the JSON value that is stored (raises DomainError with a sentence) and `show` turns
    a stored value into words; `unit` stands beside the input (元, %, 个月)."""

    key: str
    label: str | Promise
    explanation: str | Promise
    unit: str | Promise = ""
    read: Callable[[str], Any] = field(default=lambda text: decimal_value(text))
    show: Callable[[Any], str] = field(default=lambda value: str(value))
    choices: Mapping[str, str | Promise] = field(default_factory=dict)

    @property
    def area(self) -> RuleArea:
        """Under which heading officers look for it."""
        prefix = self.key.partition(".")[0]
        return RuleArea(prefix) if prefix in RuleArea.values else RuleArea.OTHER

    def words_for(self, value: Any) -> str:
        """A stored value as people read it, with its unit."""
        shown = str(self.choices.get(str(value), "")) or self.show(value)
        return f"{shown} {self.unit}".strip()


@dataclass(frozen=True, slots=True)
class EffectiveRule:
    """What holds in an organization for one key on a day; `rule` is None where nobody has said."""

    key: RuleKey
    rule: Rule | None
    organization: Organization

    @property
    def is_own(self) -> bool:
        return self.rule is not None and self.rule.organization_id == self.organization.pk

    @property
    def in_words(self) -> str:
        return self.key.words_for(self.rule.value) if self.rule is not None else ""


_keys: dict[str, RuleKey] = {}


def register(key: RuleKey) -> None:
    """Make a rule known to this process; registering the same key again replaces it."""
    _keys[key.key] = key


def registered() -> tuple[RuleKey, ...]:
    """Every rule, in the order of registration."""
    return tuple(_keys.values())


def known(key: str) -> RuleKey | None:
    """The rule of that key, or None."""
    return _keys.get(key)


def decimal_value(text: str) -> str:
    """A number as stored in JSON: text, so that no cent is lost. Raises DomainError for anything that is no number."""
    try:
        number = Decimal(text.strip())
    except InvalidOperation as error:
        raise DomainError(_("请填写数字，例如 0.5。"), field="value") from error
    if not number.is_finite():
        raise DomainError(_("请填写数字，例如 0.5。"), field="value")
    return str(number)


def rule_for(key: str, organization: Organization, on: date) -> Rule | None:
    """The rule that holds for the organization on that day: its own, else the nearest above, else the national one."""
    return Rule.objects.filter(key=key).in_force(on).holding_for(organization).first()


def value_of(key: str, organization: Organization, on: date) -> Any:
    """The stored value of the rule that holds. Raises NoRuleError, naming the rule, when nobody has said."""
    rule = rule_for(key, organization, on)
    if rule is None:
        label = known(key)
        raise NoRuleError(
            _("“%(organization)s”在 %(on)s 没有可用的规则“%(rule)s”，请先在“规则”里登记。")
            % {"organization": organization.label, "on": on.isoformat(), "rule": label.label if label else key}
        )
    return rule.value


def decimal_of(key: str, organization: Organization, on: date) -> Decimal:
    """`value_of` for a rule that is a number."""
    return Decimal(value_of(key, organization, on))


def effective_rules(organization: Organization, on: date) -> list[EffectiveRule]:
    """Every registered rule with what holds there on that day: one query."""
    nearest: dict[str, Rule] = {}
    for rule in Rule.objects.in_force(on).holding_for(organization).select_related("organization"):
        nearest.setdefault(rule.key, rule)
    return [EffectiveRule(key, nearest.get(key.key), organization) for key in registered()]


def history_of_rule(key: str, organization: Organization) -> list[Rule]:
    """Every value that was, is or will be in force for the organization: its own, those above it and the national."""
    return list(Rule.objects.filter(key=key).holding_for(organization).select_related("organization"))


@transaction.atomic
def set_rule(
    *,
    key: str,
    organization: Organization,
    value: Any,
    effective_from: date,
    source_document: str,
    by: User,
    source_clause: str = "",
    note: str = "",
) -> Rule:
    """From that day on this value holds in the organization; the one before ends the day before. Raises DomainError
    when a value from that day or a later one is there already: history is added to, not rewritten."""
    earlier = Rule.objects.select_for_update().filter(key=key, organization=organization)
    if earlier.filter(effective_from__gte=effective_from).exists():
        raise DomainError(_("已有从这一天或更晚起生效的值，请先核对。"), field="effective_from")
    open_ended = earlier.in_force(effective_from)
    open_ended.update(effective_to=effective_from - timedelta(days=1))
    rule = Rule.objects.create(
        key=key,
        organization=organization,
        value=value,
        effective_from=effective_from,
        source_document=source_document,
        source_clause=source_clause,
        note=note,
    )
    record(
        "members.rule.set",
        target=rule,
        actor=by,
        organization_id=organization.pk,
        changes={"value": ["", value], "effective_from": ["", effective_from.isoformat()]},
    )
    return rule
