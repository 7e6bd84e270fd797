"""Signs of life for whoever watches the portal: the process, and everything it needs."""

import shutil
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from members.enums import DeliveryState
from members.models import Delivery, Heartbeat

MIN_FREE_BYTES = 200 * 1024 * 1024
MAX_UNSENT_AGE = timedelta(minutes=15)
MAX_SILENCE = timedelta(minutes=5)


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"status": "ok"})


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers, there is disk, nothing waits too long and the scanner ticks; else 503."""
    checks = {"disk": _disk()}
    try:
        checks |= {"database": _database(), "oldest_unsent": _oldest_unsent(), "scanner": _scanner()}
    except DatabaseError:
        checks["database"] = {"ok": False}
    ready = all(check["ok"] for check in checks.values())
    return JsonResponse({"status": "ok" if ready else "not ready", "checks": checks}, status=200 if ready else 503)


def _disk() -> dict[str, Any]:
    settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.MEDIA_ROOT).free
    return {"ok": free >= MIN_FREE_BYTES, "free_bytes": free}


def _database() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return {"ok": True}


def _oldest_unsent() -> dict[str, Any]:
    """Counted from the message's making: each new attempt moves the next one on, and would hide an outage."""
    oldest = (
        Delivery.objects.filter(state__in=[DeliveryState.QUEUED, DeliveryState.SENDING])
        .order_by("message__created_at")
        .values_list("message__created_at", flat=True)
        .first()
    )
    age = timezone.now() - oldest if oldest else timedelta()
    return {"ok": age <= MAX_UNSENT_AGE, "seconds": max(0, int(age.total_seconds()))}


def _scanner() -> dict[str, Any]:
    """A portal that has just started has not ticked yet: silence counts from the first beat."""
    beat = Heartbeat.objects.filter(name="reminder-scanner").first()
    if beat is None:
        return {"ok": True, "seconds": None}
    age = timezone.now() - beat.beat_at
    return {"ok": age <= MAX_SILENCE, "seconds": int(age.total_seconds())}
