"""Many schema operations in one step. After every single operation Django draws all models anew that hang together,
which for a hundred models costs most of a minute; here they are drawn once, as they are when all is done."""

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

# What a table has from the start when it is made from the final state of its model.
_PARTS = (AddField, AddIndex, AddConstraint)


class AllAtOnce(Operation):
    """The operations in their order, from the state before all of them to the state after all of them.

    A model made here gets its table as it finally is; fields, indexes and constraints added to it further down are part
    of that table already. Each operation must make sense between the two states: no rename, no data, nothing added and
    removed again."""

    atomic = True

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = list(operations)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.operations], {}

    def describe(self) -> str:
        return f"{len(self.operations)} schema operations at once"

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)  # drawn again, once, by whoever asks first
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for operation in self._needed():
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for operation in reversed(self._needed()):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def _needed(self) -> list[Operation]:
        made = {operation.name_lower for operation in self.operations if isinstance(operation, CreateModel)}
        return [
            operation
            for operation in self.operations
            if not (isinstance(operation, _PARTS) and operation.model_name_lower in made)
        ]
