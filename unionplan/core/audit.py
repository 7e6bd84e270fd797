"""Writing the audit trail. Services call `record` inside their own transaction: row and trace are saved together."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import pghistory
from django.db import models

from unionplan.core.enums import Channel
from unionplan.core.models import AuditEntry

_channel: ContextVar[Channel] = ContextVar("audit_channel", default=Channel.JOB)


@contextmanager
def acting(*, actor_id: int | None, channel: Channel) -> Iterator[None]:
    """Everything written inside came this way in; the row history carries the same facts."""
    token = _channel.set(channel)
    try:
        with pghistory.context(user=actor_id, channel=str(channel)):
            yield
    finally:
        _channel.reset(token)


def record(
    action: str,
    *,
    target: models.Model,
    actor: Any,
    organization_id: int | None = None,
    subject: str = "",
    changes: dict[str, list[Any]] | None = None,
    note: str = "",
) -> AuditEntry:
    """Add one entry. `changes` maps a field's name to [old, new] as JSON values; `actor` is a user or None (system)."""
    return AuditEntry.objects.create(
        actor=actor,
        actor_label=str(actor) if actor is not None else "",
        channel=_channel.get(),
        action=action,
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        target_label=str(target)[:300],
        organization_id=organization_id,
        subject=subject,
        changes=changes or {},
        note=note,
    )
