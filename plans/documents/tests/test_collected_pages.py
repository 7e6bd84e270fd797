"""Forms that pages of collected plans show, in examples of our own (systems.md §0, §24)."""

from __future__ import annotations

import pytest

from plans.documents import Kind, parse_text

from .reading_back import outline


def titles_and_trees(text: str) -> list[tuple[str, list[object]]]:
    return [(document.title, outline(document.outline)) for document in parse_text(text).documents]


def test_items_that_begin_with_their_month_follow_a_glued_heading() -> None:
    page = "一、活动安排1. 文体活动a. 3月办插花赛;b. 6月办拔河赛。2. 学习活动a. 9月读书会;b. 冬训。"
    ((_, tree),) = titles_and_trees(page)
    assert tree == [
        "一、 活动安排",
        ["1. 文体活动", ["a. 3月办插花赛", "b. 6月办拔河赛"], "2. 学习活动", ["a. 9月读书会", "b. 冬训"]],
    ]


def test_two_months_in_a_sentence_open_no_list() -> None:
    ((_, tree),) = titles_and_trees("一、定期检查分别于1、4月份各查一次2、季末通报。\n二、总结")
    assert tree[0] == "一、 定期检查分别于1、4月份各查一次2、季末通报"


def test_quarters_told_in_one_sentence_are_no_headings() -> None:
    page = "一、文体活动,一季度:灯谜会;二季度:球赛;三季度:晚会。\n二、自身建设。每月学习一次。"
    ((_, tree),) = titles_and_trees(page)
    assert tree == ["一、 文体活动,一季度", "二、 自身建设"]


@pytest.mark.parametrize(
    ("body", "first"),
    [
        (
            "某某镇工会工作方案〔一〕为做好工作,制定本方案。\n一、任务(一)建会(二)维权\n二、保障",
            "为做好工作,制定本方案。",
        ),
        ("某某镇工会工作方案(一)(一)组建工会3家。\n(二)培训30人。", ""),
    ],
)
def test_an_ordinal_behind_a_repeated_title_belongs_to_it(body: str, first: str) -> None:
    page = f"某某镇工会工作方案精选2篇\n\n某某镇工会工作方案精选2篇\n\n{body}"
    (document,) = parse_text(page).documents
    assert document.root.text.strip() == first
    assert document.outline[0].title in ("任务", "组建工会3家")


def test_a_repeated_title_may_leave_out_how_many_texts_follow() -> None:
    page = "某某场工会工作计划方案(三篇)\n\n某某场工会工作计划方案____年,工会要做好工作。\n一、建家\n二、维权"
    (document,) = parse_text(page).documents
    assert document.root.text.startswith("____年")


def test_a_title_that_is_said_again_begins_a_plan_also_below_a_summary_and_plan() -> None:
    page = (
        "某某厂工会上半年工作总结及下半年工作计划\n一、上半年工作\n1、建家\n二、下半年打算\n1、评家\n\n"
        "某某乡工会工作计划 (上半年)\n\n某某乡工会工作计划 (上半年)\n一、建会\n二、维权"
    )
    assert [document.title for document in parse_text(page).documents] == [
        "某某厂工会上半年工作总结及下半年工作计划",
        "某某乡工会工作计划 (上半年)",
    ]


def test_links_behind_the_last_plan_are_left_out_with_their_dates() -> None:
    page = (
        "某某会计划汇总两篇\n\n工会年度工作计划 篇1\n一、建家\n二、维权。\n\n"
        "【工会年度工作计划汇总】相关文章:\n1.工会年度工作计划范文汇总7篇01-20\n2.精选工会工作计划范文合集6篇02-11\n"
    )
    (document,) = parse_text(page).documents
    assert [node.title for node in document.outline] == ["建家", "维权"]


