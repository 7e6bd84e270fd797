"""What the frame around every page needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from members.models import Message, User


def frame(request: HttpRequest) -> dict[str, Any]:
    """Unread messages, and whether this is the trial. Lazy: a page that shows no frame asks nothing."""
    user = getattr(request, "user", None)
    unread = (
        (lambda: Message.objects.filter(recipient=user, read_at__isnull=True).count())
        if isinstance(user, User)
        else (lambda: 0)
    )
    return {"unread_messages": unread, "is_demo": settings.DEMO, "languages": settings.LANGUAGES}
