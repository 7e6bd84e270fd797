"""Each way in which plans are written down, in examples of our own."""

from __future__ import annotations

import pytest

from plans.documents import Kind, Role, SectionType, Tense, parse_text

from .reading_back import outline


def tree(text: str) -> list[object]:
    documents = parse_text(text).documents
    assert len(documents) == 1
    return outline(documents[0].outline)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "一、抓学习1、每周读报。2、每月讲课。二、抓服务3、办热水站。",
            ["一、 抓学习", ["1、 每周读报", "2、 每月讲课"], "二、 抓服务", ["3、 办热水站"]],
            id="headings glued to numbers that run on",
        ),
        pytest.param(
            "(一)组织:发展会员。\n(二)维权:调处纠纷。\n一是设点。二是建档。",
            ["(一) 组织", "(二) 维权", ["一是 设点", "二是 建档"]],
            id="bare (一) on top",
        ),
        pytest.param(
            "1.加强组织(1)建小组(2)选组长2.关心生活(1)看望病号。",
            ["1. 加强组织", ["(1) 建小组", "(2) 选组长"], "2. 关心生活", ["(1) 看望病号"]],
            id="1. on top, (1) in mid-sentence",
        ),
        pytest.param(
            "1、宣传\n(一)办墙报\n(二)写简报\n2、文体\n(一)跳绳赛\n(二)合唱",
            ["1、 宣传", ["(一) 办墙报", "(二) 写简报"], "2、 文体", ["(一) 跳绳赛", "(二) 合唱"]],
            id="ranks the other way round",
        ),
        pytest.param(
            "一、宣传\n1、墙报\n1.选题\n2.排版\n2、简报",
            ["一、 宣传", ["1、 墙报", ["1. 选题", "2. 排版"], "2、 简报"]],
            id="1. below 1、",
        ),
        pytest.param(
            "1、走访\n2、座谈\n1、竞赛\n2、表彰\n3、总结\n5、归档",
            ["1、 走访", "2、 座谈", "1、 竞赛", "2、 表彰", "3、 总结", "5、 归档"],
            id="lost parents and a lost number",
        ),
        pytest.param(
            "1、3、8妇女节登山\n2、5.12护士节座谈\n3、2025年体检\n4、6月份办讲座\n5、补贴1.5万元",
            ["1、 3、8妇女节登山", "2、 5.12护士节座谈", "3、 2025年体检", "4、 6月份办讲座", "5、 补贴1.5万元"],
            id="dates and decimals behind numbers",
        ),
        pytest.param(
            "一、依法治会\n按章程第(一)条、第(二)条办。\n向一、二年级班主任征求意见,评出第1、2名。\n二、民主办会",
            ["一、 依法治会", "二、 民主办会"],
            id="references and enumerations are no marks",
        ),
        pytest.param(
            "三、做好三件事:①夏送凉;②冬送暖;③平时送关心。",
            ["三、 做好三件事", ["① 夏送凉", "② 冬送暖", "③ 平时送关心"]],
            id="circled numbers in a sentence",
        ),
        pytest.param(
            "二、具体工作1. 组织a. 建组。b. 选人。2. 活动a. 球赛。",
            ["二、 具体工作", ["1. 组织", ["a. 建组", "b. 选人"], "2. 活动", ["a. 球赛"]]],
            id="letters glued",
        ),
        pytest.param(
            "风险和措施\n•风险:人手少–措施:请志愿者•风险:天气热–措施:改到傍晚",
            ["风险和措施", ["• 风险", ["– 措施"], "• 风险", ["– 措施"]]],
            id="bullets with dashes",
        ),
        pytest.param(
            "四、安排:月度工作计划:- 第一周:座谈。\n- 第二周:培训。\n季度工作计划:- 第一季度:体检。",
            ["四、 安排", ["月度工作计划", ["- 第一周", "- 第二周"], "季度工作计划", ["- 第一季度"]]],
            id="three colons in a line",
        ),
        pytest.param(
            "三、每月安排三月份1.登山2.体检四月份1.培训",
            ["三、 每月安排", ["三月份", ["1. 登山", "2. 体检"], "四月份", ["1. 培训"]]],
            id="month table run together",
        ),
        pytest.param(
            "六、管好经费\n活动安排表\n1月份\n1、慰问\n7月8月份:\n消夏晚会\n避暑疗养\n十二月:\n1.总结",
            [
                "六、 管好经费",
                "活动安排表",
                ["1月份", ["1、 慰问"], "7月8月份", ["消夏晚会", "避暑疗养"], "十二月", ["1. 总结"]],
            ],
            id="month table with fused months and bare lines",
        ),
        pytest.param(
            "第一年工作计划一、打基础1.建组2.选人二、建制度第二年工作计划一、上台阶二、创品牌",
            [
                "第一年工作计划",
                ["一、 打基础", ["1. 建组", "2. 选人"], "二、 建制度第二年工作计划", "一、 上台阶", "二、 创品牌"],
            ],
            id="years without a stop before the second stay where they stand",
        ),
        pytest.param(
            "第一年工作计划一、打基础。二、建制度。\n第二年工作计划一、上台阶。二、创品牌。",
            ["第一年工作计划", ["一、 打基础", "二、 建制度"], "第二年工作计划", ["一、 上台阶", "二、 创品牌"]],
            id="five years, parts above 一、",
        ),
        pytest.param(
            "二、民主管理\n要听职工的话。\n具体措施:\n1、设信箱\n2、开恳谈会\n三、劳动竞赛",
            ["二、 民主管理", ["具体措施", ["1、 设信箱", "2、 开恳谈会"]], "三、 劳动竞赛"],
            id="a heading inside a section that goes on",
        ),
        pytest.param(
            "一、学习\n1.1 读报\n1.2讲课\n补助1.5万元。\n二、服务\n2.1 慰问",
            ["一、 学习", ["1.1 读报", "1.2 讲课"], "二、 服务", ["2.1 慰问"]],
            id="decimal numbers",
        ),
        pytest.param("一，学习\n二，服务", ["一， 学习", "二， 服务"], id="a comma behind the number"),
        pytest.param(
            "一、四月份工作\n1、春游\n二、五月份工作\n1、球赛",
            ["一、 四月份工作", ["1、 春游"], "二、 五月份工作", ["1、 球赛"]],
            id="sections about months",
        ),
        pytest.param(
            "第一部分 思想\n服务。\n第二部分 工作\n一、学习\n二、服务\n附件:1.名单\n2.经费表",
            ["第一部分 思想", "第二部分 工作", ["一、 学习", "二、 服务"], "附件", ["1. 名单", "2. 经费表"]],
            id="parts and an annex",
        ),
        pytest.param(
            "一、学习\n读报。\n二、服务\n慰问。\n某某厂工会2025年活动安排表\n三月份\n登山\n四月份\n体检",
            ["一、 学习", "二、 服务", "某某厂工会2025年活动安排表", ["三月份", ["登山"], "四月份", ["体检"]]],
            id="a table with a full name is part of the plan",
        ),
        pytest.param(
            "4-5月:球赛\n第三季度:助学\n十月:登高",
            ["4-5月", "第三季度", ["十月"]],
            id="a quarter after months",
        ),
        pytest.param(
            "（一）学习　　１．读书\n２．讲座\n（二）〔不是标题〕服务\n⑴ 缝补；⑵ 理发。",
            ["（一） 学习", ["１． 读书", "２． 讲座"], "（二） 〔不是标题〕服务", ["⑴ 缝补", "⑵ 理发"]],
            id="full width",
        ),
    ],
)
def test_outline_follows_the_marks(text: str, expected: list[object]) -> None:
    assert tree("某某厂工会2025年工作计划\n" + text) == expected