@pytest.mark.parametrize(
    ("opening", "kind", "half"),
    [
        ("20xx年下半年,公司工会将围绕生产开展工作。", Kind.HALF_YEAR, 2),
        ("今年上半年,我会要抓好组建。", Kind.HALF_YEAR, 1),
        ("全年工作分两步,下半年,工会要做好评家。", Kind.ANNUAL, None),
    ],
)
def test_the_opening_names_the_half_year_under_a_title_that_does_not(
    opening: str, kind: Kind, half: int | None
) -> None:
    (document,) = parse_text(f"工会年度工作计划 篇5\n{opening}\n1、建家\n2、评家").documents
    assert (document.kind, document.half) == (kind, half)


def test_what_a_budget_sets_aside_is_no_goal() -> None:
    page = "某某厂工会2025年工作计划\n一、目标\n1、筹集助学款3万元\n二、预算\n- 文体活动经费6万元\n- 培训经费2万元"
    (document,) = parse_text(page).documents
    assert [placed.fact.value for placed in document.targets] == [3.0]
    assert len(document.budget_lines) == 2


def test_section_names_glued_between_a_list_and_their_own_text_are_headings() -> None:
    page = "工作计划1. 活动• 办年会• 办灯谜会预算和资源分会开展活动要有经费:• 年会经费• 奖品经费"
    page += "风险和措施•风险:人少–措施:奖励"
    ((_, tree),) = titles_and_trees(page)
    assert tree == [
        "工作计划",
        ["1. 活动", ["• 办年会", "• 办灯谜会"]],
        "预算和资源",
        ["• 年会经费", "• 奖品经费"],
        "风险和措施",
        ["• 风险", ["– 措施"]],
    ]


def test_section_names_inside_a_sentence_are_none() -> None:
    ((_, tree),) = titles_and_trees("一、经费\n• 加强预算和资源管理\n• 完善预算和资源的配置\n二、其他")
    assert tree == ["一、 经费", ["• 加强预算和资源管理", "• 完善预算和资源的配置"], "二、 其他"]


def test_a_second_section_behind_a_full_stop_stands_beside_the_first() -> None:
    ((_, tree),) = titles_and_trees("工作计划:1. 建会。2. 维权。工作目标:1. 建会3家。2. 建家2个。")
    assert tree == ["工作计划", ["1. 建会", "2. 维权"], "工作目标", ["1. 建会3家", "2. 建家2个"]]


def test_a_section_that_begins_with_a_year_may_stand_inside_a_line() -> None:
    page = "现总结如下:一、2024年工作总结1、建会。2、维权。二、2025年工作计划1、建家。2、帮扶。"
    ((_, tree),) = titles_and_trees(page)
    assert tree == ["一、 2024年工作总结", ["1、 建会", "2、 维权"], "二、 2025年工作计划", ["1、 建家", "2、 帮扶"]]


def test_a_first_half_year_in_the_plan_makes_no_half_year_report() -> None:
    page = "学校工会工作计划3\n一年来做了大量工作,现总结如下:\n一、回顾\n召开了会议。\n二、明年打算\n上半年办合唱赛。"
    (document,) = parse_text(page).documents
    assert (document.kind, document.half) == (Kind.SUMMARY_AND_PLAN, None)


def test_the_path_through_a_site_and_the_time_of_publishing_are_no_plan() -> None:
    page = (
        "工会计划\n导航:首页>范文>工会\n时间:2024-01-05 10:22:18 阅读:次\n"
        "某某局工会工作计划\n一、建会\n时间:2024年1月至12月\n二、维权"
    )
    (document,) = parse_text(page).documents
    assert [node.title for node in document.outline] == ["建会", "维权"]
    assert "时间:2024年1月至12月" in document.outline[0].text


def test_a_span_of_years_behind_a_title_belongs_to_it() -> None:
    page = (
        "某某局工会个人工作计划\n\n某某局工会个人工作计划\n(一)学习\n(二)走访\n\n"
        "某某镇总工会三年工作规划(2025—2027年)\n\n某某镇总工会三年工作规划(2025—2027年)\n一、建会\n二、建家"
    )
    first, second = parse_text(page).documents
    assert (first.kind, second.kind, second.year) == (Kind.PERSONAL, Kind.FIVE_YEAR, 2025)
    assert second.title == "某某镇总工会三年工作规划(2025—2027年)"


