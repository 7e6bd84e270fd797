"""Personal values at rest: encrypted for the row and column they stand in, found again by a keyed hash (product.md).

A sealed column holds a token of `crypto.seal`, bound to table, column and primary key: copied into another row it does
not open. Its value in Python is a `Secret`, which prints as dots, so that a template, a log or an exception shows
nothing by accident; whoever may see it asks for it by name: `.reveal()`."""

import base64
import hmac
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.db.models.query_utils import DeferredAttribute

from unionplan.core.crypto import seal, unseal

DOTS = "••••"


class Secret:
    """A value that shows itself only when asked."""

    __slots__ = ("bound_to", "plain", "token")

    def __init__(self, *, plain: str | None = None, token: str = "", bound_to: str = "") -> None:
        self.plain = plain
        self.token = token
        self.bound_to = bound_to

    def reveal(self) -> str:
        """The value in plain text. Raises UnsealableError when it was sealed for another row or with a lost key."""
        if self.plain is not None:
            return self.plain
        return unseal(self.token, bound_to=self.bound_to) if self.token else ""

    def __bool__(self) -> bool:
        return bool(self.plain or self.token)

    def __str__(self) -> str:
        return DOTS if self else ""

    def __repr__(self) -> str:
        return f"<Secret {self}>"


class _SealedAttribute(DeferredAttribute):
    """Takes plain text, gives a Secret that knows the row it stands in."""

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        if instance is None:
            return self
        secret = super().__get__(instance, cls)
        if secret.token and not secret.bound_to:
            secret.bound_to = place_of(self.field, instance.pk)
        return secret

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value if isinstance(value, Secret) else Secret(plain=value or "")


class SealedField(models.TextField):  # type: ignore[type-arg]
    """A text the database keeps as a token only. Empty stays empty. It is compared with '' and nothing else."""

    descriptor_class = _SealedAttribute

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str, expression: Any, connection: Any) -> Secret:
        return Secret(token=value)

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        secret: Secret = getattr(model_instance, self.attname)
        if secret.plain is not None:
            secret.bound_to = place_of(self, model_instance.pk)
            secret.token = seal(secret.plain, bound_to=secret.bound_to) if secret.plain else ""
            secret.plain = None
        return secret.token

    def get_prep_value(self, value: Any) -> Any:
        return value.token if isinstance(value, Secret) else value

    def value_to_string(self, obj: models.Model) -> str:
        return DOTS

    def formfield(self, *args: Any, **kwargs: Any) -> None:
        """No form of a model shows it by itself: forms ask for the plain value in a field of their own."""


class SealedModel(models.Model):
    """A model with sealed columns: its key is known before it is sealed."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is None:
            self.pk = allocate_keys(type(self), 1)[0]
            kwargs["force_insert"] = True
        super().save(*args, **kwargs)


def place_of(field: Any, pk: Any) -> str:
    """What a token is bound to. Raises ValueError while the row has no key: `allocate_keys` gives some."""
    if pk is None:
        raise ValueError(f"{field} is sealed for its row, and the row has no key yet")
    return f"{field.model._meta.db_table}.{field.column}.{pk}"


def allocate_keys(model: type[models.Model], count: int) -> list[int]:
    """`count` primary keys nobody else gets, for rows that are sealed before they are written."""
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [table, column, count]
        )
        return [key for (key,) in cursor.fetchall()]


def sealed_fields() -> Iterator[tuple[type[models.Model], SealedField]]:
    """Every sealed column of the house, for rotation and for scans."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, SealedField):
                yield model, field


@dataclass(frozen=True, slots=True)
class LookupColumn:
    """A column with the keyed hash of a sealed one. `digest` takes the row and the plain value and gives what stands in
    the column (None or "" for none); `manage.py rehash` calls it after a change of LOOKUP_KEY."""

    model: type[models.Model]
    sealed: str
    column: str
    digest: Callable[[Any, str], str | None]


_lookup_columns: dict[tuple[str, str], LookupColumn] = {}
_other_columns: dict[tuple[str, str], tuple[type[models.Model], str]] = {}


def register_lookup(column: LookupColumn) -> None:
    """Make a hash column known to this process, so that a new LOOKUP_KEY reaches it."""
    _lookup_columns[column.model._meta.label, column.column] = column


def lookup_columns() -> tuple[LookupColumn, ...]:
    """Every registered hash column."""
    return tuple(_lookup_columns.values())


def register_sealed(model: type[models.Model], column: str) -> None:
    """A plain text column that holds tokens of `crypto.seal` bound to `table.column.pk`."""
    _other_columns[model._meta.label, column] = (model, column)


def sealed_columns() -> Iterator[tuple[type[models.Model], str]]:
    """Model and column of everything sealed at rest: fields of that kind and registered columns."""
    yield from ((model, str(field.column)) for model, field in sealed_fields())
    yield from _other_columns.values()


def lookup_hash(purpose: str, value: str) -> str:
    """A keyed hash by which a sealed value is found again: 32 hexadecimal digits, different for each purpose. Made with
    the newest LOOKUP_KEY; `lookup_hashes` looks for rows that still carry an older one."""
    return _hashed(_lookup_keys(settings.LOOKUP_KEY)[0], purpose, value)


def lookup_hashes(purpose: str, value: str) -> list[str]:
    """What a row with this value may carry: one hash per key, the newest first. Search with `column__in`."""
    return [_hashed(key, purpose, value) for key in _lookup_keys(settings.LOOKUP_KEY)]


def _hashed(key: bytes, purpose: str, value: str) -> str:
    return hmac.digest(key, f"{purpose}|{value}".encode(), "sha256").hex()[:32]


@lru_cache(maxsize=4)
def _lookup_keys(spec: str) -> tuple[bytes, ...]:
    return tuple(base64.b64decode(part) for part in spec.split(","))
