"""Small readings of a parsed page that several tests share."""

from __future__ import annotations

from collections import Counter

from plans.documents import Node, ParsedPage
from plans.documents.source import normalise


def plain(text: str) -> str:
    """Without blanks, in one width, without closing punctuation."""
    return "".join(normalise(text).split()).rstrip(",.;:。、")


def outline(nodes: tuple[Node, ...]) -> list[object]:
    """Nested lists of `number title`, children behind their parent."""
    rows: list[object] = []
    for node in nodes:
        rows.append(f"{node.number} {node.title}".strip())
        if node.children:
            rows.append(outline(node.children))
    return rows


def covered(page: ParsedPage) -> Counter[int]:
    """How often each offset of the page is in a tree, a title or the chrome."""
    counts: Counter[int] = Counter()
    for document in page.documents:
        for node in document.nodes():
            for span in (*node.heading, *node.body):
                counts.update(range(span.start, span.end))
        for span in document.frame:
            counts.update(range(span.start, span.end))
    for chrome in page.chrome:
        counts.update(range(chrome.start, chrome.end))
    return counts