def test_a_month_glued_to_the_item_before_is_still_a_month() -> None:
    assert tree("某校工会工作安排\n五月份:歌咏会。六月份:游园。") == ["五月份", "六月份"]


def test_titles_are_not_counted_as_text_and_keep_the_first_mark() -> None:
    document = parse_text("厂工会工作计划范文(三篇)\n厂工会工作计划范文一、抓安全\n查隐患。").documents[0]

    assert document.title == "厂工会工作计划范文(三篇)"
    assert document.subtitles == ("厂工会工作计划范文",)
    assert outline(document.outline) == ["一、 抓安全"]


def test_an_advertisement_in_the_middle_of_a_word_is_taken_out() -> None:
    text = (
        "某局工会工作打算\n1、听取意见,并及\n其他网友还浏览了以下文章:市某局工作总结\n镇某办上半年工作计划乡某站工作思路"
        "时答复职工。\n2、办好食堂[由某某网站收集整理]伙食。"
    )

    page = parse_text(text)

    assert [node.text for node in page.documents[0].outline] == ["听取意见,并及时答复职工。\n", "办好食堂伙食。"]
    assert [doubt.code for doubt in page.documents[0].doubts if doubt.code.startswith("chrome")] == [
        "chrome_in_sentence",
        "chrome_in_sentence",
    ]


