"""Runs a worker: a fresh process for each file, with hard limits and nothing of ours in its environment."""

import json
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

from unionplan.core.untrusted.limits import Limits
from unionplan.core.untrusted.refusals import Reason, Unreadable

logger = logging.getLogger(__name__)

# Passwords and keys live in the environment of the web process; the process that meets strangers' bytes gets none.
PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "LANG", "TZ")
WORKERS_AT_ONCE = 2
LONGEST_LINE = 8 * 1024 * 1024
_slots = threading.BoundedSemaphore(WORKERS_AT_ONCE)

SIGNAL_REASONS = {
    signal.SIGXCPU: Reason.TOO_SLOW,
    signal.SIGALRM: Reason.TOO_SLOW,
    signal.SIGXFSZ: Reason.TOO_LONG,
    signal.SIGKILL: Reason.TOO_HEAVY,  # the kernel, out of memory
    signal.SIGABRT: Reason.TOO_HEAVY,  # a library whose allocation failed
}


def run_worker(launch: Path, arguments: Sequence[str], data: bytes, *, limits: Limits) -> bytes:
    """What the script `launch` answers to `data`; raises Unreadable when it does not end by itself.

    The script gets `arguments` and, last, the limits as JSON; it must hold itself to them (`worker.limit_this_process`)
    as its first act. Safe in any thread: nothing runs between fork and exec. Input and output are unnamed memory, so
    nothing is left on disk; the kernel holds the output to `limits.output_bytes`.
    """
    with _slot(limits), _memory("document", data) as source, _memory("reading", b"") as sink:
        _run(_command(launch, arguments, limits), limits, source, sink)
        sink.seek(0)
        return sink.read()


def stream_worker(
    launch: Path, arguments: Sequence[str], data: bytes, *, limits: Limits
) -> Generator[bytes, None, None]:
    """The same, line by line while the worker still reads: the caller's work and the worker's overlap.

    A caller that stops early must close the generator: that ends the worker and frees its place. Raises Unreadable as
    `run_worker` does, after the lines that came.
    """
    with _slot(limits), _memory("document", data) as source:
        process = _started(_command(launch, arguments, limits), source, subprocess.PIPE)
        out_of_time = threading.Event()
        clock = threading.Timer(limits.wall_seconds, _end, (process, out_of_time))
        clock.start()
        try:
            yield from _lines(process, limits)
            status = process.wait()
            if out_of_time.is_set():
                raise Unreadable(Reason.TOO_SLOW)
            _refuse_status(status, limits)
        finally:
            clock.cancel()
            _end(process)
            if process.stdout is not None:
                process.stdout.close()


def _lines(process: "subprocess.Popen[bytes]", limits: Limits) -> Iterator[bytes]:
    """Lines of the answer, never more of them than `limits.output_bytes` holds."""
    left = limits.output_bytes
    while process.stdout is not None and (line := process.stdout.readline(LONGEST_LINE)):
        left -= len(line)
        if left < 0:
            raise Unreadable(Reason.TOO_LONG, limit=limits.characters)
        yield line


@contextmanager
def _slot(limits: Limits) -> Iterator[None]:
    """One of the few places for workers; raises Unreadable(BUSY) when none comes free in time."""
    if not _slots.acquire(timeout=limits.queue_seconds):
        raise Unreadable(Reason.BUSY)
    try:
        yield
    finally:
        _slots.release()


def _memory(name: str, content: bytes) -> BinaryIO:
    """A file that exists in memory alone and under no name, with `content` in it."""
    file = os.fdopen(os.memfd_create(name), "w+b")
    file.write(content)
    file.seek(0)
    return file


def _command(launch: Path, arguments: Sequence[str], limits: Limits) -> list[str]:
    return [sys.executable, "-s", "-P", str(launch), *arguments, json.dumps(asdict(limits))]


def _started(command: Sequence[str], source: BinaryIO, sink: BinaryIO | int) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(  # noqa: S603 - our own module, our own interpreter, no shell
        command,
        stdin=source,
        stdout=sink,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={name: os.environ[name] for name in PASSED_ON if name in os.environ},
        start_new_session=True,
    )


def _run(command: Sequence[str], limits: Limits, source: BinaryIO, sink: BinaryIO) -> None:
    """Run to the end; past the wall clock the whole process group is killed and TOO_SLOW raised."""
    process = _started(command, source, sink)
    try:
        status = process.wait(timeout=limits.wall_seconds)
    except subprocess.TimeoutExpired as error:
        raise Unreadable(Reason.TOO_SLOW) from error
    finally:
        _end(process)
    _refuse_status(status, limits)


def _end(process: "subprocess.Popen[bytes]", told: threading.Event | None = None) -> None:
    """Kill the process and its group if it still runs, noting that in `told`."""
    if process.poll() is None:
        if told is not None:
            told.set()
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _refuse_status(status: int, limits: Limits) -> None:
    """Say why a worker that did not end by itself ended."""
    if status == 0:
        return
    reason = SIGNAL_REASONS.get(signal.Signals(-status), Reason.DAMAGED) if status < 0 else Reason.DAMAGED
    logger.warning("a worker for files ended with status %s", status)
    raise Unreadable(reason, limit=limits.characters) if reason is Reason.TOO_LONG else Unreadable(reason)
