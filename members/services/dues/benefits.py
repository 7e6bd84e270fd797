"""No benefits without dues (rules.md 1.8): a dated rule gifts and visits ask before they give."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.models import DuesRecord, Member, Rule
from members.services import rules
from unionplan.core.errors import DomainError

BENEFITS = "dues.benefits_months"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether collective benefits may be given, by which rule and clause, and how many months are unpaid. Without a
    rule for the member's organization nothing is refused."""

    allowed: bool
    rule: Rule | None
    clause: str
    months: int


def benefits_allowed(member: Member, on: date) -> Verdict:
    """Ask the rule that holds where the member is at home on that day; two or three queries."""
    rule = rules.rule_for(BENEFITS, member.home, on) if member.home else None
    months = unpaid_months_of(member, on)
    if rule is None:
        return Verdict(True, None, "", months)
    clause = f"{rule.source_document} {rule.source_clause}".strip()
    return Verdict(months < int(rule.value), rule, clause, months)


def unpaid_months_of(member: Member, on: date) -> int:
    """All months the member was charged for, should have paid by now and has not."""
    behind = DuesRecord.objects.in_arrears(on).filter(member=member)
    return behind.aggregate(months=Sum("months"))["months"] or 0


def months_value(text: str) -> int:
    """A whole number of months, at least 1, as an officer types it."""
    if not text.strip().isdecimal() or int(text) < 1:
        raise DomainError(_("请填写整月数，至少为 1。"), field="value")
    return int(text)


def register_benefits() -> None:
    """Make the rule known to the page of rules."""
    rules.register(
        rules.RuleKey(
            key=BENEFITS,
            label=gettext_lazy("欠缴会费不享受集体福利"),
            explanation=gettext_lazy("欠缴满几个月起，不发放节日慰问品等集体福利；没有登记这条规则时不限制。"),
            unit=gettext_lazy("个月"),
            read=months_value,
        )
    )
