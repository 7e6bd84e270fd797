"""Where a heading's title ends: at the first full stop or colon, at the next mark, at the end of its line."""

from __future__ import annotations

import re

_STOP = re.compile(r"。|(?<!\d):|:(?!\d)|\n")
_PAIRS = (("“", "”"), ("《", "》"), ("(", ")"), ("「", "」"), ("【", "】"))
_TRAILING = re.compile(r"[\s;；、,，:：。.*】]+$")
_LONGEST_JOIN = 300


def title_end(text: str, start: int, limit: int) -> tuple[int, str]:
    """The end of the title that begins at `start` (behind its closing sign) and how it ended.

    The second value is the sign: "。", ":", "\\n", or "" when the next mark (at `limit`) cut it. A line that breaks
    off inside brackets or quotation marks goes on in the next.
    """
    position = start
    while found := _STOP.search(text, position, limit):
        if found[0] == "\n" and (not text[start : found.start()].strip() or _is_open(text[start : found.start()])):
            position = found.end()
            if position - start < _LONGEST_JOIN:
                continue
        return found.end(), found[0]
    return limit, ""


def _is_open(piece: str) -> bool:
    if len(piece) > _LONGEST_JOIN:
        return False
    return any(piece.count(opening) > piece.count(closing) for opening, closing in _PAIRS)


def clean_title(printed: str) -> str:
    """A title as shown: line breaks closed up, trailing signs dropped."""
    return _TRAILING.sub("", " ".join(part.strip() for part in printed.splitlines()).replace("  ", " ").strip())
