"""Whatever comes in: no error, and every character that is no blank stands in exactly one place."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from plans.documents import ParsedPage, parse_text

from .documents_made import damages, trees, written
from .reading_back import covered

# Pieces that mean something to the parser, in any order.
PIECES = (
    *[
        "一、",
        "二、",
        "(一)",
        "（二）",
        "1、",
        "2.",
        "3．",
        "(1)",
        "2)",
        "①",
        "②",
        "a.",
        "b.",
        "一是",
        "二是",
        "•",
        "–",
        "第一部分",
    ],
    *[
        "。",
        ":",
        ";",
        ",",
        "、",
        "《",
        "》",
        "“",
        "”",
        "(",
        ")",
        "20",
        "xx",
        "____",
        "年",
        "月",
        "\n",
        "\n\n",
        "\r\n",
        "-",
        "�",
        "\x00",
        "𠮷",
        "\u3000",
    ],
    *[
        "3月份:",
        "第一季度:",
        "第二年工作计划",
        "某工会2025年工作计划",
        "篇二",
        "(二)",
        "【范文】",
        "指导思想",
        "结束语",
        "每月安排",
    ],
    *[
        "3、8妇女节",
        "1.5万元",
        "相关阅读:",
        "小编",
        "供大家参考",
        "![图](http://a.b/c.png)",
        "[由网站收集整理]",
        "工会",
        "总结",
    ],
    *["其他网友还浏览了以下文章:", "合集下载", "2025年1月8日", "下半年工作计划", "加强学习"],
    " ",
    "- ",
)
anything = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=60).map("".join))


def complete(page: ParsedPage, text: str) -> bool:
    counts = covered(page)
    return (
        all(counts[place] == (0 if sign.isspace() else 1) for place, sign in enumerate(text) if not sign.isspace())
        and max(counts.values(), default=0) <= 1
    )


@settings(max_examples=200, deadline=None)
@given(anything)
def test_no_character_is_lost_or_counted_twice(text: str) -> None:
    page = parse_text(text)

    assert page.text == text
    assert complete(page, text)


@settings(max_examples=40, deadline=None)
@given(
    trees(),
    damages,
    st.sampled_from(("", "[由某某网站收集整理]", "\n相关文档\n", "\n上一篇:某工会工作计划\n")),
    st.randoms(use_true_random=False),
)
def test_chrome_anywhere_leaves_nothing_out(root, damage, chrome, random) -> None:
    text = "某某厂工会2025年工作计划\n" + written(root, damage)
    cut = random.randrange(len(text))

    assert complete(parse_text(text[:cut] + chrome + text[cut:]), text[:cut] + chrome + text[cut:])


@settings(max_examples=100, deadline=None)
@given(anything)
def test_every_place_points_into_the_page(text: str) -> None:
    for document in parse_text(text).documents:
        nodes = list(document.nodes())
        assert [node.key for node in nodes] == list(range(len(nodes)))
        assert 1 <= document.start_line <= document.end_line <= text.count("\n") + text.count("\r") + 1
        for doubt in document.doubts:
            assert 0 <= doubt.start <= doubt.end <= len(text)
            assert doubt.node < len(nodes)
        for placed in (
            *document.schedule,
            *document.targets,
            *document.schemes,
            *document.risks,
            *document.budget_lines,
        ):
            assert 0 <= placed.fact.start < placed.fact.end <= len(text)
