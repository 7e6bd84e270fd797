"""One document through the worker: what it read, or why not."""

import json
import logging
from pathlib import Path
from typing import Any

from plans.documents.reading.model import ReadText
from unionplan.core.untrusted.limits import Limits
from unionplan.core.untrusted.process import run_worker
from unionplan.core.untrusted.refusals import Kind, Reason, Unreadable

logger = logging.getLogger(__name__)

LAUNCH = Path(__file__).resolve().with_name("launch.py")


def read_in_worker(kind: Kind, data: bytes, *, encoding: str | None, limits: Limits) -> ReadText:
    """Parse `data` in a process of its own; raises Unreadable whatever happens to that process."""
    return _understood(run_worker(LAUNCH, (kind.value, encoding or ""), data, limits=limits))


def _understood(output: bytes) -> ReadText:
    """The reading in the worker's answer; raises the refusal it states, or DAMAGED when it makes no sense."""
    try:
        answer: dict[str, Any] = json.loads(output)
        if "read" in answer:
            return ReadText.from_json(answer["read"])
        if "failed" in answer:
            logger.warning("document worker failed: %s", answer["failed"])
            raise Unreadable(Reason.DAMAGED)
        raise Unreadable(Reason(answer["refused"]), **answer["params"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        logger.warning("document worker gave %s bytes that are no answer", len(output))
        raise Unreadable(Reason.DAMAGED) from error
