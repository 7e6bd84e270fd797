"""The register's line in the audit trail, the same for every kind of row."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import models

from members.models import Organization, User
from members.services.organizations import subject_of
from unionplan.core.audit import record


def note(
    action: str,
    target: models.Model,
    *,
    organization: Organization,
    by: User,
    changes: Mapping[str, Any] | None = None,
    remark: str = "",
) -> None:
    """One entry under the organization it happened in; values are written as JSON can hold them."""
    record(
        f"members.{action}",
        target=target,
        actor=by,
        organization_id=organization.pk,
        subject=subject_of(organization.pk),
        changes={name: [in_json(value) for value in pair] for name, pair in (changes or {}).items()},
        note=remark,
    )


def in_json(value: Any) -> Any:
    """Days, amounts and rows as text; what JSON knows stays as it is."""
    if value is None or isinstance(value, bool | int | str):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


def changed_fields(row: models.Model, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Name → [old, new] of what differs."""
    return {name: [getattr(row, name), value] for name, value in values.items() if getattr(row, name) != value}
