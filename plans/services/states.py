"""The state of an item. The allowed moves are data (`NEXT_ITEM_STATES`), so page, API and test read the same table."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import User
from plans.enums import NEXT_ITEM_STATES, STATES_WITH_REASON, EditKind, ItemState
from plans.models import PlanItem
from plans.services.following import reminders_follow
from plans.services.locking import check_version, lock_item
from plans.services.trace import Changes, add_revision, add_step, audit
from plans.services.windows import WindowInput, as_json, from_json, inputs_of, period_of, words_of, write_windows
from unionplan.core.errors import DomainError


@transaction.atomic
def change_item_state(
    *,
    item_id: int,
    to: ItemState,
    by: User,
    reason: str = "",
    windows: Sequence[WindowInput] = (),
    expected_version: int | None = None,
) -> PlanItem:
    """Mark progress. Postponing asks for a reason and the new time, cancelling for a reason.

    Marking progress is the life of an approved plan, not a change of its text: only a postponement or a cancellation
    shows as a revision. Raises EditConflictError when somebody saved first, DomainError for a move that is not allowed,
    a missing reason or time, an item that has items below it, or a locked plan.
    """
    item = lock_item(item_id)
    check_version(item, expected_version, {"state": str(to), "reason": reason, "windows": words_of(windows)})
    _check_move(item, to, reason.strip(), windows)
    snapshot = _snapshot(item)
    before = ItemState(item.state)
    changes: Changes = {"state": [str(before), str(to)]}
    if windows:
        changes["windows"] = [words_of(inputs_of(item.windows.all())), words_of(windows)]
    _write(
        item,
        to=to,
        reason=reason.strip() if to in STATES_WITH_REASON else "",
        at=timezone.now(),
        windows=windows or None,
    )
    audit("plans.item.state_changed", plan=item.plan, target=item, by=by, changes=changes, note=reason.strip())
    undo = {"op": "set_state", "item": item.pk, **snapshot}
    add_step(item.plan, by=by, kind=EditKind.STATE, label=f"{item.title}", undo=undo, rows=[item])
    if to in STATES_WITH_REASON:
        add_revision(item.plan, target=item, by=by, reason=reason, changes=changes)
    reminders_follow(item.plan, [item.pk])
    return item


def _check_move(item: PlanItem, to: ItemState, reason: str, windows: Sequence[WindowInput]) -> None:
    before = ItemState(item.state)
    if item.has_children:
        raise DomainError(_("有下级事项的条目按下级汇总，不单独登记状态。"), field="state")
    if to not in NEXT_ITEM_STATES[before]:
        raise DomainError(
            _("“%(before)s”的事项不能改为“%(after)s”。") % {"before": before.label, "after": to.label}, field="state"
        )
    if to in STATES_WITH_REASON and not reason:
        raise DomainError(_("改为“%(state)s”请写明原因。") % {"state": to.label}, field="reason")
    if to == ItemState.POSTPONED and not windows:
        raise DomainError(_("延期请写明新的时间。"), field="text")


def _snapshot(item: PlanItem) -> dict[str, Any]:
    """Everything a state change may overwrite, as JSON."""
    return {
        "state": item.state,
        "state_reason": item.state_reason,
        "state_changed_at": _iso(item.state_changed_at),
        "done_at": _iso(item.done_at),
        "windows": as_json(inputs_of(item.windows.all())),
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _write(
    item: PlanItem, *, to: ItemState, reason: str, at: datetime | None, windows: Sequence[WindowInput] | None
) -> None:
    item.state = to
    item.state_reason = reason
    item.state_changed_at = at
    item.done_at = at if to == ItemState.DONE else None
    item.version += 1
    item.save(update_fields=["state", "state_reason", "state_changed_at", "done_at", "version", "updated_at"])
    if windows is not None:
        write_windows({item: windows}, period=period_of(item.plan))


@transaction.atomic
def put_state_back(*, item_id: int, kept: Mapping[str, Any], by: User, reason: str = "") -> PlanItem:
    """Take a state change back: state, reason, moments and times become what they were (`kept`, from the step)."""
    item = lock_item(item_id)
    snapshot = _snapshot(item)
    changes: Changes = {"state": [item.state, kept["state"]]}
    windows = from_json(kept["windows"])
    moment = _moment(kept["done_at"]) or _moment(kept["state_changed_at"])
    _write(item, to=ItemState(kept["state"]), reason=kept["state_reason"], at=moment, windows=windows)
    audit("plans.item.state_changed", plan=item.plan, target=item, by=by, changes=changes, note=reason)
    undo = {"op": "set_state", "item": item.pk, **snapshot}
    add_step(item.plan, by=by, kind=EditKind.STATE, label=item.title, undo=undo, rows=[item])
    reminders_follow(item.plan, [item.pk])
    return item
