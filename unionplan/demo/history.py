"""The demo was loaded a moment ago; its people worked for two years. Here their work gets its days.

The trail cannot be changed, and stays so for everybody: entries written in the very same transaction, about people who
never were, are the one exception."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import pgtrigger

from plans.models import EditStep, ImportPreview, Plan, PlanItem, Revision, SourceDocument
from unionplan.core.models import AuditEntry
from unionplan.demo.moments import Course, at_work
from unionplan.demo.progress import Taken

_STATE_CHANGED = "plans.item.state_changed"


def date_plan(plan: Plan, *, course: Course, taken: Sequence[Taken]) -> None:
    """Give a plan, its papers, its trail and its items the days of `course` and the moments of `taken`."""
    written, submitted = at_work(course.written, plan.pk), at_work(course.submitted, plan.pk)
    decided, closed = at_work(course.decided, plan.pk), at_work(course.closed, plan.pk)
    Plan.objects.filter(pk=plan.pk).update(
        created_at=written,
        submitted_at=submitted if plan.submitted_at else None,
        approved_at=decided if plan.approved_at else None,
        closed_at=closed if plan.closed_at else None,
    )
    SourceDocument.objects.filter(plans=plan).update(uploaded_at=written)
    ImportPreview.objects.filter(plan=plan).update(created_at=written)
    moments = {step.item_id: step.at for step in taken}
    _date_items(plan, written, moments)
    _date_steps(plan, written, moments)
    by_action = {
        "plans.plan.imported": written,
        "plans.plan.submitted": submitted,
        "plans.plan.sent_back": decided,
        "plans.plan.approved": decided,
        "plans.plan.closed": closed,
    }
    _date_trail(plan, by_action, moments)


def date_beginnings(organization_ids: Sequence[int], *, on: date) -> None:
    """The trail of the bodies themselves begins when their officers took office."""
    with pgtrigger.ignore("core.AuditEntry:append_only"):
        AuditEntry.objects.filter(organization_id__in=organization_ids).update(at=at_work(on, 0))


def _date_items(plan: Plan, written: datetime, moments: Mapping[int, datetime]) -> None:
    PlanItem.objects.filter(plan=plan).update(created_at=written)
    items = list(PlanItem.objects.filter(pk__in=moments))
    for item in items:
        item.state_changed_at = moments[item.pk]
        item.done_at = moments[item.pk] if item.done_at else None
    PlanItem.objects.bulk_update(items, ["state_changed_at", "done_at"])


def _date_steps(plan: Plan, written: datetime, moments: Mapping[int, datetime]) -> None:
    steps = list(EditStep.objects.filter(plan=plan))
    for step in steps:
        step.created_at = moments.get(step.inverse["item"], written)
    EditStep.objects.bulk_update(steps, ["created_at"])
    revisions = list(Revision.objects.filter(plan=plan))
    for revision in revisions:
        revision.at = moments.get(revision.target_id, written)
    Revision.objects.bulk_update(revisions, ["at"])


def _date_trail(plan: Plan, by_action: Mapping[str, datetime], moments: Mapping[int, datetime]) -> None:
    entries = list(AuditEntry.objects.filter(subject=f"plan:{plan.pk}"))
    for entry in entries:
        entry.at = moments[int(entry.target_id)] if entry.action == _STATE_CHANGED else by_action[entry.action]
    with pgtrigger.ignore("core.AuditEntry:append_only"):
        AuditEntry.objects.bulk_update(entries, ["at"])
