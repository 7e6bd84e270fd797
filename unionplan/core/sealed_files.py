"""Files at rest: sealed in pieces, so that a copy of a hundred megabytes passes through a few of memory.

A sealed file is a line with the key's id, seven random bytes, and pieces of one mebibyte, each with AES-256-GCM. A
piece's nonce holds its place and whether it is the last: pieces cannot be left out, doubled, reordered or cut off, and
`bound_to` keeps a file from standing in for another one.
"""

import os
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag

from unionplan.core.crypto import UnsealableError, cipher

PIECE = 1024 * 1024
TAG = 16
PREFIX = 7
MARK = b"SEALED1 "


class SealedWriter:
    """A file to write plain bytes into; what arrives in `target` is sealed. `close` writes the last piece."""

    def __init__(self, target: BinaryIO, *, bound_to: str) -> None:
        self._target = target
        self._key_id, self._cipher = cipher()
        self._bound = f"{self._key_id}|{bound_to}".encode()
        self._prefix = os.urandom(PREFIX)
        self._waiting = bytearray()
        self._pieces = 0
        target.write(MARK + self._key_id.encode() + b"\n" + self._prefix)

    def write(self, data: bytes) -> int:
        self._waiting += data
        while len(self._waiting) > PIECE:  # the last piece is held back: its nonce says that it is the last
            self._seal(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]
        return len(data)

    def flush(self) -> None:
        """Nothing to do: a piece is written when it is full."""

    def close(self) -> None:
        self._seal(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _seal(self, piece: bytes, *, last: bool) -> None:
        nonce = _nonce(self._prefix, self._pieces, last=last)
        self._target.write(self._cipher.encrypt(nonce, piece, self._bound))
        self._pieces += 1


def seal_file(data: Iterable[bytes], target: BinaryIO, *, bound_to: str) -> None:
    """Write `data` into `target`, sealed."""
    writer = SealedWriter(target, bound_to=bound_to)
    for part in data:
        writer.write(part)
    writer.close()


def open_sealed(source: BinaryIO, *, bound_to: str) -> Iterator[bytes]:
    """The plain bytes, piece by piece. Raises UnsealableError as soon as a piece is not the one that was written."""
    head = source.readline(100)
    if not head.startswith(MARK) or not head.endswith(b"\n"):
        raise UnsealableError("no sealed file")
    key_id, opener = cipher(head[len(MARK) : -1].decode("ascii", "replace"))
    bound, prefix = f"{key_id}|{bound_to}".encode(), source.read(PREFIX)
    number, sealed = 0, source.read(PIECE + TAG)
    while True:
        following = source.read(PIECE + TAG)
        try:
            yield opener.decrypt(_nonce(prefix, number, last=not following), sealed, bound)
        except (InvalidTag, ValueError) as error:
            raise UnsealableError(key_id) from error
        if not following:
            return
        number, sealed = number + 1, following


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])
