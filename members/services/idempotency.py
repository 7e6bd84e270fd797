"""A repeated write has one effect: the first answer is kept with the write and given again."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from members.models import IdempotentAnswer, User
from unionplan.core.errors import DomainError

KEPT_FOR = timedelta(days=2)


class KeyReusedError(DomainError):
    """The same key came with another address or body: 422."""

    code = "key_reused"


def fingerprint_of(*parts: bytes) -> str:
    """What makes two requests the same one."""
    return hashlib.sha256(b"\x1f".join(parts)).hexdigest()


@transaction.atomic
def answer_once(
    *, user: User, key: str, fingerprint: str, write: Callable[[], tuple[int, Any]]
) -> tuple[int, Any, bool]:
    """Run `write` under this key, or give what it answered before: (status, body, repeated).

    Row, effect and answer commit together. A second request with the key waits for the first on the unique index: it
    finds the answer, or, when the first failed and rolled back, becomes the first itself. Raises KeyReusedError.
    """
    row, created = IdempotentAnswer.objects.get_or_create(user=user, key=key, defaults={"fingerprint": fingerprint})
    if row.fingerprint != fingerprint:
        raise KeyReusedError(_("这个 Idempotency-Key 已用于另一项请求，请换一个。"))
    if not created:
        return row.status, row.body, True
    row.status, row.body = write()
    row.save(update_fields=["status", "body"])
    return row.status, row.body, False


def purge_answers(*, now: datetime) -> int:
    """Forget answers nobody will ask for again; how many."""
    return IdempotentAnswer.objects.filter(created_at__lt=now - KEPT_FOR).delete()[0]
