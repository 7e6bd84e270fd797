"""Sealing small secrets at rest: AES-256-GCM, key id in front, bound to the row it belongs to (product.md, Scope)."""

import base64
import os
from binascii import b2a_base64
from collections.abc import Iterable
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

_NONCE_BYTES = 12


class UnsealableError(Exception):
    """The text was sealed for another row, with an unknown key, or was changed."""


@lru_cache(maxsize=1)
def _keys(spec: tuple[str, ...]) -> dict[str, AESGCM]:
    keys = {}
    for entry in spec:
        key_id, _, material = entry.strip().partition(":")
        raw = base64.b64decode(material, validate=True)
        if len(raw) != 32 or not key_id:
            raise ImproperlyConfigured("FIELD_KEYS needs entries like id:base64 of 32 bytes, newest first.")
        keys[key_id] = AESGCM(raw)
    return keys


def cipher(key_id: str = "") -> tuple[str, AESGCM]:
    """The key of that id, or the newest, with its id. Raises UnsealableError for a key nobody has any more."""
    keys = _keys(tuple(settings.FIELD_KEYS))
    name = key_id or next(iter(keys))
    if name not in keys:
        raise UnsealableError(name)
    return name, keys[name]


def seal(text: str, *, bound_to: str) -> str:
    """Encrypt `text` with the newest key; `bound_to` (table, column, row) must be the same when it is opened."""
    return seal_many([(text, bound_to)])[0]


def seal_many(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """Seal many texts, each with what it is bound to, at hardly more than the price of the cipher itself; an empty text
    stays empty."""
    key_id, cipher = newest_key()
    texts = list(pairs)
    nonces = os.urandom(_NONCE_BYTES * len(texts))
    encrypt, head, tag = cipher.encrypt, f"{key_id}:", f"{key_id}|"
    tokens = []
    place = 0
    for text, bound_to in texts:
        nonce = nonces[place : place + _NONCE_BYTES]
        place += _NONCE_BYTES
        sealed = encrypt(nonce, text.encode(), (tag + bound_to).encode()) if text else b""
        tokens.append(head + b2a_base64(nonce + sealed, newline=False).decode() if text else "")
    return tokens


def newest_key() -> tuple[str, AESGCM]:
    """Name and cipher of the key everything is sealed with now."""
    return next(iter(_keys(tuple(settings.FIELD_KEYS)).items()))


def unseal(token: str, *, bound_to: str) -> str:
    """The text that was sealed for this row. Raises UnsealableError when row, key or text is not the one it was."""
    key_id, _, body = token.partition(":")
    cipher = _keys(tuple(settings.FIELD_KEYS)).get(key_id)
    if cipher is None:
        raise UnsealableError(key_id)
    try:
        raw = base64.b64decode(body, validate=True)
        return cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], f"{key_id}|{bound_to}".encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise UnsealableError(key_id) from error
