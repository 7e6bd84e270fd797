"""Numerals and quantities (systems.md PL-07, §24)."""

import pytest

from plans.documents.facts.numbers import month_value, number_value
from plans.documents.facts.quantities import find_quantities


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("12", 12),
        ("1,200", 1200),
        ("8.5", 8.5),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("三十五", 35),
        ("一百零八", 108),
        ("两千三百", 2300),
        ("三万五千", 35000),
        ("3千", 3000),
        ("1.5万", 15000),
    ],
)
def test_numerals(written: str, value: float) -> None:
    assert number_value(written) == value


@pytest.mark.parametrize("written", ["", "几", "x", "三个", "1.2.3"])
def test_what_is_no_numeral(written: str) -> None:
    assert number_value(written) is None


def test_months_end_at_twelve() -> None:
    assert [month_value(written) for written in ("1", "12", "十一", "元", "0", "13", "十三")] == [
        1, 12, 11, 1, None, None, None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "value", "high", "unit", "comparator", "approximate"),
    [
        ("300人", 300, None, "人", "=", False),
        ("1000多人次", 1000, None, "人次", ">=", False),
        ("2--3个", 2, 3, "个", "range", False),
        ("5家—8家", 5, 8, "家", "range", False),
        ("两三次", 2, 3, "次", "range", False),
        ("95%以上", 95, None, "%", ">=", False),
        ("百分之九十", 90, None, "%", "=", False),
        ("约40人", 40, None, "人", "=", True),
        ("20名左右", 20, None, "名", "=", True),
        ("不超过6家", 6, None, "家", "<=", False),
        ("8.1万元", 8.1, None, "万元", "=", False),
        ("5万人次", 50000, None, "人次", "=", False),
        ("百余人", 100, None, "人", ">=", False),
        ("____家", None, None, "家", "=", False),
    ],
)
def test_quantities(
    text: str, value: float | None, high: float | None, unit: str, comparator: str, approximate: bool
) -> None:
    (found,) = find_quantities(text)
    assert (found.value, found.high, found.unit) == (value, high, unit)
    assert (found.comparator, found.approximate) == (comparator, approximate)


@pytest.mark.parametrize(
    "text",
    ["5家庭", "3个人计划", "2名称", "第3名", "第1、2名", "3个月", "十五大", "6人才", "4项目标", "一五一十", "2024年"],
)
def test_what_is_no_quantity(text: str) -> None:
    assert list(find_quantities(text)) == []