def test_words_that_an_editor_also_uses_stay_in_the_plan() -> None:
    text = (
        "某厂工会2025年工作计划\n新的一年,工会将精心准备职代会,为大家提供热水,为领导决策提供参考。图书供大家借阅。\n"
        "一、经费\n来源:工会经费\n二、奖品\n为大家准备纪念品(资金来源:会费)。\n"
        "三、宣传\n办好阵地(网站、橱窗),排演节目(原创优先)。推荐内容:读书计划。\n目录外的书也可借。"
    )

    page = parse_text(text)

    assert page.chrome == ()
    assert page.documents[0].root.text.startswith("新的一年")


def test_a_plan_without_a_title_begins_with_its_opening_words() -> None:
    text = (
        "机关工会工作计划精选范文\n以下是小编为大家整理的范文,希望对大家有所帮助!甲局工会以服务为本。\n一、学习\n二、服务\n三、文体\n"
        "2024年乙委机关工会工作的总体思路是:以创新为魂。\n一、练兵\n二、帮扶"
    )

    documents = parse_text(text).documents

    assert [(d.title_source, d.start_line, len(d.outline)) for d in documents] == [("own", 2, 3), ("page", 6, 2)]
    assert [d.year for d in documents] == [None, 2024]


@pytest.mark.parametrize(
    ("title", "body", "kind", "year", "half"),
    [
        ("某某厂工会2025年工作计划", "一、学习", Kind.ANNUAL, 2025, None),
        ("工会下半年工作计划", "一、学习", Kind.HALF_YEAR, None, 2),
        ("2024年上半年工会工作要点", "一、学习", Kind.HALF_YEAR, 2024, 1),
        ("某镇总工会五年工作计划", "第一年工作计划一、学习", Kind.FIVE_YEAR, None, None),
        ("某镇总工会2026—2030年工作规划", "一、学习", Kind.FIVE_YEAR, 2026, None),
        ("基层工会个人工作计划", "一、学习", Kind.PERSONAL, None, None),
        ("2024年工会工作总结及2025年工作计划", "一、学习", Kind.SUMMARY_AND_PLAN, 2025, None),
        ("乡镇工会工作计划", "上半年,我会做了以下工作:一、办了三期班。", Kind.SUMMARY_AND_PLAN, None, 1),
        ("某中学工会2024—2025学年第一学期工作计划", "一、学习", Kind.TERM, 2024, None),
        ("某厂工会职工运动会活动方案", "一、时间", Kind.PROJECT, None, None),
        ("某厂工会20xx年工作计划", "2023年,我厂工会将抓好三件事。\n一、学习", Kind.ANNUAL, 2023, None),
        ("某厂工会工作计划", "学习2022年全省大会精神,抓好三件事。\n一、学习", Kind.ANNUAL, None, None),
        ("某厂工会工作计划", "按照厂工发〔2022〕3号文件要求。\n一、学习", Kind.ANNUAL, None, None),
    ],
)  # fmt: skip
def test_period(title: str, body: str, kind: Kind, year: int | None, half: int | None) -> None:
    document = parse_text(f"{title}\n{body}").documents[0]

    assert (document.kind, document.year, document.half) == (kind, year, half)


def test_sections_get_their_type_and_leaves_their_role() -> None:
    text = (
        "某厂工会工作计划\n一、指导思想\n服务职工。\n二、重点工作\n1、建家\n三、经费预算\n1、奖品2000元\n"
        "四、保障措施\n加强领导。\n五、结束语\n一起努力。\n六、\n"
    )
    nodes = list(parse_text(text).documents[0].nodes())

    assert [(n.section_type, n.role) for n in nodes if n.level == 1] == [
        (SectionType.GUIDING, Role.GUIDING),
        (SectionType.TASKS, Role.WORK),
        (SectionType.BUDGET, Role.WORK),
        (SectionType.SUPPORT, Role.WORK),
        (SectionType.OUTLOOK, Role.GUIDING),
        (SectionType.CONTENT, Role.EMPTY),
    ]
    assert next(n.role for n in nodes if n.title == "奖品2000元") is Role.SUPPORT


