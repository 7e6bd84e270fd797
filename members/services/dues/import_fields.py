"""Columns of the tables dues are read from: deductions, bank statements, wages."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from members.choices.dues import WageComponent
from members.choices.people import IdentityKind
from members.services.archive.identities import card_digest, number_digest
from members.services.dues.matching import BatchRow
from members.services.importing.kinds import ParsedRow
from members.sheets.fields import Field, plain_text, read_day, read_money, read_month, text_of

NAME = Field("name", _("姓名"), text_of(60), other_names=("职工姓名", "户名", "对方户名"), example="张三")
STAFF_NUMBER = Field(
    "staff_number", _("职工编号"), text_of(40), other_names=("工号", "员工编号", "人员编号"), example="A0123"
)
MEMBER_NUMBER = Field(
    "member_number", _("会员号"), text_of(32), other_names=("会员编号", "会员证号"), example="340100000123"
)
IDENTITY = Field(
    "identity",
    _("证件号码"),
    plain_text,
    is_personal=True,
    other_names=("身份证号", "身份证号码", "证件号", "公民身份号码"),
    example="11010519491231002X",
)
CARD = Field(
    "card",
    _("银行卡号"),
    plain_text,
    is_personal=True,
    other_names=("对方账号", "付款账号", "银行账号", "工资卡号"),
    example="",
)
AMOUNT = Field(
    "amount",
    _("金额"),
    read_money,
    is_required=True,
    other_names=("会费", "代扣会费", "代扣金额", "扣款金额", "收入金额", "贷方发生额", "交易金额"),
    example="28.35",
)
TRANSFER = Field(
    "transfer",
    _("流水号"),
    text_of(64),
    is_required=True,
    other_names=("交易流水号", "交易序号", "凭证号"),
    example="202603120001",
    note=_("银行给这笔转账的号码，同一号码只入账一次"),
)
REMARK = Field("remark", _("附言"), text_of(120), other_names=("摘要", "用途", "备注"), example="三月会费")
DAY = Field("paid_on", _("到账日期"), read_day, is_required=True, example="2026-03-12")
MONTH = Field("month", _("代扣的会费月份"), read_month, is_required=True, example="2026-03")
FROM = Field("starts_on", _("从哪个月起"), read_month, is_required=True, example="2026-01")

_OTHER_WAGES = {
    WageComponent.MONTHLY: ("月工资", "工资收入", "应发工资"),
    WageComponent.POST: ("岗位工资", "职务工资"),
    WageComponent.GRADE: ("薪级工资", "级别工资", "等级工资"),
    WageComponent.PERFORMANCE: ("基础性绩效", "基础绩效"),
    WageComponent.ALLOWANCE: ("津贴", "补贴", "津补贴"),
    WageComponent.BONUS: ("奖金",),
}
WAGES = tuple(
    Field(component.value, component.label, read_money, is_personal=True, other_names=_OTHER_WAGES[component])
    for component in WageComponent
)
PEOPLE = (STAFF_NUMBER, MEMBER_NUMBER, IDENTITY, NAME)
NEEDS = (("staff_number", "member_number", "identity"),)


def staged(row: ParsedRow) -> dict[str, str]:
    """What is kept of a row until it is written: numbers of papers and cards as keyed hashes only."""
    values = dict(row.values)
    identity, card = values.pop("identity", ""), values.pop("card", "")
    found = {key: str(value) for key, value in values.items()}
    if identity:
        found["identity_hash"] = number_digest(IdentityKind.RESIDENT_ID, identity) or ""
    if card:
        found["card_hash"] = card_digest("".join(card.split()))
    return found


def batch_row(number: int, values: dict[str, str]) -> BatchRow:
    """A staged row as matching takes it."""
    words: dict[str, Any] = {key: values[key] for key in _WORDS if key in values}
    amount = AMOUNT.read(values["amount"]) if "amount" in values else None
    return BatchRow(row=number, amount=amount, **words)


_WORDS = ("name", "staff_number", "member_number", "identity_hash", "card_hash", "transfer", "remark")
