"""A flat list of any length, and a report that turns into next year's plan without saying 计划."""

from plans.documents import parse_text
from plans.documents.model import Tense


def test_a_flat_list_of_two_hundred_items_keeps_every_item():
    lines = [f"{number}、走访第{number}个班组。" for number in range(1, 201)]
    (document,) = parse_text("某厂工会2026年工作计划\n\n" + "\n".join(lines)).documents
    assert [node.number for node in document.outline] == [f"{number}、" for number in range(1, 201)]


def test_a_large_number_inside_a_line_is_an_amount():
    (document,) = parse_text("某厂工会2026年工作计划\n\n1、慰问职工150、家属80。\n2、组织健步走。").documents
    assert [node.number for node in document.outline] == ["1、", "2、"]


def test_the_year_after_the_one_looked_back_on_is_planned():
    (document,) = parse_text(
        "某厂工会2025年工作总结及2026年工作计划\n\n一、2025年工作回顾\n1、开展了走访，慰问职工60人次。\n"
        "二、2026年主要工作\n1、组织健步走。\n2、3月举办技能比武。\n"
    ).documents
    assert [node.tense for node in document.outline] == [Tense.PAST, Tense.PLAN]
    assert all(node.tense is Tense.PLAN for node in document.outline[1].children)


def test_the_year_looked_back_on_stays_past_though_its_heading_says_work():
    (document,) = parse_text(
        "某厂工会2025年工作总结\n\n一、2025年主要工作\n1、开展了走访，慰问职工60人次。\n2、举办了技能比武。\n"
    ).documents
    assert document.outline[0].tense is Tense.PAST
