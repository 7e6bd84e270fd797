"""What the portal's processes find in their environment, and whether this machine is fit to start them."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import environ

from unionplan.local.machine import Machine, port_is_free
from unionplan.local.problems import SetupError

ROOT = Path(__file__).resolve().parent.parent.parent
VAR = Path(os.environ.get("UNIONPLAN_VAR") or ROOT / "var").resolve()  # elsewhere when the disk here is small
_ROOM = 500 * 1024 * 1024  # bytes; an empty cluster and its write-ahead log take about a tenth of it


@dataclass(frozen=True)
class Address:
    """Where the portal answers."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """The address to open in a browser on this machine."""
        return f"http://{'127.0.0.1' if self.host == '0.0.0.0' else self.host}:{self.port}/"  # noqa: S104


def read_environment_file() -> None:
    """Take over `.env`, as the settings do; what the environment says already stays."""
    environ.Env.read_env(ROOT / ".env")


def address() -> Address:
    """From PORT (default 8000) and BIND (default this machine only)."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise SetupError(f"PORT is {text!r}; give a number from 1 to 65535, as in `make run PORT=8001`.")
    return Address(host=os.environ.get("BIND") or "127.0.0.1", port=int(text))


def check_kind() -> None:
    """`make run` is for trials; production has its own process manager."""
    if os.environ.get("UNIONPLAN_ENV", "trial") != "trial":
        raise SetupError(
            "UNIONPLAN_ENV is not `trial`, but `make run` only starts trials; for production see docs/runbook.md."
        )


def check_disk(folder: Path = ROOT) -> None:
    """A full disk is better noticed before PostgreSQL notices it."""
    free = shutil.disk_usage(folder).free
    if free < _ROOM:
        raise SetupError(
            f"Only {free // 2**20} MB are free on the disk of {folder}; make room for {_ROOM // 2**20} MB."
        )


def check_port(where: Address) -> None:
    """Somebody else may listen on our port."""
    if not port_is_free(where.host, where.port):
        raise SetupError(
            f"Port {where.port} cannot be used on {where.host}: another program has it; end that one or choose another "
            f"port, as in `make run PORT={where.port % 65535 + 1}`."
        )


def given(name: str) -> bool:
    """Whether the person at the keyboard set this variable to something."""
    return bool(os.environ.get(name))


def trial_environment(machine: Machine) -> dict[str, str]:
    """Variables of the trial's processes: what was given stays, the rest comes from this machine."""
    static = VAR / "static"  # empty: whitenoise finds the files where they lie, but asks for the folder
    static.mkdir(parents=True, exist_ok=True)
    return _defaults(
        UNIONPLAN_ENV="trial",
        DATABASE_URL=machine.database_url,
        REDIS_URL=machine.redis_url,
        SECRET_KEY=machine.secret_key,
        FIELD_KEYS=machine.field_keys,
        LOOKUP_KEY=machine.lookup_key,
        STATIC_ROOT=str(static),
        UNIONPLAN_VAR=str(VAR),
        PYTHONUNBUFFERED="1",
    )


def throwaway_environment(machine: Machine, base: Path) -> dict[str, str]:
    """Variables of a test run: its own servers and folders, whatever else was given; nobody's data may be touched."""
    static = base / "static"
    static.mkdir()
    return {
        "UNIONPLAN_ENV": "test",
        "UNIONPLAN_VAR": str(base),
        "DATABASE_URL": machine.database_url,
        "REDIS_URL": machine.redis_url,
        "STATIC_ROOT": str(static),
        "MEDIA_ROOT": str(base / "media"),
    }


def _defaults(**values: str) -> dict[str, str]:
    return {name: os.environ.get(name) or value for name, value in values.items()}
