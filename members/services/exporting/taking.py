"""A copy is downloaded, each time by somebody who may have it today; and taken down when its time is over."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import BinaryIO, cast

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from members.choices.transfers import ExportState
from members.models import ExportJob, User
from members.services.exporting.kinds import ExportKind
from members.services.exporting.requests import require_rights
from members.services.exporting.running import place_of
from unionplan.core.audit import record
from unionplan.core.errors import DomainError, NotAllowedError
from unionplan.core.sealed_files import open_sealed


@transaction.atomic
def take_copy(*, job: ExportJob, kind: ExportKind, by: User) -> Iterator[bytes]:
    """The file in plain bytes; the taking is recorded. Raises NotAllowedError for anybody but the person who asked for
    it and when the rights have ended, DomainError when it is not there (any more)."""
    if by.pk != job.created_by_id:
        raise NotAllowedError(_("导出的文件只提供给申请人。"))
    require_rights(kind, job.organization, by, is_unmasked=job.is_unmasked)
    if job.state != ExportState.READY or job.expires_at <= timezone.now():
        raise DomainError(_("文件还没有生成，或已到期删除。"))
    ExportJob.objects.filter(pk=job.pk).update(downloads=F("downloads") + 1)
    record("members.export.taken", target=job, actor=by, organization_id=job.organization_id, note=job.purpose)
    return _pieces(job)


def _pieces(job: ExportJob) -> Iterator[bytes]:
    with job.file.open("rb") as sealed:
        yield from open_sealed(cast("BinaryIO", sealed), bound_to=place_of(job))


def take_down(*, now: datetime) -> int:
    """Delete every copy whose time is over, and close requests nobody decided; how many there were. The rows stay: they
    say who had which copy. Safe to call from several places at once."""
    count = 0
    with transaction.atomic():
        over = ExportJob.objects.select_for_update(skip_locked=True).filter(
            expires_at__lte=now, state__in=(ExportState.READY, ExportState.WAITING, ExportState.QUEUED)
        )
        for job in over:
            if job.file:
                transaction.on_commit(partial(job.file.storage.delete, str(job.file.name)))
            job.file, job.state = "", ExportState.EXPIRED
            job.save(update_fields=["file", "state"])
            count += 1
    return count
