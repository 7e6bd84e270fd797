"""A copy is asked for, and let out by a second person where it holds full numbers."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.choices.transfers import ExportFormat, ExportState
from members.models import ExportJob, Organization, User
from members.services.exporting.kinds import ExportKind
from members.services.exporting.rulebook import KEEP_DAYS
from members.services.rules import value_of
from unionplan.core.audit import record
from unionplan.core.errors import DomainError, NotAllowedError


def ask_copy(
    *,
    kind: ExportKind,
    organization: Organization,
    purpose: str,
    columns: Sequence[str],
    by: User,
    format: ExportFormat = ExportFormat.XLSX,  # noqa: A002 - the product's word for it
    is_unmasked: bool = False,
    options: Mapping[str, bool] | None = None,
) -> ExportJob:
    """Put a copy in the queue; one with full numbers waits for a second person. Raises NotAllowedError without the
    right, DomainError without a purpose, without columns, or above the cap of rows."""
    require_rights(kind, organization, by, is_unmasked=is_unmasked)
    if len(purpose.strip()) < 2:
        raise DomainError(_("请写明导出的用途。"), field="purpose")
    chosen = [each.key for each in kind.columns if each.key in columns]
    if not chosen:
        raise DomainError(_("请至少选择一列。"), field="columns")
    _refuse_telling_pairs(kind, chosen, is_unmasked=is_unmasked)
    job = ExportJob(
        kind=kind.key,
        organization=organization,
        purpose=purpose.strip(),
        columns=chosen,
        options=dict(options or {}),
        format=format,
        is_unmasked=is_unmasked,
        state=ExportState.WAITING if is_unmasked else ExportState.QUEUED,
        mark=uuid4().hex,
        created_by=by,
        expires_at=timezone.now() + keep_for(organization),
    )
    job.rows_expected = within_cap(job, kind, by)
    with transaction.atomic():
        job.save(force_insert=True)
        _note("members.export.asked", job, by)
    return job


def _refuse_telling_pairs(kind: ExportKind, chosen: Sequence[str], *, is_unmasked: bool) -> None:
    """No columns side by side from which a masked value could be worked out."""
    for group in kind.apart:
        both = [str(column.label) for key in group if key in chosen and (column := kind.column(key))]
        if len(both) > 1 and not is_unmasked:
            raise DomainError(
                _("打码时，“%(columns)s”不能同时导出：合在一起可以推算出完整号码。") % {"columns": "”“".join(both)},
                field="columns",
            )


def require_rights(kind: ExportKind, organization: Organization, by: User, *, is_unmasked: bool) -> None:
    """Raise NotAllowedError, naming the right, for somebody who may not have such a copy."""
    wanted = (kind.right, kind.unmasked_right) if is_unmasked else (kind.right,)
    for right in wanted:
        if not by.access.may(right, organization):
            raise NotAllowedError(
                _("在“%(organization)s”需要“%(right)s”的权限。")
                % {"organization": organization.label, "right": right.label}
            )


def within_cap(job: ExportJob, kind: ExportKind, by: User) -> int:
    """How many rows the copy will have. Raises DomainError for more than the rule of the organization lets out."""
    rows = kind.count(job, by)
    key = kind.unmasked_cap if job.is_unmasked else kind.cap
    cap = int(value_of(key, job.organization, timezone.localdate()))
    if rows > cap:
        raise DomainError(
            _("共 %(rows)s 行，超过一次导出 %(cap)s 行的上限，请缩小范围。") % {"rows": rows, "cap": cap},
            field="columns",
        )
    return rows


def keep_for(organization: Organization) -> timedelta:
    """How long a copy is kept."""
    return timedelta(days=int(value_of(KEEP_DAYS, organization, timezone.localdate())))


@transaction.atomic
def decide(*, job: ExportJob, kind: ExportKind, approve: bool, by: User, reason: str = "") -> ExportJob:
    """A second person lets the copy out, or does not. Raises NotAllowedError for the person who asked for it and
    without the right, DomainError when it was decided before."""
    current = ExportJob.objects.select_for_update().get(pk=job.pk)
    if by.pk == current.created_by_id:
        raise NotAllowedError(_("含完整证件号码的导出须由另一人复核。"))
    require_rights(kind, current.organization, by, is_unmasked=True)
    if current.state != ExportState.WAITING:
        raise DomainError(_("这次导出已经复核过。"))
    if not approve and not reason.strip():
        raise DomainError(_("请写明不通过的原因。"), field="reason")
    current.state = ExportState.QUEUED if approve else ExportState.REFUSED
    current.decided_by, current.decided_at = by, timezone.now()
    current.failure = "" if approve else reason.strip()
    current.save(update_fields=["state", "decided_by", "decided_at", "failure"])
    _note("members.export.approved" if approve else "members.export.refused", current, by)
    return current


def _note(action: str, job: ExportJob, by: User) -> None:
    record(
        action,
        target=job,
        actor=by,
        organization_id=job.organization_id,
        changes={"rows": [0, job.rows_expected], "columns": ["", list(job.columns)], "unmasked": ["", job.is_unmasked]},
        note=job.purpose,
    )
