"""Collects lines, headings, tables and notes while a document is read, and keeps the text within its length."""

import re
from collections import Counter

from plans.documents.reading.model import Heading, Note, NoteCode, ReadText
from plans.documents.reading.tables import Row, as_grid, render, width_of
from unionplan.core.untrusted.limits import Limits
from unionplan.core.untrusted.refusals import Kind, Reason, Unreadable

LINE_ENDS = re.compile("\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
# NUL cannot be stored; the rest has no shape: a mark left inside by joining files, C0, C1, noncharacters.
CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")

GRID_PER_CELL = 4


def clean_text(text: str) -> tuple[str, int]:
    """`text` with every line end as \\n and without control characters, and how many of those were taken out."""
    return CONTROLS.subn("", LINE_ENDS.sub("\n", text))


class TextBuilder:
    """The text of one document under construction; raises Unreadable(TOO_LONG) once it passes the limit."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._lines: list[str] = []
        self._length = 0
        self._headings: list[Heading] = []
        self._tables: list[tuple[tuple[str, ...], ...]] = []
        self._counts: Counter[NoteCode] = Counter()
        self._notes: list[Note] = []

    def add(self, text: str, *, level: int | None = None) -> None:
        """Append `text` as one line, or several when it holds \\n; blank lines are dropped, `level` marks a heading."""
        for line in clean_text(text)[0].split("\n"):
            if line.strip():
                self._append(line.strip(), level)

    def add_verbatim(self, text: str) -> None:
        """Append clean text as it stands, blank lines and indents included."""
        for line in text.split("\n"):
            self._append(line, None)

    def add_table(self, rows: list[Row]) -> None:
        """Append a table: its grid is kept, and its lines say the same in words (see `tables.render`)."""
        if width_of(rows) * len(rows) > GRID_PER_CELL * self._limits.cells:  # few cells, scattered far apart
            raise Unreadable(Reason.TOO_MANY_CELLS, limit=self._limits.cells)
        for cell in (cell for row in rows for cell in row):
            cell.text = clean_text(cell.text)[0]
        grid = as_grid(rows)
        if not any(cell for row in grid for cell in row):
            return
        self._tables.append(grid)
        for line in render(rows):
            self.add(line)

    @property
    def text(self) -> str:
        """The text so far."""
        return "\n".join(self._lines)

    def part(self) -> "TextBuilder":
        """An empty builder for something inside this document, such as a cell."""
        return TextBuilder(self._limits)

    def take_notes(self, part: "TextBuilder") -> None:
        """Take over what was counted, and the tables found, while `part` was read."""
        self._counts.update(part._counts)
        self._tables.extend(part._tables)

    def note(self, code: NoteCode, **params: str | int) -> None:
        """Remember a remark for the person who will look at the preview."""
        self._notes.append(Note(code, params))

    def count(self, code: NoteCode, number: int = 1) -> None:
        """Count something that becomes one remark at the end."""
        self._counts[code] += number

    def finish(self, kind: Kind, *, encoding: str | None = None, doubtful: bool = False) -> ReadText:
        """The finished reading; raises Unreadable(NO_TEXT) when there is not one visible character."""
        text = self.text
        if not text.strip():
            raise Unreadable(Reason.NO_TEXT)
        counted = [Note(code, {"count": number}) for code, number in self._counts.items() if number]
        return ReadText(
            text=text,
            kind=kind,
            encoding=encoding,
            doubtful=doubtful,
            notes=(*self._notes, *counted),
            headings=tuple(self._headings),
            tables=tuple(self._tables),
        )

    def _append(self, line: str, level: int | None) -> None:
        self._length += len(line) + 1
        if self._length > self._limits.characters:
            raise Unreadable(Reason.TOO_LONG, limit=self._limits.characters)
        self._lines.append(line)
        if level is not None:
            self._headings.append(Heading(len(self._lines), level))
