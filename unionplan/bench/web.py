"""A real gunicorn on loopback, and a client that asks it one request after another over one connection."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

_PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Server:
    """Where a bench server listens."""

    port: int

    def rate(self, path: str, *, seconds: float, headers: Mapping[str, str] | None = None, status: int = 200) -> float:
        """Answers per second; RuntimeError when one has another status."""
        request = _request(path, headers or {})
        with socket.create_connection(("127.0.0.1", self.port)) as connection:
            for _ in range(3):
                _ask(connection, request, status)
            count, begin = 0, time.perf_counter()
            while (passed := time.perf_counter() - begin) < seconds:
                _ask(connection, request, status)
                count += 1
        return count / passed

    def get(self, path: str, headers: Mapping[str, str] | None = None, status: int = 200) -> tuple[bytes, bytes]:
        """Head and body of one answer."""
        with socket.create_connection(("127.0.0.1", self.port)) as connection:
            return _ask(connection, _request(path, headers or {}), status)


def _request(path: str, headers: Mapping[str, str]) -> bytes:
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _ask(connection: socket.socket, request: bytes, status: int) -> tuple[bytes, bytes]:
    connection.sendall(request)
    received = b""
    while b"\r\n\r\n" not in received:
        received += _more(connection)
    head, _, body = received.partition(b"\r\n\r\n")
    if head.split(b" ", 2)[1] != str(status).encode():
        raise RuntimeError(f"the bench server answered: {head[:200]!r}")
    parts = [body]
    missing = _length(head) - len(body)
    while missing > 0:
        parts.append(_more(connection))
        missing -= len(parts[-1])
    return head, b"".join(parts)


def _more(connection: socket.socket) -> bytes:
    data = connection.recv(1 << 20)
    if not data:
        raise RuntimeError("the bench server closed the connection")
    return data


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            return int(line.split(b":", 1)[1])
    return 0


@contextmanager
def serving(application: str) -> Iterator[Server]:
    """One gunicorn worker for `application`, started with this process's environment and ended afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", application, "-b", f"127.0.0.1:{port}", "--no-control-socket"]
    command += ["-w", "1", "-k", "gthread", "--threads", "2", "--log-level", "error", "--keep-alive", "60"]
    process = subprocess.Popen(command, env=dict(os.environ), start_new_session=True)  # noqa: S603 - our own server
    try:
        _wait(port, process)
        yield Server(port)
    finally:
        process.terminate()
        process.wait()


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError("the bench server did not start")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the bench server did not listen in time")
