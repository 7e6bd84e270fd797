"""A table comes out of a file as it stands in it, whatever its dimension, encoding or empty paper say."""

import threading
from dataclasses import replace

import pytest

from members.sheets.fields import CellError, plain_text, read_day, read_money, read_month
from members.sheets.reading import TABLE_LIMITS, open_table
from members.sheets.reading.model import Mark
from members.tests.sheets.tables import raw_workbook, text_row, workbook
from unionplan.core.untrusted.refusals import Reason, Unreadable

HEAD = ("姓名", "证件号码")
# Extension B to H, a compatibility ideograph that normalising would replace, a name as long as the register allows.
RARE = (
    "𠮷𡈼",
    "𪚥龘",
    "𫝀丁",
    "𫠠丙",
    "𬺰戊",
    "𰻞庚",
    "𱍊辛",
    "﨑壬",
    "阿卜杜热合曼·麦麦提吐尔逊·伊敏江·阿布力克木·买买提依明",
)


def cells_of(data: bytes, filename: str = "a.xlsx", **more: str) -> list[list[object]]:
    return [row.cells for row in open_table(data, filename=filename, **more).rows()]


def test_the_stated_dimension_is_not_believed():
    rows = "".join(text_row(number, f"甲{number}", "x") for number in range(1, 301))  # the part says A1:B1

    assert len(cells_of(raw_workbook(rows))) == 300


def test_a_million_empty_rows_at_the_end_cost_nothing():
    tail = "".join(f'<row r="{number}" spans="1:3"><c r="A{number}" s="1"/></row>' for number in range(3, 200_000))
    last = '<row r="1048576" ht="15"/>'

    assert cells_of(raw_workbook(text_row(1, *HEAD) + text_row(2, "甲", "1") + tail + last)) == [[*HEAD], ["甲", "1"]]


@pytest.mark.parametrize("far", ["XFD1048576", "AAA3", "A900000"])
def test_a_cell_at_the_far_end_is_refused_before_the_space_between_is_laid_out(far):
    digits = far.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    row = f'<row r="{digits}"><c r="{far}"><v>1</v></c></row>'

    with pytest.raises(Unreadable) as refused:
        open_table(raw_workbook(text_row(1, *HEAD) + row), filename="a.xlsx")

    assert refused.value.code == Reason.TOO_MANY_CELLS


def test_formulas_and_merged_cells_are_marked_where_they_stand():
    row = '<row r="2"><c r="A2" t="str"><f>B1</f><v>甲</v></c><c r="B2"><v>7</v></c></row>'
    data = raw_workbook(
        text_row(1, *HEAD) + row + text_row(3, "乙", "8"), tail='<mergeCells><mergeCell ref="B3:B4"/></mergeCells>'
    )

    rows = list(open_table(data, filename="a.xlsx").rows())

    assert [row.cells for row in rows[1:]] == [["甲", 7], ["乙", "8"]]
    assert rows[1].marks == {0: Mark.FORMULA}
    assert rows[2].marks == {1: Mark.MERGED}


def test_a_merge_over_the_whole_sheet_does_not_hang():
    tail = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'

    with pytest.raises(Unreadable) as refused:
        open_table(raw_workbook(text_row(1, *HEAD), tail=tail), filename="a.xlsx")

    assert refused.value.code == Reason.TOO_HEAVY


