"""Any Chinese encoding, no wrong character: reliability.md B3."""

import random

import pytest

from plans.documents.reading import NoteCode, Reason, Unreadable, read_document
from unionplan.core.untrusted.encodings import decode_text

ENCODINGS = {
    "utf-8": ("utf-8", b""),
    "utf-8 with mark": ("utf-8", b"\xef\xbb\xbf"),
    "utf-16-le with mark": ("utf-16-le", b"\xff\xfe"),
    "utf-16-be with mark": ("utf-16-be", b"\xfe\xff"),
    "utf-16-le": ("utf-16-le", b""),
    "utf-16-be": ("utf-16-be", b""),
    "gb18030": ("gb18030", b""),
}
WORDS = (
    "工会开展职工活动慰问困难组织劳动竞赛安全生产培训妇女节送温暖帮扶签订民主管理代表大会选举委员经费审查会费收缴文体运动健康讲座读书"
    "技能创新班组建设模范家服务维权法律援助志愿者青年助学金秋夏送清凉医疗互助保险宣传信息网站公众号阵地提高素质构建和谐企业落实十二九"
)
SIGNS = "，。、；：“”（）《》！0123456789年月日一二三四五六人次% \n"
TEXTS = 200


@pytest.mark.parametrize("length", [5, 8, 20, 50, 200])
@pytest.mark.parametrize("name", ENCODINGS)
def test_every_encoding_comes_back_exactly(name: str, length: int) -> None:
    codec, mark = ENCODINGS[name]
    draw = random.Random(f"{name} {length}")
    texts = [
        "".join(draw.choice(SIGNS if draw.random() < 0.25 else WORDS) for _ in range(length)) for _ in range(TEXTS)
    ]

    exact = sum(decode_text(mark + text.encode(codec)).text == text for text in texts)

    assert exact / TEXTS >= 0.995


@pytest.mark.parametrize(
    "text",
    [
        "Plan 2027",
        "____",
        "Привет, профсоюз",
        "ئۇيغۇر ئىشچىلار",
        "20xx",
        "联通",
        "1、3、8妇女节",
        "\n\n2027\n",
        "naïve 工",
    ],
)
def test_short_utf8_is_not_taken_for_something_else(text: str) -> None:
    assert decode_text(text.encode()).text == text


def test_bytes_of_no_chinese_are_doubtful_rather_than_guessed_quietly() -> None:
    decoded = decode_text("éàüöß ñçø".encode("latin-1"))

    assert decoded.doubtful


def test_a_person_may_state_the_encoding() -> None:
    data = "勞動節".encode("big5")

    assert read_document(data, filename="a.txt", encoding="big5").text == "勞動節"


def test_bytes_that_fit_nothing_are_refused_and_never_replaced() -> None:
    halves_of_pairs = b"\xd8\x00\xd8\x00" + b"\x00\xd8\x00\xd8"
    with pytest.raises(Unreadable) as refused:
        decode_text("一、工作要点".encode("gb18030") + b"\xff\xff" + halves_of_pairs + "二、措施".encode("gb18030"))

    assert refused.value.code == Reason.UNKNOWN_ENCODING


def test_a_character_cut_off_at_the_end_costs_only_itself_and_is_said() -> None:
    reading = read_document("一、开展职工慰问活动".encode("gb18030")[:-1], filename="a.txt")

    assert reading.text == "一、开展职工慰问活"
    assert reading.doubtful
    assert NoteCode.CUT_AT_END in {note.code for note in reading.notes}


def test_line_ends_marks_and_nul_bytes_do_not_reach_the_text() -> None:
    tail = "，继续做好各项日常工作，服务基层职工，" * 10
    data = f"一、要点\r\n二、\ufeff措施\r三、𠮷·买买提\u2028四、总结\x00{tail}".encode()

    reading = read_document(data, filename="a.txt")

    assert reading.text == f"一、要点\n二、措施\n三、𠮷·买买提\n四、总结{tail}"
    assert {note.code: note.params for note in reading.notes} == {NoteCode.CONTROLS_REMOVED: {"count": 2}}


def test_binary_named_txt_is_refused() -> None:
    with pytest.raises(Unreadable) as refused:
        read_document(bytes(range(32)) * 40, filename="a.txt")

    assert refused.value.code == Reason.NOT_TEXT


@pytest.mark.parametrize(
    "page",
    [
        "<html><body>计划</body></html>",
        "\n <!DOCTYPE html><p>计划",
        "计划\n<script>alert(1)</script>",
        "<svg onload=x>计划",
    ],
)
def test_a_page_named_txt_is_refused(page: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_document(page.encode(), filename="a.txt")

    assert refused.value.code == Reason.KIND_MISMATCH


def test_text_keeps_its_blank_lines_and_indents() -> None:
    text = "　　指导思想\n\n  1. 签订率达____%以上\n"

    assert read_document(text.encode(), filename="a.txt").text == text
