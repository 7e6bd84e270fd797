"""The national form for workers in hardship, field by field (rules.md 4.3): page, check and export read this list.

What the member's archive already knows (name, sex, birth, nation, politics, identity number, phone) stands there and is
not asked twice."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Choices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.choices import hardship_form as of
from members.choices.people import Education
from members.choices.register import Industry, Ownership


@dataclass(frozen=True, slots=True)
class FormField:
    """One field. `kind` is text, long, day, count, money or phone; with `choices` it is a list to choose from. A
    `must` stands starred in the national form: a file is not checked without it."""

    key: str
    label: str | Promise
    group: str
    kind: str = "text"
    choices: type[Choices] | None = None
    must: bool = False
    hint: str | Promise = ""

    def in_words(self, value: str) -> str:
        """A stored answer as people read it."""
        if self.choices is None or not value:
            return value
        return str(dict(self.choices.choices).get(value, value))


GROUPS: dict[str, str | Promise] = {
    "person": _("本人情况"),
    "work": _("工作单位"),
    "home": _("家庭和住房"),
    "health": _("健康和保障"),
    "cause": _("致困原因"),
    "limits": _("认定条件"),
    "bank": _("收款账户"),
    "remarks": _("备注和意见"),
}

FIELDS = (
    FormField("work_status", _("工作状态"), "person", choices=of.WorkStatus, must=True),
    FormField("model_worker", _("劳模类型"), "person", choices=of.ModelWorker),
    FormField("marriage", _("婚姻状况"), "person", choices=of.Marriage, must=True),
    FormField("single_parent", _("是否单亲"), "person", choices=of.YesNo),
    FormField("household", _("户口类型"), "person", choices=of.Household, must=True),
    FormField("household_place", _("户口所在地区划"), "person"),
    FormField("education", _("学历"), "person", choices=Education),
    FormField("school_entry", _("入学年份"), "person", kind="count"),
    FormField("school_years", _("年制"), "person", kind="count"),
    FormField("contact", _("其他联系方式"), "person"),
    FormField("workplace", _("工作单位"), "work", must=True),
    FormField("ownership", _("单位性质"), "work", choices=Ownership),
    FormField("company_state", _("企业状况"), "work", choices=of.CompanyState),
    FormField("industry", _("所属行业"), "work", choices=Industry),
    FormField("working_since", _("参加工作时间"), "work", kind="day"),
    FormField("contract_on", _("劳动合同签订（入伍）时间"), "work", kind="day"),
    FormField("contract_term", _("合同期限"), "work", choices=of.ContractTerm),
    FormField("employed_since", _("在本地就业起"), "work", kind="day", hint=_("农民工必填")),
    FormField("address", _("家庭住址"), "home", must=True),
    FormField("postcode", _("邮编"), "home"),
    FormField("housing", _("住房类型"), "home", choices=of.Housing, must=True),
    FormField("area", _("建筑面积"), "home", choices=of.FloorArea, must=True),
    FormField("persons", _("家庭人口"), "home", kind="count", must=True, hint=_("含本人")),
    FormField("own_income", _("本人月平均收入（元）"), "home", kind="money", must=True),
    FormField("jobless_home", _("是否零就业家庭"), "home", choices=of.YesNo),
    FormField("health", _("健康状况"), "health", choices=of.Health, must=True),
    FormField("disability", _("残疾类别"), "health", choices=of.Disability),
    FormField("medical_cover", _("医保状况"), "health", choices=of.MedicalCover),
    FormField("self_help", _("有无自救能力"), "health", choices=of.YesNo),
    FormField("main_cause", _("主要致困原因"), "cause", choices=of.Cause, must=True),
    FormField("second_cause", _("次要致困原因"), "cause", choices=of.Cause),
    FormField("narrative", _("困难情况"), "cause", kind="long"),
    FormField("event_on", _("意外或大病发生日期"), "cause", kind="day"),
    FormField("event_loss", _("一年内因此支出或损失（元）"), "cause", kind="money"),
    FormField("on_allowance", _("享受低保"), "limits", choices=of.YesNo),
    FormField("homes", _("住房套数"), "limits", kind="count"),
    FormField("owns_company", _("开办企业或雇工"), "limits", choices=of.YesNo),
    FormField("high_fee_school", _("子女就读高收费学校或自费留学"), "limits", choices=of.YesNo),
    FormField("has_vehicle", _("有机动车"), "limits", choices=of.YesNo),
    FormField("bank", _("开户银行"), "bank"),
    FormField("bank_branch", _("支行"), "bank"),
    FormField("bank_card", _("银行卡号"), "bank", kind="card"),
    FormField("remark", _("备注"), "remarks", kind="long"),
    FormField("party_opinion", _("单位党组织意见"), "remarks", kind="long"),
    FormField("union_opinion", _("单位工会意见"), "remarks", kind="long"),
    FormField("system_opinion", _("系统工会意见"), "remarks", kind="long"),
)
BY_KEY = {field.key: field for field in FIELDS}
STARRED = tuple(field for field in FIELDS if field.must)

# What is asked of a relative: a third party, so the least the form needs.
FAMILY_FIELDS = (
    FormField("name", _("姓名"), "family", must=True),
    FormField("relation", _("关系"), "family", must=True),
    FormField("gender", _("性别"), "family"),
    FormField("political", _("政治面貌"), "family"),
    FormField("born_on", _("出生日期"), "family", kind="day", must=True),
    FormField("medical_cover", _("医保状况"), "family", choices=of.MedicalCover),
    FormField("health", _("健康状况"), "family", choices=of.Health, must=True),
    FormField("month_income", _("月收入（元）"), "family", kind="money", must=True),
    FormField("work_status", _("身份"), "family", choices=of.WorkStatus, must=True),
    FormField("place", _("单位或学校"), "family"),
)


def grouped() -> Iterator[tuple[str, list[FormField]]]:
    """The fields under their headings, in the form's order."""
    for group, label in GROUPS.items():
        yield str(label), [field for field in FIELDS if field.group == group]
