"""Which dues standard holds where and when, and setting a new one (rules.md 1.5 – 1.7: local practice differs)."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from members.choices.dues import NEVER_COUNTED
from members.models import DuesRule, Organization, User
from unionplan.core.audit import record
from unionplan.core.errors import DomainError


def standard_of(organization: Organization, on: date) -> DuesRule:
    """The nearest standard on the way up. Raises DomainError when there is none, not even a national one."""
    rule = DuesRule.objects.in_force(on).holding_for(organization).select_related("organization").first()
    if rule is None:
        raise DomainError(_("“%(organization)s”没有会费标准。") % {"organization": organization.label})
    return rule


def standards_of(organization: Organization) -> list[DuesRule]:
    """Everything that holds or held for the organization, nearest and newest first."""
    return list(DuesRule.objects.holding_for(organization).select_related("organization"))


@transaction.atomic
def set_standard(*, organization: Organization, starts_on: date, by: User, **values: Any) -> DuesRule:
    """From the first day of that month on this standard holds here and below; the one before ends the day before.
    Raises DomainError for what never counts (rules.md 1.3) and for a day that is not after the last standard's."""
    if NEVER_COUNTED & set(values.get("base") or ()):
        raise DomainError(_("奖金和津贴补贴不计入会费基数。"), field="base")
    if starts_on.day != 1:
        raise DomainError(_("会费标准从某月1日起生效。"), field="starts_on")
    earlier = DuesRule.objects.select_for_update().filter(organization=organization)
    if earlier.filter(starts_on__gte=starts_on).exists():
        raise DomainError(_("已有从这一天或更晚起生效的标准，请先核对。"), field="starts_on")
    earlier.in_force(starts_on).update(ends_on=starts_on - timedelta(days=1))
    rule = DuesRule.objects.create(organization=organization, starts_on=starts_on, **values)
    record(
        "members.dues.standard_set",
        target=rule,
        actor=by,
        organization_id=organization.pk,
        changes={"rate": ["", str(rule.rate)], "starts_on": ["", starts_on.isoformat()]},
    )
    return rule
