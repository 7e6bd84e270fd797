"""One program under our care: how it is started, how it is ended, and how its leftovers are found again."""

import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

from unionplan.local import proc

_LOG_LIMIT = 5 * 1024 * 1024  # bytes; a larger log starts anew at the next start, the old one is kept as *.1


@dataclass(frozen=True)
class Account:
    """The ordinary user a program runs as."""

    uid: int
    gid: int


@dataclass(frozen=True)
class Program:
    """How to start and to end one program."""

    name: str
    argv: Sequence[str]
    cwd: Path
    env: Mapping[str, str] = field(default_factory=dict)  # added to our own environment
    account: Account | None = None  # None: the user we are
    log: Path | None = None  # None: the output is a pipe, read by the supervisor
    stdin: bytes = b""
    stop_signal: signal.Signals = signal.SIGTERM
    patience: float = 10.0  # seconds between the stop signal and SIGKILL


class Child:
    """A started program, leader of its own session, so that Ctrl-C in the terminal reaches it only through us."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.started_at = time.monotonic()
        self.popen = _spawn(program)
        self.identity = proc.identity(self.popen.pid)

    @property
    def output(self) -> IO[bytes] | None:
        """What the program prints, unless that goes to a file."""
        return self.popen.stdout

    def running(self) -> bool:
        """Whether the program has not ended yet."""
        return self.popen.poll() is None

    def ask_to_stop(self) -> None:
        """Send the stop signal; a program that has ended already is left alone."""
        if self.running():
            self.popen.send_signal(self.program.stop_signal)

    def stop(self, *, patience: float | None = None) -> None:
        """End the program and whatever it started, within `patience` seconds (default: the program's own)."""
        self.ask_to_stop()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.popen.wait(self.program.patience if patience is None else patience)
        kill_session(self.popen.pid)
        self.popen.wait()
        if self.popen.stdout:
            self.popen.stdout.close()


def _spawn(program: Program) -> subprocess.Popen[bytes]:
    account = program.account
    with contextlib.ExitStack() as files:
        output: int | IO[bytes] = subprocess.PIPE
        if program.log:
            output = files.enter_context(_open_log(program.log))
        popen = subprocess.Popen(  # noqa: S603 - the programs are ours, no shell is involved
            list(program.argv),
            cwd=program.cwd,  # entered before the user changes: it may lie below a folder only root may enter
            env={**os.environ, **program.env},
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
            start_new_session=True,
            preexec_fn=proc.end_with_parent(program.stop_signal),
        )
    if popen.stdin:
        with contextlib.suppress(BrokenPipeError), popen.stdin:  # a program that died at once is seen by its owner
            popen.stdin.write(program.stdin)
    return popen


def _open_log(path: Path) -> IO[bytes]:
    if path.exists() and path.stat().st_size > _LOG_LIMIT:
        path.replace(path.with_suffix(path.suffix + ".1"))
    return path.open("ab")


def last_words(log: Path, *, lines: int = 5) -> str:
    """The end of a log file, for the sentence about a program that did not start."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:]) if log.exists() else ""


def kill_session(session: int, *, standing_in: Path | None = None) -> None:
    """SIGKILL whatever is left of a session: a leader's children may outlive it.

    `standing_in` spares processes in any other working directory: for sessions that are no longer surely ours.
    """
    for pid in proc.session_members(session):
        if standing_in is None or proc.working_directory(pid) == standing_in:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


@dataclass(frozen=True)
class Entry:
    """One line of the book."""

    who: proc.Identity
    cwd: Path


class Book:
    """The list of started programs, on disk, so that the next start finds what a killed one left behind."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._entries: dict[str, Entry] = {}

    def note(self, child: Child) -> None:
        """Remember a child under its program's name; an earlier one of that name is forgotten."""
        if child.identity:
            self._entries[child.program.name] = Entry(who=child.identity, cwd=child.program.cwd)
            self._write()

    def forget_all(self) -> None:
        """Everything has ended in order."""
        self._entries.clear()
        self.path.unlink(missing_ok=True)

    def end_leftovers(self) -> list[str]:
        """End programs of an earlier run that still live; answers their names.

        A process counts as ours only when number, start time and boot agree, so a reused number harms nobody.
        """
        ended = [name for name, entry in self._read().items() if _end_leftover(entry)]
        self.forget_all()
        return ended

    def _read(self) -> dict[str, Entry]:
        try:
            return {
                name: Entry(who=proc.Identity(**line["who"]), cwd=Path(line["cwd"]))
                for name, line in json.loads(self.path.read_text()).items()
            }
        except (FileNotFoundError, ValueError, TypeError, KeyError, AttributeError):
            return {}  # never written, or cut short by a full disk: the servers are also found by their data folders

    def _write(self) -> None:
        lines = {name: {"who": asdict(entry.who), "cwd": str(entry.cwd)} for name, entry in self._entries.items()}
        draft = self.path.with_suffix(".new")
        draft.write_text(json.dumps(lines))
        draft.replace(self.path)


def _end_leftover(entry: Entry) -> bool:
    """End what one line of the book names; False when nothing of it lived any more."""
    if entry.who.boot != proc.boot_id():
        return False
    found = end_stranger(entry.who)
    if not proc.status(entry.who.pid):  # the leader is gone, its children may not be
        kill_session(entry.who.pid, standing_in=entry.cwd)
    return found


def end_stranger(who: proc.Identity, *, patience: float = 10.0) -> bool:
    """End a process that is not our child, with its session: SIGINT (PostgreSQL's "fast"), then SIGKILL.

    Answers False when it was gone already.
    """
    if not proc.runs(who):
        return False
    with contextlib.suppress(ProcessLookupError):
        os.kill(who.pid, signal.SIGINT)
    deadline = time.monotonic() + patience
    while proc.runs(who) and time.monotonic() < deadline:
        time.sleep(0.05)
    if proc.runs(who):
        kill_session(who.pid)
    return True
