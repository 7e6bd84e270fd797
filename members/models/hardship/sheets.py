"""Personal facts of a file in one sealed column: what a form asks may change, what the database shows never does."""

import json
from typing import Any

from django.db import models

from unionplan.core.sealed import SealedField, SealedModel


class SheetModel(SealedModel):
    """A row whose personal facts are one sealed sheet of texts by key."""

    sheet = SealedField()

    class Meta:
        abstract = True

    @property
    def facts(self) -> dict[str, str]:
        """The facts in plain text; {} while nothing was written. Raises UnsealableError with a lost key."""
        text = self.sheet.reveal()
        return dict(json.loads(text)) if text else {}

    def write_facts(self, facts: dict[str, Any]) -> None:
        """Replace the sheet; empty answers are left out. The caller saves."""
        kept = {key: str(value) for key, value in facts.items() if value not in (None, "")}
        self.sheet = json.dumps(kept, ensure_ascii=False)


def case_key(related_name: str, *, null: bool = False) -> Any:
    """The foreign key by which everything of a file hangs on it."""
    return models.ForeignKey(
        "members.HardshipCase", on_delete=models.PROTECT, null=null, blank=null, related_name=related_name
    )
