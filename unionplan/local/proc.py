"""What the kernel says about a process (Linux `/proc`)."""

import ctypes
import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

_PR_SET_PDEATHSIG = 1
# Looked up before any fork: a child between fork and exec must not load libraries.
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Identity:
    """A process that cannot be mistaken for a later one with the same number."""

    pid: int
    started: int  # clock ticks since boot
    boot: str  # kernel's id of this boot


@dataclass(frozen=True)
class Status:
    """The lines of `/proc/PID/stat` that matter here."""

    pid: int
    state: str  # "Z": ended, waiting to be reaped
    session: int
    started: int


def status(pid: int) -> Status | None:
    """The status of `pid`, or None when there is no such process."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    fields = text[text.rindex(")") + 2 :].split()  # the name before may hold spaces and brackets
    return Status(pid=pid, state=fields[0], session=int(fields[3]), started=int(fields[19]))


def boot_id() -> str:
    """A text that changes with every boot."""
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()


def identity(pid: int) -> Identity | None:
    """Who `pid` is now, or None when nobody runs under that number."""
    now = status(pid)
    return Identity(pid=pid, started=now.started, boot=boot_id()) if now else None


def runs(who: Identity) -> bool:
    """Whether this very process still runs; a zombie or a later process with the same number does not count."""
    now = status(who.pid)
    return bool(now and now.state != "Z" and now.started == who.started and who.boot == boot_id())


def working_directory(pid: int) -> Path | None:
    """The directory a process stands in, or None when it is gone or belongs to somebody else."""
    try:
        return Path(f"/proc/{pid}/cwd").readlink()
    except OSError:
        return None


def session_members(session: int) -> Iterator[int]:
    """Every living process of a session, its leader included."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            found = status(int(entry.name))
            if found and found.session == session and found.state != "Z":
                yield found.pid


def end_with_parent(sign: signal.Signals) -> Callable[[], None]:
    """A function for a fresh child: the kernel sends it `sign` when its parent ends, however the parent ends."""
    parent = os.getpid()

    def ask_kernel() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, int(sign), 0, 0, 0)
        if os.getppid() != parent:  # the parent ended before the kernel was asked
            os._exit(1)

    return ask_kernel
