"""A document becomes a draft: what turns into what, and nothing of it is lost."""

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plans.documents import parse_text
from plans.enums import PlanKind, SectionType
from plans.services.drafts import UNTITLED, PlanDraft, branches_of, totals_of
from plans.services.imports.drafting import draft_of, texts_of
from plans.tests.import_examples import ANNUAL, TWO_PLANS, YEARLESS, long_plan

REPORT = """某某局工会2025年工作总结及2026年工作计划

一、2025年工作总结
（一）组织建设。全年新建了基层工会3家，发展了会员50人。
（二）帮扶工作。春节前走访了困难职工20户。

二、2026年工作计划
（一）5月召开职代会。
（二）全年发展会员60人。
"""
BARE_LIST = """某某厂工会2026年工作要点

1、3月组织健步走。
2、发展会员20人。
3、办好职工书屋。
"""
PROSE = "某某工会2026年工作计划\n\n今年工会要抓好各项工作，服务职工。"
TERM = """某某中学工会2025—2026学年第二学期工作计划

一、主要工作
1、3月组织教职工健步走。
2、开展谈心活动。
二、其他
1、整理档案。
"""


def drafts(text: str) -> list[PlanDraft]:
    page = parse_text(text)
    return [draft_of(page, document) for document in page.documents]


def only(text: str) -> PlanDraft:
    (draft,) = drafts(text)
    return draft


def by_title(draft: PlanDraft) -> dict[str, object]:
    return {branch.node.title: branch for branch in branches_of(draft)}


@pytest.mark.parametrize("text", [ANNUAL, TWO_PLANS, YEARLESS, REPORT, BARE_LIST, PROSE, TERM, long_plan(40)])
def test_every_character_of_the_body_is_in_the_draft(text):
    page = parse_text(text)
    for document in page.documents:
        body = "".join(page.text[a:b] for node in document.nodes() for a, b in (*node.heading, *node.body))
        kept = Counter(re.sub(r"\s", "", "".join(texts_of(draft_of(page, document)))))
        assert Counter(re.sub(r"\s", "", body)) - kept == Counter()


@pytest.mark.parametrize("text", [ANNUAL, REPORT, TERM])
def test_a_draft_survives_json(text):
    draft = only(text)
    assert PlanDraft.from_dict(draft.to_dict()) == draft


def test_headings_become_sections_and_the_rest_items():
    draft = only(ANNUAL)
    sections = [(node.title, node.section_type, node.parent) for node in draft.nodes if node.is_section]
    assert sections == [
        ("指导思想", SectionType.GUIDING, ""),
        ("主要工作", SectionType.TASKS, ""),
        ("具体安排", SectionType.SCHEDULE, ""),
        ("3月", SectionType.SCHEDULE, "n9"),
        ("9月", SectionType.SCHEDULE, "n9"),
        ("经费预算", SectionType.BUDGET, ""),
        ("结束语", SectionType.CLOSING, ""),
    ]
    work = [branch.node.title for branch in branches_of(draft) if branch.is_work]
    assert work == [
        "3月底前新建基层工会8家，发展会员260人",
        "举办干部培训班____期",
        "春节前走访困难职工",
        "每季度举办一次读书会",
        "开展妇女节活动",
        "3月12日组织植树",
        "职工运动会",
    ]
    assert draft.preamble == "为做好新一年的工作，制定本计划。"
    assert (draft.kind, draft.year) == (PlanKind.ANNUAL, 2026)


def test_a_month_heading_lends_its_time_to_items_without_one():
    rows = by_title(only(ANNUAL))
    assert [(w["text"], w["is_inherited"], w["spec"]) for w in rows["职工运动会"].node.windows] == [
        ("9月", True, {"form": "months", "months": [9]})
    ]
    assert [(w["is_inherited"], w["spec"]) for w in rows["3月12日组织植树"].node.windows] == [
        (False, {"form": "day", "month": 3, "day": 12})
    ]


