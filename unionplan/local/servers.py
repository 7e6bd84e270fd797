"""PostgreSQL and Redis for one folder: started together, ended together, found again after a crash."""

import fcntl
import os
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from unionplan.local import machine as machines
from unionplan.local import redis_server
from unionplan.local.postgres import Postgres
from unionplan.local.problems import SetupError
from unionplan.local.programs import Book, Child, Program, last_words

_PATIENCE = 120.0  # seconds a server may need to replay what it wrote before a crash
_ATTEMPTS = 3  # somebody may take a free port between our look and the server's start


class FolderInUseError(SetupError):
    """Another living process holds these servers."""


class LocalServers:
    """Own servers in the folder `base`: `with LocalServers(base) as servers: servers.database_url, servers.redis_url`.

    The folder gets `pg/`, `redis/`, `log/` and `run/`; ports are free ones of the loopback address, passwords are
    random and stay with the folder. One process at a time may hold a folder: a second gets a `SetupError`. Servers
    that a killed holder left behind are ended first. `durable=False` trades safety against power failure for speed.
    `postgres=False` or `redis=False` leaves that server out.
    """

    def __init__(self, base: Path, *, durable: bool = True, postgres: bool = True, redis: bool = True) -> None:
        self.base = base.resolve()
        self.book = Book(self.base / "run/programs.json")
        self.children: list[Child] = []
        self._durable = durable
        self._lock: int | None = None
        self._postgres = self._cluster() if postgres else None
        self._with_redis = redis
        self._machine_file = self.base / "run/machine.json"
        self.machine = machines.Machine.invent()

    @property
    def database_url(self) -> str:
        """The database `unionplan`, as its superuser."""
        return self.machine.database_url

    @property
    def redis_url(self) -> str:
        """Redis database 0 of 64."""
        return self.machine.redis_url

    @property
    def postgres_folder(self) -> Path:
        """Where the cluster's files are."""
        return self.base / "pg"

    def __enter__(self) -> Self:
        self._take_folder()
        try:
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """End Redis, then PostgreSQL, and give the folder back; harmless when nothing runs."""
        for child in reversed(self.children):
            child.stop()
        self.children.clear()
        if self._postgres:
            self._postgres.clean()
        if self._lock is not None:
            self.book.forget_all()
            os.close(self._lock)
            self._lock = None

    def clear_leftovers(self) -> None:
        """End what a killed holder of this folder left running; a `SetupError` when its holder lives."""
        self._take_folder()
        self.book.end_leftovers()
        if self._postgres:
            self._postgres.end_leftover()
        self.stop()

    def prepare_restart(self, name: str) -> None:
        """Before a server that died is started again: clear away what would stop it."""
        if name == "postgres" and self._postgres:
            self._postgres.end_leftover()

    def _cluster(self) -> Postgres:
        return Postgres(self.postgres_folder, log=self.base / "log/postgres.log", durable=self._durable)

    def _take_folder(self) -> None:
        try:
            for folder in (self.base, self.base / "run", self.base / "log"):
                folder.mkdir(mode=0o755 if folder == self.base else 0o700, parents=True, exist_ok=True)
            lock = os.open(self.base / "run/lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except PermissionError as error:
            raise SetupError(
                f"{error.filename} belongs to another user; start as that user, or remove {self.base} first."
            ) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(lock)
            raise FolderInUseError(
                f"The servers of {self.base} are in use already; stop the other command first."
            ) from error
        self._lock = lock

    def _start(self) -> None:
        self.book.end_leftovers()
        known = self._machine_file.exists()
        self.machine = machines.load(self._machine_file)
        if not known:
            machines.keep(self.machine, self._machine_file)
        if self._postgres:
            self._postgres.prepare(password=self.machine.postgres_password)
        for attempt in range(1, _ATTEMPTS + 1):
            if self._start_once(last=attempt == _ATTEMPTS):
                return

    def _start_once(self, *, last: bool) -> bool:
        """Start both at the same time; False when one gave up and another attempt may help."""
        self.machine = self.machine.with_free_ports()
        machines.keep(self.machine, self._machine_file)
        self.children = [Child(program) for program in self._programs()]
        for child in self.children:
            self.book.note(child)
        waiting = list(self.children)
        deadline = time.monotonic() + _PATIENCE
        while waiting:
            failed = next((child for child in waiting if not child.running()), None)
            if failed or time.monotonic() > deadline:
                return self._give_up(failed or waiting[0], last=last)
            waiting = [child for child in waiting if not self._ready(child)]
            time.sleep(0.03)
        return True

    def _programs(self) -> list[Program]:
        programs = []
        if self._postgres:
            programs.append(self._postgres.program(port=self.machine.postgres_port))
        if self._with_redis:
            programs.append(
                redis_server.program(
                    self.base / "redis",
                    port=self.machine.redis_port,
                    password=self.machine.redis_password,
                    log=self.base / "log/redis.log",
                    durable=self._durable,
                )
            )
        return programs

    def _ready(self, child: Child) -> bool:
        if child.program.name == "postgres" and self._postgres:
            return self._postgres.ready(child.popen.pid)
        return redis_server.ready(self.redis_url)

    def _give_up(self, failed: Child, *, last: bool) -> bool:
        for child in reversed(self.children):
            child.stop()
        self.children.clear()
        log = failed.program.log
        if last and log:
            raise SetupError(f"{failed.program.name} does not start; its log {log} ends so:\n{last_words(log)}")
        self.machine = machines.Machine(**{**self.machine.__dict__, "postgres_port": 0, "redis_port": 0})
        return False
