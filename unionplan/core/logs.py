"""What a log line may say: ids and words, never the secret part of an address, never the variables of a failure."""

import re
from typing import Any

import structlog

_SECRET_PARTS = re.compile(r"(/calendar/feed/|/reset/key/|Bearer\s+)[^\s/?\"']+")


def mask_secrets(logger: Any, name: str, event: dict[str, Any]) -> dict[str, Any]:
    """The event with the secret part of feed addresses, password links and tokens taken out."""
    event["event"] = _SECRET_PARTS.sub(r"\1…", str(event.get("event", "")))
    return event


def renderers(*, as_json: bool) -> list[Any]:
    """The last steps of every line: JSON in production, plain text in the trial. Tracebacks name places in the code
    and show no values."""
    tidy = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, mask_secrets]
    if as_json:
        return [*tidy, structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    plain = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    return [*tidy, plain]
