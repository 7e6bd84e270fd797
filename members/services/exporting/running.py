"""A worker writes the copies that wait: row by row into a sealed file, in constant memory."""

import logging
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import BinaryIO, cast

from django.core.files.base import File
from django.core.files.temp import NamedTemporaryFile
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from members.choices.transfers import ExportFormat, ExportState
from members.models import ExportJob, User
from members.services.exporting import kinds
from members.services.exporting.kinds import ExportKind
from members.services.exporting.requests import keep_for, require_rights, within_cap
from members.services.leases import ATTEMPTS, Lease, LostLeaseError, take
from members.sheets.writing import Cell, SeparatedWriter, Stamp, TableWriter, WorkbookWriter
from unionplan.core.audit import acting, record
from unionplan.core.enums import Channel
from unionplan.core.errors import DomainError
from unionplan.core.sealed_files import SealedWriter

logger = logging.getLogger(__name__)
BATCH = 2_000


def run_waiting_exports() -> int:
    """Write every copy that waits; returns how many were taken up. Safe to run many times at once."""
    count = 0
    while lease := take(lambda: ExportJob.objects.waiting(timezone.now()).select_related("organization", "created_by")):
        _run(lease)
        count += 1
    return count


def _run(lease: Lease) -> None:
    job: ExportJob = lease.job
    with (
        translation.override(job.created_by.language or "zh-hans"),
        acting(actor_id=job.created_by_id, channel=Channel.JOB),
    ):
        try:
            lease = _begun(lease)
            _write(lease, *_allowed(lease.job))
        except LostLeaseError:
            logger.info("export %s was taken over", job.pk)
        except DomainError as error:
            lease.end(state=ExportState.FAILED, failure=error.message)


def _begun(lease: Lease) -> Lease:
    lease.go_on(state=ExportState.RUNNING, rows_done=0)
    lease.job.state = ExportState.RUNNING
    return lease


def _allowed(job: ExportJob) -> tuple[ExportKind, User]:
    """The kind and the person, if both may still do this: rights may have ended while the copy waited."""
    kind, by = kinds.known(job.kind), User.objects.get(pk=job.created_by_id)
    if kind is None or job.attempts > ATTEMPTS:
        raise DomainError(_("这次导出没有完成，请重新申请。"))
    require_rights(kind, job.organization, by, is_unmasked=job.is_unmasked)
    within_cap(job, kind, by)
    return kind, by


def _write(lease: Lease, kind: ExportKind, by: User) -> None:
    job: ExportJob = lease.job
    with NamedTemporaryFile() as kept:
        sealed = SealedWriter(cast("BinaryIO", kept), bound_to=place_of(job))
        writer = _writer(job, kind, cast("BinaryIO", sealed))
        rows = _write_rows(lease, kind.rows(job, by), writer)
        writer.close()
        sealed.close()
        size = kept.tell()
        kept.seek(0)
        job.file.save("copy", File(kept), save=False)
    try:
        _finish(lease, rows, size)
    except BaseException:
        job.file.delete(save=False)  # a copy nobody can find must not stay
        raise


def _write_rows(lease: Lease, rows: Iterator[Sequence[Cell]], writer: TableWriter) -> int:
    """All rows, with the progress told after each batch; how many there were."""
    done = 0
    while batch := list(islice(rows, BATCH)):
        writer.write_rows(batch)
        done += len(batch)
        lease.go_on(rows_done=done)
    return done


@transaction.atomic
def _finish(lease: Lease, rows: int, size: int) -> None:
    job, now = lease.job, timezone.now()
    lease.end(
        state=ExportState.READY,
        rows_done=rows,
        rows_expected=rows,
        file=job.file.name,
        bytes=size,
        ready_at=now,
        expires_at=now + keep_for(job.organization),
    )
    record(
        "members.export.written",
        target=job,
        actor=job.created_by,
        organization_id=job.organization_id,
        changes={"rows": [0, rows]},
        note=job.purpose,
    )


def _writer(job: ExportJob, kind: ExportKind, target: BinaryIO) -> TableWriter:
    headings = [str(column.label) for key in job.columns if (column := kind.column(key))]
    stamp = stamp_of(job)
    if job.format == ExportFormat.CSV:
        return SeparatedWriter(target, headings=headings, stamp=stamp)
    return WorkbookWriter(target, sheet=str(kind.label), headings=headings, stamp=stamp)


def stamp_of(job: ExportJob) -> Stamp:
    """What the copy says of itself: who, when, what for, which copy; visible, and hidden (interface.md, Export)."""
    facts = {
        "who": f"{job.created_by}（{job.created_by.username}）",
        "when": timezone.localtime().strftime("%Y-%m-%d %H:%M"),
        "purpose": job.purpose,
        "organization": job.organization.label,
        "copy": job.mark[:8],
    }
    line = _("%(organization)s　%(who)s 于 %(when)s 导出　用途：%(purpose)s　副本 %(copy)s") % facts
    warning = _("内含个人信息，仅限上述用途，不得转发，用后销毁。")
    return Stamp(lines=(line, warning), page_header=line, mark=job.mark, properties={"Purpose": job.purpose})


def place_of(job: ExportJob) -> str:
    """What the file of a copy is sealed for."""
    return f"exportjob.file.{job.pk}"
