"""A workbook reads as it looks on screen, whatever its file claims about itself."""

import io
from dataclasses import replace
from datetime import date

import pytest
import python_calamine
import xlsxwriter

from plans.documents.reading import LIMITS, NoteCode, Reason, Unreadable, read_document
from plans.documents.reading.excel.formats import shape_of, shown_number
from plans.documents.reading.excel.workbook import read_excel
from plans.documents.reading.tests.samples import excel_parts, plan_workbook, text_cell, zipped


def test_one_row_is_one_item_below_its_month() -> None:
    reading = read_document(plan_workbook(), filename="计划.xlsx")

    assert (
        reading.text.split("\n")
        == [
            "活动安排",
            "红叶纺织厂工会2027年活动安排表",
            "3月：",
            "1、女职工手工展。负责人：女工委员；参与率：95%。",
            "2、女职工健康讲座。负责人：女工委员；参与率：80%。",
            "5月：",
            "3、职工趣味运动会。负责人：文体委员；参与率：60%。",
        ][1:]
    )
    assert reading.tables[0][2] == ("1", "3月", "女职工手工展", "女工委员", "95%")


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (0.95, "0%", "95%"), (0.955, "0.0%", "95.5%"), (0.1 + 0.2, "General", "0.3"), (1200.0, "#,##0", "1200"),
        (3.0, "General", "3"), (8.1, "0.00", "8.10"), (8.1, '0.0"万元"', "8.1万元"), (5.0, '0"家"', "5家"),
        (46454.0, 'm"月"', "3月"), (46454.0, 'm"月"d"日"', "3月8日"), (46454.0, "yyyy/m/d", "2027年3月8日"),
        (46454.0, 'yyyy"年"m"月"', "2027年3月"), (46454.0, "[$-804]aaaa;@", "星期一"),
        (46454.5625, "yyyy/m/d h:mm", "2027年3月8日 13:30"),
        (0.3125, "h:mm", "7:30"), (1e20, "General", "1e+20"), (-5.0, "0;[Red]-0", "-5"),
        (1200.0, '"¥"#,##0.00', "¥1200.00"),
        (12.0, '[$¥-804]#,##0', "¥12"), (99999999.0, "yyyy/m/d", "99999999"), (float("inf"), "General", ""),
    ],
)  # fmt: skip
def test_numbers_and_dates_as_the_cell_shows_them(value: float, code: str, shown: str) -> None:
    assert shown_number(value, shape_of(code)) == shown


def test_dates_counted_from_1904() -> None:
    assert shown_number(44992.0, shape_of("yyyy/m/d"), from_1904=True) == "2027年3月8日"


def test_values_agree_with_a_second_reader() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("数据")
    day = book.add_format({"num_format": "yyyy/m/d"})
    for number in range(200):
        sheet.write_number(number, 0, number * 1.5)
        sheet.write_string(number, 1, f"第{number}项<活动>&“慰问”\n𠮷")
        sheet.write_datetime(number, 2, date(2027, 1, 1 + number % 28), day)
        sheet.write_boolean(number, 3, number % 2 == 0)
    book.close()
    theirs = python_calamine.load_workbook(io.BytesIO(out.getvalue())).get_sheet_by_index(0).to_python()

    ours = read_excel(out.getvalue(), LIMITS).tables[0]

    assert [list(row) for row in ours] == [[as_shown(value) for value in row] for row in theirs]


