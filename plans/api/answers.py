"""Answers put together from rows that PostgreSQL has already written as JSON."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.http import HttpResponse

from plans.api.rows import ROW_END
from plans.services.numbering import first_item_level, number_outline, section_carries_number

JSON = "application/json"


def list_answer(rows: Iterable[str], *, next_link: str | None, previous_link: str | None) -> HttpResponse:
    """The body a paginator would give, with the rows as they came."""
    head = f'{{"next":{json.dumps(next_link)},"previous":{json.dumps(previous_link)},"results":['
    return HttpResponse(f"{head}{','.join(rows)}]}}", content_type=JSON)


@dataclass(slots=True)
class RowNode:
    """A row in its place in the outline; `text` is its JSON as the database wrote it."""

    text: str
    carries_number: bool = True
    titled: bool = True
    number: str = ""
    items: list["RowNode"] = field(default_factory=list)
    sections: list["RowNode"] = field(default_factory=list)

    @property
    def branches(self) -> list["RowNode"]:
        return [*self.items, *self.sections]

    def written(self, *, as_section: bool) -> str:
        """Its JSON with the derived number in front and what lies below behind."""
        back = f',"items":[{",".join(item.written(as_section=False) for item in self.items)}]'
        if as_section:
            back += f',"sections":[{",".join(below.written(as_section=True) for below in self.sections)}]'
        return f'{{"number":"{self.number}",{self.text[1:-1]}{back}}}'


def outline_text(sections: str, items: str) -> str:
    """The tree of one plan as a JSON array, from the two flat texts of rows.py; each row is touched once."""
    top = _hang_items(items, *_hang_sections(sections))
    titled = [node for node in top if node.titled]
    number_outline(titled)
    for node in top:
        if not node.titled:
            number_outline(node.branches, level=first_item_level(titled_sections=len(titled)))
    return f"[{','.join(node.written(as_section=True) for node in top)}]"


def _hang_sections(text: str) -> tuple[list[RowNode], dict[str, RowNode]]:
    nodes: dict[str, RowNode] = {}
    parents: dict[str, str] = {}
    for row in text.split(ROW_END) if text else ():
        pk, parent, text_of_row = row.split("|", 2)
        section = json.loads(text_of_row)  # headings are few; only they need to be read
        numbered = section_carries_number(section["title"], section["section_type"])
        nodes[pk] = RowNode(text_of_row, carries_number=numbered, titled=bool(section["title"]))
        parents[pk] = parent
    top: list[RowNode] = []
    for pk, node in nodes.items():
        above = nodes.get(parents[pk])
        (above.sections if above else top).append(node)
    return top, nodes


def _hang_items(text: str, top: list[RowNode], sections: dict[str, RowNode]) -> list[RowNode]:
    nodes: dict[str, RowNode] = {}
    places: list[tuple[RowNode, str, str]] = []
    for row in text.split(ROW_END) if text else ():
        pk, parent, section, body = row.split("|", 3)
        nodes[pk] = RowNode(body)
        places.append((nodes[pk], parent, section))
    for node, parent, section in places:
        above = nodes.get(parent) or sections.get(section)
        if above is not None:
            above.items.append(node)
    return top
