"""`make run` as its user meets it: the real command in its own process, on servers of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from unionplan.local import proc, surroundings
from unionplan.local.machine import free_port
from unionplan.local.portal import welcome
from unionplan.local.problems import SetupError
from unionplan.local.surroundings import Address
from unionplan.local.tests.conftest import processes_of

ROOT = Path(__file__).resolve().parents[3]
GIVEN_ELSEWHERE = {"DATABASE_URL", "REDIS_URL", "UNIONPLAN_ENV", "UNIONPLAN_VAR", "STATIC_ROOT", "MEDIA_ROOT", "CI"}


def command(*arguments: str, **variables: str) -> dict[str, object]:
    """Arguments of `subprocess` for the command line under test, free of the test run's own variables."""
    env = {name: value for name, value in os.environ.items() if name not in GIVEN_ELSEWHERE}
    return {
        "args": [sys.executable, "-m", "unionplan.local", *arguments],
        "env": {**env, **variables},
        "cwd": ROOT,
        "text": True,
    }


def eventually(true: Callable[[], object], *, seconds: float = 240) -> bool:
    """Whether something becomes true; the limit only ends a hopeless wait, a busy machine may take its time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.1)
    return False


def health(port: int) -> int:
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as response:
            return int(response.status)
    except OSError:
        return 0


class Portal:
    """A running portal and what it printed."""

    def __init__(self, base: Path) -> None:
        self.port = free_port()
        self.output = base.parent / "output.txt"
        with self.output.open("w") as file:
            started = command("run", PORT=str(self.port), UNIONPLAN_VAR=str(base), DEMO="0")
            self.popen = subprocess.Popen(**started, stdout=file, stderr=subprocess.STDOUT, start_new_session=True)

    def text(self) -> str:
        return self.output.read_text()

    def children(self) -> dict[str, int]:
        """The first process of each program, by the word that names it in its command line."""
        found: dict[str, int] = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and f"\nPPid:\t{self.popen.pid}\n" in read(entry / "status"):
                line = read(entry / "cmdline")
                name = re.search(r"gunicorn|worker\0--|beat\0--|redis-server|postgres", line)
                found[name.group().split("\0")[0] if name else line] = int(entry.name)
        return found


def read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


@pytest.fixture
def portal(base: Path) -> Iterator[Portal]:
    base.parent.mkdir(exist_ok=True)
    running = Portal(base)
    yield running
    if running.popen.poll() is None:
        running.popen.send_signal(signal.SIGINT)
        running.popen.wait(120)


def test_the_portal_answers_mends_itself_and_leaves_nothing(portal, base):
    assert eventually(lambda: "Ctrl-C" in portal.text() or portal.popen.poll() is not None)
    assert "Ctrl-C" in portal.text(), portal.text()
    assert f"http://127.0.0.1:{portal.port}/" in portal.text()
    before = portal.children()
    assert set(before) == {"gunicorn", "worker", "beat", "redis-server", "postgres"}

    for pid in before.values():
        os.kill(pid, signal.SIGKILL)

    def all_new() -> bool:
        now = portal.children()
        return set(now) == set(before) and not set(now.values()) & set(before.values())

    assert eventually(all_new), portal.text()
    assert eventually(lambda: health(portal.port) == 200)
    sessions = list(portal.children().values())

    os.killpg(portal.popen.pid, signal.SIGINT)

    assert portal.popen.wait(120) == 0
    assert "Traceback" not in portal.text().split("Stopping")[1]
    assert [pid for session in sessions for pid in proc.session_members(session)] == []
    assert processes_of(base) == []


def test_a_taken_port_is_named(base):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        asked = command("run", PORT=port, UNIONPLAN_VAR=str(base))
        done = subprocess.run(**asked, capture_output=True, timeout=240, check=False)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"Port {port} cannot be used on 127.0.0.1: another program has it;")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"PORT": "http"}, "PORT is 'http'; give a number from 1 to 65535, as in `make run PORT=8001`.\n"),
        ({"PORT": "70000"}, "PORT is '70000'; give a number from 1 to 65535, as in `make run PORT=8001`.\n"),
        (
            {"UNIONPLAN_ENV": "production"},
            "UNIONPLAN_ENV is not `trial`, but `make run` only starts trials; for production see docs/runbook.md.\n",
        ),
    ],
)
def test_a_wrong_variable_is_answered_by_one_sentence(base, variables, sentence):
    asked = command("run", UNIONPLAN_VAR=str(base), **variables)
    done = subprocess.run(**asked, capture_output=True, timeout=240, check=False)

    assert (done.returncode, done.stdout, done.stderr) == (1, "", sentence)
    assert not base.exists()


def test_a_full_disk_is_named_before_anything_starts(monkeypatch, tmp_path):
    usage = type("Usage", (), {"free": 100 * 2**20})
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: usage)

    with pytest.raises(SetupError, match="Only 100 MB are free"):
        surroundings.check_disk(tmp_path)


def test_the_first_welcome_tells_the_accounts_and_later_ones_the_file(tmp_path):
    accounts = tmp_path / "demo-accounts.txt"
    accounts.write_text("主席\tchair\tk3-Tq\n")
    where = Address(host="127.0.0.1", port=8000)

    first = welcome(where, accounts, first=True)
    later = welcome(where, accounts, first=False)

    assert "http://127.0.0.1:8000/" in first
    assert re.search(r"chair +k3-Tq +主席", first)
    assert str(accounts) in first
    assert str(accounts) in later
    assert "k3-Tq" not in later


def test_a_free_port_is_no_problem():
    surroundings.check_port(Address(host="127.0.0.1", port=free_port()))


def test_reset_removes_the_data_but_not_under_a_living_holder(base, holder):
    popen = holder()
    asked = command("reset", UNIONPLAN_VAR=str(base))
    refused = subprocess.run(**asked, capture_output=True, timeout=240, check=False)
    assert refused.returncode == 1
    assert "in use already" in refused.stderr
    popen.kill()
    popen.wait()

    done = subprocess.run(**asked, capture_output=True, timeout=240, check=False)

    assert done.returncode == 0
    assert not base.exists()