def as_shown(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def test_a_false_dimension_drops_nothing() -> None:
    rows = "".join(
        f'<row r="{n}">{text_cell(f"A{n}", "送清凉")}{text_cell(f"D{n}", f"第{n}车间")}</row>' for n in range(1, 301)
    )

    reading = read_document(zipped(excel_parts(rows)), filename="a.xlsx")

    assert len(reading.tables[0]) == 300
    assert "第300车间" in reading.text


def test_cells_without_addresses_follow_each_other() -> None:
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"

    assert read_excel(zipped(excel_parts(rows)), LIMITS).tables == ((("1", "2"), ("3", "")),)


def test_the_farthest_cell_of_a_sheet_is_read_like_any_other() -> None:
    rows = f'<row r="1">{text_cell("A1", "一、要点")}</row><row r="1048576">{text_cell("XFD1048576", "角落")}</row>'

    reading = read_document(zipped(excel_parts(rows)), filename="a.xlsx")

    assert reading.text == "一、要点\n角落"


def test_cells_scattered_too_far_apart_are_refused() -> None:
    rows = "".join(f'<row r="{n}">{text_cell(f"{column(n)}{n}", "x")}</row>' for n in range(1, 2_001))

    with pytest.raises(Unreadable) as refused:
        read_document(zipped(excel_parts(rows)), filename="a.xlsx")

    assert refused.value.code == Reason.TOO_MANY_CELLS


def column(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def test_cells_are_limited_over_all_sheets() -> None:
    rows = f"<row>{'<c><v>7</v></c>' * 60}</row>" * 50
    parts = excel_parts(rows, sheets=2)
    parts["xl/worksheets/sheet2.xml"] = parts["xl/worksheets/sheet1.xml"]
    few = replace(LIMITS, cells=5_999)

    assert read_excel(zipped(parts), LIMITS).text
    with pytest.raises(Unreadable) as refused:
        read_excel(zipped(parts), few)

    assert refused.value.code == Reason.TOO_MANY_CELLS


def test_sheets_are_limited() -> None:
    with pytest.raises(Unreadable) as refused:
        read_document(zipped(excel_parts(text_cell("A1", "x"), sheets=51)), filename="a.xlsx")

    assert refused.value.code == Reason.TOO_MANY_SHEETS


def test_merged_cells_hidden_sheets_and_hidden_rows() -> None:
    rows = (
        f'<row r="1">{text_cell("A1", "类别")}{text_cell("B1", "活动内容")}{text_cell("C1", "备注")}</row>'
        f'<row r="2">{text_cell("A2", "文体活动")}{text_cell("B2", "棋类比赛")}</row>'
        f'<row r="3" hidden="1">{text_cell("B3", "球类比赛")}</row>'
        f'<row r="4">{text_cell("A4", "送温暖")}{text_cell("B4", "走访")}{text_cell("C4", "全年")}</row>'
    )
    parts = excel_parts(rows, tail='<mergeCells><mergeCell ref="A2:A3"/></mergeCells>', sheets=2)
    parts["xl/workbook.xml"] = str(parts["xl/workbook.xml"]).replace('sheetId="2"', 'sheetId="2" state="hidden"')
    parts["xl/worksheets/sheet2.xml"] = str(parts["xl/worksheets/sheet1.xml"]).replace("走访", "底稿")

    reading = read_excel(zipped(parts), LIMITS)

    assert reading.text == "文体活动：\n- 棋类比赛\n- 球类比赛\n送温暖：\n- 走访。备注：全年。"
    assert {note.code: note.params["count"] for note in reading.notes} == {
        NoteCode.SHEETS_HIDDEN: 1,
        NoteCode.ROWS_HIDDEN: 1,
    }


def test_strings_of_several_kinds() -> None:
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><r><t>送</t></r><r><t>温暖</t></r><rPh><t>song</t></rPh></is></c></row>'
        '<row r="2"><c r="A2" t="str"><f>A1</f><v>慰问_x000D_\n金_xD800__x0000_</v></c></row>'
        '<row r="3"><c r="A3" t="b"><v>1</v></c></row><row r="4"><c r="A4" t="s"><v>99</v></c></row>'
        '<row r="5"><c r="A5"><f>SUM(B1)</f></c></row><row r="6"><c r="A6" t="e"><v>#REF!</v></c></row>'
    )

    reading = read_excel(zipped(excel_parts(rows)), LIMITS)

    assert reading.text == "送温暖\n慰问\n金\n是\n#REF!"
    assert [note.code for note in reading.notes] == [NoteCode.FORMULAS_WITHOUT_VALUE]
