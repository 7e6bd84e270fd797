"""A preview becomes a plan: every row in one transaction, and one plan however often it is confirmed."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import User
from plans.enums import PlanKind
from plans.models import ImportPreview, Plan
from plans.services.drafts import PlanDraft, totals_of
from plans.services.imports.rows import write_plan_rows
from plans.services.plans import default_period
from plans.services.trace import Changes, audit
from unionplan.core.calendar import DateRange
from unionplan.core.errors import DomainError

YEARS = range(2000, 2100)
KINDS_WITH_PARTS = {PlanKind.HALF_YEAR: 2, PlanKind.TERM: 2, PlanKind.QUARTER: 4, PlanKind.MONTH: 12}


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a plan says about itself. `part` picks the half, quarter, month or term; `end_year` ends one for years."""

    title: str
    kind: str
    year: int | None
    part: int | None = None
    end_year: int | None = None


def head_of(draft: PlanDraft) -> Head:
    """The head as the draft has it."""
    return Head(title=draft.title, kind=draft.kind, year=draft.year, part=draft.part, end_year=draft.end_year)


def check_head(head: Head) -> None:
    """DomainError, beside its field, for an empty title, an unknown year or a missing half, quarter, month or term."""
    if not head.title.strip():
        raise DomainError(_("请写明计划标题。"), field="title")
    if head.year is None:
        raise DomainError(_("原文没有写明年度，请填写。"), field="year")
    if head.year not in YEARS or (head.end_year is not None and head.end_year not in YEARS):
        raise DomainError(_("年度应在 2000 到 2099 之间。"), field="year")
    if head.end_year is not None and head.end_year < head.year:
        raise DomainError(_("截至年度不能早于起始年度。"), field="end_year")
    parts = KINDS_WITH_PARTS.get(PlanKind(head.kind))
    if parts and (head.part is None or not 1 <= head.part <= parts):
        raise DomainError(_("请填写第几期（1 到 %(parts)s）。") % {"parts": parts}, field="part")


def period_of_head(head: Head) -> DateRange:
    """The span the plan covers, from kind, year and part; the head must have passed `check_head`."""
    year = head.year or 0
    if head.end_year is not None and head.kind == PlanKind.FIVE_YEAR:
        return DateRange(date(year, 1, 1), date(head.end_year, 12, 31))
    return default_period(PlanKind(head.kind), year=year, part=head.part or 1)


def lock_preview(preview_id: UUID) -> ImportPreview:
    """The preview, held until the transaction ends; ImportPreview.DoesNotExist when it is gone.

    Its plan is not joined: somebody who waited for the lock would see the new key and an old, empty join.
    """
    previews = ImportPreview.objects.select_for_update(of=("self",)).select_related("source__organization")
    return previews.get(pk=preview_id)


def check_alive(preview: ImportPreview, *, now: datetime) -> None:
    """DomainError once the seven days are over."""
    if preview.expires_at <= now:
        raise DomainError(_("预览已超过 7 天，请重新上传文件。"))


@transaction.atomic
def confirm_preview(*, preview_id: UUID, by: User, head: Head | None = None) -> Plan:
    """Make the draft plan of a preview. Confirmed again, also at the same moment, the same plan comes back.

    `head` overrides what the draft says; `by` becomes the author. The number of statements does not grow with the
    items. Raises DomainError for an unknown year, an empty title or an expired preview; ImportPreview.DoesNotExist
    when there is none.
    """
    preview = lock_preview(preview_id)
    if preview.plan is not None:
        return preview.plan
    check_alive(preview, now=timezone.now())
    draft = PlanDraft.from_dict(preview.draft)
    head = head or head_of(draft)
    check_head(head)
    plan = _create_plan(preview, draft, head, by)
    write_plan_rows(plan, draft)
    _audit(plan, preview, draft, by=by)
    preview.plan = plan
    preview.save(update_fields=["plan"])
    return plan


def _create_plan(preview: ImportPreview, draft: PlanDraft, head: Head, by: User) -> Plan:
    period = period_of_head(head)
    return Plan.objects.create(
        organization=preview.source.organization,
        kind=head.kind,
        title=head.title.strip()[:200],
        year=period.start.year,
        period_start=period.start,
        period_end=period.end,
        preamble=draft.preamble,
        author=by,
        source=preview.source,
    )


def _audit(plan: Plan, preview: ImportPreview, draft: PlanDraft, *, by: User) -> None:
    """Which file it came from, and how many pieces of work came in."""
    changes: Changes = {"title": ["", plan.title], "count": [0, totals_of(draft).items]}
    audit("plans.plan.imported", plan=plan, target=plan, by=by, changes=changes, note=preview.source.filename)
