"""One of the papers comes as a Word file with a table, made when it is needed."""

import io
import re

from docx import Document

_HEADING = re.compile(r"[一二三四五六七八九十]、")
_ROW = "|"


def word_file(text: str) -> bytes:
    """A .docx of a text: its first line is the title, 一、 opens a heading, lines of |cells| are a table."""
    title, *lines = [line for line in text.splitlines() if line.strip()]
    document = Document()
    document.add_heading(title, 0)
    table = None
    for line in lines:
        if line.startswith(_ROW):
            cells = [cell.strip() for cell in line.strip(_ROW).split(_ROW)]
            if table is None:
                table = document.add_table(rows=0, cols=len(cells))
            for place, cell in zip(table.add_row().cells, cells, strict=True):
                place.text = cell
            continue
        table = None
        if _HEADING.match(line):
            document.add_heading(line, 1)
        else:
            document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()
