"""Numbers people are known by: resident identity, phone, bank card. Read, checked, and shown as masks (rules.md §10).

No sentence that is raised or returned here contains the number it speaks of: it may end in a log or a message."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from stdnum import luhn, numdb
from stdnum.cn import ric

from unionplan.core.errors import DomainError

_PERMIT_REGIONS = frozenset({"81", "82", "83"})
_SEPARATORS = str.maketrans("", "", " \t\r\n-‐‑–—·.'`　")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(0\d{2,3})-?(\d{7,8})(?:(?:-|转|#|;ext=)(\d{1,6}))?")
_COUNTRY = re.compile(r"(?:\+|00)86-?|86(?=1[3-9]\d{9}$)")


class IdentifierError(DomainError, ValueError):
    """The text is no such number. The sentence says what is wrong with it and never repeats it."""

    code = "identifier"


# Doubts that never stop anybody: the paper decides, not the rule of thumb.
WARNINGS: dict[str, str | Promise] = {
    "gender": gettext_lazy("证件号码第 17 位与填写的性别不一致，请核对证件。"),
    "born_on": gettext_lazy("证件号码中的出生日期与填写的不一致，请核对证件。"),
    "region": gettext_lazy("证件号码前六位不在行政区划表中，请核对证件。"),
    "converted": gettext_lazy("原为 15 位号码，已换算为 18 位，请核对证件。"),
}


@dataclass(frozen=True, slots=True)
class ResidentId:
    """A checked number of 18 characters. `gender` is male or female as its 17th digit says; `warnings` are keys of
    WARNINGS."""

    number: str
    born_on: date
    gender: str
    warnings: tuple[str, ...] = ()

    @property
    def is_permit(self) -> bool:
        """True for the residence permit of people from Hong Kong, Macao and Taiwan."""
        return self.number[:2] in _PERMIT_REGIONS

    def in_words(self) -> list[str]:
        """The warnings as sentences."""
        return sentences(self.warnings)


def read_resident_id(
    text: str, *, today: date | None = None, gender: str = "", born_on: date | None = None
) -> ResidentId:
    """The resident identity number (or residence permit, 81/82/83) that was typed: blanks and hyphens dropped, full
    width made half, x made X, 15 digits converted to 18. `gender` and `born_on` are what was stated beside it: a
    difference is a warning. Raises IdentifierError: length, character, check digit, region, date (rules.md §10)."""
    number = _plain(text).upper()
    converted = len(number) == 15
    if converted:
        number = _converted(number)
    _check_form(number)
    born = _birth_date(number, today or timezone.localdate())
    if number[:2] not in _PERMIT_REGIONS and not _knows_province(number[:2]):
        raise IdentifierError(_("证件号码前两位不是已知的省级地区。"))
    parity = "male" if int(number[16]) % 2 else "female"
    doubts = {
        "gender": bool(gender) and gender != parity,
        "born_on": born_on is not None and born_on != born,
        "region": number[:2] not in _PERMIT_REGIONS and not _knows_county(number[:6]),
        "converted": converted,
    }
    return ResidentId(number, born, parity, tuple(code for code, holds in doubts.items() if holds))


def read_phone(text: str) -> str:
    """A mobile or landline number of the mainland as E.164; an extension follows as `;ext=`. Raises IdentifierError
    (rules.md §10)."""
    plain = re.sub(r"[‐‑–—]", "-", unicodedata.normalize("NFKC", text or ""))
    typed = re.sub(r"[\s()]", "", plain)
    bare = _COUNTRY.sub("", typed, count=1) if _COUNTRY.match(typed) else typed
    digits = bare.replace("-", "")
    if _MOBILE.fullmatch(digits):
        return f"+86{digits}"
    if bare != typed and not bare.startswith("0"):  # with the country's code the area is written without its zero
        bare = f"0{bare}"
    landline = _LANDLINE.fullmatch(bare)
    if landline is None:
        raise IdentifierError(_("电话号码应为 11 位手机号，或带区号的固定电话，如 0571-88000000。"))
    area, local, extension = landline.groups()
    return f"+86{area[1:]}{local}" + (f";ext={extension}" if extension else "")


def read_bank_card(text: str) -> str:
    """The digits of a bank card, 12 to 19 of them, with a right check digit (Luhn). Raises IdentifierError."""
    number = _plain(text)
    if not (number.isascii() and number.isdigit() and 12 <= len(number) <= 19):
        raise IdentifierError(_("银行卡号应为 12 至 19 位数字。"))
    if not luhn.is_valid(number) or len(set(number)) == 1:
        raise IdentifierError(_("银行卡号校验位不对，请对照银行卡重新输入。"))
    return number


def read_paper(text: str) -> str:
    """A passport or another paper: 5 to 20 letters and digits, in capitals. Raises IdentifierError."""
    number = _plain(text).upper()
    if not re.fullmatch(r"[A-Z0-9]{5,20}", number):
        raise IdentifierError(_("证件号码应为 5 至 20 位字母或数字。"))
    return number


def mask_identity(number: str) -> str:
    """`3***************12`: of 18 characters 15 stay hidden, so that a reader who knows the county, but not the birth
    date, is left with more than 100,000 candidates (tested). Never shown beside a birth date or a home county."""
    return _mask(number, first=1, last=2)


def mask_phone(number: str) -> str:
    """`1*******678` for a mobile number in E.164, `0571****66`-like for a landline: the last digits only."""
    local = number.removeprefix("+86").partition(";")[0]
    return _mask(local, first=1, last=3) if _MOBILE.fullmatch(local) else _mask(f"0{local}", first=1, last=2)


def mask_card(number: str) -> str:
    """`************1234`: the four digits on every bank's slips."""
    return _mask(number, first=0, last=4)


