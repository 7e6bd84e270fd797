"""What a person is known by outside the union: sealed, found by keyed hash, shown as a mask (product.md, Scope)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from members.choices.people import IdentityKind
from members.enums import Right
from members.models import Member, MemberIdentity, OrganizationChannel, User
from members.models.people import MemberQuerySet
from members.permissions import may_see_identity, why_not_see_identity
from unionplan.core.audit import record
from unionplan.core.crypto import seal_many
from unionplan.core.errors import DomainError, NotAllowedError
from unionplan.core.identifiers import (
    IdentifierError,
    mask_card,
    mask_identity,
    mask_phone,
    read_bank_card,
    read_paper,
    read_phone,
    read_resident_id,
)
from unionplan.core.sealed import (
    DOTS,
    LookupColumn,
    lookup_hash,
    lookup_hashes,
    register_lookup,
    register_sealed,
)

NUMBER, PHONE, CARD = "identity", "phone", "card"
SEALED = ("number", "phone", "bank_card", "address")
_CHECKED = (IdentityKind.RESIDENT_ID, IdentityKind.RESIDENCE_PERMIT)
# Columns of members_memberidentity in the order of `sealed_rows`.
IDENTITY_COLUMNS = (
    "member_id",
    "kind",
    "number",
    "number_hash",
    "number_mask",
    "phone",
    "phone_hash",
    "phone_mask",
    "bank_name",
    "bank_card",
    "bank_card_hash",
    "bank_card_mask",
    "address",
)


@dataclass(frozen=True, slots=True)
class ReadNumber:
    """A number as it is kept, what it says of its holder, and doubts (keys of identifiers.WARNINGS)."""

    number: str
    born_on: date | None = None
    gender: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IdentityRow:
    """One identity for `sealed_rows`; values as the readers of core.identifiers gave them, "" where there is none."""

    member_id: int
    kind: str = IdentityKind.RESIDENT_ID
    number: str = ""
    phone: str = ""
    bank_name: str = ""
    bank_card: str = ""
    address: str = ""


def read_number(
    kind: str, text: str, *, gender: str = "", born_on: date | None = None, today: date | None = None
) -> ReadNumber:
    """The number of a paper of that kind. Raises IdentifierError beside the field `number`."""
    try:
        if kind not in _CHECKED:
            return ReadNumber(read_paper(text))
        found = read_resident_id(text, today=today, gender=gender, born_on=born_on)
    except IdentifierError as error:
        raise IdentifierError(error.message, field="number") from error
    if found.is_permit is not (kind == IdentityKind.RESIDENCE_PERMIT):
        raise IdentifierError(_("号码与证件类型不符：港澳台居民居住证以 81、82、83 开头。"), field="number")
    return ReadNumber(found.number, found.born_on, found.gender, found.warnings)


def number_digest(kind: str, number: str) -> str | None:
    """What the column number_hash holds for a number of that kind; None for no number."""
    return lookup_hash(NUMBER, _hashed_text(kind, number)) if number else None


def number_digests(kind: str, number: str) -> list[str]:
    """What number_hash may hold for it, one hash per lookup key, the newest first: what to search with."""
    return lookup_hashes(NUMBER, _hashed_text(kind, number))


def phone_digest(phone: str) -> str:
    """What the column phone_hash holds."""
    return lookup_hash(PHONE, phone) if phone else ""


def card_digest(card: str) -> str:
    """What the column bank_card_hash holds."""
    return lookup_hash(CARD, card) if card else ""


def set_identity(
    *,
    member: Member,
    by: User | None,
    kind: str | None = None,
    number: str | None = None,
    phone: str | None = None,
    bank_name: str | None = None,
    bank_card: str | None = None,
    address: str | None = None,
) -> tuple[str, ...]:
    """Keep what was typed: read, checked, sealed, hashed, masked. None leaves a value as it is, "" takes it away. A
    resident number fills in birth date and gender where they are empty. Returns doubts (keys of identifiers.WARNINGS).
    Raises DomainError with the field for a wrong number and for one that another member has."""
    try:
        with transaction.atomic():
            return _keep(member, by, kind, number, phone, bank_name, bank_card, address)
    except IntegrityError as error:
        if "number_hash" not in str(error):
            raise
        raise _taken(member, kind, number or "", by) from None


def find_by_identity(text: str, *, among: MemberQuerySet | None = None) -> MemberQuerySet:
    """Members with exactly this number or phone, whatever kind of paper it is; nothing when it is neither."""
    members = Member.objects.all() if among is None else among
    numbers = [one for kind in IdentityKind for one in _digests(kind, text)]
    wanted = Q(identity__number_hash__in=numbers) if numbers else Q(pk__in=[])
    try:
        wanted |= Q(identity__phone_hash__in=lookup_hashes(PHONE, read_phone(text)))
    except IdentifierError:
        return members.filter(wanted)
    return members.filter(wanted)


@transaction.atomic
def reveal(*, member: Member, field: str, reason: str, by: User) -> str:
    """One sealed value (of SEALED) in plain text, for somebody with the right and a reason. Who opened what and why is
    recorded, the value is not. Raises NotAllowedError without the right, DomainError without a reason."""
    if field not in SEALED:
        raise ValueError(field)
    if not may_see_identity(by, member):
        raise NotAllowedError(why_not_see_identity())
    if not reason.strip():
        raise DomainError(_("请填写查看原因。"), field="reason")
    identity = MemberIdentity.objects.filter(member=member).first()
    value: str = getattr(identity, field).reveal() if identity else ""
    record(
        "members.identity.revealed",
        target=member,
        actor=by,
        organization_id=member.home_id,
        subject=f"member:{member.pk}",
        changes={"field": ["", field]},
        note=reason.strip(),
    )
    return value


def sealed_rows(rows: Iterable[IdentityRow], *, batch: int = 1000) -> Iterator[tuple[Any, ...]]:
    """Rows of IDENTITY_COLUMNS ready for COPY: sealed for their member, hashed, masked; for imports of any size."""
    waiting: list[IdentityRow] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) == batch:
            yield from _sealed_batch(waiting)
            waiting = []
    yield from _sealed_batch(waiting)


def _sealed_batch(rows: list[IdentityRow]) -> Iterator[tuple[Any, ...]]:
    table = MemberIdentity._meta.db_table
    plain = ((getattr(row, name), f"{table}.{name}.{row.member_id}") for row in rows for name in SEALED)
    tokens = iter(seal_many(plain))
    for row in rows:
        number, phone, card, address = next(tokens), next(tokens), next(tokens), next(tokens)
        yield (
            row.member_id,
            row.kind,
            number,
            number_digest(row.kind, row.number),
            mask_identity(row.number),
            phone,
            phone_digest(row.phone),
            mask_phone(row.phone) if row.phone else "",
            row.bank_name,
            card,
            card_digest(row.bank_card),
            mask_card(row.bank_card),
            address,
        )


def _keep(
    member: Member,
    by: User | None,
    kind: str | None,
    number: str | None,
    phone: str | None,
    bank_name: str | None,
    bank_card: str | None,
    address: str | None,
) -> tuple[str, ...]:
    identity = MemberIdentity.objects.select_for_update().filter(member=member).first()
    created = identity is None
    identity = identity or MemberIdentity(member=member)
    before = {name: bool(getattr(identity, name)) for name in SEALED}
    if kind is not None and number is None and kind != identity.kind and before["number"]:
        raise DomainError(_("更改证件类型时，请同时填写证件号码。"), field="number")
    identity.kind = kind if kind is not None else identity.kind
    warnings = _set_number(member, identity, number, by) if number is not None else ()
    if phone is not None:
        identity.phone = _read("phone", phone)
        identity.phone_hash, identity.phone_mask = _phone_keys(identity.phone.reveal())
    if bank_card is not None:
        identity.bank_card = _read("bank_card", bank_card)
        card = identity.bank_card.reveal()
        identity.bank_card_hash, identity.bank_card_mask = card_digest(card), mask_card(card)
    identity.bank_name = identity.bank_name if bank_name is None else bank_name.strip()
    if address is not None:
        identity.address = address.strip()
    identity.save(force_insert=created)
    given = {"number": number, "phone": phone, "bank_card": bank_card, "address": address}
    _note(member, by, identity, before, {name for name, value in given.items() if value is not None})
    return warnings


def _set_number(member: Member, identity: MemberIdentity, text: str, by: User | None) -> tuple[str, ...]:
    found = (
        read_number(identity.kind, text, gender=member.gender, born_on=member.born_on)
        if text.strip()
        else ReadNumber("")
    )
    digests = lookup_hashes(NUMBER, _hashed_text(identity.kind, found.number)) if found.number else []
    if MemberIdentity.objects.filter(number_hash__in=digests).exclude(member=member).exists():
        raise _taken(member, identity.kind, text, by)
    identity.number = found.number
    identity.number_hash = digests[0] if digests else None
    identity.number_mask = mask_identity(found.number)
    empty = {"born_on": found.born_on, "gender": found.gender}
    filled = [name for name, value in empty.items() if value and not getattr(member, name)]
    for name in filled:
        setattr(member, name, empty[name])
    if filled:
        member.save(update_fields=[*filled, "changed_at"])
    return found.warnings


def _taken(member: Member, kind: str | None, text: str, by: User | None) -> DomainError:
    """The number stands with somebody else: named only to a person who may read that archive."""
    others = find_by_identity(text).exclude(pk=member.pk)
    known = others.reachable_with(by, Right.READ_MEMBERS).select_related("home").first() if by else None
    if known is None:
        return DomainError(_("该证件号码已登记在另一名会员名下，请联系上级工会核实。"), field="number")
    where = known.home.label if known.home else ""
    return DomainError(
        _("该证件号码已登记在“%(organization)s”的会员 %(name)s 名下。") % {"organization": where, "name": known.name},
        field="number",
    )


def _read(field: str, text: str) -> str:
    readers = {"phone": read_phone, "bank_card": read_bank_card}
    try:
        return readers[field](text) if text.strip() else ""
    except IdentifierError as error:
        raise IdentifierError(error.message, field=field) from error


def _phone_keys(phone: str) -> tuple[str, str]:
    return phone_digest(phone), mask_phone(phone) if phone else ""


def _hashed_text(kind: str, number: str) -> str:
    """Resident numbers and permits share one space; a passport of one country may look like another paper."""
    return number if kind in _CHECKED else f"{kind}:{number}"


def _digests(kind: str, text: str) -> list[str]:
    try:
        return lookup_hashes(NUMBER, _hashed_text(kind, read_number(kind, text).number))
    except IdentifierError:
        return []


def _note(
    member: Member, by: User | None, identity: MemberIdentity, before: dict[str, bool], touched: set[str]
) -> None:
    changes = {
        name: [DOTS if before[name] else "", DOTS if getattr(identity, name) else ""]
        for name in SEALED
        if name in touched
    }
    record(
        "members.identity.changed",
        target=member,
        actor=by,
        organization_id=member.home_id,
        subject=f"member:{member.pk}",
        changes=changes,
    )


def register_columns() -> None:
    """Let rotation and rehashing know these columns; called when the app is ready."""
    register_lookup(
        LookupColumn(MemberIdentity, "number", "number_hash", lambda row, plain: number_digest(row.kind, plain))
    )
    register_lookup(LookupColumn(MemberIdentity, "phone", "phone_hash", lambda _row, plain: phone_digest(plain)))
    register_lookup(LookupColumn(MemberIdentity, "bank_card", "bank_card_hash", lambda _row, plain: card_digest(plain)))
    register_sealed(OrganizationChannel, "sealed_url")
