"""The roll of policies: who is covered, whose cover runs out, whose has run out; and taking a mistaken one away."""

from datetime import date
from enum import StrEnum

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.models import Policy, User
from members.models.insurance import PolicyQuerySet
from unionplan.core.audit import record
from unionplan.core.errors import DomainError


class Roll(StrEnum):
    """Which policies a list shows."""

    CURRENT = "current"
    ENDING = "ending"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"


ROLL_LABELS: dict[Roll, str | Promise] = {
    Roll.CURRENT: gettext_lazy("保障中"),
    Roll.ENDING: gettext_lazy("90 天内到期"),
    Roll.LAPSED: gettext_lazy("已到期未续保"),
    Roll.CANCELLED: gettext_lazy("已注销"),
}


def roll_of(user: User, roll: Roll, *, today: date) -> PolicyQuerySet:
    """Policies this person may see, with what a list shows; those that end first come first."""
    rows = Policy.objects.visible_to(user).select_related("member", "organization", "scheme")
    chosen = {
        Roll.CURRENT: lambda: rows.in_force(today),
        Roll.ENDING: lambda: rows.ending(today),
        Roll.LAPSED: lambda: rows.lapsed(today),
        Roll.CANCELLED: lambda: rows.filter(cancelled_on__isnull=False),
    }[roll]()
    return chosen.order_by("expires_on", "member__pinyin", "pk")


@transaction.atomic
def cancel_policy(*, policy_id: int, because: str, on: date, by: User) -> Policy:
    """Take a policy away that was entered by mistake. Refused where a claim rests on it or it is cancelled already."""
    policy = Policy.objects.select_for_update().get(pk=policy_id)
    if policy.cancelled_on is not None:
        raise DomainError(_("这份参保记录已经注销。"))
    if not because.strip():
        raise DomainError(_("请说明注销的原因。"), field="because")
    if policy.claims.exists():
        raise DomainError(_("这份参保已有理赔，不能注销。"))
    policy.cancelled_on, policy.cancelled_because = on, because.strip()[:120]
    policy.save(update_fields=["cancelled_on", "cancelled_because"])
    record(
        "members.policy.cancelled",
        target=policy,
        actor=by,
        organization_id=policy.organization_id,
        note=policy.cancelled_because,
    )
    return policy
