"""A tree written down in any style and with common damage is read back as the same tree."""

from __future__ import annotations

from hypothesis import given, settings

from plans.documents import Node, parse_text

from .documents_made import Damage, Made, damages, pages, trees, written
from .reading_back import plain


def flat(node: Node, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], str]]:
    rows = []
    for child in node.children:
        here = (*path, child.number)
        rows += [(here, child.title), *flat(child, here)]
    return rows


def normal(rows: list[tuple[tuple[str, ...], str]]) -> list[tuple[tuple[str, ...], str]]:
    return [(tuple(plain(part) for part in path), plain(title)) for path, title in rows]


@settings(max_examples=80, deadline=None)
@given(trees(), damages)
def test_any_order_of_styles_and_any_damage_gives_the_tree_back(root: Made, damage: Damage) -> None:
    text = "某某厂工会2025年工作计划\n" + written(root, damage)

    page = parse_text(text)

    assert [document.title for document in page.documents] == ["某某厂工会2025年工作计划"]
    assert normal(flat(page.documents[0].root)) == normal(root.flat())


@settings(max_examples=40, deadline=None)
@given(pages())
def test_a_page_of_several_plans_comes_apart_at_its_titles(made: tuple[str, list[tuple[str, Made]]]) -> None:
    text, expected = made

    documents = parse_text(text).documents

    assert [document.title for document in documents] == [title for title, _ in expected]
    assert [normal(flat(document.root)) for document in documents] == [normal(tree.flat()) for _, tree in expected]