def mask_name(name: str) -> str:
    """`张*`, `欧**`: the first character and at most two stars, so that long names are not told by their length."""
    bare = name.strip()
    head = 1
    while head < len(bare) and (unicodedata.combining(bare[head]) or _is_variation(bare[head])):
        head += 1
    return bare[:head] + "*" * min(len(bare) - head, 2)


def _mask(text: str, *, first: int, last: int) -> str:
    if len(text) < first + last + 5:  # too short to hide five characters: nothing is shown
        return "*" * len(text)
    return text[:first] + "*" * (len(text) - first - last) + text[-last:]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text or "").translate(_SEPARATORS)


def _is_variation(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def _converted(number: str) -> str:
    """The old number of 15 digits in the form of 18: the century is the twentieth, the check digit is worked out."""
    if not (number.isascii() and number.isdigit()):
        raise IdentifierError(_("15 位证件号码只能是数字。"))
    longer = f"{number[:6]}19{number[6:]}"
    return longer + ric.calc_check_digit(f"{longer}0")


def _check_form(number: str) -> None:
    if len(number) != 18:
        raise IdentifierError(_("居民身份证号码应为 18 位（旧证 15 位）。"))
    if not (number.isascii() and number[:17].isdigit() and number[17] in "0123456789X"):
        raise IdentifierError(_("居民身份证号码只能是数字，末位可以是 X。"))
    if number[17] != ric.calc_check_digit(number):
        raise IdentifierError(_("居民身份证号码校验位不对，请对照证件重新输入。"))


def _birth_date(number: str, today: date) -> date:
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError as error:
        raise IdentifierError(_("居民身份证号码中的出生日期不存在。")) from error
    if not date(1880, 1, 1) <= born <= today:
        raise IdentifierError(_("居民身份证号码中的出生日期不可能：晚于今天或早于 1880 年。"))
    return born


@lru_cache(maxsize=8192)
def _knows_county(code: str) -> bool:
    return any("county" in facts for _part, facts in numdb.get("cn/loc").info(code))


@lru_cache(maxsize=128)
def _knows_province(code: str) -> bool:
    return any("province" in facts for _part, facts in numdb.get("cn/loc").info(f"{code}0000"))


def sentences(codes: Iterable[str]) -> list[str]:
    """Warning codes as sentences."""
    return [str(WARNINGS[code]) for code in codes]
