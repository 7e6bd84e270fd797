"""Times as plans write them (systems.md PL-06), each form in a sentence of our own."""

import pytest

from plans.documents.facts import TimeExpression, find_times


def told(text: str, **context: object) -> list[tuple[tuple[int, ...], str | None, str | None]]:
    """Months, festival and rhythm of the core entries."""
    return [(e.months, e.festival, e.recurrence) for e in find_times(text, **context) if e.core]  # type: ignore[arg-type]


def only(text: str) -> TimeExpression:
    (entry,) = find_times(text)
    return entry


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("4月份组织职工健步走", (4,)),
        ("于11月初召开总结会", (11,)),
        ("十二月下旬召开年会", (12,)),
        ("元月份制定全年安排", (1,)),
        ("7月8月份安排职工疗休养", (7, 8)),
        ("3-5月走访企业", (3, 4, 5)),
        ("6、7、8月开展送清凉", (6, 7, 8)),
        ("3月至5月举办技能赛", (3, 4, 5)),
        ("九、十月份组织秋季健步走", (9, 10)),
        ("6月、12月分别召开委员会", (6, 12)),
        ("6月底、12月底各小结一次", (6, 12)),
        ("11月至次年2月开展送温暖", (11,)),
        ("第三季度开展安全检查", (7, 8, 9)),
        ("三、四季度完成换届", (7, 8, 9, 10, 11, 12)),
        ("前三季度完成八成任务", tuple(range(1, 10))),
        ("上半年完成建家验收", (1, 2, 3, 4, 5, 6)),
        ("下半年,安排一次法律讲座", (7, 8, 9, 10, 11, 12)),
    ],
)
def test_months_quarters_and_half_years(text: str, months: tuple[int, ...]) -> None:
    assert told(text)[0] == (months, None, None)


@pytest.mark.parametrize(
    ("text", "months", "first", "last", "precision"),
    [
        ("3月5日组织志愿服务", (3,), 5, None, "day"),
        ("5月11日—13日举办篮球赛", (5,), 11, 13, "day_range"),
        ("4月20日至5月10日开展问卷调查", (4, 5), 20, 10, "day_range"),
        ("六月十五日召开代表大会", (6,), 15, None, "day"),
    ],
)
def test_days(text: str, months: tuple[int, ...], first: int, last: int | None, precision: str) -> None:
    entry = only(text)
    assert (entry.months, entry.day_start, entry.day_end, entry.precision) == (months, first, last, precision)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1、3、8妇女节活动:花艺沙龙", [("women_day", (3,))]),
        ("5、12护士节技能展示", [("nurses_day", (5,))]),
        ("6、1儿童节:亲子运动会", [("children_day", (6,))]),
        ("抓住三.八、五一节等节日开展活动", [("women_day", (3,)), ("labour_day", (5,))]),
        ("在“三八”、“五一”期间开展岗位练兵", [("women_day", (3,)), ("labour_day", (5,))]),
        ("“五一”或“十一”前后组织外出学习", [("labour_day", (5,)), ("national_day", (10,))]),
        ("开展庆“五一”、迎“六一”系列活动", [("labour_day", (5,)), ("children_day", (6,))]),
        ("三八国际妇女节举办讲座", [("women_day", (3,))]),
        ("五一节前检查安全设施", [("labour_day", (5,))]),
        (
            "教师节、中秋节、重阳节走访老教师",
            [("teachers_day", (9,)), ("mid_autumn", (9, 10)), ("double_ninth", (10,))],
        ),
        ("元旦、春节“两节”期间走访慰问", [("new_year", (1,)), ("spring_festival", (1, 2))]),
        ("9月份利用中秋节慰问一线职工", [("mid_autumn", (9,))]),
        ("3月8日妇女节组织踏青", [("women_day", (3,))]),
        ("“两节”期间送温暖", [(None, (1, 2))]),
        ("庆五一职工歌手赛", [("labour_day", (5,))]),
        ("“5·12”国际护士节表彰先进", [("nurses_day", (5,))]),
        ("国庆期间安排值班", [("national_day", (10,))]),
    ],
)
def test_festivals(text: str, wanted: list[tuple[str | None, tuple[int, ...]]]) -> None:
    assert [(e.festival, e.months) for e in find_times(text) if e.core] == wanted


