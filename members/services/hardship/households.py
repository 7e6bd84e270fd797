"""One family, one file: who is covered by a file, found by keyed hash (rules.md 4.2)."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from members.choices.people import IdentityKind
from members.models import HardshipCase, HouseholdKey
from members.services.archive.identities import number_digest, read_number
from unionplan.core.errors import DomainError
from unionplan.core.sealed import LookupColumn, allocate_keys, register_lookup


class AlreadyFiledError(DomainError):
    """Somebody of this household stands in a file already. The sentence never says in whose."""

    code = "already_filed"


def digest(number: str) -> str:
    """The hash of a resident number, the same as in the members' archive: a relative may be a member elsewhere."""
    return number_digest(IdentityKind.RESIDENT_ID, number) or ""


def read_resident(text: str) -> str:
    """A checked resident number (or permit), 18 characters. Raises IdentifierError beside the field `number`."""
    kind = IdentityKind.RESIDENCE_PERMIT if text.strip()[:2] in ("81", "82", "83") else IdentityKind.RESIDENT_ID
    return read_number(kind, text).number


def hold(case: HardshipCase, *, number: str, number_hash: str) -> HouseholdKey:
    """Take a person's place for this file. Raises AlreadyFiledError when another open file holds it, also when two
    officers press at once: the unique index decides, and its refusal never reaches a log."""
    key = HouseholdKey(pk=allocate_keys(HouseholdKey, 1)[0], case=case, number_hash=number_hash, holds=case.is_open)
    key.number = number
    HouseholdKey.objects.bulk_create([key], ignore_conflicts=True)
    if not HouseholdKey.objects.filter(pk=key.pk).exists():
        raise AlreadyFiledError(
            _("该职工或家庭成员已有困难职工档案。一户一档，不能重复建档；请联系上级工会核实。"), field="number"
        )
    return key


def release(case: HardshipCase) -> None:
    """The file is over: the household may be filed elsewhere."""
    case.household_keys.update(holds=False)


def take_again(case: HardshipCase) -> None:
    """The household comes back to this file. Raises AlreadyFiledError when somebody is filed elsewhere meanwhile."""
    wanted = set(case.household_keys.values_list("number_hash", flat=True))
    taken = HouseholdKey.objects.filter(number_hash__in=wanted, holds=True).exclude(case=case)
    if taken.exists():
        raise AlreadyFiledError(_("该户已在其他单位建档。一户一档，不能重复建档；请联系上级工会核实。"))
    try:
        with transaction.atomic():
            case.household_keys.update(holds=True)
    except IntegrityError as error:  # somebody filed this person between the look and the change
        raise AlreadyFiledError(_("该户已在其他单位建档。一户一档，不能重复建档；请联系上级工会核实。")) from error


def register_hash() -> None:
    """A new LOOKUP_KEY reaches this column."""
    register_lookup(LookupColumn(HouseholdKey, "number", "number_hash", lambda _row, plain: digest(plain)))
