"""Every doubt about a document, with its place in the source and the part of the draft it concerns."""

from collections.abc import Iterator, Mapping

from plans.documents import Document
from plans.documents import SectionType as Printed
from plans.enums import SectionType
from plans.services.drafts import Branch, DraftNode, DraftWarning, PlanDraft, tree_of

# One of these codes beside another at the same place says the same thing twice.
_WIDE = frozenset({"masked_number", "unknown_time"})
_SAME = {"masked_month": "unknown_time", "blank": "masked_number", "undefined_festivals": "unknown_time"}


def warnings_of(document: Document, draft: PlanDraft, keys: Mapping[int, str]) -> list[DraftWarning]:
    """The parser's doubts without repetitions, then what the draft itself leaves open; keys w1, w2, …"""
    found = [
        DraftWarning(
            key="", code=doubt.code, start=doubt.start, end=doubt.end, node=keys.get(doubt.node, ""),
            params=dict(doubt.params),
        )
        for doubt in document.doubts
    ]  # fmt: skip
    found += _of_draft(document, draft)
    unique = sorted(_without_repetition(found), key=lambda warning: (warning.start, warning.end))
    for number, warning in enumerate(unique, start=1):
        warning.key = f"w{number}"
    return unique


def _without_repetition(found: list[DraftWarning]) -> Iterator[DraftWarning]:
    """Overlapping doubts of one kind are one: a target's words contain its blank, ____月 is asked for as a time."""
    exact: set[tuple[str, int, int]] = set()
    taken: dict[tuple[str, str], list[DraftWarning]] = {}
    for warning in sorted(found, key=lambda each: _SAME.get(each.code, each.code) != "unknown_time"):
        code = _SAME.get(warning.code, warning.code)
        rivals = [*taken.get((code, warning.node), ()), *taken.get(("unknown_time", warning.node), ())]
        overlaps = code in _WIDE and any(each.start < warning.end and warning.start < each.end for each in rivals)
        if overlaps or (code, warning.start, warning.end) in exact:
            continue
        exact.add((code, warning.start, warning.end))
        taken.setdefault((code, warning.node), []).append(warning)
        yield warning


def _of_draft(document: Document, draft: PlanDraft) -> Iterator[DraftWarning]:
    called_review = {f"n{node.key}" for node in document.nodes() if node.section_type is Printed.REVIEW}
    tree = tree_of(draft)
    for top in tree:
        if top.node.section_type != SectionType.REVIEW:
            yield from _facts_in_text(top)
        elif top.children or top.node.key not in called_review:
            yield _at(top.node, "past_section")
    if not any(branch.is_work for top in tree for branch in top.walk()):
        yield DraftWarning(key="", code="no_items", start=document.start, end=document.start)


def _facts_in_text(top: Branch) -> Iterator[DraftWarning]:
    for branch in top.walk():
        if branch.is_text and (branch.node.windows or branch.node.targets):
            yield _at(branch.node, "facts_in_text")


def _at(node: DraftNode, code: str) -> DraftWarning:
    start, end = node.spans[0] if node.spans else (0, 0)
    return DraftWarning(
        key="", code=code, start=start, end=end, node=node.key, params={"title": node.title[:40] or "全文"}
    )
