"""Plans themselves: made, changed, and led from draft to closed (product.md, Plan)."""

from datetime import date
from typing import TypedDict

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import Organization, User
from plans.enums import NEXT_PLAN_STATES, EditKind, PlanKind, PlanState
from plans.models import Plan, PlanItem
from plans.services import plan_notices
from plans.services.locking import check_version, lock_editable_plan, lock_plan
from plans.services.reminders import replan_plan
from plans.services.trace import audit, check_reason, leave_trace
from plans.services.windows import place_again
from unionplan.core.calendar import DateRange
from unionplan.core.errors import DomainError


class PlanFields(TypedDict, total=False):
    """What `change_plan` can change."""

    title: str
    kind: str
    year: int
    period_start: date
    period_end: date
    preamble: str


def default_period(kind: PlanKind, *, year: int, part: int = 1) -> DateRange:
    """The span a plan of this kind usually covers.

    `part` picks the half (1–2), quarter (1–4), month (1–12) or term (1 autumn from September, 2 spring from February).
    """
    match kind:
        case PlanKind.FIVE_YEAR:
            return DateRange(date(year, 1, 1), date(year + 4, 12, 31))
        case PlanKind.HALF_YEAR:
            return DateRange.half(year, min(part, 2))
        case PlanKind.QUARTER:
            return DateRange.quarter(year, min(part, 4))
        case PlanKind.MONTH:
            return DateRange.month(year, min(part, 12))
        case PlanKind.TERM:
            first = DateRange(date(year, 9, 1), date(year + 1, 1, 31))
            return first if part == 1 else DateRange.months(year, 2, 7)
    return DateRange.year(year)


def default_title(organization: Organization, kind: PlanKind, period: DateRange) -> str:
    """A title as offices write it, to be corrected: 某某工会2026年工作计划. Plan titles are Chinese documents."""
    start, end = period.start, period.end
    span = f"{start.year}年"
    match kind:
        case PlanKind.FIVE_YEAR:
            return f"{organization.name}{start.year}—{end.year}年工作规划"
        case PlanKind.HALF_YEAR:
            span += "上半年" if start.month <= 6 else "下半年"
        case PlanKind.QUARTER:
            span += f"第{'一二三四'[(start.month - 1) // 3]}季度"
        case PlanKind.MONTH:
            span += f"{start.month}月"
        case PlanKind.TERM:
            span = f"{start.year}—{start.year + 1}学年第一学期" if start.month >= 8 else f"{start.year}年春季学期"
        case PlanKind.WOMEN:
            return f"{organization.name}{span}女职工工作计划"
        case PlanKind.PERSONAL:
            return f"{span}个人工作计划"
    return f"{organization.name}{span}工作计划"


@transaction.atomic
def create_plan(
    *,
    organization_id: int,
    kind: PlanKind,
    title: str,
    year: int,
    period_start: date,
    period_end: date,
    by: User,
    preamble: str = "",
    parent_id: int | None = None,
    source_id: int | None = None,
) -> Plan:
    """A new draft. Raises DomainError for an empty title or a period that ends before it begins."""
    fields: PlanFields = {"title": title, "period_start": period_start, "period_end": period_end}
    _check(fields, period_start, period_end)
    plan = Plan.objects.create(
        organization_id=organization_id,
        kind=kind,
        title=title.strip(),
        year=year,
        period_start=period_start,
        period_end=period_end,
        preamble=preamble.strip(),
        parent_id=parent_id,
        source_id=source_id,
        author=by,
    )
    audit("plans.plan.created", plan=plan, target=plan, by=by, changes={"title": ["", plan.title]})
    return plan


def _check(fields: PlanFields, start: date, end: date) -> None:
    if "title" in fields and not fields["title"].strip():
        raise DomainError(_("请写明计划标题。"), field="title")
    if end < start:
        raise DomainError(_("期间止不能早于期间起。"), field="period_end")


@transaction.atomic
def change_plan(
    *, plan_id: int, fields: PlanFields, by: User, expected_version: int | None = None, reason: str = ""
) -> Plan:
    """Change a plan's own fields; with another period every time in it is placed anew.

    Raises EditConflictError when somebody saved first, DomainError for an empty title, a period that ends before it
    begins, a locked plan or a missing reason.
    """
    plan = lock_editable_plan(plan_id)
    check_version(plan, expected_version, {name: _plain(value) for name, value in fields.items()})
    start, end = fields.get("period_start", plan.period_start), fields.get("period_end", plan.period_end)
    _check(fields, start, end)
    values = {name: value.strip() if isinstance(value, str) else value for name, value in fields.items()}
    changed = {name: value for name, value in values.items() if getattr(plan, name) != value}
    if not changed:
        return plan
    check_reason(plan, reason)
    before = {name: _plain(getattr(plan, name)) for name in changed}
    for name, value in changed.items():
        setattr(plan, name, value)
    plan.version += 1
    plan.save(update_fields=[*changed, "version", "updated_at"])
    if changed.keys() & {"period_start", "period_end"}:
        place_again(plan)
    leave_trace(
        "plans.plan.changed",
        plan=plan,
        target=plan,
        by=by,
        kind=EditKind.EDIT,
        undo={"op": "change_plan", "plan": plan.pk, "fields": before},
        rows=[plan],
        changes={name: [before[name], _plain(value)] for name, value in changed.items()},
        reason=reason,
    )
    return plan


