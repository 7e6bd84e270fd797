"""Runs the worker: a fresh process for each document, with hard limits and nothing of ours in its environment."""

import json
import logging
import os
import signal
import subprocess
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from plans.documents.reading.limits import Limits
from plans.documents.reading.model import Kind, ReadText, Reason, Unreadable

logger = logging.getLogger(__name__)

LAUNCH = Path(__file__).resolve().with_name("launch.py")
# Passwords and keys live in the environment of the web process; the process that meets strangers' bytes gets none.
PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "LANG", "TZ")
WORKERS_AT_ONCE = 2
_slots = threading.BoundedSemaphore(WORKERS_AT_ONCE)

SIGNAL_REASONS = {
    signal.SIGXCPU: Reason.TOO_SLOW,
    signal.SIGALRM: Reason.TOO_SLOW,
    signal.SIGXFSZ: Reason.TOO_LONG,
    signal.SIGKILL: Reason.TOO_HEAVY,  # the kernel, out of memory
    signal.SIGABRT: Reason.TOO_HEAVY,  # a library whose allocation failed
}


def read_in_worker(kind: Kind, data: bytes, *, encoding: str | None, limits: Limits) -> ReadText:
    """Parse `data` in a process of its own; raises Unreadable whatever happens to that process.

    Safe in any thread: nothing runs between fork and exec, the worker limits itself as its first act. Input and
    output are unnamed memory, so nothing is left on disk; the kernel holds the output to `limits.output_bytes`.
    """
    if not _slots.acquire(timeout=limits.queue_seconds):
        raise Unreadable(Reason.BUSY)
    try:
        with _memory("document", data) as source, _memory("reading", b"") as sink:
            status = _run(kind, encoding, limits, source, sink)
            _refuse_status(status, limits)
            sink.seek(0)
            return _understood(sink.read())
    finally:
        _slots.release()


def _memory(name: str, content: bytes) -> BinaryIO:
    """A file that exists in memory alone and under no name, with `content` in it."""
    file = os.fdopen(os.memfd_create(name), "w+b")
    file.write(content)
    file.seek(0)
    return file


def _run(kind: Kind, encoding: str | None, limits: Limits, source: BinaryIO, sink: BinaryIO) -> int:
    """Exit status of the worker; past the wall clock its whole process group is killed and TOO_SLOW raised."""
    process = subprocess.Popen(  # noqa: S603 - our own module, our own interpreter, no shell
        [sys.executable, "-s", "-P", str(LAUNCH), kind.value, encoding or "", json.dumps(asdict(limits))],
        stdin=source,
        stdout=sink,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={name: os.environ[name] for name in PASSED_ON if name in os.environ},
        start_new_session=True,
    )
    try:
        return process.wait(timeout=limits.wall_seconds)
    except subprocess.TimeoutExpired as error:
        raise Unreadable(Reason.TOO_SLOW) from error
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _refuse_status(status: int, limits: Limits) -> None:
    """Say why a worker that did not end by itself ended."""
    if status == 0:
        return
    reason = SIGNAL_REASONS.get(signal.Signals(-status), Reason.DAMAGED) if status < 0 else Reason.DAMAGED
    logger.warning("document worker ended with status %s", status)
    raise Unreadable(reason, limit=limits.characters) if reason is Reason.TOO_LONG else Unreadable(reason)


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
