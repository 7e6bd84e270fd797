"""What goes out can be read again letter by letter, carries its marks, and holds nothing that is executed."""

import csv
import io
import random
import re
import zipfile
from datetime import date
from decimal import Decimal

from python_calamine import CalamineWorkbook

from members.services.importing.roll import ROLL
from members.sheets.marks import found_mark, hidden, without_marks
from members.sheets.reading import open_table
from members.sheets.templates import template_workbook
from members.sheets.writing import SeparatedWriter, Stamp, WorkbookWriter
from members.tests.sheets.test_reading import RARE

MARK = "0f" * 16
STAMP = Stamp(
    lines=("甲 于 2026-11-21 导出　用途：统计",),
    page_header="甲&乙 <统计>",
    mark=MARK,
    properties={"Purpose": "统计<&>"},
)
OPENERS = ("=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "＝", "＋", "－", "＠", "\x00=", "'=")
TAILS = (
    "1+1",
    "cmd|'/c calc'!A0",
    'HYPERLINK("http://example.invalid/","x")',
    "SUM(1)*cmd",
    'DDE("x")',
    "A1",
    "<f>1</f>",
)
BETWEEN = ("", "甲", '"', ",", "_x003D_", "]]>", "&")


def hostile_cells() -> list[str]:
    dice = random.Random(5)
    made = [opener + tail for opener in OPENERS for tail in TAILS]
    while len(made) < 1_000:
        made.append(dice.choice(OPENERS) + dice.choice(TAILS) + dice.choice(BETWEEN) + str(len(made)))
    return made


def written(rows, writer=WorkbookWriter, **more) -> bytes:
    out = io.BytesIO()
    table = writer(out, headings=["甲", "乙"], **more)
    table.write_rows(rows)
    table.close()
    return out.getvalue()


def test_a_thousand_hostile_cells_are_texts_and_no_formulas():
    cells = hostile_cells()
    data = written([[cell, None] for cell in cells], sheet="x", stamp=STAMP)

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert not re.search(r"<(\w+:)?f[\s/>]", sheet)
    types = re.findall(r'<c r="A\d+"(?: s="\d")? t="(\w+)"', sheet)
    assert set(types) == {"inlineStr"}
    assert len(types) == 1_000 + 2


def test_a_thousand_hostile_cells_in_a_csv_begin_with_nothing_that_calculates():
    data = written([[cell, -5] for cell in hostile_cells()], SeparatedWriter)

    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))[1:]
    assert len(rows) == 1_000
    assert not [row[0] for row in rows if re.match(r"\s*[=+\-@＝＋－＠\t\r\n\x00]", row[0])]
    assert {row[1] for row in rows} == {"-5"}


def test_what_was_written_is_read_again_by_two_readers():
    rows = [[name, Decimal("12.30")] for name in RARE] + [["_x0041_ <b>&amp;", date(2026, 3, 8)], ["  两边有空格 ", 7]]
    data = written(rows, sheet="名[册]:" * 20)

    ours = [row.cells for row in open_table(data, filename="a.xlsx").rows()][1:]
    assert ours == [
        [str(a).strip(), 12.3 if isinstance(b, Decimal) else str(b) if isinstance(b, date) else b] for a, b in rows
    ]
    theirs = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in theirs[1:]] == [row[0] for row in rows]


def test_a_csv_comes_back_as_it_was():
    rows = [[name, "x"] for name in (*RARE, "=1+1", '他说"好",对')]
    back = [row.cells for row in open_table(written(rows, SeparatedWriter), filename="a.csv").rows()][1:]

    assert back == rows


def test_every_copy_carries_its_mark_seen_and_unseen():
    data = written([["甲", "乙"]], sheet="x", stamp=STAMP)

    rows = list(open_table(data, filename="a.xlsx").rows())
    assert without_marks(str(rows[0].cells[0])) == STAMP.lines[0]
    assert found_mark(str(rows[0].cells[0])) == found_mark(str(rows[1].cells[0])) == MARK
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert MARK in archive.read("docProps/custom.xml").decode()
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "甲&amp;&amp;乙 &lt;统计&gt;" in sheet
    assert found_mark(f"有人转发的一行{hidden(MARK)}文字") == MARK
    assert found_mark("没有") == ""


def test_the_template_offers_the_allowed_words_and_is_recognised_when_it_comes_back():
    data = template_workbook("会员名册", ROLL.fields)

    table = open_table(data, filename="a.xlsx")
    head = next(table.rows())
    table.close()
    assert head.cells == [str(each.label) for each in ROLL.fields]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert '"男,女"' in archive.read("xl/worksheets/sheet1.xml").decode()
