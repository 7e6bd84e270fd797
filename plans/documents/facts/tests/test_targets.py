"""Goals (systems.md PL-07; annotation.md Targets), each form in a sentence of our own."""

from decimal import Decimal

import pytest

from plans.documents.facts import find_targets


def goals(text: str) -> list[tuple[str, float | None, float | None, str]]:
    return [(t.comparator, t.value, t.value_max, t.unit) for t in find_targets(text) if t.strict]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("新建基层工会6家,吸收会员240人", [("=", 6, None, "家"), ("=", 240, None, "人")]),
        ("合同签订率达92%以上", [(">=", 92, None, "%")]),
        ("建档率达到100%", [("=", 100, None, "%")]),
        ("培训率达到百分之八十以上", [(">=", 80, None, "%")]),
        ("争取建成3--4个职工小家,并培育6--9家示范企业", [("range", 3, 4, "个"), ("range", 6, 9, "家")]),
        ("培植2—4个先进班组", [("range", 2, 4, "个")]),
        ("创建三至五个示范点", [("range", 3, 5, "个")]),
        ("组织两三次户外活动", [("range", 2, 3, "次")]),
        ("举办各类讲座,共4-5期,800多人次", [("range", 4, 5, "期"), (">=", 800, None, "人次")]),
        ("全年共举办演讲赛、书法赛和棋类赛三项赛事", [("=", 3, None, "项")]),
        ("今年要求达标的基层工会12家,创四星级工会3家", [("=", 12, None, "家"), ("=", 3, None, "家")]),
        ("年内开展不少于4次的送法活动", [(">=", 4, None, "次")]),
        ("每个小组至少报送信息3篇", [(">=", 3, None, "篇")]),
        ("参与率不得低于70%", [(">=", 70, None, "%")]),
        ("每个分会代表不超过3人", [("<=", 3, None, "人")]),
        ("会员数达到2万人", [("=", 20000, None, "人")]),
        ("全县80%以上的企业建立工会", [(">=", 80, None, "%")]),
        ("召开两次协调会", [("=", 2, None, "次")]),
        ("安排在四个月份,分四次进行", [("=", 4, None, "次")]),
        ("指导5家新建企业签好合同,督促到期的8家企业续签", [("=", 5, None, "家"), ("=", 8, None, "家")]),
        ("会员１２０人、专栏２个", [("=", 120, None, "人"), ("=", 2, None, "个")]),
        ("走访300户次", [("=", 300, None, "户次")]),
        ("节约开支10%左右", [("=", 10, None, "%")]),
    ],
)
def test_counts_and_percentages(text: str, wanted: list[tuple[str, float, float | None, str]]) -> None:
    assert goals(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "凡职工25人以上的非公企业都要建会",
        "根据产值500万元以上企业必须建会的要求",
        "全镇现有企业60家",
        "召开八届三次职代会",
        "坚持以“三个代表”为指导",
        "抓好五项工程,突出三个重点,建立两个机制",
        "落实两项制度",
        "从四个方面着手",
        "按工资总额的2%拨缴经费",
        "按照每人300元的标准发放慰问品",
        "认真学习〔2023〕8号文",
        "制作员工手册,共9章48条",
        "2个工作日内答复",
        "建立家庭档案,5家庭",
        "推广“1+3”模式",
        "委员会由9人组成",
        "设立由7名成员组成的工作组",
        "足额拨缴工会经费2%",
        "我会女职工占60%",
        "做好5项重点工作",
        "力争进入全区前3名",
        "3-8人的企业联合建会",
        "发扬三位一体的作风",
        "全年拨缴的经费,其中40%上缴上级工会",
        "慰问二位同志",
        "学习《十项规定》和《24条意见》",
        "关心每一位职工",
        "打造一支高素质队伍",
        "迈上一个新台阶",
    ],
)
def test_thresholds_stocks_ordinals_and_slogans_are_no_goals(text: str) -> None:
    assert goals(text) == []


