"""Automatic numbers restored as they are printed: 一、 （一） 1. (1) a) • (ECMA-376, 17.9)."""

import re
from dataclasses import dataclass, replace

from plans.documents.reading.word.names import W, as_number, child_number, child_value, is_on
from plans.documents.reading.word.numerals import printed_number
from plans.documents.reading.word.styles import Styles
from unionplan.core.untrusted.parts import Element

LEVELS = 9
PLACE = re.compile(r"%([1-9])")
BULLET = "•"
PRINTED_BULLETS = frozenset("-–—•·*+>※★☆◆◇■□●○▲△√")
MAX_LINKS = 10


@dataclass(frozen=True)
class Level:
    """One level of a list: `text` holds %1 … %9, `restart` is the level whose step restarts it (0: none)."""

    number_format: str = "decimal"
    text: str = ""
    start: int = 1
    restart: int | None = None
    legal: bool = False
    gap: bool = True
    style: str | None = None


@dataclass(frozen=True)
class Numbered:
    """A list as paragraphs refer to it: whose counters it shares, its levels, and starts that hold at its first use."""

    counters: str
    levels: dict[int, Level]
    starts: dict[int, int]


class Numbering:
    """Counts through a document: ask once for each numbered paragraph, in document order."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._abstract: dict[str, Element] = {}
        self._numbers: dict[int, Element] = {}
        for element in root if root is not None else ():
            if element.tag == W + "abstractNum":
                self._abstract[element.get(W + "abstractNumId", "")] = element
            elif element.tag == W + "num" and (number_id := as_number(element.get(W + "numId"))) is not None:
                self._numbers[number_id] = element
        self._known: dict[int, Numbered | None] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._started: set[tuple[int, int]] = set()

    def level_of_style(self, number_id: int, style_id: str) -> int | None:
        """The level of the list that is tied to a style, as headings are."""
        found = self._numbered(number_id)
        levels = found.levels.items() if found is not None else ()
        return next((index for index, level in levels if level.style == style_id), None)

    def next_marker(self, number_id: int, level_index: int) -> str:
        """The printed number of the next paragraph on this level, with the gap behind it; "" when it has none."""
        found = self._numbered(number_id)
        if found is None or level_index not in found.levels:
            return ""
        level = found.levels[level_index]
        counters = self._step(number_id, level_index, found)
        if level.number_format == "none" and not PLACE.search(level.text):
            return level.text
        if level.number_format == "bullet":
            shown = level.text.strip()
            return f"{shown if shown in PRINTED_BULLETS else BULLET} "
        marker = PLACE.sub(lambda place: self._printed(int(place.group(1)) - 1, level, found, counters), level.text)
        # A full stop or a digit would run into the first character of the text: 1. and 5年 make 1.5年.
        return f"{marker} " if level.gap and marker and (marker[-1].isascii() and marker[-1] != ")") else marker

    def _step(self, number_id: int, level_index: int, found: Numbered) -> dict[int, int]:
        """Advance the counter of a level, start those above that have not begun, restart those below."""
        counters = self._counters.setdefault(found.counters, {})
        override = found.starts.get(level_index)
        if override is not None and (number_id, level_index) not in self._started:
            counters[level_index] = override
        elif level_index in counters:
            counters[level_index] += 1
        else:
            counters[level_index] = found.levels[level_index].start
        self._started.add((number_id, level_index))
        for above in range(level_index):
            if above not in counters and above in found.levels:
                counters[above] = found.starts.get(above, found.levels[above].start)
        for below, level in found.levels.items():
            if below > level_index and level.restart != 0 and (level.restart is None or level_index < level.restart):
                counters.pop(below, None)
        return counters

    def _printed(self, index: int, shown_on: Level, found: Numbered, counters: dict[int, int]) -> str:
        level = found.levels.get(index)
        if level is None or index not in counters:
            return ""
        return printed_number(counters[index], "decimal" if shown_on.legal else level.number_format)

    def _numbered(self, number_id: int) -> Numbered | None:
        if number_id not in self._known:
            self._known[number_id] = self._build(number_id)
        return self._known[number_id]

    def _build(self, number_id: int) -> Numbered | None:
        element = self._numbers.get(number_id)
        if element is None:
            return None
        abstract_id = self._abstract_id(element)
        abstract = self._abstract.get(abstract_id)
        levels = _levels(abstract) if abstract is not None else {}
        starts: dict[int, int] = {}
        for override in element.findall(W + "lvlOverride"):
            index = as_number(override.get(W + "ilvl"))
            levels |= _levels(override)
            start = child_number(override, "startOverride")
            if index is not None and start is not None:
                starts[index] = start
        return Numbered(abstract_id, levels, starts) if levels else None

    def _abstract_id(self, number: Element) -> str:
        """The definition behind a number, through styles that only point at another list."""
        abstract_id = child_value(number, "abstractNumId") or ""
        for _ in range(MAX_LINKS):
            linked = child_value(self._abstract.get(abstract_id), "numStyleLink")
            linked_id = self._styles.number_id_of(linked) if linked is not None else None
            if linked_id is None or linked_id not in self._numbers:
                break
            abstract_id = child_value(self._numbers[linked_id], "abstractNumId") or ""
        return abstract_id


def _levels(parent: Element) -> dict[int, Level]:
    """The levels defined directly under `parent`, by their index from 0."""
    found = {}
    for element in parent.findall(W + "lvl"):
        index = as_number(element.get(W + "ilvl"))
        if index is not None and 0 <= index < LEVELS:
            found[index] = _level(element)
    return found


def _level(element: Element) -> Level:
    start = child_number(element, "start")
    level = Level(
        number_format=child_value(element, "numFmt") or "decimal",
        text=(child_value(element, "lvlText") or "")[:50],
        restart=child_number(element, "lvlRestart"),
        legal=bool(is_on(element, "isLgl")),
        gap=child_value(element, "suff") != "nothing",
        style=child_value(element, "pStyle"),
    )
    return level if start is None else replace(level, start=start)