def test_columns_count_from_a_and_rows_from_one_even_when_the_first_are_empty():
    rows = list(open_table(raw_workbook('<row r="5"><c r="C5"><v>3</v></c></row>'), filename="a.xlsx").rows())

    assert [(row.number, row.cells) for row in rows] == [(5, ["", "", 3])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
def test_a_csv_is_recognised_whatever_it_is_written_in(encoding, separator):
    text = "\r\n".join(
        separator.join(row)
        for row in [("姓名", "部门", "备注"), ("王小明", "一车间", "在会会员"), ("李大海", "二车间", "")]
    )

    assert cells_of(text.encode(encoding), "a.csv") == [
        ["姓名", "部门", "备注"],
        ["王小明", "一车间", "在会会员"],
        ["李大海", "二车间"],
    ]


def test_a_csv_keeps_zeros_quotes_and_line_ends_inside_cells():
    data = '编号,备注\n="0012","第一行\n第二行"\n\'=1+1,"他说""好"""\n'.encode()

    assert cells_of(data, "a.csv") == [["编号", "备注"], ["0012", "第一行\n第二行"], ["=1+1", '他说"好"']]


def test_a_quote_that_never_closes_is_refused_and_not_read_half():
    with pytest.raises(Unreadable):
        cells_of('姓名,备注\n甲,"没有收尾\n乙,好\n'.encode(), "a.csv")


@pytest.mark.parametrize("name", RARE)
def test_rare_names_come_out_of_both_kinds_of_file(name):
    assert cells_of(workbook([HEAD, (name, "1")]))[1] == [name, "1"]
    assert cells_of(f"姓名,证件号码\n{name},1\n".encode("gb18030"), "a.csv", encoding="gb18030")[1] == [name, "1"]


def test_damage_further_down_is_never_a_short_table():
    whole = raw_workbook("".join(text_row(number, "甲", "乙") for number in range(1, 3_000)))
    for cut in (0.3, 0.6, 0.9):
        with pytest.raises(Unreadable):
            cells_of(whole[: int(len(whole) * cut)])


def test_more_cells_than_allowed_are_refused_and_the_worker_ends():
    data = workbook([HEAD, *(("甲", "乙") for _ in range(2_000))])

    with pytest.raises(Unreadable) as refused:
        list(open_table(data, filename="a.xlsx", limits=replace(TABLE_LIMITS, cells=1_000)).rows())

    assert refused.value.code == Reason.TOO_MANY_CELLS
    assert threading.active_count() < 10


def test_leaving_a_table_early_frees_its_place():
    data = workbook([HEAD, *(("甲", "乙") for _ in range(20_000))])
    for _ in range(5):  # more than there are places for workers
        table = open_table(data, filename="a.xlsx", limits=replace(TABLE_LIMITS, queue_seconds=5))
        next(table.rows())
        table.close()


@pytest.mark.parametrize(
    ("cell", "day"),
    [("2026-03-08", "2026-03-08"), ("2026/3/8", "2026-03-08"), ("2026年3月8日", "2026-03-08"), (20260308, "2026-03-08"),
     ("2026.3.8", "2026-03-08")],
)  # fmt: skip
def test_days_are_read_in_every_form(cell, day):
    assert read_day(cell).isoformat() == day


@pytest.mark.parametrize("cell", ["2026-02-30", "昨天", "3月8日", 46089, "1899-01-01"])
def test_what_is_no_day_is_said(cell):
    with pytest.raises(CellError) as refused:
        read_day(cell)
    assert refused.value.reason == "no_day"


@pytest.mark.parametrize(
    ("cell", "amount"),
    [("1,234.50", "1234.50"), ("￥88", "88.00"), (33.300000000000004, "33.30"), ("12元", "12.00"), ("-5", "-5.00")],
)
def test_money_is_read(cell, amount):
    assert str(read_money(cell)) == amount


@pytest.mark.parametrize(("cell", "reason"), [("1.2万", "ten_thousands"), ("1.234", "too_exact"), ("免", "no_money")])
def test_money_is_never_guessed(cell, reason):
    with pytest.raises(CellError) as refused:
        read_money(cell)
    assert refused.value.reason == reason


def test_a_month_is_its_first_day():
    assert {read_month(cell).isoformat() for cell in ("2026-03", "2026年3月", "202603", "2026-03-17")} == {"2026-03-01"}


def test_a_number_whose_digits_excel_lost_is_not_taken_for_an_identity():
    with pytest.raises(CellError) as refused:
        plain_text(110105194912310000)
    assert refused.value.reason == "digits_lost"
