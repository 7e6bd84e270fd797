"""PostgreSQL's ltree as a model field: the path of a node in its tree, with subtree look-ups served by a GiST index."""

from typing import Any

from django.db import models


class LtreeField(models.Field):  # type: ignore[type-arg]
    """A path such as `1.7.42`, computed by the database and returned on insert; never written by code."""

    db_returning = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["editable"] = False
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def db_type(self, connection: Any) -> str:
        return "ltree"

    def get_internal_type(self) -> str:
        return "LtreeField"

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return value


@LtreeField.register_lookup
class Within(models.Lookup):
    """`path__within=[paths]`: the row is one of these nodes or lies below one of them."""

    lookup_name = "within"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        lhs, params = self.process_lhs(compiler, connection)
        return f"{lhs} <@ ANY(%s::ltree[])", (*params, list(self.rhs))


@LtreeField.register_lookup
class AncestorOf(models.Lookup):
    """`path__above=[paths]`: the row is one of these nodes or lies above one of them."""

    lookup_name = "above"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        lhs, params = self.process_lhs(compiler, connection)
        return f"{lhs} @> ANY(%s::ltree[])", (*params, list(self.rhs))