@pytest.mark.parametrize(
    "text",
    [
        "做好“三八红旗手”推荐工作",
        "推荐全国五一劳动奖章人选",
        "争创“五一”劳动奖状",
        "发扬五四运动精神",
        "学习中国工会十八大精神",
        "十一、加强信息宣传工作",
        "召开第十一届职工代表大会",
        "开好六届二次职代会",
        "把出勤纳入年终考核",
        "学习《关于做好2024年3月工作的通知》",
        "三个月内完成整改",
        "在1-2个单位先行试点",
        "下半年工作计划",
        "定期召开例会",
        "售价3.8元",
        "贯彻2021年9月1日起施行的新法",
        "按年龄分组参赛",
        "争当五一先锋",
    ],
)
def test_what_only_looks_like_a_time_is_none(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "recurrence", "interval", "unit", "per_year"),
    [
        ("每月走访两个班组", "monthly", 1, "month", (12, 12)),
        ("每季度安排一次碰头会", "quarterly", 3, "month", (4, 4)),
        ("每季集中培训一次", "quarterly", 3, "month", (4, 4)),
        ("每半年至少召开一次全委会", "half_yearly", 6, "month", (2, 2)),
        ("实行一年一次的账目公开", "yearly", 1, "year", (1, 1)),
        ("安排一年一到二次的内部审计", "yearly", 1, "year", (1, 2)),
        ("每年组织职工体检", "yearly", 1, "year", (1, 1)),
        ("每两月一次的老职工茶话会", None, 2, "month", (6, 6)),
        ("简报二个月编印一期", None, 2, "month", (6, 6)),
        ("每学期评选优秀组员", None, 1, "term", (2, 2)),
        ("按时召开季度工作例会", "quarterly", 3, "month", (4, 4)),
        ("按季度上缴会费", "quarterly", 3, "month", (4, 4)),
        ("上、下半年各组织一次", "half_yearly", 6, "month", (2, 2)),
        ("每周一,三,五中午开放活动室", None, 1, "week", (156, 156)),
        ("每月举办1-2次沙龙", "monthly", 1, "month", (12, 24)),
        ("半年一小结", "half_yearly", 6, "month", (2, 2)),
        ("月度考核班组", "monthly", 1, "month", (12, 12)),
    ],
)
def test_rhythms(text: str, recurrence: str | None, interval: int, unit: str, per_year: tuple[float, float]) -> None:
    entry = only(text)
    assert (entry.recurrence, entry.interval, entry.interval_unit) == (recurrence, interval, unit)
    assert (entry.per_year_min, entry.per_year_max) == per_year


def test_two_rhythms_in_one_clause_are_two_entries() -> None:
    entries = find_times("实行每月碰头和每季集中培训一次的办法")
    assert [e.recurrence for e in entries] == ["monthly", "quarterly"]
    assert {e.clause for e in entries} == {"实行每月碰头和每季集中培训一次的办法"}


def test_a_rhythm_at_the_end_takes_the_clause_before_it() -> None:
    assert only("检查食堂卫生,每月一次。").clause == "检查食堂卫生,每月一次"


def test_a_numbered_quarter_is_no_quarterly_rhythm() -> None:
    assert told("三季度工作例会上通报") == [((7, 8, 9), None, None)]


def test_a_yearly_day_is_one_entry() -> None:
    entry = only("每年3月5日开展学雷锋活动")
    assert (entry.months, entry.day_start, entry.recurrence) == ((3,), 5, "yearly")


def test_the_yearly_word_before_festivals_is_no_entry_of_its_own() -> None:
    assert told("每年春节、中秋走访老职工") == [
        ((1, 2), "spring_festival", "yearly"),
        ((9, 10), "mid_autumn", "yearly"),
    ]


def test_a_time_that_introduces_the_same_time_is_one_entry() -> None:
    assert told("五月:庆“五四”青年联谊") == [((5,), "youth_day", None)]
    assert told("元旦:组织新年联欢") == [((1,), "new_year", None)]
    assert told("上半年4月和下半年10月各开一次会") == [((4,), None, None), ((10,), None, None)]


def test_a_day_of_every_month_keeps_its_day_and_its_limit() -> None:
    entry = only("每月10日前报送信息")
    assert (entry.recurrence, entry.day_start, entry.relation) == ("monthly", 10, "before")


@pytest.mark.parametrize(
    ("text", "relation", "written"),
    [
        ("春节前走访困难职工", "before", "春节前"),
        ("“五一”国际劳动节期间表彰先进", "during", "“五一”国际劳动节期间"),
        ("“三八”妇女节前后安排体检", "around", "“三八”妇女节前后"),
        ("国庆节前夕,印发倡议书", "before", "国庆节前夕"),
        ("到9月底左右,完成建档", "before", "9月底左右"),
        ("从4月起公布账目", "from", "4月起"),
        ("12月底前完成会费收缴", "before", "12月底前"),
    ],
)
def test_relations(text: str, relation: str, written: str) -> None:
    entry = only(text)
    assert (entry.relation, entry.text) == (relation, written)


