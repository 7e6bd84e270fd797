"""Correcting a preview: texts, times, targets, kinds of sections, what stays out, which doubts are settled.

Each part of a draft carries its own version: two people who correct different items never hinder each other, and the
second to save the same item sees both texts.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.enums import SectionType
from plans.models import ImportPreview
from plans.services import targets as target_service
from plans.services import windows as window_service
from plans.services.drafts import DraftNode, PlanDraft
from plans.services.imports.confirming import Head, check_alive, lock_preview
from plans.services.items import checked_title
from plans.services.targets import TargetInput
from plans.services.windows import WindowInput
from unionplan.core.errors import DomainError, EditConflictError

_TIME_CODES = frozenset({"unknown_time", "masked_month", "undefined_festivals", "festival_outside_month"})
_TARGET_CODES = frozenset({"masked_number", "lost_dash", "blank"})


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeChange:
    """New words, times and targets of an item; None leaves a part as it is."""

    title: str
    body: str | None = None
    windows: Sequence[WindowInput] | None = None
    targets: Sequence[TargetInput] | None = None


@contextmanager
def _open_draft(preview_id: UUID) -> Iterator[PlanDraft]:
    """The draft of a live preview, held for change and written back at the end."""
    with transaction.atomic():
        preview = lock_preview(preview_id)
        if preview.plan_id is not None:
            raise DomainError(_("这份预览已经建立计划，请在计划页面修改。"))
        check_alive(preview, now=timezone.now())
        draft = PlanDraft.from_dict(preview.draft)
        yield draft
        preview.draft = draft.to_dict()
        preview.version += 1
        preview.save(update_fields=["draft", "version"])


def _node(draft: PlanDraft, key: str) -> DraftNode:
    try:
        return draft.node(key)
    except KeyError as error:
        raise ImportPreview.DoesNotExist(key) from error


def change_node(*, preview_id: UUID, key: str, change: NodeChange, expected_version: int | None = None) -> DraftNode:
    """Correct an item; doubts about its time or numbers count as settled once a person wrote them.

    Raises EditConflictError (`current` the node as it stands) when somebody saved first, DomainError for an empty title
    or a preview that is over, ImportPreview.DoesNotExist for an unknown preview or item.
    """
    with _open_draft(preview_id) as draft:
        node = _node(draft, key)
        _check_version(node, expected_version, _plain(change))
        node.title = checked_title(change.title)
        node.body = node.body if change.body is None else change.body.strip()
        if change.windows is not None:
            node.windows = window_service.as_json(change.windows)
            _settle(draft, key, _TIME_CODES)
        if change.targets is not None:
            node.targets = target_service.as_json(change.targets)
            _settle(draft, key, _TARGET_CODES)
        node.version += 1
        return node


def _check_version(node: DraftNode, expected: int | None, yours: dict[str, Any]) -> None:
    if expected is not None and node.version != expected:
        raise EditConflictError(
            _("您打开之后有人先保存了。您填写的内容没有丢失，请比较后决定。"), current=node, yours=yours
        )


def _plain(change: NodeChange) -> dict[str, Any]:
    return {
        "title": change.title,
        "windows": window_service.words_of(change.windows or ()),
        "targets": target_service.words_of(change.targets or ()),
    }


def _settle(draft: PlanDraft, key: str, codes: frozenset[str]) -> None:
    for warning in draft.warnings:
        if warning.node == key and warning.code in codes:
            warning.settled = True


def retype_section(
    *, preview_id: UUID, key: str, section_type: SectionType, expected_version: int | None = None
) -> DraftNode:
    """Give a heading another canonical kind; below a text kind nothing is scheduled.

    Raises as `change_node` does.
    """
    with _open_draft(preview_id) as draft:
        node = _node(draft, key)
        _check_version(node, expected_version, {"section_type": str(section_type)})
        node.section_type = section_type
        node.version += 1
        for warning in draft.warnings:
            if warning.node == key and warning.code == "past_section":
                warning.settled = True
        return node


def drop_node(*, preview_id: UUID, key: str) -> DraftNode:
    """Leave a part out of the plan with everything below it; it stays in the preview and can come back."""
    return _set_dropped(preview_id, key, dropped=True)


def keep_node(*, preview_id: UUID, key: str) -> DraftNode:
    """Take a part that was left out into the plan again."""
    return _set_dropped(preview_id, key, dropped=False)


def _set_dropped(preview_id: UUID, key: str, *, dropped: bool) -> DraftNode:
    with _open_draft(preview_id) as draft:
        node = _node(draft, key)
        node.dropped = dropped
        return node


def settle_warning(*, preview_id: UUID, key: str, settled: bool = True) -> None:
    """A person looked at a doubt (or takes that back); ImportPreview.DoesNotExist for an unknown one."""
    with _open_draft(preview_id) as draft:
        warning = next((each for each in draft.warnings if each.key == key), None)
        if warning is None:
            raise ImportPreview.DoesNotExist(key)
        warning.settled = settled


def change_head(*, preview_id: UUID, head: Head) -> None:
    """Keep title, kind, year and part; a year that was asked for is then known."""
    with _open_draft(preview_id) as draft:
        draft.title, draft.kind, draft.year = head.title.strip(), head.kind, head.year
        draft.part, draft.end_year = head.part, head.end_year
        for warning in draft.warnings:
            if warning.code == "unknown_year":
                warning.settled = head.year is not None
