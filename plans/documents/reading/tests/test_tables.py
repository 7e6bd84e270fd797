"""Tables in lines: nothing lost, nothing twice, months as headings, rows as items."""

import pytest

from plans.documents.reading.tables import Cell, as_grid, render


def table(*rows: str) -> list[list[Cell]]:
    return [[Cell(column, text) for column, text in enumerate(line.split("|"))] for line in rows]


def test_months_become_headings_and_blank_months_continue() -> None:
    lines = render(table("月份|工作内容|责任部门", "1月|走访慰问|工会办", "|会员统计|工会办", "2-3月|技能比武|生产部"))

    assert lines == [
        "1月：",
        "- 走访慰问。责任部门：工会办。",
        "- 会员统计。责任部门：工会办。",
        "2-3月：",
        "- 技能比武。责任部门：生产部。",
    ]


@pytest.mark.parametrize(
    "period",
    [
        "3月",
        "3月份",
        "三月",
        "十二月份",
        "7月8月份",
        "3-5月",
        "7、8月",
        "第一季度",
        "上半年",
        "第二周",
        "全年",
        "2027年3月",
    ],
)
def test_every_written_period_heads_its_rows(period: str) -> None:
    assert render(table("时间|活动", f"{period}|座谈会")) == [f"{period}：", "- 座谈会"]


def test_bare_numbers_below_a_month_header_are_months() -> None:
    assert render(table("月份|活动", "3|座谈会", "4|讲座")) == ["3月：", "- 座谈会", "4月：", "- 讲座"]


def test_an_exact_or_vague_day_stays_with_its_item() -> None:
    lines = render(table("时间|活动名称|地点", "3月8日|座谈会|会议室", "4月底|讲座|", "5月|运动会|操场"))

    assert lines == [
        "- 座谈会。时间：3月8日；地点：会议室。",
        "- 讲座。时间：4月底。",
        "- 运动会。时间：5月；地点：操场。",
    ]


def test_a_merged_exact_day_holds_for_all_its_rows() -> None:
    rows = table("时间|活动名称", "3月8日|座谈会", "|讲座", "4月2日|植树")
    rows[1][0].rows = 2

    assert render(rows) == ["- 座谈会。时间：3月8日。", "- 讲座。时间：3月8日。", "- 植树。时间：4月2日。"]


def test_own_numbers_are_kept_and_several_paragraphs_are_several_items() -> None:
    rows = table("序号|项目|经费", "1|文体活动|5000元")
    rows[1][1].text = "球类比赛\n棋类比赛"

    assert render(rows) == ["1、球类比赛", "- 棋类比赛", "经费：5000元。"]


def test_items_with_their_own_markers_get_no_other() -> None:
    assert render(table("时间|活动", "3月|1、座谈会", "4月|（一）讲座")) == [
        "3月：",
        "1、座谈会",
        "4月：",
        "（一）讲座",
    ]


def test_a_title_a_section_row_and_a_second_header() -> None:
    rows = table("时间|活动内容", "3月|座谈会", "其他工作", "时间|活动内容", "5月|运动会")
    rows.insert(0, [Cell(0, "2027年安排", cols=2)])

    assert render(rows) == ["2027年安排", "3月：", "- 座谈会", "其他工作", "5月：", "- 运动会"]


def test_a_table_without_header_reads_as_labels_or_rows() -> None:
    assert render(table("工会名称|红叶厂工会", "人数|320")) == ["工会名称：红叶厂工会", "人数：320"]
    assert render(table("张工|车间|5", "李工|仓库|6")) == ["- 张工；车间；5", "- 李工；仓库；6"]
    assert render(table("一月|慰问", "二月|统计")) == ["一月：", "- 慰问", "二月：", "- 统计"]


def test_two_header_lines_name_a_column_together() -> None:
    rows = table("时间|活动内容|责任", "3月|座谈会|工会办|李工")
    rows[0][2].cols = 2
    rows.insert(1, [Cell(2, "部门"), Cell(3, "人员名称")])

    assert render(rows) == ["3月：", "- 座谈会。部门：工会办；人员名称：李工。"]


def test_a_header_alone_is_still_text() -> None:
    assert render(table("时间|活动内容")) == ["时间", "活动内容"]


def test_no_character_of_a_cell_is_lost_and_the_grid_is_square() -> None:
    rows = table("序号|时间|活动内容|负责人|备注", "1|3月|座谈会|甲|乙", "2||讲座||丙", "丁")

    text = "".join(render(rows))

    assert all(cell.text in text or cell.text.rstrip("、") in text for row in rows[1:] for cell in row)
    assert {len(line) for line in as_grid(rows)} == {5}