def test_a_listed_festival_shares_the_relation_of_the_last() -> None:
    assert [e.relation for e in find_times("在“三八”、“五一”期间开展比武")] == ["during", "during"]


def test_a_bare_time_takes_the_clause_it_introduces() -> None:
    assert only("8月,组织女职工座谈").clause == "8月,组织女职工座谈"


def test_years_are_read_or_said_to_be_masked() -> None:
    assert only("2024年5月召开大会").year == 2024
    assert only("明年一季度启动换届").year_shift == 1
    masked = only("20xx年3月启动换届")
    assert (masked.year, masked.warnings) == (None, ("masked_year",))


def test_blank_months_are_unknown_and_never_guessed() -> None:
    entry = only("____月、____月、____月分三批进行")
    assert (entry.months, entry.known, entry.warnings) == ((), False, ("masked_month",))


def test_a_set_of_days_that_is_not_spelled_out_is_unknown() -> None:
    entry = only("三节慰问一线职工")
    assert (entry.months, entry.festival, entry.known) == ((), None, False)


def test_seasons_terms_and_edges_of_the_year_are_not_core() -> None:
    for text in (
        "夏天送清凉",
        "本学期结束前开好家长会",
        "暑假组织学习",
        "年初制定要点",
        "年终评选先进",
        "节假日组织球赛",
    ):
        (entry,) = find_times(text)
        assert not entry.core, text


def test_the_span_of_a_whole_year_is_not_core() -> None:
    assert not only("时间:2021年1月-12月").core


def test_the_named_half_year_of_the_whole_plan_is_not_core() -> None:
    assert not find_times("2023年下半年,我会将围绕中心开展工作")[0].core
    assert find_times("下半年我会将围绕中心开展工作")[0].core


def test_clock_times_are_read_and_a_lost_dash_is_not_guessed() -> None:
    (entry,) = find_times("每日7:20-7:50开放阅览室")
    assert [(span.start, span.end) for span in entry.clock] == [(440, 470)]
    (damaged,) = find_times("每日7:207:50开放阅览室")
    assert damaged.clock == ()


def test_offsets_move_with_start() -> None:
    source = "一、工作安排。4月份组织健步走"
    at = source.index("4月")
    (entry,) = find_times(source[at:], start=at)
    assert source[entry.start : entry.end] == entry.text == "4月份"
    assert source[entry.clause_start : entry.clause_end] == entry.clause


@pytest.mark.parametrize(
    ("text", "months", "festival"),
    [
        ("九月九老人节看望退休职工", (10,), "double_ninth"),
        ("农历八月十五中秋节发放慰问品", (9, 10), "mid_autumn"),
        ("八月十五日召开委员会", (8,), None),
        ("九月九日举办讲座", (9,), None),
    ],
)
def test_lunar_days_are_festivals_and_solar_days_are_not(text: str, months: tuple[int, ...], festival: str) -> None:
    assert told(text) == [(months, festival, None)]


def test_four_quarters_are_no_fourth_quarter() -> None:
    assert told("竞赛分四个季度进行") == []
    assert told("第四个季度完成评选") == [((10, 11, 12), None, None)]


def test_every_second_month_has_its_interval() -> None:
    entry = only("双月召开一次小组长会")
    assert (entry.interval, entry.interval_unit, entry.recurrence) == (2, "month", None)


def test_a_festival_in_front_of_a_month_is_no_list_of_months() -> None:
    assert told("5月迎五一,9月赏中秋,10月贺国庆") == [
        ((5,), "labour_day", None),
        ((9,), "mid_autumn", None),
        ((10,), "national_day", None),
    ]


def test_the_two_festivals_stand_beside_others_but_not_beside_themselves() -> None:
    assert told("“两节”、“五一”期间走访职工") == [((1, 2), None, None), ((5,), "labour_day", None)]
    assert told("元旦、春节“两节”期间走访职工") == [((1,), "new_year", None), ((1, 2), "spring_festival", None)]


def test_the_days_of_a_festival_are_one_entry() -> None:
    assert told("5月8日—12日开展护士节活动") == [((5,), "nurses_day", None)]


def test_a_quarterly_check_of_safety_is_a_rhythm() -> None:
    assert told("配合开展季度安全大检查") == [((), None, "quarterly")]
