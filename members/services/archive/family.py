"""Family members are third parties: few facts, a named purpose, gone when the member has left (rules.md 13.3)."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.choices.people import ON_THE_ROLL, MemberState
from members.models import FamilyMember, Member, User
from members.services.archive.rulebook import FAMILY_DAYS
from members.services.archive.steps import locked, note
from members.services.rules import decimal_of
from unionplan.core.errors import DomainError
from unionplan.core.identifiers import IdentifierError, mask_phone, read_phone

_OF_AGE = 18
_LEFT = (MemberState.WITHDRAWN, MemberState.EXPELLED, MemberState.DECEASED, MemberState.TRANSFERRED)


@transaction.atomic
def add_family_member(
    *,
    member_id: int,
    relation: str,
    name: str,
    purpose: str,
    was_told: bool,
    by: User,
    born_year: int | None = None,
    is_minor: bool = False,
    phone: str = "",
) -> FamilyMember:
    """Keep a family member for one purpose. Raises DomainError beside the field: the person (of a minor: the guardian)
    was not told, the year is impossible, the phone is none."""
    today = timezone.localdate()
    member = locked(member_id)
    if member.state not in ON_THE_ROLL:
        raise DomainError(_("只为在会会员登记家庭成员。"))
    if not was_told:
        raise DomainError(_("登记前须告知本人（未成年人告知监护人）登记的内容和用途。"), field="was_told")
    if born_year is not None and not 1900 <= born_year <= today.year:
        raise DomainError(_("请填写四位出生年份。"), field="born_year")
    row = FamilyMember.objects.create(
        member=member,
        relation=relation,
        name=name.strip(),
        born_year=born_year,
        is_minor=is_minor or (born_year is not None and today.year - born_year < _OF_AGE),
        phone=_phone(phone),
        phone_mask=mask_phone(_phone(phone)) if phone.strip() else "",
        purpose=purpose,
        told_on=today,
        added_by=by,
    )
    note("family.added", member, by, changes={"relation": ["", relation], "purpose": ["", purpose]})
    return row


@transaction.atomic
def remove_family_member(*, family_id: int, by: User) -> None:
    """Gone for good."""
    row = FamilyMember.objects.select_related("member").get(pk=family_id)
    note("family.removed", row.member, by, changes={"relation": [row.relation, ""]})
    row.delete()


def forget_families(*, on: date) -> int:
    """Every night: remove the family members of people who left longer ago than the rule of their union allows; how
    many members had some."""
    left = Member.objects.filter(state__in=_LEFT, family__isnull=False).select_related("home").distinct()
    return sum(_forgotten(member, on) for member in left)


@transaction.atomic
def _forgotten(member: Member, on: date) -> int:
    last = member.memberships.order_by("-starts_on").values_list("ends_on", flat=True).first()
    if member.home is None or last is None:
        return 0
    if last + timedelta(days=int(decimal_of(FAMILY_DAYS, member.home, on))) > on:
        return 0
    removed, _by_model = FamilyMember.objects.filter(member=member).delete()
    note("family.forgotten", member, None, changes={"count": [removed, 0]})
    return 1


def _phone(text: str) -> str:
    try:
        return read_phone(text) if text.strip() else ""
    except IdentifierError as error:
        raise IdentifierError(error.message, field="phone") from error
