"""A document comes in: the file is kept, and every plan found in it gets a preview that lives seven days."""

import hashlib
from datetime import datetime
from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import Organization, User
from plans.documents import parse_text
from plans.documents.reading import ReadText
from plans.models import PREVIEW_LIFE, ImportPreview, Plan, SourceDocument
from plans.services.drafts import DraftWarning, PlanDraft
from plans.services.imports.drafting import draft_of
from plans.services.imports.reading import PASTED, UnreadableError, read_bytes, read_pasted

_NAME = 200
_BATCH = 200


def create_previews(
    *, data: bytes, filename: str, organization: Organization, by: User, encoding: str | None = None
) -> SourceDocument:
    """Take in an uploaded file: kept as it came, with one preview for each document found (in `previews`).

    Raises UnreadableError with the reason in words; then nothing is kept. The same file may come in again:
    `earlier_plans` tells what was made of it before.
    """
    read = read_bytes(data, filename=filename, encoding=encoding)
    return _keep(read, data, _bare_name(filename), organization, by)


def create_previews_of_text(*, text: str, organization: Organization, by: User) -> SourceDocument:
    """The same for pasted text, kept as UTF-8."""
    read = read_pasted(text)
    return _keep(read, text.encode("utf-8", errors="ignore"), PASTED, organization, by)


def drafts_of(read: ReadText) -> list[PlanDraft]:
    """Every plan in a text as a draft, each with the reader's remarks; UnreadableError when no plan is found."""
    page = parse_text(read.text)
    drafts = [draft_of(page, document) for document in page.documents]
    if not drafts:
        raise UnreadableError(_("没有从文字中找到工作计划，请检查内容后重试。"), field="file")
    for draft in drafts:
        draft.warnings += [
            DraftWarning(key=f"r{number}", code=f"read_{note.code}", start=draft.start, end=draft.start,
                         params=dict(note.params))
            for number, note in enumerate(read.notes, start=1)
        ]  # fmt: skip
    return drafts


def _keep(read: ReadText, data: bytes, filename: str, organization: Organization, by: User) -> SourceDocument:
    drafts = drafts_of(read)
    source = SourceDocument(
        organization=organization,
        filename=filename,
        kind=read.kind,
        sha256=digest_of(data),
        text=read.text,
        encoding=read.encoding or "",
        uploaded_by=by,
    )
    source.file.save(filename, ContentFile(data), save=False)
    try:
        with transaction.atomic():
            source.save()
            _write_previews(source, drafts, by)
    except BaseException:
        source.file.delete(save=False)  # a row that was not written leaves no file behind
        raise
    return source


def _write_previews(source: SourceDocument, drafts: list[PlanDraft], by: User) -> None:
    expires = timezone.now() + PREVIEW_LIFE
    ImportPreview.objects.bulk_create(
        [
            ImportPreview(source=source, document_index=index, draft=draft.to_dict(), created_by=by, expires_at=expires)
            for index, draft in enumerate(drafts)
        ]
    )


def _bare_name(filename: str) -> str:
    """The uploader's name of the file without folders; its end (the kind) survives the cut."""
    name = PurePosixPath(filename.replace("\\", "/")).name
    return name if len(name) <= _NAME else f"{name[: _NAME - 20]}…{name[-19:]}"


def earlier_plans(source: SourceDocument) -> QuerySet[Plan]:
    """Live plans that were made of the very same file in the same organization, newest first."""
    return earlier_plans_of(source.sha256, organization=source.organization)


def earlier_plans_of(sha256: str, *, organization: Organization) -> QuerySet[Plan]:
    """The same by the file's SHA-256 as hexadecimal digits."""
    return Plan.objects.filter(organization=organization, source__sha256=sha256, removed_at__isnull=True).order_by(
        "-created_at"
    )


def digest_of(data: bytes) -> str:
    """What tells that two files are the same."""
    return hashlib.sha256(data).hexdigest()


@transaction.atomic
def purge_expired(*, now: datetime) -> int:
    """Delete previews past their seven days that became no plan, and files that nothing refers to any more.

    Returns how many previews went. Safe to call from several places at once; confirmed previews stay, so that
    confirming again still finds its plan.
    """
    expired = (
        ImportPreview.objects.select_for_update(skip_locked=True)
        .filter(expires_at__lte=now, plan__isnull=True)
        .order_by("pk")[:_BATCH]
    )
    ids = [preview.pk for preview in expired.only("pk")]
    ImportPreview.objects.filter(pk__in=ids).delete()
    orphans = SourceDocument.objects.filter(
        previews__isnull=True, plans__isnull=True, uploaded_at__lte=now - PREVIEW_LIFE
    )
    for source in orphans.only("pk", "file"):
        transaction.on_commit(lambda file=source.file: file.storage.delete(file.name))  # type: ignore[misc]
        source.delete()
    return len(ids)
