"""Copies of one's own data: asked for, made by a tick, kept sealed for a day, opened by their owner alone."""

import base64
import io
import json
import zipfile
from datetime import date, datetime, timedelta

import structlog
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.choices.own import CopyState
from members.models import DataCopy, Member, User
from members.services.own.collecting import Table, collect
from members.services.own.sections import Section
from unionplan.core.audit import record
from unionplan.core.errors import DomainError

LIFE = timedelta(hours=24)
_log = structlog.get_logger(__name__)


@transaction.atomic
def ask_copy(*, member: Member, by: User) -> DataCopy:
    """Put a copy in the queue; one that waits already is answered as it is. Raises DomainError for somebody else's."""
    Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    if member.user_id != by.pk:
        raise DomainError(_("只有本人可以申请自己的资料副本。"))
    waiting = DataCopy.objects.filter(member=member, state=CopyState.WAITING).first()
    if waiting is not None:
        return waiting
    copy = DataCopy.objects.create(member=member, asked_by=by, asked_at=timezone.now())
    record("members.copy.asked", target=copy, actor=by, organization_id=member.home_id)
    return copy


def make_next(*, now: datetime) -> bool:
    """Make the oldest copy that waits; False when none does. Two workers never make the same."""
    with transaction.atomic():
        waiting = DataCopy.objects.filter(state=CopyState.WAITING).order_by("asked_at", "id")
        copy = waiting.select_for_update(of=("self",), skip_locked=True).select_related("member").first()
        if copy is None:
            return False
        # A copy that cannot be made says so and does not hold up the next one; the log names the row, not the person.
        try:
            with transaction.atomic():
                archive = archive_of(copy.member, made_at=now)
        except Exception as error:
            copy.state = CopyState.FAILED
            _log.error("copy of own data failed", copy=copy.pk, error=type(error).__name__)
        else:
            copy.content = base64.b64encode(archive).decode()
            copy.size, copy.state = len(archive), CopyState.READY
            copy.ready_at, copy.expires_at = now, now + LIFE
        copy.save()
    return True


def purge_copies(*, now: datetime) -> int:
    """Empty the copies whose day is over; the row stays as the record that there was one."""
    over = DataCopy.objects.filter(state=CopyState.READY, expires_at__lte=now)
    return over.update(state=CopyState.OVER, content="")


@transaction.atomic
def take_copy(*, copy: DataCopy, by: User, now: datetime) -> bytes:
    """The ZIP file of a copy that is ready; every taking is recorded."""
    copy.taken_at = now
    copy.save(update_fields=["taken_at"])
    record("members.copy.taken", target=copy, actor=by, organization_id=copy.member.home_id)
    return base64.b64decode(copy.content.reveal())


def archive_of(member: Member, *, made_at: datetime) -> bytes:
    """Everything held about the member as a ZIP: a page to read and a file for programs, with the same content."""
    tables = list(collect(member))
    page = render_to_string("members/own/copy.html", {"tables": tables, "made_at": made_at, "member": member})
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_("我的资料") + ".html", page)
        archive.writestr("data.json", _as_json(tables, made_at))
    return buffer.getvalue()


def _as_json(tables: list[Table], made_at: datetime) -> str:
    content = {
        "made_at": made_at.isoformat(),
        "tables": {
            table.key: {
                "title": table.title,
                "labels": dict(zip(table.names, table.labels, strict=True)),
                "rows": [dict(zip(table.names, row, strict=True)) for row in table.rows],
            }
            for table in tables
        },
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


def _summary(member: Member, on: date) -> str:
    return _("下载工会登记的全部个人资料")


SECTION = Section(
    key="copies",
    title=gettext_lazy("资料副本"),
    icon="file-earmark-zip",
    order=95,
    summary=_summary,
    url_name="members:own-copies",
)