def test_blanks_stay_open_and_are_asked_for():
    draft = only(ANNUAL)
    (target,) = by_title(draft)["举办干部培训班____期"].node.targets
    assert (target["value"], target["unit"], target["kind"]) == (None, "期", "unknown")
    (warning,) = [warning for warning in draft.warnings if warning.code == "masked_number"]
    assert ANNUAL[warning.start : warning.end] == "____"
    assert warning.node == "n5"


def test_a_blank_month_is_asked_for_once():
    draft = only("某某工会2026年工作计划\n\n一、活动\n1、____月召开座谈会。\n2、办好书屋。\n二、其他\n1、整理档案。\n")
    assert [(warning.code, warning.node) for warning in draft.warnings] == [("unknown_time", "n2")]


def test_an_unknown_year_is_not_guessed():
    draft = only(YEARLESS)
    assert draft.year is None
    assert [warning.code for warning in draft.warnings] == ["unknown_year"]


def test_a_report_is_a_review_and_none_of_it_is_scheduled():
    draft = only(REPORT)
    review = next(branch for branch in branches_of(draft) if branch.node.section_type == SectionType.REVIEW)
    assert [child.is_text for child in review.children] == [True, True]
    assert totals_of(draft).windows == 1
    assert [branch.node.title for branch in branches_of(draft) if branch.is_work] == [
        "5月召开职代会",
        "全年发展会员60人",
    ]
    assert "past_section" in [warning.code for warning in draft.warnings]
    assert draft.year == 2026


def test_a_report_called_a_plan_brings_its_items_and_times():
    draft = only(REPORT)
    section = next(node for node in draft.nodes if node.section_type == SectionType.REVIEW)
    section.section_type = SectionType.TASKS
    assert (totals_of(draft).items, totals_of(draft).windows) == (4, 2)


def test_a_plain_list_stands_in_one_untitled_section():
    draft = only(BARE_LIST)
    assert [(node.key, node.kind) for node in draft.nodes if node.is_section] == [(UNTITLED, "section")]
    assert [node.title for node in draft.nodes if not node.is_section] == [
        "3月组织健步走",
        "发展会员20人",
        "办好职工书屋",
    ]


def test_a_text_without_items_says_so():
    draft = only(PROSE)
    assert totals_of(draft).items == 0
    assert draft.preamble == "今年工会要抓好各项工作，服务职工。"
    assert [warning.code for warning in draft.warnings] == ["no_items"]


def test_the_second_term_of_a_school_year_lies_in_its_second_year():
    draft = only(TERM)
    assert (draft.kind, draft.part, draft.year) == (PlanKind.TERM, 2, 2026)


def test_a_page_of_several_plans_gives_several_drafts():
    assert [draft.title for draft in drafts(TWO_PLANS)] == ["甲厂工会2026年工作计划", "乙校工会2026年工作计划"]


PIECES = st.sampled_from(
    [
        "一、",
        "（一）",
        "1、",
        "(1)",
        "①",
        "\n",
        "\n\n",
        "3月",
        "每季度",
        "春节前",
        "____",
        "发展会员30人",
        "指导思想",
        "去年完成了",
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=12), max_size=40).map("".join)


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_any_text_becomes_drafts_that_lose_nothing(text):
    page = parse_text(text)
    for document in page.documents:
        draft = draft_of(page, document)
        body = "".join(page.text[a:b] for node in document.nodes() for a, b in (*node.heading, *node.body))
        kept = Counter(re.sub(r"\s", "", "".join(texts_of(draft))))
        assert Counter(re.sub(r"\s", "", body)) - kept == Counter()
        assert PlanDraft.from_dict(draft.to_dict()) == draft
        assert all(len(node.title) <= 500 for node in draft.nodes)


def test_a_month_below_a_month_heading_stays_with_its_parts():
    draft = only(
        "某某工会2026年工作计划\n\n一、活动安排\n3月\n1、开展竞赛。\n(1)组织报名。\n(2)评出优胜。\n二、其他\n1、整理档案。\n"
    )
    rows = by_title(draft)
    assert rows["开展竞赛"].node.windows == []
    assert [(w["text"], w["is_inherited"]) for w in rows["组织报名"].node.windows] == [("3月", True)]
