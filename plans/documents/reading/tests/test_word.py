"""A Word document reads as it looks on paper."""

import io

import docx
import pytest
from docx.shared import Pt

from plans.documents.reading import LIMITS, Heading, NoteCode, ReadText, Reason, Unreadable, read_document
from plans.documents.reading.tests.samples import paragraph, word
from plans.documents.reading.word.document import read_word


def read(body: str, *, numbering: str = "", styles: str = "") -> ReadText:
    return read_word(word(body, numbering=numbering, styles=styles), LIMITS)


def level(index: int, number_format: str, text: str, more: str = "") -> str:
    shape = f'<w:start w:val="1"/><w:numFmt w:val="{number_format}"/><w:lvlText w:val="{text}"/>'
    return f'<w:lvl w:ilvl="{index}">{shape}{more}</w:lvl>'


def numbered(text: str, number: int, index: int = 0) -> str:
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{index}"/><w:numId w:val="{number}"/></w:numPr>')


def listed(abstract: int, *levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{abstract}">{"".join(levels)}</w:abstractNum>'


def num(number: int, abstract: int, overrides: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>{overrides}</w:num>'


OFFICIAL = listed(
    0,
    level(0, "chineseCountingThousand", "%1、", '<w:suff w:val="nothing"/>'),
    level(1, "chineseCounting", "（%2）"),
    level(2, "decimal", "%3."),
    level(3, "lowerLetter", "%4)"),
    level(4, "bullet", "\uf06c"),
)


def test_official_numbers_are_printed_and_restart_below_their_parent() -> None:
    reading = read(
        numbered("组织建设", 1)
        + numbered("发展会员", 1, 1)
        + numbered("摸清底数", 1, 2)
        + numbered("建立台账", 1, 2)
        + numbered("按月更新", 1, 3)
        + numbered("专人负责", 1, 4)
        + numbered("换届选举", 1, 1)
        + numbered("制定方案", 1, 2)
        + numbered("服务职工", 1)
        + numbered("走访慰问", 1, 1),
        numbering=OFFICIAL + num(1, 0),
    )

    assert reading.text.split("\n") == [
        "一、组织建设",
        "（一）发展会员",
        "1. 摸清底数",
        "2. 建立台账",
        "a)按月更新",
        "• 专人负责",
        "（二）换届选举",
        "1. 制定方案",
        "二、服务职工",
        "（一）走访慰问",
    ]


def test_lists_share_or_restart_their_count_as_word_does() -> None:
    start_again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    start_at_five = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    reading = read(
        numbered("甲", 1) + numbered("乙", 1) + paragraph("正文") + numbered("丙", 2)
        + numbered("丁", 3) + numbered("戊", 3) + numbered("己", 4),
        numbering=listed(0, level(0, "decimal", "%1、"))
        + num(1, 0) + num(2, 0) + num(3, 0, start_again) + num(4, 0, start_at_five),
    )  # fmt: skip

    assert reading.text == "1、甲\n2、乙\n正文\n3、丙\n1、丁\n2、戊\n5、己"


def test_a_level_that_never_restarts_runs_on() -> None:
    reading = read(
        numbered("甲", 1) + numbered("一", 1, 1) + numbered("乙", 1) + numbered("二", 1, 1),
        numbering=listed(
            0, level(0, "chineseCounting", "%1、"), level(1, "decimal", "%2、", '<w:lvlRestart w:val="0"/>')
        ) + num(1, 0),
    )  # fmt: skip

    assert reading.text == "一、甲\n1、一\n二、乙\n2、二"


@pytest.mark.parametrize(
    ("number_format", "text", "printed"),
    [
        ("decimal", "第%1条", "第12条"), ("chineseCounting", "第%1章", "第十二章"), ("upperRoman", "%1.", "XII. "),
        ("lowerLetter", "%1)", "l)"), ("decimalEnclosedCircle", "%1", "⑫"), ("decimalFullWidth", "%1．", "１２．"),
        ("decimalZero", "%1、", "12、"), ("ideographTraditional", "%1、", "乙、"), ("ideographZodiac", "%1、", "亥、"),
        ("chineseLegalSimplified", "%1、", "壹拾贰、"),
        ("bullet", "-", "- "), ("bullet", "–", "– "), ("bullet", "\uf0d8", "• "),
        ("none", "", ""), ("unheardOf", "%1.", "12. "),
    ],
)  # fmt: skip
def test_every_number_format_in_use_is_printed(number_format: str, text: str, printed: str) -> None:
    twelfth = level(0, number_format, text).replace('<w:start w:val="1"/>', '<w:start w:val="12"/>')
    reading = read(numbered("工作", 1), numbering=listed(0, twelfth) + num(1, 0))

    assert reading.text == f"{printed}工作"


def test_decimal_levels_join_and_legal_numbers_are_digits() -> None:
    reading = read(
        numbered("甲", 1) + numbered("乙", 1, 1),
        numbering=listed(0, level(0, "chineseCounting", "第%1章"), level(1, "decimal", "%1.%2", "<w:isLgl/>"))
        + num(1, 0),
    )

    assert reading.text == "第一章甲\n1.1 乙"


def test_headings_numbered_through_their_style_and_lists_defined_by_a_style() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:pPr>'
        '<w:numPr><w:numId w:val="1"/></w:numPr>'
        '<w:outlineLvl w:val="0"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/><w:basedOn w:val="1"/><w:pPr><w:numPr>'
        '<w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
        '<w:style w:type="numbering" w:styleId="L"><w:name w:val="plan list"/><w:pPr>'
        '<w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
    )
    numbering = (
        listed(
            0,
            level(0, "chineseCounting", "%1、", '<w:pStyle w:val="1"/>'),
            level(1, "decimal", "%2、", '<w:pStyle w:val="2"/>'),
        )
        + listed(1, level(0, "decimal", "(%1)"))
        + '<w:abstractNum w:abstractNumId="2"><w:numStyleLink w:val="L"/></w:abstractNum>'
        + num(1, 0) + num(2, 1) + num(3, 2)
    )  # fmt: skip
    reading = read(
        paragraph("要点", '<w:pStyle w:val="1"/>')
        + paragraph("慰问", '<w:pStyle w:val="2"/>')
        + numbered("走访", 3)
        + paragraph("无号", '<w:pStyle w:val="1"/><w:numPr><w:numId w:val="0"/></w:numPr>')
        + paragraph("保障", '<w:pStyle w:val="1"/>'),
        numbering=numbering,
        styles=styles,
    )

    assert reading.text == "一、要点\n1、慰问\n(1)走访\n无号\n二、保障"
    assert reading.headings == (Heading(1, 1), Heading(2, 2), Heading(4, 1), Heading(5, 1))


def test_a_document_written_by_python_docx() -> None:
    document = docx.Document()
    document.add_heading("红叶纺织厂工会2027年工作计划", 0)
    document.add_heading("指导思想", 1)
    body = document.add_paragraph("围绕中心，")
    body.add_run("服务大局").bold = True
    body.add_run("。").font.size = Pt(16)
    document.add_paragraph("建好职工之家", style="List Number")
    document.add_paragraph("办好职工书屋", style="List Number")
    out = io.BytesIO()
    document.save(out)

    reading = read_document(out.getvalue(), filename="计划.docx")

    assert (
        reading.text == "红叶纺织厂工会2027年工作计划\n指导思想\n围绕中心，服务大局。\n1. 建好职工之家\n2. 办好职工书屋"
    )
    assert reading.headings == (Heading(1, 0), Heading(2, 1))


def test_what_is_deleted_or_hidden_is_left_out_and_said_what_is_inserted_or_linked_stays() -> None:
    reading = read(
        "<w:p><w:r><w:t>开展</w:t></w:r><w:del><w:r><w:delText>五次</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>三次</w:t></w:r></w:ins>"
        '<w:hyperlink r:id="rId9"><w:r><w:t>健康讲座</w:t></w:r></w:hyperlink>'
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>内部</w:t></w:r>"
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>，</w:t></w:r>'
        "<w:smartTag><w:r><w:t>每次</w:t></w:r></w:smartTag>"
        "<w:sdt><w:sdtContent><w:r><w:t>50人</w:t></w:r></w:sdtContent></w:sdt>"
        "<w:moveFrom><w:r><w:t>旧处</w:t></w:r></w:moveFrom>"
        '<w:fldSimple w:instr="DATE"><w:r><w:t>。</w:t></w:r></w:fldSimple></w:p>'
    )

    assert reading.text == "开展三次健康讲座，每次50人。"
    assert {note.code: note.params["count"] for note in reading.notes} == {
        NoteCode.DELETIONS_IGNORED: 2,
        NoteCode.HIDDEN_IGNORED: 1,
    }


def test_a_deleted_paragraph_mark_joins_two_lines() -> None:
    reading = read(paragraph("慰问困难", "<w:rPr><w:del/></w:rPr>") + paragraph("职工。") + paragraph("下一段"))

    assert reading.text == "慰问困难职工。\n下一段"


def test_soft_breaks_tabs_and_hyphens() -> None:
    reading = read(
        "<w:p><w:r><w:t>一、要点</w:t><w:br/><w:t>3</w:t><w:noBreakHyphen/><w:t>5家</w:t><w:tab/><w:t>完成</w:t></w:r></w:p>"
    )

    assert reading.text == "一、要点\n3-5家 完成"


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{paragraph('通知：')}{paragraph('请按时报名')}</w:txbxContent>"
    drawing = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f'<mc:Choice Requires="wps"><w:drawing><wps xmlns="urn:x">{box}</wps></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent>"
    )
    reading = read(f"<w:p><w:r><w:t>正文</w:t></w:r><w:r>{drawing}</w:r></w:p>{paragraph('其后')}")

    assert reading.text == "正文\n通知：\n请按时报名\n其后"


