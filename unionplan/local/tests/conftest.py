"""Real servers in folders of their own."""

import contextlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from unionplan.local import proc


def processes_of(base: Path) -> list[int]:
    """Every living process that stands in `base` or below, or names it in its command line."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or not (now := proc.status(int(entry.name))) or now.state == "Z":
            continue
        where = proc.working_directory(now.pid)
        with contextlib.suppress(OSError):
            named = str(base).encode() in (entry / "cmdline").read_bytes()
            if named or (where and where.is_relative_to(base)):
                found.append(now.pid)
    return found


@pytest.fixture
def base(tmp_path: Path) -> Iterator[Path]:
    """A folder for servers; the test fails when a process is left in it."""
    folder = tmp_path / "var"
    yield folder
    assert processes_of(folder) == []


@pytest.fixture
def holder(base: Path) -> Iterator[Callable[[str], subprocess.Popen[str]]]:
    """Starts another process that holds the servers of `base`, and waits until they answer."""
    started: list[subprocess.Popen[str]] = []

    def start(first: str = "") -> subprocess.Popen[str]:
        script = f"""
import sys, time
from pathlib import Path
from unionplan.local import proc
from unionplan.local.servers import LocalServers
{first}
with LocalServers(Path({str(base)!r}), durable=False) as servers:
    print(servers.database_url, flush=True)
    time.sleep(600)
"""
        popen = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
        started.append(popen)
        assert popen.stdout
        assert popen.stdout.readline().startswith("postgres://")
        return popen

    yield start
    for popen in started:
        popen.kill()
        popen.communicate()
