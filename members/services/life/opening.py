"""Opening a sealed health fact: who, when and why is recorded in the same transaction (product.md, Scope)."""

from django.db import models, transaction

from members.choices.life import OpenReason
from members.models import User
from unionplan.core.audit import record
from unionplan.core.sealed import Secret


@transaction.atomic
def open_health_fact(*, target: models.Model, column: str, organization_id: int, reason: OpenReason, by: User) -> str:
    """The sealed text of `column`; the reason is one of a list, so that the trail repeats no fact."""
    secret: Secret = getattr(target, column)
    record("members.health.opened", target=target, actor=by, organization_id=organization_id, note=str(reason.label))
    return secret.reveal()