def _plain(value: object) -> object:
    """A value as JSON keeps it."""
    return value.isoformat() if isinstance(value, date) else value if isinstance(value, int) else str(value)


def _step(plan_id: int, to: PlanState, expected_version: int | None) -> tuple[Plan, PlanState]:
    """The plan, held, when the step is allowed; and the state it comes from."""
    plan = lock_plan(plan_id)
    check_version(plan, expected_version, {"state": str(to)})
    before = PlanState(plan.state)
    if to not in NEXT_PLAN_STATES[before]:
        raise DomainError(
            _("计划现在是“%(before)s”，不能改为“%(after)s”。") % {"before": before.label, "after": to.label}
        )
    return plan, before


def _finish(action: str, plan: Plan, before: PlanState, to: PlanState, by: User, *fields: str, note: str = "") -> Plan:
    plan.state = to
    plan.version += 1
    plan.save(update_fields=["state", "version", "updated_at", *fields])
    audit(action, plan=plan, target=plan, by=by, changes={"state": [str(before), str(to)]}, note=note)
    return plan


@transaction.atomic
def submit_plan(*, plan_id: int, by: User, expected_version: int | None = None) -> Plan:
    """Hand a draft over for approval; its text is locked from here. DomainError for a plan without any work in it."""
    plan, before = _step(plan_id, PlanState.SUBMITTED, expected_version)
    if not PlanItem.objects.filter(plan=plan, removed_at__isnull=True).exists():
        raise DomainError(_("计划里还没有工作事项，不能送审。"))
    plan.submitted_at = timezone.now()
    plan.returned_reason = ""
    _finish("plans.plan.submitted", plan, before, PlanState.SUBMITTED, by, "submitted_at", "returned_reason")
    plan_notices.tell_approvers(plan, by=by)
    return plan


@transaction.atomic
def withdraw_plan(*, plan_id: int, by: User, expected_version: int | None = None) -> Plan:
    """Take a submission back before it was decided."""
    plan, before = _step(plan_id, PlanState.DRAFT, expected_version)
    plan.submitted_at = None
    return _finish("plans.plan.withdrawn", plan, before, PlanState.DRAFT, by, "submitted_at")


@transaction.atomic
def send_back_plan(*, plan_id: int, reason: str, by: User, expected_version: int | None = None) -> Plan:
    """Return a submitted plan with a reason, which stays visible until the next submission."""
    plan, before = _step(plan_id, PlanState.DRAFT, expected_version)
    reason = reason.strip()
    if not reason:
        raise DomainError(_("退回请写明原因。"), field="reason")
    plan.returned_reason = reason
    _finish("plans.plan.sent_back", plan, before, PlanState.DRAFT, by, "returned_reason", note=reason)
    plan_notices.tell_author(plan, by=by, kind=plan_notices.SENT_BACK)
    return plan


@transaction.atomic
def approve_plan(*, plan_id: int, by: User, expected_version: int | None = None) -> Plan:
    """Put a submitted plan into force; from here every change of its text is a revision."""
    plan, before = _step(plan_id, PlanState.APPROVED, expected_version)
    plan.approver = by
    plan.approved_at = timezone.now()
    _finish("plans.plan.approved", plan, before, PlanState.APPROVED, by, "approver", "approved_at")
    replan_plan(plan)
    plan_notices.tell_author(plan, by=by, kind=plan_notices.APPROVED)
    return plan


@transaction.atomic
def close_plan(*, plan_id: int, by: User, expected_version: int | None = None) -> Plan:
    """Close an approved plan; it is a record from here."""
    plan, before = _step(plan_id, PlanState.CLOSED, expected_version)
    plan.closed_at = timezone.now()
    _finish("plans.plan.closed", plan, before, PlanState.CLOSED, by, "closed_at")
    replan_plan(plan)
    return plan


@transaction.atomic
def remove_plan(*, plan_id: int, by: User, expected_version: int | None = None) -> Plan:
    """Put a draft into the bin; what was submitted or approved stays."""
    plan = lock_plan(plan_id)
    check_version(plan, expected_version, {})
    if plan.state != PlanState.DRAFT:
        raise DomainError(_("只有起草中的计划可以删除。"))
    plan.removed_at = timezone.now()
    plan.version += 1
    plan.save(update_fields=["removed_at", "version", "updated_at"])
    audit("plans.plan.removed", plan=plan, target=plan, by=by, changes={"title": [plan.title, ""]})
    return plan


@transaction.atomic
def restore_plan(*, plan_id: int, by: User) -> Plan:
    """Take a plan out of the bin; DomainError when it is not in it."""
    plan = Plan.objects.select_for_update(no_key=True, of=("self",)).select_related("organization").get(pk=plan_id)
    if plan.removed_at is None:
        raise DomainError(_("这份计划没有被删除，不用恢复。"))
    plan.removed_at = None
    plan.version += 1
    plan.save(update_fields=["removed_at", "version", "updated_at"])
    audit("plans.plan.restored", plan=plan, target=plan, by=by, changes={"title": ["", plan.title]})
    return plan
