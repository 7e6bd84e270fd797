"""The unified social credit code (GB 32100-2015) as typed, told apart from what only looks like one."""

from django.utils.translation import gettext as _
from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, InvalidLength

from unionplan.core.errors import DomainError


def credit_code_of(text: str) -> str:
    """The code without blanks and in capitals; "" stays "". Raises DomainError that says what is wrong with it."""
    code = uscc.compact(text).upper()
    if not code:
        return ""
    try:
        uscc.validate(code)
    except InvalidLength as error:
        raise DomainError(_("统一社会信用代码应为 18 位，现在是 %(count)s 位。") % {"count": len(code)}) from error
    except InvalidChecksum as error:
        raise DomainError(_("统一社会信用代码的校验位不对，请核对是否有一位写错。")) from error
    except ValueError as error:
        raise DomainError(_("统一社会信用代码含有不使用的字符（不用字母 I、O、S、V、Z）。")) from error
    return code
