"""One worker at a time for a job: a lease in a row, taken over when its worker falls silent (reliability.md §0.3)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

LENGTH = timedelta(seconds=90)
ATTEMPTS = 3


class LostLeaseError(Exception):
    """The job was cancelled, or another worker is at it: whoever holds this lease stops without a trace."""


@dataclass(frozen=True, slots=True)
class Lease:
    """A worker's hold on a job (ImportJob or ExportJob). `attempt` tells it from a worker that woke up late."""

    job: Any
    attempt: int

    def go_on(self, **progress: Any) -> None:
        """Prolong the lease and write progress. Raises LostLeaseError when it is gone."""
        self._write(lease_until=timezone.now() + LENGTH, **progress)

    def end(self, **result: Any) -> None:
        """Write the result and give the job back. Raises LostLeaseError when it is gone."""
        self._write(lease_until=None, **result)

    def _write(self, **values: Any) -> None:
        mine = type(self.job).objects.filter(pk=self.job.pk, attempts=self.attempt, state=self.job.state)
        if mine.update(**values) == 0:
            raise LostLeaseError


@transaction.atomic
def take(waiting: "Callable[[], QuerySet[Any]]") -> Lease | None:
    """The oldest job of `waiting` that nobody is at, now held; None when there is none."""
    job = waiting().select_for_update(of=("self",), skip_locked=True).order_by("created_at").first()
    if job is None:
        return None
    job.attempts += 1
    job.lease_until = timezone.now() + LENGTH
    job.save(update_fields=["attempts", "lease_until"])
    return Lease(job, job.attempts)
