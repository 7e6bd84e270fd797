"""What a body may write: only what its form or serializer declares, and only into rows within reach.

Each form is sent twice in transactions that are undone: as it is, and with the name of every column of every model
beside it. Both must leave the same rows behind. A third time its choices name rows of the foreign union: afterwards
nothing more may point to that union than before."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection, models, transaction
from django.forms import BaseForm, ModelChoiceField

from members.forms.register.fields import OrganizationField
from unionplan.core.sealed import SealedField
from unionplan.tests.authorisation.knocking import Door, doors
from unionplan.tests.authorisation.policy import Table
from unionplan.tests.authorisation.world import KEYS, World
from unionplan.tests.canaries.filling import filled, forms_in
from unionplan.tests.canaries.people import canary
from unionplan.tests.samples import SECRET, our_models

MEMBER = SECRET + "甲"
ROLE = "chair"
# Changed by every save, or drawn at random: says nothing about what a body wrote.
_VOLATILE = models.DateTimeField | models.UUIDField | SealedField | models.FileField
# Made of keys of new rows, or drawn at random.
_DRAWN = {
    "target_id",
    "target_label",
    "subject",
    "subject_id",
    "changes",
    "digest",
    "prefix",
    "inverse",
    "occurrence_key",
    "dedupe_key",
    "code",
    "mark",
}
# The same, of one table only: a consent for a family member names the new row.
_DRAWN_IN = {("members_consent", "scope")}
# Addresses whose body may name any union, each with its reason.
FREE_CHOICE = {"members:join": "whoever belongs to no union applies to the one they choose, and that union decides"}
Rows = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Body:
    """One form of one address, ready to be sent."""

    door: Door
    method: str
    form: BaseForm | None

    def values(self) -> dict[str, Any]:
        return filled(self.form, canary(5), member=MEMBER) if self.form is not None else {}


def bodies(world: World, table: Table, *, only: set[str] | None = None) -> Iterator[Body]:
    """Every form of every address a chair writes to, and addresses that take a body without showing a form."""
    for name, door in doors().items():
        line = table.line(name, "POST") or table.line(name, "PATCH")
        wanted = name.startswith(("members:", "plans:", "activities:", "api-")) and name not in table.exempt
        if line is None or not wanted or (only is not None and name not in only):
            continue
        shown = [] if door.api else forms_in(world.client(ROLE, api=False).get(door.address("own")))
        for form in shown:
            yield Body(door, line.method, form)
        if not shown:
            yield Body(door, line.method, None)


def send(world: World, body: Body, values: dict[str, Any]) -> int:
    """The status of the answer."""
    client = world.client(ROLE, api=body.door.api)
    kind = {"content_type": "application/json"} if body.door.api else {}
    return int(getattr(client, body.method.lower())(body.door.address("own"), values, **kind).status_code)


def extras(body: Body) -> dict[str, Any]:
    """The name of every column there is, with a value that would show if it were written."""
    own = set(body.form.fields) if body.form is not None else set()
    return {name: value for name, value in _every_column().items() if name not in own}


def with_foreign_choices(body: Body) -> dict[str, Any]:
    """The same form, naming rows of the foreign union wherever it offers a choice of rows."""
    values = body.values()
    for name, field in body.form.fields.items() if body.form is not None else ():
        if isinstance(field, ModelChoiceField):
            values[name] = KEYS["foreign"]
        elif isinstance(field, OrganizationField):
            values[name] = str(KEYS["foreign"])
    return values


def written(world: World, body: Body, values: dict[str, Any]) -> tuple[int, Rows]:
    """Status and all rows after this body; undone again."""
    with transaction.atomic():
        status = send(world, body, values)
        rows = all_rows()
        transaction.set_rollback(True)
    return status, rows


def pointing_away(world: World, body: Body, values: dict[str, Any]) -> int:
    """How many more references to the foreign union there are after this body; undone again."""
    before = references(KEYS["foreign"])
    with transaction.atomic():
        send(world, body, values)
        after = references(KEYS["foreign"])
        transaction.set_rollback(True)
    return after - before


def all_rows() -> Rows:
    """Every row of every model without keys of new rows, times and sealed tokens: comparable between two attempts."""
    with connection.cursor() as cursor:
        cursor.execute(_every_row_sql())
        found: Rows = {}
        for table, row in cursor.fetchall():
            found.setdefault(table, []).append(row)
    return {table: sorted(rows) for table, rows in found.items()}


def references(key: int) -> int:
    """How many columns of how many rows hold the key of that place."""
    with connection.cursor() as cursor:
        cursor.execute(_references_sql(), [key] * len(_foreign_keys()))
        return int(cursor.fetchone()[0])


@cache
def _every_row_sql() -> str:
    parts = []
    for model in our_models():
        kept = [field.column for field in model._meta.concrete_fields if not _says_nothing(field)]
        listed = ", ".join(f"'{column}', t.\"{column}\"" for column in kept[:48])
        parts.append(
            f"SELECT '{model._meta.db_table}', jsonb_build_object({listed})::text FROM {model._meta.db_table} t"
        )
    return " UNION ALL ".join(parts)


def _says_nothing(field: "models.Field[Any, Any]") -> bool:
    """Keys are drawn anew at each attempt; a reference to a new row differs with it."""
    drawn = field.column in _DRAWN or (field.model._meta.db_table, field.column) in _DRAWN_IN
    return field.primary_key or isinstance(field, _VOLATILE) or field.is_relation or drawn


def _foreign_keys() -> list[tuple[str, str]]:
    return [
        (model._meta.db_table, field.column)
        for model in our_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.target_field.get_internal_type() == "BigAutoField"
    ]


@cache
def _references_sql() -> str:
    counts = (f'(SELECT count(*) FROM {table} WHERE "{column}" = %s)' for table, column in _foreign_keys())
    return "SELECT " + " + ".join(counts)


@cache
def _every_column() -> dict[str, Any]:
    values: dict[str, Any] = {}
    for model in our_models():
        for field in model._meta.concrete_fields:
            values[field.name] = values[field.attname] = _value(field)
    return values


def _value(field: "models.Field[Any, Any]") -> Any:
    if isinstance(field, models.ForeignKey):
        return KEYS["foreign"]
    if isinstance(field, models.BooleanField):
        return "true"
    if isinstance(field, models.DateField):
        return "2031-01-01"
    if field.choices:
        return str(field.choices[-1][0])
    return "77" if isinstance(field, models.IntegerField | models.DecimalField) else "mass-assigned"
