"""Canary people: valid by every check the portal makes, and nobody's."""

from dataclasses import dataclass, fields

from stdnum import luhn
from stdnum.cn import ric


@dataclass(frozen=True, slots=True)
class Canary:
    """What is asked of a person and may not be found anywhere in plain."""

    number: str
    phone: str
    bank_card: str
    diagnosis: str
    address: str
    income: str
    relative_number: str
    relative_phone: str
    guardian: str

    def values(self) -> dict[str, str]:
        """Each value by its name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def canary(serial: int) -> Canary:
    """Person number `serial` (0 to 99): every value is unlike everybody else's."""
    return Canary(
        number=_resident_id(f"11010519{50 + serial % 40:02d}0307{200 + serial:03d}"),
        phone=f"1997351{serial:02d}64",
        bank_card=_card(f"6222021397{serial:02d}71530"),
        diagnosis=f"金丝雀病例{serial:02d}号罕见心肌劳损",
        address=f"金丝雀巷{serial:02d}弄七栋三零六室",
        income=f"47{serial:02d}.83",
        relative_number=_resident_id(f"44052419{50 + serial % 40:02d}1120{400 + serial:03d}"),
        relative_phone=f"1886240{serial:02d}53",
        guardian=f"金丝雀监护人{serial:02d}",
    )


def _resident_id(body: str) -> str:
    return body + ric.calc_check_digit(f"{body}0")  # it looks at all digits but the last


def _card(body: str) -> str:
    return body + luhn.calc_check_digit(body)
