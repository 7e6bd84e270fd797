"""Keeping an archive: plain facts with a version, sealed values beside them; two people saving one archive at once do
not overwrite each other (product.md, Plan; reliability.md, finding 9)."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from members.models import Member, User
from members.services.archive.identities import SEALED, set_identity
from members.services.archive.steps import locked, note
from unionplan.core.errors import DomainError, EditConflictError

PLAIN_FIELDS = (
    "name",
    "gender",
    "born_on",
    "ethnicity",
    "political_status",
    "education",
    "skill_level",
    "household",
    "employment_form",
    "workplace",
    "staff_number",
    "union_post",
)
# Facts of the trail that tell something about a person: that they changed is kept, what they were is not.
_PRIVATE = ("born_on", "household", "ethnicity")


@transaction.atomic
def change_member(
    *, member_id: int, version: int, by: User, plain: Mapping[str, Any], sealed: Mapping[str, str] | None = None
) -> tuple[Member, tuple[str, ...]]:
    """Save what was typed and give doubts about the number back. `sealed` names kind and values of SEALED; what is not
    in it stays. Raises EditConflictError when somebody saved since `version`, DomainError beside a field."""
    member = locked(member_id)
    if member.version != version:
        raise EditConflictError(
            _("您打开之后，有人修改过这份档案。请对照两边，再保存一次。"), current=member, yours=dict(plain)
        )
    changed = {
        field: [getattr(member, field), value]
        for field, value in plain.items()
        if field in PLAIN_FIELDS and getattr(member, field) != value
    }
    if changed.get("name", [None, "·"])[1] == "":
        raise DomainError(_("请填写姓名。"), field="name")
    for field, (_old, value) in changed.items():
        setattr(member, field, value)
    member.version += 1
    member.save(update_fields=[*changed, "version", "changed_at"])
    if changed:
        note("member.changed", member, by, changes={field: _in_trail(field, pair) for field, pair in changed.items()})
    doubts = set_identity(member=member, by=by, **_sealed_part(sealed)) if sealed else ()
    return member, doubts


def _sealed_part(sealed: Mapping[str, str]) -> dict[str, Any]:
    allowed = {*SEALED, "kind", "bank_name"}
    return {name: value for name, value in sealed.items() if name in allowed}


def _in_trail(field: str, pair: list[Any]) -> list[Any]:
    if field in _PRIVATE:
        return ["…" if value else "" for value in pair]
    return ["" if value is None else str(value) for value in pair]
