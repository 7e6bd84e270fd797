"""The dated rules of the archive: which fields make it complete, when silence may be brought before a committee."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.services.rules import RuleKey, register
from unionplan.core.errors import DomainError

REQUIRED_FIELDS = "archive.required_fields"
SILENT_MONTHS = "archive.silent_months"
SILENT_REMINDERS = "archive.silent_reminders"
FAMILY_DAYS = "archive.family_days"

# Fields an archive may be asked to have, by the name the rule stores (rules.md §9).
FIELDS = {
    "name": gettext_lazy("姓名"),
    "number": gettext_lazy("证件号码"),
    "phone": gettext_lazy("手机"),
    "home": gettext_lazy("所在工会"),
    "joined_on": gettext_lazy("入会日期"),
    "gender": gettext_lazy("性别"),
    "born_on": gettext_lazy("出生日期"),
    "ethnicity": gettext_lazy("民族"),
    "political_status": gettext_lazy("政治面貌"),
    "education": gettext_lazy("学历"),
    "skill_level": gettext_lazy("技能等级或职称"),
    "household": gettext_lazy("户籍所在地"),
    "employment_form": gettext_lazy("用工形式"),
    "workplace": gettext_lazy("部门或班组"),
    "bank_card": gettext_lazy("银行卡号"),
    "address": gettext_lazy("住址"),
}


def fields_value(text: str) -> list[str]:
    """姓名、手机 as ["name", "phone"], in the order of FIELDS. Raises DomainError for a word that is no field."""
    asked = [part.strip() for part in text.replace("，", "、").replace(",", "、").split("、") if part.strip()]
    words = {str(label): key for key, label in FIELDS.items()} | {key: key for key in FIELDS}
    unknown = [part for part in asked if part not in words]
    if unknown or not asked:
        raise DomainError(
            _("请填写档案项目，用顿号隔开，可用：%(fields)s。") % {"fields": "、".join(map(str, FIELDS.values()))},
            field="value",
        )
    wanted = {words[part] for part in asked}
    return [key for key in FIELDS if key in wanted]


def shown_fields(value: Any) -> str:
    """The stored list in words."""
    return "、".join(str(FIELDS[key]) for key in value if key in FIELDS)


def whole_number(text: str) -> str:
    """A whole number from 1, as stored. Raises DomainError otherwise."""
    if not text.strip().isdecimal() or int(text) < 1:
        raise DomainError(_("请填写大于 0 的整数。"), field="value")
    return str(int(text))


def register_rules() -> None:
    """Make the keys known; called when the app is ready."""
    register(
        RuleKey(
            REQUIRED_FIELDS,
            gettext_lazy("会员档案必填项目"),
            gettext_lazy("这些项目都填了，档案才算完整。"),
            read=fields_value,
            show=shown_fields,
        )
    )
    register(
        RuleKey(
            SILENT_MONTHS,
            gettext_lazy("视为退会：连续未缴会费的月数"),
            gettext_lazy("满这么多个月没有正当理由不缴会费，才可以提请委员会讨论。"),
            unit=gettext_lazy("个月"),
            read=whole_number,
        )
    )
    register(
        RuleKey(
            SILENT_REMINDERS,
            gettext_lazy("视为退会：至少催缴次数"),
            gettext_lazy("提请讨论之前至少提醒过几次。"),
            unit=gettext_lazy("次"),
            read=whole_number,
        )
    )
    register(
        RuleKey(
            FAMILY_DAYS,
            gettext_lazy("离会后家庭成员信息保留天数"),
            gettext_lazy("会员离会满这么多天，家庭成员信息自动删除。"),
            unit=gettext_lazy("天"),
            read=whole_number,
        )
    )