def test_a_goal_knows_its_clause_and_its_figure() -> None:
    source = "二是提升素质。举办培训班6期,合同签订率达95%以上。"
    first, second = find_targets(source)
    assert (first.text, first.quantity, first.metric) == ("举办培训班6期", "6期", "举办培训班")
    assert source[second.start : second.end] == second.text
    assert source[second.quantity_start : second.quantity_end] == "95%以上"
    assert second.numerator == "合同签订率"


def test_a_bare_figure_borrows_its_subject_from_the_clause_before() -> None:
    first, second = find_targets("举办法律讲座,共3-4期,600多人次")
    assert first.metric == "举办法律讲座"
    assert second.unit == "人次"


def test_progress_in_the_same_sentence_belongs_to_the_goal() -> None:
    (goal,) = [t for t in find_targets("今年还要新建8家,截至5月份已建成3家") if t.strict]
    assert (goal.value, goal.reached, goal.reached_months) == (8, 3, (5,))


def test_blanks_are_unknown_and_never_zero() -> None:
    (goal,) = find_targets("全年计划轮训组长____人")
    assert (goal.value, goal.masked, goal.strict, goal.warnings) == (None, True, False, ("masked_number",))
    (share,) = find_targets("覆盖面达到____%以上")
    assert (share.value, share.comparator, share.kind) == (None, ">=", "percent")


def test_money_keeps_its_unit_and_knows_its_yuan() -> None:
    (goal,) = find_targets("筹集帮扶资金8.5万元")
    assert (goal.kind, goal.value, goal.unit, goal.yuan) == ("money", 8.5, "万元", Decimal("85000.0"))


def test_frequencies_name_their_round() -> None:
    kinds = [(t.kind, t.value, t.value_max, t.unit) for t in find_targets("每季度召开一次例会,每年审计一到二次")]
    assert kinds == [("frequency", 1, None, "次/季度"), ("frequency", 1, 2, "次/年")]


def test_a_frequency_may_be_written_behind_a_stroke() -> None:
    (goal,) = find_targets("召开委员会4次/年")
    assert (goal.kind, goal.unit, goal.strict) == ("frequency", "次/年", False)


def test_a_metric_leaves_out_the_other_figures_of_its_clause() -> None:
    first, second = find_targets("3.举办家政培训5期300人次")
    assert first.metric == second.metric == "举办家政培训"


def test_single_events_are_not_measured_as_counts() -> None:
    (goal,) = find_targets("举办一次趣味运动会(或棋类赛)")
    assert (goal.kind, goal.value, goal.strict) == ("one_off", 1, False)


def test_full_coverage_and_zero_accidents_are_implicit_goals() -> None:
    assert [(t.kind, t.value) for t in find_targets("建会企业实现全覆盖,保证全年无安全事故")] == [
        ("implicit", 100.0),
        ("implicit", 0.0),
    ]


def test_honours_are_milestones_with_their_level() -> None:
    (goal,) = find_targets("争创市级示范阅览室")
    assert (goal.kind, goal.grade, goal.strict) == ("milestone", "市", False)


def test_a_number_with_a_lost_dash_is_damaged_and_not_believed() -> None:
    (goal,) = find_targets("为画册提供510张照片")
    assert (goal.kind, goal.strict) == ("damaged", False)


def test_each_element_of_a_spelled_out_scheme_is_a_quota() -> None:
    quotas = [
        t for t in find_targets("开展“学习三个一”活动,即读一本新书,学一门手艺,写一篇心得") if t.kind == "slogan_quota"
    ]
    assert [(t.unit, t.value) for t in quotas] == [("本", 1), ("门", 1), ("篇", 1)]


def test_grades_are_kept_beside_their_counts() -> None:
    (goal,) = find_targets("创成四星级工会6家")
    assert (goal.kind, goal.grade) == ("grade_count", "四星级工会")
