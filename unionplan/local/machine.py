"""What this machine made up for itself: passwords, keys and ports, kept in one file only its owner may read."""

import base64
import json
import os
import secrets
import socket
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path


@dataclass(frozen=True)
class Machine:
    """Random on the first start, the same ever after."""

    postgres_password: str
    redis_password: str
    secret_key: str
    field_keys: str  # "key id:base64 of 32 bytes"
    postgres_port: int = 0  # 0: not chosen yet
    redis_port: int = 0
    lookup_key: str = field(default_factory=lambda: base64.b64encode(secrets.token_bytes(32)).decode())

    @classmethod
    def invent(cls) -> "Machine":
        """New secrets from the system's random source."""
        return cls(
            postgres_password=secrets.token_urlsafe(24),
            redis_password=secrets.token_urlsafe(24),
            secret_key=secrets.token_urlsafe(50),
            field_keys="local:" + base64.b64encode(secrets.token_bytes(32)).decode(),
        )

    @property
    def database_url(self) -> str:
        """Where the embedded PostgreSQL answers."""
        return f"postgres://unionplan:{self.postgres_password}@127.0.0.1:{self.postgres_port}/unionplan"

    @property
    def redis_url(self) -> str:
        """Where the embedded Redis answers."""
        return f"redis://:{self.redis_password}@127.0.0.1:{self.redis_port}/0"

    def with_free_ports(self) -> "Machine":
        """The same, each port replaced by a free one when somebody else listens there."""
        return replace(self, postgres_port=free_port(self.postgres_port), redis_port=free_port(self.redis_port))


def load(path: Path) -> Machine:
    """What was kept under `path`, or a new machine when there is nothing yet."""
    if not path.exists():
        return Machine.invent()
    return Machine(**json.loads(path.read_text()))


def keep(machine: Machine, path: Path) -> None:
    """Write `machine` under `path`, mode 0600, all or nothing."""
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(asdict(machine), file)
    draft.replace(path)


def port_is_free(host: str, port: int) -> bool:
    """Whether a server could listen there now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as servers do: a closed port in TIME_WAIT is free
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port(wanted: int = 0) -> int:
    """`wanted` when nobody listens there on loopback, otherwise a free port the kernel chooses."""
    if wanted and port_is_free("127.0.0.1", wanted):
        return wanted
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
