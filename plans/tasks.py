"""Ticks of the plans: safe to come twice, late or never."""

from celery import shared_task
from django.utils import timezone

from plans.services.imports.previews import purge_expired


@shared_task(name="plans.purge_expired_previews", ignore_result=True)  # type: ignore[untyped-decorator]
def purge_expired_previews() -> None:
    """Delete previews past their life and files nothing refers to any more."""
    now = timezone.now()
    while purge_expired(now=now):
        pass
