"""What was checked becomes records, all of it in one transaction; and all of it can be taken back."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.choices.transfers import ImportMode, ImportState
from members.models import ImportChange, ImportJob, User
from members.services.importing.checks import staged_as_counted
from members.services.importing.intake import forget, requeue
from members.services.importing.kinds import ImportKind, Obstacle
from members.services.leases import Lease, LostLeaseError
from unionplan.core.audit import record
from unionplan.core.bulk import expect_many_rows
from unionplan.core.errors import DomainError

CAN_BE_TAKEN_BACK = timedelta(days=30)


@transaction.atomic
def confirm(*, job: ImportJob, mode: ImportMode, by: User) -> ImportJob:
    """Let the checked rows be written. Raises DomainError when there is nothing to write, or something is wrong and
    all or nothing was chosen."""
    current = _locked(job, ImportState.CHECKED, _("这次导入已经开始写入或已结束。"))
    if mode == ImportMode.ALL and current.count_wrong + current.count_double:
        raise DomainError(_("还有有误或疑似重复的行，请改正后重新上传，或选择只导入正确的行。"), field="mode")
    if current.count_new + current.count_changed == 0:
        raise DomainError(_("没有可以写入的行：文件内容与现有资料一致，或全部有误。"), field="mode")
    current.mode, current.state, current.failure, current.attempts = mode, ImportState.APPLYING, "", 0
    current.lease_until = None
    current.save(update_fields=["mode", "state", "failure", "attempts", "lease_until"])
    record(
        "members.import.confirmed",
        target=current,
        actor=by,
        organization_id=current.organization_id,
        changes={"mode": ["", str(mode)], **_counts(current)},
    )
    return current


@transaction.atomic
def check_again(*, job: ImportJob, by: User) -> ImportJob:
    """Check the same file once more: the records have changed since."""
    return requeue(_locked(job, ImportState.CHECKED, _("这次导入已经开始写入或已结束。")))


@transaction.atomic
def apply(lease: Lease, kind: ImportKind) -> None:
    """Write everything, or nothing at all: whatever interrupts this transaction undoes it (reliability.md B8).
    Raises DomainError when a rule says no, LostLeaseError when another worker is at it."""
    job = _held(lease)
    if not staged_as_counted(job):
        raise DomainError(_("暂存的内容不完整，请重新检查。"))
    expect_many_rows()
    kind.apply(job)
    now = timezone.now()
    ImportJob.objects.filter(pk=job.pk).update(applied_at=now, expires_at=now + CAN_BE_TAKEN_BACK)
    forget(job, state=ImportState.DONE)
    record(
        "members.import.applied",
        target=job,
        actor=job.created_by,
        organization_id=job.organization_id,
        changes=_counts(job),
    )


def obstacles(job: ImportJob, kind: ImportKind) -> list[Obstacle]:
    """What was built on the import since; nothing when it can be taken back."""
    return [each for each in kind.obstacles(job) if each.count]


def is_remembered(job: ImportJob) -> bool:
    """Whether what the import did is still known, so that it can be taken back."""
    return job.state in (ImportState.DONE, ImportState.UNDOING) and job.expires_at > timezone.now()


@transaction.atomic
def ask_back(*, job: ImportJob, kind: ImportKind, by: User) -> ImportJob:
    """Let the whole import be taken back. Raises DomainError naming what was built on it."""
    current = _locked(job, ImportState.DONE, _("这次导入没有写入，或已经撤回。"))
    _refuse_obstacles(current, kind)
    current.state, current.failure, current.attempts, current.lease_until = ImportState.UNDOING, "", 0, None
    current.save(update_fields=["state", "failure", "attempts", "lease_until"])
    record("members.import.asked_back", target=current, actor=by, organization_id=current.organization_id)
    return current


@transaction.atomic
def take_back(lease: Lease, kind: ImportKind) -> None:
    """Take everything back, or nothing. Raises DomainError when something was built on it meanwhile."""
    job = _held(lease)
    _refuse_obstacles(job, kind)
    expect_many_rows()
    kind.undo(job)
    ImportChange.objects.filter(job=job)._raw_delete("default")
    lease.end(state=ImportState.UNDONE, undone_at=timezone.now())
    record(
        "members.import.taken_back",
        target=job,
        actor=job.created_by,
        organization_id=job.organization_id,
        changes=_counts(job),
    )


def _refuse_obstacles(job: ImportJob, kind: ImportKind) -> None:
    if not is_remembered(job):
        raise DomainError(_("导入已超过 %(days)s 天，不能再整批撤回。") % {"days": CAN_BE_TAKEN_BACK.days})
    found = obstacles(job, kind)
    if found:
        listed = "、".join(_("%(label)s %(count)s 条") % {"label": each.label, "count": each.count} for each in found)
        raise DomainError(_("这批资料已经被使用，不能整批撤回：%(list)s。") % {"list": listed})


def _locked(job: ImportJob, state: ImportState, refusal: str) -> ImportJob:
    current = ImportJob.objects.select_for_update().get(pk=job.pk)
    if current.state != state:
        raise DomainError(refusal)
    return current


def _held(lease: Lease) -> ImportJob:
    """The job's row, locked for the whole transaction, if the lease still holds."""
    job = ImportJob.objects.select_for_update().get(pk=lease.job.pk)
    if job.attempts != lease.attempt or job.state != lease.job.state:
        raise LostLeaseError
    return job


def _counts(job: ImportJob) -> dict[str, list[object]]:
    return {"new": [0, job.count_new], "changed": [0, job.count_changed]}
