"""Servers for one test or bench run: made for it, gone after it."""

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from unionplan.local import surroundings
from unionplan.local.servers import FolderInUseError, LocalServers


@contextlib.contextmanager
def throwaway_servers(*, durable: bool = False, parent: Path | None = None) -> Iterator[LocalServers]:
    """PostgreSQL and Redis in a new folder below `parent` (default `var/test`), removed afterwards.

    Any number of runs may have their own at the same time. What killed runs left behind is cleared away first.
    """
    parent = parent or surroundings.VAR / "test"
    parent.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        with _one_at_a_time(parent):
            for old in parent.glob("run-*"):
                _clear(old)
            base = Path(tempfile.mkdtemp(prefix="run-", dir=parent))
            stack.callback(shutil.rmtree, base, ignore_errors=True)
            servers = stack.enter_context(LocalServers(base, durable=durable))
        yield servers


@contextlib.contextmanager
def _one_at_a_time(parent: Path) -> Iterator[None]:
    """So that nobody clears away a folder whose owner has not claimed it yet."""
    with (parent / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _clear(base: Path) -> None:
    """Remove the folder of a killed run with its leftovers; one whose owner lives is in use and stays."""
    try:
        LocalServers(base).clear_leftovers()
    except FolderInUseError:
        return
    shutil.rmtree(base, ignore_errors=True)


def process_count() -> int:
    """How many test processes suit this machine: one a core, two to eight."""
    return max(2, min(8, len(os.sched_getaffinity(0))))
