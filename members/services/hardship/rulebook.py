"""The dated rules of hardship (rules.md §4): their keys, and a value together with its source as pages show it."""

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.choices.hardship import AidKind, StudyLevel
from members.models import Organization, Rule
from members.services.rules import NoRuleError, RuleKey, known, register
from unionplan.core.errors import DomainError

LIVING_LINE = "hardship.living_line"
DEEP = "hardship.deep_multiple"
RELATIVE = "hardship.relative_multiple"
UNEXPECTED_SHARE = "hardship.unexpected_share"
EDGE = "hardship.edge_multiple"
OLDER_UNEXPECTED = "hardship.older_unexpected_multiple"
MAX_HOMES = "hardship.max_homes"
VEHICLE = "hardship.vehicle_excludes"
MIGRANT_YEARS = "hardship.migrant_years"
PUBLICITY_DAYS = "hardship.publicity_workdays"
REVIEW_MONTHS = "hardship.review_months"
OPENING_MINUTES = "hardship.opening_minutes"
EXPORT_SECOND = "hardship.export_second_over"
ONCE_A_YEAR = "hardship.once_a_year"
VISIT_CAP = "hardship.warmth_visit_cap"
YEAR_CAP = "hardship.warmth_year_cap"
TEMPORARY_CAP = "hardship.temporary_cap"
STUDY_AMOUNTS = "hardship.study_amounts"
STUDY_WINDOW = "hardship.study_window"

# What an assessment is measured against.
MEASURES = (
    LIVING_LINE,
    DEEP,
    RELATIVE,
    UNEXPECTED_SHARE,
    EDGE,
    OLDER_UNEXPECTED,
    MAX_HOMES,
    VEHICLE,
    MIGRANT_YEARS,
)
_KINDS_BY_LABEL = {str(kind.value): kind for kind in AidKind}
_STUDY_ROWS = tuple((filed, level) for filed in ("filed", "unfiled") for level in StudyLevel)


@dataclass(frozen=True, slots=True)
class Measure:
    """A value that holds, and by whose word: shown beside everything that is worked out from it."""

    key: str
    label: str
    value: Any
    document: str
    clause: str
    since: date

    @property
    def number(self) -> Decimal:
        return Decimal(self.value)

    @property
    def source(self) -> str:
        """困难职工建档标准，深度困难，2019-01-01 起."""
        parts = [self.document, self.clause, _("%(day)s 起") % {"day": self.since.isoformat()}]
        return _("，").join(part for part in parts if part)


def measures_for(keys: Iterable[str], organization: Organization, on: date) -> dict[str, Measure]:
    """The measures that hold for an organization on a day, by key; keys nobody has given a value are missing."""
    found: dict[str, Measure] = {}
    for rule in Rule.objects.filter(key__in=list(keys)).in_force(on).holding_for(organization):
        found.setdefault(rule.key, _measure(rule))
    return found


def measure(key: str, organization: Organization, on: date) -> Measure:
    """One measure. Raises NoRuleError, naming the rule, when nobody has said."""
    found = measures_for((key,), organization, on).get(key)
    if found is None:
        raise NoRuleError(
            _("“%(organization)s”在 %(on)s 没有可用的规则“%(rule)s”，请先在“规则”里登记。")
            % {"organization": organization.label, "on": on.isoformat(), "rule": _label(key)}
        )
    return found


def _measure(rule: Rule) -> Measure:
    return Measure(
        key=rule.key,
        label=_label(rule.key),
        value=rule.value,
        document=rule.source_document,
        clause=rule.source_clause,
        since=rule.effective_from,
    )


def _label(key: str) -> str:
    rule_key = known(key)
    return str(rule_key.label) if rule_key else key


def _count(text: str) -> str:
    if not text.strip().isdecimal():
        raise DomainError(_("请填写整数。"), field="value")
    return str(int(text))


def _yes_or_no(text: str) -> str:
    if text.strip() not in ("yes", "no"):
        raise DomainError(_("请选择“是”或“否”。"), field="value")
    return text.strip()


def _kinds(text: str) -> list[str]:
    """生活救助、医疗救助 as their codes."""
    labels = {str(kind.label): str(kind.value) for kind in AidKind}
    asked = [part.strip() for part in re.split(r"[、,，]", text) if part.strip()]
    if not all(part in labels for part in asked):
        raise DomainError(_("请填写帮扶类型，用顿号隔开，例如：医疗救助、子女助学。"), field="value")
    return [labels[part] for part in asked]


def _window(text: str) -> dict[str, str]:
    """07-01—08-27 as its two ends."""
    ends = re.fullmatch(r"\s*(\d{2}-\d{2})\s*(?:—|-{2}|至|~)\s*(\d{2}-\d{2})\s*", text)
    if ends is None:
        raise DomainError(_("请填写起止日期，例如 07-01 至 08-27。"), field="value")
    for end in ends.groups():
        _day_of(2024, end)
    return {"from": ends[1], "to": ends[2]}


def _day_of(year: int, text: str) -> date:
    try:
        return date(year, int(text[:2]), int(text[3:]))
    except ValueError as error:
        raise DomainError(_("没有这一天，请核对日期。"), field="value") from error


def window_in(year: int, value: dict[str, str]) -> tuple[date, date]:
    """First and last day of applications in a year."""
    return _day_of(year, value["from"]), _day_of(year, value["to"])


