"""Opening a file and keeping what stands in it (rules.md 4.2, 4.3)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from members.choices.hardship import CaseState, FileLevel, MoneyLine, Scheme
from members.choices.own import ConsentPurpose
from members.models import CaseFacts, HardshipCase, HouseholdMember, IncomeLine, Member, Organization, User
from members.services import consents
from members.services.hardship import households
from members.services.hardship.formfields import BY_KEY
from members.services.hardship.trace import note_case
from unionplan.core.errors import DomainError, EditConflictError
from unionplan.core.identifiers import IdentifierError, read_bank_card, read_resident_id
from unionplan.core.sealed import allocate_keys

MINOR_AGE = 14


@transaction.atomic
def open_case(
    *,
    member: Member,
    organization: Organization,
    scheme: Scheme,
    level: FileLevel,
    opened_on: date,
    consent_paper: str,
    by: User,
) -> HardshipCase:
    """Take in an application. The member agrees to the handling of income, account and health facts first (rules.md
    13.2): the number of the signed paper is kept with the consents. Raises DomainError for a day to come, a member
    without identity number, and AlreadyFiledError for a household that stands in a file anywhere."""
    if opened_on > timezone.localdate():
        raise DomainError(_("申请日期不能晚于今天。"), field="opened_on")
    Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    if HardshipCase.objects.open().filter(member=member).exists():
        raise households.AlreadyFiledError(_("该职工已有在办的困难职工档案。"), field="member")
    identity = getattr(member, "identity", None)
    if identity is None or not identity.number_hash:
        raise DomainError(_("会员档案里没有证件号码，无法核对一户一档；请先补登证件号码。"), field="member")
    for purpose in (ConsentPurpose.FINANCE, ConsentPurpose.HEALTH):
        consents.give(member=member, purpose=purpose, by=by, paper=consent_paper)
    case = _new_case(member, organization, scheme, level, opened_on, by)
    households.hold(case, number=identity.number.reveal(), number_hash=identity.number_hash)
    CaseFacts.objects.create(case=case)
    note_case("opened", case, by, state=["", case.state])
    return case


def _new_case(
    member: Member, organization: Organization, scheme: Scheme, level: FileLevel, opened_on: date, by: User
) -> HardshipCase:
    pk = allocate_keys(HardshipCase, 1)[0]
    return HardshipCase.objects.create(
        pk=pk,
        number=f"KN{opened_on.year}{pk:06d}",
        member=member,
        organization=organization,
        scheme=scheme,
        level=level,
        state=CaseState.APPLIED,
        opened_by=by,
        opened_on=opened_on,
        touched_on=timezone.localdate(),
    )


def lock_case(case_id: int) -> HardshipCase:
    """The file for a change: people who press at once take turns."""
    cases = HardshipCase.objects.select_for_update(of=("self",)).select_related("member", "organization")
    return cases.get(pk=case_id)


def touch(case: HardshipCase, by: User, what: str, **changes: list[Any]) -> None:
    """Somebody worked on the file today."""
    case.touched_on = timezone.localdate()
    case.save(update_fields=["touched_on"])
    note_case(what, case, by, **changes)


def require_open(case: HardshipCase) -> None:
    """Facts are kept while the file is open only. Raises DomainError."""
    if not case.is_open:
        raise DomainError(_("档案已经结束，不能再改；返困的请先重新申请。"))


@transaction.atomic
def write_form(*, case_id: int, answers: Mapping[str, Any], version: int, by: User) -> CaseFacts:
    """Save the national form. Raises EditConflictError when somebody saved first, DomainError beside a wrong field."""
    case = lock_case(case_id)
    require_open(case)
    sheet = CaseFacts.objects.select_for_update().get(case=case)
    if sheet.version != version:
        raise EditConflictError(
            _("您打开之后，有人保存了这份登记表。请对照后再保存。"), current=sheet, yours=dict(answers)
        )
    known = {key: _checked(key, value) for key, value in answers.items() if key in BY_KEY}
    before = set(sheet.facts)
    sheet.write_facts(known)
    sheet.version = F("version") + 1
    sheet.save()
    sheet.refresh_from_db()
    touch(case, by, "form_changed", fields=[len(before), len(sheet.facts)])
    return sheet


def _checked(key: str, value: Any) -> str:
    """The answer as it is kept. Raises DomainError that never repeats what was typed."""
    if value in (None, ""):
        return ""
    kind = BY_KEY[key].kind
    if kind == "card":
        try:
            return read_bank_card(str(value))
        except IdentifierError as error:
            raise IdentifierError(error.message, field=key) from error
    if kind == "day":
        return value.isoformat() if isinstance(value, date) else str(value)
    if kind == "money":
        return str(money(str(value), field=key))
    return str(value)


def money(text: str, *, field: str) -> Decimal:
    """Yuan with at most two decimals, not below zero. Raises DomainError."""
    try:
        amount = Decimal(text)
    except InvalidOperation as error:
        raise DomainError(_("请填写金额，例如 1200 或 1200.50。"), field=field) from error
    if not amount.is_finite() or amount < 0 or amount >= 10**9 or amount != amount.quantize(Decimal("0.01")):
        raise DomainError(_("请填写不小于 0、最多两位小数的金额。"), field=field)
    return amount.quantize(Decimal("0.01"))


@transaction.atomic
def add_relative(
    *, case_id: int, facts: Mapping[str, Any], number: str, guardian: str, guardian_paper: str, by: User
) -> HouseholdMember:
    """Put a relative into the file: a third party, with the least the form needs. A child under fourteen needs the
    guardian's consent on paper (rules.md 13.2). Raises AlreadyFiledError, DomainError beside the field."""
    case = lock_case(case_id)
    require_open(case)
    key = None
    facts = dict(facts)
    if number.strip():
        read = households.read_resident(number)
        if read[:2] not in ("81", "82", "83"):
            facts["born_on"] = facts.get("born_on") or read_resident_id(read).born_on
        key = households.hold(case, number=read, number_hash=households.digest(read))
    if facts.get("month_income") not in (None, ""):
        facts["month_income"] = money(str(facts["month_income"]), field="month_income")
    relative = HouseholdMember(pk=allocate_keys(HouseholdMember, 1)[0], case=case, key=key)
    if is_minor(facts, timezone.localdate()):
        _keep_guardian(case, relative, guardian, guardian_paper, by)
    relative.write_facts(facts)
    relative.save(force_insert=True)
    touch(case, by, "relative_added")
    return relative


