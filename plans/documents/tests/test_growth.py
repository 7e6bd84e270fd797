"""Twice the text means twice the work: counted in calls, not in seconds."""

from __future__ import annotations

import sys

import pytest

from plans.documents import parse_text

PLAN = (
    "某某工会2025年工作计划\n一、加强学习1、每月读报。2、3月份举办讲座2场。\n"
    "二、服务职工\n(一)慰问。一是看望;二是补助。\n"
)
SHAPES = {
    "plans": PLAN,
    "one plan without end": "1、3月份走访困难职工20户,做到件件有回音。",
    "one line without a stop": "加强组织建设,提高服务水平,",
    "chrome in every sentence": "关心职工[由网站收集整理]生活。",
    "headings": "指导思想\n三月份\n",
    "marks only": "一、(一)1、(1)一是•",
    "blanks": "____",
}


def calls(text: str) -> int:
    """How many function calls reading a text takes."""
    count = 0

    def note(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        parse_text(text)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_work_grows_with_the_length_of_the_page(shape: str) -> None:
    once = (shape * 3000)[:3000]
    parse_text(once * 2)  # patterns are compiled once

    assert calls(once * 2) <= 2.3 * calls(once) + 2000