def test_a_summary_ends_where_the_plan_begins() -> None:
    text = (
        "某局工会2024年工作总结及2025年工作计划\n一年来,局工会围绕中心开展工作,现总结如下:\n一、办班\n3月举办骨干班,参加40人。\n"
        "2025年工作计划\n一、办学\n3月举办夜校,招收60人。"
    )

    document = parse_text(text).documents[0]

    assert [(n.title, n.tense) for n in document.nodes() if n.level] == [
        ("办班", Tense.PAST),
        ("2025年工作计划", Tense.PLAN),
        ("办学", Tense.PLAN),
    ]
    assert [(p.fact.months, p.fact.tense) for p in document.schedule] == [((3,), "past"), ((3,), "plan")]
    assert [p.fact.value for p in document.targets] == [60]


def test_items_of_a_month_table_are_scheduled_in_their_month() -> None:
    text = "某院工会活动安排\n3月份\n1、3、8妇女节登山\n2、体检\n第四季度:\n评优\n第一周:读书"

    document = parse_text(text).documents[0]

    assert [(p.fact.months, p.fact.festival, p.fact.recurrence, p.fact.clause) for p in document.schedule] == [
        ((3,), "women_day", None, "3、8妇女节登山"),
        ((3,), None, None, "体检"),
        ((10, 11, 12), None, None, "评优"),
        ((), None, "monthly", "读书"),
    ]
    assert all(text[p.fact.start : p.fact.end] == p.fact.text for p in document.schedule)


def test_date_and_signature_stand_outside_the_tree() -> None:
    document = parse_text(
        "某厂工会2025年工作计划\n(2025年1月6日)\n一、学习\n读书。\n某厂工会委员会\n2025年1月8日"
    ).documents[0]

    assert document.outline[-1].text.strip() == "学习\n读书。"
    assert (document.start_line, document.end_line) == (3, 4)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("1、办班\n2、竞赛\n4、总结", ("numbering_gap", {"number": "4、", "missing": 3})),
        ("1、办班\n2、竞赛\n1、总结", ("numbering_restart", {"number": "1、"})),
        ("1、抓好以下三项工作:(1)办班(2)竞赛", ("announced_count", {"promised": 3, "found": 2})),
        ("1、图片510张,上墙展出。", ("lost_dash", {"text": "510", "guess": "5—10"})),
        ("1、全年培训____人。", ("masked_number", {"text": "____"})),
        ("1、____月召开座谈会。", ("unknown_time", {"text": "____月"})),
        ("1、请王小明同志讲课。", ("possible_name", {"name": "王小明"})),
        ("1、听取意见。请小组长多", ("cut_off", {})),
    ],
)
def test_every_doubt_says_where_and_what(body: str, expected: tuple[str, dict[str, object]]) -> None:
    text = f"某厂工会2025年工作计划\n{body}"
    document = parse_text(text).documents[0]

    assert expected in [(doubt.code, dict(doubt.params)) for doubt in document.doubts]
    doubt = next(doubt for doubt in document.doubts if doubt.code == expected[0])
    said = next((str(value) for key, value in doubt.params.items() if key in ("text", "number", "name")), "")
    assert said in text[doubt.start : doubt.end]


def test_headings_that_only_the_file_marks_take_their_place() -> None:
    lines = [
        "暖心行动",
        "前言",
        "写在前面。",
        "一、学习",
        "（一）读报",
        "计划细目",
        "每周一次。",
        "二、服务",
        "附记",
        "完。",
    ]
    marked = {1: 0, 2: 1, 4: 1, 6: 3, 8: 1, 9: 1}

    document = parse_text("\n".join(lines), headings=marked).documents[0]

    assert document.title == "暖心行动"
    assert outline(document.outline) == ["前言", "一、 学习", ["（一） 读报", ["计划细目"]], "二、 服务", "附记"]


def test_headings_of_the_file_alone_make_the_tree() -> None:
    lines = ["某厂工会2025年工作计划", "组织建设", "建组", "写明分工。", "文体活动", "1、球赛", "2、合唱"]

    document = parse_text("\n".join(lines), headings={2: 1, 3: 2, 5: 1}).documents[0]

    assert outline(document.outline) == ["组织建设", ["建组"], "文体活动", ["1、 球赛", "2、 合唱"]]
