"""Paragraph and character styles, followed along what each is based on."""

from dataclasses import dataclass

from plans.documents.reading.word.names import W, child_number, child_value, is_on
from unionplan.core.untrusted.parts import Element

MAX_CHAIN = 50


@dataclass(frozen=True)
class Style:
    """What a style says itself; None where it leaves the answer to the style it is based on."""

    name: str = ""
    based_on: str | None = None
    number_id: int | None = None
    number_level: int | None = None
    outline_level: int | None = None
    hidden: bool | None = None


class Styles:
    """The styles of one document; an unknown id is a style that says nothing."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, Style] = {}
        self._default: str | None = None
        for element in root.iter(W + "style") if root is not None else ():
            style_id = element.get(W + "styleId", "")
            self._styles[style_id] = _style(element)
            if element.get(W + "type") == "paragraph" and element.get(W + "default") in ("1", "true", "on"):
                self._default = style_id

    def chain(self, style_id: str | None, *, paragraph: bool = False) -> list[tuple[str, Style]]:
        """The style and those it is based on, nearest first; a paragraph without a style has the default one."""
        current = style_id if style_id is not None else (self._default if paragraph else None)
        found: list[tuple[str, Style]] = []
        while current in self._styles and len(found) < MAX_CHAIN:
            style = self._styles[current]
            found.append((current, style))
            current = style.based_on if style.based_on is not None else ""
        return found

    def is_hidden(self, style_id: str | None, *, paragraph: bool = False) -> bool:
        """Whether text in this style is not shown."""
        answers = (style.hidden for _, style in self.chain(style_id, paragraph=paragraph))
        return next((answer for answer in answers if answer is not None), False)

    def number_id_of(self, style_id: str) -> int | None:
        """The list a style belongs to, for lists that are defined through a style."""
        return next((style.number_id for _, style in self.chain(style_id) if style.number_id is not None), None)


def _style(element: Element) -> Style:
    properties = element.find(W + "pPr")
    numbering = properties.find(W + "numPr") if properties is not None else None
    return Style(
        name=(child_value(element, "name") or "").lower(),
        based_on=child_value(element, "basedOn"),
        number_id=child_number(numbering, "numId"),
        number_level=child_number(numbering, "ilvl"),
        outline_level=child_number(properties, "outlineLvl"),
        hidden=is_on(element.find(W + "rPr"), "vanish"),
    )
