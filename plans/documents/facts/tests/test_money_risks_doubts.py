"""Budget lines, risks, doubts and possible names (systems.md PL-09, PL-10, §24)."""

from decimal import Decimal

import pytest

from plans.documents.facts import find_budget_lines, find_doubts, find_names, find_risks


@pytest.mark.parametrize(
    ("text", "category", "amount", "source"),
    [
        ("文体活动经费:8000元", "文体活动经费", Decimal(8000), None),
        ("培训预算2.5万元", "培训", Decimal(25000), None),
        ("从工会经费中安排图书购置费用约3000元", "从工会经费中安排图书购置费用", Decimal(3000), "union_funds"),
        ("争取行政拨款1万元用于建家经费", "争取行政拨款", Decimal(10000), "employer_grant"),
        ("组织建设预算", "组织建设预算", None, None),
    ],
)
def test_budget_lines(text: str, category: str, amount: Decimal | None, source: str | None) -> None:
    (line,) = find_budget_lines(text)
    assert (line.category, line.amount, line.source) == (category, amount, source)
    assert text[line.start : line.end] == line.text


def test_blank_amounts_are_unknown() -> None:
    (line,) = find_budget_lines("活动经费____元")
    assert (line.amount, line.masked) == (None, True)


def test_a_price_outside_a_budget_section_is_no_budget_line() -> None:
    assert find_budget_lines("门票30元") == []
    assert [line.amount for line in find_budget_lines("门票30元", in_budget_section=True)] == [Decimal(30)]


def test_risks_with_and_without_measures() -> None:
    text = "•风险:报名人数少–措施:提前摸底,分批报名\n•风险:场地不足"
    first, second = find_risks(text)
    assert (first.description, first.measure) == ("报名人数少", "提前摸底,分批报名")
    assert (second.description, second.measure) == ("场地不足", "")
    assert text[first.start : first.end] == first.description
    assert text[first.measure_start : first.measure_end] == first.measure


def test_risks_on_numbered_lines() -> None:
    text = "风险1:经费不足。\n应对措施:压缩开支。\n风险2:天气影响;应对措施:改在室内"
    assert [(r.description, r.measure) for r in find_risks(text)] == [
        ("经费不足", "压缩开支"),
        ("天气影响", "改在室内"),
    ]


@pytest.mark.parametrize(
    ("text", "code", "written", "guess"),
    [
        ("提供812张图片", "lost_dash", "812", "8—12"),
        ("提供300张图片", "lost_dash", "300", ""),
        ("每日8:309:00开放", "lost_dash", "8:309:00", "8:30—9:00"),
        ("培训____人", "masked_number", "____", ""),
        ("20xx年", "masked_year", "20xx年", ""),
        ("20--年3月", "masked_year", "20--年", ""),
        ("按照xx市总工会要求", "masked_name", "xx", ""),
        ("坚持____精神", "blank", "____", ""),
        ("构建和-谐社会", "censored_word", "-", ""),
    ],
)
def test_doubts(text: str, code: str, written: str, guess: str) -> None:
    (doubt,) = find_doubts(text)
    assert (doubt.code, doubt.text, doubt.guess) == (code, written, guess)
    assert text[doubt.start : doubt.end] == written


@pytest.mark.parametrize(
    "text", ["组织120人参加", "9月-10月", "上午8:30-9:00", "职工之家—会员之家", "购买12张门票", "3-5张"]
)
def test_sound_text_raises_no_doubt(text: str) -> None:
    assert find_doubts(text) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("推荐赵小满同志为先进", ["赵小满"]),
        ("联系人:钱一民", ["钱一民"]),
        ("欧阳明月老师主讲", ["欧阳明月"]),
        ("各位同志要团结", []),
        ("全体女同志参加", []),
        ("老同志座谈会", []),
        ("高级老师傅传帮带", []),
    ],
)
def test_possible_names(text: str, names: list[str]) -> None:
    found = find_names(text)
    assert [name.text for name in found] == names
    assert all(text[name.start : name.end] == name.text for name in found)
