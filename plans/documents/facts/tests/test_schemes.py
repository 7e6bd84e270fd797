"""Named number-schemes and their element count (systems.md PL-08)."""

import pytest

from plans.documents.facts import find_schemes


@pytest.mark.parametrize(
    ("text", "name", "count", "elements", "agrees"),
    [
        ("做到“四个一”,即读一本书,写一篇文,办一次展,交一个友。", "四个一", 4, 4, True),
        ("做到“四个一”,即读一本书,写一篇文,办一次展。", "四个一", 4, 3, False),
        ("树立“三心”(待人热心、办事细心、倾听耐心)", "三心", 3, 3, True),
        ("落实“五必访”要求", "五必访", 5, 0, None),
        ("抓实“两贺四访”", "两贺四访", 6, 0, None),
        ("提高“两种”能力(学习的能力、协调的能力)", "两种能力", 2, 2, True),
        ("做到“五个到位”:宣传到位,调研到位,服务到位,帮扶到位,走访到位。", "五个到位", 5, 5, True),
        ("开展“双争”竞赛", "双争", 2, 0, None),
    ],
)
def test_schemes(text: str, name: str, count: int, elements: int, agrees: bool | None) -> None:
    (scheme,) = find_schemes(text)
    assert (scheme.name, scheme.count, len(scheme.elements), scheme.agrees) == (name, count, elements, agrees)
    for element in scheme.elements:
        assert text[element.start : element.end] == element.text


def test_a_list_of_ordinals_in_the_same_text_is_counted() -> None:
    text = "从“三个结合”方面努力:一是与生产相结合。二是与学习相结合。三是与文化相结合。"
    assert [s.agrees for s in find_schemes(text)] == [True]
    assert [s.agrees for s in find_schemes(text.replace("三是", "再就是"))] == [False]


def test_nodes_below_count_when_the_text_lists_nothing() -> None:
    assert [s.agrees for s in find_schemes("围绕“六个贴近”下功夫", listed=6)] == [True]
    assert [s.agrees for s in find_schemes("围绕“六个贴近”下功夫", listed=5)] == [False]


@pytest.mark.parametrize("text", ["庆“三八”活动", "“一日捐”活动", "“一帮一”结对", "服务“三农”", "读“一本好书”"])
def test_what_is_no_scheme(text: str) -> None:
    assert find_schemes(text) == []


def test_offsets_move_with_start() -> None:
    (plain,) = find_schemes("落实“六必访”要求")
    (moved,) = find_schemes("落实“六必访”要求", start=30)
    assert (moved.start, moved.end) == (plain.start + 30, plain.end + 30)
