"""Columns of the members' roll (rules.md §9), in the order of the template and of the export."""

import re
from collections.abc import Mapping
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.choices.people import Education, EmploymentForm, Gender, IdentityKind, PoliticalStatus
from members.sheets.fields import CellError, Field, Reader, one_of, plain_text, read_day, text_of
from members.sheets.reading import CellValue
from unionplan.core.identifiers import IdentifierError, read_bank_card, read_phone

MASKED = "*"
MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)


def _words(choices: type[TextChoices]) -> dict[str, str]:
    """The words officers write and the values they stand for."""
    return {str(label): value for value, label in choices.choices}


def _choice(key: str, label: str | Promise, choices: type[TextChoices], **more: Any) -> Field:
    extra: Mapping[str, str] = more.pop("also", {})
    read = one_of({**_words(choices), **extra})
    return Field(key, label, read, allowed=tuple(label for _value, label in choices.choices), **more)


def checked(read: Any) -> Reader:
    """A reader of core.identifiers for cells; a masked value stays as it is: it says "unchanged"."""

    def reader(cell: CellValue) -> str:
        text = plain_text(cell)
        if MASKED in text:
            return text
        try:
            return str(read(text))
        except IdentifierError as error:
            raise CellError("identifier", text=error.message) from error

    return reader


def _phone(text: str) -> str:
    """`read_phone`, spared for the form nearly every cell has."""
    return f"+86{text}" if MOBILE.fullmatch(text) else read_phone(text)


FIELDS: tuple[Field, ...] = (
    Field("number", _("会员号"), text_of(32), other_names=("会员编号", "会员证号", "工会会员号"),
          example="340100000123", note=_("已有会员凭会员号或证件号码对应；新会员可不填")),
    Field("name", _("姓名"), text_of(60), is_required=True, other_names=("会员姓名", "名字"), example="张三"),
    _choice("identity_kind", _("证件类型"), IdentityKind, other_names=("证件种类",), example="居民身份证",
            also={"身份证": "resident_id", "居住证": "residence_permit"}, note=_("不填按居民身份证")),
    Field("identity", _("证件号码"), text_of(40), is_personal=True, example="11010519491231002X",
          other_names=("身份证号", "身份证号码", "证件号", "公民身份号码", "身份证"),
          note=_("请用文本格式，不要用公式")),
    _choice("gender", _("性别"), Gender, example="女"),
    Field("born_on", _("出生日期"), read_day, other_names=("出生年月日", "生日"), example="1990-03-08"),
    Field("ethnicity", _("民族"), text_of(20), example="汉族"),
    _choice("political_status", _("政治面貌"), PoliticalStatus, example="群众",
            also={"党员": "party", "团员": "league", "中国共产党党员": "party", "共青团团员": "league"}),
    _choice("education", _("学历"), Education, other_names=("文化程度",), example="本科",
            also={"小学": "primary", "中专": "senior", "高中": "senior", "大学": "bachelor", "大学本科": "bachelor",
                  "专科": "college", "大学专科": "college", "研究生": "master", "硕士": "master", "博士": "master"}),
    Field("skill_level", _("技能等级或职称"), text_of(60), other_names=("技能等级", "职称"), example="高级工"),
    Field("household", _("户籍所在地"), text_of(60), other_names=("户籍", "籍贯"), example="云溪县"),
    _choice("employment_form", _("用工形式"), EmploymentForm, example="合同制",
            also={"合同": "contract", "派遣": "dispatched", "正式": "establishment"}),
    Field("workplace", _("部门或班组"), text_of(60), other_names=("部门", "班组", "车间"), example="一车间"),
    Field("staff_number", _("职工编号"), text_of(40), other_names=("工号",), example="A0123"),
    Field("union_post", _("工会职务"), text_of(40), example=""),
    Field("joined_on", _("入会日期"), read_day, other_names=("入会时间",), example="2020-05-01"),
    Field("organization", _("所在工会编码"), text_of(40), other_names=("工会编码", "组织编码", "所在工会代码"),
          note=_("不填按上传时选择的工会")),
    Field("phone", _("手机"), checked(_phone), is_personal=True, example="13800000000",
          other_names=("手机号", "手机号码", "联系电话", "电话", "联系方式")),
    Field("bank_name", _("开户银行"), text_of(60), other_names=("开户行",), example=""),
    Field("bank_card", _("银行卡号"), checked(read_bank_card), is_personal=True, other_names=("银行账号", "工资卡号"),
          example=""),
    Field("address", _("住址"), text_of(200), is_personal=True, other_names=("家庭住址", "现住址", "地址"), example=""),
)  # fmt: skip

# Columns of members_member that a file may give, and those of them that are days.
PLAIN = (
    "number", "name", "gender", "born_on", "ethnicity", "political_status", "education", "skill_level", "household",
    "employment_form", "workplace", "staff_number", "union_post", "joined_on",
)  # fmt: skip

REASONS: dict[str, str | Promise] = {
    "identifier": _("%(text)s"),
    "foreign_organization": _("没有这个工会编码，或者不在您可以维护的范围内"),
    "elsewhere": _("已登记在您维护范围之外的工会，请先办理转会"),
    "transfer_needed": _("已登记在另一个工会，导入不改变所在工会，请办理转会"),
    "two_people": _("会员号与证件号码属于两个不同的会员"),
    "number_of_other": _("证件号码与该会员号登记的不一致，请到档案中核对更正"),
    "name_differs": _("与已登记的姓名不一致，请到档案中核对"),
    "masked": _("是打码的号码，且与已登记的不一致，请填写完整号码"),
    "same_person": _("可能与已有会员是同一人（姓名相同，出生日期、手机相同或缺少证件号码），请核对"),
    "future_day": _("晚于今天"),
    "not_on_the_roll": _("该会员已离会，请先在档案中办理恢复"),
    "doubt_gender": _("提醒：证件号码第 17 位与填写的性别不一致"),
    "doubt_born_on": _("提醒：证件号码中的出生日期与填写的不一致"),
    "doubt_region": _("提醒：证件号码前六位不在行政区划表中"),
    "doubt_converted": _("提醒：15 位号码已换算为 18 位"),
}