def is_minor(facts: Mapping[str, Any], today: date) -> bool:
    """Under fourteen: the guardian agrees for the child."""
    born = facts.get("born_on")
    if isinstance(born, str) and born:
        born = date.fromisoformat(born)
    if not isinstance(born, date):
        return False
    return (today.year - born.year) - ((today.month, today.day) < (born.month, born.day)) < MINOR_AGE


def _keep_guardian(case: HardshipCase, relative: HouseholdMember, guardian: str, paper: str, by: User) -> None:
    if not guardian.strip() or not paper.strip():
        raise DomainError(
            _("不满十四周岁的，须填写监护人和纸质同意书编号（个人信息保护法第三十一条）。"), field="guardian"
        )
    consents.give(
        member=case.member,
        purpose=ConsentPurpose.HEALTH,
        scope=f"household:{relative.pk}",
        guardian=guardian,
        paper=paper,
        by=by,
    )


@transaction.atomic
def remove_relative(*, relative_id: int, by: User) -> None:
    """Nobody stays in a file longer than in the household (rules.md 13.5): facts and number are deleted."""
    relative = HouseholdMember.objects.select_related("case").get(pk=relative_id)
    case = lock_case(relative.case_id)
    require_open(case)
    key = relative.key
    relative.delete()
    if key is not None:
        key.delete()
    scope = f"household:{relative_id}"
    consents.withdraw(member=case.member, purpose=ConsentPurpose.HEALTH, scope=scope, by=by)
    touch(case, by, "relative_removed")


@transaction.atomic
def add_money(*, case_id: int, kind: MoneyLine, amount: Decimal, whose: str, note: str, by: User) -> IncomeLine:
    """One line of the household's year. Raises DomainError for an amount below zero."""
    case = lock_case(case_id)
    require_open(case)
    line = IncomeLine(case=case)
    line.write_facts(
        {"kind": kind, "amount": money(str(amount), field="amount"), "whose": whose.strip(), "note": note.strip()}
    )
    line.save()
    touch(case, by, "income_added")
    return line


@transaction.atomic
def remove_money(*, line_id: int, by: User) -> None:
    """Take a line off again."""
    line = IncomeLine.objects.get(pk=line_id)
    case = lock_case(line.case_id)
    require_open(case)
    line.delete()
    touch(case, by, "income_removed")
