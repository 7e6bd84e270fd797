"""The trace of a file: what happened and who did it, by the case number; no fact of anybody ever stands in it."""

from typing import Any

from members.models import HardshipCase, User
from unionplan.core.audit import record


def subject_of(case_id: int) -> str:
    """What the audit trail calls a file."""
    return f"hardship:{case_id}"


def note_case(what: str, case: HardshipCase, by: User | None, **changes: list[Any]) -> None:
    """One entry about a file. `changes` may name states, days and codes only."""
    record(
        f"members.hardship.{what}",
        target=case,
        actor=by,
        organization_id=case.organization_id,
        subject=subject_of(case.pk),
        changes=changes,
    )
