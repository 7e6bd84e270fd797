"""Calls to addresses that people typed in: only public ones, checked at the moment of connecting (reliability.md S11).

The name is resolved here, every address it has must be public, and the connection goes to the very address that was
checked: neither a redirect nor a name that changes its mind reaches inside. `ALLOW_PRIVATE_CHANNELS` lifts this for
trials and tests on one machine.
"""

import ipaddress
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import NewConnectionError

MAX_ANSWER = 64 * 1024
_TIMEOUT = (5.0, 10.0)  # seconds to connect, seconds of silence
_WHOLE = 20.0  # seconds for the answer as a whole
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# Ranges for protocols, not for hosts, that some Python versions call global.
_SPECIAL = [
    ipaddress.ip_network(text)
    for text in ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "3fff::/20", "64:ff9b:1::/48")
]

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(slots=True)
class Call:
    """What became of one outgoing call, as a short code that is safe to keep and to show."""

    event_id: str
    error: str = ""


_call: ContextVar[Call] = ContextVar("outgoing_call")


def is_public(text: str) -> bool:
    """Whether an address lies in the open internet, also when it is an IPv4 address in an IPv6 disguise."""
    address: Address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        address = inner or address
    special = any(address in network for network in _SPECIAL if network.version == address.version)
    return address.is_global and not address.is_multicast and not special


def checked_addresses(host: str, port: int) -> list[tuple[Any, ...]]:
    """The socket addresses of a name, IPv4 or IPv6. PermissionError when one of them is not public: a name that mixes
    both is a trick."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    if not settings.ALLOW_PRIVATE_CHANNELS and not all(is_public(str(entry[4][0])) for entry in found):
        raise PermissionError("address_refused")
    return found


class _Checked:
    """Replaces urllib3's way of opening a socket; mixed into its two connection classes."""

    def _new_conn(self: Any) -> socket.socket:
        try:
            return _open(checked_addresses(self._dns_host, self.port), self.timeout)
        except PermissionError as error:
            _call.get().error = "address_refused"
            raise NewConnectionError(self, "refused") from error
        except OSError as error:
            _call.get().error = "unreachable"
            raise NewConnectionError(self, type(error).__name__) from error


def _open(addresses: list[tuple[Any, ...]], timeout: float | None) -> socket.socket:
    """The first of these addresses that answers; OSError of the last one when none does."""
    failure: OSError = OSError("no address")
    for family, kind, protocol, _name, address in addresses:
        sock = socket.socket(family, kind, protocol)
        sock.settimeout(timeout)
        try:
            sock.connect(address)
        except OSError as error:
            sock.close()
            failure = error
        else:
            return sock
    raise failure


class _PlainConnection(_Checked, HTTPConnection):
    pass


class _TlsConnection(_Checked, HTTPSConnection):
    pass


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _PlainConnection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


class _CheckedAdapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _TlsPool}


class LentRequests:
    """Stands in for the `requests` module inside a library: every call of that library goes through the check.

    HTTPS only (plain HTTP under ALLOW_PRIVATE_CHANNELS), no redirects, no proxy, at most 64 KB of answer within 20
    seconds, and our event id as X-Event-Id so that the other side can recognise a repeat."""

    def __getattr__(self, name: str) -> Any:
        return getattr(requests, name)

    def request(self, method: str, url: str, **kwargs: Any) -> requests.Response:
        call = _call.get()
        kwargs |= {"allow_redirects": False, "verify": True, "timeout": _TIMEOUT, "stream": True}
        kwargs["headers"] = {**(kwargs.get("headers") or {}), "X-Event-Id": call.event_id}
        with requests.Session() as session:
            session.trust_env = False
            session.adapters.clear()
            session.mount("https://", _CheckedAdapter())
            if settings.ALLOW_PRIVATE_CHANNELS:
                session.mount("http://", _CheckedAdapter())
            try:
                response = session.request(method, url, **kwargs)
                _read_capped(response)
            except requests.RequestException as error:
                call.error = call.error or _code_of(error)
                raise
        if not response.ok:
            call.error = f"http_{response.status_code}"
        return response

    def get(self, url: str, **kwargs: Any) -> requests.Response:
        return self.request("GET", url, **kwargs)

    def post(self, url: str, **kwargs: Any) -> requests.Response:
        return self.request("POST", url, **kwargs)

    def put(self, url: str, **kwargs: Any) -> requests.Response:
        return self.request("PUT", url, **kwargs)


def _code_of(error: requests.RequestException) -> str:
    if isinstance(error, requests.Timeout):
        return "timeout"
    if isinstance(error, requests.exceptions.SSLError):
        return "tls"
    return "not_https" if isinstance(error, requests.exceptions.InvalidSchema) else "broken"


def _read_capped(response: requests.Response) -> None:
    """Read the answer piece by piece; too long or too slow is a failure, not a full memory."""
    body, deadline = b"", time.monotonic() + _WHOLE
    while piece := response.raw.read1(8192, decode_content=True):
        body += piece
        if len(body) > MAX_ANSWER or time.monotonic() > deadline:
            raise requests.ConnectionError("answer too long or too slow")
    response._content = body


_LENT = LentRequests()


def lend_to(module: ModuleType) -> None:
    """Give a library's module our checked client in place of `requests`; harmless when done again."""
    module.requests = _LENT  # type: ignore[attr-defined]


@contextmanager
def calling(event_id: str) -> Iterator[Call]:
    """Calls made inside carry this id; what went wrong is in the yielded Call afterwards."""
    call = Call(event_id)
    token = _call.set(call)
    try:
        yield call
    finally:
        _call.reset(token)