def test_an_item_may_begin_with_two_months() -> None:
    ((_, tree),) = titles_and_trees("一、第三季度\n1、办技能赛\n2、7、8月份送清凉\n3、总结")
    assert tree == ["一、 第三季度", ["1、 办技能赛", "2、 7、8月份送清凉", "3、 总结"]]


def test_goals_behind_the_turn_of_a_report_may_be_exact() -> None:
    page = (
        "某某乡工会工作总结及计划\n20xx年完成了各项任务。现将工作汇报如下:\n1、新建工会7家,发展会员343人。\n"
        "20xx年,乡工会将重点做好以下工作:\n1、对53家工会逐一规范,规范率达到90%以上。"
    )
    (document,) = parse_text(page).documents
    assert [placed.fact.value for placed in document.targets] == [53.0, 90.0]


def test_two_months_in_a_heading_hold_for_every_item_below() -> None:
    (document,) = parse_text("某某园工会计划\n一、安排\n五月:\n1.评优\n六、七月:\n1.庆“六一”\n2.总结").documents
    times = [(placed.fact.months, placed.fact.festival) for placed in document.schedule]
    assert times == [((5,), None), ((6,), "children_day"), ((6, 7), None)]


def test_a_number_of_the_text_behind_a_glued_title_is_no_text() -> None:
    heading = "某某乡工会工作计划(3篇)\n\n"
    page = f"{heading}{heading}某某乡工会工作计划第一篇:今年要做好工作。\n一、建会\n二、建家"
    (document,) = parse_text(page).documents
    assert document.root.text.strip() == "今年要做好工作。"


def test_glued_background_and_goals_are_sections() -> None:
    page = "某某镇总工会工作方案\n工作背景近年来职工队伍不断壮大。工作目标争取建会率达到90%。主要任务1. 建会2. 建家"
    ((_, tree),) = titles_and_trees(page)
    assert tree[:2] == ["工作背景", "工作目标"]


def test_a_section_called_like_the_end_of_the_title_is_no_repeated_title() -> None:
    page = "女职工工作计划 篇2\n工作计划:1. 建组。2. 培训。工作目标:1. 建组2个。"
    (document,) = parse_text(page).documents
    assert [node.title for node in document.outline] == ["工作计划", "工作目标"]


def test_words_that_end_like_a_paper_do_not_belong_to_a_list_of_links() -> None:
    page = "某某局工会下半年计划\n一、公开。审查经费,并向\n\n相关推荐:工会总结范文 工会计划\n\n　　全体会员公布。"
    (document,) = parse_text(page).documents
    assert document.outline[0].text == "公开。审查经费,并向全体会员公布。"


def test_a_title_of_work_so_far_and_work_to_come_is_a_summary_and_a_plan() -> None:
    page = (
        "某某镇工会上半年工作情况及下半年工作安排\n一、上半年工作情况\n1、春节期间慰问职工52户。\n"
        "二、下半年工作安排\n1、7月份慰问高温岗位。"
    )
    (document,) = parse_text(page).documents
    assert (document.kind, document.half) == (Kind.SUMMARY_AND_PLAN, 2)
    planned = [placed.fact.months for placed in document.schedule if placed.fact.tense == "plan"]
    assert (7,) in planned
    assert (1, 2) not in planned


@pytest.mark.parametrize(("word", "half"), [("今年上半年", 1), ("全年", None)])
def test_a_report_called_a_plan_names_its_half_year_in_its_items(word: str, half: int | None) -> None:
    page = (
        "某某乡工会工作计划\n一、组织\n1、镇里重视组建,先后召开了多次专题会议,成立了领导班子,明确了分管领导和责任人,"
        "各村也都配备了工会主席和委员,建立了学习、会议、财务等各项制度,并全部上了墙,工会的牌子、印章也都齐全了。\n"
        f"2、{word}新建了工会9家,圆满完成了任务。\n二、维权\n1、调解了纠纷12起。"
    )
    (document,) = parse_text(page).documents
    assert (document.kind, document.half) == (Kind.SUMMARY_AND_PLAN, half)
