"""The members' roll as a copy: the columns of its import, so that a copy can come in again (interface.md, Import)."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from members.choices.people import (
    ON_THE_ROLL,
    Education,
    EmploymentForm,
    Gender,
    IdentityKind,
    MemberState,
    PoliticalStatus,
)
from members.enums import Right
from members.models import ExportJob, Member, User
from members.models.people import MemberQuerySet
from members.services.exporting.kinds import Column, ExportKind
from members.services.importing.roll.fields import FIELDS
from members.sheets.writing import Cell
from unionplan.core.crypto import unseal

CHUNK = 2_000
BELOW = "below"  # option: organizations below as well
GONE = "gone"  # option: people who left as well
_USUAL = {"number", "name", "identity_kind", "identity", "gender", "joined_on", "organization", "phone"}
_MASKS = {"identity": "number_mask", "phone": "phone_mask", "bank_card": "bank_card_mask"}
# The address is never exported: nothing it could be masked to would still be one.
_SEALED = {"identity": "number", "phone": "phone", "bank_card": "bank_card", "address": "address"}
_WORDS: dict[str, Any] = {
    "gender": Gender,
    "political_status": PoliticalStatus,
    "education": Education,
    "employment_form": EmploymentForm,
    "identity_kind": IdentityKind,
    "state": MemberState,
}
_SOURCES = {"organization": "home__code", "identity_kind": "identity__kind", "bank_name": "identity__bank_name"}
Show = Callable[[Any], Cell]


def _members(job: ExportJob, by: User) -> MemberQuerySet:
    """Whom the copy is about: at home in the organization (or below), where the person may export today."""
    right = Right.EXPORT_IDENTITY if job.is_unmasked else Right.EXPORT_MEMBERS
    reach = by.access.organizations_with(right) & by.access.organizations_with(Right.EXPORT_MEMBERS)
    homes = (
        reach.below([str(job.organization.path)]) if job.options.get(BELOW) else reach.filter(pk=job.organization_id)
    )
    members = Member.objects.filter(home__in=homes)
    return members if job.options.get(GONE) else members.filter(state__in=ON_THE_ROLL)


def _count(job: ExportJob, by: User) -> int:
    return _members(job, by).count()


def _rows(job: ExportJob, by: User) -> Iterator[Sequence[Cell]]:
    """The chosen columns, one member after another, in the order of the tree and of names."""
    sources = [_source(key, unmasked=job.is_unmasked) for key in job.columns]
    found = _members(job, by).order_by("home__path", "pinyin", "pk")
    shows = [_show(key, unmasked=job.is_unmasked) for key in job.columns]
    for pk, *values in found.values_list("pk", *sources).iterator(chunk_size=CHUNK):
        yield [show((value, pk)) for show, value in zip(shows, values, strict=True)]


def _source(key: str, *, unmasked: bool) -> str:
    """The path of the column's value: a mask, a sealed token, or the plain column."""
    if key in _SEALED:
        return f"identity__{_SEALED[key] if unmasked else _MASKS[key]}"
    return _SOURCES.get(key, key)


def _show(key: str, *, unmasked: bool) -> Show:
    """How a value of that column stands in a cell; takes (value, member id)."""
    if key in _WORDS:
        words = {value: str(label) for value, label in _WORDS[key].choices}
        return lambda pair: words.get(pair[0], "")
    if key in _SEALED and unmasked:
        place = f"members_memberidentity.{_SEALED[key]}"
        return lambda pair: _as_written(unseal(pair[0].token, bound_to=f"{place}.{pair[1]}")) if pair[0] else None
    return lambda pair: pair[0]


def _as_written(plain: str) -> str:
    """A phone in the form people dial; everything else as it is kept."""
    return plain.removeprefix("+86") if plain.startswith("+861") else plain


def _columns() -> tuple[Column, ...]:
    fields = [
        Column(each.key, each.label, is_personal=each.is_personal, is_usual=each.key in _USUAL)
        for each in FIELDS
        if each.key in _MASKS or each.key not in _SEALED
    ]
    return (*fields, Column("state", _("会籍状态"), is_usual=False))


ROLL = ExportKind(
    key="members",
    label=_("会员名册"),
    right=Right.EXPORT_MEMBERS,
    unmasked_right=Right.EXPORT_IDENTITY,
    columns=_columns(),
    count=_count,
    rows=_rows,
    cap="members.export_max_rows",
    unmasked_cap="members.export_max_rows_unmasked",
    # A birth date or a home county beside the masked number leaves a handful of candidates (reliability.md §0.1, 11).
    apart=(("identity", "born_on"), ("identity", "household")),
)
