"""What the portal holds about one person, table by table, for the copy everybody may ask for (PIPL art. 45).

Every model with personal fields is registered with the way from its rows to the member; a test fails for a model that
is not. The columns are the model's own fields: a new field is in the next copy without anybody thinking of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.timezone import is_aware, localtime
from django.utils.translation import gettext as _

from members.models import Member, User
from unionplan.core.sealed import Secret


@dataclass(frozen=True, slots=True)
class Collector:
    """How the rows of a model are found for a member (`path` is a lookup, "" for the member itself), and which columns
    stay out because they say nothing about the person: search keys, masks of what is shown in full, who typed it."""

    model: type[models.Model]
    path: str
    leave_out: frozenset[str] = frozenset()

    @property
    def title(self) -> str | Promise:
        return self.model._meta.verbose_name or self.model.__name__

    def fields(self) -> list["models.Field[Any, Any]"]:
        """Columns of the copy: everything a person would recognise as said about them."""
        return [
            field
            for field in self.model._meta.concrete_fields
            if field.name not in self.leave_out
            and field.name not in _TECHNICAL
            and not field.name.endswith(_DERIVED)
            and not isinstance(field, models.BinaryField | models.FileField)
            and field.related_model not in (User, Member)
        ]


# Keys, version counters and search columns; hashes and masks of values that stand in the copy in full.
_TECHNICAL = frozenset({"id", "version", "pinyin", "search_terms", "password", "digest", "dedupe_key"})
_DERIVED = ("_hash", "_mask", "_pinyin", "_digest")
_collectors: dict[type[models.Model], Collector] = {}


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one model: labels of the columns, and each row as texts in their order."""

    key: str
    title: str
    names: list[str]
    labels: list[str]
    rows: list[list[str]]


def register(*collectors: Collector) -> None:
    """Put these models' rows into every copy."""
    for collector in collectors:
        _collectors[collector.model] = collector


def registered() -> dict[type[models.Model], Collector]:
    """Every model that is in the copy."""
    return dict(_collectors)


def collect(member: Member) -> Iterator[Table]:
    """Everything held about the member, tables without a row left out; one query for each model."""
    for collector in _collectors.values():
        table = _table(collector, member)
        if table.rows:
            yield table


def _table(collector: Collector, member: Member) -> Table:
    fields = collector.fields()
    found = collector.model._default_manager.filter(**{collector.path or "pk": member.pk})
    related = [field.name for field in fields if field.is_relation]
    rows: Iterable[models.Model] = found.select_related(*related).distinct() if related else found.distinct()
    return Table(
        key=collector.model._meta.label_lower,
        title=str(collector.title),
        names=[field.name for field in fields],
        labels=[str(field.verbose_name) for field in fields],
        rows=[[_words(row, field) for field in fields] for row in sorted(rows, key=lambda row: row.pk)],
    )


def _words(row: models.Model, field: "models.Field[Any, Any]") -> str:
    """A value as its owner reads it: sealed ones opened, choices by their label, days in local time."""
    value = getattr(row, field.name)
    if isinstance(value, Secret):
        return str(value.reveal())
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(field, models.DateTimeField):
        return localtime(value).isoformat(sep=" ", timespec="minutes") if is_aware(value) else str(value)
    return str(value)
