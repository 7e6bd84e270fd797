"""The commands behind the Makefile's targets, each a function that answers an exit code."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext

from unionplan.local import browser, machine, surroundings
from unionplan.local.machine import Machine
from unionplan.local.portal import own_servers
from unionplan.local.problems import SetupError
from unionplan.local.servers import FolderInUseError, LocalServers
from unionplan.local.throwaway import process_count, throwaway_servers


def test(arguments: Sequence[str]) -> int:
    """Run pytest with its own servers; `arguments` come last, so that they win."""
    surroundings.check_disk()
    in_ci = os.environ.get("CI", "").lower() in {"1", "true", "yes"}
    without_browser: list[str] = []
    if not browser.ensure(must=in_ci):
        without_browser = ["-m", "not browser"]
        print(
            f"Browser tests are left out: install {' and '.join(browser.missing())} (Debian) to run them.", flush=True
        )
    processes = ["-n", str(process_count()), "--dist", "worksteal"]
    with throwaway_servers() as servers:
        env = surroundings.throwaway_environment(servers.machine, servers.base)
        return _foreground([sys.executable, "-m", "pytest", *processes, *without_browser, *arguments], env)


def bench(arguments: Sequence[str]) -> int:
    """Run the measurements on servers of their own that write as safely as production's."""
    with throwaway_servers(durable=True) as servers:
        env = surroundings.throwaway_environment(servers.machine, servers.base)
        env["UNIONPLAN_VAR"] = str(surroundings.VAR)  # figures outlive the servers
        return _foreground([sys.executable, "-m", "unionplan.bench", *arguments], env)


def manage(arguments: Sequence[str]) -> int:
    """Run `manage.py` on the trial's data: beside the running portal, or with servers started for the purpose."""
    surroundings.read_environment_file()
    with _trial_machine() as found:
        env = surroundings.trial_environment(found)
        return _foreground([sys.executable, "manage.py", *arguments], env)


def reset(_arguments: Sequence[str]) -> int:
    """Empty `var/`: the trial's data, its keys and its accounts are gone for good."""
    if surroundings.VAR.exists():
        LocalServers(surroundings.VAR).clear_leftovers()
        shutil.rmtree(surroundings.VAR)
    print(f"{surroundings.VAR} is empty; the next `make run` starts anew.")
    return 0


def _trial_machine() -> AbstractContextManager[Machine]:
    try:
        return _Started(own_servers())
    except FolderInUseError:
        return nullcontext(machine.load(surroundings.VAR / "run/machine.json"))


class _Started(AbstractContextManager[Machine]):
    """Servers started for one command."""

    def __init__(self, servers: LocalServers) -> None:
        self._servers = servers.__enter__()

    def __enter__(self) -> Machine:
        return self._servers.machine

    def __exit__(self, *_error: object) -> None:
        self._servers.stop()


def _foreground(command: Sequence[str], env: dict[str, str]) -> int:
    """Run a command in the terminal and wait for its end: Ctrl-C reaches it without us, SIGTERM we pass on."""
    popen = subprocess.Popen(list(command), cwd=surroundings.ROOT, env={**os.environ, **env})  # noqa: S603
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda number, _frame: popen.send_signal(number))
    return popen.wait()


COMMANDS = {"test": test, "bench": bench, "manage": manage, "reset": reset}


def call(name: str, arguments: Sequence[str]) -> int:
    """Run one command by name."""
    if name not in COMMANDS:
        raise SetupError(f"There is no command {name!r}; `make help` lists what there is.")
    return COMMANDS[name](arguments)
