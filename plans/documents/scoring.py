"""A parsed page as the JSON that the corpus scorer reads."""

from __future__ import annotations

from typing import Any

from .facts import ANNOTATED_FESTIVALS, TargetExpression, TimeExpression
from .model import Document, Kind, Node, ParsedPage

_EDGE = 15
# The scorer's label set has no word for these.
_KINDS = {Kind.TERM: "unknown", Kind.QUARTER: "unknown"}


def page_as_json(page: ParsedPage) -> dict[str, Any]:
    """The page with its documents: title, kind, year, half, lines, edges of the body, outline, schedule, targets."""
    return {"title": page.title, "documents": [_document(page, document) for document in page.documents]}


def _document(page: ParsedPage, document: Document) -> dict[str, Any]:
    body = "".join(page.text[a:b] for a, b in _body_spans(document))
    bare = "".join(body.split())
    return {
        "title": document.title,
        "kind": _KINDS.get(document.kind, document.kind.value),
        "year": document.year,
        "half": document.half,
        "organization_type": document.organization_type,
        "start_line": document.start_line,
        "end_line": document.end_line,
        "start_text": bare[:_EDGE],
        "end_text": bare[-_EDGE:],
        "outline": [_node(node) for node in document.outline],
        "schedule": [_time(placed.fact) for placed in document.schedule if placed.fact.core and placed.fact.told],
        "targets": [_target(placed.fact) for placed in document.targets if placed.fact.strict],
    }


def _body_spans(document: Document) -> list[tuple[int, int]]:
    spans = [span for node in document.nodes() for span in (*node.heading, *node.body)]
    return sorted(spans)


def _node(node: Node) -> dict[str, Any]:
    return {"number": node.number, "title": node.title, "children": [_node(child) for child in node.children]}


def _time(time: TimeExpression) -> dict[str, Any]:
    return {
        "months": list(time.months),
        "text": time.clause,
        "festival": time.festival if time.festival in ANNOTATED_FESTIVALS else None,
        "recurrence": time.recurrence,
        "tense": time.tense,
    }


def _target(target: TargetExpression) -> dict[str, Any]:
    return {
        "text": target.text,
        "value": target.value,
        "value_max": target.value_max,
        "unit": target.unit,
        "comparator": target.comparator,
    }