def test_a_table_of_contents_is_not_a_second_outline() -> None:
    styles = '<w:style w:type="paragraph" w:styleId="T"><w:name w:val="toc 1"/></w:style>'
    reading = read(paragraph("一、要点 1", '<w:pStyle w:val="T"/>') + paragraph("一、要点"), styles=styles)

    assert reading.text == "一、要点"
    assert [note.code for note in reading.notes] == [NoteCode.CONTENTS_IGNORED]


def cell(text: str, properties: str = "") -> str:
    inside = "".join(paragraph(line) for line in text.splitlines()) or paragraph("")
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def row(*cells: str) -> str:
    return f"<w:tr>{''.join(cells)}</w:tr>"


def test_merged_cells_of_an_activity_table_are_read_once() -> None:
    down, more = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    wide = '<w:gridSpan w:val="3"/>'
    reading = read(
        "<w:tbl>"
        + row(cell("主要活动安排表", wide))
        + row(cell("时间"), cell("活动内容"), cell("负责人"))
        + row(cell("3月", down), cell("女职工手工展"), cell("女工委员", down))
        + row(cell("", more), cell("女职工健康讲座"), cell("", more))
        + row(cell("5月"), cell("劳动竞赛"), cell("生产委员"))
        + "</w:tbl>"
    )

    assert reading.text.split("\n") == [
        "主要活动安排表",
        "3月：",
        "- 女职工手工展。负责人：女工委员。",
        "- 女职工健康讲座",
        "5月：",
        "- 劳动竞赛。负责人：生产委员。",
    ]
    assert reading.tables == (
        (
            ("主要活动安排表", "", ""),
            ("时间", "活动内容", "负责人"),
            ("3月", "女职工手工展", "女工委员"),
            ("", "女职工健康讲座", ""),
            ("5月", "劳动竞赛", "生产委员"),
        ),
    )


