"""Keeps programs running: their output prefixed, the dead started again, all of them ended in order.

Why not honcho: it ends everything when one program ends, and a Celery worker may die whenever Redis restarts
(docs/decisions/0002-own-supervisor.md).
"""

import contextlib
import os
import selectors
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

from unionplan.local.programs import Book, Child, Program

_BEAT = 0.2  # seconds between two looks at the children
_LONGEST_PAUSE = 30.0  # seconds between two starts of a program that keeps dying
_STEADY = 60.0  # seconds a program must run before its earlier deaths are forgiven
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass
class Slot:
    """The place of one program: its present child, if any, and how often it died lately."""

    program: Program
    child: Child | None = None
    deaths: int = 0
    start_at: float = 0.0  # monotonic seconds; not before then
    unfinished: bytes = field(default=b"", repr=False)  # an output line whose end has not come yet


class Supervisor:
    """Runs a set of programs until it is told to stop.

    `before_restart` is called with a program's name before that program is started again. `say` receives finished
    output lines. Single-threaded on purpose: children are forked here, and forking beside threads is unsafe.
    """

    def __init__(
        self,
        book: Book,
        *,
        say: Callable[[str], None] | None = None,
        before_restart: Callable[[str], None] | None = None,
    ) -> None:
        self.book = book
        self.stopping = False
        self._hurry = False
        self._say = say or _print_line
        self._before_restart = before_restart or (lambda _name: None)
        self._slots: list[Slot] = []
        self._pipes = selectors.DefaultSelector()

    def adopt(self, children: Sequence[Child]) -> None:
        """Look after programs that were started elsewhere."""
        self._slots += [Slot(program=child.program, child=child) for child in children]

    def add(self, program: Program) -> None:
        """Start a program and keep it running."""
        slot = Slot(program=program)
        self._slots.append(slot)
        self._start(slot)

    def release(self) -> list[Child]:
        """Look after nothing any more; the programs that still run, for whoever ends them."""
        children = [slot.child for slot in self._slots if slot.child]
        self._slots.clear()
        return children

    def listen_to_signals(self) -> None:
        """From now on Ctrl-C, SIGTERM and SIGHUP mean: stop in order; a second one: stop at once."""
        for sign in _STOP_SIGNALS:
            signal.signal(sign, self._on_signal)

    def run(self, *, until: Callable[[], bool] = lambda: False) -> None:
        """Look after the programs until `until()` is true or a stop is asked for."""
        while not self.stopping and not until():
            self._look_around()

    def run_once(self, program: Program) -> int | None:
        """Run a program to its end beside the others; its exit code, or None when a stop was asked for."""
        slot = Slot(program=program)
        child = self._start(slot)
        while not self.stopping and child.running():
            self._look_around()
        told_to_stop = child.running()
        if told_to_stop:
            child.ask_to_stop()
        self._wait_for_end(slot)
        return None if told_to_stop else child.popen.returncode

    def deaths(self, name: str) -> int:
        """How often the program `name` has died lately."""
        return sum(slot.deaths for slot in self._slots if slot.program.name == name)

    def stop(self, names: Sequence[str]) -> None:
        """End the named programs: all are asked in the order given, then each gets its time, then SIGKILL."""
        slots = [slot for name in names for slot in self._slots if slot.program.name == name and slot.child]
        for slot in slots:
            if slot.child:
                slot.child.ask_to_stop()
        for slot in slots:
            self._wait_for_end(slot)
        self._slots = [slot for slot in self._slots if slot.program.name not in names]

    def _wait_for_end(self, slot: Slot) -> None:
        deadline = time.monotonic() + slot.program.patience
        while slot.child and slot.child.running() and time.monotonic() < deadline and not self._hurry:
            self._read_output(timeout=0.05)
        self._take_leave(slot)
        if slot.child:
            slot.child.stop(patience=0)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._hurry = self.stopping
        self.stopping = True

    def _look_around(self) -> None:
        self._read_output(timeout=_BEAT)
        now = time.monotonic()
        for slot in self._slots:
            if slot.child and not slot.child.running():
                self._mourn(slot, now)
            if slot.child is None and now >= slot.start_at:
                self._start_again(slot, now)

    def _start_again(self, slot: Slot, now: float) -> None:
        try:
            self._before_restart(slot.program.name)
            self._start(slot)
        except OSError as error:  # no memory for another process, no room for its log: later, perhaps
            slot.start_at = now + _LONGEST_PAUSE
            self._tell(slot, f"cannot be started: {error}; tried again in {_LONGEST_PAUSE:.0f} s")

    def _start(self, slot: Slot) -> Child:
        child = slot.child = Child(slot.program)
        self.book.note(child)
        if child.output:
            os.set_blocking(child.output.fileno(), False)
            self._pipes.register(child.output, selectors.EVENT_READ, slot)
        return child

    def _mourn(self, slot: Slot, now: float) -> None:
        child = slot.child
        if child is None:
            return
        self._take_leave(slot)
        slot.deaths = 1 if now - child.started_at > _STEADY else slot.deaths + 1
        pause = min(_LONGEST_PAUSE, 2.0 ** (slot.deaths - 1))
        slot.start_at = now + pause
        slot.child = None
        child.stop(patience=0)  # its children may have outlived it
        self._tell(slot, f"ended with code {child.popen.returncode}; starts again in {pause:.0f} s")

    def _take_leave(self, slot: Slot) -> None:
        """Print what a program still had to say, and close its pipe here (the child object closes the file)."""
        if slot.child and slot.child.output and not slot.child.output.closed:
            self._read_slot(slot)
            with contextlib.suppress(KeyError):  # closed by its end of file already
                self._pipes.unregister(slot.child.output)
        if slot.unfinished:
            self._tell(slot, slot.unfinished.decode(errors="replace"))
            slot.unfinished = b""

    def _read_output(self, *, timeout: float) -> None:
        if not self._pipes.get_map():
            time.sleep(timeout)
        for key, _events in self._pipes.select(timeout):
            self._read_slot(key.data)

    def _read_slot(self, slot: Slot) -> None:
        output = slot.child.output if slot.child else None
        while output and (part := _read_now(output.fileno())) is not None:
            if not part:
                with contextlib.suppress(KeyError):
                    self._pipes.unregister(output)
                return
            *lines, slot.unfinished = (slot.unfinished + part).split(b"\n")
            for line in lines:
                self._tell(slot, line.decode(errors="replace"))

    def _tell(self, slot: Slot, line: str) -> None:
        try:
            self._say(f"{slot.program.name:<8} | {line.rstrip()}")
        except BrokenPipeError:  # nobody reads any more, as in `make run | head`
            self.stopping = True


def _read_now(descriptor: int) -> bytes | None:
    """What can be read without waiting: bytes, b"" at the end, None when there is nothing yet."""
    try:
        return os.read(descriptor, 65536)
    except BlockingIOError:
        return None


def _print_line(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
