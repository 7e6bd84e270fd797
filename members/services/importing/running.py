"""What a worker does when it is poked: the jobs that wait, one after another, whoever asked for them."""

import logging
from collections.abc import Callable

from django.db import DatabaseError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from members.choices.transfers import ImportState
from members.models import ImportJob, User
from members.services.importing import kinds
from members.services.importing.applying import apply, take_back
from members.services.importing.checks import check
from members.services.importing.intake import forget
from members.services.importing.kinds import ImportKind
from members.services.leases import ATTEMPTS, Lease, LostLeaseError, take
from members.sheets.words import refusal_in_words
from unionplan.core.audit import acting
from unionplan.core.enums import Channel
from unionplan.core.errors import DomainError
from unionplan.core.untrusted.refusals import Unreadable

logger = logging.getLogger(__name__)


def run_waiting_imports() -> int:
    """Work through every import that waits; returns how many were taken up. Safe to run many times at once."""
    count = 0
    while lease := take(lambda: ImportJob.objects.waiting(timezone.now()).select_related("organization", "created_by")):
        _run(lease)
        count += 1
    return count


def _run(lease: Lease) -> None:
    job: ImportJob = lease.job
    with (
        translation.override(job.created_by.language or "zh-hans"),
        acting(actor_id=job.created_by_id, channel=Channel.IMPORT),
    ):
        try:
            _step(job)(lease, _allowed_kind(job))
        except LostLeaseError:
            logger.info("import %s was stopped or taken over", job.pk)
        except Unreadable as refusal:
            _give_up(lease, refusal_in_words(refusal))
        except DomainError as error:
            _back_or_give_up(lease, error.message)
        except DatabaseError:
            logger.exception("import %s failed in the database", job.pk)
            _back_or_give_up(lease, _("检查之后资料有变动，没有写入任何内容，请重新检查。"))


def _step(job: ImportJob) -> "Callable[[Lease, ImportKind], None]":
    if job.attempts > ATTEMPTS:
        return _refuse_attempts
    return {ImportState.CHECKING: check, ImportState.APPLYING: apply, ImportState.UNDOING: take_back}[
        ImportState(job.state)
    ]


def _refuse_attempts(lease: Lease, kind: ImportKind) -> None:
    raise DomainError(_("多次尝试都没有完成，没有写入任何内容。"))


def _allowed_kind(job: ImportJob) -> ImportKind:
    """The kind, if it still exists and the person may still do this: rights may have ended while the job waited."""
    kind = kinds.known(job.kind)
    if kind is None:
        raise DomainError(_("这类导入已不再使用。"))
    if not User.objects.get(pk=job.created_by_id).access.may(kind.right, job.organization):
        raise DomainError(_("您在“%(organization)s”已没有导入的权限。") % {"organization": job.organization.label})
    return kind


def _back_or_give_up(lease: Lease, message: str) -> None:
    """A check that fails ends the job; a refused writing or taking back leaves it where it was, with the reason."""
    before = {ImportState.APPLYING: ImportState.CHECKED, ImportState.UNDOING: ImportState.DONE}
    state = before.get(ImportState(lease.job.state))
    if state is None:
        _give_up(lease, message)
    else:
        lease.end(state=state, failure=message, attempts=0)


@transaction.atomic
def _give_up(lease: Lease, message: str) -> None:
    job = ImportJob.objects.select_for_update().get(pk=lease.job.pk)
    if job.attempts == lease.attempt and job.state == lease.job.state:
        forget(job, state=ImportState.FAILED)
        ImportJob.objects.filter(pk=job.pk).update(failure=message)
