"""The dated rules of copies: how many rows, how long kept."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.services.rules import RuleKey, register
from unionplan.core.errors import DomainError

MAX_ROWS = "members.export_max_rows"
MAX_ROWS_UNMASKED = "members.export_max_rows_unmasked"
KEEP_DAYS = "members.export_keep_days"
_MOST = 1_000_000


def whole(text: str) -> str:
    """A whole number from 1 as it is stored. Raises DomainError for anything else."""
    if not text.strip().isdecimal() or not 1 <= int(text) <= _MOST:
        raise DomainError(_("请填写 1 以上的整数。"), field="value")
    return str(int(text))


def register_rules() -> None:
    """Make the rules known to this process."""
    rows, days = gettext_lazy("行"), gettext_lazy("天")
    for key, label, unit in (
        (MAX_ROWS, gettext_lazy("名册导出的最多行数"), rows),
        (MAX_ROWS_UNMASKED, gettext_lazy("含完整证件号码的名册导出的最多行数"), rows),
        (KEEP_DAYS, gettext_lazy("导出文件保留的天数"), days),
    ):
        register(RuleKey(key, label, gettext_lazy("够用为限；超过时请缩小范围，或由工会另行规定。"), unit, read=whole))