def test_a_table_that_only_frames_the_page_reads_as_paragraphs() -> None:
    framed = f"<w:tbl>{row(cell('一、指导思想' + chr(10) + '服务职工。'))}</w:tbl>"

    assert read(framed).text == "一、指导思想\n服务职工。"


def test_the_strict_dialect_reads_the_same() -> None:
    data = word(paragraph("一、要点"), numbering=OFFICIAL + num(1, 0))
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    parts = word(
        more={
            "word/document.xml": f'<w:document xmlns:w="{strict}"><w:body>{paragraph("一、要点")}</w:body></w:document>'
        }
    )

    assert read_word(parts, LIMITS).text == read_word(data, LIMITS).text == "一、要点"


def test_rare_characters_survive() -> None:
    text = "慰问𠮷野、龘工、买买提·艾力、𬭛𬬻"

    assert read_document(word(paragraph(text)), filename="a.docx").text == text


@pytest.mark.parametrize(
    "run",
    ["<w:instrText>DDEAUTO c:\\\\x</w:instrText>", "<w:instrText> DD</w:instrText><w:instrText>E x</w:instrText>"],
)
def test_a_field_that_runs_a_program_is_refused(run: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_document(word(f"<w:p><w:r>{run}<w:t>计划</w:t></w:r></w:p>"), filename="a.docx")

    assert refused.value.code == Reason.DDE


@pytest.mark.parametrize("body", ["<w:p/>", "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>内部</w:t></w:r></w:p>"])
def test_a_document_without_text_says_so(body: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(body)

    assert refused.value.code == Reason.NO_TEXT


def test_elements_nested_beyond_reason_are_damage_and_not_a_crash() -> None:
    deep = "<w:sdt><w:sdtContent>" * 500 + paragraph("深处") + "</w:sdtContent></w:sdt>" * 500
    with pytest.raises(Unreadable) as refused:
        read_document(word(deep), filename="a.docx")

    assert refused.value.code == Reason.DAMAGED


def test_styles_and_lists_that_refer_in_circles_come_to_an_end() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="A"><w:name w:val="a"/><w:basedOn w:val="B"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="B"><w:name w:val="b"/><w:basedOn w:val="A"/></w:style>'
        '<w:style w:type="numbering" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    circle = '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="L"/></w:abstractNum>'
    data = word(
        paragraph("一、要点", '<w:pStyle w:val="A"/>') + numbered("二、措施", 1),
        numbering=circle + num(1, 0),
        styles=styles,
    )

    assert read_document(data, filename="a.docx").text == "一、要点\n二、措施"


def test_a_cell_that_claims_a_million_columns_takes_no_such_room() -> None:
    rows = row(cell("要点", '<w:gridSpan w:val="999999"/>'), cell("措施")) * 300

    reading = read_document(word(f"<w:tbl>{rows}</w:tbl>"), filename="a.docx")

    assert len(reading.tables[0][0]) == 1_001