def _study_amounts(text: str) -> dict[str, str]:
    """5000、3000、4000、2000: filed university and high school, then not filed."""
    parts = [part.strip() for part in re.split(r"[、,，]", text) if part.strip()]
    if len(parts) != 4 or not all(part.isdecimal() for part in parts):
        raise DomainError(_("请按顺序填写四个金额：建档大学、建档高中、未建档大学、未建档高中。"), field="value")
    return {f"{filed}.{level}": amount for (filed, level), amount in zip(_STUDY_ROWS, parts, strict=True)}


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def study_amount(value: dict[str, str], *, is_filed: bool, level: str) -> Decimal:
    """What one student gets."""
    return Decimal(value[f"{'filed' if is_filed else 'unfiled'}.{level}"])


_YES_NO = {"yes": gettext_lazy("是"), "no": gettext_lazy("否")}
_YUAN, _TIMES, _DAYS = gettext_lazy("元"), gettext_lazy("倍"), gettext_lazy("个工作日")


def register_rules() -> None:
    """Make the rules of hardship known to the rule pages."""
    for key in _KEYS:
        register(key)


_KEYS = (
    RuleKey(
        LIVING_LINE,
        gettext_lazy("当地最低生活保障标准"),
        gettext_lazy("民政部门公布的低保标准，每人每月；每年调整，由当地登记。"),
        unit=gettext_lazy("元/人·月"),
    ),
    RuleKey(DEEP, gettext_lazy("深度困难的低保倍数"), gettext_lazy("人均余额低于低保标准的这个倍数。"), unit=_TIMES),
    RuleKey(
        RELATIVE, gettext_lazy("相对困难的低保倍数"), gettext_lazy("人均余额低于低保标准的这个倍数。"), unit=_TIMES
    ),
    RuleKey(
        UNEXPECTED_SHARE,
        gettext_lazy("意外致困的支出占比"),
        gettext_lazy("一年内因意外、重大疾病的支出或损失超过家庭年收入的这个比例。"),
        unit="%",
    ),
    RuleKey(
        EDGE, gettext_lazy("低保边缘户的低保倍数"), gettext_lazy("原三类档案：人均余额不超过这个倍数。"), unit=_TIMES
    ),
    RuleKey(
        OLDER_UNEXPECTED,
        gettext_lazy("意外致困户的低保倍数（原三类）"),
        gettext_lazy("原三类档案：人均余额不超过这个倍数。"),
        unit=_TIMES,
    ),
    RuleKey(
        MAX_HOMES,
        gettext_lazy("家庭住房套数上限"),
        gettext_lazy("超过这个数不予认定。"),
        unit=gettext_lazy("套"),
        read=_count,
    ),
    RuleKey(
        VEHICLE,
        gettext_lazy("有机动车不予认定"),
        gettext_lazy("由当地规定；残疾人代步车不算。"),
        read=_yes_or_no,
        choices=_YES_NO,
    ),
    RuleKey(
        MIGRANT_YEARS,
        gettext_lazy("农民工建档的就业年限"),
        gettext_lazy("长期在城镇就业满这个年限的农民工可以建档。"),
        unit=gettext_lazy("年"),
    ),
    RuleKey(PUBLICITY_DAYS, gettext_lazy("公示期"), gettext_lazy("公示至少这么多个工作日。"), unit=_DAYS, read=_count),
    RuleKey(
        REVIEW_MONTHS,
        gettext_lazy("档案复核周期"),
        gettext_lazy("建档或上次复核后，最迟这么多个月再复核一次。"),
        unit=gettext_lazy("个月"),
        read=_count,
    ),
    RuleKey(
        OPENING_MINUTES,
        gettext_lazy("打开档案的有效时间"),
        gettext_lazy("说明事由后，多长时间内可以看这一份档案。"),
        unit=gettext_lazy("分钟"),
        read=_count,
    ),
    RuleKey(
        EXPORT_SECOND,
        gettext_lazy("导出需第二人批准的份数"),
        gettext_lazy("一次导出超过这个份数，须由另一人批准。"),
        unit=gettext_lazy("份"),
        read=_count,
    ),
    RuleKey(
        ONCE_A_YEAR,
        gettext_lazy("不重复救助的类型"),
        gettext_lazy("同一职工、同一年度、同一资金来源只救助一次的帮扶类型。"),
        read=_kinds,
        show=lambda codes: _("、").join(str(_KINDS_BY_LABEL[code].label) for code in codes),
    ),
    RuleKey(VISIT_CAP, gettext_lazy("送温暖每次上限"), gettext_lazy("每次慰问的金额上限，由各地规定。"), unit=_YUAN),
    RuleKey(
        YEAR_CAP, gettext_lazy("送温暖全年上限"), gettext_lazy("同一职工全年慰问的金额上限，由各地规定。"), unit=_YUAN
    ),
    RuleKey(
        TEMPORARY_CAP,
        gettext_lazy("一次性困难补助上限"),
        gettext_lazy("临时救助每次的金额上限，由各地规定。"),
        unit=_YUAN,
    ),
    RuleKey(
        STUDY_AMOUNTS,
        gettext_lazy("金秋助学标准"),
        gettext_lazy("依次为：建档大学、建档高中、未建档大学、未建档高中。"),
        unit=_YUAN,
        read=_study_amounts,
        show=lambda value: _("、").join(value[f"{filed}.{level}"] for filed, level in _STUDY_ROWS),
    ),
    RuleKey(
        STUDY_WINDOW,
        gettext_lazy("金秋助学申请时间"),
        gettext_lazy("每年接受申请的起止日期。"),
        read=_window,
        show=lambda value: _("%(start)s 至 %(end)s") % {"start": value["from"], "end": value["to"]},
    ),
)
