"""What every form that changes something with a version shares: the version, the reason, and both texts on conflict."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plans.models import Plan
from unionplan.core.errors import DomainError

REASON_LIMIT = 500


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """One field of a conflict: how it reads now and what the second saver typed."""

    label: str
    theirs: str
    yours: str


class VersionedForm(forms.Form):
    """A form about a row with a version. In an approved plan it also asks for a reason (`asks_reason` says whether this
    form does at all)."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    asks_reason = True

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{type(self).__name__.lower()}_%s")
        super().__init__(*args, **kwargs)
        self.plan = plan
        if self.asks_reason and plan.asks_reason:
            self.fields["reason"] = forms.CharField(
                label=gettext_lazy("修订原因"),
                max_length=REASON_LIMIT,
                help_text=gettext_lazy("计划已批准，修改会连同原因记入修订记录。"),
            )

    @property
    def given_reason(self) -> str:
        """The reason typed; empty where the form does not ask for one."""
        return str(self.cleaned_data.get("reason", ""))

    def refuse(self, error: DomainError) -> None:
        """Show a rule's sentence beside the field it belongs to."""
        self.add_error(error.field if error.field in self.fields else None, error.message)

    def shown_fields(self) -> Iterator[str]:
        """Names of what the reader fills in, without version and reason."""
        return (name for name in self.fields if name not in {"version", "reason"})

    def words(self, name: str) -> str:
        """What a field says, in words: a choice by its label."""
        value = self[name].value()
        choices = getattr(self.fields[name], "choices", None)
        if choices is not None:
            return "；".join(str(label) for key, label in choices if str(key) == str(value or ""))
        return "" if value is None else str(value)

    def conflict_rows(self, fresh: "VersionedForm") -> list[ConflictRow]:
        """Every field of which the two texts differ; all of them when none does (something else of the row changed)."""
        rows = [
            ConflictRow(label=str(self.fields[name].label), theirs=fresh.words(name), yours=self.words(name))
            for name in self.shown_fields()
            if name in fresh.fields
        ]
        differing = [row for row in rows if row.theirs != row.yours]
        return differing or [
            ConflictRow(label=row.label, theirs=row.theirs or _("（空）"), yours=row.yours) for row in rows
        ]
