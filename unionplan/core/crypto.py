"""Sealing small secrets at rest: AES-256-GCM, key id in front, bound to the row it belongs to (product.md, Scope)."""

import base64
import os
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


def seal(text: str, *, bound_to: str) -> str:
    """Encrypt `text` with the newest key; `bound_to` (table, column, row) must be the same when it is opened."""
    keys = _keys(tuple(settings.FIELD_KEYS))
    key_id, cipher = next(iter(keys.items()))
    nonce = os.urandom(_NONCE_BYTES)
    sealed = cipher.encrypt(nonce, text.encode(), f"{key_id}|{bound_to}".encode())
    return f"{key_id}:{base64.b64encode(nonce + sealed).decode()}"


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
