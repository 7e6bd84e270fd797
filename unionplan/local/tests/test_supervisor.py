"""The supervisor keeps programs running and ends them in order."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from unionplan.local import proc
from unionplan.local.programs import Book, Program
from unionplan.local.supervisor import Supervisor

LOOPS = "import time\nwhile True: time.sleep(1)"


@pytest.fixture
def lines() -> list[str]:
    return []


@pytest.fixture
def supervisor(tmp_path, lines):
    keeper = Supervisor(Book(tmp_path / "programs.json"), say=lines.append)
    yield keeper
    keeper.stop(["one", "two"])


def python(name: str, script: str, *, patience: float = 5) -> Program:
    return Program(name=name, argv=[sys.executable, "-u", "-c", script], cwd=Path.cwd(), patience=patience)


def ended(pid: int) -> bool:
    """Whether a process that was sent SIGKILL has gone, within ten seconds."""
    for _ in range(200):
        now = proc.status(pid)
        if now is None or now.state == "Z":
            return True
        time.sleep(0.05)
    return False


def pids_told(lines: list[str]) -> list[int]:
    return [int(line.split("pid ")[1]) for line in lines if "pid " in line]


def test_a_killed_program_comes_back_with_its_lines_under_its_name(supervisor, lines):
    supervisor.add(python("one", "import os; print('pid', os.getpid())\n" + LOOPS))
    supervisor.run(until=lambda: len(pids_told(lines)) == 1)

    os.kill(pids_told(lines)[0], signal.SIGKILL)
    supervisor.run(until=lambda: len(pids_told(lines)) == 2)

    first, second = pids_told(lines)
    assert first != second
    assert proc.status(second)
    assert lines[0] == f"one      | pid {first}"
    assert lines[1] == "one      | ended with code -9; starts again in 1 s"
    assert supervisor.deaths("one") == 1


def test_children_of_a_killed_program_do_not_outlive_it(supervisor, lines):
    fork = f"import subprocess, sys; print('pid', subprocess.Popen([sys.executable, '-c', {LOOPS!r}]).pid)\n"
    supervisor.add(python("one", "import os\n" + fork + "print('me', os.getpid())\n" + LOOPS))
    supervisor.run(until=lambda: any("me" in line for line in lines))
    grandchild = pids_told(lines)[0]
    assert proc.status(grandchild)

    os.kill(int(lines[1].split()[-1]), signal.SIGKILL)
    supervisor.run(until=lambda: supervisor.deaths("one") == 1)

    assert ended(grandchild)


def test_pauses_grow_while_a_program_keeps_dying(supervisor, lines):
    supervisor.add(python("one", "raise SystemExit(3)"))

    supervisor.run(until=lambda: supervisor.deaths("one") == 3)

    assert [line.split("; ")[1] for line in lines] == [f"starts again in {pause} s" for pause in (1, 2, 4)]


def test_programs_are_asked_in_order_and_the_deaf_one_is_killed(supervisor, lines):
    polite = "import signal, sys\nsignal.signal(15, lambda *_: (print('bye'), sys.exit()))\nprint('up')\n" + LOOPS
    deaf = "import signal\nsignal.signal(15, signal.SIG_IGN)\nprint('up')\n" + LOOPS
    supervisor.add(python("one", polite))
    supervisor.add(python("two", deaf, patience=0.5))
    supervisor.run(until=lambda: len(lines) == 2)

    supervisor.stop(["one", "two"])

    assert lines[2:] == ["one      | bye"]
    assert supervisor.release() == []


def test_a_one_time_program_answers_its_code_and_its_last_line(supervisor, lines):
    script = "import sys; sys.stdout.write('half a line'); sys.exit(7)"

    assert supervisor.run_once(python("setup", script)) == 7
    assert lines == ["setup    | half a line"]


def test_a_leftover_is_ended_but_its_number_reused_by_a_stranger_is_not(tmp_path, supervisor, lines):
    supervisor.add(python("one", "print('up')\n" + LOOPS))
    supervisor.run(until=lambda: bool(lines))
    book = tmp_path / "programs.json"
    kept = book.read_text()
    (child,) = supervisor.release()
    child.popen.stdout.close()
    started = child.identity.started

    book.write_text(kept.replace(f'"started": {started}', f'"started": {started - 1}'))
    assert Book(book).end_leftovers() == []
    assert child.running()

    book.write_text(kept)
    assert Book(book).end_leftovers() == ["one"]
    assert child.popen.wait(5) != 0
