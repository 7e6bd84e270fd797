"""Files and staged rows nobody came back to: personal data that has no business staying (reliability.md B8)."""

from datetime import datetime

from django.db import transaction

from members.choices.transfers import ImportState
from members.models import ImportChange, ImportJob
from members.services.importing.intake import expired, forget


def purge_imports(*, now: datetime) -> int:
    """Cancel what was never confirmed, forget what can no longer be taken back; returns how many jobs were touched.
    Safe to call from several places at once."""
    with transaction.atomic():
        count = 0
        for job in expired(now):
            forget(job, state=ImportState.CANCELLED)
            count += 1
    over = ImportJob.objects.filter(state=ImportState.DONE, expires_at__lte=now, changes__isnull=False).distinct()
    for job in over:
        ImportChange.objects.filter(job=job)._raw_delete("default")
        count += 1
    return count
