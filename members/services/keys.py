"""REST tokens: made by the person, shown once, kept as a digest, ended by a date or a click."""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from members.enums import TokenScope
from members.models import ApiToken, User
from members.reach import Reach
from members.services.reach import ANY_DAY, reach_columns
from unionplan.core.audit import record
from unionplan.core.prepared import Prepared

TOKEN_PREFIX = "upt_"  # noqa: S105 - the public marker of our tokens, so that secret scanners know them
_LAST_USED_GRAIN = timedelta(minutes=5)


def digest_of(secret: str) -> str:
    """What is stored of a secret of full entropy: a plain SHA-256 is enough, there is nothing to guess."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def create_token(*, by: User, name: str, scope: TokenScope, days: int) -> tuple[ApiToken, str]:
    """Make a token that lives `days` days. The second value is the secret; nobody can read it again."""
    secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=by,
        name=name,
        prefix=secret[:10],
        digest=digest_of(secret),
        scope=scope,
        expires_at=timezone.now() + timedelta(days=days),
    )
    record("members.token.created", target=token, actor=by)
    return token, secret


@transaction.atomic
def revoke_token(*, token_id: int, by: User) -> ApiToken:
    """End a token of one's own at once; revoking twice is harmless."""
    token = ApiToken.objects.select_for_update().get(pk=token_id, user=by)
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        record("members.token.revoked", target=token, actor=by)
    return token


def find_token(secret: str, *, now: datetime) -> ApiToken | None:
    """The live token behind a secret with its person and their reach, or None; one query.

    Its last use is noted every few minutes, not on every call.
    """
    found = _LIVE_TOKEN.row(now=now, today=timezone.localdate(now), digest=digest_of(secret))
    if found is None:
        return None
    token = ApiToken.from_db("default", _TOKEN_COLUMNS, found[: len(_TOKEN_COLUMNS)])
    token.user = User.from_db("default", _USER_COLUMNS, found[len(_TOKEN_COLUMNS) : -2])
    token.reach = Reach(token.user_id, *found[-2:])
    if token.last_used_at is None or now - token.last_used_at > _LAST_USED_GRAIN:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token


_TOKEN_COLUMNS = [column.attname for column in ApiToken._meta.concrete_fields]
_USER_COLUMNS = [column.attname for column in User._meta.concrete_fields]
_NOW, _DIGEST = datetime(2999, 1, 2, tzinfo=UTC), "digest of any token"
_LIVE_TOKEN = Prepared(
    lambda: (
        ApiToken.objects.usable(_NOW)
        .filter(digest=_DIGEST)
        .values_list(*_TOKEN_COLUMNS, *(f"user__{column}" for column in _USER_COLUMNS), *reach_columns("user_id"))
        .order_by()
    ),
    now=_NOW,
    today=ANY_DAY,
    digest=_DIGEST,
)
