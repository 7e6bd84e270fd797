"""The sections of a member's own page. Each area registers its own, so that the page imports nothing from above:

sections.register(Section(key="visits", title=_("走访慰问"), icon="house-heart", order=50,
                          summary=…, blocks=…))   # in the AppConfig.ready() of the app that knows about visits"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.functional import Promise

from members.models import Member

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Line:
    """One fact: what it is, its value in words, a quiet remark, the tone of its state, where it leads."""

    label: Words
    value: Words
    note: Words = ""
    state: Words = ""
    tone: str = "neutral"
    url: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Lines under one heading; without lines the page shows `empty`."""

    title: Words
    lines: Sequence[Line] = ()
    empty: Words = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One entry of the own page: a line on the overview (`summary`) and a page of its own (`blocks`).

    Both are asked about one member on one day and read that member's rows only. `url_name` replaces the page of blocks
    by a page of the area's own."""

    key: str
    title: Words
    icon: str
    order: int
    summary: Callable[[Member, date], Words]
    blocks: Callable[[Member, date], Sequence[Block]] = field(default=lambda member, on: ())
    url_name: str = ""


_sections: dict[str, Section] = {}


def register(section: Section) -> None:
    """Show this section on every member's own page; registering the same key again replaces it."""
    _sections[section.key] = section


def registered() -> tuple[Section, ...]:
    """All sections in the order of the page."""
    return tuple(sorted(_sections.values(), key=lambda section: (section.order, section.key)))


def section_of(key: str) -> Section | None:
    """The section of that key, or None."""
    return _sections.get(key)
