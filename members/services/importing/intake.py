"""A file comes in: judged, kept sealed, its headings shown, its columns mapped. Nothing is checked or written yet."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from members.choices.transfers import STOPPABLE, ImportState
from members.models import ImportJob, ImportMapping, ImportRow, Organization, User
from members.services.importing.files import drop_file, keep_file
from members.services.importing.kinds import ImportKind
from members.sheets.fields import CellError
from members.sheets.heads import guessed_columns, head_of, headings_of, signature_of
from members.sheets.reading import OpenTable, SheetRow, open_table
from members.sheets.words import refusal_in_words
from unionplan.core.audit import record
from unionplan.core.errors import DomainError
from unionplan.core.untrusted.refusals import Unreadable

LIFE = timedelta(days=7)
SAMPLE = 3
_NAME = 200


def take_in(
    *,
    data: bytes,
    filename: str,
    kind: ImportKind,
    organization: Organization,
    by: User,
    encoding: str = "",
    options: Mapping[str, str] | None = None,
) -> ImportJob:
    """Keep an uploaded table, with its headings mapped as far as they are known (by the mapping remembered for them,
    else by their names). Raises DomainError with the reason in words; then nothing is kept."""
    read_options(kind, options or {})
    try:
        table = open_table(data, filename=filename, encoding=encoding)
        head = _head(table, kind)
    except Unreadable as refusal:
        raise DomainError(refusal_in_words(refusal), field="file") from refusal
    job = ImportJob(
        kind=kind.key,
        organization=organization,
        filename=_bare_name(filename),
        sha256=hashlib.sha256(data).hexdigest(),
        encoding=encoding,
        notes=dict(table.head.notes),
        head_line=head.number,
        headings=headings_of(head),
        options=dict(options or {}),
        rows_expected=max(table.head.rows - head.number, 0),
        created_by=by,
        expires_at=timezone.now() + LIFE,
    )
    job.columns = known_columns(job, kind)
    keep_file(job, data)
    try:
        with transaction.atomic():
            job.save(force_insert=True)
            record("members.import.taken_in", target=job, actor=by, organization_id=organization.pk)
    except BaseException:
        job.file.delete(save=False)  # a row that was not written leaves no file behind
        raise
    return job


def _head(table: OpenTable, kind: ImportKind) -> SheetRow:
    try:
        head = head_of(table.rows(), kind.fields)
    finally:
        table.close()
    if head is None:
        raise DomainError(_("没有找到表头，请在数据上方写一行列名。"), field="file")
    return head


def known_columns(job: ImportJob, kind: ImportKind) -> list[str]:
    """The columns as mapped the last time for these headings in this organization, else by their names."""
    remembered = ImportMapping.objects.filter(
        organization=job.organization, kind=kind.key, signature=signature_of(job.headings)
    ).first()
    if remembered is None:
        return guessed_columns(job.headings, kind.fields)
    return [key if kind.field(key) else "" for key in remembered.columns]


def missing_needs(kind: ImportKind, columns: Sequence[str]) -> list[str]:
    """What is missing before rows can be checked, in words."""
    label = {each.key: str(each.label) for each in kind.fields}
    alone = [label[each.key] for each in kind.fields if each.is_required and each.key not in columns]
    groups = [
        _("或").join(label[key] for key in group) for group in kind.needs if not any(key in columns for key in group)
    ]
    return alone + groups


@transaction.atomic
def start_check(*, job: ImportJob, kind: ImportKind, columns: Sequence[str], name: str, by: User) -> ImportJob:
    """Map the columns, remember them under `name` for the next file with these headings, and let the check begin.
    Raises DomainError when a column is used twice or one that is needed is missing."""
    current = ImportJob.objects.select_for_update().get(pk=job.pk)
    if current.state not in STOPPABLE:
        raise DomainError(_("这次导入已经开始写入或已结束，不能再改列对应。"))
    used = [key for key in columns if key]
    if len(set(used)) != len(used):
        raise DomainError(_("同一列内容对应了两次，请只保留一列。"), field="columns")
    missing = missing_needs(kind, columns)
    if missing:
        raise DomainError(_("还缺少：%(columns)s。") % {"columns": "、".join(missing)}, field="columns")
    ImportMapping.objects.update_or_create(
        organization_id=current.organization_id,
        kind=kind.key,
        signature=signature_of(current.headings),
        defaults={"name": name or current.filename[:60], "columns": list(columns)},
    )
    current.columns = list(columns)
    return requeue(current)


def requeue(job: ImportJob) -> ImportJob:
    """The job waits for a worker to check it from the start; called with its row locked."""
    job.state, job.rows_done, job.attempts, job.lease_until, job.failure = ImportState.CHECKING, 0, 0, None, ""
    job.save(update_fields=["state", "rows_done", "attempts", "lease_until", "failure", "columns"])
    return job


@transaction.atomic
def cancel(*, job: ImportJob, by: User) -> ImportJob:
    """Forget the file and everything staged; nothing has been written. Raises DomainError once writing has begun."""
    current = ImportJob.objects.select_for_update().get(pk=job.pk)
    if current.state not in STOPPABLE:
        raise DomainError(_("这次导入已经开始写入或已结束，不能取消。"))
    forget(current, state=ImportState.CANCELLED)
    record("members.import.cancelled", target=current, actor=by, organization_id=current.organization_id)
    return current


def forget(job: ImportJob, *, state: ImportState) -> None:
    """End a job: staged rows and file go with this transaction, which holds its row."""
    ImportRow.objects.filter(job=job)._raw_delete("default")
    drop_file(job)
    job.state, job.lease_until = state, None
    job.save(update_fields=["state", "lease_until", "file"])


def read_options(kind: ImportKind, options: Mapping[str, str]) -> dict[str, Any]:
    """What was typed for the file, as values. Raises DomainError naming the field."""
    values: dict[str, Any] = {}
    for each in kind.options:
        text = options.get(each.key, "").strip()
        try:
            if text:
                values[each.key] = each.read(text)
            elif each.is_required:
                raise CellError("empty")
        except CellError as error:
            raise DomainError(_("请检查“%(label)s”。") % {"label": each.label}, field=each.key) from error
    return values


def earlier_imports(job: ImportJob) -> QuerySet[ImportJob]:
    """Imports of the very same file that were written and still stand."""
    return ImportJob.objects.filter(
        organization=job.organization, kind=job.kind, sha256=job.sha256, state=ImportState.DONE
    ).exclude(pk=job.pk)


def _bare_name(filename: str) -> str:
    """The uploader's name of the file without folders; its end (the kind) survives the cut."""
    name = PurePosixPath(filename.replace("\\", "/")).name
    return name if len(name) <= _NAME else f"{name[: _NAME - 20]}…{name[-19:]}"


def expired(now: datetime) -> Iterator[ImportJob]:
    """Jobs nobody came back to, one after another, each locked."""
    while True:
        job = (
            ImportJob.objects.select_for_update(skip_locked=True)
            .filter(expires_at__lte=now, state__in=STOPPABLE)
            .first()
        )
        if job is None:
            return
        yield job
