"""Reports and plans (annotation.md: reported work is not scheduled, reported figures are no goals)."""

import pytest

from plans.documents.facts import find_targets, find_times, passage_tense


@pytest.mark.parametrize(
    "text",
    [
        "3月,我会组织了插花活动",
        "6月份镇工会已对全部企业检查一遍",
        "上半年先后举办三期培训",
        "5月选手荣获一等奖",
        "春节前慰问困难职工80余人次",
        "9月我会被评为先进集体",
        "到7月底,全部体检完毕",
    ],
)
def test_reported_times_are_past(text: str) -> None:
    assert {entry.tense for entry in find_times(text)} == {"past"}


@pytest.mark.parametrize(
    "text",
    [
        "3月为全体女职工组织体检",
        "上半年要做好换届准备",
        "为了迎接“五一”,组织职工了解法律知识",
        "9月份将召开表彰会",
    ],
)
def test_planned_times_are_plan(text: str) -> None:
    assert {entry.tense for entry in find_times(text)} == {"plan"}


def test_each_clause_of_a_mixed_sentence_has_its_own_tense() -> None:
    entries = find_times("3月办了一次沙龙,下半年还将继续举办")
    assert [(e.text, e.tense) for e in entries] == [("3月", "past"), ("下半年", "plan")]


def test_in_a_report_an_unmarked_clause_stays_past_and_a_future_one_does_not() -> None:
    entries = find_times("4月举办讲座。明年5月将再办一次。", tense="past")
    assert [e.tense for e in entries] == ["past", "plan"]


def test_background_is_not_a_report() -> None:
    entries = find_times("全国总工会提出了新要求。5月份开展学习讨论。")
    assert [e.tense for e in entries] == ["plan"]


@pytest.mark.parametrize(
    "text",
    [
        "共征集职工建议18项",
        "目前已有36家企业签订协议,签订率达72%",
        "全镇评选出4名能手",
        "培训骨干57人次,培训代表620人次",
        "去年发展会员260人",
        "今年上半年开班90余次,听课约5000余人",
        "全区现有会员1200人",
        "累计接待来访46件",
        "举办棋类赛,有80名职工参加",
        "受理纠纷30件,成功调解25件",
        "开设窗口6个,受到职工好评",
    ],
)
def test_results_are_no_goals(text: str) -> None:
    assert [t for t in find_targets(text) if t.strict] == []


def test_the_goal_behind_a_reported_figure_is_kept() -> None:
    (goal,) = [t for t in find_targets("去年发展会员260人,今年计划发展300人") if t.strict]
    assert (goal.value, goal.text) == (300, "今年计划发展300人")


def test_a_passage_of_reports_is_past() -> None:
    assert passage_tense("组织了读书会。评选出5名先进。开展了走访。") == "past"
    assert passage_tense("要抓好培训。继续开展走访。") == "plan"
    assert passage_tense("组织读书会") == "plan"
    assert passage_tense("组织读书会", "past") == "past"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("已建会企业协商建制率达88%以上", 88),
        ("第三季度组织技能赛,参加人数达到职工总数的70%以上", 70),
        ("参加人数达到1500人次以上", 1500),
        ("争议调解成功率达到80%", 80),
        ("评选出8名岗位能手进行表彰", 8),
        ("组织6个代表队参加县运动会", 6),
    ],
)
def test_words_of_a_goal_that_look_like_a_report(text: str, value: int) -> None:
    assert [target.value for target in find_targets(text)] == [value]


def test_an_exact_number_is_a_result_only_where_the_document_reports() -> None:
    assert find_targets("培训小组长67人次", reports=True) == []
    assert [target.value for target in find_targets("培训小组长67人次", reports=False)] == [67]


def test_a_term_for_what_is_unfinished_is_a_plan_and_last_years_accounts_are_no_report() -> None:
    assert [e.tense for e in find_times("目前还有3家未完成,9月底前全部完成")] == ["plan"]
    assert [e.tense for e in find_times("一季度完成上年决算和本年预算审查")] == ["plan"]
    assert [e.tense for e in find_times("9月底前已完成了验收")] == ["past"]


def test_a_rough_number_is_a_result_only_where_the_document_reports() -> None:
    text = "组建9人宣讲队,全年宣讲16场,听众1200余人次"
    assert find_targets(text) == []
    assert [target.value for target in find_targets(text, reports=False)] == [9, 16, 1200]
    assert passage_tense("走访职工30余人次", reports=False) == "plan"
    assert [t.value for t in find_targets("完成17家规范化建设,占总数的85%", reports=False)][:1] == [17]


def test_what_is_spent_is_no_goal() -> None:
    assert [t.value for t in find_targets("筹集助学款3万元,全年预算12万元,其中活动费6万元")] == [3]
