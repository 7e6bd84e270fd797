"""The text of one paragraph: what a reader of the finished document sees, and nothing of how it came about."""

import re
from dataclasses import dataclass, field

from plans.documents.reading.model import NoteCode
from plans.documents.reading.word.names import W, child_value, is_on
from plans.documents.reading.word.styles import Styles
from unionplan.core.untrusted.parts import Element, local
from unionplan.core.untrusted.refusals import Reason, Unreadable

# Fields that start another program when the document is opened (reliability.md B6).
DDE_FIELD = re.compile(r"\bDDE(?:AUTO)?\b", re.IGNORECASE)
DELETED = frozenset({"del", "moveFrom"})
SILENT = frozenset(
    {"pPr", "rPr", "sdtPr", "sdtEndPr", "delText", "delInstrText", "rt", "fldData", "annotationRef", "object"}
)
NOTES = frozenset({"footnoteReference", "endnoteReference"})
BREAKS = frozenset({"br", "cr"})


@dataclass
class Inline:
    """What was met in a paragraph: its text in pieces, text boxes hung on it, and things to count."""

    pieces: list[str] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    notes: list[NoteCode] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The paragraph's text; \\n is a soft line break."""
        return "".join(self.pieces)


def read_inline(paragraph: Element, styles: Styles) -> Inline:
    """Everything visible in a w:p, insertions and links included; raises Unreadable(DDE) for a field that runs one."""
    found = Inline()
    style_hides = styles.is_hidden(child_value(paragraph.find(W + "pPr"), "pStyle"), paragraph=True)
    _walk(paragraph, found, styles, style_hides)
    if DDE_FIELD.search("".join(found.fields)):
        raise Unreadable(Reason.DDE)
    return found


def mark_is_deleted(paragraph: Element) -> bool:
    """Whether the end of this paragraph is deleted, so that the next one continues its line."""
    mark = paragraph.find(f"{W}pPr/{W}rPr")
    return mark is not None and (mark.find(W + "del") is not None or mark.find(W + "moveFrom") is not None)


def _walk(parent: Element, found: Inline, styles: Styles, style_hides: bool) -> None:
    for child in parent:
        name = local(child)
        if name == "r":
            _run(child, found, styles, style_hides)
        elif name in DELETED:
            found.notes.append(NoteCode.DELETIONS_IGNORED)
        elif name == "fldSimple":
            found.fields.append(f"{child.get(W + 'instr', '')} ")
            _walk(child, found, styles, style_hides)
        elif name == "t":  # in formulas, whose runs are of another kind
            found.pieces.append(child.text or "")
        elif name not in SILENT:
            _walk(child, found, styles, style_hides)


def _run(run: Element, found: Inline, styles: Styles, style_hides: bool) -> None:
    properties = run.find(W + "rPr")
    own = is_on(properties, "vanish")
    run_style = child_value(properties, "rStyle")
    hidden = own if own is not None else style_hides or styles.is_hidden(run_style)
    if not hidden:
        _run_children(run, found, styles)
    elif any(local(child) == "t" and child.text for child in run):
        found.notes.append(NoteCode.HIDDEN_IGNORED)


def _run_children(run: Element, found: Inline, styles: Styles) -> None:
    for child in run:
        name = local(child)
        if name == "t":
            found.pieces.append(child.text or "")
        elif name in ("tab", "ptab"):
            found.pieces.append(" ")
        elif name in BREAKS:
            found.pieces.append("\n")
        elif name == "noBreakHyphen":
            found.pieces.append("-")
        elif name == "sym":
            found.pieces.append(_symbol(child))
        elif name == "instrText":
            found.fields.append(child.text or "")
        elif name in NOTES:
            found.notes.append(NoteCode.FOOTNOTES_IGNORED)
        elif name == "ruby":
            _walk(child, found, styles, style_hides=False)
        elif name not in SILENT:
            found.boxes.extend(_boxes(child))


def _symbol(element: Element) -> str:
    """A character of a symbol font: a real one as it is, one of the private area as a bullet."""
    code = element.get(W + "char", "")
    value = int(code, 16) if re.fullmatch(r"[0-9A-Fa-f]{1,4}", code) else 0
    if 0x20 <= value < 0xD800:
        return chr(value)
    return "•" if value else ""


def _boxes(drawing: Element) -> list[Element]:
    """Text boxes in a drawing, each once: an alternative form of the same drawing says the same again."""
    if local(drawing) == "AlternateContent":
        choice = next((child for child in drawing if local(child) == "Choice"), None)
        boxes = _boxes(choice) if choice is not None else []
        return boxes or [box for child in drawing if local(child) == "Fallback" for box in _boxes(child)]
    if local(drawing) == "txbxContent":
        return [drawing]
    return [box for child in drawing for box in _boxes(child)]
