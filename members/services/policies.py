"""Which reminder rule holds where: the organization's own, else the nearest one above, else the built-in default."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import Organization, ReminderPolicy, User
from members.services import kinds
from members.services.planning import ask_replan_below
from unionplan.core.audit import record
from unionplan.core.calendar import at_nine, on_or_before_workday
from unionplan.core.errors import DomainError

MAX_DAYS = 365

# For each organization and rule the policy kept nearest on the way up; one index look-up per level of the tree.
_NEAREST = """
    SELECT DISTINCT ON (o.id, p.kind) o.id, p.kind, p.is_enabled, p.days_before, a.id, a.name
    FROM members_organization o
    JOIN members_organization a ON a.path @> o.path
    JOIN members_reminderpolicy p ON p.organization_id = a.id
    WHERE o.id = ANY(%s)
    ORDER BY o.id, p.kind, nlevel(a.path) DESC
"""


@dataclass(frozen=True, slots=True)
class EffectivePolicy:
    """What holds in one organization for one rule, and whose decision it is (None: the built-in default)."""

    rule: kinds.Rule
    is_enabled: bool
    days: tuple[int, ...]
    source_id: int | None = None
    source_name: str = ""

    def moments_before(self, day: date) -> Iterator[tuple[int, datetime]]:
        """When to remind of something on that day: how many days before, and nine o'clock of the workday on or before
        it (product.md, Reminders: moved earlier, never later). Nothing while the rule is switched off."""
        for ahead in self.days if self.is_enabled else ():
            yield ahead, at_nine(on_or_before_workday(day - timedelta(days=ahead)))

    @property
    def in_words(self) -> str:
        """提前 14、3、1 天, in the active language."""
        return str(self.rule.phrase) % {"days": _("、").join(str(day) for day in self.days)}


def effective_policies(organization_ids: Iterable[int]) -> Mapping[tuple[int, str], EffectivePolicy]:
    """The policy in force for every organization and registered rule: one query, whatever the number."""
    ids = list(organization_ids)
    found = {(pk, rule.key): EffectivePolicy(rule, True, rule.default_days) for pk in ids for rule in kinds.rules()}
    with connection.cursor() as cursor:
        cursor.execute(_NEAREST, [ids])
        for pk, key, is_enabled, days, source_id, source_name in cursor.fetchall():
            if (pk, key) in found:
                rule = found[pk, key].rule
                found[pk, key] = EffectivePolicy(rule, is_enabled, tuple(days), source_id, source_name)
    return found


@transaction.atomic
def set_policy(*, organization: Organization, rule_key: str, is_enabled: bool, days: Sequence[int], by: User) -> None:
    """Decide for an organization and everything below it that has not decided itself. Waiting reminders follow with
    the next tick; DomainError when the rule is unknown or the days make no sense."""
    rule = _rule_or_refuse(rule_key)
    wanted = sorted(set(days), reverse=True)
    if is_enabled and not wanted:
        raise DomainError(_("请至少写一个天数，或者关闭这项提醒。"), field="days")
    if wanted and not rule.least <= wanted[-1] <= wanted[0] <= MAX_DAYS:
        limits = {"least": rule.least, "most": MAX_DAYS}
        raise DomainError(_("天数应在 %(least)s 到 %(most)s 之间。") % limits, field="days")
    before = effective_policies([organization.pk])[organization.pk, rule.key]
    policy, _created = ReminderPolicy.objects.update_or_create(
        organization=organization, kind=rule.key, defaults={"is_enabled": is_enabled, "days_before": wanted}
    )
    record(
        "members.policy.changed",
        target=policy,
        actor=by,
        organization_id=organization.pk,
        changes={
            "is_enabled": [before.is_enabled, is_enabled],
            "days_before": [list(before.days), wanted],
        },
    )
    ask_replan_below([organization.path], now=timezone.now())


@transaction.atomic
def inherit_policy(*, organization: Organization, rule_key: str, by: User, now: datetime | None = None) -> None:
    """Give up the organization's own decision: what is decided above, or the default, holds again."""
    rule = _rule_or_refuse(rule_key)
    policy = ReminderPolicy.objects.filter(organization=organization, kind=rule.key).first()
    if policy is None:
        return
    before = list(policy.days_before)
    record(
        "members.policy.inherited",
        target=policy,
        actor=by,
        organization_id=organization.pk,
        changes={"days_before": [before, None]},
    )
    policy.delete()
    ask_replan_below([organization.path], now=now or timezone.now())


def _rule_or_refuse(key: str) -> kinds.Rule:
    rule = kinds.rule(key)
    if rule is None:
        raise DomainError(_("没有这种提醒规则。"))
    return rule
