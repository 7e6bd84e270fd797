"""Notes about what was just done, with a way to take it back for ten seconds (face.md, Motion and time)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django_htmx.http import trigger_client_event

_UNDO = "undo:"


def notify(request: HttpRequest, text: str, *, undo_url: str = "") -> None:
    """Show `text` on the next whole page; `undo_url` takes a POST that takes the step back."""
    messages.success(request, text, extra_tags=f"{_UNDO}{undo_url}" if undo_url else "")


def notify_fragment(response: HttpResponse, text: str, *, undo_url: str = "") -> HttpResponse:
    """The same for an htmx answer: the script shows the note when the fragment has been swapped in."""
    return trigger_client_event(response, "notice", {"text": str(text), "undo": undo_url}, after="swap")


def undo_address(extra_tags: str | None) -> str:
    """The undo address a message carries, or nothing."""
    tags = extra_tags or ""
    return tags.removeprefix(_UNDO) if tags.startswith(_UNDO) else ""
