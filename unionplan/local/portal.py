"""`make run`: everything the portal needs, on this machine, until Ctrl-C."""

import contextlib
import http.client
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from unionplan.local import surroundings
from unionplan.local.problems import SetupError
from unionplan.local.programs import Program
from unionplan.local.servers import FolderInUseError, LocalServers
from unionplan.local.supervisor import Supervisor
from unionplan.local.surroundings import Address

_APP_NAMES = ("web", "worker", "beat")  # the order in which they are asked to stop
_HOPELESS = 3  # deaths of the web server, or errors it answers with, before its first good answer


def run() -> int:
    """Start the portal and keep it running until it is told to stop; the exit code.

    Raises `SetupError` with one sentence when this machine cannot run it.
    """
    _stop_signals_interrupt()
    surroundings.read_environment_file()
    surroundings.check_kind()
    surroundings.check_disk()
    where = surroundings.address()
    if not (surroundings.VAR / "run/programs.json").exists():
        surroundings.check_port(where)
    with _our_own_servers() as servers:
        surroundings.check_port(where)  # again: a leftover of a killed run may have held it until now
        supervisor = Supervisor(servers.book, before_restart=servers.prepare_restart)
        supervisor.listen_to_signals()
        supervisor.adopt(servers.children)
        try:
            return _serve(supervisor, servers, where)
        finally:
            _farewell(supervisor)
            servers.children = supervisor.release()


def own_servers() -> LocalServers:
    """The servers under `var/`, without those the environment names elsewhere."""
    return LocalServers(
        surroundings.VAR,
        postgres=not surroundings.given("DATABASE_URL"),
        redis=not surroundings.given("REDIS_URL"),
    )


@contextlib.contextmanager
def _our_own_servers() -> Iterator[LocalServers]:
    with contextlib.ExitStack() as stack:
        try:
            servers = stack.enter_context(own_servers())
        except FolderInUseError as error:
            raise SetupError(
                "The portal runs from this folder already; stop it with Ctrl-C in its terminal, then start again."
            ) from error
        yield servers


def _serve(supervisor: Supervisor, servers: LocalServers, where: Address) -> int:
    env = surroundings.trial_environment(servers.machine) | {"PORT": str(where.port)}
    accounts = servers.base / "demo-accounts.txt"
    first = not accounts.exists()
    code = supervisor.run_once(_python("setup", env, "-m", "unionplan.local.prepare"))
    if code:
        raise SetupError("The database could not be prepared; the lines marked `setup` above say why.")
    if code is None:
        return 0
    for program in app_programs(env, where, state=servers.base / "run"):
        supervisor.add(program)
    answer = FirstAnswer(where)
    supervisor.run(until=lambda: supervisor.deaths("web") + answer.refusals >= _HOPELESS or answer.came())
    if not answer.ok and not supervisor.stopping:
        raise SetupError("The web server does not work; the lines marked `web` above say why.")
    if not supervisor.stopping:
        _show(welcome(where, accounts, first=first))
    supervisor.run()
    return 0


def app_programs(env: dict[str, str], where: Address, *, state: Path) -> list[Program]:
    """Web, worker and beat, as production runs them, only smaller."""
    # As root Celery warns at length; a trial run by root is the caller's choice.
    celery = ("-W", "ignore:You're running the worker", "-m", "celery", "-q", "-A", "unionplan")
    quiet = "--loglevel=WARNING"
    alone = ("--without-gossip", "--without-mingle")
    return [
        _python(
            "web", env, "-m", "gunicorn", "unionplan.wsgi", f"--bind={where.host}:{where.port}", "--workers=2",
            "--worker-class=gthread", "--threads=4", "--timeout=60", "--graceful-timeout=3", "--log-level=warning",
            "--no-control-socket", patience=4,
        ),
        _python(
            "worker", env, *celery, "worker", quiet, "--concurrency=2", *alone, patience=4
        ),
        _python("beat", env, *celery, "beat", quiet, f"--schedule={state / 'beat'}", "--pidfile=", patience=2),
    ]  # fmt: skip


def _python(name: str, env: dict[str, str], *arguments: str, patience: float = 10) -> Program:
    return Program(name=name, argv=[sys.executable, *arguments], cwd=surroundings.ROOT, env=env, patience=patience)


class FirstAnswer:
    """Asks the portal whether it lives until it says so, patiently while it says that it does not."""

    def __init__(self, where: Address) -> None:
        self.ok = False
        self.refusals = 0  # answers that were errors
        self._url = where.url + "healthz"
        self._ask_at = 0.0

    def came(self) -> bool:
        """Whether the portal has said that it lives; asks it when its time has come."""
        now = time.monotonic()
        if not self.ok and now >= self._ask_at:
            self._ask_at = now + (1.0 if self.refusals else 0.2)
            self._ask()
        return self.ok

    def _ask(self) -> None:
        try:
            with urlopen(self._url, timeout=5) as response:  # noqa: S310 - our own http address
                self.ok = response.status == http.HTTPStatus.OK
        except HTTPError:
            self.refusals += 1
        except (OSError, http.client.HTTPException):
            self.ok = False  # nobody listens yet


def _stop_signals_interrupt() -> None:
    """Until the supervisor takes over, every stop signal is a KeyboardInterrupt, even where the shell ignored it."""
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, signal.default_int_handler)


def _farewell(supervisor: Supervisor) -> None:
    supervisor.stopping = True
    _show("Stopping …")
    supervisor.stop(_APP_NAMES)


def _show(text: str) -> None:
    try:
        print(text, flush=True)
    except BrokenPipeError:  # nobody reads any more; Python would complain again at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def welcome(where: Address, accounts: Path, *, first: bool) -> str:
    """What a started portal says: its address, the demo accounts (themselves only the first time), how to stop."""
    line = "─" * 72
    rows = ["", line, f"  地址 Address             {where.url}"]
    if accounts.exists():
        rows.append(f"  演示账号 Demo accounts   {accounts}")
        rows += [f"    {_account(row)}" for row in accounts.read_text().splitlines() if first]
    return "\n".join([*rows, "  停止 Stop                Ctrl-C", line, ""])


def _account(row: str) -> str:
    """One line of the accounts file, role TAB name TAB password; Chinese comes last, where its width breaks nothing."""
    role, name, password = row.split("\t")
    return f"{name:<20} {password:<24} {role}"
