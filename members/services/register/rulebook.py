"""The rules of the register (rules.md §8): their keys, and which value holds for many unions at once."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.models import Organization, Rule
from members.services.rules import RuleKey, register
from unionplan.core.errors import DomainError

SALES_THRESHOLD = "register.setup_sales_threshold"
UNION_MEMBERS = "register.union_min_members"
WOMEN_COMMITTEE = "register.women_committee_min"
TERM_YEARS = "register.term_years"
CANDIDATE_SURPLUS = "register.candidate_surplus"
PRESENT_SHARE = "register.present_share"
ELECTED_SHARE = "register.elected_share"
AUDIT_INCOMPATIBLE = "register.audit_incompatible"


def fraction_value(text: str) -> str:
    """A share as stored: 2/3, 0.05. Raises DomainError for anything else."""
    try:
        share = Fraction(text.strip())
    except (ValueError, ZeroDivisionError) as error:
        raise DomainError(_("请填写 0 到 1 之间的比例，例如 2/3 或 0.05。"), field="value") from error
    if not 0 <= share <= 1:
        raise DomainError(_("请填写 0 到 1 之间的比例，例如 2/3 或 0.05。"), field="value")
    return text.strip()


def count_value(text: str) -> str:
    """A whole number from 1, as stored."""
    if not text.strip().isdecimal() or int(text) < 1:
        raise DomainError(_("请填写大于 0 的整数。"), field="value")
    return str(int(text))


def years_value(text: str) -> list[int]:
    """3、5 as [3, 5]."""
    parts = [part.strip() for part in text.replace("、", ",").replace("，", ",").split(",")]
    if not all(part.isdecimal() and 1 <= int(part) <= 10 for part in parts):
        raise DomainError(_("请填写年数，例如 3、5。"), field="value")
    return sorted({int(part) for part in parts})


# What a member of an audit committee must not be.
INCOMPATIBLE = {
    "finance": gettext_lazy("工会财务人员不任经审委员"),
    "chair_heads": gettext_lazy("工会主席不兼任经审主任"),
}


def incompatible_value(text: str) -> list[str]:
    """The keys of INCOMPATIBLE that hold, separated by commas."""
    wanted = [part.strip() for part in text.replace("，", ",").split(",") if part.strip()]
    if unknown := sorted(set(wanted) - INCOMPATIBLE.keys()):
        raise DomainError(_("没有这一项：%(names)s。") % {"names": _("、").join(unknown)}, field="value")
    return wanted


def register_rules() -> None:
    """Make the register's rules known to the rule pages."""
    for key in _KEYS:
        register(key)


_KEYS = (
    RuleKey(
        SALES_THRESHOLD,
        gettext_lazy("必须建会的年销售额"),
        gettext_lazy("年销售额达到这个数的企业必须组建工会；由各地规定，没有全国统一的数。"),
        unit=gettext_lazy("元"),
        show=lambda value: f"{Decimal(value):,f}",
    ),
    RuleKey(
        UNION_MEMBERS,
        gettext_lazy("建立基层工会委员会的会员数"),
        gettext_lazy("会员达到这个数应当建立基层工会委员会；不足的可以单独建立，也可以联合建立。"),
        unit=gettext_lazy("人"),
        read=count_value,
    ),
    RuleKey(
        WOMEN_COMMITTEE,
        gettext_lazy("建立女职工委员会的女会员数"),
        gettext_lazy("女会员达到这个数应当建立女职工委员会；不足的设女职工委员。"),
        unit=gettext_lazy("人"),
        read=count_value,
    ),
    RuleKey(
        TERM_YEARS,
        gettext_lazy("工会委员会每届任期"),
        gettext_lazy("可以选用的年数。"),
        unit=gettext_lazy("年"),
        read=years_value,
        show=lambda value: "、".join(str(years) for years in value),
    ),
    RuleKey(
        CANDIDATE_SURPLUS,
        gettext_lazy("选举的差额比例"),
        gettext_lazy("候选人比应选人数至少多出的比例。"),
        read=fraction_value,
    ),
    RuleKey(
        PRESENT_SHARE,
        gettext_lazy("选举到会的比例"),
        gettext_lazy("应到人数中至少到会的比例。"),
        read=fraction_value,
    ),
    RuleKey(
        ELECTED_SHARE,
        gettext_lazy("当选得票的比例"),
        gettext_lazy("得票须超过应到人数的这个比例。"),
        read=fraction_value,
    ),
    RuleKey(
        AUDIT_INCOMPATIBLE,
        gettext_lazy("经费审查委员会的任职回避"),
        gettext_lazy("哪些人不能任经审委员或主任；填写 finance、chair_heads，用逗号分开。"),
        read=incompatible_value,
        show=lambda value: "、".join(str(INCOMPATIBLE[key]) for key in value),
    ),
)


def nearest_rules(key: str, organizations: Iterable[Organization], on: date) -> dict[int, Rule | None]:
    """For each organization (by id) the rule that holds on that day: its own, else the nearest above, else the national
    one, else None. One query, whatever the number."""
    bodies = {body.pk: body for body in organizations}
    paths = sorted({str(body.path) for body in bodies.values()})
    rules = Rule.objects.filter(key=key).in_force(on).select_related("organization")
    near = [
        rule
        for rule in rules
        if rule.organization is None or any(f"{path}.".startswith(f"{rule.organization.path}.") for path in paths)
    ]
    near.sort(key=lambda rule: (rule.organization.depth if rule.organization else -1, rule.effective_from))
    return {pk: _last_for(near, body) for pk, body in bodies.items()}


def _last_for(rules: list[Rule], body: Organization) -> Rule | None:
    holding = [rule for rule in rules if rule.organization is None or body.lies_within(rule.organization.path)]
    return holding[-1] if holding else None


def rules_of(keys: Iterable[str], organization: Organization, on: date) -> dict[str, Rule]:
    """The rules that hold for one organization, by key; keys nobody has given a value are missing. One query."""
    rows = Rule.objects.filter(key__in=list(keys)).in_force(on).holding_for(organization)
    found: dict[str, Rule] = {}
    for rule in rows:
        found.setdefault(rule.key, rule)
    return found


def source_of(rule: Rule) -> str:
    """《工会法》第十条, as findings quote it."""
    return f"{rule.source_document}{rule.source_clause}"


def yuan_in_words(amount: Any) -> str:
    """8000000 → 800 万元; below ten thousand in yuan."""
    value = Decimal(amount)
    if value >= 10_000:
        return _("%(amount)s 万元") % {"amount": f"{value / 10_000:,.2f}".rstrip("0").rstrip(".")}
    return _("%(amount)s 元") % {"amount": f"{value:,.2f}".rstrip("0").rstrip(".")}
