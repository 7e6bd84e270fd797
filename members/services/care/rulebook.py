"""The rules of care: their keys, how a value is typed, and how a refusal quotes them."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.choices.care import CostBearer
from members.models import Organization, Rule
from members.services.rules import NoRuleError, RuleKey, known, register, rule_for
from unionplan.core.errors import DomainError

ANSWER_DAYS = "life.answer_days"
HEALTH_COUNT_FLOOR = "life.health_count_floor"
LEAST_SHARE = "insurance.least_share"
REFUND = "insurance.refund"
COST_BEARERS = "care.check_cost_bearers"
DAYS_INSIDE = "care.rest_most_days_inside"
DAYS_OUTSIDE = "care.rest_most_days_outside"
MOST_PRICE = "care.rest_most_price"
OUTSIDE_GAP = "care.rest_outside_gap_years"
LEAVE_DAYS = "care.women_leave_days"
LEAVE_DIFFICULT = "care.women_leave_difficult_days"
LEAVE_EACH_MORE = "care.women_leave_days_each_more"
NURSING_MONTHS = "care.women_nursing_months"
LATE_PREGNANCY = "care.women_late_pregnancy_months"
PERIOD_TEXTS = (
    "care.women_text_menstruation",
    "care.women_text_pregnancy",
    "care.women_text_leave",
    "care.women_text_nursing",
)
_LEAST_LEAVE = 98  # 女职工劳动保护特别规定第七条; older texts say 90, which no organization may go back to


def _whole(least: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not text.strip().isdecimal() or int(text) < least:
            raise DomainError(_("请填写不小于 %(least)s 的整数。") % {"least": least}, field="value")
        return str(int(text))

    return read


def _leave_days(text: str) -> str:
    if not text.strip().isdecimal() or int(text) < _LEAST_LEAVE:
        raise DomainError(_("产假不得少于 98 天（《女职工劳动保护特别规定》第七条）。"), field="value")
    return str(int(text))


def _share(text: str) -> str:
    if not text.strip().isdecimal() or not 0 <= int(text) <= 100:
        raise DomainError(_("请填写 0 到 100 之间的百分数。"), field="value")
    return str(int(text))


def _words(text: str) -> str:
    if not text.strip():
        raise DomainError(_("请填写规定的文字。"), field="value")
    return text.strip()


def _bearers(text: str) -> list[str]:
    wanted = [part.strip() for part in text.replace("，", ",").split(",") if part.strip()]
    if not wanted or set(wanted) - set(CostBearer.values):
        raise DomainError(_("请填写 employer、union、member，用逗号分开。"), field="value")
    return wanted


def _bearers_shown(value: list[str]) -> str:
    return "、".join(str(CostBearer(one).label) for one in value)


def _days(key: str, label: str | Promise, explanation: str | Promise, *, least: int = 1) -> RuleKey:
    return RuleKey(key, label, explanation, unit=gettext_lazy("天"), read=_whole(least))


def _text(key: str, label: str | Promise) -> RuleKey:
    return RuleKey(key, label, gettext_lazy("女职工“四期”保护的规定，显示在女职工保护页面上。"), read=_words)


_KEYS = (
    _days(ANSWER_DAYS, gettext_lazy("生活事件的回应时限"), gettext_lazy("得知之后几天内应当走访或者问候。"), least=0),
    RuleKey(
        HEALTH_COUNT_FLOOR,
        gettext_lazy("健康类统计的最小人次"),
        gettext_lazy("健康类事件少于这个数时，不向无权查看的人显示数字，免得由数字推知是谁。"),
        unit=gettext_lazy("件"),
        read=_whole(1),
    ),
    RuleKey(
        LEAST_SHARE,
        gettext_lazy("团体参保的最低比例"),
        gettext_lazy("参保人数占应参保人数的最低百分比，达不到不能办结。"),
        unit="%",
        read=_share,
    ),
    RuleKey(REFUND, gettext_lazy("退保规定"), gettext_lazy("显示在参保页面上，参保前告知职工。"), read=_words),
    RuleKey(
        COST_BEARERS,
        gettext_lazy("体检费用可以由谁承担"),
        gettext_lazy("填写 employer（用人单位）、union（工会经费）、member（个人），用逗号分开。"),
        read=_bearers,
        show=_bearers_shown,
    ),
    _days(DAYS_INSIDE, gettext_lazy("省内疗休养最多天数"), gettext_lazy("含往返，首尾两天都计算。")),
    _days(DAYS_OUTSIDE, gettext_lazy("跨省疗休养最多天数"), gettext_lazy("含往返，首尾两天都计算。")),
    RuleKey(
        MOST_PRICE,
        gettext_lazy("疗休养费用标准"),
        gettext_lazy("每人每天的上限，超出部分由个人承担。"),
        unit=gettext_lazy("元"),
    ),
    RuleKey(
        OUTSIDE_GAP,
        gettext_lazy("跨省疗休养的间隔"),
        gettext_lazy("同一人两次跨省疗休养之间至少相隔的年数。"),
        unit=gettext_lazy("年"),
        read=_whole(0),
    ),
    RuleKey(
        LEAVE_DAYS,
        gettext_lazy("产假天数"),
        gettext_lazy("国家规定 98 天；地方另有增加的，登记地方的天数。"),
        unit=gettext_lazy("天"),
        read=_leave_days,
    ),
    _days(LEAVE_DIFFICULT, gettext_lazy("难产增加的天数"), gettext_lazy("在产假天数之外增加。")),
    _days(LEAVE_EACH_MORE, gettext_lazy("多胞胎每多一个增加的天数"), gettext_lazy("在产假天数之外增加。")),
    RuleKey(
        NURSING_MONTHS,
        gettext_lazy("哺乳期的月数"),
        gettext_lazy("婴儿满这个月数之前，不安排加班和夜班。"),
        unit=gettext_lazy("个月"),
        read=_whole(12),
    ),
    RuleKey(
        LATE_PREGNANCY,
        gettext_lazy("怀孕满几个月起不安排加班和夜班"),
        gettext_lazy("从怀孕满这个月数起。"),
        unit=gettext_lazy("个月"),
        read=_whole(1),
    ),
    _text(PERIOD_TEXTS[0], gettext_lazy("经期保护")),
    _text(PERIOD_TEXTS[1], gettext_lazy("孕期保护")),
    _text(PERIOD_TEXTS[2], gettext_lazy("产期保护")),
    _text(PERIOD_TEXTS[3], gettext_lazy("哺乳期保护")),
)


def register_rules() -> None:
    """Make the rules of care known to the rule pages."""
    for key in _KEYS:
        register(key)


def needed_rule(key: str, organization: Organization, on: date) -> Rule:
    """The rule that holds. Raises NoRuleError, naming it, when nobody on the way up has said."""
    rule = rule_for(key, organization, on)
    if rule is None:
        name = known(key)
        raise NoRuleError(
            _("“%(organization)s”还没有登记规则“%(rule)s”。")
            % {"organization": organization.label, "rule": name.label if name else key}
        )
    return rule


def clause_of(rule: Rule) -> str:
    """《女职工劳动保护特别规定》第七条, as refusals quote it."""
    return _("%(document)s %(clause)s") % {"document": rule.source_document, "clause": rule.source_clause}


def refuse(sentence: str, rule: Rule, *, field: str | None = None, **values: Any) -> DomainError:
    """A refusal that names its rule: `sentence` with named placeholders, then the source in brackets."""
    said = sentence % values
    return DomainError(
        _("%(said)s（依据：%(source)s）") % {"said": said, "source": clause_of(rule).strip()}, field=field
    )
