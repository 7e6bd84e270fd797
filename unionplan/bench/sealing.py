"""Sealing beside the bare cipher: what it costs to keep a number nobody reads at rest."""

import os
import time
from collections.abc import Callable

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from unionplan.bench.figures import Figure, interleaved
from unionplan.core.crypto import seal_many, unseal

_GOAL = 1 / 3


def measure(*, values: int, rounds: int) -> list[Figure]:
    """`values` identity numbers, each bound to its row: sealed in bulk, opened one by one."""
    pairs = [
        (f"33010019850{number % 10_000_000:07}", f"members_memberidentity.number.{number}") for number in range(values)
    ]
    tokens = seal_many(pairs)
    sealed, encrypted, opened, decrypted = interleaved(
        _rate(values, lambda: seal_many(pairs)),
        _rate(values, lambda: _encrypt(pairs)),
        _rate(
            values, lambda: [unseal(token, bound_to=place) for token, (_text, place) in zip(tokens, pairs, strict=True)]
        ),
        _rate(values, _decryption(pairs)),
        rounds=rounds,
    )
    return [
        Figure(f"seal {values:,} numbers", sealed, encrypted, "values/s", _GOAL),
        Figure(f"open {values:,} numbers", opened, decrypted, "values/s", None),
    ]


def _rate(values: int, job: Callable[[], object]) -> Callable[[], float]:
    def run() -> float:
        begin = time.perf_counter()
        job()
        return values / (time.perf_counter() - begin)

    return run


def _encrypt(pairs: list[tuple[str, str]]) -> list[bytes]:
    cipher = AESGCM(b"\0" * 32)
    return [cipher.encrypt(os.urandom(12), text.encode(), place.encode()) for text, place in pairs]


def _decryption(pairs: list[tuple[str, str]]) -> Callable[[], object]:
    cipher, nonce = AESGCM(b"\0" * 32), b"\0" * 12
    sealed = [(cipher.encrypt(nonce, text.encode(), place.encode()), place.encode()) for text, place in pairs]
    return lambda: [cipher.decrypt(nonce, body, place) for body, place in sealed]
